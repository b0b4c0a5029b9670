package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.ConfigException;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.web.Role;

/** What operators see on the port that is theirs alone. */
class ManagementIT {
  private static final Path OPERATIONS = Path.of("src/main/operations");
  private static final String ANSWER = "/articles/how-is-metastatic-esophageal-cancer-treated";

  /** In an expression of Prometheus, what is no function, no label and no text. */
  private static final Pattern METRIC =
      Pattern.compile(
          "\\b(?:up|(?:vivavoce|http|hikaricp|jvm|process|system|disk|logback)_[a-z0-9_]+)\\b");

  /** Prometheus' own, a replica's, and the embedded database's disk. */
  private static final Set<String> ONLY_ELSEWHERE =
      Set.of("up", "vivavoce_replica_read", "disk_free_bytes", "disk_total_bytes");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Test
  void figuresTellWhatWentOn() throws Exception {
    int port = freePort();
    try (Portal portal =
        Portal.over(
            TestDatabase.withDemo(),
            Map.of("MANAGEMENT_PORT", Integer.toString(port), "CACHE_MEGABYTES", "8"))) {
      portal.lookAtFigures();
      String before = read(port, "/metrics").body();
      portal.get("/nothing-of-that-name");
      portal.get(ANSWER + "/history");
      portal.get("/admin/login");
      for (int time = 0; time < 6; time++) {
        // As browsers ask: some versions of Java's client tell the length of what is not there.
        try (InputStream page = URI.create(portal.url(ANSWER)).toURL().openStream()) {
          assertTrue(page.readAllBytes().length > 1_000);
        }
      }
      Matcher sound =
          Pattern.compile("/media/[0-9a-f]{64}\\.(mp3|opus|ogg|webm|m4a)")
              .matcher(portal.get(ANSWER).body());
      assertTrue(sound.find(), "the answer has a voice");
      assertEquals(206, portal.get(sound.group(), "Range", "bytes=0-999").statusCode());
      Imports.run(portal.database().jdbi(), Imports.line("1", "Why?", "Because."));
      publishAgain(portal);
      portal
          .database()
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "insert into backup (bytes, sha256, version) values (4711, decode(repeat('ab', 32), 'hex'), 'test')"));
      portal.lookAtFigures();
      HttpResponse<String> answer = read(port, "/metrics");
      String after = answer.body();
      assertAll(
          () -> assertEquals(200, answer.statusCode()),
          () ->
              assertEquals(
                  "text/plain; version=0.0.4; charset=utf-8",
                  answer.headers().firstValue("Content-Type").orElse("")),
          () ->
              assertEquals(
                  "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse("")),
          () -> assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse("")),
          () ->
              assertEquals(
                  1,
                  value(
                      after,
                      "http_server_requests_seconds_count{method=\"GET\",status=\"2xx\",uri=\"/articles/{slug}/history\"}")),
          () ->
              assertEquals(
                  1,
                  value(
                      after,
                      "http_server_requests_seconds_count{method=\"GET\",status=\"4xx\",uri=\"none\"}")),
          () -> assertFalse(after.contains("how-is-metastatic"), "no path as it was asked for"),
          () -> assertFalse(after.contains("nothing-of-that-name"), "nor what does not exist"),
          () ->
              assertTrue(
                  value(after, "vivavoce_page_cache_requests_total{result=\"hit\"}") >= 4, after),
          () -> assertTrue(value(after, "vivavoce_kept_pages_sent_total") >= 4, after),
          () -> assertTrue(value(after, "vivavoce_page_cache_entries") >= 1, after),
          () -> assertTrue(value(after, "vivavoce_page_cache_size_bytes") > 1_000, after),
          () -> assertEquals(1, value(after, "vivavoce_changes_heard")),
          () -> assertEquals(1, value(after, "vivavoce_database_reachable")),
          () -> assertEquals(1, value(after, "vivavoce_media_sent_total{part=\"range\"}")),
          () -> assertEquals(1_000, value(after, "vivavoce_media_sent_size_bytes_total")),
          () ->
              assertEquals(1, value(after, "vivavoce_publications_seconds_count{kind=\"import\"}")),
          () -> assertTrue(value(after, "vivavoce_publications_seconds_sum{kind=\"import\"}") > 0),
          () ->
              assertEquals(
                  1,
                  value(after, "vivavoce_publications_seconds_count{kind=\"publish\"}"),
                  "in the newsroom"),
          () ->
              assertEquals(
                  Double.POSITIVE_INFINITY,
                  value(before, "vivavoce_backup_age_seconds"),
                  "none was ever made"),
          () -> assertEquals(4_711, value(after, "vivavoce_backup_size_bytes")),
          () -> assertEquals(12, value(after, "hikaricp_connections_max{pool=\"vivavoce-pages\"}")),
          () -> assertTrue(value(after, "process_uptime_seconds") > 0));
    }
  }

  /** As the command {@code serve} starts it: what readers begin with was made before. */
  @Test
  void firstPagesAreKeptBeforeAnybodyAsks() throws Exception {
    int port = freePort();
    try (Portal portal =
        Portal.warm(
            TestDatabase.withDemo(),
            Map.of("MANAGEMENT_PORT", Integer.toString(port), "CACHE_MEGABYTES", "8"))) {
      double kept = value(read(port, "/metrics").body(), "vivavoce_page_cache_entries");
      assertTrue(kept >= 1, () -> "pages that are kept: " + kept);
      assertEquals(200, portal.get("/").statusCode());
      assertEquals(
          1,
          value(
              read(port, "/metrics").body(), "vivavoce_page_cache_requests_total{result=\"hit\"}"),
          "the front page was there");
    }
  }

  @Test
  void healthIsTheSameThereAndFiguresAreNowhereElse() throws Exception {
    int port = freePort();
    try (Portal portal =
        Portal.over(TestDatabase.migrated(), Map.of("MANAGEMENT_PORT", Integer.toString(port)))) {
      assertAll(
          () -> assertEquals("ok\n", read(port, "/healthz").body()),
          () -> assertEquals(200, read(port, "/readyz").statusCode()),
          () -> assertEquals(404, portal.get("/metrics").statusCode()),
          () -> assertEquals(200, statusFor(port, "/metrics", "localhost:" + port)),
          () -> assertEquals(421, statusFor(port, "/metrics", "rebound.example:" + port)),
          () -> assertEquals(200, statusFor(port, "/readyz", "probe.example")),
          () -> assertEquals(404, read(port, "/").statusCode()),
          () -> assertEquals(404, read(port, "/admin").statusCode()));
      portal.database().refuseConnections();
      long begun = System.nanoTime();
      assertEquals(503, read(port, "/readyz").statusCode());
      assertTrue(System.nanoTime() - begun < 3_000_000_000L, "it is told within 3 s");
      String figures = read(port, "/metrics").body();
      assertEquals(0, value(figures, "vivavoce_database_reachable"), "nobody has looked yet");
    }
  }

  @Test
  void anOccupiedPortIsToldByItsName() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestDatabase database = TestDatabase.migrated()) {
      Map<String, String> settings =
          Map.of("MANAGEMENT_PORT", Integer.toString(taken.getLocalPort()));
      ConfigException refused =
          assertThrows(ConfigException.class, () -> Portal.over(database, settings).close());
      assertTrue(
          String.valueOf(refused.getMessage())
              .startsWith(
                  "MANAGEMENT_PORT " + taken.getLocalPort() + " on MANAGEMENT_HOST 127.0.0.1"),
          refused.getMessage());
    }
  }

  @Test
  void dashboardAndAlertsAskForWhatIsThere() throws Exception {
    int port = freePort();
    try (Portal portal =
        Portal.over(TestDatabase.migrated(), Map.of("MANAGEMENT_PORT", Integer.toString(port)))) {
      portal.work();
      portal.get("/");
      portal.lookAtFigures();
      System.gc();
      Set<String> there = namesOf(read(port, "/metrics").body());
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (!there.contains("vivavoce_job_runs_seconds_count")
          || !there.contains("jvm_gc_pause_seconds_sum")) {
        assertTrue(System.nanoTime() < deadline, "no worker, or no collection: " + there);
        Thread.sleep(100);
        there = namesOf(read(port, "/metrics").body());
      }
      Set<String> known = there;
      JsonNode dashboard =
          new ObjectMapper().readTree(OPERATIONS.resolve("grafana-dashboard.json").toFile());
      List<String> asked =
          Stream.concat(
                  dashboard.findValuesAsText("expr").stream(),
                  Files.readAllLines(OPERATIONS.resolve("alerts.yml")).stream()
                      .filter(line -> line.strip().startsWith("expr: "))
                      .map(line -> line.strip().substring("expr: ".length())))
              .toList();
      assertTrue(asked.size() > 50, "both are read: " + asked.size());
      assertEquals(
          List.of(),
          asked.stream()
              .flatMap(expression -> METRIC.matcher(expression).results().map(MatchResult::group))
              .filter(name -> !known.contains(name) && !ONLY_ELSEWHERE.contains(name))
              .distinct()
              .toList());
    }
  }

  private static int statusFor(int port, String path, String host) throws IOException {
    Wire management =
        new Wire() {
          @Override
          public String url(String where) {
            return "http://127.0.0.1:" + port + where;
          }
        };
    String answer =
        RawConnection.exchange(
            management,
            "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    return Integer.parseInt(answer.substring(9, 12));
  }

  /** One of its answers as it stands, through the newsroom's forms. */
  private static void publishAgain(Portal portal) {
    Visitor editor = TestAccounts.signedIn(portal, Role.EDITOR);
    Visitor reviewer = TestAccounts.signedIn(portal, Role.REVIEWER);
    editor.page("/admin/account");
    reviewer.page("/admin/account");
    long article =
        Rows.one(
            portal.database().jdbi(),
            Long.class,
            "select min(id) from article where status = 'published' and care_level is null");
    String path =
        editor
            .post("/admin/articles/from/" + article)
            .headers()
            .firstValue("Location")
            .orElseThrow()
            .replaceAll("\\?.*", "");
    assertEquals(303, editor.post(path + "/submit", "base", "1").statusCode());
    assertEquals(303, reviewer.post(path + "/approve", "base", "1").statusCode());
    assertEquals(303, editor.post(path + "/publish", "base", "1").statusCode());
  }

  private static Set<String> namesOf(String figures) {
    return figures
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toSet());
  }

  private static double value(String figures, String series) {
    return figures
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> line.substring(series.length() + 1))
        .mapToDouble(
            text -> text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not among\n" + figures));
  }

  private static HttpResponse<String> read(int port, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** A port that was free a moment ago: 0 stands for none here. */
  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
