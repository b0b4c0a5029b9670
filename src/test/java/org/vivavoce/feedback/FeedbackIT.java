package org.vivavoce.feedback;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;

/** What readers send from the page of an answer, over HTTP. */
class FeedbackIT {
  private static final String SLUG = "i-have-diabetes-and-a-small-sore-on-my-foot-does-it-matter";
  private static final String PAGE = "/articles/" + SLUG;
  private static final String PATH = PAGE + "/feedback";
  private static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ${7*7}";
  private static TestClock.Movable clock;
  private static Portal portal;
  private static Jdbi jdbi;
  private static int neighbours;

  /** An address that nobody else in these tests has. */
  private String address;

  @BeforeAll
  static void open() {
    clock = TestClock.movable();
    portal =
        Portal.over(TestDatabase.withDemo(), Map.of("TRUSTED_PROXIES", "127.0.0.1,::1"), clock);
    jdbi = portal.database().jdbi();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @BeforeEach
  void forget() {
    address = "192.0.2." + ++neighbours;
    clock.pass(Duration.ofHours(2));
    jdbi.useHandle(
        handle -> {
          handle.execute("delete from feedback");
          handle.execute("delete from feedback_count");
          handle.execute("delete from feedback_day");
        });
  }

  @Test
  void aVoteIsANumberAndNothingElse() {
    HttpResponse<String> before = portal.get(PAGE);
    String etag = before.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> yes = post(PATH, vote("yes"));
    HttpResponse<String> no = post(PATH, vote("no"));
    assertAll(
        () -> assertEquals(303, yes.statusCode()),
        () -> assertEquals(PATH + "?done=yes", location(yes)),
        () -> assertEquals(PATH + "?done=no", location(no)),
        () -> assertEquals(List.of(), yes.headers().allValues("Set-Cookie")),
        () -> assertEquals("no-store", yes.headers().firstValue("Cache-Control").orElse("")),
        () -> assertEquals("1 1 0", counts("feedback_count")),
        () -> assertEquals("1 1 0", counts("feedback_day")),
        () -> assertEquals(0, written()),
        () -> assertEquals(304, portal.get(PAGE, "If-None-Match", etag).statusCode()));
    clock.pass(Duration.ofDays(1));
    post(PATH, vote("yes"));
    assertEquals("2 1 0", counts("feedback_count"));
    int days = Rows.one(jdbi, Integer.class, "select count(*) from feedback_day");
    assertEquals(2, days);
  }

  @Test
  void thePageHasAFormWithoutTokenOrCookie() {
    HttpResponse<String> response = portal.get(PAGE);
    Document page = Jsoup.parse(response.body());
    assertAll(
        () -> assertEquals(List.of(), response.headers().allValues("Set-Cookie")),
        () -> assertEquals(2, page.select("form[action=" + PATH + "] button[name=vote]").size()),
        () -> assertEquals(0, page.select("[name=csrf]").size()),
        () ->
            assertEquals(
                2,
                page.select(
                        "form[action=" + PATH + "] [name=homepage][autocomplete=off][tabindex=-1]")
                    .size()),
        () -> assertTrue(page.select("details textarea[maxlength=2000]").size() == 1));
  }

  @Test
  void onlyOurOwnPagesMaySend() {
    String ours = portal.url("");
    assertAll(
        () -> assertEquals(403, send(vote("yes"))),
        () -> assertEquals(403, send(vote("yes"), "Origin", "https://evil.example")),
        () -> assertEquals(403, send(vote("yes"), "Origin", "null")),
        () -> assertEquals(403, send(vote("yes"), "Referer", ours + PAGE)),
        () -> assertEquals(403, send(vote("yes"), "Sec-Fetch-Site", "cross-site")),
        () -> assertEquals(403, send(vote("yes"), "Sec-Fetch-Site", "none")),
        () -> assertEquals(403, send(vote("yes"), "Sec-Fetch-Site", "same-site", "Origin", ours)),
        () ->
            assertEquals(
                403,
                send(
                    vote("yes"),
                    "Sec-Fetch-Site",
                    "same-origin",
                    "Origin",
                    "https://evil.example")),
        () -> assertEquals("", counts("feedback_count")),
        () -> assertEquals(303, send(vote("yes"), "Sec-Fetch-Site", "same-origin")),
        () -> assertEquals(303, send(vote("yes"), "Sec-Fetch-Site", "same-origin", "Origin", ours)),
        () -> assertEquals("2 0 0", counts("feedback_count")));
  }

  @Test
  void onlyAPlausibleFormIsTaken() {
    assertAll(
        () -> assertEquals(415, post(PATH, vote("yes").multipart()).statusCode()),
        () -> assertEquals(415, text("vote=yes&homepage=", "text/plain").statusCode()),
        () -> assertEquals(415, text("{\"vote\":\"yes\"}", "application/json").statusCode()),
        () -> assertEquals(400, post(PATH, Form.of("vote", "yes")).statusCode()),
        () -> assertEquals(400, post(PATH, Form.of("homepage", "")).statusCode()),
        () -> assertEquals(400, post(PATH, vote("maybe")).statusCode()),
        () -> assertEquals(400, post(PATH, vote("yes").with("kind", "error")).statusCode()),
        () -> assertEquals(400, post(PATH, writing("praise", "Well done.", "")).statusCode()),
        () -> assertEquals(413, post(PATH, writing("error", "x".repeat(50_000), "")).statusCode()),
        () -> assertEquals(405, portal.send("PUT", PATH).statusCode()),
        () -> assertEquals("", counts("feedback_count")),
        () -> assertEquals(0, written()));
  }

  @Test
  void aProgramIsAnsweredLikeAPersonAndNotListenedTo() {
    HttpResponse<String> person = post(PATH, writing("error", "A dose is wrong.", ""));
    HttpResponse<String> program =
        post(
            PATH,
            Form.of(
                "homepage", "https://spam.example", "kind", "error", "text", "Buy!", "email", ""));
    HttpResponse<String> voting =
        post(PATH, Form.of("homepage", "https://spam.example", "vote", "yes"));
    assertAll(
        () -> assertEquals(person.statusCode(), program.statusCode()),
        () -> assertEquals(location(person), location(program)),
        () -> assertEquals(person.body(), program.body()),
        () -> assertEquals(PATH + "?done=yes", location(voting)),
        () -> assertEquals("0 0 1", counts("feedback_count")),
        () -> assertEquals(1, written()));
  }

  @Test
  void whatIsWrittenIsKeptWithTheVersionThatWasRead() {
    HttpResponse<String> error =
        post(PATH, writing("error", "Second line:\r\n\u0000" + HOSTILE, " ann@example.org "));
    post(PATH, writing("unhelpful", "No word of children.", ""));
    assertEquals(PATH + "?done=sent", location(error));
    assertEquals("0 0 1", counts("feedback_count"));
    List<Map<String, Object>> rows =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select item.kind, item.body, item.email::text as email, item.state,
                               item.version_at = article.updated_at as of_version
                          from feedback item join article on article.id = item.article_id order by item.id
                        """)
                    .mapToMap()
                    .list());
    assertAll(
        () -> assertEquals("Second line:\n" + HOSTILE, rows.get(0).get("body")),
        () -> assertEquals("ann@example.org", rows.get(0).get("email")),
        () -> assertEquals("open", rows.get(0).get("state")),
        () -> assertEquals(true, rows.get(0).get("of_version")),
        () -> assertEquals("unhelpful", rows.get(1).get("kind")),
        () -> assertEquals(null, rows.get(1).get("email")));
  }

  @Test
  void whatCannotBeTakenIsGivenBack() {
    assertAll(
        () -> assertGivenBack(422, "error", " \r\n ", "", "#feedback-text"),
        () -> assertGivenBack(422, "unhelpful", "x".repeat(2_001), "", "#feedback-text"),
        () -> assertGivenBack(422, "error", HOSTILE, "ann@", "#feedback-email"),
        () -> assertGivenBack(422, "error", "Wrong.", "a@b.org, c@d.org", "#feedback-email"),
        () -> assertGivenBack(422, "error", "Wrong.", "a@b.org,c", "#feedback-email"),
        () ->
            assertGivenBack(422, "helpful", "Right.", "a".repeat(65) + "@b.org", "#feedback-email"),
        () -> assertEquals(0, written()));
  }

  @Test
  void tooMuchFromOneNetworkWaitsForTheNextHour() {
    address = "2001:db8:1:2::1";
    for (int time = 0; time < FeedbackLimits.PER_ADDRESS_AND_ARTICLE; time++) {
      assertEquals(303, post(PATH, vote("no")).statusCode());
    }
    address = "2001:db8:1:2:ffff::9";
    HttpResponse<String> refused = post(PATH, vote("no"));
    assertEquals(429, refused.statusCode());
    assertEquals("3601", refused.headers().firstValue("Retry-After").orElse(""));
    assertGivenBack(429, "error", "A dose is wrong.", "ann@example.org", "#feedback-text");
    assertEquals(
        303,
        post("/articles/how-do-i-know-that-i-am-having-a-flare-up-of-copd/feedback", vote("no"))
            .statusCode());
    address = "2001:db8:1:3::1";
    assertEquals(303, post(PATH, vote("no")).statusCode());
    address = "2001:db8:1:2::1";
    clock.pass(Duration.ofMinutes(59));
    assertEquals(429, post(PATH, vote("no")).statusCode());
    clock.pass(Duration.ofMinutes(1));
    assertEquals(303, post(PATH, vote("no")).statusCode());
  }

  @Test
  void noOneAnswerAndNoFloodOfAddressesTakesAll() {
    FeedbackLimits limits = new FeedbackLimits(clock);
    for (int time = 0; time < FeedbackLimits.PER_ARTICLE; time++) {
      assertTrue(limits.count("10.0." + time / 250 + "." + time % 250, 1, false).isEmpty());
    }
    assertTrue(limits.count("10.9.9.9", 1, false).isPresent());
    assertTrue(limits.count("10.9.9.9", 2, false).isEmpty());
    for (int time = 0; time < FeedbackLimits.TEXTS; time++) {
      assertTrue(limits.count("10.1." + time / 250 + "." + time % 250, 10 + time, true).isEmpty());
    }
    assertTrue(limits.count("10.8.8.8", 9_999, true).isPresent());
    assertTrue(limits.count("10.8.8.8", 9_999, false).isEmpty(), "votes need no reader");
    FeedbackLimits written = new FeedbackLimits(clock);
    for (int time = 0; time < FeedbackLimits.TEXTS_PER_ADDRESS; time++) {
      assertTrue(written.count("10.0.0.1", time, true).isEmpty());
    }
    assertTrue(written.count("10.0.0.1", 9_999, true).isPresent(), "the others' share");
    assertTrue(written.count("10.0.0.2", 9_999, true).isEmpty());
    FeedbackLimits busy = new FeedbackLimits(clock);
    for (int time = 0; time < FeedbackLimits.PER_ADDRESS; time++) {
      assertTrue(busy.count("10.0.0.1", time, false).isEmpty());
    }
    assertTrue(busy.count("10.0.0.1", 9_999, false).isPresent());
  }

  @Test
  void oldAddressesLeadOnAndWhatIsGoneIsSaidToBe() {
    portal
        .database()
        .ownerJdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "insert into article_slug (slug, article_id) select 'old-foot', id from article where slug = ?",
                  SLUG);
              handle.execute(
                  """
                  update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'Outdated.'
                   where slug = 'how-can-i-tell-if-eczema-is-infected'
                  """);
            });
    HttpResponse<String> old = post("/articles/old-foot/feedback", vote("yes"));
    HttpResponse<String> gone =
        post("/articles/how-can-i-tell-if-eczema-is-infected/feedback", vote("yes"));
    HttpResponse<String> moved = portal.get("/articles/old-foot/feedback?done=no");
    assertAll(
        () -> assertEquals(303, old.statusCode()),
        () -> assertEquals(PATH + "?done=yes", location(old)),
        () -> assertEquals("1 0 0", counts("feedback_count")),
        () -> assertEquals(410, gone.statusCode()),
        () -> assertTrue(gone.body().contains("Outdated.")),
        () ->
            assertEquals(
                410,
                portal.get("/articles/how-can-i-tell-if-eczema-is-infected/feedback").statusCode()),
        () -> assertEquals(404, post("/articles/never-was/feedback", vote("yes")).statusCode()),
        () -> assertEquals(404, post("/articles/No!/feedback", vote("yes")).statusCode()),
        () -> assertEquals(301, moved.statusCode()),
        () -> assertEquals(PATH + "?done=no", location(moved)));
  }

  @Test
  void whoeverIsThankedFindsTheWayBack() {
    for (String done : List.of("?done=yes", "?done=no", "?done=sent", "", "?done=%3Cscript%3E")) {
      HttpResponse<String> response = portal.get(PATH + done);
      Document page = Jsoup.parse(response.body());
      String etag = response.headers().firstValue("ETag").orElse("");
      assertAll(
          done,
          () -> assertEquals(200, response.statusCode()),
          () -> assertEquals(List.of(), response.headers().allValues("Set-Cookie")),
          () ->
              assertEquals(
                  "public, max-age=0, must-revalidate",
                  response.headers().firstValue("Cache-Control").orElse("")),
          () -> assertEquals(304, portal.get(PATH + done, "If-None-Match", etag).statusCode()),
          () -> assertEquals("noindex", page.select("meta[name=robots]").attr("content")),
          () -> assertEquals(1, page.select("main a[href=" + PAGE + "]").size()),
          () ->
              assertEquals(done.equals("?done=sent") ? 0 : 1, page.select("main textarea").size()));
    }
  }

  @Test
  void addressesAreForgottenAfterNinetyDaysAndTextsAfterTwoYears() {
    post(PATH, writing("error", "First.", "ann@example.org"));
    post(PATH, writing("error", "Second.", "bob@example.org"));
    FeedbackEditor editor = new FeedbackEditor(jdbi, clock);
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              insert into account (email, name, roles) values ('editor@example.org', 'Edda', '{editor}')
              """);
          handle
              .createUpdate(
                  """
                  update feedback set state = 'closed', outcome = 'changed', closed_at = :now,
                                      closed_by = (select id from account where email = 'editor@example.org')
                   where body = 'First.'
                  """)
              .bind("now", clock.instant())
              .execute();
        });
    clock.pass(Duration.ofDays(89));
    assertEquals(0, editor.sweep());
    clock.pass(Duration.ofDays(2));
    assertEquals(1, editor.sweep());
    assertEquals(List.of("First. null", "Second. bob@example.org"), kept());
    clock.pass(Duration.ofDays(640));
    assertEquals(1, editor.sweep());
    assertEquals(List.of("Second. bob@example.org"), kept());
    assertEquals("0 0 2", counts("feedback_count"));
  }

  private void assertGivenBack(int status, String kind, String text, String email, String field) {
    HttpResponse<String> response = post(PATH, writing(kind, text, email));
    Document page = Jsoup.parse(response.body());
    assertEquals(status, response.statusCode());
    assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
    assertEquals(text.strip(), page.selectFirst("textarea").wholeText());
    assertEquals(email, page.selectFirst("main [type=email]").val());
    assertEquals(kind, page.selectFirst("[name=kind]").val());
    assertEquals(1, page.select("[role=alert] a[href=" + field + "]").size());
    assertEquals(1, page.select(field + "[aria-invalid=true]").size());
    assertEquals(0, page.select("main script, main img").size());
    assertFalse(response.body().contains("<script>alert"));
  }

  private HttpResponse<String> post(String path, Form form) {
    return portal.send("POST", path, form, "Origin", portal.url(""), "X-Forwarded-For", address);
  }

  private HttpResponse<String> text(String body, String type) {
    return portal.sendText("POST", PATH, body, "Content-Type", type, "Origin", portal.url(""));
  }

  private int send(Form form, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("X-Forwarded-For", address));
    return portal.send("POST", PATH, form, all.toArray(String[]::new)).statusCode();
  }

  private static Form vote(String vote) {
    return Form.of("homepage", "", "vote", vote);
  }

  private static Form writing(String kind, String text, String email) {
    return Form.of("homepage", "", "kind", kind, "text", text, "email", email);
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }

  /** Of the answer, the latest: helpful, not helpful, errors. */
  private static String counts(String table) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select yes || ' ' || no || ' ' || errors from "
                        + table
                        + " total join article on article.id = total.article_id where slug = :slug")
                .bind("slug", SLUG)
                .mapTo(String.class)
                .findFirst()
                .orElse(""));
  }

  private static int written() {
    return kept().size();
  }

  private static List<String> kept() {
    return Rows.list(
        jdbi,
        String.class,
        "select body || ' ' || coalesce(email::text, 'null') from feedback order by id");
  }
}
