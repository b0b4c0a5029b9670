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
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;

/** What an operator relies on when importing. */
class ImportIT {
  private static final ImportOptions PLAIN = new ImportOptions(false, false, false, null, "test");
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
  void everyFieldArrives() {
    Imports.run(
        jdbi,
        Imports.line(
            "1",
            "Why?",
            "First paragraph.\\n\\nSecond paragraph.",
            """
            "topics": [{"name": "Cough", "codes": {"icd10": ["R05"]}}, {"name": "Cold"}], "lang": "en",
            "recordedOn": "2026-01-01", "updatedOn": "2026-01-02", "reviewedBy": {"name": "Bo Second", "credentials": "MD"},
            "reviewedOn": "2026-01-03", "reviewDueOn": "2029-01-03", "careCard": {"level": "urgent", "text": "Today."},
            "sources": [{"title": "A source", "url": "https://example.org/a"}], "conflicts": "None.", "durationSeconds": 57,
            "slug": "why-it-is", "aliases": ["why-it-was"]
            """));
    Map<String, Object> row =
        one(
            """
            select article.slug, title, transcript, excerpt, status, recorded_on::text, edited_on::text, reviewed_on::text,
                   review_due_on::text, reviewer_name, reviewer_credentials, care_level, care_text, conflicts,
                   duration_seconds, demo,
                   (select string_agg(topic.name, ',' order by link.position)
                      from article_topic link join topic on topic.id = link.topic_id) as topics,
                   (select string_agg(slug, ',' order by slug) from article_slug) as slugs,
                   (select title || ' ' || url from article_source) as source,
                   (select system || ' ' || code from topic_code) as code
              from article
            """);
    assertEquals(
        Map.ofEntries(
            Map.entry("slug", "why-it-is"),
            Map.entry("title", "Why?"),
            Map.entry("transcript", "First paragraph.\n\nSecond paragraph."),
            Map.entry("excerpt", row.get("excerpt")),
            Map.entry("status", "published"),
            Map.entry("recorded_on", "2026-01-01"),
            Map.entry("edited_on", "2026-01-02"),
            Map.entry("reviewed_on", "2026-01-03"),
            Map.entry("review_due_on", "2029-01-03"),
            Map.entry("reviewer_name", "Bo Second"),
            Map.entry("reviewer_credentials", "MD"),
            Map.entry("care_level", "urgent"),
            Map.entry("care_text", "Today."),
            Map.entry("conflicts", "None."),
            Map.entry("duration_seconds", 57),
            Map.entry("demo", false),
            Map.entry("topics", "Cough,Cold"),
            Map.entry("slugs", "why-it-is,why-it-was"),
            Map.entry("source", "A source https://example.org/a"),
            Map.entry("code", "icd10 R05")),
        row);
  }

  @Test
  void importingTwiceChangesNothing() {
    String[] lines = {Imports.line("1", "Why?", "Because."), Imports.line("2", "How?", "Thus.")};
    ImportSummary first = Imports.run(jdbi, lines);
    String before = wholeDatabase();
    ImportSummary second = Imports.run(jdbi, lines);
    assertEquals(2, first.created());
    assertEquals(0, second.created() + second.updated());
    assertEquals(2, second.unchanged());
    assertEquals(before, wholeDatabase());
  }

  @Test
  void aChangedLineUpdatesItsArticleAndKeepsItsAddress() {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because."));
    ImportSummary again = Imports.run(jdbi, Imports.line("1", "Why not?", "Because it was wrong."));
    assertEquals(1, again.updated());
    Map<String, Object> row = one("select slug, title, transcript from article");
    assertEquals("why", row.get("slug"));
    assertEquals("Because it was wrong.", row.get("transcript"));
  }

  @Test
  void aBrokenLineImportsNothingAndNamesLineFieldAndReason() {
    BadImportException refused =
        assertThrows(
            BadImportException.class,
            () ->
                Imports.run(
                    jdbi,
                    Imports.line("1", "Why?", "Because."),
                    Imports.line("2", "How?", "Thus.", "\"recordedOn\": \"yesterday\"")));
    BadLine line = refused.lines().get(0);
    assertAll(
        () -> assertEquals(2, line.line()),
        () -> assertEquals("recordedOn", line.field()),
        () -> assertTrue(line.reason().contains("yesterday"), line::reason),
        () -> assertTrue(line.toString().contains("line 2, recordedOn"), line::toString),
        () -> assertEquals(0, count("article")),
        () -> assertEquals(0, count("doctor")));
  }

  @Test
  void badLinesCanBeSkipped() {
    Path file =
        Imports.file(
            Imports.line("1", "Why?", "Because."), "{", Imports.line("3", "How?", "Thus."));
    ImportSummary summary =
        Imports.run(jdbi, file, new ImportOptions(false, true, false, null, "test"));
    assertEquals(2, summary.created());
    assertEquals(1, summary.skippedCount());
    assertEquals(2, summary.skipped().get(0).line());
  }

  @Test
  void aDryRunChangesNothing() {
    Path file = Imports.file(Imports.line("1", "Why?", "Because."));
    ImportSummary summary =
        Imports.run(jdbi, file, new ImportOptions(true, false, false, null, "test"));
    assertEquals(1, summary.created());
    assertEquals(0, count("article"));
    assertEquals(0, count("audit_entry"));
  }

  /** An import publishes what its source published; but it does not keep quiet about it. */
  @Test
  void redFlagsWithoutACareCardAreReported() throws IOException {
    Path report = folder.resolve("red-flags.tsv");
    Path file =
        Imports.file(
            Imports.line("1", "Why?", "It began with chest pains and vomiting of blood."),
            Imports.line("2", "How?", "With a seizure.", "\"status\": \"draft\""),
            Imports.line(
                "3",
                "When?",
                "After a seizure.",
                "\"careCard\": {\"level\": \"urgent\", \"text\": \"Today.\"}"),
            Imports.line("4", "Who?", "Somebody."));
    for (boolean dry : List.of(true, false, false)) {
      ImportSummary summary =
          Imports.run(jdbi, file, new ImportOptions(dry, false, false, report, "test"));
      String result = summary.unchanged() > 0 ? "unchanged" : "created";
      assertEquals(1, summary.redFlagged(), result);
      assertEquals(
          List.of(
              "slug\tsource_id\tresult\twarning",
              "why\t1\t" + result + "\tno care card for: chest pain",
              "how\t2\t" + result + "\t",
              "when\t3\t" + result + "\t",
              "who\t4\t" + result + "\t"),
          Files.readAllLines(report));
    }
    assertEquals(4, count("article"));
  }

  @Test
  void theReportSaysWhatHappenedToEachLine() throws IOException {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because."), Imports.line("2", "How?", "Thus."));
    Path report = folder.resolve("report.tsv");
    Imports.run(
        jdbi,
        Imports.file(
            Imports.line("1", "Why?", "Because."),
            Imports.line("2", "How?", "Otherwise."),
            Imports.line("3", "When?", "Then.")),
        new ImportOptions(false, false, false, report, "test"));
    assertEquals(
        List.of(
            "slug\tsource_id\tresult\twarning",
            "why\t1\tunchanged\t",
            "how\t2\tupdated\t",
            "when\t3\tcreated\t"),
        Files.readAllLines(report));
  }

  @Test
  void compressedFilesAreReadAsTheyAre() throws IOException {
    Path file = folder.resolve("articles.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(Imports.line("1", "Why?", "Because.").getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(1, Imports.run(jdbi, file, PLAIN).created());
  }

  @Test
  void damagedFilesAreRefusedWhole() throws IOException {
    Path gzip = folder.resolve("cut.gz");
    byte[] whole;
    try (var bytes = new java.io.ByteArrayOutputStream();
        var zip = new GZIPOutputStream(bytes)) {
      for (int at = 0; at < 2_000; at++) {
        zip.write(
            (Imports.line("id" + at, "Why " + at + "?", "Because " + at * 7919) + "\n")
                .getBytes(StandardCharsets.UTF_8));
      }
      zip.finish();
      whole = bytes.toByteArray();
    }
    Files.write(gzip, java.util.Arrays.copyOf(whole, whole.length / 2));
    Path latin = folder.resolve("latin.jsonl");
    Files.write(latin, Imports.line("1", "Fähre?", "Ja.").getBytes(StandardCharsets.ISO_8859_1));
    assertAll(
        () -> assertThrows(UncheckedIOException.class, () -> Imports.run(jdbi, gzip, PLAIN)),
        () ->
            assertTrue(
                assertThrows(UncheckedIOException.class, () -> Imports.run(jdbi, latin, PLAIN))
                    .getMessage()
                    .contains("UTF-8")),
        () ->
            assertTrue(
                assertThrows(
                        UncheckedIOException.class,
                        () -> Imports.run(jdbi, folder.resolve("none.jsonl"), PLAIN))
                    .getMessage()
                    .contains("no such file")),
        () -> assertEquals(0, count("article")));
  }

  @Test
  void theSameIdTwiceInOneFileIsABadLine() {
    BadImportException refused =
        assertThrows(
            BadImportException.class,
            () ->
                Imports.run(
                    jdbi,
                    Imports.line("1", "Why?", "Because."),
                    Imports.line("1", "How?", "Thus.")));
    assertEquals("id", refused.lines().get(0).field());
  }

  @Test
  void twoArticlesOfOneTitleGetAddressesOfTheirOwn() {
    Imports.run(
        jdbi, Imports.line("1", "Why?", "Because."), Imports.line("2", "Why?", "Otherwise."));
    assertEquals(2L, one("select count(distinct slug) as slugs from article").get("slugs"));
  }

  @Test
  void aSlugThatLeadsElsewhereIsNotTakenAway() {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because.", "\"slug\": \"taken\""));
    for (String field : List.of("\"slug\": \"taken\"", "\"aliases\": [\"taken\"]")) {
      BadImportException refused =
          assertThrows(
              BadImportException.class,
              () -> Imports.run(jdbi, Imports.line("2", "How?", "Thus.", field)));
      assertTrue(
          refused.lines().get(0).toString().contains("'taken' leads to another article already"),
          () -> refused.lines().toString());
    }
    assertEquals(1, count("article"));
  }

  @Test
  void draftsAreImportedAsDrafts() {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because.", "\"status\": \"draft\""));
    assertEquals("draft", one("select status from article").get("status"));
    assertEquals(0, count("published_article"));
    assertEquals(0, count("article_search"));
  }

  @Test
  void whatWasEditedHereSinceIsLeftAloneAndReported() {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because."));
    jdbi.useHandle(handle -> handle.execute("update article_import set edited_here = true"));
    ImportSummary again = Imports.run(jdbi, Imports.line("1", "Why?", "Something else."));
    assertEquals(1, again.conflicts());
    assertEquals("Because.", one("select transcript from article").get("transcript"));
  }

  @Test
  void theAuditLogSaysThatItWasImported() {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because."));
    Map<String, Object> entry =
        one("select actor, action, article_id is not null as named from audit_entry");
    assertEquals("test", entry.get("actor"));
    assertTrue(String.valueOf(entry.get("action")).contains("import"), entry::toString);
    assertEquals(true, entry.get("named"));
  }

  @Test
  void noWordIsLost() {
    String body = "Tab\\tand  spaces.\\r\\n\\r\\n \\u00a0Umlauts äöü, 心臓, 🩺.\\n\\n\\n\\nEnd";
    Imports.run(jdbi, Imports.line("1", "Why?", body));
    assertEquals(
        "Tab and spaces.\n\nUmlauts äöü, 心臓, 🩺.\n\nEnd",
        one("select transcript from article").get("transcript"));
  }

  @Test
  void aConnectionThatBreaksInTheMiddleLeavesNothing() {
    Path file = folder.resolve("many.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < 1_200; at++) {
      lines.append(Imports.line("id" + at, "Why " + at + "?", "Because " + at)).append('\n');
    }
    assertAll(() -> Files.writeString(file, lines));
    ImportProgress plugPuller =
        new ImportProgress() {
          @Override
          public void read(String name, long done, long total) {
            // The import's own connection, as the server loses it.
            Jdbi other =
                Jdbi.create(
                    database.runtime().jdbcUrl(),
                    database.runtime().user(),
                    database.runtime().password());
            other.useHandle(
                handle ->
                    handle.execute(
                        """
                        select pg_terminate_backend(pid) from pg_stat_activity
                         where datname = current_database() and state = 'idle in transaction'
                        """));
          }

          @Override
          public void related(int done) {}
        };
    Importer importer = new Importer(jdbi, TestClock.FIXED);
    assertThrows(RuntimeException.class, () -> importer.run(List.of(file), PLAIN, plugPuller));
    assertEquals(0, count("article"));
    assertEquals(0, count("doctor"));
  }

  /** In whatever case, merged or not, with addresses that are taken or alike, and codes. */
  @Test
  void conditionsAreFoundAndCreatedManyAtOnce() {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "insert into topic (slug, name) values ('cough', 'Cough'), ('flu', 'Influenza')");
          handle.execute(
              """
              insert into topic (slug, name, merged_into_id)
              select 'grippe', 'Grippe', id from topic where slug = 'flu'
              """);
        });
    Imports.run(
        jdbi,
        Imports.line(
            "1",
            "Why?",
            "Because.",
            """
            "topics": [{"name": "COUGH"}, {"name": "grippe"}, {"name": "Flu"}, {"name": "Sore-throat"},
              {"name": "Fever", "codes": {"icd10": ["R50"]}}]
            """),
        Imports.line(
            "2",
            "How?",
            "Thus.",
            """
            "topics": [{"name": "Sore throat"}, {"name": "fever", "codes": {"icd10": ["R50.9"]}}]
            """));
    assertEquals(
        Map.of(
            "topics",
                "cough:Cough,fever:Fever,flu-2:Flu,flu:Influenza,sore-throat-2:Sore throat,sore-throat:Sore-throat",
            "first", "cough,flu,flu-2,sore-throat,fever",
            "second", "sore-throat-2,fever",
            "codes", "R50 R50.9"),
        one(
            """
            select (select string_agg(slug || ':' || name, ',' order by slug || ':' || name) from topic
                     where merged_into_id is null) as topics,
                   (select string_agg(topic.slug, ',' order by position)
                      from article_topic join topic on topic.id = topic_id
                      join article_import using (article_id) where source_id = '1') as first,
                   (select string_agg(topic.slug, ',' order by position)
                      from article_topic join topic on topic.id = topic_id
                      join article_import using (article_id) where source_id = '2') as second,
                   (select string_agg(code, ' ' order by code) from topic_code
                      join topic on topic.id = topic_id where slug = 'fever') as codes
            """));
  }

  /** A table that fills up within the transaction is not read from end to end for each line. */
  @Test
  void everythingIsFoundByItsKey() {
    String[] lines = new String[600];
    for (int at = 0; at < lines.length; at++) {
      lines[at] =
          Imports.line(
              "id" + at,
              "Why " + at + "?",
              "Because.",
              "\"topics\": [{\"name\": \"Topic " + at + "\"}]");
    }
    Path file = Imports.file(lines);
    jdbi.useTransaction(
        handle -> {
          Imports.run(jdbi, file, new ImportOptions(true, false, false, null, "test"));
          assertEquals(
              List.of(),
              handle
                  .createQuery(
                      """
                      select relname::text from pg_stat_xact_user_tables
                       where seq_scan > 0
                         and relname in ('topic', 'doctor', 'specialty', 'article', 'article_slug', 'article_import')
                       order by relname
                      """)
                  .mapTo(String.class)
                  .list());
        });
    file.toFile().delete();
  }

  private Map<String, Object> one(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapToMap().one());
  }

  private int count(String table) {
    return Rows.one(jdbi, Integer.class, "select count(*) from " + table);
  }

  private String wholeDatabase() {
    StringBuilder all = new StringBuilder();
    for (String table :
        List.of(
            "article",
            "article_slug",
            "article_source",
            "article_topic",
            "article_search",
            "article_import",
            "audit_entry",
            "doctor",
            "specialty",
            "topic",
            "related_article")) {
      String sum =
          Rows.one(
              jdbi,
              String.class,
              "select md5(coalesce(string_agg(kept::text, ',' order by kept::text), '')) from "
                  + table
                  + " kept");
      all.append(table).append(' ').append(sum).append('\n');
    }
    assertFalse(all.isEmpty());
    return all.toString();
  }
}
