package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What is due, for whom, and what one word of a reviewer moves: the days of review alone. */
class ReviewCycleIT {
  private static final String QUEUE = "/admin/reviews";
  private Portal portal;
  private Jdbi jdbi;
  private Newsroom newsroom;
  private SignedIn editor;
  private SignedIn reviewer;
  private long article;
  private long doctor;

  @BeforeEach
  void open() {
    portal = Portal.withDemo();
    jdbi = portal.database().jdbi();
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    reviewer = newsroom.account("Rosa Reviewer", null, Role.REVIEWER);
    article =
        number(
            "select min(id) from article where status = 'published' and recording_id is not null");
    doctor = number("select doctor_id from article where id = " + article);
    execute("update article set review_due_on = null where status = 'published'");
    due(article, "2026-11-20");
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void theQueueCountsThreeGroupsAndIsWalkedByKey() {
    List<Long> others =
        Rows.list(
            jdbi,
            Long.class,
            "select id from article where status = 'published' and id <> :id order by id limit 30",
            "id",
            article);
    String[] days = {"2026-11-23", "2026-11-24", "2026-12-23", "2026-12-24", "2027-01-22"};
    for (int at = 0; at < days.length; at++) {
      due(others.get(at), days[at]);
    }
    due(others.get(5), "2027-01-23");
    Document page = newsroom.page(reviewer, QUEUE);
    assertEquals(
        List.of(
            "All within 60 days (6)",
            "Overdue or due today (2)",
            "Within 30 days (2)",
            "In 31 to 60 days (2)"),
        page.select(".reviews__group").eachText());
    assertEquals(
        List.of(
            "Overdue",
            "Due today",
            "Within 30 days",
            "Within 30 days",
            "Within 60 days",
            "Within 60 days"),
        page.select("tbody strong").eachText());
    assertEquals(
        List.of("Within 30 days", "Within 30 days"),
        newsroom.page(reviewer, QUEUE + "?due=soon").select("tbody strong").eachText());

    // More than a page, many of them of one day.
    for (Long other : others) {
      due(other, "2026-12-01");
    }
    Document first = newsroom.page(reviewer, QUEUE);
    Document second = newsroom.page(reviewer, first.selectFirst(".pager a[rel=next]").attr("href"));
    List<String> all = new ArrayList<>(first.select("tbody th a").eachAttr("href"));
    all.addAll(second.select("tbody th a").eachAttr("href"));
    assertEquals(25, first.select("tbody tr").size());
    assertEquals(others.size() + 1, all.stream().distinct().count());
    for (String odd : List.of("?after=x", "?after=2026-02-31a1", "?specialty=0&due=x&whose=x")) {
      assertFalse(newsroom.page(reviewer, QUEUE + odd).select("tbody tr").isEmpty(), odd);
    }
  }

  @Test
  void anAnswerIsItsDoctorsElseItsWritersElseItsLastReviewers() {
    SignedIn self = newsroom.account("Dr Self", doctor, Role.AUTHOR);
    assertEquals(List.of("Dr Self"), owners(self, ""));
    assertEquals(List.of(), owners(editor, "?whose=mine"));

    execute("update account set disabled_at = now() where id = " + self.accountId());
    manuscript();
    assertEquals(List.of("Edda Editor"), owners(editor, "?whose=mine"));

    execute("update account set disabled_at = now() where id = " + editor.accountId());
    assertEquals(List.of(), owners(reviewer, "?whose=mine"));
    assertEquals(List.of(""), owners(reviewer, ""));
    assertEquals(303, reconfirm(reviewer, 1).statusCode());
    due(article, "2026-11-20");
    assertEquals(List.of("Rosa Reviewer"), owners(reviewer, "?whose=mine"));
    assertEquals(List.of("Rosa Reviewer"), owners(reviewer, "?whose=all"));
  }

  @Test
  void oneWordMovesTheDaysOfReviewAndNothingElse() {
    execute("update article set edited_on = '2025-01-02' where id = " + article);
    String before = everythingButReview();
    long changes = number("select count(*) from article_change");
    Document page = newsroom.page(reviewer, QUEUE + "/" + article);
    assertAll(
        () -> assertEquals(1, page.select("#audio audio").size(), "it is heard"),
        () ->
            assertTrue(
                page.selectFirst("#transcript").text().length() > 100, "and read, word for word"),
        () -> assertEquals("3", page.selectFirst("#years option[selected]").val()));
    assertEquals(303, reconfirm(reviewer, 1).statusCode());
    assertEquals(before, everythingButReview());
    assertEquals(
        "2026-11-23 2027-11-23 Rosa Reviewer MD",
        text(
            "select concat_ws(' ', reviewed_on, review_due_on, reviewer_name, reviewer_credentials) from article where id = "
                + article));
    assertEquals(1, number("select count(*) from article where found_correct and id = " + article));
    assertEquals(
        1,
        number(
            "select count(*) from audit_entry where action = 'article.reconfirm' and article_id = "
                + article));
    assertEquals(
        "reviewed {} {} Rosa Reviewer",
        text(
            "select concat_ws(' ', event, before, after, reviewer_name) from article_change order by id desc limit 1"));
    assertEquals(changes + 1, number("select count(*) from article_change"));
    assertEquals(
        1, number("select count(*) from related_pending where changed"), "the lists follow");

    String slug = text("select slug from article where id = " + article);
    Document open = Jsoup.parse(portal.visitor().get("/articles/" + slug).body());
    assertTrue(open.selectFirst(".dates").text().contains("23 November 2026 by Rosa Reviewer, MD"));
    assertEquals(
        "When this answer was reviewed again", open.selectFirst(".answer__history").text());
    Document history = Jsoup.parse(portal.visitor().get("/articles/" + slug + "/history").body());
    assertEquals(
        "Reviewed again, still correct, on 23 November 2026",
        history.selectFirst(".history__day").text());
    assertEquals(List.of(), newsroom.page(reviewer, QUEUE).select("tbody tr"));
  }

  /** What was withdrawn once is not shown; what was only reviewed since hides nothing. */
  @Test
  void aReviewHidesNoChangeOfThePublicHistory() {
    execute(
        """
        insert into article_change (article_id, event, reason, before, after)
        values (%d, 'changed', 'It was asked.', '{"title": "Was?"}', '{"title": "Is?"}')
        """
            .formatted(article));
    assertEquals(303, reconfirm(reviewer, 3).statusCode());
    String slug = text("select slug from article where id = " + article);
    Document history = Jsoup.parse(portal.visitor().get("/articles/" + slug + "/history").body());
    assertFalse(history.select(".difference").isEmpty());
    assertEquals(
        "What has been changed in this answer, and why",
        Jsoup.parse(portal.visitor().get("/articles/" + slug).body())
            .selectFirst(".answer__history")
            .text());
  }

  @Test
  void whatChangedSinceItWasReadIsShownAndNotConfirmed() {
    String read = read();
    execute(
        "update article set care_level = 'urgent', care_text = 'Go now.' where id = " + article);
    HttpResponse<String> refused = reconfirm(reviewer, read, 3);
    Document page = Jsoup.parse(refused.body());
    assertAll(
        () -> assertEquals(409, refused.statusCode()),
        () -> assertTrue(page.selectFirst(".error-summary").text().contains("changed or reviewed")),
        () -> assertEquals("Go now.", page.selectFirst("#careText dd").text()),
        () -> assertNotEquals(read, page.selectFirst("input[name=read]").val()),
        () -> assertEquals(0, number("select count(*) from reconfirmation")));
    assertEquals(409, reconfirm(reviewer, "x", 3).statusCode());
    assertEquals(422, reconfirm(reviewer, read(), 4).statusCode());
    assertEquals(422, reconfirm(reviewer, read(), 0).statusCode());
    assertEquals(0, number("select count(*) from reconfirmation"));
  }

  @Test
  void pressedTwiceItIsSaidOnceAndTwoReviewersDoNotSayItBoth() throws Exception {
    String read = read();
    assertEquals(303, reconfirm(reviewer, read, 2).statusCode());
    assertEquals(303, reconfirm(reviewer, read, 2).statusCode());
    assertEquals(1, number("select count(*) from reconfirmation"));

    SignedIn other = newsroom.account("Rex Reviewer", null, Role.REVIEWER);
    String fresh = read();
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<Integer> answers = new ArrayList<>();
    try {
      List<Future<HttpResponse<String>>> both = new ArrayList<>();
      for (SignedIn who : List.of(reviewer, other)) {
        Callable<HttpResponse<String>> press =
            () -> {
              together.await();
              return reconfirm(who, fresh, 3);
            };
        both.add(pool.submit(press));
      }
      for (Future<HttpResponse<String>> each : both) {
        answers.add(each.get().statusCode());
      }
    } finally {
      pool.shutdownNow();
    }
    answers.sort(null);
    // The first one's own page named no review by them before.
    assertEquals(List.of(303, 409), answers);
    assertEquals(2, number("select count(*) from reconfirmation"));
  }

  @Test
  void nobodyConfirmsWhatIsTheirsAndNobodyElseThanAReviewer() {
    SignedIn speaker = newsroom.account("Dr Self", doctor, Role.REVIEWER, Role.AUTHOR);
    HttpResponse<String> own = reconfirm(speaker, 3);
    assertEquals(422, own.statusCode());
    assertTrue(own.body().contains("you are the doctor who speaks"));
    assertTrue(
        newsroom
            .page(speaker, QUEUE + "/" + article)
            .select("form[action=/admin/reviews/" + article + "]")
            .isEmpty());
    assertEquals(403, reconfirm(editor, read(), 3).statusCode());
    assertEquals(404, newsroom.get(reviewer, QUEUE + "/999999").statusCode());

    SignedIn both = newsroom.account("Bo Both", null, Role.EDITOR, Role.REVIEWER);
    String path = manuscript();
    Map<String, Object> fields = Newsroom.fields(newsroom.page(both, path));
    fields.put("conflicts", "None.");
    assertEquals(303, newsroom.post(both, path, fields).statusCode());
    HttpResponse<String> wrote = reconfirm(both, 3);
    assertEquals(422, wrote.statusCode());
    assertTrue(wrote.body().contains("you wrote part of it"));
    assertEquals(303, reconfirm(reviewer, 3).statusCode());
  }

  /** The day that the public version carries is the old one; the next version has the new one. */
  @Test
  void whatIsPublishedNextDoesNotBringBackTheOldDays() {
    due(article, "2026-12-01");
    String path = manuscript();
    approve(path);
    assertEquals(303, publish(path, "").statusCode());
    portal
        .database()
        .ownerJdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update approval set approved_at = approved_at - interval '9 days'"));
    execute(
        "update article set reviewed_on = '2026-11-14', reviewer_name = 'Someone' where id = "
            + article);
    Map<String, Object> draft = Newsroom.fields(newsroom.page(editor, path));
    assertEquals("2026-12-01", draft.get("reviewDueOn"));

    assertEquals(303, reconfirm(reviewer, 1).statusCode());
    assertEquals(
        "2027-11-23", text("select review_due_on from manuscript where article_id = " + article));
    assertEquals(
        "2027-11-23", Newsroom.fields(newsroom.page(editor, path)).get("reviewDueOn").toString());

    // A correction that needs no new approval, in a form that was opened before: the old day is
    // sent.
    draft.put("recordedOn", "");
    assertEquals(303, newsroom.post(editor, path, draft).statusCode());
    assertEquals(303, publish(path, "").statusCode());
    assertEquals(
        "2026-11-23 2027-11-23 Rosa Reviewer",
        text(
            "select concat_ws(' ', reviewed_on, review_due_on, reviewer_name) from article where id = "
                + article));
  }

  @Test
  void aDraftUnderWayIsUntouchedAndAnApprovedVersionIsNotOvertaken() {
    String path = manuscript();
    Map<String, Object> fields = Newsroom.fields(newsroom.page(editor, path));
    fields.put("transcript", fields.get("transcript") + "\n\nAnd more.");
    fields.put("reviewDueOn", "");
    assertEquals(303, newsroom.post(editor, path, fields).statusCode());
    String before = draft();
    assertEquals(303, reconfirm(reviewer, 2).statusCode());
    assertEquals(before, draft());
    SignedIn other = newsroom.account("Rex Reviewer", null, Role.REVIEWER);
    newsroom.post(editor, path + "/submit", Map.of("base", 2));
    assertEquals(303, newsroom.post(other, path + "/approve", Map.of("base", 2)).statusCode());
    HttpResponse<String> refused = reconfirm(reviewer, 3);
    assertEquals(422, refused.statusCode());
    assertTrue(refused.body().contains("Another version is approved"));
    assertEquals(1, number("select count(*) from approval where revoked_at is null"));
  }

  private String draft() {
    return text(
        """
        select concat_ws(' ', manuscript.stage, manuscript.revision_id, manuscript.live_revision_id, manuscript.updated_at,
                         (select string_agg(revision::text, ';' order by id) from revision),
                         (select count(*) from approval))
          from manuscript where article_id = %d
        """
            .formatted(article));
  }

  private List<String> owners(SignedIn who, String query) {
    return newsroom
            .page(who, QUEUE + query)
            .select("tbody td[data-label=Whose it is]")
            .eachText()
            .isEmpty()
        ? newsroom.page(who, QUEUE + query).select("tbody tr").stream().map(each -> "").toList()
        : newsroom.page(who, QUEUE + query).select("tbody td[data-label=Whose it is]").eachText();
  }

  private String manuscript() {
    return newsroom
        .post(editor, "/admin/articles/from/" + article, Map.of())
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private void approve(String path) {
    assertEquals(303, newsroom.post(editor, path + "/submit", Map.of("base", base())).statusCode());
    assertEquals(
        303, newsroom.post(reviewer, path + "/approve", Map.of("base", base())).statusCode());
  }

  private HttpResponse<String> publish(String path, String reason) {
    return newsroom.post(
        editor, path + "/publish", new HashMap<>(Map.of("base", base(), "reason", reason)));
  }

  private long base() {
    return number(
        "select number from manuscript join revision on revision.id = revision_id where article_id = "
            + article);
  }

  private HttpResponse<String> reconfirm(SignedIn who, int years) {
    return reconfirm(who, read(), years);
  }

  private HttpResponse<String> reconfirm(SignedIn who, String read, int years) {
    return newsroom.post(who, QUEUE + "/" + article, Map.of("read", read, "years", years));
  }

  private String read() {
    return new ReviewCycleQueries(jdbi).standing(article).orElseThrow().sha256();
  }

  private String everythingButReview() {
    return text(
        """
        select (to_jsonb(article) - 'reviewed_on' - 'review_due_on' - 'reviewer_name' - 'reviewer_credentials'
                - 'reviewer_id' - 'found_correct')::text from article where id = %d
        """
            .formatted(article));
  }

  private void due(long id, String day) {
    execute(
        """
        update article set reviewed_on = least(reviewed_on, '2026-11-01'),
               reviewer_name = coalesce(reviewer_name, 'Someone'), review_due_on = '%s' where id = %d
        """
            .formatted(day, id));
  }

  private void execute(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
