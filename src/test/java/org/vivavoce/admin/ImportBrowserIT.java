package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.ImportWorker;
import org.vivavoce.ingest.Imports;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Imports and exports in a real browser: by keyboard, on a telephone, and without a script. */
class ImportBrowserIT {
  private static Portal portal;
  private static Newsroom newsroom;
  private static Jdbi jdbi;
  private static Chromium chromium;
  private static SignedIn somebody;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.over(TestDatabase.migrated());
    newsroom = new Newsroom(portal);
    jdbi = portal.database().jdbi();
    somebody = newsroom.account("Edda Editor", null, Role.EDITOR, Role.ADMINISTRATOR);
    Imports.run(jdbi, Imports.line("1", "Why?", "Because."));
    long article = Rows.one(jdbi, Long.class, "select id from article");
    newsroom.post(somebody, "/admin/articles/from/" + article, Map.of());
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
      chromium.close();
    }
  }

  @Test
  void fromTheFileToTheDecisionByKeyboardOnATelephoneWithoutAScript() {
    visit(
        new Browser.NewContextOptions().setViewportSize(360, 800).setJavaScriptEnabled(false),
        page -> {
          page.navigate(portal.url("/admin/import"));
          page.locator("#file")
              .setInputFiles(
                  new FilePayload(
                      "answers.jsonl",
                      "application/x",
                      (Imports.line("1", "Why not?", "Because it is otherwise.")
                              + "\n{\n"
                              + Imports.line("2", "How?", "Thus.")
                              + "\n")
                          .getBytes(StandardCharsets.UTF_8)));
          page.locator("form[enctype] button").press("Enter");
          page.waitForURL("**/admin/import/*");
          String run = page.url();
          assertEquals("It begins in a moment.", page.locator("[data-progress] p").innerText());
          ImportWorker.workOff(jdbi, portal.clock());
          page.getByText("Look again").press("Enter");
          assertEquals("Looked through", page.locator(".status").innerText());
          page.locator("#skipBad").press("Space");
          page.getByText("Import now").press("Enter");
          ImportWorker.workOff(jdbi, portal.clock());
          page.navigate(run);
          assertEquals("Imported", page.locator(".status").innerText());
          page.locator("a.results__count", new Page.LocatorOptions().setHasText("Conflicts"))
              .press("Enter");
          page.locator("tbody a").press("Enter");
          page.locator("#transcript-theirs").press("Space");
          page.locator("button[value=fields]").press("Enter");
          page.waitForURL("**/admin/articles/*?done=saved");
          assertEquals("Because it is otherwise.", page.locator("#transcript").inputValue());
          assertEquals("Why?", page.locator("#title").inputValue());
        });
  }

  @Test
  void everyPageIsCleanInEitherWidth() {
    String run = upload("{\n" + Imports.line("1", "Why ever?", "Because of " + "x".repeat(90)));
    ImportWorker.workOff(jdbi, portal.clock());
    String waiting = upload(Imports.line("9", "When?", "Then."));
    String conflict =
        newsroom.page(somebody, "/admin/import/conflicts").select("tbody a").attr("href");
    for (int width : List.of(360, 1280)) {
      visit(
          new Browser.NewContextOptions().setViewportSize(width, 800),
          page -> {
            for (String path :
                List.of(
                    "/admin/import",
                    run,
                    run + "?result=conflict",
                    waiting,
                    "/admin/import/conflicts",
                    conflict,
                    "/admin/export")) {
              page.navigate(portal.url(path));
              assertAll(
                  path + " at " + width,
                  () -> assertEquals(List.of(), Chromium.violations(page)),
                  () -> assertEquals(List.of(), Nu.violations(page)),
                  () -> assertEquals(0, Chromium.overhang(page)));
            }
          });
    }
    ImportWorker.workOff(jdbi, portal.clock());
  }

  /** Whoever waits is told of the end, and stays where they are. */
  @Test
  void theEndIsToldWithoutBeingAsked() {
    String run = upload(Imports.line("77", "Where?", "There."));
    visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url(run));
          ImportWorker.workOff(jdbi, portal.clock());
          page.locator("[data-done] a").waitFor();
          assertTrue(page.locator("[data-done]").getAttribute("role").equals("status"));
          page.locator("[data-done] a").press("Enter");
          page.getByText("Nothing has been changed yet").waitFor();
        });
  }

  private static String upload(String content) {
    return newsroom
        .visitor(somebody)
        .post(
            "/admin/import",
            org.vivavoce.app.Form.of()
                .file("file", "a.jsonl", "a/b", content.getBytes(StandardCharsets.UTF_8)))
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private static void visit(Browser.NewContextOptions options, Consumer<Page> what) {
    chromium.visit(
        options,
        page -> {
          newsroom.visitor(somebody).lend(page.context());
          what.accept(page);
        });
  }
}
