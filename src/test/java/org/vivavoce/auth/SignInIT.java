package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Supplier;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** Signing in with a password, and what the guard lets through. */
class SignInIT {
  private static final String WRONG = "The e-mail address or the password is not right.";
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.over(TestDatabase.migrated());
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void theRightPasswordLetsInAndSigningOutLetsOut() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor visitor = portal.visitor();
    HttpResponse<String> response = logIn(visitor, person.email(), TestAccounts.PASSWORD);
    List<String> cookies = response.headers().allValues("Set-Cookie");
    String cookie = cookies.get(0);
    String device = cookies.get(1);
    assertAll(
        () -> assertEquals(303, response.statusCode()),
        () -> assertEquals("/admin", location(response)),
        () -> assertTrue(cookie.startsWith("session="), cookie),
        () -> assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Lax"), cookie),
        () -> assertEquals(2, cookies.size()),
        () ->
            assertTrue(
                device.matches(
                    "device=[\\w-]{43}; Max-Age=15552000; Path=/; HttpOnly; SameSite=Strict"),
                device),
        () -> assertEquals(43, visitor.session().length()));
    assertEquals("/admin", location(visitor.get("/admin/login")), "is in already");
    visitor.page("/admin/account");
    String token = visitor.session();
    assertEquals(303, visitor.post("/admin/logout").statusCode());
    assertEquals("", visitor.session());
    assertFalse(isIn(token), "an ended session opens nothing");
  }

  @Test
  void theUnknownTheWrongAndTheDisabledAreAnsweredAlike() {
    TestAccounts.Person known = TestAccounts.add(portal, Role.EDITOR);
    TestAccounts.Person disabled = TestAccounts.add(portal, Role.EDITOR);
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update account set disabled_at = now() where id = ?", disabled.id()));
    List<HttpResponse<String>> answers =
        List.of(
            logIn(portal.visitor(), known.email(), "not the password"),
            logIn(portal.visitor(), "nobody@example.org", "not the password"),
            logIn(portal.visitor(), disabled.email(), TestAccounts.PASSWORD),
            logIn(portal.visitor(), known.email(), "x".repeat(1001)));
    for (HttpResponse<String> answer : answers) {
      assertAll(
          () -> assertEquals(422, answer.statusCode()),
          () -> assertTrue(answer.body().contains(WRONG)),
          () -> assertTrue(answer.headers().allValues("Set-Cookie").isEmpty()));
    }
    assertEquals(
        1,
        answers.stream()
            .map(answer -> Jsoup.parse(answer.body()))
            .peek(page -> page.select("#email").attr("value", ""))
            .map(page -> page.outerHtml())
            .distinct()
            .count());
  }

  @Test
  void aSessionIsNewAfterEverySignIn() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor visitor = TestAccounts.signedIn(portal, person);
    String before = visitor.session();
    logIn(visitor, person.email(), TestAccounts.PASSWORD);
    assertNotEquals(before, visitor.session());
    assertFalse(isIn(before), "the older one has ended");
    assertTrue(isIn(visitor.session()));
  }

  @Test
  void whoIsNotSignedInIsAskedAndBroughtBack() {
    HttpResponse<String> response = portal.get("/admin/account?a=b%26c", "Accept", "text/html");
    assertAll(
        () -> assertEquals(303, response.statusCode()),
        () ->
            assertEquals("/admin/login?next=%2Fadmin%2Faccount%3Fa%3Db%2526c", location(response)),
        () -> assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse("")),
        () -> assertEquals("noindex", response.headers().firstValue("X-Robots-Tag").orElse("")));
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    Visitor visitor = portal.visitor();
    Document door = visitor.page(location(response));
    assertTrue(
        door.select("noscript").text().contains("needs JavaScript"),
        "whoever has a passkey alone is told why there is no button for it");
    String next = door.select("input[name=next]").val();
    HttpResponse<String> in =
        visitor.post(
            "/admin/login",
            "email",
            person.email(),
            "password",
            TestAccounts.PASSWORD,
            "next",
            next);
    assertEquals("/admin/account?a=b%26c", location(in));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/admin//evil.example",
        "/admin\\evil",
        "/administrator",
        "/admin@evil.example",
        "javascript:alert(1)",
        "/admin/%0d%0aSet-Cookie:x",
        "/admin/x\r\nSet-Cookie: a=b",
        "/articles/x",
        ""
      })
  void nobodyIsSentOutOfTheNewsroom(String next) {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    HttpResponse<String> response =
        portal
            .visitor()
            .post(
                "/admin/login",
                "email",
                person.email(),
                "password",
                TestAccounts.PASSWORD,
                "next",
                next);
    String location = location(response);
    assertTrue(location.equals("/admin") || location.equals("/admin/%0d%0aSet-Cookie:x"), location);
    assertTrue(
        response.headers().allValues("Set-Cookie").stream()
            .allMatch(cookie -> cookie.matches("(session|device)=[\\w-]{43};.*")));
  }

  @Test
  void aFormWithoutItsTokenOrFromElsewhereIsRefused() {
    Visitor visitor = TestAccounts.signedIn(portal, Role.EDITOR);
    Visitor other = TestAccounts.signedIn(portal, Role.EDITOR);
    String path = "/admin/logout";
    String[] ours = {"Cookie", visitor.cookie(), "Origin", portal.url("")};
    assertAll(
        () -> assertEquals(403, portal.send("POST", path, Form.of(), ours).statusCode()),
        () -> assertEquals(403, portal.send("POST", path, Form.of("csrf", "x"), ours).statusCode()),
        () ->
            assertEquals(
                403,
                portal.send("POST", path, Form.of("csrf", other.csrf()), ours).statusCode(),
                "another's token"),
        () ->
            assertEquals(
                403, visitor.post(path, Form.of(), "Origin", "https://evil.example").statusCode()),
        () -> assertEquals(403, visitor.post(path, Form.of(), "Origin", "null").statusCode()),
        () ->
            assertEquals(
                403,
                portal
                    .send("POST", path, Form.of("csrf", visitor.csrf()), "Cookie", visitor.cookie())
                    .statusCode(),
                "nothing says where it came from"),
        () ->
            assertEquals(
                401,
                portal
                    .send("POST", path, Form.of("csrf", visitor.csrf()), "Origin", portal.url(""))
                    .statusCode(),
                "no session"),
        () -> assertTrue(isIn(visitor.session()), "nothing of all this signed anybody out"));
    String[] bySite = {"Cookie", visitor.cookie(), "Sec-Fetch-Site", "same-origin"};
    assertEquals(
        303,
        portal.send("POST", path, Form.of("csrf", visitor.csrf()), bySite).statusCode(),
        "a browser that says only that it is the same site");
  }

  @Test
  void signingInFromAnotherSiteIsRefused() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    HttpResponse<String> response =
        portal
            .visitor()
            .post(
                "/admin/login",
                Form.of("email", person.email(), "password", TestAccounts.PASSWORD),
                "Origin",
                "https://evil.example");
    assertEquals(403, response.statusCode());
    assertTrue(response.headers().allValues("Set-Cookie").isEmpty());
  }

  /** The browser that has no JavaScript has nothing else left of it. */
  @Test
  void whatNobodyIsSignedInToSaveIsGivenBack() {
    String hostile = "</textarea><script>alert(1)</script><img src=x onerror=alert(2)>";
    Form form =
        Form.of("title", "Why?", "transcript", "Long work.\n\n" + hostile, "slug", "")
            .with("csrf", "the-token")
            .with("base", "the-base")
            .with("password", "a-password")
            .with("accessCode", "a-code")
            .with("sourceTitle", "First")
            .with("sourceTitle", "")
            .with("sourceTitle", "Third")
            .with("<b>odd</b>", "Odd.")
            .file("audioFile", "take.mp3", "audio/mpeg", "the-sound".getBytes(UTF_8));
    HttpResponse<String> answer = portal.visitor().post("/admin/articles/12", form);
    Document page = Jsoup.parse(answer.body());
    assertAll(
        () -> assertEquals(401, answer.statusCode()),
        () -> assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse("")),
        () -> assertEquals("You are signed out", page.select("h1").text()),
        () ->
            assertEquals(
                List.of(
                    "Title", "Transcript", "Title of source 1", "Title of source 3", "<b>odd</b>"),
                page.select("main label").eachText()),
        () -> assertEquals("Why?", typed(page, "Title")),
        () -> assertEquals("Long work.\n\n" + hostile, typed(page, "Transcript")),
        () -> assertEquals("Third", typed(page, "Title of source 3")),
        () -> assertEquals(5, page.select("textarea[readonly]:not([name])").size()),
        () -> assertEquals(0, page.select("main script, main img, main b, form").size()),
        () ->
            assertEquals(
                "/admin/login?next=/admin/articles/12",
                page.select("main a[target=_blank]").attr("href").replace("%2F", "/")),
        () -> assertTrue(page.text().contains("Files and what was chosen")));
    for (String kept : List.of("the-token", "the-base", "a-password", "a-code", "the-sound")) {
      assertFalse(answer.body().contains(kept), kept);
    }
    Document comment =
        Jsoup.parse(portal.visitor().post("/admin/articles/12/comments", "comment", "Hm.").body());
    assertEquals("Hm.", typed(comment, "Comment"));
  }

  @Test
  void nothingIsGivenBackToOthersNorInMasses() {
    String text = "what-was-typed";
    String path = "/admin/articles/new";
    Form many = Form.of("title", text);
    for (int at = 0; at < 300; at++) {
      many.with("sourceTitle", text);
    }
    Form masses = Form.of("title", text, "transcript", "x".repeat(1_000_000));
    assertAll(
        () ->
            refuses(
                403,
                portal
                    .visitor()
                    .post(path, Form.of("title", text), "Origin", "https://evil.example")),
        () -> refuses(403, portal.send("POST", path, Form.of("title", text))),
        () -> refuses(401, unread(() -> portal.visitor().post(path, masses))),
        () -> refuses(401, portal.visitor().post(path, many)),
        () -> refuses(401, portal.visitor().post(path, Form.of("title", text), "Accept", "*/*")),
        () -> refuses(401, portal.visitor().post("/admin/articles/1/autosave", "title", text)),
        () -> refuses(401, portal.visitor().post("/admin/account/password", "title", text)),
        () -> refuses(401, portal.visitor().post("/admin/doctors/new", "title", text)));
  }

  /**
   * What is not read is answered before all of it is sent, and the connection is closed: whoever
   * still sends may not hear the answer, and asks again.
   */
  private static HttpResponse<String> unread(Supplier<HttpResponse<String>> post) {
    for (int again = 0; again < 20; again++) {
      try {
        return post.get();
      } catch (UncheckedIOException e) {
        // It was closed while this was sending.
      }
    }
    return post.get();
  }

  private static void refuses(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode());
    assertFalse(answer.body().contains("what-was-typed"));
  }

  private static String typed(Document page, String label) {
    Element named =
        page.select("main label").stream()
            .filter(each -> each.text().equals(label))
            .findFirst()
            .orElseThrow();
    return page.getElementById(named.attr("for")).wholeText();
  }

  private static HttpResponse<String> logIn(Visitor visitor, String email, String password) {
    return visitor.post("/admin/login", "email", email, "password", password);
  }

  private static boolean isIn(String session) {
    return portal.get("/admin/account", "Cookie", "session=" + session).statusCode() == 200;
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }
}
