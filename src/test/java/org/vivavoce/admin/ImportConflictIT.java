package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.ImportWorker;
import org.vivavoce.ingest.Imports;
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
    long article =
        jdbi.withHandle(
            handle -> handle.createQuery("select id from article").mapTo(Long.class).one());
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

  private void save(String transcript) {
    Map<String, Object> fields = Newsroom.fields(newsroom.page(editor, manuscript));
    fields.put("transcript", transcript);
    assertEquals(303, newsroom.post(editor, manuscript, fields).statusCode());
  }

  /** Has their line looked through; the run's page. */
  private String look() {
    String run =
        location(
            newsroom
                .visitor(editor)
                .post(
                    "/admin/import",
                    Form.of()
                        .file("file", "a.jsonl", "a/b", theirs.getBytes(StandardCharsets.UTF_8))));
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

  private int count(String from) {
    return jdbi.withHandle(
        handle -> handle.createQuery("select count(*) from " + from).mapTo(Integer.class).one());
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }
}
