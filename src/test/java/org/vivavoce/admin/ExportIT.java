package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.ArticleExport;
import org.vivavoce.ingest.ImportOptions;
import org.vivavoce.ingest.ImportSummary;
import org.vivavoce.ingest.Imports;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Answers are taken out, and brought in again: into the same portal and into an empty one. */
class ExportIT {
  private static final ArticleExport.Chosen ALL = new ArticleExport.Chosen(null, null);

  @TempDir private Path folder;
  private Portal portal;
  private Newsroom newsroom;
  private Jdbi jdbi;
  private SignedIn administrator;

  @BeforeEach
  void open() throws IOException {
    portal = Portal.over(TestDatabase.migrated());
    newsroom = new Newsroom(portal);
    jdbi = portal.database().jdbi();
    administrator = newsroom.account("Ada Administrator", null, Role.ADMINISTRATOR, Role.EDITOR);
    Tones.beeps(folder.resolve("tone.wav"), 3, 0.5, 0.2, 440, 9_000);
    Files.writeString(
        folder.resolve("tone.vtt"),
        "WEBVTT\n\n00:00.200 --> 00:00.700\nBecause &amp; so.\n\n00:00.900 --> 00:01.400\nThus.\n");
    Imports.runIn(
        folder,
        jdbi,
        Imports.line(
            "1",
            "Why?",
            "Because & so.\\n\\nThus.",
            """
            "topics": [{"name": "Cough", "codes": {"icd10": ["R05"], "umls": ["C2", "C1"]}}, {"name": "Cold"}],
            "lang": "en", "recordedOn": "2026-01-01", "updatedOn": "2026-01-02",
            "reviewedBy": {"name": "Bo Second", "credentials": "MD"}, "reviewedOn": "2026-01-03",
            "reviewDueOn": "2029-01-03", "careCard": {"level": "urgent", "text": "Today."},
            "sources": [{"title": "A source", "url": "https://example.org/a"}, {"title": "A book"}],
            "conflicts": "None.", "slug": "why-it-is", "aliases": ["why-it-was"],
            "audio": "tone.wav", "captions": "tone.vtt", "syntheticVoice": true
            """),
        Imports.line("2", "How?", "Thus.", "\"durationSeconds\": 57"),
        Imports.line("3", "Hidden?", "A draft.", "\"status\": \"draft\""));
    // One that no import brought, with a line break of its own.
    jdbi.useHandle(handle -> handle.execute("delete from article_import where source_id = '2'"));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update article set transcript = E'Thus.\\nAnd so on.' where title = 'How?'"));
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void broughtInAgainNothingChanges() throws IOException {
    Path whole = unzipped(export(jdbi, ArticleExport.Packing.ZIP), "again");
    Path plain = folder.resolve("plain.jsonl");
    Files.write(plain, export(jdbi, ArticleExport.Packing.PLAIN));
    for (Path file : List.of(whole, plain)) {
      ImportSummary again =
          Imports.run(jdbi, file, new ImportOptions(false, false, false, null, "test"));
      assertAll(
          file.toString(),
          () -> assertEquals(2, again.unchanged()),
          () -> assertEquals(0, again.created() + again.updated() + again.conflicts()));
    }
    // Edited here, too: what stands is what was taken out.
    jdbi.useHandle(handle -> handle.execute("update article_import set edited_here = true"));
    jdbi.useHandle(
        handle -> handle.execute("update article set title = 'Why so?' where title = 'Why?'"));
    Files.write(plain, export(jdbi, ArticleExport.Packing.PLAIN));
    ImportSummary edited =
        Imports.run(jdbi, plain, new ImportOptions(false, false, false, null, "test"));
    assertEquals(2, edited.unchanged());
  }

  @Test
  void intoAnEmptyPortalTheSameAnswersCome() throws IOException {
    byte[] zip = export(jdbi, ArticleExport.Packing.ZIP);
    Path lines = unzipped(zip, "there");
    try (TestDatabase other = TestDatabase.migrated()) {
      Jdbi there = other.database().jdbi();
      assertEquals(
          2,
          Imports.run(there, lines, new ImportOptions(false, false, false, null, "test"))
              .created());
      Path back = unzipped(export(there, ArticleExport.Packing.ZIP), "back");
      assertEquals(
          Files.readAllLines(lines).stream().sorted().toList().toString().replace("\\nAnd", " And"),
          Files.readAllLines(back).stream().sorted().toList().toString());
      for (String file : List.of("captions/why-it-is.vtt")) {
        assertEquals(
            Files.readString(lines.resolveSibling(file)),
            Files.readString(back.resolveSibling(file)));
      }
      try (var media = Files.list(back.resolveSibling("media"))) {
        assertEquals(1, media.count(), "a file that two would name is there once");
      }
    }
    assertFalse(Files.readString(lines).contains("Hidden?"), "no draft is among them");
  }

  @Test
  void theScreenAsksForProofAndTheLogSaysWho() {
    Document page = newsroom.page(administrator, "/admin/export");
    assertEquals(List.of("zip", "gzip", "plain"), page.select("#packing option").eachAttr("value"));
    HttpResponse<String> lines =
        newsroom.get(administrator, "/admin/export/answers?packing=plain&specialty=&doctor=");
    assertAll(
        () -> assertEquals(200, lines.statusCode()),
        () -> assertEquals(2, lines.body().lines().count()),
        () ->
            assertTrue(
                lines
                    .headers()
                    .firstValue("Content-Disposition")
                    .orElse("")
                    .matches("attachment; filename=\"vivavoce-answers-[0-9-]+\\.jsonl\"")),
        () ->
            assertTrue(
                newsroom
                    .page(administrator, "/admin/export")
                    .select("tbody")
                    .text()
                    .contains("Ada Administrator Words alone (.jsonl)")));
    assertEquals(
        2,
        newsroom
            .get(administrator, "/admin/export/answers?packing=plain&doctor=ada-example")
            .body()
            .lines()
            .count());
    assertEquals(
        422, newsroom.get(administrator, "/admin/export/answers?doctor=nobody").statusCode());
    assertEquals(
        422, newsroom.get(administrator, "/admin/export/answers?specialty=999999").statusCode());

    jdbi.useHandle(
        handle ->
            handle.execute(
                "update account_session set proved_at = proved_at - interval '11 minutes'"));
    HttpResponse<String> asked = newsroom.get(administrator, "/admin/export/answers?packing=gzip");
    assertEquals(303, asked.statusCode());
    assertTrue(
        asked.headers().firstValue("Location").orElse("").startsWith("/admin/account/prove?next="));
    assertEquals(2, count("audit_entry where action = 'article.export'"), "only what was taken");
  }

  private static byte[] export(Jdbi from, ArticleExport.Packing packing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ArticleExport(from, "https://portal.example/").write(ALL, packing, bytes);
    return bytes.toByteArray();
  }

  /** The import file, with all that was packed beside it. */
  private Path unzipped(byte[] zip, String name) throws IOException {
    Path file = folder.resolve(name + ".zip");
    Files.write(file, zip);
    try (ZipFile opened = new ZipFile(file.toFile())) {
      for (ZipEntry entry : opened.stream().toList()) {
        Path target = folder.resolve(name).resolve(entry.getName());
        Files.createDirectories(target.getParent());
        Files.copy(opened.getInputStream(entry), target);
      }
    }
    return folder.resolve(name).resolve("answers.jsonl");
  }

  private int count(String from) {
    return Rows.one(jdbi, Integer.class, "select count(*) from " + from);
  }
}
