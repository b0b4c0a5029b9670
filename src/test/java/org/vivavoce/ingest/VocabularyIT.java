package org.vivavoce.ingest;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;

/** What an operator relies on when importing vocabularies. All terms are made up. */
class VocabularyIT {
  private static final String TERMS =
      """
      [Term]
      id: MU:1
      name: grumbling gullet
      def: "Made up." []
      synonym: "noisy food pipe" EXACT []
      synonym: "noise" BROAD []
      xref: UMLS_CUI:C0000001
      xref: MESH:D000001

      [Term]
      id: MU:2
      name: Sleepy-toe syndrome
      xref: MESH:D000002

      [Term]
      id: MU:3
      name: nobody's illness

      [Term]
      id: MU:4
      name: old illness
      is_obsolete: true
      """;

  @TempDir Path folder;
  private TestDatabase database;
  private Jdbi jdbi;

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    jdbi = database.jdbi();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void termsAreConditionsByCodeThenByNameThenBySynonym() throws IOException {
    topic("gullet", "Throat that speaks", "umls C0000001");
    topic("toe", "sleepy toe syndrome");
    topic("chatter", "Nightly chatter");
    synonym("chatter", "Nobody’s illness");
    Path report = folder.resolve("report.tsv");
    VocabularySummary summary =
        run(new ImportOptions(false, false, false, report, "test"), file("a.obo", "1", TERMS));
    assertAll(
        () -> assertEquals(3, summary.created()),
        () -> assertEquals(1, summary.byCode()),
        () -> assertEquals(1, summary.byName()),
        () -> assertEquals(1, summary.bySynonym()),
        () -> assertEquals(List.of("MU:1 gullet", "MU:2 toe", "MU:3 chatter"), links()),
        () ->
            assertEquals(
                List.of(
                    "vocabulary\taccession\tname\tresult\tmatch\ttopic\tnote",
                    "mu\tMU:1\tgrumbling gullet\tcreated\tcode\tgullet\t",
                    "mu\tMU:2\tSleepy-toe syndrome\tcreated\tname\ttoe\t",
                    "mu\tMU:3\tnobody's illness\tcreated\tsynonym\tchatter\t"),
                Files.readAllLines(report)),
        // Where names agree; not by a code or a synonym alone.
        () ->
            assertEquals(
                List.of("gullet umls C0000001", "toe mesh D000002"),
                texts(
                    """
                    select topic.slug || ' ' || system || ' ' || code
                      from topic_code join topic on topic.id = topic_id order by 1
                    """)),
        () ->
            assertEquals(
                List.of("topic.change test D000002", "vocabulary.import test "),
                texts(
                    """
                    select concat(action, ' ', actor, ' ', detail #>> '{changes,mesh,after}')
                      from audit_entry order by 1
                    """)),
        () -> assertEquals(List.of(""), texts("select distinct definition from topic")));
  }

  @Test
  void importedTwiceNothingChanges() throws IOException {
    topic("toe", "sleepy toe syndrome");
    Path file = file("a.obo", "1", TERMS);
    run(file);
    List<String> before = everything();
    VocabularySummary again = run(file);
    assertAll(
        () -> assertEquals(3, again.unchanged()),
        () -> assertEquals(0, again.created() + again.updated() + again.withdrawn()),
        () -> assertEquals(before, everything()));
  }

  @Test
  void aCodeThatOneVocabularyGivesIsHeardInTheOthersAtOnce() throws IOException {
    topic("toe", "Sleepy toe syndrome", "umls C0000009");
    Path first =
        Files.writeString(
            folder.resolve("first.obo"),
            """
            format-version: 1.4
            ontology: first

            [Term]
            id: F:1
            name: sleepy toe syndrome
            xref: MESH:D000002

            [Term]
            id: F:2
            name: weary toe
            xref: MESH:D000002
            xref: UMLS:C0000009
            """);
    Path second = file("a.obo", "1", TERMS);
    run(first, second);
    List<String> before = everything();
    assertEquals("F:1 toe", links().get(0));
    assertEquals(5, run(first, second).unchanged());
    assertEquals(before, everything());
  }

  @Test
  void aDryRunChangesNothing() throws IOException {
    topic("toe", "sleepy toe syndrome");
    VocabularyWorker.workOff(jdbi);
    List<String> before = everything();
    Path report = folder.resolve("report.tsv");
    VocabularySummary summary =
        run(new ImportOptions(true, false, false, report, "test"), file("a.obo", "1", TERMS));
    assertAll(
        () -> assertEquals(3, summary.created()),
        () -> assertEquals(1, summary.byName()),
        () -> assertEquals(4, Files.readAllLines(report).size()),
        () -> assertEquals(before, everything()));
  }

  @Test
  void aNewerVersionRenamesAddsAndTakesAway() throws IOException {
    topic("toe", "sleepy toe syndrome");
    run(file("a.obo", "1", TERMS));
    Path report = folder.resolve("report.tsv");
    VocabularySummary summary =
        run(
            new ImportOptions(false, false, false, report, "test"),
            file(
                "b.obo",
                "2",
                """
                [Term]
                id: MU:1
                name: grumbling gullet
                def: "Made up anew." []
                synonym: "rumbling food pipe" EXACT []

                [Term]
                id: MU:2
                name: obsolete sleepy-toe syndrome
                is_obsolete: true
                replaced_by: MU:5

                [Term]
                id: MU:5
                name: toe that sleeps
                synonym: "Sleepy toe syndrome" EXACT []
                """));
    assertAll(
        () -> assertEquals(1, summary.created()),
        () -> assertEquals(1, summary.updated()),
        () -> assertEquals(2, summary.withdrawn()),
        () -> assertEquals(List.of("MU:1 ", "MU:5 toe"), links()),
        () ->
            assertEquals(
                List.of("grumbling gullet name", "rumbling food pipe exact"),
                texts(
                    """
                    select named.name || ' ' || scope from vocabulary_name named
                      join vocabulary_term term on term.id = term_id
                     where accession = 'MU:1' order by position
                    """)),
        () -> assertEquals(List.of("2"), texts("select version from vocabulary")),
        () ->
            assertTrue(
                Files.readString(report)
                    .contains(
                        """
                        mu\tMU:2\tSleepy-toe syndrome\twithdrawn\t\ttoe\tobsolete, replaced by MU:5
                        mu\tMU:3\tnobody's illness\twithdrawn\t\t\tnot in the file
                        """)));
  }

  @Test
  void whereNothingTellsThemApartNoneIsChosen() throws IOException {
    topic("one", "One", "umls C0000001");
    topic("other", "Other", "umls C0000001");
    topic("toe", "Toe trouble");
    topic("foot", "Foot trouble");
    synonym("toe", "sleepy toe syndrome");
    synonym("foot", "sleepy toe syndrome");
    Path report = folder.resolve("report.tsv");
    VocabularySummary summary =
        run(new ImportOptions(false, false, false, report, "test"), file("a.obo", "1", TERMS));
    assertAll(
        () -> assertEquals(2, summary.ambiguous()),
        () -> assertEquals(1, summary.unmatched()),
        () -> assertEquals(List.of("MU:1 ", "MU:2 ", "MU:3 "), links()),
        () ->
            assertTrue(
                Files.readString(report)
                    .contains("MU:1\tgrumbling gullet\tcreated\tambiguous\t\tone, other\n")));
  }

  @Test
  void aNameTellsApartWhatShareACode() throws IOException {
    topic("one", "One", "umls C0000001");
    topic("gullet", "Grumbling gullet", "umls C0000001");
    topic("pipe", "noisy food pipe");
    run(file("a.obo", "1", TERMS));
    assertEquals("MU:1 gullet", links().get(0));
  }

  @Test
  void ofTwoTermsTheOneOfThatNameIsTheCondition() throws IOException {
    topic("gullet", "Grumbling gullet");
    run(
        file(
            "a.obo",
            "1",
            """
            [Term]
            id: MU:1
            name: gullet noise
            synonym: "grumbling gullet" EXACT []

            [Term]
            id: MU:2
            name: grumbling gullet
            """));
    assertEquals(List.of("MU:1 ", "MU:2 gullet"), links());
  }

  @Test
  void abbreviationsAndVagueSynonymsMakeNothingACondition() throws IOException {
    topic("toe", "Toe trouble");
    synonym("toe", "STS");
    synonym("toe", "noise");
    run(
        file(
            "a.obo",
            "1",
            """
            [Term]
            id: MU:1
            name: storm sickness
            synonym: "STS" EXACT []
            synonym: "noise" BROAD []
            """));
    assertEquals(List.of("MU:1 "), links());
  }

  @Test
  void oneBadTermMeansThatNothingIsImported() throws IOException {
    Path good = file("good.obo", "1", TERMS);
    Path bad =
        Files.writeString(
            folder.resolve("bad.obo"),
            """
            format-version: 1.4
            ontology: bad

            [Term]
            id: MU:9

            [Term]
            id: MU:8
            name: fine

            [Term]
            id: MU:8
            name: again
            """);
    BadImportException failure = assertThrows(BadImportException.class, () -> run(good, bad));
    assertEquals(
        List.of("bad.obo, line 4, name: is missing"),
        failure.lines().stream().map(BadLine::toString).toList());
    assertEquals(List.of(), texts("select name from vocabulary"));
    VocabularySummary summary = run(new ImportOptions(false, true, false, null, "test"), good, bad);
    assertAll(
        () -> assertEquals(4, summary.created()),
        () -> assertEquals(2, summary.skippedCount()),
        () ->
            assertEquals(
                "bad.obo, line 11, id: 'MU:8' stands in the file twice",
                summary.skipped().get(1).toString()));
  }

  @Test
  void whatCannotBeReadIsTold() throws IOException {
    Path whole = file("a.obo", "1", TERMS);
    run(whole);
    byte[] packed = Files.readAllBytes(zipped("a.gz", Files.readString(whole)));
    Path broken = folder.resolve("broken.obo.gz");
    Files.write(broken, Arrays.copyOf(packed, packed.length - 12));
    assertAll(
        () -> fails("no such file", folder.resolve("none.obo")),
        () -> fails("is no OBO file", Files.writeString(folder.resolve("x.obo"), "{}\n")),
        () -> fails("is not UTF-8", Files.write(folder.resolve("l.obo"), latin())),
        () -> fails("has no terms", file("e.obo", "2", "[Typedef]\nid: x\n")),
        () -> fails("is damaged", broken),
        () -> fails("as is a.obo", whole, file("c.obo", "1", TERMS)),
        () -> assertEquals(3, texts("select name from vocabulary_term").size()));
  }

  @Test
  void aPackedFileIsTheSame() throws IOException {
    run(file("a.obo", "1", TERMS));
    Path packed = zipped("b.bin", Files.readString(folder.resolve("a.obo")));
    assertEquals(3, run(packed).unchanged());
  }

  @Test
  void conditionsThatComeRenameOrMergeLaterAreFound() throws IOException {
    run(file("a.obo", "1", TERMS));
    topic("toe", "Toe trouble");
    topic("other", "Sleepy-toe syndrome");
    assertTrue(VocabularyWorker.workOff(jdbi));
    assertEquals("MU:2 other", links().get(1));
    jdbi.useHandle(
        handle -> {
          handle.execute("update topic set name = 'Something else' where slug = 'other'");
          handle.execute(
              "insert into topic_synonym select id, 'Sleepy toe syndrome' from topic where slug = 'toe'");
        });
    assertTrue(VocabularyWorker.workOff(jdbi));
    assertEquals("MU:2 toe", links().get(1));
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                update topic set merged_into_id = (select id from topic where slug = 'other') where slug = 'toe'
                """));
    assertTrue(VocabularyWorker.workOff(jdbi));
    assertEquals("MU:2 ", links().get(1));
    assertFalse(VocabularyWorker.workOff(jdbi), "nothing is left to do");
    jdbi.useHandle(
        handle -> handle.execute("update topic set definition = 'Else.', updated_at = now()"));
    assertFalse(VocabularyWorker.workOff(jdbi), "what names nothing is no matter");
  }

  @Test
  void anImportOfAnswersFindsTheTermsOfItsConditions() throws IOException {
    run(file("a.obo", "1", TERMS));
    Imports.run(
        jdbi,
        Imports.line("1", "Why?", "Because.", "\"topics\": [{\"name\": \"Grumbling gullet\"}]"),
        Imports.line(
            "2",
            "When?",
            "Now.",
            "\"topics\": [{\"name\": \"Sleepy toe syndrome\"}], \"status\": \"draft\""));
    assertEquals(
        List.of("MU:1 grumbling-gullet", "MU:2 sleepy-toe-syndrome"), links().subList(0, 2));
    // What search reads names no condition of which nothing is published.
    assertEquals(
        List.of(
            "grumbling gullet|grumbling-gullet|name|f",
            "grumbling gullet|grumbling-gullet|name|t",
            "nobodys illness||name|t",
            "noise|grumbling-gullet|broad|t",
            "noisy food pipe|grumbling-gullet|exact|t",
            "sleepy toe syndrome||name|t"),
        texts(
            """
            select concat_ws('|', key, coalesce(slug, ''), scope, term_id is not null)
              from vocabulary_alias left join topic on topic.id = topic_id
             order by key collate "C", slug, term_id is not null, scope
            """));
  }

  private void fails(String words, Path... files) {
    UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> run(files));
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
  }

  private static byte[] latin() {
    return "format-version: 1.4\n[Term]\nid: MU:1\nname: caf\u00e9\n"
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private VocabularySummary run(Path... files) {
    return run(new ImportOptions(false, false, false, null, "test"), files);
  }

  private VocabularySummary run(ImportOptions options, Path... files) {
    return new VocabularyImporter(jdbi, TestClock.FIXED)
        .run(List.of(files), options, ImportProgress.NONE);
  }

  private Path file(String name, String version, String terms) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "format-version: 1.4\ndata-version: " + version + "\nontology: mu\n\n" + terms);
  }

  private Path zipped(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private void topic(String slug, String name, String... codes) {
    jdbi.useHandle(
        handle -> {
          handle.execute("insert into topic (slug, name) values (?, ?)", slug, name);
          for (String code : codes) {
            handle.execute(
                "insert into topic_code select id, split_part(?, ' ', 1), split_part(?, ' ', 2) from topic where slug = ?",
                code,
                code,
                slug);
          }
        });
  }

  private void synonym(String slug, String name) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "insert into topic_synonym select id, ? from topic where slug = ?", name, slug));
  }

  private List<String> links() {
    return texts(
        """
        select accession || ' ' || coalesce(slug, '')
          from vocabulary_term left join topic on topic.id = topic_id order by accession
        """);
  }

  private List<String> everything() {
    return texts(
        """
        select row.text from (
          select 'a' || vocabulary::text as text from vocabulary
          union all select 'b' || vocabulary_term::text from vocabulary_term
          union all select 'c' || vocabulary_name::text from vocabulary_name
          union all select 'd' || vocabulary_code::text from vocabulary_code
          union all select 'e' || topic_alias::text from topic_alias
          union all select 'f' || topic::text from topic
          union all select 'g' || topic_code::text from topic_code
          union all select 'h' || audit_entry::text from audit_entry
          union all select 'i' || vocabulary_pending::text from vocabulary_pending) row
         order by 1
        """);
  }

  private List<String> texts(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
