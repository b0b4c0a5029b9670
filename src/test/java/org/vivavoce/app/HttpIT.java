package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.config.Config;
import org.vivavoce.db.TestDatabase;

/** Status codes, headers, caching, redirects: what browsers, crawlers and proxies rely on. */
class HttpIT {
  private static final String ARTICLE = "/articles/how-is-metastatic-esophageal-cancer-treated";
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        ARTICLE,
        "/specialties",
        "/specialties/oncology",
        "/doctors",
        "/doctors/amara-okafor",
        "/topics",
        "/topics/esophageal-cancer",
        "/about/who-we-are",
        "/about/editorial-policy",
        "/about/privacy",
        "/about/accessibility"
      })
  void pagesCanBeKeptAndAreRevalidated(String path) {
    HttpResponse<String> first = portal.get(path);
    String etag = header(first, "ETag");
    HttpResponse<String> again = portal.get(path, "If-None-Match", etag);
    assertAll(
        () -> assertEquals(200, first.statusCode()),
        () -> assertEquals("public, max-age=0, must-revalidate", header(first, "Cache-Control")),
        () -> assertEquals(List.of(), first.headers().allValues("Set-Cookie")),
        () -> assertEquals("text/html;charset=utf-8", header(first, "Content-Type")),
        () -> assertEquals(304, again.statusCode()),
        () -> assertEquals("", again.body()),
        () -> assertEquals(etag, header(again, "ETag")),
        () -> assertEquals(200, portal.get(path, "If-None-Match", "\"other\"").statusCode()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", ARTICLE, "/search?q=cancer", "/nope", "/robots.txt", "/healthz"})
  void everyAnswerCarriesTheSecurityHeaders(String path) {
    HttpResponse<String> response = portal.get(path);
    String policy = header(response, "Content-Security-Policy");
    assertAll(
        () -> assertTrue(policy.startsWith("default-src 'none'"), policy),
        () -> assertFalse(policy.contains("unsafe"), policy),
        () -> assertEquals("nosniff", header(response, "X-Content-Type-Options")),
        () -> assertEquals("DENY", header(response, "X-Frame-Options")),
        () -> assertEquals("same-origin", header(response, "Referrer-Policy")),
        () -> assertTrue(header(response, "X-Request-Id").matches("[0-9a-f]{16}")),
        () -> assertTrue(response.headers().firstValue("Server").isEmpty()),
        () -> assertTrue(response.headers().firstValue("Set-Cookie").isEmpty()));
  }

  @Test
  void headAnswersLikeGetWithoutTheBody() {
    for (String path : List.of("/", ARTICLE, "/nope", "/robots.txt")) {
      HttpResponse<String> get = portal.get(path);
      HttpResponse<String> head = portal.send("HEAD", path);
      assertEquals(get.statusCode(), head.statusCode(), path);
      assertEquals(get.headers().firstValue("ETag"), head.headers().firstValue("ETag"), path);
      assertEquals("", head.body(), path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void otherMethodsAreRefusedAndTheRightOnesNamed(String method) {
    HttpResponse<String> response = portal.send(method, ARTICLE);
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD", header(response, "Allow"));
  }

  @ParameterizedTest
  @CsvSource({
    "/specialties/, /specialties",
    "/specialties/oncology/, /specialties/oncology",
    "/specialties/Oncology?page=1, /specialties/oncology?page=1",
    "/doctors/Amara-Okafor///, /doctors/amara-okafor",
    "//evil.example/, /evil.example",
    "/articles/HOW-IS-METASTATIC-ESOPHAGEAL-CANCER-TREATED, " + ARTICLE
  })
  void oneAddressForEveryPage(String path, String canonical) {
    HttpResponse<String> response = portal.get(path);
    assertEquals(301, response.statusCode());
    assertEquals(canonical, header(response, "Location"));
    assertEquals("public, max-age=0, must-revalidate", header(response, "Cache-Control"));
  }

  @Test
  void pagesAreCompressedForThoseWhoCanReadThem() throws IOException {
    HttpResponse<byte[]> response = portal.bytes(ARTICLE, "Accept-Encoding", "gzip");
    assertEquals("gzip", response.headers().firstValue("Content-Encoding").orElse("none"));
    assertEquals("Accept-Encoding", response.headers().firstValue("Vary").orElse("none"));
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertEquals(
          portal.get(ARTICLE).body(), new String(plain.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** What a cheap telephone on a slow line pays for an answer, sound and pictures aside. */
  @Test
  void anArticleWithItsPlayerWeighsLittle() {
    Document page = portal.page(ARTICLE);
    List<String> scripts = page.select("script[src]").eachAttr("src");
    int script = scripts.stream().mapToInt(this::compressed).sum();
    int rest =
        compressed(ARTICLE)
            + page.select("link[rel=stylesheet], link[rel=icon]").eachAttr("href").stream()
                .mapToInt(this::compressed)
                .sum();
    assertAll(
        () -> assertEquals(1, page.select(".player").size()),
        () -> assertEquals(1, scripts.size(), "each request more costs a round trip"),
        () ->
            assertEquals(
                0, page.select("script:not([src], [type=application/ld+json]), style").size()),
        () -> assertTrue(script <= 8 * 1024, "scripts: " + script + " bytes"),
        () -> assertTrue(script + rest <= 40 * 1024, "in all: " + (script + rest) + " bytes"));
  }

  private int compressed(String path) {
    HttpResponse<byte[]> response = portal.bytes(path, "Accept-Encoding", "gzip");
    assertEquals(200, response.statusCode(), path);
    return response.body().length;
  }

  /**
   * What stands below a first view comes after the style sheet once more, which is there by then.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/", ARTICLE, "/specialties/oncology", "/search?q=cancer"})
  void whatIsBelowAFirstViewWaitsForNothingElse(String path) {
    Document page = portal.page(path);
    List<String> hrefs = page.select("link[rel=stylesheet]").eachAttr("href");
    assertAll(
        () -> assertEquals(2, hrefs.size(), "at the head, and where the first view ends"),
        () -> assertEquals(1, hrefs.stream().distinct().count(), "no further request"),
        () ->
            assertEquals(
                1,
                page.select(".answer > link + .answer__part, li:nth-child(4) > link + .card")
                    .size()));
  }

  @Test
  void assetsAreKeptForGood() {
    String stylesheet = portal.page("/").select("link[rel=stylesheet]").attr("href");
    HttpResponse<String> response = portal.get(stylesheet);
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () ->
            assertEquals("public, max-age=31536000, immutable", header(response, "Cache-Control")),
        () -> assertFalse(response.body().contains("@import"), "one request for all styles"),
        () -> assertEquals(404, portal.get("/static/css/site.css").statusCode()),
        () ->
            assertEquals(
                404, portal.get(stylesheet.replaceAll("\\.[0-9a-f]{16}\\.", ".0.")).statusCode()));
  }

  @Test
  void portraitsAreServedUnderTheirHash() {
    String portrait = portal.page(ARTICLE).select(".byline img").attr("src");
    HttpResponse<String> response = portal.get(portrait);
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () -> assertEquals("image/svg+xml", header(response, "Content-Type")),
        () -> assertTrue(header(response, "ETag").startsWith("\""), "a strong one"),
        () ->
            assertEquals(
                304, portal.get(portrait, "If-None-Match", header(response, "ETag")).statusCode()),
        () -> assertTrue(response.body().startsWith("<svg")),
        () -> assertEquals(404, portal.get("/media/" + "0".repeat(64) + ".svg").statusCode()),
        () -> assertEquals(404, portal.get(portrait.replace(".svg", ".png")).statusCode()),
        () -> assertEquals(404, portal.get(portrait.replace(".svg", "-192.jpg")).statusCode()),
        () -> assertEquals(404, portal.get(portrait.replace(".svg", "-96.jpg")).statusCode()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/articles/no-such-answer",
        "/articles/",
        "/articles/a/b",
        "/doctors/nobody",
        "/topics/nothing",
        "/specialties/none",
        "/specialties/oncology?page=2",
        "/specialties/oncology?page=0",
        "/specialties/oncology?page=99999999999999999999",
        "/topics?letter=qq",
        "/about/nothing",
        "/articles/%3Cscript%3E",
        "/articles/..%2f..%2fetc%2fpasswd",
        "/media/../../etc/passwd",
        "/static/../application.properties"
      })
  void whatIsNotThereIsSaidKindly(String path) {
    HttpResponse<String> response = portal.get(path);
    if (response.statusCode() == 301) {
      response = portal.get(header(response, "Location"));
    }
    int status = response.statusCode();
    assertTrue(status == 404 || status == 400, path + " answers " + status);
    if (status == 404 && !path.equals("/articles/")) {
      var page = Jsoup.parse(response.body());
      assertAll(
          () -> assertEquals("There is no such page", page.select("h1").text()),
          () -> assertEquals("noindex", page.select("meta[name=robots]").attr("content")),
          () -> assertEquals(1, page.select("main form[role=search]").size()),
          () -> assertEquals(0, page.select("link[rel=canonical]").size()));
      assertEquals("no-store", header(response, "Cache-Control"));
    }
  }

  @Test
  void malformedAndHugeRequestsAreRefusedInPlainWords() throws IOException {
    assertAll(
        () -> assertTrue(raw("GARBAGE\r\n\r\n").startsWith("HTTP/1.1 400")),
        () -> assertTrue(raw("GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 400"), "no Host"),
        () ->
            assertTrue(
                raw("GET /" + "a".repeat(30_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .startsWith("HTTP/1.1 414")),
        () ->
            assertTrue(
                raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(30_000) + "\r\n\r\n")
                    .startsWith("HTTP/1.1 431")));
    String answer = raw("GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    assertFalse(answer.toLowerCase(Locale.ROOT).contains("jetty"), answer);
    assertFalse(answer.contains("Exception"), answer);
  }

  @Test
  void whoeverFindsAHoleIsToldWhereToTellOfIt() {
    assertEquals(404, portal.get("/.well-known/security.txt").statusCode());
    try (Portal told =
        Portal.over(
            TestDatabase.migrated(),
            Map.of(
                "BASE_URL",
                "https://answers.example.org",
                "SECURITY_CONTACT",
                "security@example.org"))) {
      HttpResponse<String> response = told.get("/.well-known/security.txt");
      assertAll(
          () -> assertEquals(200, response.statusCode()),
          () ->
              assertEquals(
                  "text/plain;charset=utf-8",
                  header(response, "Content-Type").toLowerCase(Locale.ROOT)),
          () ->
              assertEquals(
                  """
                  Contact: mailto:security@example.org
                  Expires: %sT00:00:00Z
                  Canonical: https://answers.example.org/.well-known/security.txt
                  Preferred-Languages: en
                  """
                      .formatted(
                          LocalDate.ofInstant(told.clock().instant(), ZoneOffset.UTC).plusDays(90)),
                  response.body()));
    }
    assertEquals(
        "https://example.org/holes",
        String.valueOf(
            Config.from(Map.of("SECURITY_CONTACT", "https://example.org/holes"))
                .securityContact()));
  }

  @Test
  void robotsAreToldWhatTheyMayRead() {
    HttpResponse<String> response = portal.get("/robots.txt");
    assertEquals(200, response.statusCode());
    assertTrue(response.body().contains("User-agent: *"), response.body());
  }

  @Test
  void healthAndReadiness() {
    assertEquals(200, portal.get("/healthz").statusCode());
    assertEquals(200, portal.get("/readyz").statusCode());
    assertEquals("no-store", header(portal.get("/readyz"), "Cache-Control"));
  }

  @Test
  void onAPublicSiteTheDemonstrationIsNotIndexedAndHttpsIsInsistedOn() {
    try (Portal published =
        Portal.over(TestDatabase.withDemo(), Map.of("BASE_URL", "https://answers.example.org"))) {
      assertAll(
          () ->
              assertEquals(
                  "noindex", published.page(ARTICLE).select("meta[name=robots]").attr("content")),
          () ->
              assertEquals(
                  "https://answers.example.org" + ARTICLE,
                  published.page(ARTICLE).select("link[rel=canonical]").attr("href")),
          () ->
              assertTrue(
                  header(published.get("/"), "Strict-Transport-Security").contains("max-age")));
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response
        .headers()
        .firstValue(name)
        .orElseThrow(() -> new AssertionError(name + " is missing in " + response.headers()));
  }

  private static String raw(String request) throws IOException {
    URI uri = URI.create(portal.url("/"));
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(5_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      byte[] answer = new byte[4_096];
      int length = 0;
      InputStream in = socket.getInputStream();
      for (int read = in.read(answer);
          read > 0;
          read = in.read(answer, length, answer.length - length)) {
        length += read;
      }
      return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
    }
  }
}
