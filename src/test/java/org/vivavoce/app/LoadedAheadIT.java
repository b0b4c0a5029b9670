package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.Rows;

/** Answers are loaded ahead by browsers that can, when a reader is about to choose one. */
class LoadedAheadIT {
  private static final String FROM = "/articles/what-are-the-early-signs-of-esophageal-cancer";
  private static final String HEADER = "Speculation-Rules";
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void theRulesNameAnswersAloneAndAreKeptForGood() throws IOException {
    HttpResponse<String> rules = portal.get(rules());
    JsonNode all = new ObjectMapper().readTree(rules.body());
    JsonNode prefetch = all.path("prefetch");
    assertAll(
        () -> assertEquals(200, rules.statusCode()),
        () ->
            assertEquals(
                "application/speculationrules+json",
                rules.headers().firstValue("Content-Type").orElse("")),
        () ->
            assertTrue(
                rules.headers().firstValue("Cache-Control").orElse("").contains("immutable")),
        () -> assertEquals(1, all.size(), "nothing is rendered ahead: its player would start"),
        () -> assertEquals(1, prefetch.size()),
        () ->
            assertEquals(
                "/articles/:slug", prefetch.path(0).path("where").path("href_matches").asText()),
        () -> assertEquals("moderate", prefetch.path(0).path("eagerness").asText()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", FROM, "/specialties/oncology", "/search?q=cancer", "/about/privacy"})
  void pagesOfReadersNameTheRulesWithoutAHoleInThePolicy(String path) {
    HttpResponse<String> page = portal.get(path);
    assertAll(
        () -> assertTrue(page.headers().firstValue(HEADER).isPresent(), path),
        () ->
            assertFalse(
                page.headers()
                    .firstValue("Content-Security-Policy")
                    .orElse("")
                    .contains("inline")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/login", "/api/v1/articles", "/healthz", "/feed.atom"})
  void nothingElseDoes(String path) {
    assertTrue(portal.get(path).headers().firstValue(HEADER).isEmpty(), path);
  }

  @Test
  void aBrowserLoadsAnAnswerAheadAndItIsCountedWhenItIsLookedAt() {
    pointing(
        portal,
        (page, link) -> {
          assertEquals(0, counted(), "nobody looks at it yet");
          page.waitForResponse(
              response -> response.request().headers().containsKey("x-looked-at"),
              () -> link.click());
          assertEquals(
              "navigational-prefetch",
              page.evaluate("performance.getEntriesByType('navigation')[0].deliveryType"));
          assertEquals(1, counted());
        });
  }

  @Test
  void whatWasWithdrawnMeanwhileIsNotLeftStanding() {
    try (Portal here = Portal.withDemo()) {
      pointing(
          here,
          (page, link) -> {
            String slug = link.getAttribute("href").substring("/articles/".length());
            here.withdraw(Rows.idOf(here.database().jdbi(), "article", slug));
            link.click();
            page.locator(".tombstone").waitFor();
            assertEquals(0, page.locator(".transcript").count());
          });
    }
  }

  /** Somebody who reads an answer, and points at a link to another until it is loaded. */
  private static void pointing(Portal portal, BiConsumer<Page, Locator> then) {
    try (Chromium chromium = Chromium.open()) {
      chromium.visit(
          new Browser.NewContextOptions().setViewportSize(1280, 900),
          page -> {
            page.navigate(portal.url(FROM));
            page.waitForTimeout(500);
            Locator link = page.locator(".card__link").first();
            link.hover();
            page.waitForTimeout(1_500);
            then.accept(page, link);
          });
    }
  }

  private static int counted() {
    portal.keepWhatWasReadNext();
    return Rows.one(
        portal.database().jdbi(), Integer.class, "select coalesce(sum(times), 0) from read_next");
  }

  private static String rules() {
    String named = portal.get("/").headers().firstValue(HEADER).orElseThrow();
    assertTrue(named.matches("\"/static/speculation-rules\\.[0-9a-f]{16}\\.json\""), named);
    return named.substring(1, named.length() - 1);
  }
}
