package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.media.Tones;
import org.vivavoce.publishing.RelatedWorker;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** An answer's way from its first draft to the public and out of it again, over HTTP. */
class ManuscriptIT {
  private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

  @TempDir static Path folder;
  private static TestDatabase database;
  private static Portal portal;
  private static Newsroom newsroom;
  private static Jdbi jdbi;
  private static SignedIn editor;
  private static SignedIn colleague;
  private static SignedIn reviewer;
  private static SignedIn author;
  private static SignedIn speaker;
  private static long doctor;
  private static long specialty;
  private static Path sound;

  @BeforeAll
  static void open() {
    database = TestDatabase.withDemo();
    jdbi = database.jdbi();
    portal = Portal.over(database);
    newsroom = new Newsroom(portal);
    doctor = id("select id from doctor where slug = 'amara-okafor'");
    specialty = id("select id from specialty where slug = 'oncology'");
    editor = newsroom.account("Edda Editor", null, Role.EDITOR, Role.REVIEWER);
    colleague = newsroom.account("Carl Colleague", null, Role.EDITOR);
    reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
    author = newsroom.account("Arno Author", null, Role.AUTHOR);
    speaker = newsroom.account("Amara Okafor", doctor, Role.AUTHOR, Role.REVIEWER);
    sound = Tones.beeps(folder.resolve("voice.wav"), 3, 0.5, 0.2, 440, 9_000);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void anAnswerGoesItsWholeWay() {
    // Written.
    Map<String, Object> fields = answer("Can zebras sneeze?", "They can. It is quite loud.");
    String path =
        location(newsroom.upload(editor, "/admin/articles/new", fields, Map.of("audioFile", sound)))
            .replaceAll("\\?.*", "");
    Document form = newsroom.page(editor, path);
    assertEquals("can-zebras-sneeze", form.getElementById("slug").val());
    assertEquals(1, form.select("audio source").size());
    String media = form.selectFirst("audio source").attr("src");
    assertEquals(200, newsroom.get(reviewer, media).statusCode());
    assertEquals(
        206, newsroom.get(reviewer, media, "Range", "bytes=0-9").statusCode(), "in ranges too");
    assertEquals(
        "private, no-store",
        newsroom.get(reviewer, media).headers().firstValue("Cache-Control").orElse(""));

    // Nothing of it is outside.
    assertAll(
        () -> assertEquals(404, portal.get("/articles/can-zebras-sneeze").statusCode()),
        () -> assertEquals(404, portal.get(media.replace("/admin", "")).statusCode()),
        () -> assertFalse(portal.get("/search?q=zebras%20sneeze").body().contains("can-zebras")));

    // Not published without an approval, nor approved unasked, nor by its writer, nor by its
    // speaker.
    assertEquals(422, act(editor, path, "publish").statusCode());
    assertEquals(422, act(reviewer, path, "approve").statusCode());
    assertEquals(303, act(editor, path, "submit").statusCode());
    HttpResponse<String> own = act(editor, path, "approve");
    assertEquals(422, own.statusCode());
    assertTrue(own.body().contains("you wrote part of it"));
    assertTrue(act(speaker, path, "approve").body().contains("you are the doctor who speaks"));
    assertEquals(303, act(reviewer, path, "approve").statusCode());

    // Published: there at once, with what a reader needs to trust it.
    assertEquals(303, act(editor, path, "publish").statusCode());
    Document article = portal.page("/articles/can-zebras-sneeze");
    assertAll(
        () -> assertTrue(article.text().contains("Rita Reviewer, MD")),
        () -> assertTrue(article.select(".dates").text().contains("23 November 2029")),
        () -> assertTrue(article.text().contains("It is quite loud.")),
        () -> assertEquals(2, article.select(".transcript .sentence").size()),
        () -> assertEquals(0, article.select(".answer__history").size()),
        () -> assertEquals(200, portal.get(media.replace("/admin", "")).statusCode()),
        () ->
            assertTrue(
                portal.get("/search?q=zebras%20sneeze").body().contains("can-zebras-sneeze")));
    assertTrue(RelatedWorker.workOff(jdbi));
    assertFalse(RelatedWorker.workOff(jdbi), "asked for once, done once");
    assertTrue(
        id(
                "select count(*) from related_article join article on article.id = article_id where slug = 'can-zebras-sneeze'")
            > 0);

    // One word is changed: the approval is gone, the old version stays.
    assertEquals(
        303, change(editor, path, "transcript", "They can. It is rather loud.").statusCode());
    assertTrue(newsroom.page(editor, path).text().contains("No approval stands"));
    assertEquals(
        "transcript",
        text(
            "select revoked_because from approval join manuscript on manuscript.id = manuscript_id where manuscript.title = 'Can zebras sneeze?'"));
    assertEquals(422, act(editor, path, "publish").statusCode());
    assertTrue(portal.page("/articles/can-zebras-sneeze").text().contains("quite loud"));

    // Approved again; the change needs a reason, and stands in the history.
    act(editor, path, "submit");
    assertEquals(303, act(reviewer, path, "approve").statusCode());
    assertEquals(422, act(editor, path, "publish").statusCode());
    assertEquals(
        303, act(editor, path, "publish", Map.of("reason", "It was " + HOSTILE)).statusCode());
    assertTrue(portal.page("/articles/can-zebras-sneeze").text().contains("rather loud"));
    Document history =
        portal.page(
            portal
                .page("/articles/can-zebras-sneeze")
                .selectFirst(".answer__history a")
                .attr("href"));
    assertAll(
        () -> assertEquals("Taken out: quite", history.selectFirst("del").text()),
        () -> assertEquals("Put in: rather", history.selectFirst("ins").text()),
        () -> assertTrue(history.select(".history__reason").text().contains(HOSTILE)),
        () ->
            assertEquals(
                "Reviewed by Rita Reviewer, MD", history.select(".history__reviewer").text()),
        () -> assertEquals(0, history.select("main img, main script").size()));

    // What an answer rests on belongs to what was approved.
    Map<String, Object> sources = fields(editor, path);
    sources.put("sourceTitle", "Zebras, 2nd edition");
    sources.put("sourceUrl", "https://example.org/zebras");
    assertEquals(303, newsroom.post(editor, path, sources).statusCode());
    assertEquals(422, act(editor, path, "publish").statusCode());
    act(editor, path, "submit");
    assertEquals(303, act(reviewer, path, "approve").statusCode());
    HttpResponse<String> noReason = act(editor, path, "publish");
    assertEquals(422, noReason.statusCode(), "readers are told why it rests on something else now");
    assertEquals(
        303, act(editor, path, "publish", Map.of("reason", "A newer edition.")).statusCode());
    assertTrue(portal.page("/articles/can-zebras-sneeze").text().contains("Zebras, 2nd edition"));
    assertTrue(
        portal
            .page("/articles/can-zebras-sneeze/history")
            .select("ins")
            .text()
            .contains("Zebras, 2nd edition (https://example.org/zebras)"));

    // Renamed, and renamed back.
    change(editor, path, "slug", "zebras-sneezing");
    assertEquals(303, act(editor, path, "publish").statusCode());
    HttpResponse<String> old = portal.get("/articles/can-zebras-sneeze");
    assertEquals(301, old.statusCode());
    assertEquals("/articles/zebras-sneezing", old.headers().firstValue("Location").orElse(""));
    assertEquals(301, portal.get("/articles/can-zebras-sneeze/history").statusCode());
    change(editor, path, "slug", "can-zebras-sneeze");
    assertEquals(303, act(editor, path, "publish").statusCode());
    assertEquals(200, portal.get("/articles/can-zebras-sneeze").statusCode());
    assertEquals(
        "/articles/can-zebras-sneeze",
        portal.get("/articles/zebras-sneezing").headers().firstValue("Location").orElse(""));

    // Withdrawn, with its sound and its history; back only with a fresh approval.
    HttpResponse<String> unexplained = act(editor, path, "withdraw");
    assertEquals(422, unexplained.statusCode());
    assertEquals(
        1,
        Jsoup.parse(unexplained.body()).select("details[open] #withdrawReason-error").size(),
        "what is to be corrected is not folded away");
    assertEquals(
        303,
        act(editor, path, "withdraw", Map.of("withdrawReason", "Zebras were asked: " + HOSTILE))
            .statusCode());
    HttpResponse<String> gone = portal.get("/articles/can-zebras-sneeze");
    assertAll(
        () -> assertEquals(410, gone.statusCode()),
        () -> assertTrue(Jsoup.parse(gone.body()).text().contains("Zebras were asked: " + HOSTILE)),
        () -> assertEquals(0, Jsoup.parse(gone.body()).select("main img").size()),
        () ->
            assertEquals(
                "Can zebras sneeze?",
                Jsoup.parse(gone.body()).select(".tombstone__question").text()),
        () ->
            assertEquals(
                "2026-11-23", Jsoup.parse(gone.body()).select(".tombstone time").attr("datetime")),
        () -> assertFalse(gone.body().contains("rather loud"), "nothing else of what it said"),
        () -> assertFalse(gone.body().contains("Okafor")),
        () -> assertEquals(410, portal.get("/articles/zebras-sneezing").statusCode()),
        () -> assertEquals(410, portal.get("/articles/can-zebras-sneeze/history").statusCode()),
        () -> assertEquals(410, portal.get(media.replace("/admin", "")).statusCode()),
        () ->
            assertFalse(
                portal
                    .get("/search?q=zebras%20sneeze")
                    .body()
                    .contains("card__link\" href=\"/articles/can-zebras")));
    assertEquals(422, act(editor, path, "publish").statusCode());
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    assertEquals(303, act(editor, path, "publish").statusCode());
    assertEquals(200, portal.get("/articles/can-zebras-sneeze").statusCode());
    Document told = portal.page("/articles/can-zebras-sneeze/history");
    assertAll(
        () ->
            assertEquals(
                List.of(
                    "Public again on 23 November 2026",
                    "Withdrawn on 23 November 2026",
                    "23 November 2026",
                    "23 November 2026"),
                told.select(".history__day").eachText()),
        () ->
            assertEquals(
                "Why: Zebras were asked: " + HOSTILE,
                told.select(".history__change:eq(1) .history__reason").text()),
        () -> assertTrue(told.select(".history__change:eq(1) .history__reviewer").isEmpty()),
        () ->
            assertEquals(
                "Reviewed by Rita Reviewer, MD",
                told.select(".history__change:eq(0) .history__reviewer").text()),
        () ->
            assertTrue(
                told.select("ins, del").isEmpty(),
                "what was withdrawn is not said again: " + told.select("ins, del")),
        () ->
            assertTrue(
                told.select(".history__change:eq(3)").text().contains("words are not shown")),
        () -> assertEquals(0, told.select("main img, main script").size()));

    // All of it is in the log.
    List<String> actions =
        Rows.list(
            jdbi,
            String.class,
            """
            select distinct action from audit_entry
             where article_id = (select id from article where slug = 'can-zebras-sneeze') order by action
            """);
    assertTrue(
        actions.containsAll(
            List.of(
                "article.change",
                "article.publish",
                "article.rename",
                "article.withdraw",
                "manuscript.approval_revoked",
                "manuscript.approve",
                "manuscript.publish",
                "manuscript.save",
                "manuscript.submit",
                "manuscript.withdraw")),
        actions::toString);
  }

  @Test
  void anAnswerThatComesBackChangedTellsOfBothAtOnce() {
    String path = create(editor, answer("Do gnus whistle?", "Some do."));
    publishNext(path, "");
    assertEquals(0, portal.page("/articles/do-gnus-whistle").select(".answer__history").size());
    act(editor, path, "withdraw", Map.of("withdrawReason", "A gnu objected."));
    change(editor, path, "transcript", "Hardly any does.");
    publishNext(path, "It was counted.");
    Document history =
        portal.page(
            portal
                .page("/articles/do-gnus-whistle")
                .selectFirst(".answer__history a")
                .attr("href"));
    assertAll(
        () ->
            assertEquals(
                List.of("Public again on 23 November 2026", "Withdrawn on 23 November 2026"),
                history.select(".history__day").eachText()),
        () ->
            assertEquals(
                List.of("Why: It was counted.", "Why: A gnu objected."),
                history.select(".history__reason").eachText()),
        () ->
            assertEquals(
                "Changed. The words are not shown, since the answer was withdrawn.",
                history.select(".history__change:eq(0) .history__part + p").text()));
  }

  /** Who cannot hear the answer reads them instead. */
  @Test
  void readersAreToldThatCaptionsSaySomethingElse() {
    Map<String, Object> fields = answer("Do okapis hum?", "They hum. At night.");
    fields.put("captions", captions("0", "They hum.", "At night."));
    String path =
        location(newsroom.upload(editor, "/admin/articles/new", fields, Map.of("audioFile", sound)))
            .replaceAll("\\?.*", "");
    publishNext(path, "");

    // At another time the same is said.
    change(editor, path, "captions", captions("1", "They", "hum. At night."));
    assertEquals(303, act(editor, path, "publish").statusCode());
    assertEquals(0, portal.page("/articles/do-okapis-hum").select(".answer__history").size());

    change(editor, path, "captions", captions("1", "They hum.", "At noon."));
    act(editor, path, "submit");
    assertEquals(303, act(reviewer, path, "approve").statusCode());
    assertEquals(422, act(editor, path, "publish").statusCode());
    assertEquals(303, act(editor, path, "publish", Map.of("reason", "Misheard.")).statusCode());
    assertEquals(List.of("Captions"), latestParts("do-okapis-hum"));
    Document misheard = portal.page("/articles/do-okapis-hum/history");
    assertEquals("Taken out: night", misheard.selectFirst("del").text());
    assertEquals("Put in: noon", misheard.selectFirst("ins").text());

    // None, and some again: a word about it, and not all of theirs.
    change(editor, path, "captions", "");
    publishNext(path, "They were bad.");
    change(editor, path, "captions", captions("1", "They hum.", "At night."));
    publishNext(path, "Better ones.");
    Document history = portal.page("/articles/do-okapis-hum/history");
    assertAll(
        () ->
            assertEquals(
                "Captions were added.",
                history.select(".history__change:eq(0) .history__part + p").text()),
        () ->
            assertEquals(
                "The captions were taken away.",
                history.select(".history__change:eq(1) .history__part + p").text()),
        () -> assertEquals(1, history.select(".difference").size()));
  }

  private static List<String> latestParts(String slug) {
    return portal
        .page("/articles/" + slug + "/history")
        .select(".history__change:eq(0) .history__part")
        .eachText();
  }

  private static String captions(String second, String one, String two) {
    return "WEBVTT\n\n00:0"
        + second
        + ".000 --> 00:0"
        + second
        + ".500\n"
        + one
        + "\n\n00:0"
        + second
        + ".500 --> 00:02.500\n"
        + two;
  }

  @Test
  void twoWhoSaveAtOnceLoseNoWord() throws Exception {
    String path = create(editor, answer("Who wins?", "Nobody yet."));
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 100; round++) {
        CyclicBarrier together = new CyclicBarrier(2);
        Map<String, Object> base = fields(editor, path);
        List<Future<HttpResponse<String>>> saves = new ArrayList<>();
        for (SignedIn who : List.of(editor, colleague)) {
          Map<String, Object> mine = new HashMap<>(base);
          mine.put("transcript", "Round " + round + " belongs to " + who.name() + ".");
          Callable<HttpResponse<String>> save =
              () -> {
                together.await();
                return newsroom.post(who, path, mine);
              };
          saves.add(pool.submit(save));
        }
        HttpResponse<String> first = saves.get(0).get();
        HttpResponse<String> second = saves.get(1).get();
        boolean firstWon = first.statusCode() == 303;
        HttpResponse<String> lost = firstWon ? second : first;
        assertEquals(303, (firstWon ? first : second).statusCode());
        assertEquals(409, lost.statusCode());
        Document page = Jsoup.parse(lost.body());
        String winner = firstWon ? editor.name() : colleague.name();
        String loser = firstWon ? colleague.name() : editor.name();
        assertEquals(
            "Round " + round + " belongs to " + loser + ".",
            page.getElementById("transcript").wholeText());
        assertEquals(
            "Round " + round + " belongs to " + winner + ".",
            page.getElementById("theirs").wholeText());
        assertFalse(page.select("#conflict del").isEmpty());
        // On top: theirs stays as a version.
        Map<String, Object> again = Newsroom.fields(page);
        again.put("transcript", again.get("transcript") + " And to " + winner + ".");
        assertEquals(303, newsroom.post(firstWon ? colleague : editor, path, again).statusCode());
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(
        201,
        id(
            "select max(number) from revision join manuscript on manuscript.id = manuscript_id where title = 'Who wins?'"));
  }

  @Test
  void nobodyApprovesWhatChangedUnderTheirEyes() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    ManuscriptEditor saving = new ManuscriptEditor(jdbi);
    ReviewEditor review = new ReviewEditor(jdbi, TestClock.FIXED);
    ManuscriptQueries queries = new ManuscriptQueries(jdbi);
    try {
      for (int round = 0; round < 20; round++) {
        long id = number(create(editor, answer("Race " + round + "?", "Before.")));
        review.submit(editor, id, 1, null);
        ManuscriptContent changed = content(answerOf(queries, id), "After.");
        CyclicBarrier together = new CyclicBarrier(2);
        Future<?> approval =
            pool.submit(
                () -> {
                  together.await();
                  try {
                    review.approve(reviewer, id, 1);
                  } catch (RevisionConflictException e) {
                    // The save was first.
                  }
                  return null;
                });
        Future<?> save =
            pool.submit(
                () -> {
                  together.await();
                  return saving.save(editor, id, 1, UUID.randomUUID(), changed, null);
                });
        approval.get();
        save.get();
        Manuscript now = queries.find(id).orElseThrow();
        assertEquals("After.", now.revision().content().transcript());
        assertEquals(null, now.approval(), "no approval stands for what nobody read");
        assertThrows(RefusedException.class, () -> review.publish(editor, id, 2, ""));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void whatADoctorApprovesIsWhatIsRead() {
    String path = create(editor, answer("What is read?", "This."));
    for (Map.Entry<String, String> changed :
        Map.of(
                "title",
                "What else is read?",
                "careText",
                "Call now.",
                "conflicts",
                "Paid by zebras.",
                "doctor",
                "" + id("select id from doctor where slug = 'mei-tanaka'"))
            .entrySet()) {
      change(editor, path, "careLevel", "urgent");
      change(editor, path, "careText", "Wait.");
      act(editor, path, "submit");
      assertEquals(303, act(reviewer, path, "approve").statusCode(), changed.getKey());
      change(editor, path, "transcript", "This. ");
      assertFalse(
          newsroom.page(editor, path).text().contains("No approval stands"), "a space is no word");
      change(editor, path, changed.getKey(), changed.getValue());
      assertTrue(
          newsroom.page(editor, path).text().contains("No approval stands"), changed.getKey());
    }
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    newsroom.upload(editor, path, fields(editor, path), Map.of("audioFile", sound));
    assertTrue(newsroom.page(editor, path).text().contains("No approval stands"), "the sound");
  }

  @Test
  void whoChangedAWordBeforeStillWroteIt() {
    String path = create(colleague, answer("Whose?", "One."));
    change(editor, path, "transcript", "One two.");
    change(colleague, path, "transcript", "One two three.");
    act(colleague, path, "submit");
    assertEquals(422, act(editor, path, "approve").statusCode());
  }

  @Test
  void anAuthorWritesTheirOwnAnswersAlone() {
    String path = create(editor, answer("Not yours?", "No."));
    assertEquals(303, newsroom.get(author, path).statusCode());
    assertEquals(403, newsroom.post(author, path, fields(editor, path)).statusCode());
    assertEquals(303, newsroom.get(reviewer, path).statusCode(), "who does not write reads");
    String own = create(author, answer("Mine?", "Yes."));
    assertEquals(200, newsroom.get(author, own).statusCode());
    Map<String, Object> others = answer("Another’s words?", "Yes.");
    others.put("doctor", id("select id from doctor where slug = 'mei-tanaka'"));
    assertEquals(422, newsroom.post(speaker, "/admin/articles/new", others).statusCode());
  }

  @Test
  void aDraftMayBeIncompleteButNotMalformed() {
    String path = create(editor, Map.of("title", "", "lang", "en"));
    HttpResponse<String> submitted = act(editor, path, "submit");
    assertEquals(422, submitted.statusCode());
    Document page = Jsoup.parse(submitted.body());
    List<String> links = page.select(".error-summary a").eachAttr("href");
    assertEquals(List.of("#title", "#slug", "#doctor", "#specialty", "#transcript"), links);
    links.forEach(link -> assertFalse(page.select(link).isEmpty(), link));

    Map<String, Object> bad = answer("Bad?", "Kept as it was typed.");
    bad.putAll(
        Map.of(
            "slug", "Not A Slug",
            "topics", "Esophageal cancer, Nonsuch disease",
            "recordedOn", "yesterday",
            "sourceTitle", List.of("", "Untrue"),
            "sourceUrl", List.of("https://example.org", "javascript:alert(1)"),
            "captions", "WEBVTT\n\n00:05.000 --> 00:01.000\nBackwards."));
    HttpResponse<String> refused = newsroom.post(editor, path, with(bad, "base", 1));
    Document again = Jsoup.parse(refused.body());
    assertAll(
        () -> assertEquals(422, refused.statusCode()),
        () -> assertEquals("Kept as it was typed.", again.getElementById("transcript").wholeText()),
        () -> assertEquals("Not A Slug", again.getElementById("slug").val()),
        () ->
            assertEquals(
                List.of(
                    "#slug", "#topics", "#sourceTitle1", "#sourceUrl2", "#recordedOn", "#captions"),
                again.select(".error-summary a").eachAttr("href")),
        () ->
            assertEquals(
                1, again.select("a[href=/admin/topics/new?name=Nonsuch%20disease]").size()),
        () -> assertTrue(again.select("#captions-error").text().contains("line 3")));
  }

  @Test
  void aConditionThatThereIsNotIsLookedForAmongThoseThatThereAre() {
    Map<String, Object> fields = answer("Misspelt?", "Yes.");
    fields.put("topics", "Esophagal cancer\nOrthopnea");
    Document page = Jsoup.parse(newsroom.post(editor, "/admin/articles/new", fields).body());
    List<String> errors = page.select("#topics-error li, #topics-error").eachText();
    assertTrue(
        errors.get(0).contains("Did you mean one of these: Esophageal cancer"), errors::toString);
    String create = page.select("a[href^=/admin/topics/new]").last().attr("href");
    assertEquals(
        "Orthopnea", newsroom.page(editor, create).getElementById("name").val(), "typed once");

    // Who may not create one is not sent to where they may not go.
    HttpResponse<String> refused = newsroom.post(author, "/admin/articles/new", fields);
    assertEquals(422, refused.statusCode());
    Document authors = Jsoup.parse(refused.body());
    assertEquals(
        0, authors.select(".error-summary a[href^=/admin/topics], #topics-error a").size());
    assertTrue(authors.select("#topics-error").text().contains("ask an editor to create it"));
    assertTrue(authors.select("#topics-error").text().contains("Esophageal cancer"));
  }

  @Test
  void whoseReviewIsOverdueIsToldHowToGoOn() {
    Map<String, Object> fields = answer("Overdue?", "Yes.");
    fields.put("reviewDueOn", "2026-11-01");
    HttpResponse<String> refused = act(editor, create(editor, fields), "submit");
    assertEquals(422, refused.statusCode());
    assertTrue(
        Jsoup.parse(refused.body())
            .select("#reviewDueOn-error")
            .text()
            .contains("Leave it empty for three years from the approval"));
  }

  @Test
  void moreRowsForSourcesLoseNothing() {
    String path = create(editor, answer("Many sources?", "Yes."));
    Map<String, Object> fields = fields(editor, path);
    fields.put("act", "more-sources");
    fields.put("transcript", "Changed and not saved.");
    HttpResponse<String> response =
        newsroom.upload(editor, path, fields, Map.of("audioFile", sound));
    Document page = Jsoup.parse(response.body());
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () -> assertEquals("Changed and not saved.", page.getElementById("transcript").wholeText()),
        () -> assertTrue(page.select("[name=sourceTitle]").size() >= 4),
        () -> assertEquals(1, page.select("audio").size(), "the file is kept too"));
    Map<String, Object> next = Newsroom.fields(page);
    assertEquals(303, newsroom.post(editor, path, next).statusCode());
    assertEquals(1, newsroom.page(editor, path).select("audio").size());
  }

  @Test
  void anAddressOfAnotherAnswerIsRefusedWithALinkToIt() {
    String path = create(editor, answer("A clash?", "Yes."));
    HttpResponse<String> refused =
        change(editor, path, "slug", "are-acid-suppressing-tablets-safe-in-the-long-term");
    assertEquals(422, refused.statusCode());
    assertFalse(
        Jsoup.parse(refused.body())
            .select(
                "#slug-error a[href=/articles/are-acid-suppressing-tablets-safe-in-the-long-term]")
            .isEmpty());
    // A draft's reserves nothing.
    String other = create(editor, answer("A clash?", "Another."));
    assertEquals("a-clash", newsroom.page(editor, other).getElementById("slug").val());
    for (String each : List.of(path, other)) {
      act(editor, each, "submit");
      assertEquals(303, act(reviewer, each, "approve").statusCode());
    }
    assertEquals(303, act(editor, path, "publish").statusCode());
    HttpResponse<String> late = act(editor, other, "publish");
    assertEquals(422, late.statusCode());
    assertFalse(Jsoup.parse(late.body()).select("#slug-error a[href=/articles/a-clash]").isEmpty());
  }

  @Test
  void aPublishedAnswerBecomesAManuscriptWhenItIsOpened() {
    long article =
        id(
            "select id from article where slug = 'i-think-i-have-a-kidney-stone-when-do-i-need-to-see-a-doctor'");
    String before =
        portal.get("/articles/i-think-i-have-a-kidney-stone-when-do-i-need-to-see-a-doctor").body();
    Document list = newsroom.page(editor, "/admin/articles?q=kidney%20stone");
    assertFalse(list.select("form[action=/admin/articles/from/" + article + "]").isEmpty());
    assertEquals(
        403, newsroom.post(author, "/admin/articles/from/" + article, Map.of()).statusCode());
    String path = location(newsroom.post(editor, "/admin/articles/from/" + article, Map.of()));
    assertEquals(
        path, location(newsroom.post(editor, "/admin/articles/from/" + article, Map.of())));
    Document form = newsroom.page(editor, path);
    assertEquals("Published", form.select(".workflow .status").text());
    assertEquals(1, form.select("audio").size());
    assertEquals(
        before,
        portal
            .get("/articles/i-think-i-have-a-kidney-stone-when-do-i-need-to-see-a-doctor")
            .body());
    // Nothing is changed by publishing it as it is, but who says so.
    act(editor, path, "submit");
    assertEquals(303, act(reviewer, path, "approve").statusCode());
    assertEquals(303, act(editor, path, "publish").statusCode());

    Document after =
        portal.page("/articles/i-think-i-have-a-kidney-stone-when-do-i-need-to-see-a-doctor");
    assertEquals(
        Jsoup.parse(before).select(".transcript__text").text(),
        after.select(".transcript__text").text());
    assertEquals(0, after.select(".answer__history").size());
    assertTrue(
        newsroom
                .page(editor, "/admin/articles?status=published&q=kidney%20stone")
                .select("a[href=" + path + "]")
                .size()
            == 1);
  }

  @Test
  void theListComesBackToWhereOneWas() {
    newsroom.get(colleague, "/admin/articles?all");
    Document first = newsroom.page(colleague, "/admin/articles?status=published");
    String older = first.selectFirst("a[rel=next]").attr("href");
    Document second = newsroom.page(colleague, older);
    assertFalse(second.select("tbody tr").isEmpty());
    List<String> both = new ArrayList<>(first.select("tbody th").eachText());
    both.retainAll(second.select("tbody th").eachText());
    assertEquals(List.of(), both, "no answer stands on two pages");
    assertEquals(older, location(newsroom.get(colleague, "/admin/articles")));
    newsroom.get(colleague, "/admin/articles?all");
    assertEquals(200, newsroom.get(colleague, "/admin/articles").statusCode());
    assertEquals(
        200,
        newsroom
            .get(
                colleague,
                "/admin/articles?q=%25&status=x&doctor=y&specialty=9999999&mine=1&after=z&sort=y")
            .statusCode());
  }

  @Test
  void theListIsWalkedBothWaysInAnyOrder() {
    long all =
        id(
            """
            select (select count(*) from manuscript)
                   + (select count(*) from article
                       where not exists (select from manuscript where article_id = article.id))
            """);
    for (String sort : List.of("", "&sort=due", "&sort=title")) {
      List<List<String>> onward = new ArrayList<>();
      String path = "/admin/articles?all" + sort;
      String last = path;
      while (path != null) {
        Document page = newsroom.page(colleague, path);
        onward.add(lines(page));
        last = path;
        path = href(page, "next");
        assertEquals(onward.size() > 1, href(page, "prev") != null, sort);
      }
      assertTrue(onward.size() > 2, sort);
      assertEquals(all, onward.stream().flatMap(List::stream).distinct().count(), sort);
      assertEquals(all, onward.stream().mapToInt(List::size).sum(), sort);
      List<List<String>> backward = new ArrayList<>();
      path = last;
      while (path != null) {
        Document page = newsroom.page(colleague, path);
        backward.add(0, lines(page));
        path = href(page, "prev");
      }
      assertEquals(
          onward.stream().flatMap(List::stream).toList(),
          backward.stream().flatMap(List::stream).distinct().toList(),
          sort);
      assertEquals(onward.get(0), backward.get(0), "the first page is a full one");
    }
  }

  @Test
  void theListIsSortedAsItSays() {
    List<String> due =
        newsroom
            .page(colleague, "/admin/articles?status=published&sort=due")
            .select("tbody td:last-child time")
            .eachAttr("datetime");
    List<String> sorted = new ArrayList<>(due);
    sorted.sort(null);
    assertTrue(due.size() > 10);
    assertEquals(sorted, due);
    Document titles = newsroom.page(colleague, "/admin/articles?status=published&sort=title");
    List<String> shown = titles.select("tbody th").eachText();
    assertEquals(
        Rows.list(
            jdbi,
            String.class,
            "select title from unnest(:titles) as title order by lower(title)",
            "titles",
            shown.toArray(String[]::new)),
        shown);
    assertEquals("title", titles.selectFirst("#sort option[selected]").val());
    assertTrue(
        href(titles, "next").startsWith("/admin/articles?status=published&sort=title&after="),
        "filters and order are kept");
  }

  @Test
  void theListSaysWhereOneIs() {
    Document first = newsroom.page(colleague, "/admin/articles?status=published&sort=title");
    List<String> titles = first.select("tbody th").eachText();
    assertEquals(
        "The first 25 answers, from “" + titles.get(0) + "” to “" + titles.get(24) + "”",
        first.getElementById("place").text());
    Document second = newsroom.page(colleague, href(first, "next"));
    assertTrue(
        second.getElementById("place").text().matches("(The last )?[0-9]+ answers, from “.*"),
        second.getElementById("place").text());
    create(colleague, answer("Quite alone with the word quokka?", "Yes."));
    Document one = newsroom.page(colleague, "/admin/articles?q=quokka");
    assertTrue(
        one.getElementById("place").text().startsWith("One answer, changed from "),
        one.getElementById("place").text());
    Document none = newsroom.page(colleague, "/admin/articles?q=no+such+words+anywhere");
    assertAll(
        () -> assertEquals(0, none.select("#place, table, nav.pager").size()),
        () ->
            assertEquals(
                "No answer fits. Take a filter away, or show all.",
                none.select(".manuscripts__empty").text()));
  }

  /** Of what is no place in the list, the first page is shown. */
  @Test
  void anyPlaceInTheListCanBeAskedFor() {
    List<String> first = lines(newsroom.page(colleague, "/admin/articles?all"));
    for (String place :
        List.of(
            "after=x",
            "after=99999999999999999m1x",
            "before=m1",
            "before=99999999999999999m1",
            "after=1a999999999999999999",
            "before=99999999999999999a99999999999999999")) {
      Document page = newsroom.page(colleague, "/admin/articles?" + place);
      assertEquals(first, lines(page), place);
    }
    for (String place :
        List.of(
            "sort=due&after=0000-00-00m1",
            "sort=due&after=9999-12-31m1",
            "sort=due&before=infinitym1",
            "sort=due&after=%2B999999-01-01m1",
            "sort=title&after=AAAAm1",
            "sort=title&after=____m1",
            "sort=title&before=%3Cscript%3Em1",
            "sort=nothing&after=1m1")) {
      assertEquals(200, newsroom.get(colleague, "/admin/articles?" + place).statusCode(), place);
    }
  }

  /** How far it has come is asked for by the change that waits, not by what readers have. */
  @Test
  void aChangeToAPublishedAnswerIsFoundWhereItWaits() {
    String path = create(editor, answer("Where does a change wait?", "Here."));
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    assertEquals("Approved", status(path, "approved"));
    act(editor, path, "publish");
    assertEquals("", status(path, "approved"), "it waits for nothing any more");
    assertEquals("Published", status(path, "published"));
    change(editor, path, "transcript", "There.");
    assertEquals("Published · changes in draft", status(path, "changes"));
    assertEquals("", status(path, "draft"));
    act(editor, path, "submit");
    assertEquals("Published · change in review", status(path, "in_review"));
    assertEquals(
        "Published · change in review",
        newsroom.page(reviewer, path + "/review").select(".workflow .status").text());
    act(reviewer, path, "approve");
    assertEquals("Published · change approved", status(path, "approved"));
    act(editor, path, "publish", Map.of("reason", "Elsewhere."));
    act(editor, path, "submit");
    assertEquals("Published · in review", status(path, "in_review"));
  }

  @Test
  void whatWaitsForAnyReviewerWaitsForEachOfThem() {
    String path = create(editor, answer("Who reads it?", "Whoever comes first."));
    String mine = "/admin/articles?mine=1&q=who+reads";
    assertTrue(line(newsroom.page(reviewer, mine), path).isEmpty());
    act(editor, path, "submit");
    assertEquals(1, line(newsroom.page(reviewer, mine), path).size());
    assertTrue(line(newsroom.page(colleague, mine), path).isEmpty(), "who does not review");
    String asked = create(editor, answer("Who reads this one?", "The one who is asked."));
    act(editor, asked, "submit", Map.of("reviewer", speaker.accountId()));
    assertTrue(line(newsroom.page(reviewer, mine), asked).isEmpty(), "another is asked");
  }

  @Test
  void whatIsSentBackIsNoDraftLikeAnyOther() {
    String path = create(editor, answer("What is sent back?", "This."));
    newsroom.post(editor, path + "/comments", Map.of("comment", "Look at the dose."));
    // Once more, as somebody does who was told that the database was away.
    newsroom.post(editor, path + "/comments", Map.of("comment", "Look at the dose."));
    assertEquals("One open comment", notes(path));
    act(editor, path, "submit");
    act(reviewer, path, "send-back", Map.of("comment", "Say which dose."));
    assertEquals("Rita Reviewer asks for changes. 2 open comments", notes(path));
    Document page = newsroom.page(editor, path);
    assertEquals("Rita Reviewer asks for changes.", page.select(".workflow__stage").text());
    Element open = page.selectFirst(".workflow a[href=#comments-heading]");
    assertEquals("2 open comments", open.text());
    assertEquals(1, page.select(open.attr("href")).size());
    // Written since, and still to be dealt with; asked for again, it waits for a reviewer.
    change(editor, path, "transcript", "This, twice a day.");
    assertEquals("Rita Reviewer asks for changes. 2 open comments", notes(path));
    act(editor, path, "submit");
    assertEquals("2 open comments", notes(path));
    act(reviewer, path, "send-back", Map.of("comment", "And when."));
    for (String resolve : newsroom.page(editor, path).select(".comment form").eachAttr("action")) {
      newsroom.post(editor, resolve, Map.of());
    }
    assertEquals("", notes(path));
    Document done = newsroom.page(editor, path);
    assertEquals("It is being written.", done.select(".workflow__stage").text());
    assertTrue(done.select(".workflow a[href=#comments-heading]").isEmpty());
  }

  /** A reason is demanded for what differs from it. */
  @Test
  void afterAWithdrawalOneSeesWhatDiffersFromWhatReadersHad() {
    String path = create(editor, answer("What did readers have?", "The first words."));
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    act(editor, path, "publish");
    change(editor, path, "transcript", "The second words.");
    act(editor, path, "withdraw", Map.of("withdrawReason", "It was wrong."));
    change(editor, path, "transcript", "The third words.");
    Document review = newsroom.page(reviewer, path + "/review");
    assertTrue(
        review
            .select("#changes-heading")
            .text()
            .startsWith("What has changed since version 1 of "));
    assertEquals("Taken out: first", review.select(".changes del").text());
    assertEquals("Put in: third", review.select(".changes ins").text());

    // Never published by the newsroom: what it was made of stood in public.
    long article =
        id(
            """
            select min(id) from article
             where status = 'published' and slug not like '%kidney%' and slug not like '%acid%'
               and not exists (select from manuscript where article_id = article.id)
            """);
    String taken = location(newsroom.post(editor, "/admin/articles/from/" + article, Map.of()));
    act(editor, taken, "withdraw", Map.of("withdrawReason", "It was wrong too."));
    change(editor, taken, "conflicts", "Paid by zebras.");
    assertTrue(
        newsroom
            .page(reviewer, taken + "/review")
            .select(".changes ins")
            .text()
            .startsWith("Put in: Paid by zebras"));
  }

  @Test
  void aSecondReadingShowsWhatChangedSinceTheFirst() {
    String path = create(editor, answer("What is read twice?", "The first words."));
    change(editor, path, "transcript", "The second words.");
    act(editor, path, "submit");
    assertTrue(newsroom.page(reviewer, path + "/review").select("#changes-heading").isEmpty());
    act(reviewer, path, "send-back", Map.of("comment", "Others, please."));
    change(editor, path, "transcript", "The third words.");
    act(editor, path, "submit");
    Document review = newsroom.page(reviewer, path + "/review");
    assertEquals("Taken out: second", review.select(".changes del").text());
    assertEquals("Put in: third", review.select(".changes ins").text());
  }

  @Test
  void aReviewThatIsOverdueIsFound() {
    String path = create(editor, answer("Is it overdue?", "It is."));
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    act(editor, path, "publish");
    String overdue = "/admin/articles?status=overdue";
    assertTrue(line(newsroom.page(colleague, overdue), path).isEmpty());
    LocalDate today = LocalDate.ofInstant(TestClock.FIXED.instant(), ZoneOffset.UTC);
    due(path, today);
    assertTrue(line(newsroom.page(colleague, overdue), path).isEmpty(), "on the day itself");
    due(path, today.minusDays(1));
    Document list = newsroom.page(colleague, overdue);
    assertEquals("Overdue", line(list, path).select(".manuscripts__overdue").text());
    assertEquals(list.select("tbody tr").size(), list.select(".manuscripts__overdue").size());
    Document whole = newsroom.page(colleague, "/admin/articles?sort=due");
    assertEquals(1, line(whole, path).select(".manuscripts__overdue").size());
    act(editor, path, "withdraw", Map.of("withdrawReason", "Too old."));
    assertTrue(line(newsroom.page(colleague, overdue), path).isEmpty());
  }

  private static void due(String path, LocalDate day) {
    jdbi.useHandle(
        handle -> {
          handle.execute("update manuscript set review_due_on = ? where id = ?", day, number(path));
          handle.execute(
              """
              update article set review_due_on = ?, reviewed_on = ?
               where id = (select article_id from manuscript where id = ?)
              """,
              day,
              day.minusYears(1),
              number(path));
        });
  }

  @Test
  void theWordsOfATitleAreFoundInAnyOrder() {
    String path = create(editor, answer("Is a blood thinner safe for quolls?", "It is."));
    assertEquals(1, found("thinner+quolls++blood", path));
    assertEquals(0, found("thinner+blood+wombats", path), "all of them have to stand there");
    assertEquals(0, found("thinner+%25+quolls", path), "what stands for anything is a character");
    assertEquals(1, found("okafor+amara", path), "a doctor’s names too");
    assertEquals(1, found("%20", path));
  }

  private static int found(String words, String path) {
    return line(newsroom.page(colleague, "/admin/articles?q=" + words), path).size();
  }

  @Test
  void anAuthorBeginsWithWhatIsTheirs() {
    SignedIn writer = newsroom.account("Wilma Writer", null, Role.AUTHOR);
    create(editor, answer("Whose is this?", "The editor’s."));
    String own = create(writer, answer("And whose is that?", "Wilma’s."));
    Document first = newsroom.page(writer, "/admin/articles");
    assertEquals(List.of(own), lines(first));
    assertTrue(first.select("#mine[checked]").size() == 1);
    Element filters = first.selectFirst("details.manuscripts__filters");
    assertFalse(filters.hasAttr("open"));
    assertEquals("Find answers (only mine are shown)", filters.select("summary").text());
    assertTrue(
        newsroom
            .page(writer, "/admin/articles?mine=1&status=draft")
            .selectFirst("details.manuscripts__filters")
            .hasAttr("open"),
        "open where a filter is set");
    newsroom.page(writer, "/admin/articles?all");
    assertTrue(lines(newsroom.page(writer, "/admin/articles")).size() > 1, "as they left it");
    SignedIn other = newsroom.account("Otto Other", null, Role.EDITOR);
    assertTrue(lines(newsroom.page(other, "/admin/articles")).size() > 1);
  }

  @Test
  void sourcesAreReadInTheirOrder() {
    Map<String, Object> fields = answer("On what does it rest?", "On these.");
    fields.put("sourceTitle", List.of("On the web", "On paper", "On the web again"));
    fields.put("sourceUrl", List.of("https://example.org/1", "", "https://example.org/3"));
    String path = create(editor, fields);
    assertEquals(
        List.of("On the web", "On paper", "On the web again"),
        newsroom.page(reviewer, path + "/review").select("#sourceTitle1 ol > li").eachText());
    fields.put("sourceTitle", List.of("On the web", ""));
    fields.put("sourceUrl", List.of("https://example.org/1", "https://example.org/2"));
    Document refused = Jsoup.parse(newsroom.post(editor, path, with(fields, "base", 1)).body());
    assertEquals("Give source 2 a title", refused.select(".error-summary a").text());
  }

  @Test
  void theCaptionsAreReadBeforeTheyAreApproved() {
    String path = create(editor, answer("What do the captions say?", "One. And two."));
    Document none = newsroom.page(reviewer, path + "/review");
    assertEquals("There are no captions.", none.select("#captions p").text());
    change(
        editor,
        path,
        "captions",
        "WEBVTT\n\n00:00.000 --> 00:01.000\nOne.\n\n00:01.000 --> 00:02.000\nAnd <b>two</b> & three.");
    List<String> shown =
        newsroom.page(reviewer, path + "/review").select("#audio + #captions p").eachText();
    assertEquals(2, shown.size());
    assertEquals("One.", shown.get(0));
    assertTrue(shown.get(1).endsWith("& three."), shown::toString);
    assertEquals(
        shown, newsroom.page(reviewer, path + "/revisions/2").select("#captions p").eachText());
  }

  @Test
  void theNextStepIsOneLinkAway() {
    String path = create(editor, answer("What is next?", "This."));
    Document writing = newsroom.page(editor, path);
    assertAll(
        () -> assertEquals(1, writing.select(".manuscript__save a[href=#workflow]").size()),
        () -> assertEquals(1, writing.select("section#workflow").size()),
        () ->
            assertEquals(
                List.of("#workflow", path + "/review", path + "/preview", path + "/revisions"),
                writing.select(".workflow__links a").eachAttr("href")));
    assertEquals(
        List.of("#workflow", path, path + "/preview", path + "/revisions"),
        newsroom.page(editor, path + "/review").select(".workflow__links a").eachAttr("href"));
    assertTrue(
        newsroom.page(editor, "/admin/articles/new").select("[href=#workflow]").isEmpty(),
        "nothing comes before the first save");
  }

  /** Who reads is not thrown onto the form because something is missing. */
  @Test
  void aRefusalIsReadWhereTheButtonStood() {
    String path = create(editor, Map.of("title", "Where does it stand?", "lang", "en"));
    Document reading = newsroom.page(editor, path + "/review");
    assertEquals("review", reading.select(".act [name=from]").val());
    assertEquals(
        List.of(path + "#doctor", path + "#specialty", path + "#transcript"),
        reading.select(".needs__list a").eachAttr("href"));
    HttpResponse<String> refused = act(editor, path, "submit", Map.of("from", "review"));
    Document page = Jsoup.parse(refused.body());
    assertAll(
        () -> assertEquals(422, refused.statusCode()),
        () -> assertEquals(1, page.select(".review__whole").size()),
        () ->
            assertEquals(
                List.of(path + "#doctor", path + "#specialty", path + "#transcript"),
                page.select(".error-summary a").eachAttr("href")));
    assertEquals(3, newsroom.page(editor, path).select("#doctor, #specialty, #transcript").size());
    assertTrue(newsroom.page(editor, path).select("[name=from]").isEmpty());
    assertEquals(
        1, Jsoup.parse(act(editor, path, "submit").body()).select("form[data-manuscript]").size());
    // Its own questions are on the page itself.
    String whole = create(editor, answer("What does it lack?", "A reason."));
    act(editor, whole, "submit");
    act(reviewer, whole, "approve");
    act(editor, whole, "publish");
    HttpResponse<String> silent = act(editor, whole, "withdraw", Map.of("from", "review"));
    Document again = Jsoup.parse(silent.body());
    assertEquals("#withdrawReason", again.select(".error-summary a").attr("href"));
    assertEquals(1, again.select("details[open] #withdrawReason-error").size());
    assertEquals(1, again.select(".review__whole").size());
  }

  private static String notes(String path) {
    return line(newsroom.page(colleague, "/admin/articles?all"), path).select(".notes").text();
  }

  /** As a colleague's list shows it; empty where it does not. */
  private static String status(String path, String filter) {
    return line(newsroom.page(colleague, "/admin/articles?status=" + filter), path)
        .select(".status")
        .text();
  }

  private static Elements line(Document list, String path) {
    return list.select("tbody tr:has(th a[href=" + path + "])");
  }

  private static List<String> lines(Document page) {
    return page.select("tbody th").stream()
        .map(line -> line.select("a").attr("href") + line.select("form").attr("action"))
        .toList();
  }

  private static @Nullable String href(Document page, String rel) {
    Element link = page.selectFirst("nav.pager a[rel=" + rel + "]");
    return link == null ? null : link.attr("href");
  }

  /** So many that a list of them would be a heavy page on a telephone. */
  @Test
  void oneOfManyDoctorsIsLookedForByName() {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              insert into doctor (slug, kind, name, institution)
              select 'many-' || number, 'person', 'Marguerite Many ' || number, 'Hospital ' || number
                from generate_series(1, 2000) as number
              """);
          handle.execute(
              """
              insert into doctor (slug, kind, name, institution, demo)
              values ('ines-twice', 'person', 'Inés Twice', 'North', false),
                     ('ines-twice-2', 'person', 'Inés Twice', 'South', true)
              """);
        });
    try {
      HttpResponse<String> blank = newsroom.get(editor, "/admin/articles/new");
      assertTrue(blank.body().length() < 40_000, "a light page: " + blank.body().length());
      assertTrue(newsroom.get(editor, "/admin/articles?all").body().length() < 60_000);
      Map<String, Object> typed = Newsroom.fields(Jsoup.parse(blank.body()));
      typed.putAll(answer("Which of the two?", "Not saved yet."));
      typed.put("doctor", "");
      typed.put("doctorName", "TWICE ines");

      // Saved without looking: nobody is guessed, nothing is lost.
      HttpResponse<String> refused = newsroom.post(editor, "/admin/articles/new", typed);
      Document guessed = Jsoup.parse(refused.body());
      assertAll(
          () -> assertEquals(422, refused.statusCode()),
          () -> assertEquals("#doctor", guessed.select(".error-summary a").attr("href")),
          () -> assertEquals("", guessed.select("[name=doctor][checked]").val()));

      HttpResponse<String> looked =
          newsroom.upload(
              editor,
              "/admin/articles/new",
              with(typed, "act", "find-doctor"),
              Map.of("audioFile", sound));
      Document found = Jsoup.parse(looked.body());
      List<String> labels = found.select("#doctor label[for~=doctor-[0-9]+]").eachText();
      assertAll(
          () -> assertEquals(200, looked.statusCode()),
          () ->
              assertEquals(
                  List.of("Inés Twice, North (ines-twice)", "Inés Twice, South (ines-twice-2)"),
                  labels),
          () -> assertEquals("", found.select("[name=doctor][checked]").val(), "nobody is guessed"),
          () -> assertEquals("Not saved yet.", found.getElementById("transcript").wholeText()),
          () -> assertEquals(1, found.select("audio").size(), "the file is kept too"),
          () -> assertEquals(List.of(), Nu.violations(looked.body())));
      Map<String, Object> chosen = Newsroom.fields(found);
      String south = found.select("#doctor input[type=radio]").last().val();
      chosen.put("doctor", south);
      String path = create(editor, chosen);
      Document saved = newsroom.page(editor, path);
      assertAll(
          () -> assertEquals(south, saved.select("[name=doctor][checked]").val()),
          () ->
              assertEquals(
                  List.of("Inés Twice, South (ines-twice-2)"),
                  saved.select("#doctor label[for~=doctor-[0-9]+]").eachText()));

      // More than are shown; what stands for anything in a search is a character here.
      assertTrue(
          find(path, "many")
              .select(".chooser__found")
              .text()
              .startsWith("The first 20 of those called “many”"));
      assertEquals(
          "Nothing is called “%”. Try fewer letters.",
          find(path, "%").select(".chooser__found").text());
      assertEquals(
          List.of("ines-twice", "ines-twice-2"),
          newsroom
              .page(editor, "/admin/articles?q=twice")
              .select("#doctor option:not([value=''])")
              .eachText()
              .stream()
              .map(text -> text.replaceAll(".*\\((.*)\\)", "$1"))
              .toList());
    } finally {
      jdbi.useHandle(handle -> handle.execute("delete from doctor where slug like 'many-%'"));
    }
  }

  private static Document find(String path, String name) {
    Map<String, Object> fields = fields(editor, path);
    fields.putAll(Map.of("doctorName", name, "act", "find-doctor"));
    return Jsoup.parse(newsroom.post(editor, path, fields).body());
  }

  @Test
  void unsavedWorkIsKeptAndOffered() {
    String path = create(editor, answer("Kept?", "Saved."));
    Map<String, Object> fields = fields(editor, path);
    fields.put("transcript", "Typed and not saved.");
    fields.put("recordedOn", "not a day yet");
    assertEquals(204, newsroom.post(editor, path + "/autosave", fields).statusCode());
    Document form = newsroom.page(editor, path);
    assertEquals("Saved.", form.getElementById("transcript").wholeText());
    String restore = form.selectFirst(".offer a").attr("href");
    assertTrue(newsroom.page(colleague, path).select(".offer").isEmpty(), "to nobody else");
    Document restored = newsroom.page(editor, restore);
    assertEquals("Typed and not saved.", restored.getElementById("transcript").wholeText());
    assertEquals("not a day yet", restored.getElementById("recordedOn").val());
    String unsaved = path + "/preview?unsaved=" + fields.get("form");
    Document preview = newsroom.page(editor, unsaved);
    assertTrue(preview.text().contains("Typed and not saved."));
    assertFalse(newsroom.page(colleague, unsaved).text().contains("Typed"));
    change(editor, path, "title", "Kept!");
    assertEquals(
        1, newsroom.page(editor, path).select(".offer").size(), "another form does not take it");
    Map<String, Object> again = Newsroom.fields(restored);
    again.put("recordedOn", "");
    assertEquals(409, newsroom.post(editor, path, again).statusCode());
    again.put("base", "2");
    assertEquals(303, newsroom.post(editor, path, again).statusCode());
    assertTrue(newsroom.page(editor, path).select(".offer").isEmpty(), "gone with its save");
  }

  @Test
  void twoFormsOfOneAnswerKeepWhatIsTypedIntoEach() {
    String path = create(editor, answer("In two windows?", "Saved."));
    Map<String, Object> one = fields(editor, path);
    Map<String, Object> other = fields(editor, path);
    one.put("transcript", "In the first.");
    other.put("transcript", "In the second.");
    assertEquals(204, autosave(path, with(one, "sequence", "1001")));
    assertEquals(204, autosave(path, with(other, "sequence", "1002")));
    assertEquals(204, autosave(path, with(with(one, "transcript", "In the"), "sequence", "1000")));
    assertEquals(List.of("In the first.", "In the second."), kept(path), "none is overtaken");
    assertEquals(303, newsroom.post(editor, path, one).statusCode());
    assertEquals(List.of("In the second."), kept(path), "each goes with its own save");

    // Saved too late, looked somebody up, or not fit to be saved: given back, and kept.
    Map<String, Object> late = with(other, "transcript", "In the second, later.");
    assertEquals(409, newsroom.post(editor, path, late).statusCode());
    assertEquals(List.of("In the second, later."), kept(path));
    Map<String, Object> looking = with(fields(editor, path), "transcript", "While looking.");
    assertEquals(
        200, newsroom.post(editor, path, with(looking, "act", "more-sources")).statusCode());
    Map<String, Object> unfit = with(fields(editor, path), "transcript", "Not fit.");
    assertEquals(422, newsroom.post(editor, path, with(unfit, "slug", "Not A Slug")).statusCode());
    assertEquals(List.of("In the second, later.", "Not fit.", "While looking."), kept(path));

    // Thrown away one by one.
    Map<String, Object> away = Map.of("form", unfit.get("form"));
    assertEquals(303, newsroom.post(editor, path + "/autosave/discard", away).statusCode());
    assertEquals(List.of("In the second, later.", "While looking."), kept(path));
    assertEquals(400, autosave(path, with(unfit, "form", "1")));
  }

  @Test
  void whatIsTypedOnInAFormThatWasSavedElsewhereIsKeptBesideTheAnswer() {
    Map<String, Object> typed = Newsroom.fields(newsroom.page(editor, "/admin/articles/new"));
    typed.putAll(answer("In two tabs?", "Saved in one."));
    String path = create(editor, typed);
    assertEquals(204, keep(editor, with(typed, "transcript", "An hour of more.")));
    assertEquals(List.of("An hour of more."), kept(path));
    assertEquals(
        409,
        newsroom
            .post(editor, "/admin/articles/new", with(typed, "transcript", "And more."))
            .statusCode());
    assertEquals(List.of("And more."), kept(path));
  }

  private static int autosave(String path, Map<String, Object> fields) {
    return newsroom.post(editor, path + "/autosave", fields).statusCode();
  }

  /** The transcripts that are offered, in the order of the alphabet. */
  private static List<String> kept(String path) {
    return newsroom.page(editor, path).select(".offer a").eachAttr("href").stream()
        .map(href -> newsroom.page(editor, href).getElementById("transcript").wholeText())
        .sorted()
        .toList();
  }

  @Test
  void aNewAnswerIsKeptBeforeItIsSavedOnce() {
    SignedIn writer = newsroom.account("Wanda Writer", null, Role.AUTHOR);
    Map<String, Object> typed = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
    typed.put("title", "Written on a train?");
    typed.put("transcript", "Before the tunnel.");
    typed.put("recordedOn", "not a day yet");
    assertEquals(204, keep(writer, typed));
    typed.put("transcript", "In the tunnel.");
    assertEquals(204, keep(writer, typed));
    Map<String, Object> beside = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
    beside.put("title", "Beside it?");
    assertEquals(204, keep(writer, beside));

    Document blank = newsroom.page(writer, "/admin/articles/new");
    assertEquals(
        List.of("Beside it?", "Written on a train?"),
        blank.select(".offer__title").eachText(),
        "two forms do not take each other’s place");
    assertEquals("", blank.getElementById("title").val());
    assertTrue(
        newsroom.page(author, "/admin/articles/new").select(".offer").isEmpty(), "to nobody else");

    Document taken = newsroom.page(writer, blank.select(".offer a").last().attr("href"));
    assertAll(
        () -> assertEquals("In the tunnel.", taken.getElementById("transcript").wholeText()),
        () -> assertEquals("not a day yet", taken.getElementById("recordedOn").val()),
        () -> assertTrue(taken.select(".offer").isEmpty()));
    assertEquals(
        "",
        newsroom
            .page(author, blank.select(".offer a").last().attr("href"))
            .getElementById("title")
            .val(),
        "nor by its address");

    Map<String, Object> saved = Newsroom.fields(taken);
    saved.put("recordedOn", "");
    String path = create(writer, saved);
    assertEquals(204, keep(writer, saved), "what was on its way when it was saved");
    assertEquals(
        List.of("Beside it?"),
        newsroom.page(writer, "/admin/articles/new").select(".offer__title").eachText(),
        "gone with the first save");

    Document other = newsroom.page(writer, "/admin/articles/new");
    Map<String, Object> away = new HashMap<>();
    away.put("form", other.selectFirst(".offer [name=form]").val());
    assertEquals(
        "/admin/articles/new?done=discarded",
        location(newsroom.post(writer, other.selectFirst(".offer form").attr("action"), away)));
    assertTrue(newsroom.page(writer, "/admin/articles/new").select(".offer").isEmpty());
    assertEquals(400, keep(writer, with(saved, "form", "1")));
    assertEquals("In the tunnel.", fields(writer, path).get("transcript"));
  }

  @Test
  void theListSaysWhereOnesOwnUnsavedWorkIs() {
    SignedIn writer = newsroom.account("Una Unsaved", null, Role.EDITOR);
    String path = create(writer, answer("Where was I?", "Saved."));
    String beside = create(writer, answer("Where was I not?", "Saved."));
    String list = "/admin/articles?q=where+was";
    Document before = newsroom.page(writer, list);
    assertEquals(0, before.select(".notes__link, .manuscripts__unsaved").size());

    Map<String, Object> one = with(fields(writer, path), "transcript", "Typed at noon.");
    Map<String, Object> other = with(fields(writer, path), "transcript", "Typed at two.");
    for (Map<String, Object> form : List.of(one, other)) {
      assertEquals(204, newsroom.post(writer, path + "/autosave", form).statusCode());
    }
    jdbi.useHandle(
        handle -> {
          String typed = "update autosave set saved_at = ? where form_id = ? and account_id = ?";
          handle.execute(
              typed,
              java.time.Instant.parse("2026-11-25T12:00:00Z"),
              UUID.fromString(one.get("form").toString()),
              writer.accountId());
          handle.execute(
              typed,
              java.time.Instant.parse("2026-11-25T14:05:00Z"),
              UUID.fromString(other.get("form").toString()),
              writer.accountId());
        });
    Document after = newsroom.page(writer, list);
    Elements link = line(after, path).select(".notes a");
    assertAll(
        () ->
            assertEquals("You have unsaved changes from 25 November 2026, 14:05 UTC", link.text()),
        () -> assertEquals(path, link.attr("href")),
        () -> assertEquals(0, line(after, beside).select(".notes").size()),
        () -> assertEquals(0, newsroom.page(colleague, list).select(".notes__link").size()),
        () ->
            assertEquals(
                2, newsroom.page(writer, link.attr("href")).select(".offer__work").size()));
  }

  @Test
  void theListSaysThatNewAnswersWereNeverSaved() {
    SignedIn writer = newsroom.account("Nuria New", null, Role.AUTHOR);
    String list = "/admin/articles?all";
    for (int form = 1; form <= 2; form++) {
      Map<String, Object> typed = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
      assertEquals(204, keep(writer, with(typed, "title", "Begun " + form)));
      jdbi.useHandle(
          handle ->
              handle.execute(
                  "update unsaved_answer set saved_at = ? where account_id = ?",
                  java.time.Instant.parse("2026-11-25T14:05:00Z"),
                  writer.accountId()));
      assertEquals(
          (form == 1
                  ? "You have a new answer that was never saved"
                  : "You have 2 new answers that were never saved")
              + ", last typed into on 25 November 2026, 14:05 UTC",
          newsroom.page(writer, list).select(".manuscripts__unsaved").text());
    }
    assertEquals(0, newsroom.page(author, list).select(".manuscripts__unsaved").size());
    Document offered =
        newsroom.page(
            writer, newsroom.page(writer, list).select(".manuscripts__unsaved a").attr("href"));
    assertEquals(
        List.of("Begun 1", "Begun 2"),
        offered.select(".offer__title").eachText().stream().sorted().toList());
  }

  @Test
  void aFirstSaveThatIsRefusedIsKeptToo() {
    SignedIn writer = newsroom.account("Willa Writer", null, Role.AUTHOR);
    Map<String, Object> typed = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
    typed.putAll(Map.of("title", "Refused?", "slug", "Not A Slug"));
    assertEquals(422, newsroom.post(writer, "/admin/articles/new", typed).statusCode());
    assertEquals(
        List.of("Refused?"),
        newsroom.page(writer, "/admin/articles/new").select(".offer__title").eachText());
    for (int form = 0; form < 12; form++) {
      Map<String, Object> more = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
      more.put("title", "Form " + form);
      keep(writer, more);
    }
    List<String> latest =
        newsroom.page(writer, "/admin/articles/new").select(".offer__title").eachText();
    assertEquals(13, latest.size());
    assertEquals("Form 11", latest.get(0));
    assertEquals("Refused?", latest.get(12), "none is dropped for a later one");
  }

  @Test
  void whereSoManyFormsAreKeptAsCanBeAnotherIsToldSo() {
    SignedIn writer = newsroom.account("Fulvia Full", null, Role.EDITOR);
    Map<String, Object> first = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
    first.put("title", "The oldest?");
    assertEquals(204, keep(writer, first));
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into unsaved_answer (account_id, form_id, content)
                select account_id, gen_random_uuid(), content || '{"title": "A later one?"}'
                  from unsaved_answer, generate_series(1, 49) where account_id = ?
                """,
                writer.accountId()));
    Map<String, Object> more = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
    more.putAll(answer("One too many?", "Not kept."));
    HttpResponse<String> refused =
        newsroom.upload(writer, "/admin/articles/new", with(more, "act", "keep"), Map.of());
    assertAll(
        () -> assertEquals(422, refused.statusCode()),
        () ->
            assertEquals(
                "Only on this page, and not kept: 50 unsaved forms of yours are kept already. In"
                    + " another window, save one of them or throw one away.",
                refused.body()));
    Document given =
        Jsoup.parse(
            newsroom.post(writer, "/admin/articles/new", with(more, "slug", "Not A Slug")).body());
    assertAll(
        () -> assertEquals(refused.body(), given.select(".desk-notice[role=status]").text()),
        () -> assertEquals("Not kept.", given.getElementById("transcript").wholeText()));

    // Those that are kept are kept on, and none is dropped.
    assertEquals(204, keep(writer, with(first, "title", "The oldest, typed on?")));
    Document all = newsroom.page(writer, "/admin/articles/new");
    List<String> titles = all.select(".offer__title").eachText();
    assertAll(
        () -> assertEquals(50, titles.size()),
        () -> assertTrue(titles.contains("The oldest, typed on?")),
        () -> assertFalse(titles.contains("One too many?")));

    // With room again it is kept, and it can be saved without.
    Map<String, Object> away = Map.of("form", all.select(".offer [name=form]").last().val());
    assertEquals(303, newsroom.post(writer, "/admin/articles/new/discard", away).statusCode());
    assertEquals(204, keep(writer, more));
    Map<String, Object> yetMore = Newsroom.fields(newsroom.page(writer, "/admin/articles/new"));
    yetMore.putAll(answer("Saved all the same?", "It is."));
    assertEquals(422, keep(writer, yetMore));
    assertEquals("It is.", fields(writer, create(writer, yetMore)).get("transcript"));
  }

  @Test
  void whereSoManyFormsOfOneAnswerAreKeptAsCanBeAnotherIsToldSo() {
    String path = create(editor, answer("In too many windows?", "Saved."));
    Map<String, Object> first = with(fields(editor, path), "transcript", "The oldest.");
    assertEquals(204, autosave(path, first));
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into autosave (manuscript_id, account_id, form_id, base_number, content)
                select manuscript_id, account_id, gen_random_uuid(), base_number, content
                  from autosave, generate_series(1, 49) where form_id = ?
                """,
                UUID.fromString(first.get("form").toString())));
    Map<String, Object> more = with(fields(editor, path), "transcript", "One too many.");
    assertEquals(422, autosave(path, more));
    String said = "50 unsaved forms of yours are kept already";
    String unfit = newsroom.post(editor, path, with(more, "slug", "Not A Slug")).body();
    change(editor, path, "title", "In far too many windows?");
    String late = newsroom.post(editor, path, more).body();
    assertAll(
        () -> assertTrue(Jsoup.parse(unfit).select(".desk-notice").text().contains(said)),
        () -> assertTrue(Jsoup.parse(late).select(".desk-notice").text().contains(said)),
        () -> assertEquals(204, autosave(path, with(first, "transcript", "The oldest, on."))),
        () -> assertEquals(50, newsroom.page(editor, path).select(".offer__work").size()));
  }

  @Test
  void aNewAnswerThatIsSentTwiceIsBegunOnce() throws Exception {
    Map<String, Object> typed = Newsroom.fields(newsroom.page(editor, "/admin/articles/new"));
    typed.putAll(answer("Pressed twice?", "Once."));
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<String> places = new ArrayList<>();
    try {
      Callable<HttpResponse<String>> press =
          () -> {
            together.await();
            return newsroom.upload(
                editor, "/admin/articles/new", typed, Map.of("audioFile", sound));
          };
      for (Future<HttpResponse<String>> each : pool.invokeAll(List.of(press, press))) {
        places.add(location(each.get()));
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(places.get(0), places.get(1));
    assertEquals(1, id("select count(*) from manuscript where title = 'Pressed twice?'"));

    // Gone back to, and changed: nothing is written over, nothing is lost.
    HttpResponse<String> back =
        newsroom.post(editor, "/admin/articles/new", with(typed, "transcript", "Once, or twice."));
    Document page = Jsoup.parse(back.body());
    assertAll(
        () -> assertEquals(409, back.statusCode()),
        () -> assertEquals("Once, or twice.", page.getElementById("transcript").wholeText()),
        () -> assertEquals("Once.", page.getElementById("theirs").wholeText()),
        () ->
            assertEquals(
                places.get(0).replaceAll("\\?.*", ""),
                page.selectFirst("form[data-manuscript]").attr("action")));
  }

  private static int keep(SignedIn who, Map<String, Object> fields) {
    return newsroom
        .upload(who, "/admin/articles/new", with(fields, "act", "keep"), Map.of())
        .statusCode();
  }

  @Test
  void thePreviewIsThePublicPageForNobodyElse() {
    Map<String, Object> fields = answer("A preview?", "One sentence. And two.");
    fields.put(
        "captions",
        "WEBVTT\n\n00:00.000 --> 00:01.000\nOne sentence.\n\n00:01.000 --> 00:02.000\nAnd two.");
    String path =
        location(newsroom.upload(editor, "/admin/articles/new", fields, Map.of("audioFile", sound)))
            .replaceAll("\\?.*", "");
    HttpResponse<String> response = newsroom.get(reviewer, path + "/preview");
    Document page = Jsoup.parse(response.body());
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () -> assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse("")),
        () -> assertEquals("noindex, nofollow", page.select("meta[name=robots]").attr("content")),
        () -> assertTrue(page.select("link[rel=canonical]").isEmpty()),
        () -> assertTrue(page.selectFirst("audio source").attr("src").startsWith("/admin/media/")),
        () -> assertEquals(path + "/captions.vtt", page.select("track").attr("src")),
        () -> assertEquals(200, newsroom.get(reviewer, path + "/captions.vtt").statusCode()),
        () ->
            assertEquals(
                List.of("One sentence.", "And two."), page.select(".sentence").eachText()));
    assertEquals(
        200,
        newsroom
            .get(editor, create(editor, Map.of("title", "", "lang", "en")) + "/preview")
            .statusCode(),
        "an empty one too");
  }

  @Test
  void thePreviewSaysThatItIsOneAndWhoApprovedIt() {
    String path = create(editor, answer("May this be seen?", "Not yet."));
    Document draft = newsroom.page(reviewer, path + "/preview");
    assertAll(
        () -> assertTrue(draft.title().startsWith("Preview – May this be seen?"), draft.title()),
        () ->
            assertEquals(
                "Preview: not public Version 1 Back to the manuscript",
                draft.select(".preview-banner").text()),
        () ->
            assertEquals(
                path,
                draft.select(".preview-banner a[target=_top]").attr("href"),
                "out of a frame"),
        () -> assertEquals(1, draft.select(".dates__date--missing").size()));

    act(editor, path, "submit");
    act(reviewer, path, "approve");
    Document approved = newsroom.page(editor, path + "/preview");
    assertAll(
        () -> assertTrue(approved.select(".dates").text().contains("Rita Reviewer, MD")),
        () -> assertTrue(approved.select(".dates").text().contains("23 November 2029")),
        () -> assertEquals(0, approved.select(".dates__date--missing").size()));

    // Nobody approved what is not even saved.
    Map<String, Object> typed = with(fields(editor, path), "transcript", "Now?");
    assertEquals(204, autosave(path, typed));
    Document unsaved = newsroom.page(editor, path + "/preview?unsaved=" + typed.get("form"));
    assertAll(
        () -> assertFalse(unsaved.select(".dates").text().contains("Rita")),
        () -> assertTrue(unsaved.select(".preview-banner").text().contains("is not saved")));

    assertEquals(303, act(editor, path, "publish").statusCode());
    Document shown = portal.page("/articles/may-this-be-seen");
    assertAll(
        () -> assertEquals(0, shown.select(".preview-banner").size()),
        () -> assertFalse(shown.html().contains("Preview")));
  }

  @Test
  void everyVersionCanBeComparedAndHadBack() {
    String path = create(editor, answer("Versions?", "The first of all words."));
    change(editor, path, "transcript", "The second of all words.");
    change(editor, path, "conflicts", "None at all.");
    Document list = newsroom.page(reviewer, path + "/revisions");
    assertEquals(
        List.of("Version 3", "Version 2", "Version 1"), list.select("tbody th").eachText());
    Document second = newsroom.page(reviewer, path + "/revisions/2");
    assertEquals("Taken out: first", second.select("del").text());
    assertEquals("Put in: second", second.select("ins").text());
    Document far = newsroom.page(reviewer, path + "/revisions/3?against=1");
    assertEquals(2, far.select(".changes__field").size());
    assertEquals(404, newsroom.get(reviewer, path + "/revisions/9").statusCode());
    assertEquals(404, newsroom.get(reviewer, path + "/revisions/1?against=x").statusCode());
    assertEquals(
        403, newsroom.post(author, path + "/revisions/1/restore", Map.of("base", 3)).statusCode());
    assertEquals(
        409, newsroom.post(editor, path + "/revisions/1/restore", Map.of("base", 2)).statusCode());
    assertEquals(
        303, newsroom.post(editor, path + "/revisions/1/restore", Map.of("base", 3)).statusCode());
    Document form = newsroom.page(editor, path);
    assertEquals("The first of all words.", form.getElementById("transcript").wholeText());
    assertEquals("4", Newsroom.fields(form).get("base"));
  }

  @Test
  void aVersionIsReadWholeBeforeItIsHadBack() {
    String path = create(editor, answer("What did it say?", "The first of all words."));
    change(editor, path, "transcript", "The second of all words.");
    HttpResponse<String> response = newsroom.get(reviewer, path + "/revisions/1");
    Document first = Jsoup.parse(response.body());
    assertAll(
        () -> assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse("")),
        () -> assertEquals("noindex, nofollow", first.select("meta[name=robots]").attr("content")),
        () -> assertEquals("Nothing", first.select("#against [selected]").text()),
        () ->
            assertEquals(
                "The first of all words.", first.select(".revision__whole #transcript dd").text()),
        () -> assertTrue(first.select(".revision__whole :is(input, textarea)").isEmpty()));
    Document second = newsroom.page(reviewer, path + "/revisions/2?against=nothing");
    assertEquals("Nothing", second.select("#against [selected]").text());
    assertTrue(second.select("del").isEmpty());
    assertTrue(second.select("ins").text().contains("The second of all words."));
    assertTrue(
        newsroom
            .page(reviewer, path + "/revisions/2")
            .select("#against [selected]")
            .text()
            .startsWith("Version 1, "));
  }

  @Test
  void aVersionThatIsHadBackKeepsThePresentAddress() {
    String path = create(editor, answer("Where does it stand now?", "Here."));
    change(editor, path, "slug", "it-stands-elsewhere");
    newsroom.post(editor, path + "/revisions/1/restore", Map.of("base", 2));
    assertEquals("it-stands-elsewhere", fields(editor, path).get("slug"));
  }

  @Test
  void theVersionsSayWhatBecameOfThem() {
    String path = create(editor, answer("What became of it?", "The first words."));
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    act(editor, path, "publish");
    assertTrue(notes(path, 1).get(0).startsWith("Public since "), notes(path, 1)::toString);
    assertEquals("Approved by Rita Reviewer", notes(path, 1).get(1));
    change(editor, path, "slug", "what-became-of-it-since");
    assertEquals(List.of("Address changed"), notes(path, 2));
    change(editor, path, "captions", "WEBVTT\n\n00:00.000 --> 00:01.000\nThe first words.");
    assertEquals(List.of("Captions changed"), notes(path, 3));
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    act(editor, path, "publish", Map.of("reason", "Captions."));
    assertTrue(notes(path, 1).get(0).matches("Was public from .+ to .+"), notes(path, 1)::toString);
    assertEquals("Was approved by Rita Reviewer", notes(path, 1).get(1));
    act(editor, path, "withdraw", Map.of("withdrawReason", "It was wrong."));
    assertTrue(notes(path, 3).get(0).matches("Was public from .+ to .+"), notes(path, 3)::toString);

    // Taken over from what readers had: from when is not known.
    long article =
        id(
            """
            select max(id) from article
             where status = 'published' and slug not like '%kidney%' and slug not like '%acid%'
               and not exists (select from manuscript where article_id = article.id)
            """);
    String taken = location(newsroom.post(editor, "/admin/articles/from/" + article, Map.of()));
    assertEquals("Public", notes(taken, 1).get(0));
    change(editor, taken, "conflicts", "None.");
    act(editor, taken, "submit");
    act(reviewer, taken, "approve");
    act(editor, taken, "publish", Map.of("reason", "Conflicts."));
    assertTrue(notes(taken, 1).get(0).startsWith("Was public until "), notes(taken, 1)::toString);
    assertTrue(notes(taken, 2).get(0).startsWith("Public since "), notes(taken, 2)::toString);
  }

  /** What the list of versions says of one. */
  private static List<String> notes(String path, int number) {
    return newsroom
        .page(reviewer, path + "/revisions")
        .select("tr:has(a[href=" + path + "/revisions/" + number + "]) .notes li")
        .eachText();
  }

  @Test
  void editorAndReviewerTalk() {
    String path = create(editor, answer("Talk?", "Yes."));
    act(editor, path, "submit");
    assertEquals(
        "Nothing for you at the moment. It waits for any reviewer.",
        newsroom.page(colleague, path).select(".workflow-acts__none").text());
    assertTrue(newsroom.page(reviewer, path + "/review").select(".workflow-acts__none").isEmpty());
    assertEquals(422, act(reviewer, path, "send-back").statusCode());
    assertEquals(
        303,
        act(reviewer, path, "send-back", Map.of("comment", "Too short.\n\nSay why.")).statusCode());
    Document page = newsroom.page(editor, path);
    assertEquals("Draft", page.select(".workflow .status").text());
    assertTrue(page.select(".comment").text().contains("Too short."));
    String resolve = page.selectFirst(".comment form").attr("action");
    assertEquals(303, newsroom.post(editor, resolve, Map.of()).statusCode());
    assertTrue(
        newsroom
            .page(editor, path)
            .select(".comment--resolved")
            .text()
            .contains("Dealt with by Edda Editor"));
  }

  /** A word on conflicts is text too. */
  @Test
  void nobodyApprovesAnythingThatTheyWroteEvenIfOthersWroteAfterThem() {
    String path = create(colleague, answer("Who wrote the card?", "Some words."));
    change(editor, path, "conflicts", "She owns shares in it.");
    change(colleague, path, "transcript", "Some more words.");
    act(colleague, path, "submit");
    assertEquals(422, act(editor, path, "approve").statusCode());
    assertEquals(303, act(reviewer, path, "approve").statusCode());
  }

  /** Letters of two bytes, as long as the form takes them. */
  @Test
  void aLongTranscriptInAnyScriptIsKept() {
    String path = create(editor, answer("How long?", "Short."));
    String longest = "слово ".repeat(30_000).strip();
    assertEquals(303, change(editor, path, "transcript", longest).statusCode());
    assertEquals(longest, fields(editor, path).get("transcript"));
  }

  @Test
  void whatWasMergedAwayIsWhatStandsForItNow() {
    long gone =
        id("insert into topic (slug, name) values ('gullet-fire', 'Gullet fire') returning id");
    String path =
        create(
            editor,
            with(answer("What is merged?", "Words."), "topics", "Gullet fire\nEsophagitis"));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update topic set merged_into_id = (select id from topic where slug = 'esophagitis') where id = "
                    + gone));
    assertEquals("Esophagitis", fields(editor, path).get("topics"));
  }

  private static Map<String, Object> answer(String title, String transcript) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("title", title);
    fields.put("lang", "en");
    fields.put("doctor", doctor);
    fields.put("specialty", specialty);
    fields.put("topics", "Esophageal cancer");
    fields.put("transcript", transcript);
    return fields;
  }

  private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
    Map<String, Object> more = new HashMap<>(fields);
    more.put(name, value);
    return more;
  }

  private static String create(SignedIn who, Map<String, Object> fields) {
    return location(newsroom.post(who, "/admin/articles/new", fields)).replaceAll("\\?.*", "");
  }

  private static void publishNext(String path, String reason) {
    assertEquals(303, act(editor, path, "submit").statusCode());
    assertEquals(303, act(reviewer, path, "approve").statusCode());
    assertEquals(303, act(editor, path, "publish", Map.of("reason", reason)).statusCode());
  }

  private static HttpResponse<String> change(
      SignedIn who, String path, String field, String value) {
    Map<String, Object> fields = fields(who, path);
    fields.put(field, value);
    return newsroom.post(who, path, fields);
  }

  private static Map<String, Object> fields(SignedIn who, String path) {
    return Newsroom.fields(newsroom.page(who, path));
  }

  private static HttpResponse<String> act(SignedIn who, String path, String what) {
    return act(who, path, what, Map.of());
  }

  private static HttpResponse<String> act(
      SignedIn who, String path, String what, Map<String, Object> more) {
    Map<String, Object> fields = new HashMap<>(more);
    fields.put(
        "base",
        id(
            "select number from manuscript join revision on revision.id = revision_id where manuscript.id = "
                + number(path)));
    return newsroom.post(who, path + "/" + what, fields);
  }

  private static String location(HttpResponse<String> response) {
    if (response.statusCode() != 303) {
      throw new AssertionError(
          response.statusCode()
              + ": "
              + Jsoup.parse(response.body()).select(".error-summary, h1").text());
    }
    return response.headers().firstValue("Location").orElseThrow();
  }

  private static long number(String path) {
    return Long.parseLong(path.replaceAll(".*/", ""));
  }

  private static ManuscriptContent answerOf(ManuscriptQueries queries, long id) {
    return queries.find(id).orElseThrow().revision().content();
  }

  private static ManuscriptContent content(ManuscriptContent before, String transcript) {
    return ManuscriptJson.read(
        ManuscriptJson.write(before).replace("Before.", transcript), ManuscriptContent.class);
  }

  private static long id(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }
}
