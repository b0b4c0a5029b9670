package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Setting a time by keyboard, on a telephone, without a script. */
class ScheduleBrowserIT {
  private static Portal portal;
  private static Newsroom newsroom;
  private static Chromium chromium;
  private static SignedIn editor;
  private static String path;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.over(TestDatabase.withDemo(), Map.of("TIME_ZONE", "Europe/Berlin"));
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    SignedIn reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
    String article =
        Rows.one(
            portal.database().jdbi(),
            String.class,
            "select min(id)::text from article where status = 'published'");
    path =
        newsroom
            .post(editor, "/admin/articles/from/" + article, Map.of())
            .headers()
            .firstValue("Location")
            .orElseThrow()
            .replaceAll("\\?.*", "");
    assertEquals(303, newsroom.post(editor, path + "/submit", Map.of("base", 1)).statusCode());
    assertEquals(303, newsroom.post(reviewer, path + "/approve", Map.of("base", 1)).statusCode());
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
      chromium.close();
    }
  }

  @Test
  void aTimeIsSetAskedForTwiceAndCancelledByKeyboardAlone() {
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(360, 740).setJavaScriptEnabled(false),
        page -> {
          newsroom.visitor(editor).lend(page.context());
          page.navigate(newsroom.url(path + "/review"));
          page.locator(".schedule__form summary").first().press("Enter");
          page.locator("#schedulePublishDate").fill("2027-03-28");
          page.locator("#schedulePublishTime").fill("02:30");
          page.locator("#schedulePublishTime").press("Enter");
          page.locator("#schedulePublishTime-error").waitFor();
          assertTrue(page.locator("#schedulePublishTime-error").innerText().contains("03:00"));
          sound(page);

          page.locator("#schedulePublishDate").fill("2027-10-31");
          page.locator("#schedulePublishTime").press("Enter");
          page.locator(".schedule__offsets").waitFor();
          sound(page);
          page.locator("#schedulePublishOffset1").press(" ");
          page.locator("#schedulePublishTime").press("Enter");
          page.waitForURL("**?scheduled=*");
          assertTrue(page.locator(".desk-notice").innerText().contains("02:30 CET (UTC+01:00)"));
          sound(page);

          page.navigate(newsroom.url("/admin/schedule"));
          sound(page);
          page.locator("table form button").press("Enter");
          page.waitForURL("**?done=cancelled");
          assertEquals(0, page.locator("table").count());
        });
  }

  private static void sound(Page page) {
    assertAll(
        page.url(),
        () -> assertEquals(0, Chromium.overhang(page)),
        () -> assertEquals(List.of(), Nu.violations(page)));
    // Scripts are off for whoever reads it, but axe is one.
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(360, 740),
        copy -> {
          newsroom.visitor(editor).lend(copy.context());
          copy.route(
              page.url(),
              route ->
                  route.fulfill(
                      new com.microsoft.playwright.Route.FulfillOptions()
                          .setContentType("text/html; charset=utf-8")
                          .setBody(page.content())));
          copy.navigate(page.url());
          assertEquals(List.of(), Chromium.violations(copy));
        });
  }
}
