package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * The queue of reviews, and two saves brought together, in a browser: by keyboard, without a
 * script.
 */
class ReviewCycleBrowserIT {
  private static final String QUEUE = "/admin/reviews";
  private static Portal portal;
  private static Newsroom newsroom;
  private static Chromium chromium;
  private static SignedIn editor;
  private static long article;
  private static String path;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR, Role.REVIEWER);
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    update article set reviewed_on = '2026-01-01', reviewer_name = 'R',
                           review_due_on = date '2026-11-10' + (id % 60)::int
                     where status = 'published' and (recorded_on is null or recorded_on <= '2026-01-01')
                    """));
    article =
        Rows.one(
            portal.database().jdbi(),
            Long.class,
            """
            select id from article where status = 'published' and recording_id is not null
             and review_due_on is not null order by review_due_on, id limit 1
            """);
    path =
        newsroom
            .post(
                editor,
                "/admin/articles/new",
                Map.of("title", "Whose?", "lang", "en", "transcript", "First.\n\nSecond."))
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
  void everyPageIsSoundAccessibleAndFits() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(360, 1280)) {
        visit(
            new Browser.NewContextOptions().setViewportSize(width, 800).setColorScheme(scheme),
            page -> {
              for (String each : List.of(QUEUE, QUEUE + "/" + article)) {
                page.navigate(newsroom.url(each));
                assertAll(
                    each + " " + width + " " + scheme,
                    () -> assertEquals(List.of(), Chromium.violations(page)),
                    () -> assertEquals(0, Chromium.overhang(page)));
              }
            });
      }
    }
    for (String each : List.of(QUEUE, QUEUE + "/" + article)) {
      assertEquals(List.of(), Nu.violations(newsroom.get(editor, each).body()), each);
    }
  }

  @Test
  void whatIsStillCorrectIsSaidSoByKeyboardWithoutAScript() {
    visit(
        new Browser.NewContextOptions().setJavaScriptEnabled(false),
        page -> {
          page.navigate(newsroom.url(QUEUE));
          int before = page.locator("tbody tr").count();
          assertTrue(before > 0);
          String title = page.locator("tbody th a").first().textContent();
          page.locator("tbody th a").first().press("Enter");
          page.waitForURL("**/admin/reviews/*");
          assertTrue(page.locator("h1").textContent().contains(title));
          page.locator("#years").press("ArrowUp");
          page.locator("#reconfirm button.button--primary").press("Enter");
          page.waitForURL("**?done=reconfirmed");
          assertTrue(page.locator("[role=status]").textContent().contains("reviewed again"));
          assertEquals(0, page.getByText(title).count());
        });
  }

  @Test
  void twoSavesAreBroughtTogetherByKeyboardWithoutAScript() {
    SignedIn colleague = newsroom.account("Cole Colleague", null, Role.EDITOR);
    for (boolean script : List.of(false, true)) {
      visit(
          new Browser.NewContextOptions()
              .setJavaScriptEnabled(script)
              .setViewportSize(script ? 1280 : 360, 800),
          page -> {
            page.navigate(newsroom.url(path));
            Map<String, Object> theirs =
                new HashMap<>(Newsroom.fields(newsroom.page(colleague, path)));
            theirs.put("title", "Theirs " + script + "?");
            theirs.put("transcript", "First, theirs " + script + ".\n\nSecond.");
            theirs.put("conflicts", "Theirs " + script + ".");
            assertEquals(303, newsroom.post(colleague, path, theirs).statusCode());
            page.locator("#title").fill("Mine " + script + "?");
            page.locator("#transcript").fill("First, mine " + script + ".\n\nSecond.");
            page.locator(".manuscript__save button").press("Enter");
            page.locator("#conflict").waitFor();
            if (script) {
              assertEquals(List.of(), Chromium.violations(page));
            }
            assertEquals(0, Chromium.overhang(page));
            assertEquals(List.of(), Nu.violations(page.content().replace("\u0000", "")));
            page.locator("#keep-title-mine").focus();
            page.keyboard().press("ArrowDown");
            assertTrue(page.locator("#keep-title-theirs").isChecked());
            page.locator("#keep-passage-1-theirs").press("Space");
            page.locator(".manuscript__save button").press("Enter");
            page.waitForURL("**?done=saved");
            assertEquals("Theirs " + script + "?", page.inputValue("#title"));
            assertEquals(
                "First, theirs " + script + ".\n\nSecond.", page.inputValue("#transcript"));
            assertEquals("Theirs " + script + ".", page.inputValue("#conflicts"));
          });
    }
  }

  private static void visit(Browser.NewContextOptions options, Consumer<Page> what) {
    chromium.visit(
        options,
        page -> {
          newsroom.visitor(editor).lend(page.context());
          what.accept(page);
        });
  }
}
