package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.web.Role;

/** What readers see when something breaks, and when something changes. */
class OutageIT {
  @Test
  void withoutItsDatabaseThePortalSaysSoAndLives() {
    try (Portal portal = Portal.withDemo()) {
      portal.database().database().close();
      HttpResponse<String> page =
          portal.get("/articles/how-is-metastatic-esophageal-cancer-treated");
      assertAll(
          () -> assertEquals(503, page.statusCode()),
          () -> assertFalse(page.body().contains("Exception")),
          () -> assertTrue(page.body().contains("112"), "who needs help now is told whom to call"),
          () -> assertEquals(200, portal.get("/healthz").statusCode()),
          () -> assertEquals(503, portal.get("/readyz").statusCode()),
          () -> assertEquals(200, portal.get("/about/who-we-are").statusCode()));
    }
  }

  @Test
  void aDatabaseThatCannotBeReachedIsAPassingTrouble() throws InterruptedException {
    try (Portal portal = Portal.withDemo()) {
      portal.database().refuseConnections();
      HttpResponse<String> response = portal.get("/doctors");
      assertEquals(503, response.statusCode());
      assertEquals("30", response.headers().firstValue("Retry-After").orElse("none"));
      String id = response.headers().firstValue("X-Request-Id").orElse("none");
      assertEquals(id, Jsoup.parse(response.body()).select(".error__id code").text());
      portal.database().acceptConnections();
      // The pool tries again by itself, a moment later.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (portal.get("/doctors").statusCode() != 200 && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      assertEquals(200, portal.get("/doctors").statusCode());
    }
  }

  /** Whoever only pressed a button gets it back, and not the page that patients get. */
  @Test
  void whatAButtonAsksForCanBeAskedForAgain() {
    try (Portal portal = Portal.withDemo()) {
      Visitor reviewer = TestAccounts.signedIn(portal, Role.REVIEWER);
      portal.database().refuseConnections();
      HttpResponse<String> answer =
          reviewer.post("/admin/articles/1/approve", Form.of("base", "2"));
      Document page = Jsoup.parse(answer.body());
      assertAll(
          () -> assertEquals(503, answer.statusCode()),
          () -> assertEquals("Not done yet", page.select("h1").text()),
          () -> assertEquals("/admin/articles/1/approve", page.select("main form").attr("action")),
          () -> assertEquals("2", page.select("main form input[name=base]").val()),
          () -> assertEquals("Send it again", page.select("main form button").text()),
          () -> assertEquals(0, page.select("textarea, h2").size()));
    }
  }

  @Test
  void whatIsPublishedIsSeenAtOnce() throws InterruptedException {
    try (Portal portal = Portal.over(TestDatabase.migrated())) {
      assertEquals(0, portal.page("/").select(".card").size());
      Imports.run(portal.database().jdbi(), Imports.line("1", "Why?", "Because."));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (portal.page("/").select(".card").isEmpty() && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertEquals("Why?", portal.page("/").select(".card__title").text());
      assertEquals(1, portal.page("/specialties/oncology").select(".card").size());
    }
  }

  @Test
  void anOldAddressLeadsToTheNewOneInOneHop() {
    try (Portal portal = Portal.over(TestDatabase.migrated())) {
      Imports.run(
          portal.database().jdbi(),
          Imports.line(
              "1", "Why?", "Because.", "\"slug\": \"new-name\", \"aliases\": [\"old-name\"]"));
      HttpResponse<String> response = portal.get("/articles/old-name");
      assertEquals(301, response.statusCode());
      assertEquals("/articles/new-name", response.headers().firstValue("Location").orElse("none"));
      assertEquals(200, portal.get("/articles/new-name").statusCode());
    }
  }
}
