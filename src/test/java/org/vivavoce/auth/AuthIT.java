package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.http.HandlerType;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.config.Config;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/** Links, sessions, second factors, throttling and people, with time going by. */
class AuthIT {
  private static final String NEW_PASSWORD = "violet ladders hum softly";
  private static final String PROXY = "127.0.0.1";
  private TestClock.Movable clock;
  private Portal portal;

  @BeforeEach
  void open() {
    clock = TestClock.movable();
    portal = Portal.over(TestDatabase.migrated(), Map.of("TRUSTED_PROXIES", PROXY), clock);
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void theFirstAdministratorIsSetUpByALinkThatWorksOnce() throws Exception {
    String older = path(portal.setUpLink().orElseThrow());
    String link = path(portal.setUpLink().orElseThrow());
    assertEquals(404, portal.get(older).statusCode(), "a newer link makes the older one void");
    for (int look = 0; look < 3; look++) {
      assertEquals(200, portal.get(link).statusCode(), "looking uses nothing up");
    }
    Visitor first = portal.visitor();
    assertEquals(
        422,
        first
            .post(link, "name", "Kim", "email", "kim@example.org", "password", "short")
            .statusCode());
    HttpResponse<String> done =
        first.post(link, "name", "Kim", "email", "kim@example.org", "password", NEW_PASSWORD);
    assertEquals(303, done.statusCode());
    assertTrue(first.page("/admin/people").text().contains("kim@example.org"), "is in");
    assertEquals(
        404,
        portal
            .visitor()
            .post(link, "name", "Eve", "email", "eve@example.org", "password", NEW_PASSWORD)
            .statusCode(),
        "a second time");
    assertTrue(portal.setUpLink().isEmpty(), "somebody can sign in");
    assertEquals(303, logIn("kim@example.org", NEW_PASSWORD).statusCode());
  }

  @Test
  void instancesThatStartTogetherCreateOneAdministrator() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Object>> starts = new ArrayList<>();
      for (int number = 0; number < 8; number++) {
        starts.add(() -> portal.setUpLink());
      }
      for (Future<Object> start : threads.invokeAll(starts)) {
        start.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, count("select count(*) from account"));
    assertEquals(1, count("select count(*) from account_link"));
  }

  @Test
  void anInvitationIsShownToTheAdministratorAndTakenUpOnce() {
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    administrator.page("/admin/people/new");
    Document made =
        administrator.page(
            "/admin/people/new",
            administrator.post(
                "/admin/people/new",
                "name",
                "Ash <b>Ember</b>",
                "email",
                "ash@example.org",
                "roles",
                "editor",
                "roles",
                "reviewer",
                "credentials",
                "MD",
                "doctor",
                ""),
            200);
    String link = path(made.select("#link").text());
    assertTrue(made.select("#link-text").text().contains("Ash <b>Ember</b>"));
    assertEquals(404, portal.get(link.replace("invitations", "reset")).statusCode());
    Visitor ash = portal.visitor();
    assertEquals(
        422, ash.post(link, "password", "ember ash ember ash").statusCode(), "holds the name");
    assertEquals(422, ash.post(link, "password", "Password123456!").statusCode(), "is common");
    assertEquals(303, ash.post(link, "password", NEW_PASSWORD).statusCode());
    assertEquals(
        1, count("select count(*) from audit_entry where action = 'account.password_set'"));
    assertEquals(
        0, count("select count(*) from audit_entry where action = 'account.password_changed'"));
    assertEquals(200, ash.get("/admin/account").statusCode());
    assertEquals(403, ash.get("/admin/people").statusCode(), "no administrator");
    assertEquals(404, portal.visitor().post(link, "password", NEW_PASSWORD).statusCode());
    assertEquals(
        422,
        administrator
            .post(
                "/admin/people/new", "name", "Other", "email", "ASH@example.org", "roles", "editor")
            .statusCode(),
        "the address is taken");
  }

  @Test
  void oldLinksAndThoseOfTheDisabledAreVoid() {
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    String link = resetLink(administrator, person);
    clock.pass(Duration.ofMinutes(61));
    assertEquals(404, portal.get(link).statusCode());
    assertEquals(404, portal.visitor().post(link, "password", NEW_PASSWORD).statusCode());
    administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    String another = resetLink(administrator, person);
    administrator.post("/admin/people/" + person.id() + "/disable");
    assertEquals(404, portal.visitor().post(another, "password", NEW_PASSWORD).statusCode());
    assertEquals(422, logIn(person.email(), TestAccounts.PASSWORD).statusCode());
  }

  @Test
  void aResetEndsEverySessionAndTheOldPassword() {
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor stolen = TestAccounts.signedIn(portal, person);
    String link = resetLink(administrator, person);
    HttpResponse<String> done = portal.visitor().post(link, "password", NEW_PASSWORD);
    assertAll(
        () ->
            assertEquals(
                "/admin/login?next=%2Fadmin%2Faccount%3Fdone%3Dlook-through&done=reset",
                location(done)),
        () -> assertEquals(303, stolen.get("/admin/account").statusCode()),
        () -> assertEquals(422, logIn(person.email(), TestAccounts.PASSWORD).statusCode()),
        () -> assertEquals(303, logIn(person.email(), NEW_PASSWORD).statusCode()));
  }

  @Test
  void sessionsEndByThemselvesAndOnDemand() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor here = TestAccounts.signedIn(portal, person);
    clock.pass(Duration.ofHours(7).plusMinutes(59));
    assertEquals(200, here.get("/admin/account").statusCode(), "used just in time");
    Visitor there = TestAccounts.signedIn(portal, person);
    Visitor third = TestAccounts.signedIn(portal, person);
    Document account = here.page("/admin/account");
    assertEquals(3, account.select("form[action$=/end]").size());
    String other = account.select("li:not(:has(.status)) form[action$=/end]").get(0).attr("action");
    assertEquals(303, here.post(other).statusCode());
    assertEquals(404, here.post(other).statusCode());
    Visitor stranger = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    String mine = account.select("li:has(.status) form[action$=/end]").attr("action");
    assertEquals(404, stranger.post(mine).statusCode(), "another's session");
    assertEquals(303, here.post("/admin/account/sessions/end-others").statusCode());
    assertEquals(303, there.get("/admin/account").statusCode());
    assertEquals(303, third.get("/admin/account").statusCode());
    for (int day = 0; day < 21; day++) {
      clock.pass(Duration.ofHours(7).plusMinutes(30));
      here.get("/admin/account");
    }
    clock.pass(Duration.ofHours(4));
    assertEquals(303, here.get("/admin/account").statusCode(), "over after a week");
    Visitor idle = TestAccounts.signedIn(portal, person);
    clock.pass(Duration.ofHours(8).plusSeconds(1));
    assertEquals(303, idle.get("/admin/account").statusCode(), "over after eight idle hours");
  }

  @Test
  void aNewPasswordEndsTheOtherSessionsAndRotatesThisOne() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor here = TestAccounts.signedIn(portal, person);
    Visitor there = TestAccounts.signedIn(portal, person);
    String before = here.session();
    String path = "/admin/account/password";
    assertEquals(
        422, here.post(path, "password", "wrong", "new-password", NEW_PASSWORD).statusCode());
    assertEquals(
        422,
        here.post(path, "password", TestAccounts.PASSWORD, "new-password", "short").statusCode());
    assertEquals(
        303,
        here.post(path, "password", TestAccounts.PASSWORD, "new-password", NEW_PASSWORD)
            .statusCode());
    assertNotEquals(before, here.session());
    assertEquals(200, here.get("/admin/account").statusCode());
    assertEquals(303, there.get("/admin/account").statusCode());
  }

  @Test
  void guessingIsSlowForWhoGuessesAndForNobodyElse() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    for (int guess = 0; guess < 5; guess++) {
      assertEquals(422, logInFrom("192.0.2.1", person.email(), "guess").statusCode());
    }
    HttpResponse<String> refused = logInFrom("192.0.2.1", person.email(), TestAccounts.PASSWORD);
    assertAll(
        () -> assertEquals(429, refused.statusCode(), "even the right one is not looked at"),
        () -> assertEquals("15", refused.headers().firstValue("Retry-After").orElse("")),
        () -> assertTrue(refused.body().contains("wait 15 seconds")));
    assertEquals(
        303,
        logInFrom("198.51.100.7", person.email(), TestAccounts.PASSWORD).statusCode(),
        "the owner elsewhere is let in");
    clock.pass(Duration.ofSeconds(16));
    assertEquals(422, logInFrom("192.0.2.1", person.email(), "guess").statusCode());
    assertEquals(429, logInFrom("192.0.2.1", person.email(), "guess").statusCode());
    clock.pass(Duration.ofSeconds(16));
    assertEquals(
        429, logInFrom("192.0.2.1", person.email(), "guess").statusCode(), "twice as long");
    for (int bot = 1; bot <= 40; bot++) {
      logInFrom("203.0.113." + bot, person.email(), "guess");
    }
    assertEquals(429, logInFrom("203.0.113.1", person.email(), "guess").statusCode());
    assertEquals(
        303,
        logInFrom("198.51.100.8", person.email(), TestAccounts.PASSWORD).statusCode(),
        "a clean address is let in however hard others hammer");
  }

  @Test
  void whoIsKnownInABrowserWaitsForNobodyElse() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor known = portal.visitor();
    assertEquals(303, logInFrom(known, "192.0.2.1", person.email(), TestAccounts.PASSWORD));
    String device = known.cookie("device");
    known.post("/admin/logout");
    exhaust("192.0.2.1");
    for (int guess = 0; guess < 6; guess++) {
      logInFrom("192.0.2.1", person.email(), "guess");
    }
    assertEquals(
        429,
        logInFrom("192.0.2.1", person.email(), TestAccounts.PASSWORD).statusCode(),
        "a stranger behind the same address waits");
    assertEquals(422, logInFrom(known, "192.0.2.1", person.email(), "mistyped"));
    assertEquals(
        303, logInFrom(known, "192.0.2.1", person.email(), TestAccounts.PASSWORD), "who is known");
    assertNotEquals(device, known.cookie("device"), "is known by another token each time");

    TestAccounts.Person other = TestAccounts.add(portal, Role.EDITOR);
    known.post("/admin/logout");
    assertEquals(
        429,
        logInFrom(known, "192.0.2.1", other.email(), TestAccounts.PASSWORD),
        "to another account it is a stranger");
    for (int guess = 0; guess < 5; guess++) {
      assertEquals(422, logInFrom(known, "198.51.100.1", person.email(), "guess"));
    }
    assertEquals(
        429,
        logInFrom(known, "198.51.100.2", person.email(), TestAccounts.PASSWORD),
        "whoever took the browser guesses slowly too, and from everywhere");
    assertEquals(
        303,
        logInFrom("198.51.100.3", person.email(), TestAccounts.PASSWORD).statusCode(),
        "which is nothing to the owner elsewhere");
  }

  @Test
  void oneBrowserIsKnownToAllWhoSignInThere() {
    TestAccounts.Person one = TestAccounts.add(portal, Role.EDITOR);
    TestAccounts.Person two = TestAccounts.add(portal, Role.EDITOR);
    Visitor shared = portal.visitor();
    for (TestAccounts.Person person : List.of(one, two)) {
      assertEquals(303, logInFrom(shared, "192.0.2.1", person.email(), TestAccounts.PASSWORD));
      shared.post("/admin/logout");
    }
    String planted = shared.cookie("device");
    exhaust("192.0.2.1");
    assertEquals(303, logInFrom(shared, "192.0.2.1", one.email(), TestAccounts.PASSWORD));
    shared.post("/admin/logout");
    assertEquals(303, logInFrom(shared, "192.0.2.1", two.email(), TestAccounts.PASSWORD));
    assertEquals(2, count("select count(*) from known_device"));
    assertEquals(
        429,
        portal
            .send(
                "POST",
                "/admin/login",
                Form.of("email", one.email(), "password", TestAccounts.PASSWORD),
                "Origin",
                portal.url(""),
                "X-Forwarded-For",
                "192.0.2.1",
                "Cookie",
                "device=" + planted)
            .statusCode(),
        "a token from before the last sign-in is worth nothing");
  }

  @Test
  void whatEndsEverySessionMakesEveryBrowserAStranger() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    Visitor lost = portal.visitor();
    assertEquals(303, logInFrom(lost, "192.0.2.1", person.email(), TestAccounts.PASSWORD));
    Visitor here = portal.visitor();
    assertEquals(303, logInFrom(here, "192.0.2.1", person.email(), TestAccounts.PASSWORD));
    here.page("/admin/account");
    String mine = "select count(*) from known_device where account_id = " + person.id();
    assertEquals(2, count(mine));
    assertEquals(303, here.post("/admin/account/sessions/end-others").statusCode());
    assertEquals(1, count(mine), "the one at hand stays known");
    logInFrom(lost, "198.51.100.1", person.email(), TestAccounts.PASSWORD);
    assertEquals(
        303,
        here.post(
                "/admin/account/password",
                "password",
                TestAccounts.PASSWORD,
                "new-password",
                NEW_PASSWORD)
            .statusCode());
    assertEquals(1, count(mine), "with a new password, too");
    administrator.page("/admin/people/" + person.id());
    assertEquals(303, administrator.post("/admin/people/" + person.id() + "/disable").statusCode());
    assertEquals(0, count(mine));
  }

  @Test
  void ofAnAccountTwentyBrowsersAreKnownAndForHalfAYear() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor first = portal.visitor();
    logInFrom(first, "192.0.2.1", person.email(), TestAccounts.PASSWORD);
    for (int device = 0; device < KnownDevices.MOST; device++) {
      clock.pass(Duration.ofSeconds(1));
      logInFrom(
          portal.visitor(), "192.0.2." + (10 + device), person.email(), TestAccounts.PASSWORD);
    }
    assertEquals(KnownDevices.MOST, count("select count(*) from known_device"));
    exhaust("192.0.2.1");
    assertEquals(429, logInFrom(first, "192.0.2.1", person.email(), TestAccounts.PASSWORD));
    clock.pass(KnownDevices.LIFE.plusSeconds(1));
    logInFrom("198.51.100.1", person.email(), TestAccounts.PASSWORD);
    assertEquals(1, count("select count(*) from known_device"), "the others are forgotten");
  }

  @Test
  void codesThatOthersGuessKeepNobodyOutOfAKnownBrowser() {
    TestAccounts.Person person = withSecondStep();
    Visitor known = portal.visitor();
    logInFrom(known, "192.0.2.1", person.email(), TestAccounts.PASSWORD);
    clock.pass(Duration.ofMinutes(1));
    assertEquals(303, codeFrom(known, "192.0.2.1", code(secretOf(person), 0)));
    known.page("/admin/account");
    known.post("/admin/logout");
    Visitor thief = portal.visitor();
    for (int guess = 0; guess < 10; guess++) {
      if (guess % 4 == 0) {
        thief = portal.visitor();
        logInFrom(thief, "192.0.2.1", person.email(), TestAccounts.PASSWORD);
      }
      assertEquals(422, codeFrom(thief, "192.0.2.1", "000000"));
    }
    assertEquals(429, codeFrom(thief, "192.0.2.1", "000000"));
    Visitor elsewhere = portal.visitor();
    logInFrom(elsewhere, "198.51.100.1", person.email(), TestAccounts.PASSWORD);
    assertEquals(422, codeFrom(elsewhere, "198.51.100.1", "000000"), "another address is free");
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update login_failure set failures = 101, failed_at = ?::timestamptz"
                        + " where subject ~ '^code:account:[0-9a-f]+$'",
                    clock.instant()));
    Visitor third = portal.visitor();
    logInFrom(third, "203.0.113.1", person.email(), TestAccounts.PASSWORD);
    assertEquals(
        429, codeFrom(third, "203.0.113.1", "000000"), "from everywhere a hundred are free");
    assertEquals(303, logInFrom(known, "192.0.2.1", person.email(), TestAccounts.PASSWORD));
    clock.pass(Duration.ofSeconds(31));
    assertEquals(303, codeFrom(known, "192.0.2.1", code(secretOf(person), 0)));
  }

  @Test
  void tryingManyAccountsFromOneAddressIsSlowAndMadeUpAddressesDoNotHelp() {
    int refused = 0;
    for (int guess = 0; guess < 30; guess++) {
      HttpResponse<String> answer =
          portal
              .visitor()
              .post(
                  "/admin/login",
                  Form.of("email", "somebody" + guess + "@example.org", "password", "guess"),
                  "X-Forwarded-For",
                  "10.9.8." + guess + ", 192.0.2.9");
      refused += answer.statusCode() == 429 ? 1 : 0;
    }
    assertEquals(5, refused, "25 are free");
  }

  @Test
  void guessesAtTheSameTimeAreEachCounted() throws Exception {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    ExecutorService threads = Executors.newFixedThreadPool(10);
    int looked = 0;
    try {
      List<Callable<Integer>> guesses = new ArrayList<>();
      for (int guess = 0; guess < 20; guess++) {
        guesses.add(() -> logInFrom("192.0.2.1", person.email(), "guess").statusCode());
      }
      for (Future<Integer> guess : threads.invokeAll(guesses)) {
        looked += guess.get() == 422 ? 1 : 0;
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(5, looked);
  }

  @Test
  void theSecondStepTakesEachCodeOnce() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor visitor = TestAccounts.signedIn(portal, person);
    Visitor other = TestAccounts.signedIn(portal, person);
    Document setUp = visitor.page("/admin/account/second-factor");
    byte[] secret = secretOf(person);
    assertEquals(Totp.base32(secret), setUp.select(".secret").text().replace(" ", ""));
    assertEquals(1, setUp.select("svg path[d^=M]").size());
    assertEquals(422, visitor.post("/admin/account/second-factor", "code", "000000x").statusCode());
    Document codes =
        visitor.page(
            "/admin/account/second-factor",
            visitor.post("/admin/account/second-factor", "code", code(secret, 0)),
            200);
    List<String> recovery = codes.select(".codes li").eachText();
    assertEquals(10, recovery.size());
    assertEquals(303, other.get("/admin/account").statusCode(), "got in by the password alone");

    Visitor again = atSecondStep(person);
    assertEquals("", again.session(), "the password alone opens nothing");
    assertEquals(303, again.get("/admin/account").statusCode());
    assertEquals(
        422,
        again.post("/admin/login/code", "code", code(secret, 0)).statusCode(),
        "the code that turned it on was taken");
    assertEquals(
        303,
        again
            .post("/admin/login/code", "code", code(secret, 1), "next", "/admin/account")
            .statusCode());
    assertEquals(200, again.get("/admin/account").statusCode());
    Visitor replay = atSecondStep(person);
    assertEquals(
        422, replay.post("/admin/login/code", "code", code(secret, 1)).statusCode(), "replayed");
    assertEquals(
        303,
        replay
            .post("/admin/login/code", "code", recovery.get(0).toUpperCase(java.util.Locale.ROOT))
            .statusCode());
    assertEquals(
        422,
        atSecondStep(person).post("/admin/login/code", "code", recovery.get(0)).statusCode(),
        "a recovery code a second time");
    clock.pass(Duration.ofMinutes(2));
    assertEquals(
        422,
        atSecondStep(person).post("/admin/login/code", "code", code(secret, -2)).statusCode(),
        "too old");
    assertEquals(
        303,
        atSecondStep(person).post("/admin/login/code", "code", code(secret, -1)).statusCode(),
        "a clock that is a little late");
  }

  @Test
  void aSecondStepIsTriedFiveTimesAndForFiveMinutes() {
    TestAccounts.Person person = withSecondStep();
    byte[] secret = secretOf(person);
    Visitor guessing = atSecondStep(person);
    for (int guess = 0; guess < 5; guess++) {
      assertEquals(422, guessing.post("/admin/login/code", "code", "12345").statusCode());
    }
    assertEquals(
        "/admin/login", location(guessing.post("/admin/login/code", "code", code(secret, 1))));
    Visitor slow = atSecondStep(person);
    clock.pass(Duration.ofMinutes(6));
    assertEquals("/admin/login", location(slow.post("/admin/login/code", "code", code(secret, 0))));
    assertEquals("", slow.session());
  }

  @Test
  void oneCodeAtTheSameTimeOpensOneSession() throws Exception {
    TestAccounts.Person person = withSecondStep();
    byte[] secret = secretOf(person);
    List<Visitor> visitors =
        List.of(atSecondStep(person), atSecondStep(person), atSecondStep(person));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    int in = 0;
    try {
      List<Callable<Integer>> logins = new ArrayList<>();
      for (Visitor visitor : visitors) {
        logins.add(() -> visitor.post("/admin/login/code", "code", code(secret, 1)).statusCode());
      }
      for (Future<Integer> login : threads.invokeAll(logins)) {
        in += login.get() == 303 ? 1 : 0;
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, in);
  }

  @Test
  void aResetDoesNotGoPastTheSecondStep() {
    TestAccounts.Person person = withSecondStep();
    String link = resetLink(TestAccounts.signedIn(portal, Role.ADMINISTRATOR), person);
    Visitor visitor = portal.visitor();
    visitor.post(link, "password", NEW_PASSWORD);
    assertEquals("", visitor.session());
    HttpResponse<String> step =
        visitor.post("/admin/login", "email", person.email(), "password", NEW_PASSWORD);
    assertEquals("/admin/login/code", location(step));
  }

  @Test
  void anAdministratorTakesAwayALostSecondFactor() {
    TestAccounts.Person person = withSecondStep();
    addPasskey(person, "Telephone");
    addPasskey(person, "Laptop");
    Visitor open = TestAccounts.signedIn(portal, person);
    Visitor halfIn = atSecondStep(person);
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    String page = "/admin/people/" + person.id();
    String remove = page + "/second-factor/remove";
    Document before = administrator.page(page);
    assertAll(
        () ->
            assertTrue(
                before.text().contains("The second step has been on since 23 November 2026")),
        () -> assertTrue(before.text().contains("There are 2 passkeys."), before.text()),
        () -> assertTrue(before.text().contains("they are signed out everywhere at once")),
        () ->
            assertEquals(
                "Take away the second factor",
                before.select("form[action=" + remove + "] button").text()));
    clock.pass(Duration.ofMinutes(11));
    assertEquals(
        "/admin/account/prove?next=%2Fadmin%2Fpeople%2F"
            + person.id()
            + "%3Fnote%3Dsecond-factor-undone",
        location(administrator.post(remove)));
    assertEquals(2, count("select count(*) from passkey"), "nothing is done without proof");
    administrator.post("/admin/account/prove", "password", TestAccounts.PASSWORD);
    assertEquals(page + "?done=second-factor-taken-away", location(administrator.post(remove)));
    assertAll(
        () -> assertEquals(0, count("select count(*) from passkey")),
        () -> assertEquals(0, count("select count(*) from recovery_code")),
        () -> assertEquals(0, count("select count(*) from account where totp_secret is not null")),
        () -> assertEquals(303, open.get("/admin/account").statusCode(), "is out"),
        () -> assertEquals("/admin/login", location(halfIn.get("/admin/login/code"))),
        () ->
            assertEquals(
                1,
                count(
                    "select count(*) from audit_entry where action = 'account.second_factor_taken_away'"
                        + " and (detail->>'account')::bigint = "
                        + person.id()
                        + " and (detail->>'passkeys')::int = 2")));
    assertEquals(
        "/admin", location(logIn(person.email(), TestAccounts.PASSWORD)), "the password is enough");
    Document after = administrator.page(page);
    assertAll(
        () -> assertTrue(after.text().contains("The second step is off. There is no passkey.")),
        () -> assertEquals(0, after.select("form[action=" + remove + "]").size()));
  }

  @Test
  void onesOwnSecondFactorIsTakenAwayOnOnesOwnPageOnly() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.ADMINISTRATOR);
    addPasskey(person, "Telephone");
    Visitor administrator = TestAccounts.signedIn(portal, person);
    String page = "/admin/people/" + person.id();
    String remove = page + "/second-factor/remove";
    assertEquals(0, administrator.page(page).select("form[action=" + remove + "]").size());
    Document refused = administrator.page(page, administrator.post(remove), 422);
    assertEquals(
        "This is your own account; its second step is on your account page.",
        refused.select("#second-factor-error").text());
    assertEquals(1, count("select count(*) from passkey"));
    assertEquals(200, administrator.get(page).statusCode(), "is still in");
    Visitor editor = TestAccounts.signedIn(portal, Role.EDITOR, Role.REVIEWER, Role.AUTHOR);
    assertEquals(403, editor.post(remove).statusCode());
    assertEquals(1, count("select count(*) from passkey"));
  }

  @Test
  void theCommandLineTakesAwayASecondFactorWhereItIsToldTo() {
    TestAccounts.Person person = withSecondStep();
    addPasskey(person, "Telephone");
    Visitor open = TestAccounts.signedIn(portal, person);
    People people =
        new People(
            portal.database().jdbi(),
            Config.from(Map.of("BASE_URL", "http://localhost:8080")),
            clock);
    assertEquals(200, portal.get(path(people.reset(person.email(), false))).statusCode());
    assertEquals(1, count("select count(*) from passkey"), "was not told to");
    assertEquals(200, open.get("/admin/account").statusCode());
    String link = path(people.reset(person.email(), true));
    assertAll(
        () -> assertEquals(0, count("select count(*) from passkey")),
        () -> assertEquals(0, count("select count(*) from recovery_code")),
        () -> assertEquals(303, open.get("/admin/account").statusCode()));
    portal.visitor().post(link, "password", NEW_PASSWORD);
    assertEquals("/admin", location(logIn(person.email(), NEW_PASSWORD)));
    assertEquals(
        1,
        count(
            "select count(*) from audit_entry where actor = 'command line'"
                + " and action = 'account.second_factor_taken_away'"));
  }

  @Test
  void aResetTakesPasskeysAwayWhereThatIsTickedAndShowsThemWhereNot() {
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    TestAccounts.Person other = TestAccounts.add(portal, Role.EDITOR);
    addPasskey(other, "Of somebody else");
    String plain = resetLink(administrator, person);
    assertEquals(
        0, portal.visitor().page(plain).select("input[type=checkbox]").size(), "there are none");
    addPasskey(person, "Telephone");
    addPasskey(person, "Unknown device");
    Visitor visitor = portal.visitor();
    Document form = visitor.page(plain);
    assertEquals(
        List.of(
            "Telephone: Added on 23 November 2026, 12:00 UTC, not used yet",
            "Unknown device: Added on 23 November 2026, 12:00 UTC, not used yet"),
        form.select("fieldset li").eachText());
    assertFalse(form.selectFirst("input[name=passkeys]").hasAttr("checked"), "is asked, not done");
    Document kept =
        visitor.page(plain, visitor.post(plain, "password", "x", "passkeys", "remove"), 422);
    assertTrue(kept.selectFirst("input[name=passkeys]").hasAttr("checked"), "stays as it was");
    String next = location(visitor.post(plain, "password", NEW_PASSWORD));
    assertEquals(3, count("select count(*) from passkey"), "not ticked");
    Document login = visitor.page(next);
    String account =
        location(
            visitor.post(
                "/admin/login",
                "email",
                person.email(),
                "password",
                NEW_PASSWORD,
                "next",
                login.select("input[name=next]").val()));
    Document own = visitor.page(account);
    assertTrue(own.select(".desk-notice").text().contains("remove what you do not know"));
    assertTrue(own.text().contains("Unknown device"));

    String again = resetLink(administrator, person);
    portal.visitor().post(again, "password", NEW_PASSWORD, "passkeys", "remove");
    assertEquals(1, count("select count(*) from passkey"), "ticked; another's stays");
    assertEquals(303, visitor.get("/admin/account").statusCode(), "every session ends");
    assertEquals(
        1,
        count(
            "select count(*) from audit_entry where action = 'account.passkeys_removed'"
                + " and (detail->>'passkeys')::int = 2"));
  }

  @Test
  void theAccountPageSaysSinceWhenTheSecondStepIsOnAndWhenItWasUsed() {
    TestAccounts.Person person = withSecondStep();
    clock.pass(Duration.ofHours(3));
    Visitor visitor = atSecondStep(person);
    visitor.post("/admin/login/code", "code", code(secretOf(person), 0));
    assertTrue(
        visitor
            .page("/admin/account")
            .text()
            .contains(
                "Set up on 23 November 2026, 12:00 UTC; the last code was taken on 23 November 2026, 15:00 UTC."));
  }

  @Test
  void challengesForPasskeysCannotBePiledUp() {
    String options = "/admin/login/passkey/options";
    int given = 0;
    for (int ask = 0; ask < LoginThrottle.CHALLENGES + 20; ask++) {
      given += ask(options, "192.0.2.1").statusCode() == 200 ? 1 : 0;
    }
    assertEquals(LoginThrottle.CHALLENGES, given, "of one address");
    HttpResponse<String> refused = ask(options, "192.0.2.1");
    assertAll(
        () -> assertEquals(429, refused.statusCode()),
        () -> assertEquals("300", refused.headers().firstValue("Retry-After").orElse("")),
        () -> assertTrue(refused.body().contains("wait 5 minutes"), refused.body()),
        () -> assertEquals(200, ask(options, "198.51.100.7").statusCode(), "nobody else waits"));
    assertEquals(LoginThrottle.CHALLENGES + 1, count("select count(*) from passkey_challenge"));
    clock.pass(Duration.ofMinutes(5).plusSeconds(1));
    assertEquals(200, ask(options, "192.0.2.1").statusCode(), "after a while");
    assertEquals(1, count("select count(*) from passkey_challenge"), "what is over is gone");

    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into passkey_challenge (challenge, expires_at)"
                        + " select sha256(n::text::bytea), ?::timestamptz from generate_series(1, 12000) n",
                    clock.instant().plusSeconds(60)));
    ask(options, "203.0.113.9");
    assertEquals(
        PasskeyEditor.MOST_AT_THE_DOOR,
        count("select count(*) from passkey_challenge"),
        "from however many addresses");

    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor visitor = TestAccounts.signedIn(portal, person);
    for (int ask = 0; ask < 15; ask++) {
      assertEquals(200, visitor.post("/admin/account/prove/passkey/options").statusCode());
    }
    assertEquals(
        PasskeyEditor.MOST_OF_AN_ACCOUNT,
        count("select count(*) from passkey_challenge where account_id = " + person.id()));
  }

  @Test
  void failuresOfLongAgoAreForgottenWithoutAnybodySigningIn() {
    logInFrom("192.0.2.1", "nobody@example.org", "guess");
    assertEquals(3, count("select count(*) from login_failure"));
    clock.pass(Duration.ofHours(25));
    logInFrom("192.0.2.2", "another@example.org", "guess");
    assertEquals(3, count("select count(*) from login_failure"), "those of the second guess");
  }

  @Test
  void oneLinkAtTheSameTimeSetsOnePassword() throws Exception {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    String link = resetLink(TestAccounts.signedIn(portal, Role.ADMINISTRATOR), person);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    int set = 0;
    try {
      List<Callable<Integer>> uses = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        String password = NEW_PASSWORD + number;
        uses.add(() -> portal.visitor().post(link, "password", password).statusCode());
      }
      for (Future<Integer> use : threads.invokeAll(uses)) {
        set += use.get() == 303 ? 1 : 0;
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, set);
    assertEquals(
        1,
        count("select count(*) from audit_entry where action = 'account.password_changed'"),
        "and none is set behind it");
  }

  @Test
  void aPasswordThatIsChangedMakesResetLinksVoid() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    String link = resetLink(TestAccounts.signedIn(portal, Role.ADMINISTRATOR), person);
    TestAccounts.signedIn(portal, person)
        .post(
            "/admin/account/password",
            "password",
            TestAccounts.PASSWORD,
            "new-password",
            NEW_PASSWORD);
    assertEquals(404, portal.get(link).statusCode());
    assertEquals(404, portal.visitor().post(link, "password", TestAccounts.PASSWORD).statusCode());
    assertEquals(303, logIn(person.email(), NEW_PASSWORD).statusCode());
  }

  @Test
  void nothingIsAddedByASessionThatIsJustBeingEnded() throws Exception {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor intruder = TestAccounts.signedIn(portal, person);
    intruder.page("/admin/account/second-factor");
    String code = code(secretOf(person), 0);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> added =
          portal
              .database()
              .jdbi()
              .inTransaction(
                  handle -> {
                    SessionEditor.endAll(handle, person.id(), null);
                    Future<Integer> adding =
                        thread.submit(
                            () ->
                                intruder
                                    .post("/admin/account/second-factor", "code", code)
                                    .statusCode());
                    while (!adding.isDone()
                        && count("select count(*) from pg_locks where not granted") == 0) {
                      Thread.onSpinWait();
                    }
                    return adding;
                  });
      assertEquals(401, added.get());
    } finally {
      thread.shutdownNow();
    }
    assertEquals(0, count("select count(*) from account where totp_confirmed_at is not null"));
  }

  @Test
  void anInvitationToAMistypedAddressIsVoidOnceItIsCorrected() {
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    administrator.page("/admin/people/new");
    Document made =
        administrator.page(
            "/admin/people/new",
            administrator.post(
                "/admin/people/new",
                "name",
                "Ash",
                "email",
                "ahs@example.org",
                "roles",
                "administrator"),
            200);
    String link = path(made.select("#link").text());
    String page =
        "/admin/people/" + count("select id from account where email = 'ahs@example.org'");
    administrator.post(page, correction(administrator, page, "Ash Ember", "ahs@example.org"));
    assertEquals(200, portal.get(link).statusCode(), "another name makes no link void");
    String next =
        location(
            administrator.post(page, correction(administrator, page, "Ash", "ash@example.org")));
    assertAll(
        () -> assertEquals(404, portal.get(link).statusCode()),
        () -> assertEquals(404, portal.visitor().post(link, "password", NEW_PASSWORD).statusCode()),
        () ->
            assertTrue(
                administrator
                    .page(next)
                    .select(".desk-notice")
                    .text()
                    .contains("no longer works: make a new one below")));
  }

  private static Form correction(Visitor visitor, String page, String name, String email) {
    return Form.of(
        "name",
        name,
        "email",
        email,
        "roles",
        "administrator",
        "version",
        versionIn(visitor, page));
  }

  private static String versionIn(Visitor visitor, String page) {
    return visitor.page(page).select("input[name=version]").val();
  }

  @Test
  void aStalePageGivesNoRoleBack() {
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    TestAccounts.Person person = TestAccounts.add(portal, Role.ADMINISTRATOR, Role.EDITOR);
    String page = "/admin/people/" + person.id();
    String stale = versionIn(administrator, page);
    assertEquals(
        303,
        administrator
            .post(
                page,
                "name",
                person.name(),
                "email",
                person.email(),
                "roles",
                "editor",
                "version",
                stale)
            .statusCode());
    String[] typed = {
      "name",
      "Robin Ember",
      "email",
      person.email(),
      "roles",
      "editor",
      "roles",
      "administrator",
      "version",
      stale
    };
    Document refused = administrator.page(page, administrator.post(page, typed), 409);
    assertAll(
        () ->
            assertEquals(
                1,
                count(
                    "select count(*) from account where roles = array['editor'] and id = "
                        + person.id())),
        () ->
            assertEquals(
                List.of(person.name(), "Robin Ember", "Editor", "Editor, Administrator"),
                refused.select("#conflict .versions__words").eachText()),
        () -> assertEquals("Robin Ember", refused.select("#name").val(), "what was typed is kept"));
    Visitor same = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    same.page(page);
    assertEquals(
        303,
        same.post(
                page,
                "name",
                person.name(),
                "email",
                person.email(),
                "roles",
                "editor",
                "version",
                stale)
            .statusCode(),
        "what stands already");
    typed[typed.length - 1] = refused.select("input[name=version]").val();
    assertEquals(303, administrator.post(page, typed).statusCode(), "knowingly");
  }

  @Test
  void nothingIsDroppedSilentlyWhereProofIsAskedFor() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    administrator.page("/admin/people");
    clock.pass(Duration.ofMinutes(11));
    String[] typed = {"name", "Ash Ember", "email", "ash@example.org", "roles", "reviewer"};
    Document invitation =
        administrator.page(
            "/admin/people/new", administrator.post("/admin/people/new", typed), 422);
    Document change =
        administrator.page(
            "/admin/people/" + person.id(),
            administrator.post("/admin/people/" + person.id(), typed),
            422);
    for (Document kept : List.of(invitation, change)) {
      assertAll(
          () -> assertEquals("Not done yet", kept.select("#unproved h2").text()),
          () -> assertEquals("Ash Ember", kept.select("#name").val()),
          () -> assertEquals("ash@example.org", kept.select("#email").val()),
          () -> assertEquals(List.of("reviewer"), kept.select("input[checked]").eachAttr("value")),
          () -> assertEquals(0, kept.select("#disable, #second-factor").size(), "shown to nobody"));
    }
    String disable = "/admin/people/" + person.id() + "/disable";
    String prove = location(administrator.post(disable));
    String next = administrator.page(prove).select("input[name=next]").val();
    String after =
        location(
            administrator.post(
                "/admin/account/prove", "password", TestAccounts.PASSWORD, "next", next));
    assertEquals(
        "Not done yet: disable this account. Now that you have proved who you are, press the button once more.",
        administrator.page(after).select(".desk-notice").text());
    assertEquals(0, count("select count(*) from account where disabled_at is not null"));
    assertEquals(303, administrator.post(disable).statusCode());
    assertEquals(1, count("select count(*) from account where disabled_at is not null"));
  }

  @Test
  void nobodySpeaksAsADoctorWhoWasMergedAway() {
    long kept = doctor("ada", "Ada Example");
    long duplicate = doctor("ada-2", "A. Example");
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    String page = "/admin/people/" + TestAccounts.add(portal, Role.AUTHOR).id();
    String[] typed = {
      "name",
      "Ash",
      "email",
      "ash@example.org",
      "roles",
      "author",
      "version",
      administrator.page(page).select("input[name=version]").val(),
      "doctor",
      Long.toString(duplicate)
    };
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update doctor set merged_into_id = ? where id = ?", kept, duplicate));
    assertEquals(
        List.of("", Long.toString(kept)),
        administrator.page("/admin/people/new").select("#doctor option").eachAttr("value"),
        "is not offered");
    assertEquals(303, administrator.post(page, typed).statusCode(), "a page of before the merge");
    assertEquals(kept, count("select doctor_id from account where email = 'ash@example.org'"));
    assertEquals(
        422,
        administrator
            .post(
                "/admin/people/new",
                "name",
                "Eve",
                "email",
                "eve@example.org",
                "roles",
                "author",
                "doctor",
                Long.toString(duplicate))
            .statusCode(),
        "somebody speaks as the one who stands for the other");
    assertEquals(
        422,
        administrator
            .post(
                "/admin/people/new",
                "name",
                "Eve",
                "email",
                "eve@example.org",
                "roles",
                "author",
                "doctor",
                "999999")
            .statusCode(),
        "nobody");
  }

  @Test
  void nobodyIsMergedAwayWhileAnAccountIsLinked() throws Exception {
    long kept = doctor("ada", "Ada Example");
    long duplicate = doctor("ada-2", "A. Example");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<TestAccounts.Person> linked =
          portal
              .database()
              .jdbi()
              .inTransaction(
                  handle -> {
                    handle.execute(
                        "update doctor set merged_into_id = ? where id = ?", kept, duplicate);
                    Future<TestAccounts.Person> linking =
                        thread.submit(() -> TestAccounts.add(portal, duplicate, Role.AUTHOR));
                    while (!linking.isDone()
                        && count("select count(*) from pg_locks where not granted") == 0) {
                      Thread.onSpinWait();
                    }
                    return linking;
                  });
      assertEquals(kept, count("select doctor_id from account where id = " + linked.get().id()));
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aSignInUnderWayDoesNotGoPastASecondFactorThatIsBeingTurnedOn() throws Exception {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> signedIn =
          portal
              .database()
              .jdbi()
              .inTransaction(
                  handle -> {
                    handle.execute(
                        "update account set totp_secret = decode(repeat('ab', 20), 'hex'),"
                            + " totp_confirmed_at = now() where id = ?",
                        person.id());
                    return waiting(
                        thread, () -> logIn(person.email(), TestAccounts.PASSWORD).statusCode());
                  });
      assertEquals(401, signedIn.get());
    } finally {
      thread.shutdownNow();
    }
    assertEquals(0, count("select count(*) from account_session"));
  }

  @Test
  void aSignInUnderWayDoesNotOutliveTheFactorsThatAreTakenAway() throws Exception {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    SessionEditor sessions = new SessionEditor(portal.database().jdbi(), clock);
    AccountEditor editor = new AccountEditor(portal.database().jdbi(), clock, new AuditLog(clock));
    Account account = new AccountQueries(portal.database().jdbi()).find(person.id()).orElseThrow();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      portal
          .database()
          .jdbi()
          .inTransaction(
              handle -> {
                handle.execute(
                    "select id from account where id = ? for no key update", person.id());
                Future<Integer> removed =
                    waiting(
                        thread,
                        () -> {
                          portal
                              .database()
                              .jdbi()
                              .useTransaction(
                                  other -> editor.removeFactors(other, account, "the tests"));
                          return 0;
                        });
                sessions.open(handle, person.id(), "192.0.2.1", "A test's browser");
                return removed;
              })
          .get();
    } finally {
      thread.shutdownNow();
    }
    assertEquals(0, count("select count(*) from account_session"));
  }

  /** What is begun in another thread, and has come to wait for this one. */
  private Future<Integer> waiting(ExecutorService thread, Callable<Integer> work) {
    Future<Integer> begun = thread.submit(work);
    while (!begun.isDone() && count("select count(*) from pg_locks where not granted") == 0) {
      Thread.onSpinWait();
    }
    return begun;
  }

  @Test
  void whoLosesARoleLosesItAtOnce() {
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    TestAccounts.Person person = TestAccounts.add(portal, Role.ADMINISTRATOR);
    Visitor theirs = TestAccounts.signedIn(portal, person);
    assertEquals(200, theirs.get("/admin/people").statusCode());
    administrator.post(
        "/admin/people/" + person.id(),
        "name",
        person.name(),
        "email",
        person.email(),
        "roles",
        "editor",
        "version",
        versionIn(administrator, "/admin/people/" + person.id()));
    assertEquals(403, theirs.get("/admin/people").statusCode());
    assertEquals(200, theirs.get("/admin/account").statusCode(), "is still in");
  }

  @Test
  void whateverChangesWhoGetsInAsksForProof() {
    TestAccounts.Person administrator = TestAccounts.add(portal, Role.ADMINISTRATOR);
    TestAccounts.Person other = TestAccounts.add(portal, Role.EDITOR);
    addPasskey(other, "Telephone");
    Visitor visitor = TestAccounts.signedIn(portal, administrator);
    clock.pass(Duration.ofMinutes(11));
    String before = everythingAboutAccounts();
    Set<String> free = new TreeSet<>();
    for (RouteTable.Route route : portal.routes()) {
      if (route.method().equals(HandlerType.HEAD)
          || !route.path().matches("/admin/(account|people)(/.*)?")) {
        continue;
      }
      String path = route.path().replace("{id}", Long.toString(other.id()));
      HttpResponse<String> answer =
          route.method().equals(HandlerType.POST)
              ? visitor.post(path, Form.of())
              : visitor.get(path);
      boolean asks =
          location(answer).startsWith("/admin/account/prove?")
              || answer.body().contains("href=\"/admin/account/prove?")
              || answer.body().contains("{\"location\":\"/admin/account/prove?");
      if (!asks) {
        free.add(route.method() + " " + route.path());
      }
    }
    assertEquals(
        Set.of(
            "GET /admin/account",
            "GET /admin/account/prove",
            "GET /admin/people",
            // Proof is what these take.
            "POST /admin/account/password",
            "POST /admin/account/prove",
            "POST /admin/account/prove/passkey",
            "POST /admin/account/prove/passkey/options",
            // A letter that comes, or does not.
            "POST /admin/account/digest",
            // Whoever ends a session, or says which passkey is which, lets nobody in.
            "POST /admin/account/passkeys/{id}/name",
            "POST /admin/account/sessions/{id}/end",
            "POST /admin/account/sessions/end-others"),
        free);
    assertEquals(before, everythingAboutAccounts(), "nothing was done without it");
  }

  @Test
  void dangerousActsAskForProofThatIsFresh() {
    TestAccounts.Person person = withSecondStep();
    Visitor visitor = TestAccounts.signedIn(portal, person);
    clock.pass(Duration.ofMinutes(11));
    String remove = "/admin/account/second-factor/remove";
    assertEquals("/admin/account/prove?next=%2Fadmin%2Faccount", location(visitor.post(remove)));
    Document ask = visitor.page("/admin/account/prove?next=/admin/account");
    assertEquals("/admin/account", ask.select("input[name=next]").val());
    assertEquals(0, ask.select("[data-passkey]").size(), "there is none to prove it by");
    assertEquals(List.of("/admin/account"), backFrom(visitor, "/admin/account"));
    assertEquals(List.of("/admin/people"), backFrom(visitor, "/admin/people/7"));
    assertEquals(List.of("/admin/topics"), backFrom(visitor, "/admin/topics/7/merge?into=8"));
    assertEquals(List.of("/admin/audit?action=x"), backFrom(visitor, "/admin/audit?action=x"));
    assertEquals(
        422,
        visitor.post("/admin/account/prove", "password", "wrong", "next", "/admin").statusCode());
    assertEquals(
        "/admin",
        location(
            visitor.post(
                "/admin/account/prove",
                "password",
                TestAccounts.PASSWORD,
                "next",
                "https://evil.example")));
    assertEquals("/admin/account?done=second-factor-off", location(visitor.post(remove)));
    assertEquals(0, count("select count(*) from recovery_code"));
  }

  /** Where "Cancel" leads on the page that asks for proof. */
  private static List<String> backFrom(Visitor visitor, String next) {
    return visitor
        .page("/admin/account/prove?next=" + URLEncoder.encode(next, UTF_8))
        .select("main a:contains(Cancel)")
        .eachAttr("href");
  }

  @Test
  void theLastAdministratorStays() {
    TestAccounts.Person last = TestAccounts.add(portal, Role.ADMINISTRATOR);
    Visitor administrator = TestAccounts.signedIn(portal, last);
    String path = "/admin/people/" + last.id();
    assertEquals(422, administrator.post(path + "/disable").statusCode());
    assertEquals(
        422,
        administrator
            .post(
                path,
                "name",
                last.name(),
                "email",
                last.email(),
                "roles",
                "editor",
                "version",
                versionIn(administrator, path))
            .statusCode());
    TestAccounts.Person second = TestAccounts.add(portal, Role.ADMINISTRATOR);
    assertEquals(303, administrator.post("/admin/people/" + second.id() + "/disable").statusCode());
    assertEquals(422, administrator.post(path + "/disable").statusCode());
    assertEquals(303, administrator.post("/admin/people/" + second.id() + "/enable").statusCode());
    assertEquals(303, administrator.post(path + "/disable").statusCode());
    assertEquals(303, administrator.get("/admin/people").statusCode(), "is out at once");
  }

  @Test
  void whatIsDoneIsWrittenDownAndNoSecretIs() {
    Visitor administrator = TestAccounts.signedIn(portal, Role.ADMINISTRATOR);
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    String link = resetLink(administrator, person);
    logIn(person.email(), "wrong");
    portal.visitor().post(link, "password", NEW_PASSWORD);
    logIn(person.email(), NEW_PASSWORD);
    List<String> actions =
        Rows.list(
            portal.database().jdbi(), String.class, "select action from audit_entry order by id");
    assertTrue(
        actions.containsAll(
            List.of(
                "account.invite",
                "account.reset_link",
                "account.login_failed",
                "account.password_changed",
                "account.login")),
        () -> actions.toString());
    String all =
        Rows.one(
            portal.database().jdbi(),
            String.class,
            "select string_agg(actor || detail, ' ') from audit_entry");
    assertFalse(all.contains(link.substring(link.lastIndexOf('/') + 1)));
    assertFalse(all.contains(NEW_PASSWORD));
    assertTrue(all.contains(person.name() + " (account " + person.id() + ")"));
    assertFalse(all.contains("@"), "what is never taken out again holds no addresses");
  }

  @Test
  void aScriptLearnsWhetherSomebodyIsSignedInAndByWhatToken() {
    Visitor visitor = TestAccounts.signedIn(portal, Role.REVIEWER);
    String[] json = {"Accept", "application/json"};
    HttpResponse<String> there = visitor.get("/admin/session", json);
    assertAll(
        () -> assertEquals(200, there.statusCode()),
        () -> assertEquals("{\"csrf\":\"" + visitor.csrf() + "\"}", there.body()),
        () ->
            assertEquals(
                "application/json;charset=utf-8",
                there.headers().firstValue("Content-Type").orElse("").replace(" ", "")),
        () ->
            assertTrue(there.headers().firstValue("Cache-Control").orElse("").contains("no-store")),
        () -> assertEquals(401, portal.visitor().get("/admin/session", json).statusCode()),
        () ->
            assertEquals(
                "/admin/login?next=%2Fadmin%2Fsession",
                location(portal.visitor().get("/admin/session"))));
    clock.pass(SessionEditor.IDLE.plusSeconds(1));
    assertEquals(401, visitor.get("/admin/session", json).statusCode(), "has ended");
  }

  /** What the options of a script are asked with. */
  private HttpResponse<String> ask(String path, String address) {
    return portal.visitor().post(path, Form.of(), "X-Forwarded-For", address);
  }

  private void addPasskey(TestAccounts.Person person, String name) {
    byte[] id = Tokens.bytes(16);
    PasskeyEditor passkeys = new PasskeyEditor(portal.database().jdbi(), clock);
    portal
        .database()
        .jdbi()
        .useHandle(handle -> passkeys.add(handle, person.id(), id, id, 0, List.of(), name));
  }

  private String everythingAboutAccounts() {
    return Rows.one(
        portal.database().jdbi(),
        String.class,
        """
        select concat((select string_agg(account::text, ';' order by id) from account),
                      (select string_agg(passkey::text, ';' order by id) from passkey),
                      (select string_agg(link::text, ';' order by token_hash) from account_link link))
        """);
  }

  private String resetLink(Visitor administrator, TestAccounts.Person person) {
    String path = "/admin/people/" + person.id() + "/link";
    return path(administrator.page(path, administrator.post(path), 200).select("#link").text());
  }

  private TestAccounts.Person withSecondStep() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor visitor = TestAccounts.signedIn(portal, person);
    visitor.page("/admin/account/second-factor");
    HttpResponse<String> on =
        visitor.post("/admin/account/second-factor", "code", code(secretOf(person), 0));
    assertEquals(200, on.statusCode());
    return person;
  }

  private Visitor atSecondStep(TestAccounts.Person person) {
    Visitor visitor = portal.visitor();
    HttpResponse<String> step =
        visitor.post("/admin/login", "email", person.email(), "password", TestAccounts.PASSWORD);
    assertEquals("/admin/login/code", location(step), step.body());
    assertEquals(200, visitor.get("/admin/login/code").statusCode());
    return visitor;
  }

  private byte[] secretOf(TestAccounts.Person person) {
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

  private String code(byte[] secret, int stepsAhead) {
    return Totp.code(secret, Totp.step(clock.instant()) + stepsAhead);
  }

  private HttpResponse<String> logIn(String email, String password) {
    return portal.visitor().post("/admin/login", "email", email, "password", password);
  }

  private HttpResponse<String> logInFrom(String address, String email, String password) {
    return portal
        .visitor()
        .post(
            "/admin/login",
            Form.of("email", email, "password", password),
            "X-Forwarded-For",
            address);
  }

  private int logInFrom(Visitor visitor, String address, String email, String password) {
    int status =
        visitor
            .post(
                "/admin/login",
                Form.of("email", email, "password", password),
                "X-Forwarded-For",
                address)
            .statusCode();
    if (status == 303 && !visitor.session().isEmpty()) {
      visitor.page("/admin/account");
    }
    return status;
  }

  private static int codeFrom(Visitor visitor, String address, String code) {
    return visitor
        .post("/admin/login/code", Form.of("code", code), "X-Forwarded-For", address)
        .statusCode();
  }

  /** Fails so often that everybody behind this address has to wait. */
  private void exhaust(String address) {
    for (int guess = 0; guess < 26; guess++) {
      logInFrom(address, "nobody" + guess + "@example.org", "guess");
    }
  }

  private long doctor(String slug, String name) {
    return Rows.one(
        portal.database().jdbi(),
        Long.class,
        "insert into doctor (slug, kind, name) values (:slug, 'person', :name) returning id",
        "slug",
        slug,
        "name",
        name);
  }

  private int count(String query) {
    return portal
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(Integer.class).one());
  }

  /** Of a URL, which has to be below the canonical origin. */
  private static String path(String url) {
    Matcher matcher =
        Pattern.compile("http://localhost:8080(/admin/[a-z-]+/[\\w-]{43})").matcher(url);
    assertTrue(matcher.matches(), url);
    return matcher.group(1);
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }
}
