package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.db.DatabaseClock;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Publishing, replacing and withdrawing at a set time, in a zone with daylight saving. */
class ScheduleIT {
  private final TestClock.Movable clock = TestClock.movable();
  private TestDatabase database;
  private Portal portal;
  private Newsroom newsroom;
  private Jdbi jdbi;
  private ScheduleWorker worker;
  private SignedIn editor;
  private SignedIn reviewer;

  @BeforeEach
  void open() {
    database = TestDatabase.withDemo();
    jdbi = database.jdbi();
    portal = Portal.over(database, Map.of("TIME_ZONE", "Europe/Berlin"), clock);
    newsroom = new Newsroom(portal);
    worker = new ScheduleWorker(jdbi, clock);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
  }

  @AfterEach
  void close() {
    portal.close();
  }

  /** Set in winter for a day after the clocks were put forward. */
  @Test
  void anAnswerIsPublishedAtTheHourThatWasShown() {
    String path = approved("Can zebras sneeze?");
    Document confirmed = scheduled(path, "publish", "2027-03-28", "08:00", Map.of());
    String shown = "28 March 2027, 08:00 CEST (UTC+02:00), that is 28 March 2027, 06:00 UTC";
    assertAll(
        () -> assertEquals(shown, confirmed.selectFirst(".schedule__at").text()),
        () ->
            assertEquals(
                "Scheduled: Publish version 1, on " + shown + ".",
                confirmed.selectFirst(".desk-notice").text()),
        () ->
            assertEquals(
                "Scheduled: Publish version 1, on 28 March 2027, 08:00 CEST.",
                newsroom.page(editor, path).select(".workflow__scheduled").text()),
        () ->
            assertTrue(
                confirmed
                    .selectFirst(".schedule__zone")
                    .text()
                    .contains("Europe/Berlin, which is UTC+01:00 at this moment")));
    setClock("2027-03-28T05:59:59Z");
    assertFalse(worker.runNext(), "not a second too early");
    assertEquals(404, portal.get("/articles/can-zebras-sneeze").statusCode());
    clock.pass(Duration.ofSeconds(1));
    assertTrue(worker.runNext());
    assertFalse(worker.runNext(), "once");
    assertEquals(200, portal.get("/articles/can-zebras-sneeze").statusCode());
    assertAll(
        () -> assertEquals("done 1", text("select state || ' ' || attempts from scheduled_job")),
        () ->
            assertEquals(
                "Edda Editor (account " + editor.accountId() + ")",
                text(
                    "select string_agg(distinct actor, ',') from audit_entry where action in"
                        + " ('manuscript.scheduled_run', 'manuscript.publish', 'article.publish')")),
        () ->
            assertEquals(
                "2027-03-28 08:00:00 Europe/Berlin",
                text("select local_time || ' ' || time_zone from scheduled_job")));
  }

  @Test
  void whatTheClockDoesNotShowIsRefusedAndWhatItShowsTwiceIsAskedFor() {
    String path = approved("Do okapis hum?");
    Document gap = refused(path, "publish", "2027-03-28", "02:30", Map.of());
    assertTrue(
        gap.selectFirst("#schedulePublishTime-error")
            .text()
            .contains("The nearest times are 28 March 2027, 01:59 and 28 March 2027, 03:00"));
    assertEquals("02:30", gap.getElementById("schedulePublishTime").val(), "it is given back");

    Document twice = refused(path, "publish", "2027-10-31", "02:30", Map.of());
    assertEquals(
        List.of(
            "31 October 2027, 02:30 CEST (UTC+02:00), that is 31 October 2027, 00:30 UTC",
            "31 October 2027, 02:30 CET (UTC+01:00), that is 31 October 2027, 01:30 UTC"),
        twice.select(".schedule__offsets label").eachText());
    refused(path, "publish", "2027-10-31", "02:30", Map.of("offset", "+05:00"));
    String later = twice.select(".schedule__offsets input").last().val();
    Document set = scheduled(path, "publish", "2027-10-31", "02:30", Map.of("offset", later));
    assertTrue(set.selectFirst(".schedule__at").text().contains("02:30 CET (UTC+01:00)"));
    assertEquals("2027-10-31T01:30:00Z", runAt());
    Element moved = set.selectFirst("form[action$=/move]");
    assertEquals(2, moved.select("input[name=offset]").size(), "of the moved one, too");
    assertEquals(later, moved.selectFirst("input[name=offset][checked]").val());
  }

  @Test
  void whatCannotBeDoneIsNotScheduled() {
    String draft = create("Are newts shy?");
    refused(draft, "publish", "2026-12-01", "08:00", Map.of());
    String path = approved("Are gnus loud?");
    Map<String, String[]> bad = new HashMap<>();
    bad.put("Choose the day", new String[] {"", "08:00"});
    bad.put("Choose the time", new String[] {"2026-12-01", ""});
    bad.put("is no date", new String[] {"2026-02-30", "08:00"});
    bad.put("is no time", new String[] {"2026-12-01", "24:00"});
    // It is 13:00 in Berlin.
    bad.put(
        "This time has passed. It is 23 November 2026, 13:00 CET now",
        new String[] {"2026-11-23", "13:00"});
    bad.put("within 2 years", new String[] {"2028-11-24", "08:00"});
    bad.forEach(
        (said, typed) ->
            assertTrue(
                refused(path, "publish", typed[0], typed[1], Map.of()).text().contains(said),
                said));
    assertTrue(
        refused(path, "withdraw", "2026-12-01", "08:00", Map.of("reason", "Wrong."))
            .text()
            .contains("This answer is not public"));
    assertEquals(
        409,
        newsroom
            .post(
                editor,
                path + "/schedule/publish",
                Map.of("base", 7, "date", "2026-12-01", "time", "08:00"))
            .statusCode());
    assertEquals(
        403,
        newsroom
            .post(
                reviewer,
                path + "/schedule/publish",
                Map.of("base", 1, "date", "2026-12-01", "time", "08:00"))
            .statusCode());
    assertEquals("0", text("select count(*) from scheduled_job"));

    // What would be too late for its own next review.
    String due = approved("Are yaks calm?", Map.of("reviewDueOn", "2027-02-01"));
    assertTrue(
        refused(due, "publish", "2027-02-01", "08:00", Map.of())
            .text()
            .contains("The next review must lie in the future"));

    scheduled(path, "publish", "2026-12-01", "08:00", Map.of());
    assertTrue(
        refused(path, "publish", "2026-12-02", "08:00", Map.of())
            .text()
            .contains("Somebody has scheduled this already"));
    assertTrue(
        refused(path, "withdraw", "2026-11-30", "08:00", Map.of("reason", "Wrong."))
            .text()
            .contains("A publication is to follow"));
    refused(path, "withdraw", "2026-12-02", "08:00", Map.of());
    refused(path, "withdraw", "2026-12-02", "08:00", Map.of("reason", "x".repeat(1_001)));
    scheduled(path, "withdraw", "2026-12-02", "08:00", Map.of("reason", "For a day only."));
  }

  @Test
  void aLiveAnswerIsReplacedAndWithdrawnInOrderAlsoWhereBothAreLate() {
    String path = live();
    change(path, "conflicts", "None whatever.");
    approve(path);
    assertTrue(
        refused(path, "publish", "2026-12-01", "08:00", Map.of())
            .selectFirst("#schedulePublishReason-error")
            .text()
            .contains("Say what has been changed"));
    scheduled(path, "publish", "2026-12-01", "08:00", Map.of("reason", "It was asked."));
    scheduled(path, "withdraw", "2026-12-01", "09:00", Map.of("reason", "It is over."));
    clock.pass(Duration.ofDays(30));
    assertTrue(worker.runNext());
    assertEquals(
        "changed It was asked.",
        text("select event || ' ' || reason from article_change order by id desc limit 1"));
    assertTrue(worker.runNext());
    assertFalse(worker.runNext());
    assertEquals(
        "withdrawn It is over.",
        text("select event || ' ' || reason from article_change order by id desc limit 1"));
    assertEquals("done done", text("select string_agg(state, ' ') from scheduled_job"));
  }

  @Test
  void whatWasChangedMeanwhileIsWarnedOfAndFailsSayingWhy() {
    String path = approved("Do moths sing?");
    scheduled(path, "publish", "2026-11-23", "14:00", Map.of());
    change(path, "transcript", "They do, a little.");
    String why = "Version 1 was to be published, but version 2 has been saved since";
    Document warned = newsroom.page(reviewer, path + "/review");
    assertAll(
        () -> assertEquals(why, warned.select(".schedule__warning li").text()),
        () -> assertEquals(0, warned.select(".schedule form").size(), "for editors alone"),
        () ->
            assertTrue(
                newsroom.page(editor, path).select(".workflow__failing").text().contains("fail")),
        () ->
            assertTrue(
                newsroom
                    .page(reviewer, "/admin/schedule")
                    .select("#waiting ~ table")
                    .text()
                    .contains("As things stand, it would fail")));
    clock.pass(Duration.ofHours(1));
    String before = text("select count(*) from article_change");
    assertTrue(worker.runNext());
    assertFalse(worker.runNext());
    Document screen = newsroom.page(editor, "/admin/schedule");
    Element failed = screen.selectFirst("#failed ~ table");
    assertAll(
        () -> assertEquals("failed", text("select state from scheduled_job")),
        () -> assertEquals(before, text("select count(*) from article_change")),
        () -> assertEquals(404, portal.get("/articles/do-moths-sing").statusCode()),
        () -> assertTrue(failed.text().contains(why)),
        () -> assertEquals(path + "/review", failed.selectFirst("th a").attr("href")),
        () ->
            assertEquals(
                why,
                newsroom.page(editor, path + "/review").select(".schedule__job--failed li").text()),
        () ->
            assertEquals(
                "schedule.failure.moved",
                text(
                    "select detail ->> 'because' from audit_entry where action = 'manuscript.schedule_failed'")));
    String dismiss = failed.selectFirst("form").attr("action");
    assertEquals(303, newsroom.post(editor, dismiss, Map.of("from", "schedule")).statusCode());
    assertEquals(303, newsroom.post(editor, dismiss, Map.of("from", "schedule")).statusCode());
    assertAll(
        () ->
            assertEquals(
                0, newsroom.page(editor, "/admin/schedule").select("#failed ~ table").size()),
        () ->
            assertEquals(
                "1",
                text(
                    "select count(*) from audit_entry where action = 'manuscript.schedule_dismissed'")));
  }

  /**
   * Found dangerous after it was approved: a first publication, and a new version of a live answer.
   */
  @Test
  void redFlagsWithoutACareCardAreNotPublishedAtTheirTimeEither() {
    String fresh = approved("Does wobbleitis pass?");
    scheduled(fresh, "publish", "2026-12-01", "08:00", Map.of());
    String live = live();
    String slug = newsroom.page(editor, live).getElementById("slug").val();
    change(live, "transcript", "It passes, unless it is Wobbleitis.");
    approve(live);
    scheduled(live, "publish", "2026-12-01", "09:00", Map.of("reason", "It was asked."));
    assertEquals(
        303,
        newsroom
            .post(
                reviewer,
                "/admin/red-flags",
                Map.of("term", "wobbleitis", "language", "en", "note", ""))
            .statusCode());
    String why =
        "Red flags stand in the answer: “wobbleitis”. Give it a care card, or ask a clinician to waive it";
    assertEquals(
        why, newsroom.page(editor, fresh + "/review").select(".schedule__warning li").text());
    clock.pass(Duration.ofDays(30));
    assertTrue(worker.runNext());
    assertTrue(worker.runNext());
    assertFalse(worker.runNext());
    Document screen =
        newsroom.page(newsroom.account("Lea Later", null, Role.EDITOR), "/admin/schedule");
    assertAll(
        () ->
            assertEquals("failed failed", text("select string_agg(state, ' ') from scheduled_job")),
        () -> assertEquals(404, portal.get("/articles/does-wobbleitis-pass").statusCode()),
        () ->
            assertFalse(
                portal.page("/articles/" + slug).text().contains("Wobbleitis"),
                "the old version serves"),
        () -> assertTrue(screen.selectFirst("#failed ~ table").text().contains(why)));
  }

  @Test
  void aRevokedApprovalFailsItAndToScheduleAnewSeesToThat() {
    String path = approved("Do eels yawn?");
    scheduled(path, "publish", "2026-11-23", "14:00", Map.of());
    assertEquals(
        303, newsroom.post(reviewer, path + "/send-back", Map.of("comment", "No.")).statusCode());
    clock.pass(Duration.ofHours(1));
    assertTrue(worker.runNext());
    assertTrue(
        newsroom
            .page(editor, path + "/review")
            .select(".schedule__job--failed")
            .text()
            .contains("No approval stands for this version"));
    approve(path);
    Document anew = scheduled(path, "publish", "2026-11-23", "15:00", Map.of());
    assertEquals(0, anew.select(".schedule__job--failed").size());
    clock.pass(Duration.ofHours(1));
    assertTrue(worker.runNext());
    assertEquals(200, portal.get("/articles/do-eels-yawn").statusCode());
  }

  @Test
  void whoHasNoRightToItAnyMorePublishesNothing() {
    for (String gone : List.of("disabled_at = now()", "roles = '{author}'")) {
      String path = approved("Do ants nap, " + gone.substring(0, 5) + "?");
      SignedIn other = newsroom.account("Otto Other", null, Role.EDITOR);
      assertEquals(
          303, schedule(other, path, "publish", "2026-11-24", "08:00", Map.of()).statusCode());
      sql("update account set " + gone + " where id = " + other.accountId());
      setClock("2026-11-24T07:00:00Z");
      assertTrue(worker.runNext());
      assertTrue(
          text("select failure::text from scheduled_job order by id desc limit 1")
              .contains("schedule.failure.account"));
      clock.pass(Duration.between(clock.instant(), TestClock.FIXED.instant()));
    }
    assertEquals("0", text("select count(*) from audit_entry where action = 'manuscript.publish'"));
  }

  @Test
  void itIsMovedAndCancelledByWhoSawItAsItIs() {
    String path = approved("Do bats blush?");
    Document set = scheduled(path, "publish", "2026-12-01", "08:00", Map.of());
    Element move = set.selectFirst("form[action$=/move]");
    String action = move.attr("action");
    assertEquals("2026-12-01", move.selectFirst("[name=date]").val());
    String seen = move.selectFirst("[name=seen]").val();
    Map<String, String> fields = Map.of("date", "2026-12-02", "time", "9:30", "seen", seen);
    SignedIn other = newsroom.account("Otto Other", null, Role.EDITOR);
    assertEquals(303, newsroom.post(other, action, fields).statusCode());
    assertEquals("2026-12-02T08:30:00Z", runAt());
    assertEquals(String.valueOf(other.accountId()), text("select account_id from scheduled_job"));
    HttpResponse<String> late = newsroom.post(editor, action, fields);
    assertEquals(422, late.statusCode());
    assertTrue(late.body().contains("Otto Other has moved it to 2 December 2026, 09:30 CET"));

    String cancel = action.replace("/move", "/cancel");
    HttpResponse<String> cancelled = newsroom.post(editor, cancel, Map.of());
    assertEquals(303, cancelled.statusCode());
    assertTrue(
        newsroom
            .page(editor, cancelled.headers().firstValue("Location").orElseThrow())
            .select(".desk-notice")
            .text()
            .startsWith("No longer scheduled: Publish version 1"));
    assertEquals(422, newsroom.post(editor, cancel, Map.of()).statusCode());
    assertEquals(422, newsroom.post(editor, action, fields).statusCode());
    clock.pass(Duration.ofDays(30));
    assertFalse(worker.runNext());
    assertEquals(
        "manuscript.schedule manuscript.schedule manuscript.unschedule",
        text(
            "select string_agg(action, ' ' order by id) from audit_entry where action like '%schedule'"));
  }

  @Test
  void whatIsDoneByHandNeedNotBeDoneAtItsTime() {
    String path = live();
    approve(path);
    scheduled(path, "publish", "2026-12-01", "08:00", Map.of());
    scheduled(path, "withdraw", "2026-12-02", "08:00", Map.of("reason", "It is over."));
    assertEquals(303, act(editor, path, "publish").statusCode());
    assertEquals(
        "cancelled waiting", text("select string_agg(state, ' ' order by id) from scheduled_job"));
    assertEquals(
        303,
        newsroom
            .post(editor, path + "/withdraw", Map.of("withdrawReason", "Sooner."))
            .statusCode());
    assertEquals("cancelled", text("select distinct state from scheduled_job"));
    clock.pass(Duration.ofDays(30));
    assertFalse(worker.runNext());
  }

  /** As where a program's fault, and not the answer, is in the way. */
  @Test
  void whatBreaksOffIsTriedThreeTimesAndLeavesNothingByHalf() {
    String path = live();
    scheduled(path, "withdraw", "2026-11-23", "14:00", Map.of("reason", "It is over."));
    database
        .ownerJdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "alter table article_change add constraint broken check (false) not valid"));
    clock.pass(Duration.ofHours(1));
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertEquals("waiting", text("select state from scheduled_job"));
      assertFalse(worker.runNext());
    }
    assertFalse(worker.runNext());
    assertTrue(
        newsroom
            .page(editor, "/admin/schedule")
            .select("#failed ~ table")
            .text()
            .contains("only the server’s log knows"));
    assertEquals(
        "0", text("select count(*) from audit_entry where action = 'manuscript.withdraw'"));
  }

  /** Nobody works on both at once; whoever holds one is passed by. */
  @Test
  void whatAnotherInstanceIsAboutIsPassedBy() {
    String path = approved("Do cats count?");
    scheduled(path, "publish", "2026-11-23", "14:00", Map.of());
    clock.pass(Duration.ofHours(1));
    try (Handle other = jdbi.open()) {
      other.begin();
      other.execute("select id from scheduled_job for update");
      assertFalse(worker.runNext());
      other.rollback();
    }
    assertTrue(worker.runNext());
  }

  @Test
  void theScreenSaysWhatIsOverdueWhatWaitsAndWhatWasDone() {
    String one = approved("Do dogs doze?");
    String two = approved("Do foxes fret?");
    scheduled(one, "publish", "2026-11-23", "14:00", Map.of());
    scheduled(two, "publish", "2026-11-25", "13:00", Map.of());
    assertEquals(
        "In one hour In 2 days",
        newsroom
            .page(editor, "/admin/schedule")
            .select("#waiting ~ table td[data-label=State]")
            .text());
    clock.pass(Duration.ofMinutes(75));
    SignedIn author = newsroom.account("Arno Author", null, Role.AUTHOR);
    Document late = newsroom.page(author, "/admin/schedule");
    assertAll(
        () ->
            assertEquals(
                "Late by 15 minutes", late.select("#overdue ~ table td[data-label=State]").text()),
        () -> assertEquals(0, late.select("main form[method=post]").size()),
        () -> assertTrue(late.text().contains("23 November 2026, 13:00 UTC")));
    assertTrue(worker.runNext());
    Document done = newsroom.page(editor, "/admin/schedule?mine=1");
    assertTrue(done.select("#done ~ table").text().contains("Do dogs doze?"));
    assertEquals(0, newsroom.page(author, "/admin/schedule?mine=1").select("main table").size());
    assertEquals("/admin/schedule", done.selectFirst("nav a[aria-current]").attr("href"));

    // One page after the other.
    sql(
        """
        insert into scheduled_job (manuscript_id, kind, run_at, local_time, time_zone, reason, account_id, state, finished_at)
        select min(manuscript.id), 'withdraw', now(), now(), 'UTC', 'x', %d, 'done',
               timestamptz '2026-01-01' + number * interval '1 second'
          from manuscript, generate_series(1, 60) number group by number
        """
            .formatted(editor.accountId()));
    String next = "/admin/schedule?part=done";
    int lines = 0;
    for (int pages = 0; pages < 3; pages++) {
      Document page = newsroom.page(editor, next);
      lines += page.select("tbody tr").size();
      Element more = page.selectFirst("section > p > a");
      next = more == null ? "" : more.attr("href");
    }
    assertEquals(61, lines);
    assertEquals("", next);
    assertEquals(200, newsroom.get(editor, "/admin/schedule?part=x&after=9x").statusCode());
  }

  @Test
  void aClockThatIsFarOffPublishesNothing() {
    Duration ahead = DatabaseClock.ahead(jdbi, Clock.systemUTC());
    assertTrue(ahead.abs().compareTo(Duration.ofSeconds(2)) < 0, ahead.toString());
    Clock system = Clock.systemUTC();
    assertTrue(
        new ScheduleWorker(jdbi, Clock.offset(system, Duration.ofSeconds(-30))).checkClock());
    assertFalse(new ScheduleWorker(jdbi, Clock.offset(system, Duration.ofMinutes(6))).checkClock());
    assertFalse(
        new ScheduleWorker(jdbi, Clock.offset(system, Duration.ofMinutes(-6))).checkClock());
    assertNull(ScheduleQueries.Key.read("1m"));
  }

  private Document scheduled(
      String path, String kind, String date, String time, Map<String, String> more) {
    HttpResponse<String> response = schedule(editor, path, kind, date, time, more);
    assertEquals(303, response.statusCode(), () -> Jsoup.parse(response.body()).text());
    return newsroom.page(editor, response.headers().firstValue("Location").orElseThrow());
  }

  private Document refused(
      String path, String kind, String date, String time, Map<String, String> more) {
    HttpResponse<String> response = schedule(editor, path, kind, date, time, more);
    assertEquals(422, response.statusCode());
    Document page = Jsoup.parse(response.body());
    assertEquals(1, page.select(".error-summary").size());
    return page;
  }

  private HttpResponse<String> schedule(
      SignedIn who, String path, String kind, String date, String time, Map<String, String> more) {
    Map<String, Object> fields = new HashMap<>(more);
    fields.put("base", base(path));
    fields.put("date", date);
    fields.put("time", time);
    return newsroom.post(who, path + "/schedule/" + kind, fields);
  }

  private String approved(String title) {
    return approved(title, Map.of());
  }

  private String approved(String title, Map<String, String> more) {
    String path = create(title, more);
    approve(path);
    return path;
  }

  private void approve(String path) {
    assertEquals(303, act(editor, path, "submit").statusCode());
    assertEquals(303, act(reviewer, path, "approve").statusCode());
  }

  private String create(String title) {
    return create(title, Map.of());
  }

  private String create(String title, Map<String, String> more) {
    Map<String, Object> fields = new HashMap<>(more);
    fields.put("title", title);
    fields.put("lang", "en");
    fields.put("doctor", text("select id from doctor where slug = 'amara-okafor'"));
    fields.put("specialty", text("select id from specialty where slug = 'oncology'"));
    fields.put("transcript", "They do. It is quite something.");
    return newsroom
        .post(editor, "/admin/articles/new", fields)
        .headers()
        .firstValue("Location")
        .orElseThrow()
        .replaceAll("\\?.*", "");
  }

  /** One of the demonstration's, opened for writing. */
  private String live() {
    return newsroom
        .post(
            editor,
            "/admin/articles/from/"
                + text(
                    "select min(id) from article where status = 'published' and care_level is null"),
            Map.of())
        .headers()
        .firstValue("Location")
        .orElseThrow()
        .replaceAll("\\?.*", "");
  }

  private void change(String path, String field, String value) {
    Map<String, Object> fields = Newsroom.fields(newsroom.page(editor, path));
    fields.put(field, value);
    assertEquals(303, newsroom.post(editor, path, fields).statusCode());
  }

  private HttpResponse<String> act(SignedIn who, String path, String what) {
    return newsroom.post(who, path + "/" + what, Map.of("base", base(path)));
  }

  private String base(String path) {
    return text(
        "select number from manuscript join revision on revision.id = revision_id where manuscript.id = "
            + path.replaceAll(".*/", ""));
  }

  private String runAt() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select run_at from scheduled_job order by id desc limit 1")
                .mapTo(Instant.class)
                .one()
                .toString());
  }

  private void setClock(String instant) {
    clock.pass(Duration.between(clock.instant(), Instant.parse(instant)));
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private void sql(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }
}
