package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.TestDatabase;

/** What becomes of those who ask for more than there is. */
class OverloadIT {
  private static Portal portal;

  @BeforeAll
  static void start() {
    portal =
        Portal.over(
            TestDatabase.withDemo(),
            Map.of("TRUSTED_PROXIES", "127.0.0.1,::1", "CACHE_MEGABYTES", "8"));
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @Test
  void oneNetworkSearchesOnlySoOften() {
    HttpResponse<String> last = null;
    int answered = 0;
    for (int time = 0; time < 200 && (last == null || last.statusCode() != 429); time++) {
      last = search("2001:db8:1:2::" + Integer.toHexString(time + 1));
      answered += last.statusCode() == 200 ? 1 : 0;
    }
    HttpResponse<String> refused = last;
    int before = answered;
    assertAll(
        () -> assertEquals(429, refused.statusCode(), "a household has many addresses"),
        () -> assertTrue(before >= 60, () -> "only " + before),
        () -> assertTrue(seconds(refused) >= 1 && seconds(refused) <= 60),
        () -> assertEquals("Too many requests", Jsoup.parse(refused.body()).select("h1").text()),
        () -> assertEquals(200, search("2001:db8:1:3::1").statusCode(), "the next household"),
        () -> assertEquals(200, search("203.0.113.5").statusCode()),
        () -> assertEquals(200, portal.get("/search?q=cough").statusCode(), "this machine"),
        () ->
            assertEquals(
                200,
                portal.get("/", "X-Forwarded-For", "2001:db8:1:2::1").statusCode(),
                "whoever searches too often reads on"));
  }

  @Test
  void programsAreToldAsProgramsAre() {
    HttpResponse<String> last = null;
    for (int time = 0; time < 600 && (last == null || last.statusCode() != 429); time++) {
      last = portal.get("/api/v1/articles?limit=1", "X-Forwarded-For", "203.0.113.77");
    }
    assertEquals(429, last.statusCode());
    assertEquals(
        "application/problem+json", last.headers().firstValue("Content-Type").orElse("none"));
    assertTrue(seconds(last) >= 1);
  }

  /** Each search waits for the database, which is held. */
  @Test
  void whatIsTooMuchIsRefusedSoonAndAnswersAreStillRead() throws Exception {
    String answer = "/articles/how-is-metastatic-esophageal-cancer-treated";
    portal.get(answer);
    portal.get(answer);
    ExecutorService readers = Executors.newFixedThreadPool(150);
    List<Future<HttpResponse<String>>> searches = new ArrayList<>();
    portal
        .database()
        .superuserJdbi()
        .useTransaction(
            handle -> {
              handle.execute("lock table search_posting, search_term, search_word");
              for (int reader = 0; reader < 150; reader++) {
                int own = reader;
                searches.add(readers.submit(() -> portal.get("/search?q=cancer+pain+" + own)));
              }
              int refused = 0;
              for (Future<HttpResponse<String>> each : searches) {
                HttpResponse<String> response = each.get();
                refused += response.statusCode() == 503 ? 1 : 0;
                assertTrue(
                    response.statusCode() != 503
                        || response.headers().firstValue("Retry-After").isPresent());
              }
              assertTrue(refused > 100, "refused: " + refused);
              assertEquals(200, portal.get(answer).statusCode());
              assertEquals(
                  200, portal.get("/doctors").statusCode(), "searches take no turns of it");
            });
    readers.shutdown();
    assertEquals(200, portal.get("/search?q=cancer+pain").statusCode(), "well again");
  }

  /** Each guess waits for the table of accounts, which is held. */
  @Test
  void aFloodAtTheNewsroomsDoorLeavesReadersAlone() throws Exception {
    ExecutorService guessers = Executors.newFixedThreadPool(120);
    List<Future<HttpResponse<String>>> guesses = new ArrayList<>();
    portal
        .database()
        .superuserJdbi()
        .useTransaction(
            handle -> {
              handle.execute("lock table account, account_session");
              for (int guesser = 0; guesser < 120; guesser++) {
                Form guess = Form.of("email", "reader@example.org", "password", "guess");
                guesses.add(guessers.submit(() -> portal.visitor().post("/admin/login", guess)));
              }
              long end = System.nanoTime() + 20_000_000_000L;
              while (refused(guesses) < 100) {
                assertTrue(System.nanoTime() < end, () -> "refused: " + refused(guesses));
                Thread.sleep(50);
              }
              assertEquals(200, portal.get("/search?q=kidney").statusCode());
            });
    guessers.shutdown();
  }

  private static HttpResponse<String> answer(Future<HttpResponse<String>> guess) {
    try {
      return guess.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static long refused(List<Future<HttpResponse<String>>> guesses) {
    return guesses.stream()
        .filter(Future::isDone)
        .filter(guess -> answer(guess).statusCode() == 503)
        .count();
  }

  /** For something that nobody has searched for yet. */
  private static HttpResponse<String> search(String from) {
    return portal.get(
        "/search?q=cough+" + Integer.toHexString(from.hashCode()), "X-Forwarded-For", from);
  }

  private static long seconds(HttpResponse<String> response) {
    return Long.parseLong(response.headers().firstValue("Retry-After").orElse("0"));
  }
}
