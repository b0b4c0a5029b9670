package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.nodes.Document;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.ImportWorker;
import org.vivavoce.ingest.Imports;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What an import says of an answer that was edited here is decided about on screen. */
class ImportConflictIT {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  private Portal portal;
  private Newsroom newsroom;
  private Jdbi jdbi;
  private SignedIn editor;
  private String manuscript;
  private String theirs;

  /** An answer that was imported, then saved here, and then changed by its source. */
  @BeforeEach
  void open() {
    portal = Portal.over(TestDatabase.migrated());
    newsroom = new Newsroom(portal);
    jdbi = portal.database().jdbi();
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    Imports.run(jdbi, Imports.line("1", "Why?", "Because it was."));
    long article = Rows.one(jdbi, Long.class, "select id from article");
    manuscript =
        location(newsroom.post(editor, "/admin/articles/from/" + article, Map.of()))
            .replaceAll("\\?.*", "");
    save("Because it is.");
    theirs =
        Imports.line(
                "1",
                "Why indeed?",
                "Because it will be. " + HOSTILE,
                "\"topics\": [{\"name\": \"A new condition\"}]")
            .replace("Ada Example", "Bo New");
    look();
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void bothAreShownWordByWord() {
    Document page = newsroom.page(editor, conflict());
    assertAll(
        () ->
            assertEquals(
                java.util.List.of("Question", "Who answers", "Conditions", "Answer"),
                page.select("legend").eachText()),
        () -> assertTrue(page.select("del").eachText().toString().contains("is"), page::html),
        () -> assertTrue(page.text().contains("Bo New (new here)"), page::text),
        () -> assertTrue(page.text().contains(HOSTILE), "text stays text"),
        () -> assertEquals(0, page.select("main img").size()),
        () -> assertEquals(0, count("doctor where name = 'Bo New'"), "looking creates nobody"));
    SignedIn administrator = newsroom.account("Ada", null, Role.ADMINISTRATOR);
    Document looked = newsroom.page(administrator, conflict());
    assertEquals(0, looked.select("button[name=decision]").size(), "who does not write may look");
    assertEquals(
        403, newsroom.post(administrator, conflict(), Map.of("decision", "ours")).statusCode());
  }

  @Test
  void oursIsKeptAndTheSameLineAskedAboutNoMore() {
    String path = conflict();
    assertEquals(
        "/admin/import/conflicts?done=ours", location(decide(path, Map.of("decision", "ours"))));
    assertAll(
        () -> assertEquals("Because it is.", draft()),
        () -> assertEquals(1, count("audit_entry where action = 'import.conflict_ours'")),
        () -> assertEquals(0, count("import_conflict where resolved_at is null")),
        () ->
            assertTrue(
                newsroom.page(editor, path).text().contains("Edda Editor kept ours on"),
                "who decided stays to be read"));
    String run = look();
    assertEquals(
        "1 Unchanged", newsroom.page(editor, run).select("[aria-current].results__count").text());
    theirs = theirs.replace("will be", "would be");
    look();
    assertEquals(
        1, count("import_conflict where resolved_at is null"), "another line is asked about");
    assertEquals(
        409, decide(path, Map.of("decision", "theirs")).statusCode(), "what is decided is decided");
  }

  @Test
  void theirsBecomesADraftAndNothingPublicChanges() {
    String path = conflict();
    assertEquals(manuscript + "?done=saved", location(decide(path, Map.of("decision", "theirs"))));
    Document form = newsroom.page(editor, manuscript);
    assertAll(
        () -> assertEquals("Why indeed?", form.select("#title").val()),
        () -> assertTrue(draft().startsWith("Because it will be."), this::draft),
        () -> assertEquals("Because it was.", text("select transcript from published_article")),
        () -> assertEquals("Why?", text("select title from published_article")),
        () -> assertEquals(1, count("doctor where name = 'Bo New'")),
        () -> assertEquals(1, count("audit_entry where action = 'import.conflict_theirs'")),
        () -> assertEquals(2, count("audit_entry where action = 'manuscript.save'")));
    look();
    assertEquals(0, count("import_conflict where resolved_at is null"));
  }

  @Test
  void singleFieldsCanBeTaken() {
    decide(conflict(), Map.of("decision", "fields", "title", "theirs", "transcript", "ours"));
    Document form = newsroom.page(editor, manuscript);
    assertAll(
        () -> assertEquals("Why indeed?", form.select("#title").val()),
        () -> assertEquals("Because it is.", draft()),
        () -> assertEquals(1, count("audit_entry where action = 'import.conflict_fields'")));
  }

  @Test
  void whoeverDecidesSawWhatStandsNow() {
    String path = conflict();
    Map<String, Object> fields = hidden(path);
    fields.put("decision", "theirs");
    save("Because it is, still.");
    HttpResponse<String> overtaken = newsroom.post(editor, path, fields);
    assertEquals(409, overtaken.statusCode());
    assertTrue(overtaken.body().contains("Somebody saved version 3"), overtaken::body);
    assertEquals("Because it is, still.", draft());

    Map<String, Object> again = hidden(path);
    again.put("decision", "theirs");
    theirs = theirs.replace("will be", "would be");
    look();
    assertEquals(409, newsroom.post(editor, path, again).statusCode());
    assertEquals("Because it is, still.", draft());
    jdbi.useTransaction(
        handle -> {
          org.vivavoce.ingest.Importer.tryLock(handle);
          HttpResponse<String> busy = decide(path, Map.of("decision", "ours"));
          assertEquals(409, busy.statusCode());
          assertTrue(busy.body().contains("An import is under way"), busy::body);
        });
    assertEquals(404, newsroom.post(editor, path, Map.of("decision", "other")).statusCode());
    assertEquals(404, newsroom.get(editor, "/admin/import/conflicts/999999").statusCode());
  }

  @Test
  void whatWasOnlyFoundToBeRightCanBeDecidedAbout() {
    for (String decision : java.util.List.of("theirs", "ours")) {
      String id = "right-" + decision;
      Imports.run(jdbi, Imports.line(id, "Right " + decision + "?", "As it stands."));
      long article = number("select article_id from article_import where source_id = '" + id + "'");
      SignedIn reviewer = newsroom.account("Rita Right " + decision, null, Role.REVIEWER);
      String read = new ReviewCycleQueries(jdbi).standing(article).orElseThrow().sha256();
      newsroom.post(reviewer, "/admin/reviews/" + article, Map.of("read", read, "years", 3));
      theirs = Imports.line(id, "Right " + decision + "?", "As it would stand.");
      look();
      String path =
          "/admin/import/conflicts/"
              + number("select id from import_conflict where source_id = '" + id + "'");

      Document page = newsroom.page(editor, path);
      assertTrue(page.select("ins").eachText().toString().contains("would"), page::html);
      assertEquals(
          "/articles/right-" + decision,
          page.select("dl.facts a").attr("href"),
          "read, not edited");
      assertEquals(
          0, count("manuscript where article_id = " + article), "looking makes no manuscript");
      String answer = location(decide(path, Map.of("decision", decision)));
      assertEquals(1, count("manuscript where article_id = " + article));
      manuscript =
          "/admin/articles/" + number("select id from manuscript where article_id = " + article);
      boolean taken = decision.equals("theirs");
      assertAll(
          () ->
              assertEquals(
                  taken ? manuscript + "?done=saved" : "/admin/import/conflicts?done=ours", answer),
          () -> assertEquals(taken ? "As it would stand." : "As it stands.", draft()),
          () ->
              assertEquals(
                  "As it stands.",
                  text("select transcript from published_article where id = " + article)),
          () ->
              assertEquals(
                  1,
                  count(
                      "audit_entry where action = 'manuscript.open' and article_id = " + article)));
    }
  }

  @Test
  void anotherRecordingIsHeardBeforeItIsDecidedAbout(@TempDir Path folder) throws IOException {
    byte[] sound =
        Files.readAllBytes(Tones.beeps(folder.resolve("t.wav"), 2, 0.5, 0.2, 440, 9_000));
    String line = Imports.line("1", "Why?", "Because it was.", "\"audio\": \"voices/t.wav\"");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      zip.putNextEntry(new ZipEntry("answers.jsonl"));
      zip.write(line.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("voices/t.wav"));
      zip.write(sound);
    }
    look("b.zip", packed.toByteArray());
    String path = conflict();
    Document page = newsroom.page(editor, path);
    String heard = page.select("fieldset.conflict audio source").attr("src");
    assertAll(
        () -> assertEquals(1, page.select("audio").size(), "there is none of ours"),
        () ->
            assertTrue(
                page.select("figure").text().startsWith("The recording of the source."),
                page::text),
        () ->
            assertArrayEquals(
                sound, portal.bytes(heard, "Cookie", newsroom.visitor(editor).cookie()).body()));
    decide(path, Map.of("decision", "theirs"));
    assertEquals(heard, newsroom.page(editor, manuscript).select(".audio-line source").attr("src"));

    byte[] other =
        Files.readAllBytes(Tones.beeps(folder.resolve("t.wav"), 2, 0.5, 0.2, 880, 9_000));
    packed.reset();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      zip.putNextEntry(new ZipEntry("answers.jsonl"));
      zip.write(line.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("voices/t.wav"));
      zip.write(other);
    }
    look("b.zip", packed.toByteArray());
    Elements both = newsroom.page(editor, conflict()).select("audio source");
    assertEquals(2, both.size(), "ours and theirs");
    assertEquals(heard, both.first().attr("src"));
    assertNotEquals(heard, both.last().attr("src"));
  }

  @Test
  void whatSomebodyBeganToEditMeanwhileIsNotOvertaken() {
    Imports.run(jdbi, Imports.line("2", "How?", "Thus."));
    long article = number("select article_id from article_import where source_id = '2'");
    jdbi.useHandle(
        handle ->
            handle.execute("update article_import set edited_here = true where source_id = '2'"));
    theirs = Imports.line("2", "How?", "Otherwise.");
    look();
    String path =
        "/admin/import/conflicts/" + number("select id from import_conflict where source_id = '2'");
    Map<String, Object> fields = hidden(path);
    fields.put("decision", "theirs");
    manuscript =
        location(newsroom.post(editor, "/admin/articles/from/" + article, Map.of()))
            .replaceAll("\\?.*", "");
    save("Thus and so.");
    assertEquals(409, newsroom.post(editor, path, fields).statusCode());
    assertEquals("Thus and so.", draft());
  }

  /** What an import left to be decided is that import's, until another one is done. */
  @Test
  void lookingThroughAnotherFileLeavesWhatAnImportLeft() {
    SignedIn administrator = newsroom.account("Ada", null, Role.ADMINISTRATOR);
    theirs += "\n" + Imports.line("9", "Anything?", "Something.");
    String run = look();
    newsroom.post(administrator, run + "/start", Map.of());
    ImportWorker.workOff(jdbi, portal.clock());
    assertEquals("Imported", newsroom.page(editor, run).select(".status").text());
    String path = conflict();
    Map<String, Object> shown = hidden(path);
    String left = text("select to_jsonb(import_conflict)::text from import_conflict");

    theirs =
        Imports.line("1", "Why else?", "Because of that.")
            + "\n"
            + Imports.line("10", "More?", "Much.");
    String other = look();
    assertEquals(left, text("select to_jsonb(import_conflict)::text from import_conflict"));
    newsroom.post(editor, other + "/cancel", Map.of());
    assertEquals(left, text("select to_jsonb(import_conflict)::text from import_conflict"));

    other = look();
    newsroom.post(administrator, other + "/start", Map.of());
    ImportWorker.workOff(jdbi, portal.clock());
    assertEquals("Imported", newsroom.page(editor, other).select(".status").text());
    assertTrue(
        newsroom.page(editor, path).select("ins").eachText().toString().contains("else"),
        "an import says what it found");
    shown.put("decision", "theirs");
    assertEquals(409, newsroom.post(editor, path, shown).statusCode());
  }

  private void save(String transcript) {
    Map<String, Object> fields = Newsroom.fields(newsroom.page(editor, manuscript));
    fields.put("transcript", transcript);
    assertEquals(303, newsroom.post(editor, manuscript, fields).statusCode());
  }

  /** Has their line looked through; the run's page. */
  private String look() {
    return look("a.jsonl", theirs.getBytes(StandardCharsets.UTF_8));
  }

  private String look(String name, byte[] content) {
    String run =
        location(
            newsroom
                .visitor(editor)
                .post("/admin/import", Form.of().file("file", name, "a/b", content)));
    ImportWorker.workOff(jdbi, portal.clock());
    return run;
  }

  private String conflict() {
    return newsroom.page(editor, "/admin/import/conflicts").select("tbody a").attr("href");
  }

  private HttpResponse<String> decide(String path, Map<String, String> chosen) {
    Map<String, Object> fields = hidden(path);
    fields.putAll(chosen);
    return newsroom.post(editor, path, fields);
  }

  /** What the form says without being asked; nothing where it is decided. */
  private Map<String, Object> hidden(String path) {
    Document page = newsroom.page(editor, path);
    Map<String, Object> fields = new HashMap<>();
    fields.put(
        "base",
        page.select("input[name=base]").isEmpty() ? "1" : page.select("input[name=base]").val());
    fields.put("hash", page.select("input[name=hash]").val());
    return fields;
  }

  private String draft() {
    return newsroom.page(editor, manuscript).select("#transcript").text();
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private int count(String from) {
    return Rows.one(jdbi, Integer.class, "select count(*) from " + from);
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }
}
