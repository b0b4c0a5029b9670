package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * The form for answers in a real browser: what is typed is kept, shown, and not left by accident.
 */
class ManuscriptBrowserIT {
  private static Portal portal;
  private static Newsroom newsroom;
  private static Chromium chromium;
  private static SignedIn editor;
  private static String path;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR, Role.REVIEWER);
    path =
        newsroom
            .post(
                editor,
                "/admin/articles/new",
                Map.of("title", "Typed?", "lang", "en", "transcript", "Saved."))
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
  void whatIsTypedIsKeptAndPreviewed() {
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(newsroom.url(path));
          page.locator("[data-preview] summary").click();
          page.locator("#transcript").fill("Typed, not saved.");
          page.waitForFunction(
              "() => document.querySelector('.manuscript__kept').textContent.startsWith('Kept')");
          page.frameLocator("[data-preview] iframe").getByText("Typed, not saved.").waitFor();
          AtomicBoolean warned = new AtomicBoolean();
          page.onDialog(
              dialog -> {
                warned.set(dialog.type().equals("beforeunload"));
                dialog.accept();
              });
          page.navigate(newsroom.url("/admin/articles?all"));
          assertTrue(warned.get(), "leaving with unsaved work is asked about");
          page.navigate(newsroom.url(path));
          page.getByText("Go on with the unsaved work").click();
          assertEquals("Typed, not saved.", page.locator("#transcript").inputValue());
          warned.set(false);
          page.locator(".manuscript__save button").click();
          page.waitForURL("**?done=saved");
          assertEquals("Typed, not saved.", page.locator("#transcript").inputValue());
          assertTrue(!warned.get(), "saving is no leaving");
        });
  }

  @Test
  void everyPageIsSoundAndAccessible() {
    newsroom.post(editor, path + "/comments", Map.of("comment", "Well."));
    visit(
        new Browser.NewContextOptions(),
        page -> {
          for (String each :
              List.of(
                  "/admin/articles?all",
                  "/admin/articles/new",
                  path,
                  path + "/review",
                  path + "/revisions",
                  path + "/revisions/1")) {
            page.navigate(newsroom.url(each));
            assertAll(
                each,
                () -> assertEquals(List.of(), Chromium.violations(page)),
                () -> assertEquals(List.of(), Nu.violations(newsroom.get(editor, each).body())));
          }
        });
  }

  /** The longest of them is longer than a telephone is wide. */
  @Test
  void everyStatusFitsOnATelephone() {
    visit(
        new Browser.NewContextOptions().setViewportSize(320, 800),
        page -> {
          page.navigate(newsroom.url("/admin/articles?all"));
          page.evaluate(
              "() => { const status = document.querySelector('.status');"
                  + " status.className = 'status status--changes';"
                  + " status.textContent = 'Published, changes pending'; }");
          assertEquals(0, Chromium.overhang(page));
        });
  }

  /** The editor's browser. */
  private static void visit(Browser.NewContextOptions options, Consumer<Page> what) {
    chromium.visit(
        options,
        page -> {
          newsroom.visitor(editor).lend(page.context());
          what.accept(page);
        });
  }
}
