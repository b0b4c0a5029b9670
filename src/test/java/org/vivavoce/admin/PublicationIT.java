package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** What publishing does to dates, and beside whoever works on the same answer. */
class PublicationIT {
  private Portal portal;
  private Jdbi jdbi;
  private Visitor editor;
  private Visitor reviewer;
  private long article;
  private String path;

  @BeforeEach
  void open() {
    portal = Portal.over(TestDatabase.withDemo());
    jdbi = portal.database().jdbi();
    editor = TestAccounts.signedIn(portal, Role.EDITOR);
    reviewer = TestAccounts.signedIn(portal, Role.REVIEWER);
    article =
        number("select min(id) from article where status = 'published' and care_level is null");
    editor.page("/admin/account");
    reviewer.page("/admin/account");
    HttpResponse<String> opened = editor.post("/admin/articles/from/" + article);
    path = opened.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void whatIsConfirmedAsItStandsWasReviewedAndNotEdited() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update article set edited_on = '2025-05-05', reviewed_on = '2025-05-05' where id = ?",
                article));
    approve();
    assertEquals(303, publish("").statusCode());
    assertEquals("2025-05-05 2026-11-23", dates());

    save("conflicts", "None whatever.");
    approve();
    assertEquals(303, publish("It was asked.").statusCode());
    assertEquals("2026-11-23 2026-11-23", dates());
  }

  @Test
  void anImportedAnswerThatNeverToldWhenItWasEditedDoesNotBeginToWithAReview() {
    jdbi.useHandle(
        handle -> handle.execute("update article set edited_on = null where id = ?", article));
    approve();
    assertEquals(303, publish("").statusCode());
    assertEquals("null 2026-11-23", dates());
  }

  @Test
  void nobodysApprovalOutlivesTheirPlace() {
    for (String gone : List.of("disabled_at = now()", "roles = '{author}'")) {
      approve();
      jdbi.useHandle(
          handle ->
              handle.execute(
                  "update account set "
                      + gone
                      + " where id = (select max(account_id) from approval)"));
      HttpResponse<String> refused = publish("");
      assertEquals(422, refused.statusCode());
      assertTrue(refused.body().contains("Who approved it may no longer review"));
      reviewer = TestAccounts.signedIn(portal, Role.REVIEWER);
      reviewer.page("/admin/account");
      assertEquals(303, editor.post(path + "/send-back", "comment", "Once more.").statusCode());
    }
    approve();
    assertEquals(303, publish("").statusCode());
  }

  /** A merge has the doctor, and then wants the manuscripts and the answers. */
  @Test
  void publishingWaitsForAMergeWithEmptyHands() throws Exception {
    approve();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Handle merge = jdbi.open()) {
      merge.begin();
      merge.execute(
          "select id from doctor where id = (select doctor_id from article where id = ?) for update",
          article);
      Future<HttpResponse<String>> published = other.submit(() -> publish(""));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (number(
              "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
          == 0) {
        assertTrue(System.nanoTime() < deadline, "publishing waits for the doctor");
        TimeUnit.MILLISECONDS.sleep(10);
      }
      merge.execute("select id from manuscript where article_id = ? for update nowait", article);
      merge.execute("select id from article where id = ? for update nowait", article);
      merge.commit();
      assertEquals(303, published.get(20, TimeUnit.SECONDS).statusCode());
    } finally {
      other.shutdown();
    }
  }

  private void approve() {
    assertEquals(303, editor.post(path + "/submit", "base", base()).statusCode());
    assertEquals(303, reviewer.post(path + "/approve", "base", base()).statusCode());
  }

  private HttpResponse<String> publish(String reason) {
    return editor.post(path + "/publish", "base", base(), "reason", reason);
  }

  private void save(String field, String value) {
    Form form = Form.of();
    for (Element each : editor.page(path).selectFirst("form[data-manuscript]").select("[name]")) {
      boolean unsent =
          each.attr("type").equals("file")
              || (each.attr("type").equals("checkbox") && !each.hasAttr("checked"));
      if (!unsent && !List.of(field, "csrf").contains(each.attr("name"))) {
        Element chosen = each.is("select") ? each.selectFirst("option[selected]") : each;
        form.with(
            each.attr("name"),
            chosen == null ? "" : each.is("textarea") ? each.wholeText() : chosen.val());
      }
    }
    assertEquals(303, editor.post(path, form.with(field, value)).statusCode());
  }

  private String base() {
    return String.valueOf(
        number(
            "select number from manuscript join revision on revision.id = revision_id where article_id = "
                + article));
  }

  private String dates() {
    return Rows.one(
        jdbi,
        String.class,
        "select concat(coalesce(edited_on::text, 'null'), ' ', reviewed_on) from article where id = :id",
        "id",
        article);
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
