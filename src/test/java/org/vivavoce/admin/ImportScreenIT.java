package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.ImportTrial;
import org.vivavoce.ingest.ImportWorker;
import org.vivavoce.ingest.Importer;
import org.vivavoce.ingest.Imports;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Files handed in on screen, from the upload to what becomes of them. */
class ImportScreenIT {
  @TempDir private Path folder;
  private Portal portal;
  private Newsroom newsroom;
  private Jdbi jdbi;
  private SignedIn editor;
  private SignedIn administrator;

  @BeforeEach
  void open() {
    portal = Portal.over(TestDatabase.migrated());
    newsroom = new Newsroom(portal);
    jdbi = portal.database().jdbi();
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    administrator = newsroom.account("Ada Administrator", null, Role.ADMINISTRATOR);
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void aFileIsLookedThroughThenImportedOnce() {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because."), Imports.line("2", "How?", "Thus."));
    String run =
        upload(
            "answers.jsonl",
            lines(
                Imports.line("1", "Why?", "Because."),
                Imports.line("2", "How?", "Otherwise."),
                Imports.line("3", "When?", "Then.")));
    assertEquals("Waits to be looked through", newsroom.page(editor, run).select(".status").text());
    work();
    Document checked = newsroom.page(administrator, run);
    assertAll(
        () -> assertEquals("Looked through", checked.select(".status").text()),
        () ->
            assertEquals(
                List.of("0 Bad", "0 Conflicts", "1 New", "1 Changed", "1 Unchanged"),
                checked.select(".results li").eachText()),
        () -> assertEquals(2, count("published_article"), "nothing is imported yet"),
        () ->
            assertEquals(
                0,
                newsroom.page(editor, run).select("form[action$=/start]").size(),
                "an editor does not publish what nobody approved"));

    assertEquals(303, newsroom.post(administrator, run + "/start", Map.of()).statusCode());
    assertEquals(303, newsroom.post(administrator, run + "/start", Map.of()).statusCode());
    work();
    work();
    Document imported = newsroom.page(editor, run);
    assertAll(
        () -> assertEquals("Imported", imported.select(".status").text()),
        () -> assertEquals(3, count("published_article")),
        () -> assertEquals("Otherwise.", transcript("2")),
        () -> assertEquals(0, count("import_chunk"), "the file is needed no longer"),
        () -> assertEquals(1, audited("import.finish"), "once, however often it was pressed"),
        () -> assertEquals(1, audited("import.start")),
        () ->
            assertEquals(
                2,
                count(
                    "audit_entry where action = 'article.import' and actor like 'Ada Administrator%'")));
    assertEquals(
        List.of(
            "line\tslug\tsource_id\tresult\tfield\treason",
            "1\twhy\t1\tunchanged\t\t",
            "2\thow\t2\tupdated\t\t",
            "3\twhen\t3\tcreated\t\t"),
        newsroom.get(editor, run + "/report.tsv").body().lines().toList());
  }

  @Test
  void badLinesAreToldWithFieldAndReasonAndMayBeLeftOut() {
    String run =
        upload(
            "bad.jsonl",
            lines(
                Imports.line("1", "Why?", "Because."),
                "{",
                Imports.line("3", "How?", "Thus.", "\"recordedOn\": \"yesterday\""),
                Imports.line("4", "Heard?", "Yes.", "\"audio\": \"voice.mp3\""),
                Imports.line("5", "X", "Y.", "\"=<img src=x onerror=alert(1)>\\u0000\": 1"),
                "{\"id\": \"6\", \"title\": \"" + "x".repeat(4_100_000) + "\"}"));
    work();
    Document page = newsroom.page(administrator, run);
    List<String> rows = page.select("tbody tr").eachText();
    assertAll(
        () -> assertEquals("5 Bad", page.select("[aria-current=true].results__count").text()),
        () -> assertEquals(5, rows.size()),
        () -> assertTrue(rows.get(0).startsWith("Line 2 line not JSON"), rows::toString),
        () -> assertTrue(rows.get(1).contains("recordedOn 'yesterday' is no date"), rows::toString),
        () -> assertTrue(rows.get(2).contains("send a ZIP with this file"), rows::toString),
        () -> assertTrue(rows.get(3).contains("<img src=x onerror=alert(1)>"), rows::toString),
        () -> assertTrue(rows.get(4).contains("more than 4000000 characters"), rows::toString),
        () -> assertEquals(0, page.select("main img").size()));
    String report = newsroom.get(editor, run + "/report.tsv").body();
    assertTrue(report.contains("\tbad\t'=<img"), "no cell is a formula");

    HttpResponse<String> refused = newsroom.post(administrator, run + "/start", Map.of());
    assertEquals(422, refused.statusCode());
    assertTrue(refused.body().contains("5 lines are bad"), refused::body);
    work();
    assertEquals(0, count("article"));
    newsroom.post(administrator, run + "/start", Map.of("skipBad", "1"));
    work();
    assertEquals(1, count("published_article"));
  }

  @Test
  void rowsAreTurnedPageByPage() {
    List<String> many = new ArrayList<>();
    for (int at = 1; at <= 120; at++) {
      many.add(Imports.line("id" + at, "Why " + at + "?", "Because " + at));
    }
    String run = upload("many.jsonl", lines(many.toArray(String[]::new)));
    work();
    Document first = newsroom.page(editor, run);
    Document last =
        newsroom.page(
            editor,
            newsroom
                .page(editor, first.select("a[rel=next]").attr("href"))
                .select("a[rel=next]")
                .attr("href"));
    assertAll(
        () -> assertEquals(50, first.select("tbody tr").size()),
        () -> assertEquals(20, last.select("tbody tr").size()),
        () -> assertTrue(last.select("tbody tr").first().text().startsWith("Line 101 id101")),
        () -> assertEquals(0, last.select("a[rel=next]").size()));
    assertEquals(404, newsroom.get(editor, run + "?result=other").statusCode());
    assertEquals(404, newsroom.get(editor, run + "?after=x").statusCode());
  }

  @Test
  void filesThatCannotBeReadAreRefusedInWords() {
    byte[] gzip = gzip(lines(Imports.line("1", "Why?", "Because.")));
    Map<String, byte[]> files =
        Map.of(
            "is not UTF-8", Imports.line("1", "Fähre?", "Ja.").getBytes(ISO_8859_1),
            "is damaged", java.util.Arrays.copyOf(gzip, gzip.length / 2),
            "no .jsonl file", zip(Map.of("a.txt", "a".getBytes(UTF_8))),
            "leads out of it", zip(Map.of("../../evil.jsonl", "{}".getBytes(UTF_8))),
            "more than one .jsonl",
                zip(Map.of("a.jsonl", "{}".getBytes(UTF_8), "b.jsonl", "{}".getBytes(UTF_8))));
    assertAll(
        files.entrySet().stream()
            .map(
                each ->
                    () -> {
                      String run = upload("file", each.getValue());
                      work();
                      Document page = newsroom.page(administrator, run);
                      assertEquals("Refused", page.select(".status").text());
                      assertTrue(page.text().contains(each.getKey()), page::text);
                      assertEquals(0, page.select("form[action$=/start]").size());
                    }));
    String junk = upload("junk.jsonl", new byte[] {1, 2, 3, '\n', 4, '\n'});
    work();
    assertEquals(
        "2 Bad", newsroom.page(editor, junk).select("[aria-current].results__count").text());
    assertEquals(
        422,
        newsroom
            .visitor(editor)
            .post("/admin/import", Form.of().file("file", "empty.jsonl", "a/b", new byte[0]))
            .statusCode());
    assertEquals(422, newsroom.post(editor, "/admin/import", Map.of()).statusCode());
    assertEquals(0, count("article"));
  }

  @Test
  void compressedFilesAndThoseWithSoundAreTaken() throws IOException {
    String gzip = upload("a.jsonl.gz", gzip(lines(Imports.line("1", "Why?", "Because."))));
    String zip =
        upload(
            "b.zip",
            zip(
                Map.of(
                    "voices/tone.wav",
                    Files.readAllBytes(
                        Tones.beeps(folder.resolve("tone.wav"), 2, 0.5, 0.2, 440, 9_000)),
                    "answers.jsonl",
                    lines(Imports.line("2", "Heard?", "Yes.", "\"audio\": \"voices/tone.wav\"")))));
    work();
    work();
    for (String run : List.of(gzip, zip)) {
      newsroom.post(administrator, run + "/start", Map.of());
      work();
      assertEquals("Imported", newsroom.page(editor, run).select(".status").text());
    }
    assertEquals(1, count("recording"));
    assertEquals(2, count("published_article"));
  }

  @Test
  void startingAsksForProofThatIsFresh() {
    String run = upload("a.jsonl", lines(Imports.line("1", "Why?", "Because.")));
    work();
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update account_session set proved_at = proved_at - interval '11 minutes'"));
    HttpResponse<String> asked = newsroom.post(administrator, run + "/start", Map.of());
    assertTrue(location(asked).startsWith("/admin/account/prove?next="), asked.toString());
    work();
    assertEquals(0, count("article"));
    assertEquals(403, newsroom.post(editor, run + "/start", Map.of()).statusCode());
  }

  @Test
  void whatIsInterruptedLeavesNothingAndCanBeStartedAgain() {
    String run = checked(600);
    newsroom.post(administrator, run + "/start", Map.of());
    assertThrows(RuntimeException.class, () -> ImportTrial.pullThePlug(portal));
    assertEquals(0, count("article"));
    work();
    Document left = newsroom.page(administrator, run);
    assertAll(
        () -> assertEquals("Interrupted", left.select(".status").text()),
        () -> assertEquals(0, count("article"), "nobody starts it again unasked"),
        () -> assertEquals(0, newsroom.page(editor, run).select("form[action$=/again]").size()),
        () -> assertEquals(403, newsroom.post(editor, run + "/again", Map.of()).statusCode()),
        () -> assertEquals("600 New", left.select("[aria-current].results__count").text()));
    newsroom.post(administrator, run + "/again", Map.of());
    work();
    assertEquals("Imported", newsroom.page(editor, run).select(".status").text());
    assertEquals(600, count("published_article"));
  }

  @Test
  void aCancelledImportLeavesNothing() {
    String run = checked(600);
    newsroom.post(administrator, run + "/start", Map.of());
    ImportTrial.workAnd(
        portal,
        () -> {
          Document running = newsroom.page(editor, run);
          assertEquals("Being imported", running.select(".status").text());
          assertEquals(303, newsroom.post(editor, run + "/cancel", Map.of()).statusCode());
        });
    assertEquals("Cancelled", newsroom.page(editor, run).select(".status").text());
    assertEquals(0, count("article"));
    assertEquals(0, count("import_chunk"));
    assertEquals(0, count("import_progress"));

    String waiting = upload("b.jsonl", lines(Imports.line("1", "Why?", "Because.")));
    newsroom.post(editor, waiting + "/cancel", Map.of());
    work();
    assertEquals("Cancelled", newsroom.page(editor, waiting).select(".status").text());
  }

  @Test
  void oneImportIsAtWorkAtATimeAndTheOtherSaysThatItWaits() {
    String first = checked(600);
    String second = upload("b.jsonl", lines(Imports.line("b", "Why not?", "Because.")));
    newsroom.post(administrator, first + "/start", Map.of());
    ImportTrial.workAnd(
        portal,
        () -> {
          // On another thread, as another instance does it.
          assertFalse(
              CompletableFuture.supplyAsync(() -> ImportWorker.workOff(jdbi, portal.clock()))
                  .join(),
              "somebody else is at work");
          assertTrue(
              newsroom.page(editor, second).text().contains("Another import is at work"),
              "the other says why nothing happens");
        });
    assertEquals("Imported", newsroom.page(editor, first).select(".status").text());
    work();
    assertEquals("Looked through", newsroom.page(editor, second).select(".status").text());
  }

  @Test
  void aRunThatWaitsForTheCommandLineSaysSo() {
    String run = upload("a.jsonl", lines(Imports.line("a", "Why not?", "Because.")));
    assertTrue(newsroom.page(editor, run).text().contains("It begins in a moment"));
    jdbi.useTransaction(
        handle -> {
          Importer.tryLock(handle);
          // On another thread, as another program holds it.
          assertFalse(
              CompletableFuture.supplyAsync(() -> ImportWorker.workOff(jdbi, portal.clock()))
                  .join());
          String page = newsroom.page(editor, run).text();
          assertTrue(page.contains("imported outside of this page"), page);
        });
    assertTrue(newsroom.page(editor, run).text().contains("It begins in a moment"));
    work();
    assertEquals("Looked through", newsroom.page(editor, run).select(".status").text());
  }

  private String checked(int answers) {
    List<String> many = new ArrayList<>();
    for (int at = 1; at <= answers; at++) {
      many.add(Imports.line("id" + at, "Why " + at + "?", "Because " + at));
    }
    String run = upload("many.jsonl", lines(many.toArray(String[]::new)));
    work();
    return run;
  }

  private void work() {
    ImportWorker.workOff(jdbi, portal.clock());
  }

  /** The run's page. */
  private String upload(String name, byte[] content) {
    HttpResponse<String> response =
        newsroom
            .visitor(editor)
            .post("/admin/import", Form.of().file("file", name, "application/x", content));
    assertEquals(303, response.statusCode(), response::body);
    return location(response);
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }

  private static byte[] lines(String... lines) {
    return (String.join("\n", lines) + "\n").getBytes(UTF_8);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private int count(String table) {
    return Rows.one(jdbi, Integer.class, "select count(*) from " + table);
  }

  private int audited(String action) {
    return Rows.one(
        jdbi,
        Integer.class,
        "select count(*) from audit_entry where action = :action",
        "action",
        action);
  }

  private String transcript(String sourceId) {
    return Rows.one(
        jdbi,
        String.class,
        """
        select transcript from article join article_import on article_id = id where source_id = :id
        """,
        "id",
        sourceId);
  }
}
