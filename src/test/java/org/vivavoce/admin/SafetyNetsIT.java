package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Portal;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.RedFlags;
import org.vivavoce.content.Slug;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.media.Tones;
import org.vivavoce.publishing.Publication;
import org.vivavoce.publishing.Publications;
import org.vivavoce.publishing.Publisher;
import org.vivavoce.publishing.RedFlagGate;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What keeps a dangerous, doubled or leaked answer from happening, over HTTP. */
class SafetyNetsIT {
  private static final String DANGEROUS = "It began with chest pain. That went away by itself.";
  private static final TestClock.Movable clock = TestClock.movable();
  private static int count;

  @TempDir static Path folder;
  private static Portal portal;
  private static Newsroom newsroom;
  private static Jdbi jdbi;
  private static SignedIn editor;
  private static SignedIn reviewer;
  private static SignedIn other;
  private static SignedIn author;
  private static SignedIn speaker;
  private static long doctor;
  private static long specialty;

  @BeforeAll
  static void open() {
    TestDatabase database = TestDatabase.withDemo();
    jdbi = database.jdbi();
    portal = Portal.over(database, Map.of(), clock);
    newsroom = new Newsroom(portal);
    doctor = id("select id from doctor where slug = 'amara-okafor'");
    specialty = id("select id from specialty where slug = 'oncology'");
    editor = newsroom.account("Edda Editor", null, Role.EDITOR, Role.REVIEWER);
    reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
    other = newsroom.account("Otto Other", null, Role.REVIEWER);
    author = newsroom.account("Arno Author", null, Role.AUTHOR);
    speaker = newsroom.account("Amara Okafor", doctor, Role.AUTHOR, Role.REVIEWER);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void nothingOfTheDemonstrationIsHeldUp() {
    RedFlags flags = jdbi.withHandle(RedFlagGate::flags);
    List<String> held =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "select title, transcript from article where status = 'published' and care_level is null and not exists (select from manuscript where article_id = article.id)")
                    .mapToMap()
                    .stream()
                    .filter(
                        row ->
                            !flags
                                .in(row.get("title").toString(), row.get("transcript").toString())
                                .isEmpty())
                    .map(row -> row.get("title").toString())
                    .toList());
    assertEquals(List.of(), held);
  }

  @Test
  void redFlagsWithoutACareCardAreNeitherApprovedNorPublished() {
    String path = create(answer("Where does it hurt?", DANGEROUS));
    assertTrue(
        newsroom.page(editor, path).select(".needs").text().contains("“chest pain”"),
        "told before anybody asks");
    assertEquals(303, act(editor, path, "submit").statusCode(), "the clinician decides");
    HttpResponse<String> refused = act(reviewer, path, "approve");
    assertEquals(422, refused.statusCode());
    assertTrue(
        Jsoup.parse(refused.body()).select(".error-summary").text().contains("Red flags stand"));

    Map<String, Object> fields = fields(path);
    fields.put("careLevel", "emergency");
    fields.put("careText", "Call the emergency number.");
    newsroom.post(editor, path, fields);
    assertEquals(303, act(reviewer, path, "approve").statusCode());
    assertEquals(303, act(editor, path, "publish").statusCode());
  }

  /** What was approved before somebody added the red flag is not published after it. */
  @Test
  void aRedFlagThatIsAddedHoldsForWhatIsApprovedAlready() {
    String path = create(answer("Is it a wobbleitis?", "It may be a case of wobbleitis."));
    act(editor, path, "submit");
    assertEquals(303, act(reviewer, path, "approve").statusCode());
    post(reviewer, "/admin/red-flags", Map.of("term", "Wobbleitis", "language", "en", "note", ""));
    HttpResponse<String> refused = act(editor, path, "publish");
    assertEquals(422, refused.statusCode());
    assertEquals(404, portal.get("/articles/is-it-a-wobbleitis").statusCode());
    waive(reviewer, path, "Wobbleitis is harmless.");
    assertEquals(303, act(editor, path, "publish").statusCode());
    assertEquals(200, portal.get("/articles/is-it-a-wobbleitis").statusCode());
  }

  @Test
  void aLiveVersionIsNotReplacedByOneWithRedFlags() {
    String path = create(answer("How does it begin?", "It begins in silence."));
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    assertEquals(303, act(editor, path, "publish").statusCode());
    Map<String, Object> fields = fields(path);
    fields.put("transcript", "It begins with a seizure.");
    newsroom.post(editor, path, fields);
    act(editor, path, "submit");
    assertEquals(422, act(reviewer, path, "approve").statusCode());
    // Somebody who approved it in the database has still not made it public.
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                with fresh as (
                  insert into approval (manuscript_id, revision_id, account_id, transcript_sha256)
                  select manuscript_id, revision.id, ?, transcript_sha256
                    from revision join manuscript on manuscript.revision_id = revision.id
                   where manuscript.id = ? returning manuscript_id)
                update manuscript set stage = 'approved' where id in (select manuscript_id from fresh)
                """,
                reviewer.accountId(),
                number(path)));
    HttpResponse<String> refused = act(editor, path, "publish", Map.of("reason", "New."));
    assertEquals(422, refused.statusCode());
    assertTrue(portal.page("/articles/how-does-it-begin").text().contains("in silence"));
  }

  @Test
  void aWaiverIsAnotherCliniciansAndHoldsForItsWordsAlone() {
    String path = create(answer("Why was it nothing?", DANGEROUS));
    act(editor, path, "submit");
    assertEquals(422, waive(editor, path, "I say so.").statusCode(), "own text");
    assertEquals(422, waive(speaker, path, "I say so.").statusCode(), "own voice");
    assertEquals(403, waive(author, path, "I say so.").statusCode());
    assertEquals(422, waive(reviewer, path, " ").statusCode(), "no reason");
    assertEquals(422, waive(reviewer, path, "x".repeat(1_001)).statusCode());
    assertEquals(
        422,
        post(
                reviewer,
                path + "/waiver",
                Map.of("base", base(path), "redFlag", "seizure", "waiverReason", "Seen another."))
            .statusCode(),
        "other red flags than those that were shown");
    assertEquals(303, waive(reviewer, path, "It is about the past.").statusCode());
    assertEquals(422, waive(other, path, "Twice.").statusCode(), "nothing left to be waived");
    Document page = newsroom.page(other, path + "/review");
    assertAll(
        () -> assertTrue(page.select(".red-flags").text().contains("Waived by Rita Reviewer on")),
        () ->
            assertEquals(
                "It is about the past.", page.select(".red-flags > .red-flags__reason").text()),
        () -> assertEquals(0, page.select("#waiverReason").size()));
    assertEquals(303, act(other, path, "approve").statusCode());
    assertEquals(303, act(editor, path, "publish").statusCode());
    assertEquals(
        1,
        id(
            "select count(*) from audit_entry where action = 'manuscript.waive' and detail ->> 'manuscript' = '"
                + number(path)
                + "' and detail -> 'terms' = '[\"chest pain\"]'"));

    // A word more, and it holds no longer.
    Map<String, Object> fields = fields(path);
    fields.put("transcript", DANGEROUS + " Mostly.");
    newsroom.post(editor, path, fields);
    act(editor, path, "submit");
    assertEquals(422, act(reviewer, path, "approve").statusCode());
    assertTrue(
        newsroom.page(reviewer, path + "/review").select("#waiverReason").size() > 0, "asked anew");
  }

  @Test
  void aWaiverIsVoidWhenOtherRedFlagsAreFoundOrWhoGaveItMayReviewNoLonger() {
    SignedIn leaving = newsroom.account("Lea Leaving", null, Role.REVIEWER);
    String path = create(answer("What was it then?", DANGEROUS + " Not gloopitis."));
    assertEquals(303, waive(leaving, path, "It is about the past.").statusCode());
    assertEquals(0, unanswered(path));
    post(editor, "/admin/red-flags", Map.of("term", "gloopitis", "language", "en", "note", ""));
    assertEquals(1, unanswered(path), "another red flag");
    jdbi.useHandle(handle -> handle.execute("delete from red_flag where term = 'gloopitis'"));
    assertEquals(0, unanswered(path));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update account set disabled_at = now() where id = ?", leaving.accountId()));
    assertEquals(1, unanswered(path), "nobody's word any more");
  }

  @Test
  void aWaiverThatIsTakenBackAllowsNothingAnyMoreAndStaysInTheHistory() {
    String path = create(answer("Was it dangerous?", DANGEROUS + " It seemed."));
    act(editor, path, "submit");
    assertEquals(0, newsroom.page(reviewer, path + "/review").select(".waivers").size());
    assertEquals(303, waive(reviewer, path, "It is about the past.").statusCode());
    assertEquals(303, act(reviewer, path, "approve").statusCode());
    String waiver = waiver(path);
    assertAll(
        () -> assertEquals(403, takeBack(author, path, waiver, "It is not.").statusCode()),
        () -> assertEquals(422, takeBack(other, path, waiver, " ").statusCode(), "no reason"),
        () -> assertEquals(422, takeBack(other, path, waiver, "x".repeat(1_001)).statusCode()),
        () -> assertEquals(422, takeBack(other, path, "", "It is not.").statusCode()),
        () -> assertEquals(422, takeBack(other, path, "999999", "It is not.").statusCode()),
        () ->
            assertEquals(
                0,
                newsroom.page(author, path + "/review").select(".waivers form").size(),
                "seen, and no more"));
    String foreign = create(answer("Was that dangerous?", DANGEROUS));
    assertEquals(422, takeBack(other, foreign, waiver, "Another answer’s.").statusCode());
    assertEquals(0, id("select count(*) from red_flag_waiver_revocation"));

    HttpResponse<String> kept = takeBack(other, path, waiver, "y".repeat(1_001));
    assertEquals("y".repeat(1_001), Jsoup.parse(kept.body()).getElementById("revokeReason").text());
    assertEquals(303, takeBack(other, path, waiver, "It may <b>come</b> back.").statusCode());
    HttpResponse<String> again = takeBack(reviewer, path, waiver, "Me too.");
    assertEquals(422, again.statusCode());
    assertTrue(
        Jsoup.parse(again.body())
            .select(".error-summary")
            .text()
            .contains("Otto Other took this waiver back already"));

    HttpResponse<String> refused = act(editor, path, "publish");
    assertEquals(422, refused.statusCode(), "approved, and waived no longer");
    assertTrue(Jsoup.parse(refused.body()).select(".error-summary").text().contains("Red flags"));
    Document page = newsroom.page(author, path + "/review");
    assertAll(
        () -> assertEquals(404, portal.get("/articles/was-it-dangerous").statusCode()),
        () ->
            assertTrue(
                page.select(".waivers__line").text().matches("Version 1, by Rita Reviewer on .*"),
                page.select(".waivers__line").text()),
        () ->
            assertEquals(
                List.of("It is about the past.", "It may <b>come</b> back."),
                page.select(".waivers blockquote").eachText()),
        () ->
            assertTrue(
                page.select(".waivers__revoked").text().startsWith("Taken back by Otto Other")),
        () ->
            assertEquals(
                1,
                id(
                    "select count(*) from audit_entry where action = 'manuscript.revoke_waiver'"
                        + " and actor like 'Otto Other%' and detail ->> 'reason' like 'It may%'"
                        + " and detail ->> 'manuscript' = '"
                        + number(path)
                        + "'")));

    // Another clinician's word counts anew.
    assertEquals(303, waive(other, path, "I looked once more.").statusCode());
    assertEquals(303, act(editor, path, "publish").statusCode());
    assertEquals(2, newsroom.page(author, path + "/review").select(".waivers__line").size());

    // What is public stays, and nobody says of it that it is still correct, nor replaces it by the
    // like.
    assertEquals(303, takeBack(speaker, path, waiver(path), "My own text.").statusCode());
    assertEquals(200, portal.get("/articles/was-it-dangerous").statusCode());
    Map<String, Object> fields = fields(path);
    fields.put("conflicts", "None.");
    newsroom.post(editor, path, fields);
    act(editor, path, "submit");
    assertEquals(422, act(reviewer, path, "approve").statusCode());
    Document said =
        newsroom.page(
            reviewer,
            "/admin/reviews/" + id("select id from article where slug = 'was-it-dangerous'"));
    assertTrue(said.text().contains("the waiver of its care card was taken back"), said.text());
  }

  /** The older word would hold in its stead: its clinician may review again. */
  @Test
  void withAWaiverThoseBeforeItForTheSameWordsAreTakenBack() {
    SignedIn away = newsroom.account("Ada Away", null, Role.REVIEWER);
    String path = create(answer("Was it twice?", DANGEROUS + " Twice."));
    waive(away, path, "It is about the past.");
    disabled(away, true);
    assertEquals(303, waive(reviewer, path, "It is.").statusCode());
    disabled(away, false);
    assertEquals(303, takeBack(other, path, waiver(path), "It is not.").statusCode());
    assertEquals(1, unanswered(path));
    assertEquals(
        2, newsroom.page(other, path + "/review").select(".waivers__revoked").size(), "both");
  }

  @Test
  void whatIsScheduledFailsWhenItsWaiverIsTakenBack() {
    String path = create(answer("Was it at eight?", DANGEROUS + " At eight."));
    act(editor, path, "submit");
    waive(reviewer, path, "It is about the past.");
    act(reviewer, path, "approve");
    String day = clock.instant().plus(Duration.ofDays(1)).toString().substring(0, 10);
    assertEquals(
        303,
        post(
                editor,
                path + "/schedule/publish",
                Map.of("base", base(path), "date", day, "time", "08:00"))
            .statusCode());
    takeBack(other, path, waiver(path), "It is not.");
    assertTrue(
        newsroom
            .page(editor, path + "/review")
            .select(".schedule__warning")
            .text()
            .contains("“chest pain”"),
        "told before");
    clock.pass(Duration.ofDays(2));
    try {
      assertTrue(new ScheduleWorker(jdbi, clock).runNext());
    } finally {
      clock.pass(Duration.ofDays(-2));
    }
    assertEquals(404, portal.get("/articles/was-it-at-eight").statusCode());
    assertTrue(
        newsroom
            .page(editor, path + "/review")
            .select(".schedule__job--failed")
            .text()
            .contains("Red flags stand in the answer: “chest pain”"));
  }

  /** Whatever a program forgets before. */
  @Test
  void theLastLineHoldsToo() {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () ->
                jdbi.useTransaction(
                    handle ->
                        new Publisher(handle, "test")
                            .publishOne(publication("chest-pain", null), "article.publish")));
    assertTrue(refused.getMessage().contains("chest pain"));
    jdbi.useTransaction(
        handle -> {
          new Publisher(handle, "test")
              .publishOne(publication("chest-pain", CareLevel.EMERGENCY), "article.publish");
          handle.rollback();
        });
  }

  @Test
  void theLastLineKnowsWaiversAndThatTheyWereTakenBack() {
    String path = create(answer("Chest pain?", "Words."));
    assertEquals(303, waive(reviewer, path, "A title alone.").statusCode());
    jdbi.useTransaction(
        handle -> {
          new Publisher(handle, "test")
              .publishOne(publication("waived-chest-pain", null), "article.publish");
          handle.rollback();
        });
    takeBack(reviewer, path, waiver(path), "It is not.");
    assertThrows(
        IllegalStateException.class,
        () ->
            jdbi.useTransaction(
                handle ->
                    new Publisher(handle, "test")
                        .publishOne(publication("waived-chest-pain", null), "article.publish")));
  }

  @Test
  void theListIsKeptWithItsLog() {
    assertEquals(403, newsroom.get(author, "/admin/red-flags").statusCode());
    assertEquals(
        303,
        post(
                reviewer,
                "/admin/red-flags",
                Map.of("term", "Glowing ears", "language", "en", "note", "<b>Rare</b>"))
            .statusCode());
    for (String same : List.of("glowing EAR", "the glowing ears", "")) {
      assertEquals(
          422,
          post(editor, "/admin/red-flags", Map.of("term", same, "language", "en", "note", ""))
              .statusCode(),
          same);
    }
    for (String bad : List.of("a", "!!", "x".repeat(101))) {
      HttpResponse<String> refused =
          post(editor, "/admin/red-flags", Map.of("term", bad, "language", "en", "note", ""));
      assertEquals(422, refused.statusCode(), bad);
      assertEquals(
          "#term", Jsoup.parse(refused.body()).selectFirst(".error-summary a").attr("href"));
    }
    Document list = newsroom.page(editor, "/admin/red-flags");
    assertAll(
        () -> assertTrue(list.text().contains("<b>Rare</b>")),
        () -> assertTrue(list.select("th a").eachText().contains("vomiting blood")));
    String path =
        list.select("th a").stream()
            .filter(link -> link.text().equals("Glowing ears"))
            .findFirst()
            .orElseThrow()
            .attr("href");
    assertEquals(
        303,
        post(editor, path, Map.of("term", "Glowing nose", "language", "de", "note", "Rarer"))
            .statusCode());
    assertEquals(303, post(editor, path + "/remove", Map.of()).statusCode());
    assertEquals(404, post(reviewer, path + "/remove", Map.of()).statusCode());
    assertEquals(404, newsroom.get(editor, path).statusCode());
    assertEquals(
        List.of("red_flag.add", "red_flag.change", "red_flag.remove"),
        Rows.list(
            jdbi,
            String.class,
            "select action from audit_entry where action like 'red_flag.%' and detail ->> 'redFlag' = :id order by id",
            "id",
            path.replaceAll(".*/", "")));
    assertTrue(
        newsroom
            .page(editor, "/admin/audit?action=red_flag.change")
            .text()
            .contains("Glowing ears"));
  }

  @Test
  void adviceLeadsToItsFieldsAndStandsInNobodysWay() {
    Path sound = Tones.beeps(folder.resolve("advice.wav"), 3, 0.5, 0.2, 440, 9_000);
    String path =
        location(
            newsroom.upload(
                editor,
                "/admin/articles/new",
                answer("Is this too long?", "One word and another, ".repeat(30) + "end."),
                Map.of("audioFile", sound)));
    for (String page : List.of(path, path + "/review")) {
      Document document = newsroom.page(editor, page);
      assertEquals(
          List.of("transcript", "transcript", "transcript", "captions", "sourceTitle1"),
          document.select(".advice a").eachAttr("href").stream()
              .map(href -> href.replaceAll(".*#", ""))
              .toList(),
          page);
      for (Element link : document.select(".advice a[href^=#]")) {
        assertEquals(1, document.select(link.attr("href")).size(), link.text());
      }
    }
    act(editor, path, "submit");
    assertEquals(303, act(reviewer, path, "approve").statusCode());
  }

  @Test
  void aDoubleIsToldOfOnceBeforeItIsSavedAndNothingIsLost() {
    Map<String, Object> fields =
        answer("What are the early signs of esophageal cancer?", "Mine, and whole.");
    fields.put("act", "save");
    fields.put("conflicts", "None that I know.");
    HttpResponse<String> warned = newsroom.post(editor, "/admin/articles/new", fields);
    assertEquals(422, warned.statusCode());
    Document page = Jsoup.parse(warned.body());
    Element first = page.selectFirst(".alike a");
    assertAll(
        () ->
            assertEquals(
                "What are the early signs of esophageal cancer? (opens a new window)",
                first.text()),
        () -> assertEquals(200, portal.get(first.attr("href")).statusCode()),
        () -> assertTrue(page.select(".alike__line").size() <= 5),
        () -> assertEquals("Mine, and whole.", page.getElementById("transcript").wholeText()),
        () -> assertEquals("None that I know.", page.getElementById("conflicts").wholeText()),
        () ->
            assertEquals(
                "Save all the same", page.select(".manuscript__save button").get(0).text()));
    Map<String, Object> again = Newsroom.fields(page);
    again.put("act", page.select(".manuscript__save button").get(0).val());
    String path = location(newsroom.post(editor, "/admin/articles/new", again));
    assertEquals(
        path,
        location(newsroom.post(editor, "/admin/articles/new", with(again, "act", "save"))),
        "a second press finds the first one's answer, and is told of none");
    // What is being written is told of, too, and never itself.
    Map<String, Object> asked = fields(path);
    asked.put("act", "find-alike");
    Document found = Jsoup.parse(newsroom.post(editor, path, asked).body());
    assertAll(
        () -> assertEquals(1, found.select("#alike").size()),
        () -> assertEquals(0, found.select(".alike a[href^=" + path + "]").size()),
        () -> assertEquals("Save", found.select(".manuscript__save button").get(0).text()));
    HttpResponse<String> third =
        newsroom.post(
            author,
            "/admin/articles/new",
            with(answer("What are early signs of esophageal cancers?", ""), "act", "save"));
    assertTrue(
        Jsoup.parse(third.body()).select(".alike a").eachAttr("href").contains(path + "/review"));
  }

  @Test
  void whatIsLikeNothingIsSavedAtOnce() {
    for (String title : List.of("Can zebras sneeze at xylophones?", "", "What is it?")) {
      assertEquals(
          303,
          newsroom
              .post(
                  editor,
                  "/admin/articles/new",
                  with(answer(title, "Quite new words " + ++count + "."), "act", "save"))
              .statusCode(),
          title);
    }
    Map<String, Object> asked = answer("Do yaks like quartz?", "");
    asked.put("act", "find-alike");
    assertEquals(
        "Nothing that is published or being written is like it.",
        Jsoup.parse(newsroom.post(editor, "/admin/articles/new", asked).body())
            .select("#alike p")
            .text());
  }

  @Test
  void aTextThatIsCopiedUnderAnotherTitleIsFound() {
    String transcript =
        Rows.one(
            jdbi,
            String.class,
            "select transcript from article where slug = 'eczema-infected' or title like 'How can I tell if eczema%' limit 1");
    HttpResponse<String> warned =
        newsroom.post(
            editor,
            "/admin/articles/new",
            with(
                answer("Quokka?", transcript.replace("red and itchy", "sore") + " A little more."),
                "act",
                "save"));
    assertEquals(422, warned.statusCode());
    assertTrue(
        Jsoup.parse(warned.body())
            .select(".alike__line")
            .text()
            .contains("part of it word for word"));
  }

  @Test
  void aLinkShowsOneVersionToWhoeverHasItUntilItIsOver() {
    Path sound = Tones.beeps(folder.resolve("preview.wav"), 3, 0.5, 0.2, 550, 9_000);
    Map<String, Object> fields = answer("Who may see this?", "The first words. Not yet public.");
    fields.put("captions", "WEBVTT\n\n00:00.000 --> 00:01.000\nThe first words.\n");
    String path =
        location(
            newsroom.upload(editor, "/admin/articles/new", fields, Map.of("audioFile", sound)));
    HttpResponse<String> made = link(author, path, "7");
    assertEquals(200, made.statusCode(), "an author of something else sees it, and may show it");
    String url = Jsoup.parse(made.body()).getElementById("made-link").val();
    String link = url.replaceAll("^http://[^/]+", "");
    assertTrue(link.matches("/admin/previews/[A-Za-z0-9_-]{43}"), link);
    assertEquals(
        0,
        id(
            "select count(*) from preview_link where encode(token_hash, 'escape') like '%"
                + link.substring(16)
                + "%'"));
    HttpResponse<String> seen = portal.get(link);
    Document page = Jsoup.parse(seen.body());
    String audio = page.selectFirst("audio[src], audio [src]").attr("src");
    assertAll(
        () -> assertEquals(200, seen.statusCode()),
        () -> assertEquals("no-referrer", header(seen, "Referrer-Policy")),
        () -> assertTrue(header(seen, "Cache-Control").contains("no-store")),
        () -> assertTrue(header(seen, "X-Robots-Tag").contains("noindex")),
        () -> assertTrue(page.text().contains("The first words.")),
        () -> assertTrue(page.select(".preview-banner").text().contains("Arno Author")),
        () ->
            assertEquals(
                0,
                page.select("a[href^=/admin]:not([href^=/admin/previews/]), form[action^=/admin]")
                    .size()),
        () -> assertTrue(audio.startsWith(link + "/media/"), audio),
        () -> assertEquals(206, portal.get(audio, "Range", "bytes=0-9").statusCode()),
        () -> assertEquals(200, portal.get(link + "/captions.vtt").statusCode()),
        () -> assertEquals(404, portal.get(audio.replace(link, "")).statusCode(), "not public"),
        () ->
            assertEquals(
                303, portal.get("/admin" + audio.replace(link, "")).statusCode(), "nor theirs"));
    // No other file goes by it: that of another draft, or one that is public.
    Path foreign = Tones.beeps(folder.resolve("foreign.wav"), 2, 0.5, 0.2, 330, 9_000);
    String second =
        location(
            newsroom.upload(
                editor,
                "/admin/articles/new",
                answer("And this?", "Others."),
                Map.of("audioFile", foreign)));
    String theirs = newsroom.page(editor, second).selectFirst("audio source").attr("src");
    assertEquals(404, portal.get(link + theirs.replace("/admin", "")).statusCode());

    // A later version is not shown.
    Map<String, Object> changed = fields(path);
    changed.put("transcript", "The second words.");
    newsroom.post(editor, path, changed);
    assertFalse(portal.get(link).body().contains("second words"));
    // Revoked by nobody who neither made it nor writes the answer.
    Element line = newsroom.page(author, path + "/review").selectFirst(".preview-links__line form");
    assertEquals(
        0, newsroom.page(other, path + "/review").select(".preview-links__line form").size());
    assertEquals(422, post(other, line.attr("action"), Map.of()).statusCode());
    assertEquals(200, portal.get(link).statusCode());
    assertEquals(303, post(editor, line.attr("action"), Map.of()).statusCode());
    String gone = portal.get(link).body();
    assertAll(
        () -> assertEquals(404, portal.get(link).statusCode()),
        () -> assertEquals(404, portal.get(audio).statusCode()),
        () -> assertEquals(404, portal.get(link + "/captions.vtt").statusCode()),
        () ->
            assertEquals(
                plain(gone),
                plain(portal.get("/admin/previews/" + "A".repeat(43)).body()),
                "it does not tell why"));
    assertEquals(
        List.of("preview.create", "preview.revoke"),
        Rows.list(
            jdbi,
            String.class,
            "select action from audit_entry where action like 'preview.%' and detail ->> 'manuscript' = :id order by id",
            "id",
            Long.toString(number(path))));
  }

  @Test
  void aLinkEndsWithItsDaysWithItsMakerAndWithTheAnswer() {
    String path = create(answer("Until when is it shown?", "For a day or so."));
    assertEquals(422, link(editor, path, "31").statusCode());
    assertEquals(422, link(editor, path, "").statusCode());
    assertEquals(
        409, post(editor, path + "/previews", Map.of("base", 7, "previewDays", 7)).statusCode());
    String day = made(link(editor, path, "1"));
    SignedIn leaving = newsroom.account("Leo Leaving", null, Role.AUTHOR);
    String theirs = made(link(leaving, path, "30"));
    String withdrawn = made(link(editor, path, "30"));
    clock.pass(Duration.ofHours(1));
    assertEquals(200, portal.get(day).statusCode());
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update account set disabled_at = now() where id = ?", leaving.accountId()));
    assertEquals(404, portal.get(theirs).statusCode());
    assertTrue(
        newsroom.page(editor, path + "/review").select(".preview-links__state").eachText().stream()
            .anyMatch(state -> state.startsWith("No longer good")));
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    act(editor, path, "publish");
    assertEquals(200, portal.get(withdrawn).statusCode());
    post(editor, path + "/withdraw", Map.of("withdrawReason", "It was wrong."));
    assertEquals(404, portal.get(withdrawn).statusCode());
    act(editor, path, "submit");
    act(reviewer, path, "approve");
    act(editor, path, "publish");
    assertEquals(404, portal.get(withdrawn).statusCode(), "nor when the answer comes back");
    String path2 = create(answer("And this one, until when?", "For a day or so."));
    String short2 = made(link(editor, path2, "1"));
    clock.pass(Duration.ofHours(23).plusMinutes(59));
    assertEquals(200, portal.get(short2).statusCode());
    clock.pass(Duration.ofMinutes(1));
    assertEquals(404, portal.get(short2).statusCode());
    // Nobody's session is to end by this.
    clock.pass(Duration.ofHours(-25));
  }

  @Test
  void linksAreNotMadeWithoutEnd() {
    String path = create(answer("How many links?", "Some."));
    for (int at = 0; at < 20; at++) {
      assertEquals(200, link(editor, path, "1").statusCode());
    }
    assertEquals(422, link(editor, path, "1").statusCode());
  }

  private static Publication publication(String slug, CareLevel level) {
    return Publications.of(
        null,
        new Slug(slug),
        "en",
        "Chest pain?",
        "Words.",
        new Publications.Filed(doctor, specialty, List.of()),
        null,
        level,
        false,
        clock.instant());
  }

  private static HttpResponse<String> takeBack(
      SignedIn who, String path, String waiver, String reason) {
    return post(who, path + "/waiver/revoke", Map.of("waiver", waiver, "revokeReason", reason));
  }

  /** The newest that can be taken back. */
  private static String waiver(String path) {
    return newsroom.page(other, path + "/review").selectFirst("#waiver option").val();
  }

  private static void disabled(SignedIn who, boolean disabled) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update account set disabled_at = case when ? then now() end where id = ?",
                disabled,
                who.accountId()));
  }

  private static int unanswered(String path) {
    return newsroom.page(editor, path).select(".needs li:contains(Red flags)").size();
  }

  private static HttpResponse<String> waive(SignedIn who, String path, String reason) {
    Document page = newsroom.page(reviewer, path + "/review");
    Map<String, Object> fields = new HashMap<>();
    fields.put("redFlag", page.select(".red-flags__terms li").eachText());
    fields.put("base", base(path));
    fields.put("waiverReason", reason);
    return newsroom.post(who, path + "/waiver", fields);
  }

  private static HttpResponse<String> link(SignedIn who, String path, String days) {
    return post(who, path + "/previews", Map.of("base", base(path), "previewDays", days));
  }

  private static String made(HttpResponse<String> response) {
    return Jsoup.parse(response.body())
        .getElementById("made-link")
        .val()
        .replaceAll("^http://[^/]+", "");
  }

  private static String plain(String page) {
    return Jsoup.parse(page).text();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static Map<String, Object> answer(String title, String transcript) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("title", title);
    fields.put("lang", "en");
    fields.put("doctor", doctor);
    fields.put("specialty", specialty);
    fields.put("transcript", transcript);
    return fields;
  }

  private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
    Map<String, Object> more = new HashMap<>(fields);
    more.put(name, value);
    return more;
  }

  private static String create(Map<String, Object> fields) {
    return location(newsroom.post(editor, "/admin/articles/new", fields));
  }

  private static Map<String, Object> fields(String path) {
    return Newsroom.fields(newsroom.page(editor, path));
  }

  private static HttpResponse<String> act(SignedIn who, String path, String what) {
    return act(who, path, what, Map.of());
  }

  private static HttpResponse<String> act(
      SignedIn who, String path, String what, Map<String, Object> more) {
    return newsroom.post(who, path + "/" + what, with(new HashMap<>(more), "base", base(path)));
  }

  private static HttpResponse<String> post(SignedIn who, String path, Map<String, ?> fields) {
    return newsroom.post(who, path, fields);
  }

  private static long base(String path) {
    return id(
        "select number from manuscript join revision on revision.id = revision_id where manuscript.id = "
            + number(path));
  }

  private static String location(HttpResponse<String> response) {
    assertEquals(303, response.statusCode(), () -> Jsoup.parse(response.body()).text());
    return response.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
  }

  private static long number(String path) {
    return Long.parseLong(path.replaceAll(".*/", ""));
  }

  private static long id(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
