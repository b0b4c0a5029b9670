package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/** What each answer of each kind says to the browser about what it may do with it. */
class SecurityHeadersIT {
  private static final String BASE_URL = "https://answers.example.org";
  private static final String ARTICLE = "/articles/how-is-metastatic-esophageal-cancer-treated";
  private static Portal portal;

  @BeforeAll
  static void open() {
    // With kept pages, which are sent by another way.
    portal =
        Portal.over(TestDatabase.withDemo(), Map.of("BASE_URL", BASE_URL, "CACHE_MEGABYTES", "8"));
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void everyRouteSendsThemToEverybody() {
    List<String> faults = new ArrayList<>();
    Visitor nobody = portal.visitor();
    int asked = 0;
    for (RouteTable.Route route : portal.routes()) {
      String path = path(route);
      boolean form = route.method().equals(HandlerType.POST);
      HttpResponse<String> response =
          form
              ? nobody.send("POST", path, Form.of(), "Origin", BASE_URL)
              : portal.send(route.method().name(), path);
      check(route.method() + " " + path, response, faults);
      asked++;
    }
    assertEquals(List.of(), faults);
    assertTrue(asked > 200, "asked " + asked + " times");
  }

  @Test
  void thePagesOfTheNewsroomSendThemToThoseWhoWorkThere() {
    try (Portal here = Portal.withDemo()) {
      Visitor everybody =
          TestAccounts.signedIn(here, Role.AUTHOR, Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR);
      List<String> faults = new ArrayList<>();
      for (RouteTable.Route route : here.routes()) {
        if (route.method().equals(HandlerType.GET) && route.path().startsWith("/admin")) {
          HttpResponse<String> response = everybody.get(path(route));
          for (String name : names()) {
            if (value(response, name).isEmpty()) {
              faults.add(route.path() + " has no " + name);
            }
          }
        }
      }
      assertEquals(List.of(), faults);
    }
  }

  @Test
  void keptPagesFilesAndFailuresSendThemToo() throws IOException {
    List<String> faults = new ArrayList<>();
    for (int times = 0; times < 3; times++) {
      for (String path : List.of("/", ARTICLE, "/specialties", "/about/privacy")) {
        check(path, portal.get(path), faults);
      }
    }
    String tag = value(portal.get("/"), "ETag");
    HttpResponse<String> unchanged = portal.get("/", "If-None-Match", tag);
    assertEquals(304, unchanged.statusCode());
    assertEquals(
        "max-age=31536000; includeSubDomains", value(unchanged, "Strict-Transport-Security"));
    check("/nope", portal.get("/nope"), faults);
    check("PUT /", portal.send("PUT", "/"), faults);
    check("a redirect", portal.get("/specialties/"), faults);
    check("/%00", portal.get("/%00"), faults);
    check("too long", portal.get("/" + "a".repeat(20_000)), faults);
    check("feed", portal.get("/feed.atom"), faults);
    String style = portal.page("/").select("link[rel=stylesheet]").attr("href");
    check(style, portal.get(style), faults);
    assertEquals(List.of(), faults);
    String elsewhere =
        RawConnection.exchange(portal, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    for (String name : names()) {
      assertTrue(elsewhere.contains("\r\n" + name + ": "), name + " is missing: " + elsewhere);
    }
  }

  /** Whatever was sent in is served as what it was found to be, and does nothing by itself. */
  @Test
  void recordingsAndPicturesAreSetApart() {
    String sound = portal.page(ARTICLE).select("audio source, audio[src]").attr("src");
    String portrait = portal.page(ARTICLE).select(".byline img").attr("src");
    for (String path : List.of(sound, portrait)) {
      HttpResponse<String> response = portal.send("HEAD", path);
      boolean drawing = path.endsWith(".svg");
      assertAll(
          path,
          () -> assertEquals(200, response.statusCode()),
          () -> assertEquals("nosniff", value(response, "X-Content-Type-Options")),
          () ->
              assertTrue(
                  value(response, "Content-Security-Policy").startsWith("default-src 'none'; ")),
          () ->
              assertTrue(
                  value(response, "Content-Security-Policy").endsWith("; sandbox"),
                  "nothing that was sent in runs a script, nor as one of our pages"),
          () ->
              assertTrue(
                  value(response, "Content-Security-Policy").contains("; frame-ancestors 'none';")),
          () ->
              assertTrue(
                  value(response, "Content-Disposition")
                      .matches(
                          (drawing ? "attachment" : "inline")
                              + "; filename=\"vivavoce-[0-9a-f]{12}\\.[a-z0-9]{2,4}\""),
                  value(response, "Content-Disposition")));
    }
  }

  private static void check(String what, HttpResponse<String> response, List<String> faults) {
    for (String name : names()) {
      if (value(response, name).isEmpty()) {
        faults.add(what + " -> " + response.statusCode() + " has no " + name);
      }
    }
    expect(what, response, "Cross-Origin-Opener-Policy", "same-origin", faults);
    expect(what, response, "X-Content-Type-Options", "nosniff", faults);
    expect(what, response, "X-Frame-Options", "DENY", faults);
    expect(
        what, response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains", faults);
    if (!value(response, "Cross-Origin-Resource-Policy").matches("same-origin|cross-origin")) {
      faults.add(
          what + " says who may load it: " + value(response, "Cross-Origin-Resource-Policy"));
    }
    if (!value(response, "Content-Security-Policy").startsWith("default-src 'none'")
        || value(response, "Content-Security-Policy").contains("unsafe")) {
      faults.add(what + " allows too much: " + value(response, "Content-Security-Policy"));
    }
  }

  private static void expect(
      String what, HttpResponse<String> response, String name, String value, List<String> faults) {
    if (!value(response, name).equals(value)) {
      faults.add(what + " says " + name + ": " + value(response, name));
    }
  }

  private static List<String> names() {
    return List.of(
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy");
  }

  private static String value(HttpResponse<String> response, String name) {
    Optional<String> value = response.headers().firstValue(name);
    return value.orElse("");
  }

  private static String path(RouteTable.Route route) {
    return route
        .path()
        .replace("{name}", "0".repeat(64) + ".mp3")
        .replace("{token}", "A".repeat(43))
        .replaceAll("[{<][a-z]+[}>]", "999999");
  }
}
