package org.vivavoce.auth;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Chromium;
import org.vivavoce.app.Form;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** Every page of this room in every state that somebody can bring it to, as a browser shows it. */
class AuthPagesIT {
  private static final String LONG_NAME =
      "Professor Maximiliane Annegret von Hohenlohe-Waldenburg-Schillingsfürst";
  private static final String LONG_EMAIL =
      "maximiliane.annegret.von.hohenlohe-waldenburg-schillingsfuerst@gastroenterology.university-hospital.example.org";

  /** With every kind of thing that the others have. */
  private static final Set<String> FULL =
      Set.of(
          "account, full",
          "given back",
          "a person, wrong",
          "reset, wrong",
          "second step, wrong",
          "people");

  private static Portal portal;
  private static Chromium chromium;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
    portal = Portal.over(TestDatabase.migrated(), Map.of("TRUSTED_PROXIES", "127.0.0.1"));
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
  void everyPageIsAccessibleValidAndFitsInEveryState() {
    Map<String, String> states = states();
    // Beside the browser, which works in a process of its own.
    CompletableFuture<Map<String, List<String>>> markup =
        CompletableFuture.supplyAsync(() -> markupOf(states));
    chromium.visit(
        new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK).setViewportSize(320, 800),
        page -> {
          List<String> troubles = new ArrayList<>();
          page.onPageError(troubles::add);
          page.onConsoleMessage(
              message -> {
                if (message.type().equals("error")) {
                  troubles.add(message.text());
                }
              });
          assertAll(
              states.entrySet().stream()
                  .map(
                      state ->
                          () -> {
                            show(page, state.getValue());
                            look(page, state.getKey());
                          }));
          assertEquals(List.of(), troubles);
        });
    assertEquals(Map.of(), markup.join());
  }

  @Test
  void theDoorStandsInTheMiddleOfADesk() {
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(1280, 900),
        page -> {
          page.navigate(portal.url("/admin/login"));
          BoundingBox door = page.locator("main").boundingBox();
          assertEquals(640, door.x + door.width / 2, 1);
          assertTrue(door.width < 640, "no wider than its form needs");
        });
  }

  @Test
  void aRecoveryCodeIsSeenWholeWhereItIsTyped() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.AUTHOR);
    Visitor visitor = TestAccounts.signedIn(portal, person);
    String step = "/admin/account/second-factor";
    visitor.get(step);
    String made =
        visitor
            .post(step, "code", Totp.code(secretOf(person), Totp.step(portal.clock().instant())))
            .body();
    Visitor atSecondStep = portal.visitor();
    atSecondStep.post("/admin/login", "email", person.email(), "password", TestAccounts.PASSWORD);
    String html = atSecondStep.get("/admin/login/code").body();
    chromium.visit(
        new Browser.NewContextOptions().setViewportSize(320, 800),
        page -> {
          show(page, html);
          page.locator("#code").fill(Jsoup.parse(made).select(".codes li").first().text());
          assertEquals(
              0,
              page.evaluate(
                  "() => { const code = document.querySelector('#code');"
                      + " return code.scrollWidth - code.clientWidth; }"));
        });
  }

  private static Map<String, List<String>> markupOf(Map<String, String> states) {
    Map<String, List<String>> faults = new LinkedHashMap<>();
    states.forEach(
        (state, html) -> {
          List<String> found = Nu.violations(html);
          if (!found.isEmpty()) {
            faults.put(state, found);
          }
        });
    return faults;
  }

  /** In the dark on a telephone; and on a desk, in the light where there is most to see. */
  private static void look(Page page, String state) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.setViewportSize(320, 800);
    assertAll(
        () -> assertEquals(List.of(), Chromium.violations(page), state),
        () -> assertEquals(0, Chromium.overhang(page), state + " sticks out"));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(1280, 800);
    assertEquals(0, Chromium.overhang(page), state + " sticks out on a desk");
    if (FULL.contains(state)) {
      assertEquals(List.of(), Chromium.violations(page), state + " in the light");
    }
  }

  /** As if it had come from the portal, with all that it loads from there. */
  private static void show(Page page, String html) {
    String url = portal.url("/admin/state");
    page.unroute(url);
    page.route(
        url,
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("text/html; charset=utf-8")
                    .setBody(html)));
    page.navigate(url);
  }

  private static Map<String, String> states() {
    Map<String, String> states = new LinkedHashMap<>();
    atTheDoor(states);
    onesOwn(states);
    people(states);
    return states;
  }

  private static void atTheDoor(Map<String, String> states) {
    String setUp = path(portal.setUpLink().orElseThrow());
    keep(states, "set-up", 200, portal.get(setUp));
    keep(
        states,
        "set-up, wrong",
        422,
        portal.visitor().post(setUp, "name", "", "email", "nobody", "password", "short"));
    keep(states, "a void link", 404, portal.get("/admin/reset/x"));
    keep(states, "login", 200, portal.get("/admin/login"));
    keep(states, "login after signing out", 200, portal.get("/admin/login?done=signed-out"));
    keep(
        states,
        "given back",
        401,
        portal
            .visitor()
            .post(
                "/admin/articles/new",
                Form.of("title", LONG_EMAIL, "transcript", "A line.\n".repeat(30))
                    .with("sourceTitle", "One")
                    .with("sourceTitle", "Two")
                    .multipart()));
    for (int guess = 0; guess < 5; guess++) {
      keep(states, "login, wrong", 422, guess());
    }
    keep(states, "login, too often", 429, guess());
  }

  private static void onesOwn(Map<String, String> states) {
    TestAccounts.Person person = TestAccounts.add(portal, Role.AUTHOR, Role.REVIEWER);
    Visitor visitor = TestAccounts.signedIn(portal, person);
    String account = "/admin/account";
    keep(states, "account, new", 200, visitor.get(account));
    String prove = account + "/prove";
    keep(states, "prove", 200, visitor.get(prove));
    keep(states, "prove, wrong", 422, visitor.post(prove, "password", "wrong"));
    String step = account + "/second-factor";
    HttpResponse<String> setUp = visitor.get(step);
    keep(states, "second step", 200, setUp);
    keep(states, "second step, wrong", 422, visitor.post(step, "code", "x"));
    byte[] secret = secretOf(person);
    keep(
        states,
        "recovery codes",
        200,
        visitor.post(step, "code", Totp.code(secret, Totp.step(portal.clock().instant()))));
    addPasskey(person, "Telephone");
    addPasskey(person, "A passkey whose name-without-any-place-to-break-goes-on-for-very-long");
    TestAccounts.signedIn(portal, person);
    keep(states, "account, full", 200, visitor.get(account + "?done=look-through"));
    keep(
        states,
        "account, wrong",
        422,
        visitor.post(
            account + "/password", "password", TestAccounts.PASSWORD, "new-password", "short"));
    Visitor atSecondStep = portal.visitor();
    atSecondStep.post("/admin/login", "email", person.email(), "password", TestAccounts.PASSWORD);
    keep(states, "code", 200, atSecondStep.get("/admin/login/code"));
    keep(states, "code, wrong", 422, atSecondStep.post("/admin/login/code", "code", "x"));
  }

  private static void people(Map<String, String> states) {
    TestAccounts.Person first = TestAccounts.add(portal, Role.ADMINISTRATOR);
    Visitor administrator = TestAccounts.signedIn(portal, first);
    String people = "/admin/people";
    keep(states, "invite", 200, administrator.get(people + "/new"));
    keep(states, "invite, wrong", 422, administrator.post(people + "/new", "name", ""));
    HttpResponse<String> made =
        administrator.post(
            people + "/new", "name", LONG_NAME, "email", LONG_EMAIL, "roles", "editor");
    keep(states, "a link", 200, made);
    keep(states, "invitation", 200, portal.get(linkIn(made)));
    keep(states, "one's own page", 200, administrator.get(people + "/" + first.id()));
    long invited =
        Rows.one(
            portal.database().jdbi(),
            Long.class,
            "select id from account where email = :email",
            "email",
            LONG_EMAIL);
    keep(states, "who is invited", 200, administrator.get(people + "/" + invited));
    portal.visitor().post(linkIn(made), "password", TestAccounts.PASSWORD);
    TestAccounts.Person person = new TestAccounts.Person(invited, LONG_NAME, LONG_EMAIL);
    addPasskey(person, "Telephone");
    addPasskey(person, "Laptop");
    String page = people + "/" + invited;
    keep(states, "a person", 200, administrator.get(page));
    keep(states, "a person, wrong", 422, administrator.post(page, "name", "", "email", "x"));
    String reset = linkIn(administrator.post(page + "/link"));
    keep(states, "reset", 200, portal.get(reset));
    keep(states, "reset, wrong", 422, portal.visitor().post(reset, "password", "short"));
    Visitor theirs = TestAccounts.signedIn(portal, person);
    keep(states, "account, long", 200, theirs.get("/admin/account"));
    administrator.post(page + "/disable");
    keep(states, "who is shut out", 200, administrator.get(page));
    keep(states, "people", 200, administrator.get(people + "?done=disabled"));
  }

  private static HttpResponse<String> guess() {
    return portal
        .visitor()
        .post(
            "/admin/login",
            Form.of("email", LONG_EMAIL, "password", "guess"),
            "X-Forwarded-For",
            "192.0.2.1");
  }

  private static void addPasskey(TestAccounts.Person person, String name) {
    byte[] id = Tokens.bytes(16);
    PasskeyEditor passkeys = new PasskeyEditor(portal.database().jdbi(), portal.clock());
    portal
        .database()
        .jdbi()
        .useHandle(handle -> passkeys.add(handle, person.id(), id, id, 0, List.of(), name));
  }

  private static byte[] secretOf(TestAccounts.Person person) {
    return portal
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select totp_secret from account where id = :id")
                    .bind("id", person.id())
                    .mapTo(byte[].class)
                    .one());
  }

  private static void keep(
      Map<String, String> states, String state, int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), state);
    states.put(state, response.body());
  }

  private static String linkIn(HttpResponse<String> made) {
    return path(Jsoup.parse(made.body()).select("#link").text());
  }

  private static String path(String url) {
    return url.replaceFirst("^http://localhost:\\d+", "");
  }
}
