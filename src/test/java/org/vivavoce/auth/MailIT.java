package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Letterbox;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** Links by mail, to a mail server that takes one letter. */
class MailIT {
  @Test
  void anInvitationIsMailedAndShownToNobody() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Portal portal = portal(server.getLocalPort())) {
      CompletableFuture<String> letter =
          CompletableFuture.supplyAsync(() -> Letterbox.take(server, () -> {}));
      HttpResponse<String> response = invite(portal);
      assertEquals(303, response.statusCode());
      assertEquals(
          "/admin/people?done=invited", response.headers().firstValue("Location").orElse(""));
      String text = letter.get().replace("=\r\n", "").replace("=3D", "=");
      assertTrue(text.contains("RCPT TO:<ash@example.org>"), text);
      assertTrue(text.contains("http://localhost:8080/admin/invitations/"), text);
      assertTrue(text.contains("Auto-Submitted: auto-generated"), text);
    }
  }

  @Test
  void whereMailFailsTheAdministratorIsToldAndGetsTheLink() throws Exception {
    int closed;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = server.getLocalPort();
    }
    try (Portal portal = portal(closed)) {
      Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
      Document page = administrator.page("/admin/people/new", invite(portal), 200);
      assertTrue(page.text().contains("It could not be sent to ash@example.org"), page.text());
      assertTrue(page.select("#link").text().contains("/admin/invitations/"));
    }
  }

  @Test
  void whoseAccountItIsLearnsWhatWasChangedInIt() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Portal portal = portal(server.getLocalPort())) {
      TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
      Visitor visitor = TestAccounts.signedIn(portal, person);
      visitor.page("/admin/account/second-factor");
      assertLetter(
          letter(
              server,
              portal,
              () -> assertEquals(200, turnOn(portal, visitor, person).statusCode())),
          person,
          "account.second_factor_on",
          "Your second step for Vivavoce was turned on",
          "an authenticator app, which was set up just now. Every other session has ended.");
      assertLetter(
          letter(server, portal, () -> visitor.post("/admin/account/recovery-codes")),
          person,
          "account.recovery_codes",
          "Your recovery codes for Vivavoce were made anew",
          "The former ones no longer let you in.");
      assertLetter(
          letter(server, portal, () -> visitor.post("/admin/account/second-factor/remove")),
          person,
          "account.second_factor_off",
          "Your second step for Vivavoce was turned off",
          "your password alone lets you in");
      assertLetter(
          letter(
              server,
              portal,
              () ->
                  visitor.post(
                      "/admin/account/password",
                      "password",
                      TestAccounts.PASSWORD,
                      "new-password",
                      "nine loud geese before breakfast")),
          person,
          "account.password_changed",
          "Your password for Vivavoce was changed",
          "was changed on your account page. Every other session has ended.");
    }
  }

  @Test
  void aNewPasskeyIsToldOfByItsName() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Portal portal = portal(server.getLocalPort());
        Chromium chromium = Chromium.open()) {
      TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
      assertLetter(
          letter(
              server,
              portal,
              () ->
                  chromium.visit(
                      new Browser.NewContextOptions(),
                      page -> {
                        Chromium.addAuthenticator(page);
                        TestAccounts.signedIn(portal, person).lend(page.context());
                        page.navigate(portal.url("/admin/account"));
                        page.getByLabel("Name of the passkey").fill("Telephone");
                        page.locator("[data-passkey=add] button").click();
                        page.waitForURL("**/admin/account?done=passkey-added");
                      })),
          person,
          "account.passkey_added",
          "A passkey was added to your account for Vivavoce",
          "a passkey with the name “Telephone” was added to your account for Vivavoce");
    }
  }

  @Test
  void whoeverDidNotAskForItLearnsThatALinkWasUsedOrAFactorTakenAway() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Portal portal = portal(server.getLocalPort())) {
      TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
      TestAccounts.Person boss = TestAccounts.add(portal, Role.ADMINISTRATOR);
      Visitor administrator = TestAccounts.signedIn(portal, boss);
      String page = "/admin/people/" + person.id();
      assertLetter(
          letter(server, portal, () -> administrator.post(page + "/second-factor/remove")),
          person,
          "account.second_factor_taken_away",
          "Your second step for Vivavoce was taken away",
          boss.name() + " has taken away the second step and the passkeys of your account");
      Letter reset = letter(server, portal, () -> administrator.post(page + "/link"));
      Matcher link = Pattern.compile("/admin/reset/\\S+").matcher(reset.text());
      assertTrue(link.find(), reset.text());
      assertLetter(
          letter(
              server,
              portal,
              () ->
                  portal
                      .visitor()
                      .post(link.group(), "password", "nine loud geese before breakfast")),
          person,
          "account.password_changed",
          "Your password for Vivavoce was changed",
          "was set anew by a link. Every session has ended.");
    }
  }

  private static void assertLetter(
      Letter letter, TestAccounts.Person to, String action, String subject, String part) {
    assertAll(
        () -> assertEquals(to.email(), letter.to()),
        () -> assertEquals(subject, letter.subject()),
        () -> assertTrue(letter.text().startsWith("Dear " + to.name() + ","), letter.text()),
        () -> assertTrue(letter.text().contains(part), letter.text()),
        () -> assertTrue(letter.text().contains("tell an administrator"), letter.text()),
        () ->
            assertTrue(letter.done().contains(action), "is sent once it is done, and not before"));
  }

  private static HttpResponse<String> turnOn(
      Portal portal, Visitor visitor, TestAccounts.Person person) {
    byte[] secret =
        portal
            .database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select totp_secret from account where id = :id")
                        .bind("id", person.id())
                        .mapTo(byte[].class)
                        .one());
    return visitor.post(
        "/admin/account/second-factor",
        "code",
        Totp.code(secret, Totp.step(portal.clock().instant())));
  }

  /** The letter that is sent while something is done. */
  private static Letter letter(ServerSocket server, Portal portal, Runnable act) throws Exception {
    List<String> done = new ArrayList<>();
    CompletableFuture<String> taken =
        CompletableFuture.supplyAsync(
            () -> Letterbox.take(server, () -> done.addAll(actions(portal))));
    act.run();
    String all = taken.get(30, TimeUnit.SECONDS);
    String data = all.substring(all.indexOf("\r\nDATA\r\n") + 8, all.lastIndexOf("\r\n.\r\n"));
    MimeMessage letter = new MimeMessage(null, new ByteArrayInputStream(data.getBytes(US_ASCII)));
    Matcher to = Pattern.compile("RCPT TO:<(.*?)>").matcher(all);
    assertTrue(to.find(), all);
    return new Letter(
        to.group(1),
        letter.getSubject(),
        letter.getContent().toString().replace("\r\n", "\n"),
        done);
  }

  /** What the log says to whoever reads it from elsewhere. */
  private static List<String> actions(Portal portal) {
    return Rows.list(
        portal.database().jdbi(), String.class, "select action from audit_entry order by id");
  }

  private static HttpResponse<String> invite(Portal portal) {
    return TestAccounts.signedIn(portal, Role.ADMINISTRATOR)
        .post("/admin/people/new", "name", "Ash", "email", "ash@example.org", "roles", "editor");
  }

  private static Portal portal(int port) {
    return Portal.over(TestDatabase.migrated(), Map.of("SMTP_URL", "smtp://127.0.0.1:" + port));
  }

  /**
   * A letter.
   *
   * @param done what the log told when it came
   */
  private record Letter(String to, String subject, String text, List<String> done) {}
}
