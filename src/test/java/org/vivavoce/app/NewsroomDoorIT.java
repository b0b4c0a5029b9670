package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** The pages of accounts in a real browser: passkeys, and what axe and the checker say of each. */
class NewsroomDoorIT {
  private static Portal portal;
  private static Chromium chromium;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.over(TestDatabase.withDemo());
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

  @Test
  void aPasskeyIsAddedAndSignsInByItself() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    chromium.visit(
        new Browser.NewContextOptions(),
        page -> {
          addAuthenticator(page);
          TestAccounts.signedIn(portal, person).lend(page.context());
          page.navigate(portal.url("/admin/account"));
          page.getByLabel("Name of the passkey").fill("A key for tests");
          page.locator("[data-passkey=add] button").click();
          page.waitForURL("**/admin/account?done=passkey-added");
          assertTrue(page.locator("main").textContent().contains("A key for tests"));

          page.context().clearCookies();
          page.navigate(portal.url("/admin/login?next=/admin/account"));
          page.locator("[data-passkey=login] button").click();
          page.waitForURL("**/admin/account");
          assertTrue(
              page.locator(".desk-header__account").textContent().contains(person.name()),
              "nobody typed who it is");

          page.navigate(portal.url("/admin/account/prove?next=/admin/account"));
          page.locator("[data-passkey=prove] button").click();
          page.waitForURL("**/admin/account");
          page.locator("form[action$='/remove'] button").click();
          page.waitForURL("**/admin/account?done=passkey-removed");

          page.context().clearCookies();
          page.navigate(portal.url("/admin/login"));
          page.locator("[data-passkey=login] button").click();
          page.locator("[data-passkey=login] [role=status]:not(:empty)").waitFor();
          assertEquals("/admin/login", URI.create(page.url()).getPath(), "was removed");
        });
  }

  @Test
  void everyPageIsAccessibleValidAndFits() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.ADMINISTRATOR, Role.EDITOR);
    Visitor visitor = TestAccounts.signedIn(portal, person);
    String link =
        visitor
            .page(
                "/admin/people/" + person.id() + "/link",
                visitor.post("/admin/people/" + person.id() + "/link"),
                200)
            .select("#link")
            .text()
            .replaceFirst("http://localhost:\\d+", "");
    List<String> door = List.of("/admin/login", "/admin/login?done=reset", link, "/admin/reset/x");
    List<String> desk =
        List.of(
            "/admin/account",
            "/admin/account/prove?next=/admin",
            "/admin/account/second-factor",
            "/admin/people",
            "/admin/people/new",
            "/admin/people/" + person.id());
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      int width = scheme == ColorScheme.LIGHT ? 1280 : 320;
      chromium.visit(
          new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800),
          page -> {
            List<String> troubles = new ArrayList<>();
            page.onConsoleMessage(
                message -> {
                  if (message.type().equals("error") && !message.text().contains("404")) {
                    troubles.add(message.text());
                  }
                });
            page.onPageError(troubles::add);
            door.forEach(path -> check(page, path, width));
            visitor.lend(page.context());
            desk.forEach(path -> check(page, path, width));
            assertEquals(List.of(), troubles);
          });
    }
  }

  @Test
  void whatIsWrongIsSaidAtItsField() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.ADMINISTRATOR);
    chromium.visit(
        new Browser.NewContextOptions(),
        page -> {
          page.navigate(portal.url("/admin/login"));
          page.getByLabel("E-mail address").fill(person.email());
          page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill("wrong");
          page.locator("main form button").click();
          page.locator(".error-summary").waitFor();
          assertAll(
              () -> assertEquals(List.of(), Chromium.violations(page)),
              () -> assertEquals(List.of(), Nu.violations(page)),
              () -> assertEquals(person.email(), page.inputValue("#email")),
              () -> assertEquals("", page.inputValue("#password")),
              () -> assertEquals("true", page.getAttribute("#email", "aria-invalid")),
              () -> assertEquals("email-error", page.getAttribute("#email", "aria-describedby")));
        });
  }

  @Test
  void whatIsRefusedIsSaidInPlainWords() {
    Visitor author = TestAccounts.signedIn(portal, Role.AUTHOR);
    assertEquals(
        "You may not do that",
        author.page("/admin/people", author.get("/admin/people"), 403).select("h1").text());
    Visitor nobody = portal.visitor();
    assertEquals(
        "Please sign in first",
        nobody.page("/admin/logout", nobody.post("/admin/logout"), 401).select("h1").text());
  }

  private static void check(Page page, String path, int width) {
    page.navigate(portal.url(path));
    assertAll(
        path + " at " + width + " px",
        () -> assertEquals(List.of(), Chromium.violations(page)),
        () -> assertEquals(List.of(), Nu.violations(page)),
        () -> assertEquals(0, Chromium.overhang(page), "nothing sticks out"));
  }

  /** A telephone that knows whose finger it is, made of nothing. */
  private static void addAuthenticator(Page page) {
    CDPSession session = page.context().newCDPSession(page);
    session.send("WebAuthn.enable");
    JsonObject options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", true);
    options.addProperty("automaticPresenceSimulation", true);
    JsonObject wanted = new JsonObject();
    wanted.add("options", options);
    session.send("WebAuthn.addVirtualAuthenticator", wanted);
  }
}
