package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.media.Tones;

/**
 * An answer's whole life, from the link that the first start prints to the tombstone, by three
 * people in three browsers, all by keyboard; with scripts and without.
 */
class NewsroomStoryIT {
  private static final String PASSWORD = "seven quiet herons at dusk";
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static Chromium chromium;

  @TempDir Path folder;
  private Portal portal;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @ParameterizedTest(name = "scripts: {0}")
  @ValueSource(booleans = {true, false})
  void fromTheSetUpLinkToTheTombstone(boolean scripts) {
    Path clip = Tones.beeps(folder.resolve("clip.wav"), 3, 0.8, 0.3, 440, 9_000);
    try (Portal opened = Portal.over(TestDatabase.withDemo())) {
      portal = opened;
      as(
          scripts,
          administrator ->
              as(
                  scripts,
                  editor ->
                      as(
                          scripts,
                          reviewer -> {
                            setUp(administrator);
                            takeUp(
                                editor,
                                invited(administrator, "Edith Editor", "editor", "reviewer"));
                            takeUp(reviewer, invited(administrator, "Rita Reviewer", "reviewer"));

                            String manuscript = writes(editor, clip);
                            press(editor, "Ask for review");
                            assertEquals(
                                0, editor.locator("form[action$='/approve'] button").count());
                            assertTrue(
                                editor.locator(".act__refusal").innerText().length() > 20,
                                "nobody approves their own text, and the page says so");
                            assertEquals(
                                404, portal.get("/articles/what-is-a-hiccup").statusCode());

                            approves(reviewer, manuscript);
                            publishes(editor, manuscript, null);
                            Document article =
                                soon("/articles/what-is-a-hiccup", "A hiccup is a twitch");
                            String media =
                                URI.create(
                                        article
                                            .selectFirst("audio")
                                            .select("source")
                                            .last()
                                            .absUrl("src"))
                                    .getPath();
                            assertEquals(200, portal.bytes(media).statusCode());
                            assertTrue(
                                article.select(".dates").text().contains("Rita Reviewer"),
                                article.select(".dates").text());

                            editor.navigate(portal.url(manuscript));
                            editor.fill(
                                "#transcript",
                                editor.inputValue("#transcript").replace("twitch", "spasm"));
                            press(editor, "Save");
                            editor.waitForURL("**?done=saved");
                            assertTrue(
                                editor
                                    .locator(".workflow")
                                    .innerText()
                                    .contains("No approval stands"));
                            assertEquals(
                                0,
                                editor
                                    .locator(
                                        "form[action$='/publish']:not([action*='/schedule']) button")
                                    .count());
                            assertTrue(
                                portal
                                    .get("/articles/what-is-a-hiccup")
                                    .body()
                                    .contains("A hiccup is a twitch"));

                            press(editor, "Ask for review");
                            approves(reviewer, manuscript);
                            publishes(editor, manuscript, "The right word for it.");
                            Document history;
                            soon("/articles/what-is-a-hiccup", "A hiccup is a spasm");
                            history =
                                soon(
                                    "/articles/what-is-a-hiccup/history", "The right word for it.");
                            assertAll(
                                () -> assertTrue(history.select("del").text().contains("twitch")),
                                () -> assertTrue(history.select("ins").text().contains("spasm")));

                            editor.navigate(portal.url(manuscript));
                            editor.fill("#slug", "what-are-hiccups");
                            press(editor, "Save");
                            editor.waitForURL("**?done=saved");
                            publishes(editor, manuscript, null);
                            soon("/articles/what-are-hiccups", "A hiccup is a spasm");
                            HttpResponse<String> moved = portal.get("/articles/what-is-a-hiccup");
                            assertEquals(301, moved.statusCode());
                            assertEquals(
                                "/articles/what-are-hiccups",
                                moved.headers().firstValue("Location").orElse(""));

                            editor.navigate(portal.url(manuscript + "/review"));
                            editor
                                .locator("summary:text-is('Withdraw this answer …')")
                                .press("Enter");
                            editor.fill("#withdrawReason", "It was only an example.");
                            press(editor, "Withdraw");
                            HttpResponse<String> gone = portal.get("/articles/what-are-hiccups");
                            assertAll(
                                () -> assertEquals(410, gone.statusCode()),
                                () -> assertTrue(gone.body().contains("It was only an example.")),
                                () ->
                                    assertEquals(
                                        410, portal.get("/articles/what-is-a-hiccup").statusCode()),
                                () ->
                                    assertEquals(
                                        410,
                                        portal.bytes(media).statusCode(),
                                        "and the clip with it"),
                                () ->
                                    assertFalse(
                                        portal
                                            .get("/search?q=hiccup")
                                            .body()
                                            .contains("what-are-hiccups")));
                          })));
    }
  }

  private void setUp(Page page) {
    String link = URI.create(portal.setUpLink().orElseThrow()).getPath();
    page.navigate(portal.url(link));
    page.fill("#name", "Ada Administrator");
    page.fill("#email", "ada@example.org");
    page.fill("#password", PASSWORD);
    page.locator("main button[type=submit]").press("Enter");
    signIn(page, "ada@example.org");
    assertTrue(statusOf(page, link) >= 400, "the link is good once");
  }

  private String invited(Page page, String name, String... roles) {
    page.navigate(portal.url("/admin/people/new"));
    page.fill("#name", name);
    page.fill("#email", email(name));
    for (String role : roles) {
      page.check("input[name=roles][value=" + role + "]");
    }
    press(page, "Invite");
    return URI.create(page.locator("#link").innerText()).getPath();
  }

  private void takeUp(Page page, String link) {
    page.navigate(portal.url(link));
    page.fill("#password", PASSWORD);
    page.locator("main button[type=submit]").press("Enter");
    signIn(page, null);
  }

  /** Where setting the password did not sign one in already. */
  private void signIn(Page page, String email) {
    if (page.url().contains("/admin/login")) {
      if (email != null) {
        page.fill("#email", email);
      }
      page.fill("#password", PASSWORD);
      page.locator("form[action='/admin/login'] button").press("Enter");
    }
    assertTrue(page.locator(".desk-header__account").count() > 0, page.url());
  }

  /**
   * @return the path of the new manuscript
   */
  private String writes(Page page, Path clip) {
    page.navigate(portal.url("/admin/articles/new"));
    page.fill("#title", "What is a hiccup?");
    choose(page, "#doctor", "Amara Okafor");
    choose(page, "#specialty", "Gastroenterology");
    page.fill("#topics", "Esophagitis");
    page.fill(
        "#transcript",
        "A hiccup is a twitch of the muscle below your lungs.\n\nIt passes by itself. See a doctor if it stays for two days.");
    page.fill("#sourceTitle1", "An example of a source");
    page.fill("#sourceUrl1", "https://example.org/hiccups");
    page.fill("#recordedOn", "2026-01-10");
    page.setInputFiles("#audio", clip);
    press(page, "Save");
    // The form asks first whether somebody is signed in.
    page.waitForURL("**/admin/articles/*?done=created");
    String path = URI.create(page.url()).getPath();
    assertTrue(path.matches("/admin/articles/[0-9]+"), page.url());
    assertEquals(1, page.locator(".manuscript__form audio").count());
    return path;
  }

  private void approves(Page page, String manuscript) {
    page.navigate(portal.url(manuscript + "/review"));
    page.locator("form[action$='/approve'] button").press("Enter");
    assertTrue(page.locator(".workflow__approval").innerText().contains("Rita Reviewer"));
  }

  private void publishes(Page page, String manuscript, String reason) {
    page.navigate(portal.url(manuscript + "/review"));
    if (reason != null) {
      page.fill("#reason", reason);
    }
    page.locator("form[action$='/publish']:not([action*='/schedule']) button").press("Enter");
    assertEquals(0, page.locator(".error-summary").count(), page.locator("main").innerText());
  }

  /** The public page, which has to say this within a second. */
  private Document soon(String path, String words) {
    long start = System.nanoTime();
    while (true) {
      HttpResponse<String> response = portal.get(path);
      if (response.statusCode() == 200 && response.body().contains(words)) {
        return portal.page(path);
      }
      if (System.nanoTime() - start > AT_ONCE.toNanos()) {
        throw new AssertionError(path + " does not say '" + words + "': " + response.statusCode());
      }
    }
  }

  private int statusOf(Page page, String path) {
    return page.context().request().get(portal.url(path)).status();
  }

  private static void choose(Page page, String field, String beginning) {
    page.selectOption(
        field,
        page.locator(field + " option:has-text(\"" + beginning + "\")")
            .first()
            .getAttribute("value"));
  }

  private static void press(Page page, String name) {
    page.locator("main button:not(.visually-hidden):visible:text-is(\"" + name + "\")")
        .first()
        .press("Enter");
  }

  private static String email(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replace(' ', '.') + "@example.org";
  }

  private static void as(boolean scripts, Consumer<Page> what) {
    chromium.visit(
        new Browser.NewContextOptions().setJavaScriptEnabled(scripts).setViewportSize(1280, 900),
        page -> {
          List<String> troubles = Chromium.troubles(page);
          what.accept(page);
          assertEquals(List.of(), troubles);
        });
  }
}
