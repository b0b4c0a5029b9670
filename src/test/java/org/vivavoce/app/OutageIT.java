package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
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

  /** What could not be saved stands under the words that its form has, and not under its own. */
  @Test
  void whatIsGivenBackIsCalledAsItsFormCallsIt() throws InterruptedException {
    try (Portal portal = Portal.withDemo()) {
      Visitor editor = TestAccounts.signedIn(portal, Role.EDITOR);
      for (String path : List.of("/admin/doctors/1", "/admin/specialties/1", "/admin/topics/1")) {
        Document form = editor.page(path);
        Map<String, String> asked = new LinkedHashMap<>();
        Form sent = Form.of("version", "1", "kind", "person", "schemaOrg", "Oncologic");
        for (Element field :
            form.select("form:has([name=version]) :is(input[type=text], textarea)[name]")) {
          Element label = form.selectFirst("label[for=" + field.id() + "]");
          label.select(".field__optional").remove();
          asked.put(label.text(), "typed " + field.attr("name"));
          sent.with(field.attr("name"), "typed " + field.attr("name"));
        }
        Map<String, String> given = new LinkedHashMap<>();
        portal.database().refuseConnections();
        Document page = Jsoup.parse(editor.post(path, sent).body());
        for (Element field : page.select("textarea")) {
          given.put(page.select("label[for=" + field.id() + "]").text(), field.wholeText());
        }
        portal.database().acceptConnections();
        assertTrue(asked.size() > 2, path);
        assertEquals(asked, given, path);
        assertFalse(page.text().contains("Files are not given back"), "it had none");
        await(portal);
      }
    }
  }

  /** Words that were sent with a recording come back, though the two are more than a form. */
  @Test
  void whatWasSentWithARecordingIsGivenBack() {
    try (Portal portal = Portal.withDemo()) {
      Visitor editor = TestAccounts.signedIn(portal, Role.EDITOR);
      editor.page("/admin");
      portal.database().refuseConnections();
      String transcript = "Long. ".repeat(30_000).strip();
      HttpResponse<String> answer = editor.post("/admin/articles/new", recorded(transcript));
      Document page = Jsoup.parse(answer.body());
      assertAll(
          () -> assertEquals(503, answer.statusCode()),
          () -> assertEquals("Not saved yet", page.select("h1").text()),
          () -> assertEquals(List.of("Title", "Transcript"), page.select("label").eachText()),
          () -> assertEquals(transcript, page.select("textarea").last().wholeText()),
          () -> assertEquals(transcript, page.select("input[name=transcript]").val()),
          () -> assertTrue(page.text().contains("Files are not given back")),
          () -> assertEquals(0, page.select("input[name=audioFile]").size()));
      for (Visitor stranger :
          List.of(portal.visitor(), portal.visitor().with("made-up-".repeat(5), "made up"))) {
        String told = stranger.post("/admin/articles/new", recorded(transcript)).body();
        assertEquals(0, Jsoup.parse(told).select("textarea").size(), "it is not read");
      }
    }
  }

  /** Readers lose nothing either: what they wrote is sent again by a button, and so is a search. */
  @Test
  void whatReadersTypedIsGivenBack() throws InterruptedException {
    try (Portal portal = Portal.withDemo()) {
      String path = "/articles/how-is-metastatic-esophageal-cancer-treated/feedback";
      String text = "It says “mg” where it should say “µg”.\nSecond paragraph.";
      Form sent =
          Form.of("kind", "error", "homepage", "", "text", text, "email", "reader@example.org");
      portal.database().refuseConnections();
      Document found = Jsoup.parse(portal.get("/search?q=a+%22sore%22+throat").body());
      HttpResponse<String> answer = portal.visitor().post(path, sent);
      Document page = Jsoup.parse(answer.body());
      Element form = page.selectFirst("form[method=post]");
      assertAll(
          () -> assertEquals("a \"sore\" throat", found.select("main input[name=q]").val()),
          () -> assertEquals(503, answer.statusCode()),
          () -> assertEquals(path, form.attr("action")),
          () -> assertEquals(text, form.selectFirst("textarea").wholeText()),
          () -> assertEquals("reader@example.org", form.select("[name=email]").val()),
          () -> assertEquals("", page.select("main input[name=q]").val()));
      portal.database().acceptConnections();
      await(portal);
      Form again = Form.of();
      form.select("[name]").forEach(field -> again.with(field.attr("name"), field.val()));
      HttpResponse<String> taken = portal.visitor().post(path, again);
      assertAll(
          () -> assertEquals(303, taken.statusCode()),
          () ->
              assertTrue(taken.headers().firstValue("Location").orElse("").endsWith("?done=sent")));
    }
  }

  private static Form recorded(String transcript) {
    return Form.of("title", "Why?", "transcript", transcript)
        .file("audioFile", "a.mp3", "audio/mpeg", new byte[3_000_000]);
  }

  private static void await(Portal portal) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (portal.get("/readyz").statusCode() != 200 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
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
