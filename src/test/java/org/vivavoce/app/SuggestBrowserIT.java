package org.vivavoce.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Suggestions in a real browser: by keyboard, pointer and touch, and where they cannot be had. */
class SuggestBrowserIT {
  private static final String ARTICLE = "/articles/when-is-chest-pain-a-sign-of-a-heart-attack";
  private static final Pattern CONDITION = Pattern.compile(".*/topics/esophageal-cancer$");
  private static Portal portal;
  private static Chromium chromium;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
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

  @ParameterizedTest
  @CsvSource({
    "/, home-search, LIGHT, 1280",
    "/, home-search, DARK, 360",
    ARTICLE + ", site-search, DARK, 1280",
    ARTICLE + ", site-search, LIGHT, 360",
    "/search?q=esophageal, search-again, LIGHT, 360",
    "/nope, error-search, DARK, 360"
  })
  void theKeyboardAloneIsEnoughWhereverOneSearches(
      String path, String id, ColorScheme scheme, int width) {
    chromium.visit(
        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800),
        page -> {
          page.navigate(portal.url(path));
          Locator field = page.locator("#" + id);
          Locator options = page.locator("#" + id + "-suggestions [role=option]");
          assertThat(field).hasAttribute("role", "combobox");
          assertThat(field).hasAttribute("aria-expanded", "false");
          field.fill("");
          field.focus();
          page.keyboard().type("esoph");
          options.first().waitFor();
          List<String> violations = Chromium.violations(page);
          List<String> faults = Nu.violations(page);
          assertAll(
              () -> assertThat(field).hasAttribute("aria-expanded", "true"),
              () -> assertThat(field).hasAttribute("aria-controls", id + "-suggestions"),
              () -> assertEquals(null, field.getAttribute("aria-activedescendant")),
              () -> assertTrue(options.count() > 3 && options.count() <= 8),
              () ->
                  assertThat(page.locator("#" + id + " ~ [role=status]"))
                      .containsText(options.count() + " suggestions"),
              () -> assertEquals(List.of(), violations),
              () -> assertEquals(List.of(), faults),
              () -> assertEquals(0, Chromium.overhang(page), "nothing sticks out"));

          page.keyboard().press("ArrowDown");
          assertThat(field).hasAttribute("aria-activedescendant", id + "-suggestions-0");
          assertThat(options.first()).hasAttribute("aria-selected", "true");
          assertEquals(List.of(), Chromium.violations(page), "with one of them chosen");
          page.keyboard().press("ArrowUp");
          assertEquals(null, field.getAttribute("aria-activedescendant"), "back in the field");
          page.keyboard().press("ArrowUp");
          assertThat(options.last()).hasAttribute("aria-selected", "true");
          page.keyboard().press("End");
          assertEquals(null, field.getAttribute("aria-activedescendant"), "back in the field");
          assertEquals(0, page.locator("[role=option][aria-selected=true]").count());

          page.keyboard().press("Escape");
          assertThat(field).hasAttribute("aria-expanded", "false");
          assertThat(field).hasValue("esoph");
          assertEquals(false, options.first().isVisible());
          page.keyboard().press("ArrowDown");
          assertThat(options.first()).hasAttribute("aria-selected", "true");
          page.keyboard().press("Enter");
          page.waitForURL(CONDITION);
        });
  }

  @Test
  void whoChoosesNothingSearches() {
    visit(
        page -> {
          type(page, "esoph");
          page.keyboard().press("Enter");
          page.waitForURL(Pattern.compile(".*/search\\?q=esoph$"));
        });
  }

  @Test
  void tabLeavesTheFieldAndChoosesNothing() {
    visit(
        page -> {
          type(page, "esoph");
          page.keyboard().press("ArrowDown");
          page.keyboard().press("Tab");
          assertThat(page.locator("#home-search")).hasAttribute("aria-expanded", "false");
          assertThat(page.locator("main .search-form button")).isFocused();
          assertThat(page.locator("#home-search")).hasValue("esoph");
        });
  }

  @Test
  void escapeEmptiesTheFieldWhereThereIsNothingToClose() {
    visit(
        page -> {
          type(page, "esoph");
          page.keyboard().press("Escape");
          page.keyboard().press("Escape");
          assertThat(page.locator("#home-search")).hasValue("");
        });
  }

  @Test
  void aPointerOrAFingerGoesThere() {
    visit(
        page -> {
          type(page, "esoph");
          page.locator("[role=option]").first().click();
          page.waitForURL(CONDITION);
        });
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(360, 640).setHasTouch(true),
        page -> {
          page.navigate(portal.url("/"));
          type(page, "esoph");
          page.locator("[role=option]").first().tap();
          page.waitForURL(CONDITION);
        });
  }

  @Test
  void aClickElsewhereClosesTheList() {
    visit(
        page -> {
          type(page, "esoph");
          page.locator("h1").click();
          assertThat(page.locator("#home-search")).hasAttribute("aria-expanded", "false");
          assertEquals(0, page.locator(".suggestions:visible").count());
        });
  }

  @Test
  void nothingIsAskedForOneLetterAndOnceForAWord() {
    visit(
        page -> {
          List<String> asked = new CopyOnWriteArrayList<>();
          page.onRequest(
              request -> {
                if (request.url().contains("/search/suggest")) {
                  asked.add(request.url().replaceAll(".*\\?", ""));
                }
              });
          page.locator("#home-search").focus();
          page.keyboard().type(" e ");
          page.waitForTimeout(400);
          assertEquals(List.of(), asked);
          page.locator("#home-search").fill("");
          page.keyboard().type("esophagi");
          page.locator("[role=option]").first().waitFor();
          assertEquals(List.of("q=esophagi"), asked);
          assertEquals(List.of(), page.context().cookies());
          assertEquals(0, page.evaluate("localStorage.length + sessionStorage.length"));
        });
  }

  @Test
  void anAnswerThatComesTooLateIsNotShown() {
    visit(
        page -> {
          page.route(
              "**/search/suggest?q=diab",
              route -> {
                page.waitForTimeout(600);
                try {
                  route.resume();
                } catch (RuntimeException e) {
                  assertTrue(e.getMessage() != null, "it was given up meanwhile");
                }
              });
          page.locator("#home-search").focus();
          page.keyboard().type("diab");
          page.waitForTimeout(250);
          page.locator("#home-search").fill("esophagitis");
          page.locator("[role=option]").first().waitFor();
          page.waitForTimeout(800);
          assertThat(page.locator("[role=option]").first()).containsText("Esophagitis");
        });
  }

  @Test
  void whereNothingIsFoundOneIsToldAndCanSearch() {
    visit(
        page -> {
          page.locator("#home-search").focus();
          page.keyboard().type("qwxyzzy");
          assertThat(page.locator("main [role=status]").first()).hasText("No suggestions.");
          assertThat(page.locator("#home-search")).hasAttribute("aria-expanded", "false");
          page.keyboard().press("ArrowDown");
          page.keyboard().press("Enter");
          page.waitForURL(Pattern.compile(".*/search\\?q=qwxyzzy$"));
        });
  }

  @Test
  void whereNothingAnswersItIsAPlainSearch() {
    visit(
        page -> {
          page.route("**/search/suggest*", route -> route.abort());
          page.locator("#home-search").focus();
          page.keyboard().type("esoph");
          page.waitForTimeout(400);
          assertEquals(0, page.locator(".suggestions:visible").count());
          page.keyboard().press("Enter");
          page.waitForURL(Pattern.compile(".*/search\\?q=esoph$"));
        });
  }

  @Test
  void whoSparesDataIsAskedForNothing() {
    chromium.visit(
        new Browser.NewContextOptions(),
        page -> {
          page.addInitScript(
              "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })");
          page.navigate(portal.url("/"));
          page.locator("[data-play-all]").waitFor(); // The script has come, and done its work.
          assertThat(page.locator("#home-search")).hasAttribute("type", "search");
          assertEquals(0, page.locator("[role=combobox], [role=listbox]").count());
        });
  }

  @Test
  void withoutJavaScriptTheFormsAreWhatTheyWere() {
    chromium.visit(
        new Browser.NewContextOptions().setJavaScriptEnabled(false),
        page -> {
          page.navigate(portal.url("/"));
          assertThat(page.locator("#home-search")).hasAttribute("type", "search");
          assertEquals(0, page.locator("[role=combobox], [role=listbox]").count());
          page.locator("#home-search").fill("esoph");
          page.keyboard().press("Enter");
          page.waitForURL(Pattern.compile(".*/search\\?q=esoph$"));
        });
  }

  /** A window of 1280 by 1024 at 400 %. */
  @Test
  void muchEnlargedTheChosenOneIsStillSeen() {
    chromium.visit(
        new Browser.NewContextOptions()
            .setViewportSize(320, 256)
            .setForcedColors(ForcedColors.ACTIVE),
        page -> {
          page.navigate(portal.url("/"));
          type(page, "esoph");
          Locator options = page.locator("[role=option]");
          for (int at = 0; at < options.count(); at++) {
            page.keyboard().press("ArrowDown");
            assertThat(options.nth(at)).hasAttribute("aria-selected", "true");
            assertThat(options.nth(at)).isInViewport();
          }
          assertEquals(0, Chromium.overhang(page));
          assertEquals(List.of(), Chromium.violations(page));
        });
  }

  private static void visit(java.util.function.Consumer<Page> what) {
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(1280, 800),
        page -> {
          page.navigate(portal.url("/"));
          what.accept(page);
        });
  }

  private static void type(Page page, String text) {
    page.locator("#home-search[role=combobox]").focus();
    page.keyboard().type(text);
    page.locator("#home-search-suggestions [role=option]").first().waitFor();
  }
}
