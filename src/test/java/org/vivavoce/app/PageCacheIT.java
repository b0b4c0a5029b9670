package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vivavoce.db.Await.await;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.Decoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import java.util.zip.GZIPInputStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.publishing.Publisher;

/** Pages that are kept, and what becomes of them. */
class PageCacheIT {
  private static final String METASTASIS = "/articles/how-is-metastatic-esophageal-cancer-treated";

  /** Of the short way and the long one, each once; whoever comes from a page goes the long way. */
  private static final String LONG_WAY = "Referer: https://elsewhere.example/\r\n";

  private static final List<String> PAGES =
      List.of(
          "/",
          METASTASIS,
          METASTASIS + "/history",
          "/specialties",
          "/specialties/oncology",
          "/specialties/oncology?page=1",
          "/doctors",
          "/doctors/amara-okafor",
          "/topics",
          "/about/who-we-are",
          "/search",
          "/search?q=cancer",
          "/search?q=esophageal+cancer&specialty=oncology");
  private Portal portal;
  private Portal other;
  private final AtomicInteger statements = new AtomicInteger();

  @BeforeEach
  void open() {
    TestDatabase database = TestDatabase.withDemo();
    portal = Portal.over(database, Map.of("CACHE_MEGABYTES", "8"));
    SqlLogger counting =
        new SqlLogger() {
          @Override
          public void logBeforeExecution(StatementContext context) {
            if (!String.valueOf(context.getRenderedSql()).contains("pg_notify")) {
              statements.incrementAndGet();
            }
          }
        };
    portal.database().database().jdbi().setSqlLogger(counting);
    portal.database().database().forRequests().setSqlLogger(counting);
    portal.database().database().reads().setSqlLogger(counting);
    keeps(portal);
  }

  /** As soon as it hears of changes. */
  private void keeps(Portal each) {
    await(
        () -> {
          int before = statements.get();
          each.get("/");
          return statements.get() == before;
        });
  }

  @AfterEach
  void close() {
    if (other != null) {
      other.closeAlone();
    }
    portal.close();
  }

  @Test
  void bothWaysAnswerAlike() {
    for (String page : PAGES) {
      // Until it is there in every coding.
      await(
          () -> "br".equals(Answer.to(portal, get(page, "br")).headers().get("content-encoding")));
      String tag = tag(page, "br");
      List<String> asked = new ArrayList<>();
      for (String codings :
          List.of(
              "",
              "Accept-Encoding: gzip\r\n",
              "Accept-Encoding: gzip, deflate, br, zstd\r\n",
              "Accept-Encoding: br\r\n",
              "Accept-Encoding: br;q=0.5, gzip\r\n",
              "Accept-Encoding: gzip;q=0, br;q=0\r\n",
              "Accept-Encoding: *\r\n",
              "Accept-Encoding: GZIP ; q=nonsense\r\n")) {
        asked.add("GET " + page + " HTTP/1.1\r\n" + codings);
        asked.add("HEAD " + page + " HTTP/1.1\r\n" + codings);
        asked.add(
            "GET " + page + " HTTP/1.1\r\nIf-None-Match: \"other\", W/" + tag + "\r\n" + codings);
      }
      asked.add(
          "GET "
              + page
              + " HTTP/1.1\r\nIf-None-Match: \"other\"\r\nIf-None-Match: "
              + tag
              + "\r\n");
      asked.add("GET " + page + " HTTP/1.1\r\nIf-None-Match: *\r\n");
      asked.add("GET " + page + " HTTP/1.1\r\nIf-None-Match: \"other\"\r\nCookie: session=x\r\n");
      asked.add("GET " + page + " HTTP/1.1\r\nRange: bytes=0-9\r\n");
      asked.add("GET " + page + " HTTP/1.0\r\n");
      for (String each : asked) {
        int before = statements.get();
        Answer brief = Answer.to(portal, each);
        Answer longer = Answer.to(portal, each + LONG_WAY);
        assertEquals(before, statements.get(), "both are kept: " + each);
        assertAll(
            each,
            () -> assertEquals(longer.status(), brief.status()),
            () -> assertEquals(longer.headers(), brief.headers()),
            () -> assertArrayEquals(longer.body(), brief.body()),
            () -> assertFalse(brief.headers().containsKey("set-cookie")));
      }
    }
  }

  @Test
  void everyCodingSaysTheSame() throws IOException {
    await(
        () ->
            "br"
                .equals(
                    Answer.to(portal, get(METASTASIS, "br")).headers().get("content-encoding")));
    Answer plain = Answer.to(portal, get(METASTASIS, "identity"));
    Answer gzip = Answer.to(portal, get(METASTASIS, "gzip"));
    Answer brotli = Answer.to(portal, get(METASTASIS, "gzip, br"));
    byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes();
    assertTrue(Brotli4jLoader.isAvailable());
    byte[] decoded = Decoder.decompress(brotli.body()).getDecompressedData();
    assertAll(
        () -> assertEquals("gzip", gzip.headers().get("content-encoding")),
        () -> assertEquals("br", brotli.headers().get("content-encoding")),
        () -> assertArrayEquals(plain.body(), unzipped),
        () -> assertArrayEquals(plain.body(), decoded),
        () -> assertTrue(brotli.body().length < gzip.body().length),
        () -> assertTrue(new String(plain.body(), UTF_8).endsWith("</html>\n"), "all of it"),
        () ->
            assertEquals(
                3,
                Set.of(
                        plain.headers().get("etag"),
                        gzip.headers().get("etag"),
                        brotli.headers().get("etag"))
                    .size(),
                "strong tags differ"),
        () -> assertEquals("Accept-Encoding", plain.headers().get("vary")));
  }

  @Test
  void aPageIsItsOwnAndNoOthers() {
    for (String page : PAGES) {
      portal.get(page);
      portal.get(page);
    }
    Set<String> canonicals = new HashSet<>();
    for (String page : List.of("/", METASTASIS, "/specialties/oncology", "/doctors/amara-okafor")) {
      canonicals.add(portal.page(page).select("link[rel=canonical]").attr("href"));
    }
    assertAll(
        () -> assertEquals(4, canonicals.size()),
        () -> assertEquals(404, portal.get("/articles/no-such-answer").statusCode()),
        () -> assertEquals(404, portal.get("/articles/no-such-answer").statusCode()),
        () -> assertEquals(404, portal.get("/specialties/oncology?page=999").statusCode()),
        () -> assertEquals(404, portal.get("/specialties/oncology?page=x").statusCode()),
        () -> assertEquals(404, portal.get("/doctors?letter=../x").statusCode()),
        () -> assertEquals(301, portal.get(METASTASIS + "/").statusCode()),
        () ->
            assertEquals(
                301,
                portal
                    .get(METASTASIS.toUpperCase(Locale.ROOT).replace("/ARTICLES", "/articles"))
                    .statusCode()),
        () -> assertEquals(405, portal.send("POST", METASTASIS).statusCode()),
        () -> assertEquals(405, portal.send("DELETE", METASTASIS).statusCode()),
        () -> assertEquals(303, portal.get("/admin").statusCode()),
        () -> assertEquals("no-store", header(portal.get("/search?q=cancer"), "Cache-Control")),
        () ->
            assertNotEquals(
                200, Answer.to(portal, "GET " + METASTASIS + "%2e HTTP/1.1\r\n").status()),
        () ->
            assertEquals(
                200,
                Answer.to(portal, "GET http://localhost" + METASTASIS + " HTTP/1.1\r\n").status()));
  }

  @Test
  void parametersThatMeanNothingMakeNoOtherPage() {
    portal.get(METASTASIS);
    portal.get("/specialties/oncology?page=1");
    int before = statements.get();
    for (int each = 0; each < 50; each++) {
      assertEquals(200, portal.get(METASTASIS + "?utm_source=" + each).statusCode());
      assertEquals(200, portal.get("/specialties/oncology?x=" + each + "&page=1").statusCode());
    }
    assertEquals(before, statements.get());
  }

  @Test
  void aSearchIsKeptUntilSomethingIsPublishedAnywhere() {
    String path = "/search?q=esophageal+cancer";
    assertTrue(portal.get(path).body().contains(METASTASIS));
    int before = statements.get();
    for (String same :
        List.of(
            path, path + "&utm_source=x", "/search?x=1&q=esophageal%20cancer", path + "&page2=7")) {
      HttpResponse<String> kept = portal.get(same);
      assertAll(
          same,
          () -> assertTrue(kept.body().contains(METASTASIS)),
          () -> assertEquals("no-store", header(kept, "Cache-Control")),
          () -> assertEquals("none", header(kept, "ETag")));
    }
    assertEquals(before, statements.get(), "asked of nobody");
    Jdbi jdbi = portal.database().jdbi();
    Imports.run(jdbi, Imports.line("1", "Esophageal cancer?", "Esophageal cancer, in short."));
    await(() -> portal.get(path).body().contains("/articles/esophageal-cancer"));
    long id = Rows.idOf(jdbi, "article", METASTASIS.substring(METASTASIS.lastIndexOf('/') + 1));
    withdraw(jdbi, id);
    await(() -> !portal.get(path).body().contains(METASTASIS));
  }

  @Test
  void searchesAreNotMistakenForEachOther() {
    Map<String, String> asked =
        Map.of(
            "/search?q=cancer+treated", "cancer treated",
            "/search?q=cancer%2Btreated", "cancer+treated",
            "/search?q=cancer%26page%3D1", "cancer&page=1",
            "/search?q=cancer&page=1", "cancer",
            "/search?q=cancer%3F", "cancer?",
            "/search?q=cancer%C3%A9", "canceré",
            "/search?q=CANCER", "CANCER",
            "/search?q=%22cancer%22", "\"cancer\"",
            "/search?q=%3Cb%3Ecancer", "<b>cancer");
    for (int time = 0; time < 2; time++) {
      asked.forEach(
          (path, words) ->
              assertEquals(words, portal.page(path).select("#search-again").attr("value"), path));
    }
    assertAll(
        () -> assertEquals(404, portal.get("/search?q=cancer&page=99").statusCode()),
        () -> assertEquals(404, portal.get("/search?q=cancer&page=99").statusCode()));
  }

  @Test
  void whatFindsNothingIsAskedEachTime() {
    String path = "/search?q=zzyzxq";
    portal.get(path);
    int before = statements.get();
    HttpResponse<String> again = portal.get(path);
    assertTrue(statements.get() > before, "the newsroom hears of each who finds nothing");
    assertEquals("no-store", header(again, "Cache-Control"));
  }

  @Test
  void whoSearchesForEverythingPushesOutNothingElse() {
    pushesOutNothing(
        (small, each) -> {
          small.get("/search?q=cancer&x=" + each);
          small.get("/search?q=cancer+treated+" + (char) ('a' + each % 26));
        });
  }

  @Test
  void whatIsPublishedIsThereAtOnceAndWhatIsWithdrawnGone() {
    other = Portal.over(portal.database(), Map.of("CACHE_MEGABYTES", "8"));
    keeps(other);
    String slug = METASTASIS.substring("/articles/".length());
    Jdbi jdbi = portal.database().jdbi();
    long id =
        jdbi.withHandle(
            handle ->
                handle
                    .select("select id from article where slug = ?", slug)
                    .mapTo(Long.class)
                    .one());
    String card = portal.page(METASTASIS).select(".voices .card__link").first().attr("href");
    List<String> shown = new ArrayList<>();
    for (String path :
        List.of(
            "/",
            METASTASIS,
            METASTASIS + "/history",
            "/specialties/oncology",
            "/doctors/amara-okafor")) {
      portal.page(path);
      other.page(path);
      shown.add(path);
    }
    // Those beside which it stands.
    List<String> beside =
        jdbi.withHandle(
            handle ->
                handle
                    .select(
                        """
                        select '/articles/' || article.slug from related_article related
                          join article on article.id = related.article_id where related.related_id = ?
                        """,
                        id)
                    .mapTo(String.class)
                    .list());
    assertFalse(beside.isEmpty());
    for (String path : beside) {
      assertTrue(portal.get(path).body().contains(METASTASIS));
      other.get(path);
    }
    int before = statements.get();
    for (String path : shown) {
      portal.page(path);
    }
    portal.page(card);
    assertTrue(statements.get() - before <= 4, "kept: " + (statements.get() - before));

    withdraw(jdbi, id);
    for (Portal each : List.of(portal, other)) {
      await(() -> each.get(METASTASIS).statusCode() == 410);
      assertAll(
          () -> assertEquals(410, each.get(METASTASIS + "/history").statusCode()),
          () -> assertFalse(each.get("/specialties/oncology").body().contains(METASTASIS)),
          () -> assertFalse(each.get("/doctors/amara-okafor").body().contains(METASTASIS)),
          () ->
              beside.forEach(
                  path -> assertFalse(each.get(path).body().contains(METASTASIS), path)));
    }
  }

  @Test
  void whatIsNotConcernedStays() {
    portal.get("/about/who-we-are");
    portal.get(METASTASIS);
    Jdbi jdbi = portal.database().jdbi();
    Imports.run(jdbi, Imports.line("1", "Why?", "Because."));
    await(() -> portal.get("/articles/why").statusCode() == 200);
    long id =
        jdbi.withHandle(
            handle ->
                handle.select("select id from article where slug = 'why'").mapTo(Long.class).one());
    portal.get(METASTASIS);
    portal.get("/specialties");
    withdraw(jdbi, id);
    await(() -> portal.get("/articles/why").statusCode() == 410);
    int before = statements.get();
    portal.get(METASTASIS);
    assertEquals(before, statements.get());
    portal.get("/specialties");
    assertTrue(statements.get() > before);
  }

  @Test
  void listsInWhichAnAnswerDoesNotStandStay() {
    Jdbi jdbi = portal.database().jdbi();
    Imports.run(jdbi, Imports.line("1", "Why?", "Because."));
    await(() -> portal.get("/articles/why").statusCode() == 200);
    long id =
        jdbi.withHandle(
            handle ->
                handle.select("select id from article where slug = 'why'").mapTo(Long.class).one());
    String own = "/specialties/oncology";
    List<String> others = List.of("/specialties/cardiology", "/doctors/amara-okafor");
    assertTrue(portal.get(own).body().contains("/articles/why"));
    others.forEach(portal::page);
    int before = statements.get();
    others.forEach(portal::page);
    assertEquals(before, statements.get(), "kept");
    int listed = portal.page(own).select(".card").size();
    withdraw(jdbi, id);
    await(() -> portal.get("/articles/why").statusCode() == 410);
    before = statements.get();
    others.forEach(portal::page);
    assertEquals(before, statements.get(), "they do not tell of it");
    assertFalse(portal.get(own).body().contains("/articles/why"));
    assertEquals(listed - 1, portal.page(own).select(".card").size());
  }

  @Test
  void ofManyWhoAskAtOnceOneMakesThePage() throws Exception {
    portal.get("/specialties/oncology");
    int alone = statements.get();
    statements.set(0);
    portal.get(METASTASIS);
    int once = statements.get();
    assertTrue(once > 0 && alone > 0);
    String cold = portal.page(METASTASIS).select(".voices .card__link").first().attr("href");
    statements.set(0);
    ExecutorService readers = Executors.newFixedThreadPool(32);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int reader = 0; reader < 200; reader++) {
      answers.add(readers.submit(() -> portal.get(cold).statusCode()));
    }
    readers.shutdown();
    for (Future<Integer> each : answers) {
      assertEquals(200, each.get(30, TimeUnit.SECONDS));
    }
    assertTrue(statements.get() <= once, statements.get() + " statements for a page of " + once);
  }

  @Test
  void readersGoOnReadingWithoutTheDatabase() {
    portal.page(METASTASIS);
    portal.page("/doctors");
    portal.database().refuseConnections();
    // As soon as nothing is heard any longer it is said how old the page is.
    await(() -> portal.get(METASTASIS).headers().firstValue("Age").isPresent());
    HttpResponse<String> old = portal.get(METASTASIS);
    assertAll(
        () -> assertEquals(200, old.statusCode()),
        () -> assertTrue(header(old, "Warning").startsWith("110")),
        () -> assertEquals(200, portal.get("/doctors").statusCode()),
        () -> assertEquals(503, portal.get("/topics").statusCode(), "never made"));
    portal.database().acceptConnections();
    await(
        () -> {
          HttpResponse<String> now = portal.get(METASTASIS);
          return now.statusCode() == 200 && now.headers().firstValue("Age").isEmpty();
        });
    assertEquals(200, portal.get("/topics").statusCode());
  }

  @Test
  void whatIsGoneDoesNotComeBackWithoutTheDatabase() {
    portal.page(METASTASIS);
    portal.page("/doctors");
    Jdbi jdbi = portal.database().jdbi();
    // As nothing in the portal does, and without saying what.
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'Wrong.' where slug = ?",
              METASTASIS.substring("/articles/".length()));
          handle.execute("select pg_notify('content', 'all')");
        });
    await(() -> portal.get(METASTASIS).statusCode() == 410);
    portal.database().refuseConnections();
    await(() -> portal.get("/doctors").headers().firstValue("Age").isPresent());
    assertEquals(503, portal.get(METASTASIS).statusCode());
    portal.database().acceptConnections();
    await(() -> portal.get(METASTASIS).statusCode() == 410);
  }

  @Test
  void whoReadsAllOfAListPushesOutNothingElse() {
    pushesOutNothing(
        (small, each) -> {
          small.get("/doctors?letter=" + (char) ('a' + each % 26));
          small.get("/topics?letter=" + (char) ('a' + each % 26));
          small.get("/specialties/oncology?page=" + (1 + each % 3));
        });
  }

  /** What is done sixty times leaves kept pages in a small memory. */
  private void pushesOutNothing(ObjIntConsumer<Portal> reading) {
    Portal small = Portal.over(portal.database(), Map.of("CACHE_MEGABYTES", "1"));
    try {
      keeps(small);
      small.get(METASTASIS);
      for (int each = 0; each < 60; each++) {
        reading.accept(small, each);
      }
      int before = statements.get();
      small.get("/");
      small.get(METASTASIS);
      assertEquals(before, statements.get());
    } finally {
      small.closeAlone();
    }
  }

  private void withdraw(Jdbi jdbi, long id) {
    jdbi.useTransaction(
        handle ->
            new Publisher(handle, "test").withdraw(id, portal.clock().instant(), "A mistake."));
  }

  private String tag(String page, String coding) {
    return Answer.to(portal, get(page, coding)).headers().get("etag");
  }

  private static String get(String page, String coding) {
    return "GET " + page + " HTTP/1.1\r\nAccept-Encoding: " + coding + "\r\n";
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }

  /**
   * An answer as it came over the wire.
   *
   * @param headers all but those that differ each time; several of a name joined
   */
  @SuppressWarnings("ArrayRecordComponent") // compared one by one
  private record Answer(int status, Map<String, String> headers, byte[] body) {
    static Answer to(Portal portal, String request) {
      URI server = URI.create(portal.url("/"));
      try (Socket socket = new Socket(server.getHost(), server.getPort())) {
        socket.setSoTimeout(20_000);
        socket
            .getOutputStream()
            .write((request + "Host: localhost\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
        byte[] all = socket.getInputStream().readAllBytes();
        String text = new String(all, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int line = 1; line < lines.length; line++) {
          String[] field = lines[line].split(": ?", 2);
          headers.merge(
              field[0].toLowerCase(Locale.ROOT), field[1], (one, two) -> one + " | " + two);
        }
        assertFalse(headers.remove("date").contains(" | "), "one date");
        headers.computeIfPresent("x-request-id", (name, id) -> id.length() == 16 ? null : id);
        return new Answer(
            Integer.parseInt(lines[0].split(" ")[1]),
            headers,
            Arrays.copyOfRange(all, end + 4, all.length));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
