package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** The operators' page of the newsroom, over a portal whose workers run. */
class OperationsIT {
  private static final String PATH = "/admin/operations";
  private static Portal portal;
  private static Newsroom newsroom;
  private static Chromium chromium;
  private static SignedIn administrator;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.withDemo();
    newsroom = new Newsroom(portal);
    administrator = newsroom.account("Ada Administrator", null, Role.ADMINISTRATOR);
    portal.work();
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
      chromium.close();
    }
  }

  @Test
  void itSaysWhatRunsWhatWaitsAndWhatIsMissing() throws InterruptedException {
    portal.database().ownerJdbi().useHandle(handle -> handle.execute("delete from backup"));
    Document page = newsroom.page(administrator, PATH);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!page.select("table:has(code:matchesOwn(^hourly-worker$))")
            .text()
            .contains("hourly-worker well")
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
      page = newsroom.page(administrator, PATH);
    }
    Document first = page;
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into backup (finished_at, bytes, sha256, version) values ('2026-01-31 10:00Z', 4711000, decode(repeat('ab', 32), 'hex'), '0.9')"));
    Document old = newsroom.page(administrator, PATH);
    assertAll(
        () -> assertEquals("Operations", first.select(".desk-nav a[aria-current=true]").text()),
        () ->
            assertTrue(
                first
                    .select("section[aria-labelledby=backup].panel--warning")
                    .text()
                    .contains("export"),
                "nothing was ever backed up"),
        () ->
            assertTrue(
                first.select("section[aria-labelledby=versions]").text().contains("PostgreSQL 18")),
        () ->
            assertTrue(
                first.select("section[aria-labelledby=versions]").text().contains("Schema 0")),
        () ->
            assertTrue(
                first
                    .select("section[aria-labelledby=jobs] tr:contains(hourly-worker)")
                    .text()
                    .contains("well"),
                first.select("section[aria-labelledby=jobs]").text()),
        () ->
            assertTrue(
                first.select("section[aria-labelledby=database]").text().contains("heard of"),
                first.select("section[aria-labelledby=database]").text()),
        () ->
            assertTrue(
                first.select("section[aria-labelledby=migrations] tbody tr").size() >= 34,
                "all steps of the schema"),
        () -> assertEquals(0, first.select("section[aria-labelledby=pending]").size()),
        () ->
            assertTrue(
                old.select("section[aria-labelledby=backup].panel--warning")
                    .text()
                    .contains("days"),
                "an old one is told as old"),
        () -> assertTrue(old.select("section[aria-labelledby=backup]").text().contains("0.9")));
  }

  @Test
  void onlyAdministratorsAreShownTheWay() {
    SignedIn editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    assertAll(
        () -> assertEquals(403, newsroom.get(editor, PATH).statusCode()),
        () ->
            assertFalse(
                newsroom
                    .page(editor, "/admin")
                    .select(".desk-nav a")
                    .eachAttr("href")
                    .contains(PATH)));
  }

  @Test
  void itIsSoundAccessibleAndFits() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(360, 1280)) {
        chromium.visit(
            new Browser.NewContextOptions()
                .setViewportSize(width, 800)
                .setColorScheme(scheme)
                .setJavaScriptEnabled(true),
            page -> look(page, width, scheme));
      }
    }
    assertEquals(List.of(), Nu.violations(newsroom.get(administrator, PATH).body()));
  }

  private static void look(Page page, int width, ColorScheme scheme) {
    newsroom.visitor(administrator).lend(page.context());
    page.navigate(newsroom.url(PATH));
    page.locator("section[aria-labelledby=migrations] summary").click();
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target/screenshots/operations-" + width + "-" + scheme + ".png")));
    assertAll(
        width + " " + scheme,
        () -> assertEquals(List.of(), Chromium.violations(page)),
        () -> assertEquals(0, Chromium.overhang(page)));
  }
}
