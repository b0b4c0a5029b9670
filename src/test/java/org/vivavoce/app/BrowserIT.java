package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.ingest.Imports;

/** The public pages in a real browser, as a patient holds them. */
class BrowserIT {
  private static final String ARTICLE = "/articles/when-is-chest-pain-a-sign-of-a-heart-attack";
  private static Portal portal;
  private static Chromium chromium;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
    portal
        .database()
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute(
                  """
                  insert into article_change (article_id, event, reason, before, after, reviewer_name)
                  select id, told.event, told.reason, told.before::jsonb, told.after::jsonb, told.reviewer
                    from article, (values
                      ('changed', 'A clearer word.', '{"transcript": "Rest it.", "captions": ""}',
                       '{"transcript": "Move it.", "captions": "Move it."}', 'Dr Ada Example'),
                      ('withdrawn', 'It named a medicine that is no longer sold.', '{}', '{}', null),
                      ('returned', null, '{}', '{}', 'Dr Ada Example')) told (event, reason, before, after, reviewer)
                   where slug = 'low-back-pain-rest-or-move'
                  """);
              handle.execute(
                  """
                  update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'It was out of date.'
                   where slug = 'thyroid-tablets-feel-better'
                  """);
            });
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
    if (portal != null) {
      portal.close();
    }
  }

  static Stream<String> pages() {
    return Stream.of(
        "/",
        ARTICLE,
        "/specialties",
        "/specialties/oncology",
        "/doctors",
        "/doctors/amara-okafor",
        "/topics",
        "/topics/esophageal-cancer",
        "/search?q=trouble%20swallowing",
        "/search?q=chest%20pain%20now",
        "/search?q=suicide",
        "/search?q=qwxyzzy",
        "/about/accessibility",
        "/articles/low-back-pain-rest-or-move/history",
        "/articles/thyroid-tablets-feel-better",
        "/nope");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void isAccessibleAndFitsWideAndLightNarrowAndDark(String path) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      int width = scheme == ColorScheme.LIGHT ? 1280 : 320;
      chromium.visit(
          new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800),
          page -> {
            List<String> troubles = new ArrayList<>();
            page.onConsoleMessage(
                message -> {
                  if (message.type().equals("error")
                      && !message.text().matches("(?s).*\\b(404|410)\\b.*")) {
                    troubles.add(message.text());
                  }
                });
            page.onPageError(troubles::add);
            page.onRequest(
                request -> {
                  if (!request.url().startsWith(portal.url("/"))) {
                    troubles.add("loads " + request.url());
                  }
                });
            page.navigate(portal.url(path));
            List<String> violations = Chromium.violations(page);
            assertAll(
                path + " at " + width + " px, " + scheme,
                () -> assertEquals(List.of(), violations),
                () -> assertEquals(List.of(), troubles),
                () -> assertEquals(0, Chromium.overhang(page), "nothing sticks out"),
                () -> assertEquals(List.of(), page.context().cookies()),
                () ->
                    assertEquals(0, page.evaluate("localStorage.length + sessionStorage.length")));
          });
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void isValidHtmlAsSentAndAsScriptsLeaveIt(String path) {
    assertEquals(List.of(), Nu.violations(portal.get(path).body()), "as it was sent");
    chromium.visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url(path));
          assertEquals(List.of(), Nu.violations(page), "as scripts leave it");
        });
  }

  @Test
  void everythingCanBeReadAndFoundWithoutJavaScript() {
    chromium.visit(
        new Browser.NewContextOptions().setJavaScriptEnabled(false).setViewportSize(360, 800),
        page -> {
          page.navigate(portal.url("/"));
          page.locator("main input[type=search]").fill("stent");
          page.locator("main form button").click();
          page.locator(".card__link").first().click();
          assertTrue(page.url().contains("/articles/"), page.url());
          assertTrue(page.locator(".transcript").innerText().length() > 400);
          page.locator(".voices .card__link").first().click();
          assertTrue(page.url().contains("/articles/"), page.url());
          assertFalse(
              page.locator("button:has-text('Print')").isVisible(), "no button that does nothing");
        });
  }

  @Test
  void theKeyboardAloneIsEnough() {
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(1280, 800),
        page -> {
          page.navigate(portal.url(ARTICLE));
          page.keyboard().press("Tab");
          assertEquals("Skip to the content", page.locator(":focus").innerText());
          assertTrue(page.locator(":focus").isVisible());
          page.keyboard().press("Enter");
          page.keyboard().press("Tab");
          assertEquals("Cardiology", page.locator(":focus").innerText());
        });
  }

  @Test
  void theAddressCanBeCopiedWhereTheBrowserAllowsIt() {
    chromium.visit(
        new Browser.NewContextOptions()
            .setPermissions(List.of("clipboard-read", "clipboard-write"))
            .setViewportSize(1280, 800),
        page -> {
          page.navigate(portal.url(ARTICLE));
          page.locator("button:has-text('Copy the address')").click();
          page.locator("text=The address is copied.").waitFor();
          assertEquals(
              "http://localhost:8080" + ARTICLE, page.evaluate("navigator.clipboard.readText()"));
        });
  }

  @Test
  void twiceTheTextSizeNeedsNoSidewaysScrolling() {
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(1280, 800),
        page -> {
          for (String path : pages().toList()) {
            page.navigate(portal.url(path));
            page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
            assertEquals(0, Chromium.overhang(page), path);
          }
        });
  }

  @Test
  void oneVeryLongWordIsBrokenAndWidensNothing() {
    String word = "Oesophagogastroduodenoscopically".repeat(3);
    Imports.run(
        portal.database().jdbi(),
        Imports.line(
            "long",
            word + "?",
            word + " " + word,
            "\"slug\": \"long-word\", \"topics\": [{\"name\": \"" + word + "\"}]"));
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(320, 800),
        page -> {
          for (String path :
              List.of("/articles/long-word", "/doctors/ada-example", "/search?q=" + word)) {
            page.navigate(portal.url(path));
            assertEquals(0, Chromium.overhang(page), path);
          }
        });
  }

  @Test
  void onPaperTheAnswerStandsWithoutTheMenus() {
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(1280, 800),
        page -> {
          page.navigate(portal.url(ARTICLE));
          page.emulateMedia(
              new Page.EmulateMediaOptions()
                  .setMedia(com.microsoft.playwright.options.Media.PRINT));
          assertTrue(page.locator(".transcript").isVisible());
          assertTrue(page.locator(".care-card").isVisible());
          assertFalse(page.locator(".site-nav").isVisible());
          assertFalse(page.locator(".voices").isVisible());
        });
  }
}
