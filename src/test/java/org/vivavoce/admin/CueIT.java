package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Portal;
import org.vivavoce.content.Cue;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** When each sentence is said, in a form without a script. */
class CueIT {
  private static final String WORDS =
      "This is the first sentence. This is the second. And the third.";
  @TempDir private static Path folder;
  private static Portal portal;
  private static Newsroom newsroom;
  private static SignedIn editor;
  private static SignedIn other;
  private static int tones = 300;

  @BeforeAll
  static void open() {
    portal = Portal.over(TestDatabase.withDemo());
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    other = newsroom.account("Otto Other", null, Role.EDITOR, Role.REVIEWER);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void estimatedTimesAreMarkedAndBecomeCaptionsOnceSaved() {
    String path = spoken(WORDS, "");
    Document page = newsroom.page(editor, path + "/cues");
    assertAll(
        () -> assertEquals("Estimated.", page.select(".cues__estimated").text()),
        () -> assertEquals("0:00.0", page.getElementById("start1").val()),
        () ->
            assertEquals(
                List.of("This is the first sentence.", "This is the second.", "And the third."),
                page.select(".cues__text").eachText()));
    HttpResponse<String> saved = save(editor, path, 1, "0:00.4", "1.25", "0:03");
    assertEquals(303, saved.statusCode(), saved.body());
    assertEquals(
        List.of(
            new Cue(400, 1250, "This is the first sentence."),
            new Cue(1250, 3000, "This is the second."),
            new Cue(3000, 5300, "And the third.")),
        current(path).content().cues());
    Document again = newsroom.page(editor, path + "/cues?done=timed");
    assertAll(
        () -> assertEquals(0, again.select(".cues__estimated").size()),
        () ->
            assertEquals(
                List.of("0:00.4", "0:01.25", "0:03.0"),
                again.select("input[name=start]").eachAttr("value")),
        () ->
            assertEquals(
                "The times are saved as captions.",
                again.select(".desk-notice[role=status]").text()));
    // What was not touched stays what it was, to the millisecond.
    assertEquals(303, save(editor, path, 2, "0:00.4", "0:01.25", "0:03.0").statusCode());
    assertEquals(
        new ManuscriptQueries(portal.database().jdbi())
            .revision(id(path), 2)
            .orElseThrow()
            .content()
            .cues(),
        current(path).content().cues());
  }

  @Test
  void aGapBetweenTwoSentencesStays() {
    String path =
        spoken(
            WORDS,
            """
            WEBVTT

            00:00.123 --> 00:01.000
            This is the first sentence.

            00:02.000 --> 00:03.000
            This is the second.

            00:03.000 --> 00:04.000
            And the third.
            """);
    assertEquals(
        List.of("0:00.123", "0:02.0", "0:03.0"),
        newsroom.page(editor, path + "/cues").select("input[name=start]").eachAttr("value"));
    assertEquals(303, save(editor, path, 1, "0:00.123", "0:02.1", "0:03.2").statusCode());
    assertEquals(
        List.of(
            new Cue(123, 1000, "This is the first sentence."),
            new Cue(2100, 3200, "This is the second."),
            new Cue(3200, 4000, "And the third.")),
        current(path).content().cues());
  }

  @Test
  void timesThatCannotBeAreRefusedBesideTheirFields() {
    String path = spoken(WORDS, "");
    HttpResponse<String> refused = save(editor, path, 1, "soon", "0:02", "0:59");
    Document page = Jsoup.parse(refused.body());
    assertAll(
        () -> assertEquals(422, refused.statusCode()),
        () -> assertEquals("soon", page.getElementById("start1").val()),
        () ->
            assertEquals(
                "The start of sentence 1 is no time. Write minutes and seconds, such as 1:02.5",
                page.getElementById("start1-error").text()),
        () ->
            assertEquals(
                "Sentence 3 starts when the recording has ended: it lasts until 0:05.3",
                page.getElementById("start3-error").text()),
        () -> assertEquals(1, page.select(".error-summary a[href=#start3]").size()));
    HttpResponse<String> back = save(editor, path, 1, "0:02", "0:02", "0:01");
    Document turned = Jsoup.parse(back.body());
    assertAll(
        () -> assertEquals(422, back.statusCode()),
        () ->
            assertEquals(
                "Sentence 2 does not start after the one before it, which starts at 0:02.0",
                turned.getElementById("start2-error").text()),
        () -> assertTrue(turned.getElementById("start3-error") != null));
    assertEquals(1, current(path).number(), "nothing was saved");
    assertEquals(400, save(editor, path, 1, "0:01").statusCode(), "of another transcript");
    assertEquals(400, save(editor, path, 7, "0:01", "0:02", "0:03").statusCode());
  }

  /** Who saves second gets what they timed beside the sentences as they stand now. */
  @Test
  void theSecondToSaveIsToldAndLosesNothing() {
    String path = spoken(WORDS, "");
    Map<String, Object> fields = Newsroom.fields(newsroom.page(other, path));
    fields.put(
        "transcript",
        "This is the very first sentence. One more. This is the second. And the third.");
    assertEquals(303, newsroom.post(other, path, fields).statusCode());
    HttpResponse<String> conflict = save(editor, path, 1, "0:00.5", "0:02.2", "0:04.4");
    Document page = Jsoup.parse(conflict.body());
    List<String> starts = page.select("input[name=start]").eachAttr("value");
    assertAll(
        () -> assertEquals(409, conflict.statusCode()),
        () ->
            assertTrue(page.select("[role=alert]").text().startsWith("Otto Other saved version 2")),
        () -> assertEquals("2", page.select("input[name=base]").val()),
        () -> assertEquals(4, starts.size()),
        () -> assertEquals("0:00.5", starts.get(0)),
        () -> assertTrue(starts.get(2).startsWith("0:02.2"), starts::toString),
        () -> assertEquals("0:04.4", starts.get(3)));
    assertEquals(303, save(editor, path, 2, starts.toArray(String[]::new)).statusCode());
    assertEquals(4, current(path).content().cues().size());
  }

  /** Words in captions are approved; when they are said is not. */
  @Test
  void anApprovalFallsWithNewWordsAndNotWithNewTimes() {
    String path = spoken(WORDS, "");
    approve(path, 1);
    Document page = newsroom.page(editor, path + "/cues");
    assertTrue(
        page.select("main").text().contains("more or other than Otto Other approved"), page::text);
    assertEquals(303, save(editor, path, 1, "0:00.5", "0:02", "0:04").statusCode());
    assertNull(manuscript(path).approval(), "captions tell more than was approved");
    approve(path, 2);
    assertFalse(newsroom.page(editor, path + "/cues").text().contains("Otto Other approved"));
    assertEquals(303, save(editor, path, 2, "0:00.6", "0:02", "0:04").statusCode());
    assertEquals(2, manuscript(path).approval().revisionNumber(), "the same words, a little later");
  }

  @Test
  void whatIsMissingIsSaidAndStrangersSeeNothing() {
    HttpResponse<String> made =
        newsroom.post(editor, "/admin/articles/new", Map.of("title", "Silent?", "lang", "en"));
    String silent = made.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
    String wordless = spoken("", "");
    String endless = spoken("Oh no. ".repeat(200), "");
    SignedIn author = newsroom.account("Ann Author", null, Role.AUTHOR);
    assertAll(
        () ->
            assertTrue(
                newsroom
                    .page(editor, silent + "/cues")
                    .text()
                    .contains("There is no recording yet")),
        () ->
            assertTrue(
                newsroom
                    .page(editor, wordless + "/cues")
                    .text()
                    .contains("There is no transcript yet")),
        () ->
            assertTrue(
                newsroom
                    .page(editor, endless + "/cues")
                    .text()
                    .contains("than this recording can hold")),
        () -> assertEquals(403, newsroom.get(author, silent + "/cues").statusCode()),
        () -> assertEquals(403, save(author, silent, 1, "0:01").statusCode()));
  }

  /**
   * @return the path of a draft with a recording of 5.3 seconds
   */
  private static String spoken(String transcript, String captions) {
    Path clip = Tones.beeps(folder.resolve("clip.wav"), 5, 0.7, 0.3, tones++, 9_000);
    HttpResponse<String> made =
        newsroom.upload(
            editor,
            "/admin/articles/new",
            Map.of(
                "title",
                "When is it said? " + tones,
                "lang",
                "en",
                "doctor",
                idOf("doctor", "amara-okafor"),
                "specialty",
                idOf("specialty", "gastroenterology"),
                "transcript",
                transcript,
                "captions",
                captions),
            Map.of("audioFile", clip));
    assertEquals(303, made.statusCode(), made.body());
    return made.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
  }

  private static HttpResponse<String> save(SignedIn who, String path, int base, String... starts) {
    return newsroom.post(
        who, path + "/cues", Map.of("base", base, "start", List.of((Object[]) starts)));
  }

  private static void approve(String path, int base) {
    newsroom.post(editor, path + "/submit", Map.of("base", base));
    newsroom.post(other, path + "/approve", Map.of("base", base));
    assertTrue(manuscript(path).approval() != null);
  }

  private static Manuscript.Revision current(String path) {
    return manuscript(path).revision();
  }

  private static Manuscript manuscript(String path) {
    return new ManuscriptQueries(portal.database().jdbi()).find(id(path)).orElseThrow();
  }

  private static long idOf(String table, String slug) {
    return Rows.idOf(portal.database().jdbi(), table, slug);
  }

  private static long id(String path) {
    return Long.parseLong(path.replaceAll(".*/", ""));
  }
}
