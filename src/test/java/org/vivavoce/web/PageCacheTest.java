package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.TestClock;

/** How long pages are kept. */
class PageCacheTest {
  private final TestClock.Movable clock = TestClock.movable();
  private final PageCache pages = new PageCache(8_000_000, clock, failure -> false);
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger made = new AtomicInteger();
  private volatile boolean busy;
  private Javalin server;

  @BeforeEach
  void start() {
    pages.hearing();
    RouteTable.Kept typed = new RouteTable.Kept(context -> {}, List.of("q"), true);
    RouteTable.Kept listed = new RouteTable.Kept(context -> {}, List.of("page"), false);
    server =
        Javalin.create(
            javalin -> {
              javalin.jetty.host = "localhost";
              javalin.jetty.port = 0;
              javalin.routes.get("/search", pages.keeping(typed, this::make));
              javalin.routes.get("/list", pages.keeping(listed, this::make));
            });
    server.start();
  }

  private void make(io.javalin.http.Context context) {
    if (busy) {
      throw new Turns.NoTurn();
    }
    made.incrementAndGet();
    PageCache.take(context, "text/html; charset=utf-8", "<p>Made.</p>".getBytes(UTF_8));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void whatSomebodyTypedIsForgottenAfterTenMinutes() throws Exception {
    get("/list?page=2");
    get("/search?q=sore+throat");
    clock.pass(Duration.ofMinutes(9));
    get("/search?q=sore+throat");
    assertAll(() -> assertEquals(2, made.get()), () -> assertEquals(2, pages.figures().entries()));
    clock.pass(Duration.ofMinutes(1));
    get("/list?page=3");
    assertAll(
        () -> assertEquals(2, pages.figures().entries(), "the list's two pages"),
        () -> assertEquals(0, pages.figures().evictions(), "nothing had to make room"));
  }

  @Test
  void whileTooMuchIsMadeAPageIsShownAsItWas() throws Exception {
    get("/list?page=2");
    clock.pass(Duration.ofMinutes(11));
    busy = true;
    for (int time = 0; time < 2; time++) {
      HttpResponse<String> old = get("/list?page=2");
      assertAll(
          () -> assertEquals("<p>Made.</p>", old.body()),
          () -> assertEquals("660", old.headers().firstValue("Age").orElse("none")));
    }
    assertEquals(1, made.get());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode());
    return answer;
  }
}
