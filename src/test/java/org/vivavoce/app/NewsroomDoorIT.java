package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** The pages of accounts in a real browser: passkeys, and what is said where something is wrong. */
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
          Chromium.addAuthenticator(page);
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
}
