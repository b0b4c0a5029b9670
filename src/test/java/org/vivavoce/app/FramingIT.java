package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.SerialConnectionFactory;

/**
 * Messages that a proxy in front might read in another way than the portal, and requests for
 * another host: refused before anything looks at what they ask for.
 */
class FramingIT {
  private static final String HOST = "Host: localhost\r\n";
  private static final String LAST = HOST + "Connection: close\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  /** What must never be answered: it would be the second request that was smuggled in. */
  private static final String SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static Portal portal;

  @BeforeAll
  static void open() {
    // With kept pages: both ways must refuse the same.
    portal = Portal.over(TestDatabase.withDemo(), Map.of("CACHE_MEGABYTES", "8"));
    portal.get("/");
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void everyConnectionIsSuchAsNoMalformedRequestSpoils() {
    assertEquals(List.of(SerialConnectionFactory.class), portal.connectionFactories());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Two lengths.
        "POST /search HTTP/1.1\r\n"
            + HOST
            + FORM
            + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /search HTTP/1.1\r\n"
            + HOST
            + FORM
            + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "POST /search HTTP/1.1\r\n"
            + HOST
            + FORM
            + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        "POST /search HTTP/1.1\r\n"
            + HOST
            + FORM
            + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
        "POST /search HTTP/1.1\r\n" + HOST + FORM + "Content-Length: 5, 5\r\n\r\nabcde",
        "POST /search HTTP/1.1\r\n" + HOST + FORM + "Content-Length: +5\r\n\r\nabcde",
        "POST /search HTTP/1.1\r\n" + HOST + FORM + "Content-Length: -1\r\n\r\n",
        "POST /search HTTP/1.1\r\n" + HOST + FORM + "Content-Length: 0x5\r\n\r\nabcde",
        "POST /search HTTP/1.1\r\n" + HOST + FORM + "Content-Length: 99999999999999999999\r\n\r\n",
        "POST /search HTTP/1.1\r\n" + HOST + FORM + "Content-Length : 5\r\n\r\nabcde",
        "POST /search HTTP/1.1\r\n" + HOST + FORM + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /search HTTP/1.1\r\n"
            + HOST
            + FORM
            + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /search HTTP/1.1\r\n"
            + HOST
            + FORM
            + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n",
        // No host, two, or another one in the address.
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "Host: evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: local host\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: user@localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost/evil\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\n" + HOST + "\r\n",
        "GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /articles HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n",
        "GET /admin HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        // Lines that end or go on in another way.
        "GET / HTTP/1.1\nHost: localhost\n\n",
        "GET / HTTP/1.1\r\nHost: localhost\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "X: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "X: a\rY: b\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "X a\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + " X: a\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + ": a\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "X: a\u0000b\r\n\r\n",
        "GET / HTTP/1.1\r\n" + HOST + "X\u0000: a\r\n\r\n",
        "GET / HTTP/9.9\r\n" + HOST + "\r\n",
        "GET /\r\n\r\n",
        "get / HTTP/1.1\r\n" + HOST + "\u0001\r\n\r\n",
        // Addresses that can be read in two ways, or in none.
        "GET /%00 HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /%zz HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /% HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /articles/%2e%2e/admin HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /articles/..;/admin HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /articles/..%2fadmin HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /articles/%252e HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /%u0061dmin HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /%c0%af HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /a\\b HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /a\u0000b HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /search?q=%zz#x HTTP/1.1\r\n" + HOST + "\r\n",
        "GET * HTTP/1.1\r\n" + HOST + "\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
        "GARBAGE\r\n\r\n"
      })
  void whatCanBeReadInTwoWaysIsRefusedAndTheConnectionClosed(String request) throws IOException {
    String answer = RawConnection.exchange(portal, request + SMUGGLED);
    assertTrue(answer.matches("(?s)HTTP/1\\.[01] (4\\d\\d|501|505) .*"), answer);
    assertFalse(answer.contains("\r\nok\n"), () -> "the second request was answered: " + answer);
    assertEquals(1, answer.split("HTTP/1\\.[01] \\d\\d\\d ", -1).length - 1, answer);
    saysNothingOfItself(answer);
  }

  /** Their head was in order; what follows is not, and ends the connection. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\nabc\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nabc\r\n0\r\n\r\n",
        "3\nabc\n0\n\n",
        "3\r\nabcdef\r\n0\r\n\r\n",
        "3;\u0000\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n"
      })
  void chunksThatAreNoneEndTheConnection(String chunks) throws IOException {
    String answer =
        RawConnection.exchange(
            portal,
            "POST /admin/login HTTP/1.1\r\n"
                + HOST
                + FORM
                + "Origin: http://localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunks
                + SMUGGLED);
    assertTrue(answer.matches("(?s)HTTP/1\\.1 4\\d\\d .*"), answer);
    assertFalse(answer.contains("\r\nok\n"), () -> "the second request was answered: " + answer);
    saysNothingOfItself(answer);
  }

  @Test
  void longAddressesAndHeadersAreRefused() throws IOException {
    String many = "X-A: b\r\n".repeat(4_000);
    assertAll(
        () ->
            assertEquals(
                414, status("GET /" + "a".repeat(30_000) + " HTTP/1.1\r\n" + HOST + "\r\n")),
        () ->
            assertEquals(
                431, status("GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(30_000) + "\r\n\r\n")),
        () -> assertEquals(431, status("GET / HTTP/1.1\r\n" + HOST + many + "\r\n")),
        () ->
            assertEquals(
                431, status("GET / HTTP/1.1\r\n" + HOST + "a".repeat(30_000) + ": b\r\n\r\n")));
  }

  /** No expression begins anew at each character of them: 16 KB would take seconds. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/articles/", "/admin/articles/", "/media/", "/static/", "/nope/"})
  @Timeout(5)
  void whatIsAllSlashesIsAnsweredAtOnce(String path) throws IOException {
    String slashes = "/".repeat(5_900 - path.length());
    long start = System.nanoTime();
    for (int time = 0; time < 20; time++) {
      int status = status("GET " + path + slashes + "x HTTP/1.1\r\n" + LAST + "\r\n");
      assertTrue(status == 301 || status == 404, path + status);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < 2_000, path + " took " + millis / 20 + " ms");
  }

  /** It would be told whole to whoever is sent on, and be more than an answer's headers may be. */
  @Test
  void addressesLongerThanAnyOfOursAreRefused() throws IOException {
    assertAll(
        () ->
            assertEquals(
                301, status("GET /" + "a/".repeat(2_900) + " HTTP/1.1\r\n" + LAST + "\r\n")),
        () ->
            assertEquals(
                414, status("GET /" + "a/".repeat(3_100) + " HTTP/1.1\r\n" + LAST + "\r\n")),
        () ->
            assertEquals(
                414,
                status("GET /search?q=" + "a".repeat(6_000) + " HTTP/1.1\r\n" + LAST + "\r\n")));
  }

  @Test
  void moreParametersThanAnyAddressHasAreRefused() throws IOException {
    assertAll(
        () ->
            assertEquals(
                200,
                status("GET /search?q=a" + "&b=c".repeat(99) + " HTTP/1.1\r\n" + LAST + "\r\n")),
        () ->
            assertEquals(
                400,
                status("GET /search?q=a" + "&b=c".repeat(100) + " HTTP/1.1\r\n" + LAST + "\r\n")),
        () ->
            assertEquals(
                400, status("GET /search?" + "&".repeat(5_000) + " HTTP/1.1\r\n" + LAST + "\r\n")),
        () ->
            assertEquals(
                400,
                status(
                    "POST /admin/login?"
                        + "a&".repeat(2_000)
                        + " HTTP/1.1\r\n"
                        + LAST
                        + "Content-Length: 0\r\n\r\n")));
  }

  @Test
  void moreHeadersThanAnyBrowserSendsAreRefusedByKeptPagesAndAllOthersAlike() throws IOException {
    String[] paths = {"/", "/search?q=cancer", "/nope", "/admin/login"};
    for (String path : paths) {
      String start = "GET " + path + " HTTP/1.1\r\n" + LAST;
      assertEquals(
          path.equals("/nope") ? 404 : 200, status(start + "X-A: b\r\n".repeat(98) + "\r\n"));
      String answer = RawConnection.exchange(portal, start + "X-A: b\r\n".repeat(99) + "\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 431 "), path + answer);
      assertTrue(answer.contains("Your browser sent too much at once"), answer);
    }
  }

  @Test
  void moreFieldsThanAnyFormHasAreRefused() {
    String fields = "a=b&".repeat(3_000);
    assertEquals(
        413,
        portal
            .sendText(
                "POST",
                "/admin/login",
                fields,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Origin",
                portal.url(""))
            .statusCode());
  }

  @Test
  void anotherHostIsToldSoByKeptPagesAndAllOthersAlike() throws IOException {
    for (String path :
        new String[] {"/", "/search?q=cancer", "/nope", "/admin", "/robots.txt", "/media/x"}) {
      String answer =
          RawConnection.exchange(portal, "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 421 "), path + answer);
      assertFalse(
          answer.contains("localhost"), () -> "it tells nobody which one is set: " + answer);
      assertFalse(answer.contains("evil"), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:1234", "127.0.0.1", "127.0.0.1:8080", "[::1]:99"})
  void thisMachineIsMeantByEachOfItsNames(String host) throws IOException {
    for (String path : new String[] {"/", "/search?q=cancer"}) {
      String asked = "GET " + path + " HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n";
      assertTrue(RawConnection.exchange(portal, asked).startsWith("HTTP/1.1 200 "), host + path);
    }
  }

  @Test
  void probesMayCallTheMachineWhatTheyLike() throws IOException {
    for (String path : new String[] {"/healthz", "/readyz"}) {
      String asked =
          "GET " + path + " HTTP/1.1\r\nConnection: close\r\nHost: 10.1.2.3:8080\r\n\r\n";
      assertTrue(RawConnection.exchange(portal, asked).startsWith("HTTP/1.1 200 "), path);
    }
  }

  @Test
  void aPublicSiteIsReachedUnderItsNameAlone() throws IOException {
    try (Portal published =
        Portal.over(TestDatabase.migrated(), Map.of("BASE_URL", "https://answers.example.org"))) {
      for (String host : new String[] {"answers.example.org", "ANSWERS.example.org:443"}) {
        assertTrue(
            RawConnection.exchange(
                    published, "GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n")
                .startsWith("HTTP/1.1 200 "),
            host);
      }
      for (String host : new String[] {"localhost", "127.0.0.1", "www.answers.example.org"}) {
        String answer =
            RawConnection.exchange(published, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 421 "), host + answer);
        assertTrue(answer.contains("Strict-Transport-Security: max-age="), answer);
      }
    }
  }

  private static int status(String request) throws IOException {
    return Integer.parseInt(RawConnection.exchange(portal, request).split(" ")[1]);
  }

  private static void saysNothingOfItself(String answer) {
    assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("jetty"), answer);
    assertFalse(answer.contains("Exception"), answer);
    assertFalse(answer.contains("\tat "), answer);
  }
}
