package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Red flags, advice, similar answers and previews in a real browser. */
class SafetyNetsBrowserIT {
  @TempDir static Path folder;
  private static Portal portal;
  private static Newsroom newsroom;
  private static Chromium chromium;
  private static SignedIn editor;
  private static SignedIn reviewer;
  private static String path;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
    Path sound = Tones.beeps(folder.resolve("voice.wav"), 3, 0.5, 0.2, 440, 9_000);
    path =
        newsroom
            .upload(
                editor,
                "/admin/articles/new",
                Map.of(
                    "title",
                    "Is chest pain always the heart?",
                    "lang",
                    "en",
                    "transcript",
                    "Chest pain, a seizure, and much else besides, ".repeat(15) + "may mean it."),
                Map.of("audioFile", sound))
            .headers()
            .firstValue("Location")
            .orElseThrow()
            .replaceAll("\\?.*", "");
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
      chromium.close();
    }
  }

  @Test
  void everyStateIsSoundAndAccessibleOnATelephoneAndInTheDark() {
    String flag = newsroom.page(reviewer, "/admin/red-flags").selectFirst("tbody a").attr("href");
    String phrase =
        newsroom.page(reviewer, "/admin/emergency-phrases").selectFirst("tbody a").attr("href");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      visit(
          reviewer,
          new Browser.NewContextOptions().setViewportSize(360, 740).setColorScheme(scheme),
          page -> {
            for (String each :
                List.of(
                    "/admin/red-flags",
                    flag,
                    "/admin/emergency-phrases?q=chest+pain",
                    phrase,
                    path + "/review",
                    "/admin/previews/none")) {
              page.navigate(portal.url(each));
              sound(each, page);
            }
            page.navigate(portal.url("/admin/red-flags"));
            page.locator("#term").fill("x");
            page.locator(".panel button").click();
            sound("refused", page);
            page.navigate(portal.url(path + "/review"));
            page.locator("#preview-links button").last().click();
            sound("link made", page);
            page.navigate(
                portal.url(
                    page.locator("#made-link").inputValue().replaceAll("^https?://[^/]+", "")));
            sound("preview", page);
          });
      visit(
          editor,
          new Browser.NewContextOptions().setViewportSize(360, 740).setColorScheme(scheme),
          page -> {
            page.navigate(portal.url(path));
            sound("form", page);
            page.locator("button[value=find-alike]").click();
            page.locator("#alike").waitFor();
            sound("similar", page);
            page.navigate(portal.url("/admin/articles/new"));
            page.locator("#title").fill("What are the signs of stomach cancer?");
            page.locator(".manuscript__save button").first().click();
            page.locator(".alike").waitFor();
            sound("warned", page);
          });
    }
  }

  /** Without a script, and without a mouse. */
  @Test
  void aDoubleIsSavedAllTheSameByKeyboardAlone() {
    visit(
        editor,
        new Browser.NewContextOptions().setJavaScriptEnabled(false),
        page -> {
          page.navigate(portal.url("/admin/articles/new"));
          page.locator("#title").fill("What are the early signs of esophageal cancer?");
          page.locator("#transcript").fill("Whole.");
          page.locator("#title").press("Enter");
          page.locator(".alike a").first().waitFor();
          assertEquals("Whole.", page.locator("#transcript").inputValue());
          page.getByText("Save all the same").press("Enter");
          page.waitForURL("**?done=created");
          assertEquals("Whole.", page.locator("#transcript").inputValue());
        });
  }

  @Test
  void aClinicianWaivesAndAVisitorHearsThePreview() {
    visit(
        reviewer,
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url(path + "/review"));
          page.locator("#waiverReason").fill("It says so itself.");
          page.getByText("Waive the care card").press("Enter");
          page.waitForURL("**?done=waived");
          sound("waived", page);
          page.locator("#preview-links button").last().press("Enter");
          String link = page.locator("#made-link").inputValue().replaceAll("^https?://[^/]+", "");
          page.context().clearCookies();
          page.navigate(portal.url(link));
          assertTrue(page.locator(".preview-banner").innerText().contains("Rita Reviewer"));
          assertEquals(
              true,
              page.evaluate(
                  """
                  async () => {
                    const sound = document.querySelector('audio');
                    sound.muted = true;
                    await sound.play();
                    return sound.duration > 1;
                  }
                  """));
        });
  }

  private static void sound(String state, Page page) {
    String html = page.content();
    assertAll(
        state,
        () -> assertEquals(List.of(), Chromium.violations(page)),
        () -> assertEquals(0, Chromium.overhang(page)),
        () -> assertTrue(html.contains("<h1")),
        () -> assertEquals(List.of(), Nu.violations(html)));
  }

  private static void visit(SignedIn who, Browser.NewContextOptions options, Consumer<Page> what) {
    chromium.visit(
        options,
        page -> {
          newsroom.visitor(who).lend(page.context());
          what.accept(page);
        });
  }
}
