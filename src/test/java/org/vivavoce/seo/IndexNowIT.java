package org.vivavoce.seo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.config.Config;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.publishing.Publisher;
import org.vivavoce.web.Paths;

/** What search engines are told of changes, by one that takes, refuses, and hangs. */
class IndexNowIT {
  private static final String KEY = "0a1b2c3d-Key";
  private static final String ORIGIN = "https://voices.example.org";

  private final ObjectMapper json = new ObjectMapper();
  private final List<JsonNode> submissions = new ArrayList<>();
  private final List<Received> received = new ArrayList<>();
  private final AtomicLong passed = new AtomicLong();
  private final long began = System.nanoTime();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer engine;
  private TestDatabase database;
  private Jdbi jdbi;

  @BeforeEach
  void open() throws IOException {
    database = TestDatabase.migrated();
    jdbi = database.jdbi();
    engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.setExecutor(threads);
    engine.createContext("/indexnow", this::answer);
    engine.start();
    worker().workOff();
  }

  @AfterEach
  void close() {
    release.countDown();
    engine.stop(0);
    threads.shutdownNow();
    database.close();
  }

  @Test
  void whatIsPublishedIsSubmittedOnceInBatchesWithTheListsInWhichItStands() {
    publish("1", "2", "3");
    worker().workOff();
    assertEquals(List.of(), submissions, "more may change within seconds");

    later();
    worker(2).workOff();
    JsonNode first = submissions.get(0);
    assertAll(
        () -> assertEquals("voices.example.org", first.get("host").asText()),
        () -> assertEquals(KEY, first.get("key").asText()),
        () -> assertEquals(ORIGIN + "/" + KEY + ".txt", first.get("keyLocation").asText()),
        () -> assertEquals(4, first.size(), first::toString),
        () -> submissions.forEach(each -> assertTrue(each.get("urlList").size() <= 2)),
        () ->
            assertEquals(
                List.of(
                    "/articles/answer-1",
                    "/articles/answer-2",
                    "/articles/answer-3",
                    "/doctors/ada-example",
                    "/specialties/oncology"),
                submitted()));

    submissions.clear();
    later();
    worker().workOff();
    assertEquals(List.of(), submitted());
    assertEquals(0, count("indexnow_outbox") + count("indexnow_listing"), "nothing is kept of it");
  }

  @Test
  void manyChangesOfOneAnswerAreOneSubmissionAndNoneTwiceWithinAMinute() {
    publish("1");
    publish("1", "Sit upright.");
    publish("1", "Sit upright, and chew.");
    later();
    worker().workOff();
    assertEquals(1, submitted().stream().filter(url -> url.contains("/articles/")).count());

    submissions.clear();
    publish("1", "Sit upright, chew, and drink.");
    // Ten seconds on, and not a minute and a half.
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update indexnow_outbox set not_before = not_before - interval '80 seconds'"));
    worker().workOff();
    assertEquals(List.of(), submitted());
    later();
    worker().workOff();
    assertTrue(submitted().contains("/articles/answer-1"), "nor is it lost");
  }

  @Test
  void whatChangesWhileItIsSubmittedIsSubmittedAgain() throws Exception {
    publish("1");
    later();
    answers.add(new Answer(200, Map.of(), true));
    Future<?> work = threads.submit(() -> worker().workOff());
    assertTrue(asked.await(1, TimeUnit.MINUTES));
    // Publishing does not wait for the network, however long that takes.
    publish("1", "Changed meanwhile.");
    assertEquals(0, openTransactions());
    release.countDown();
    work.get();
    submissions.clear();
    later();
    worker().workOff();
    assertTrue(submitted().contains("/articles/answer-1"));
  }

  @Test
  void whatWasNotTakenIsSubmittedAfterAPauseThatGrows() {
    publish("1");
    for (int failure = 0; failure < 3; failure++) {
      answers.add(new Answer(failure == 1 ? 500 : 503, Map.of(), false));
      later();
      worker().workOff();
      worker().workOff();
      assertEquals(failure + 1, submissions.size(), "not at once");
      assertEquals(60L << failure, pause());
    }
    later();
    worker().workOff();
    assertEquals(0, count("indexnow_outbox where changed_at is not null"));
    assertEquals("0", text("select failures::text from indexnow_submitter"));
  }

  @Test
  void theServerSaysHowLongItWantsToBeLeftAlone() {
    publish("1");
    for (Map.Entry<String, Long> each :
        List.of(
            Map.entry("3600", 3600L),
            Map.entry("Mon, 23 Nov 2026 14:00:00 GMT", 7200L),
            Map.entry("999999999", 86_400L),
            // Less than the pause there would be anyway, or nonsense.
            Map.entry("-5", 480L),
            Map.entry("soon", 960L))) {
      answers.add(new Answer(429, Map.of("Retry-After", each.getKey()), false));
      later();
      worker().workOff();
      assertEquals(each.getValue(), pause(), each.getKey());
    }
  }

  @Test
  void aRefusalIsPutOffForLongAndNothingIsLost() {
    publish("1");
    for (int status : new int[] {400, 403, 422, 302}) {
      answers.add(new Answer(status, Map.of("Location", "/indexnow"), false));
      later();
      worker().workOff();
      assertEquals(21_600L, pause(), "" + status);
    }
    submissions.clear();
    later();
    worker().workOff();
    assertTrue(submitted().contains("/articles/answer-1"));
  }

  @Test
  void publishingSucceedsWhileTheServerHangsAndItIsTriedAgain() {
    publish("1");
    later();
    answers.add(new Answer(200, Map.of(), true));
    worker(Duration.ofMillis(200), 100).workOff();
    assertEquals(60L, pause());
    publish("2");
    release.countDown();
    submissions.clear();
    later();
    worker().workOff();
    assertTrue(submitted().containsAll(List.of("/articles/answer-1", "/articles/answer-2")));
  }

  @Test
  void twoInstancesSubmitOnce() throws Exception {
    publish("1", "2", "3", "4", "5", "6", "7", "8");
    later();
    List<Future<?>> both = new ArrayList<>();
    for (int instance = 0; instance < 4; instance++) {
      both.add(threads.submit(() -> worker(2).workOff()));
    }
    for (Future<?> each : both) {
      each.get();
    }
    worker(2).workOff();
    assertEquals(10, submitted().size());
    assertEquals(10, Set.copyOf(submitted()).size(), () -> "each once: " + submitted());
  }

  @Test
  void whoDiedWhileSubmittingIsFollowedByAnother() {
    publish("1");
    later();
    assertTrue(new IndexNowEditor(jdbi).take(100).isPresent());
    later();
    worker().workOff();
    assertEquals(List.of(), submitted(), "it may be at it still");
    pass(121);
    worker().workOff();
    assertTrue(submitted().contains("/articles/answer-1"));
  }

  @Test
  void bothAddressesOfARenamedAnswerAreSubmittedAndAWithdrawnOne() {
    publish("1", "2");
    later();
    worker().workOff();
    submissions.clear();
    Imports.run(
        jdbi, Imports.line("1", "Question 1", "Other words.", "\"slug\": \"another-address\""));
    jdbi.useTransaction(
        handle ->
            new Publisher(handle, "test")
                .withdraw(id("answer-2"), TestClock.FIXED.instant(), "It was wrong."));
    later();
    worker().workOff();
    assertEquals(
        List.of(
            "/articles/another-address",
            "/articles/answer-1",
            "/articles/answer-2",
            "/doctors/ada-example",
            "/specialties/oncology"),
        submitted());
  }

  @Test
  void theListsThatAnAnswerLeavesAreToldAsThoseToWhichItMoves() {
    Imports.run(jdbi, elsewhere("Ada Example", "Oncology", "Heartburn"));
    later();
    worker().workOff();
    submissions.clear();
    Imports.run(jdbi, elsewhere("Bea Sample", "Cardiology", "Cough"));
    later();
    worker().workOff();
    assertEquals(
        List.of(
            "/articles/answer-1",
            "/doctors/ada-example",
            "/doctors/bea-sample",
            "/specialties/cardiology",
            "/specialties/oncology",
            "/topics/cough",
            "/topics/heartburn"),
        submitted());

    submissions.clear();
    jdbi.useTransaction(
        handle ->
            new Publisher(handle, "test")
                .withdraw(id("answer-1"), TestClock.FIXED.instant(), "It was wrong."));
    later();
    worker().workOff();
    assertEquals(
        List.of(
            "/articles/answer-1",
            "/doctors/bea-sample",
            "/specialties/cardiology",
            "/topics/cough"),
        submitted(),
        "lists of which nothing is left");
  }

  @Test
  void manyChangesOfOneListAreOneRowAlsoDuringAPauseAndItIsDueWhenItWasDueFirst() {
    publish("1");
    answers.add(new Answer(429, Map.of("Retry-After", "3600"), false));
    later();
    worker().workOff();
    for (int change = 0; change < 5; change++) {
      publish("1", "Other words, for the time " + change + ".");
      worker().workOff();
    }
    assertEquals(0, count("indexnow_listing"));
    assertEquals(3, count("indexnow_outbox"));
    pass(120);
    publish("1", "The last words.");
    worker().workOff();
    assertEquals(2, count("indexnow_outbox where kind <> 'article' and not_before < now()"));
  }

  @Test
  void whatWasNeverReachedIsSubmittedWhenItIs() {
    publish("1");
    later();
    String refused = endpoint().toString();
    engine.stop(0);
    worker(URI.create(refused), Duration.ofSeconds(10), 100).workOff();
    assertEquals(60L, pause());
    assertEquals(3, count("indexnow_outbox where changed_at is not null"));
  }

  /**
   * A search engine that takes, refuses, fails and hangs in turn, two instances, and people who
   * publish, change, rename and withdraw all the while. Time passes between rounds by moving what
   * the database waits for; the search engine's clock goes by the same steps.
   */
  @Test
  void inAStormEachIsSubmittedNoneIsLostAndNoneTwiceWithinAMinute() throws Exception {
    List<Answer> storm =
        List.of(
            new Answer(200, Map.of(), false),
            new Answer(429, Map.of("Retry-After", "120"), false),
            new Answer(202, Map.of(), false),
            new Answer(500, Map.of(), false),
            new Answer(202, Map.of(), true),
            new Answer(403, Map.of(), false),
            new Answer(422, Map.of(), false));
    Set<String> changed = new ConcurrentSkipListSet<>();
    int published = 0;
    for (int round = 0; round < 21; round++) {
      answers.clear();
      answers.add(storm.get(round % storm.size()));
      int first = published;
      published += 2;
      int now = round;
      List<Future<?>> all = new ArrayList<>();
      all.add(threads.submit(() -> work(Duration.ofMillis(700))));
      all.add(threads.submit(() -> work(Duration.ofMillis(700))));
      all.add(threads.submit(() -> changeSomething(first, now, changed)));
      for (Future<?> each : all) {
        each.get();
      }
      if (round == 10) {
        // Somebody dies between submitting and noting it: at worst that is submitted again later.
        pass(21_700);
        changed.addAll(die());
      }
      pass(round % 2 == 0 ? 22_000 : 20);
    }
    answers.clear();
    for (int round = 0; round < 3; round++) {
      pass(21_700);
      worker(5).workOff();
    }
    assertEquals(0, count("indexnow_outbox where changed_at is not null"));
    assertEquals(0, count("indexnow_listing"));
    Set<String> taken = new TreeSet<>();
    Map<String, Long> last = new HashMap<>();
    synchronized (received) {
      for (Received each : received) {
        if (each.status() < 300) {
          taken.add(each.url());
        }
        Long before = last.put(each.url(), each.second());
        assertTrue(
            before == null || each.second() - before >= 60,
            () -> each + " again after " + (each.second() - before) + " s");
      }
    }
    Set<String> lost = new TreeSet<>(changed);
    lost.removeAll(taken);
    assertAll(
        () -> assertTrue(changed.size() > 50, changed::toString),
        () -> assertEquals(Set.of(), lost),
        () ->
            assertEquals(
                Set.of(200, 202, 403, 422, 429, 500),
                Set.copyOf(received.stream().map(Received::status).distinct().toList())));
  }

  private void work(Duration patience) {
    worker(patience, 5).workOff();
  }

  /** Two new answers, another word in one, another address for one, and one withdrawn. */
  private void changeSomething(int first, int round, Set<String> changed) {
    String[] ids = {"" + first, "" + (first + 1)};
    publish(ids);
    publish(ids[0], "Other words since round " + round + ".");
    Imports.run(
        jdbi,
        Imports.line(ids[1], "Question " + ids[1], "Words.", "\"slug\": \"moved-" + ids[1] + "\""));
    changed.add("/articles/answer-" + ids[0]);
    changed.add("/articles/answer-" + ids[1]);
    changed.add("/articles/moved-" + ids[1]);
    if (first > 0) {
      jdbi.useTransaction(
          handle ->
              new Publisher(handle, "test")
                  .withdraw(
                      id("answer-" + (first - 2)), TestClock.FIXED.instant(), "It was wrong."));
    }
    changed.addAll(List.of("/doctors/ada-example", "/specialties/oncology"));
  }

  /** Submits what is due, as an instance does that is killed before it can note that. */
  private List<String> die() {
    IndexNowEditor editor = new IndexNowEditor(jdbi);
    editor.gather(10_000);
    List<String> urls = new ArrayList<>();
    IndexNowEditor.Batch batch = editor.take(1_000).orElseThrow();
    for (IndexNowEditor.Address each : batch.addresses()) {
      String url =
          switch (each.kind()) {
            case "article" -> "/articles/";
            case "doctor" -> "/doctors/";
            default -> "/specialties/";
          };
      urls.add(url + each.slug());
    }
    synchronized (received) {
      urls.forEach(url -> received.add(new Received(url, second(), 200)));
    }
    return urls;
  }

  @Test
  void draftsAndDemonstrationsAreNeverSubmitted() {
    Imports.run(jdbi, Imports.line("9", "A draft", "Not yet.", "\"status\": \"draft\""));
    assertEquals(0, count("indexnow_outbox") + count("indexnow_listing"));
    publish("1");
    jdbi.useHandle(handle -> handle.execute("delete from indexnow_outbox"));
    jdbi.useHandle(handle -> handle.execute("delete from indexnow_listing"));
    jdbi.useHandle(
        handle -> handle.execute("update article set demo = true where slug = 'answer-1'"));
    jdbi.useTransaction(
        handle ->
            new Publisher(handle, "test")
                .withdraw(id("answer-1"), TestClock.FIXED.instant(), "It was wrong."));
    assertEquals(0, count("indexnow_outbox") + count("indexnow_listing"));
  }

  @Test
  void nothingIsKeptWhereNobodySubmitsAndPublishingGoesOn() {
    jdbi.useHandle(
        handle ->
            handle.execute("update indexnow_submitter set seen_at = now() - interval '8 days'"));
    publish("1");
    assertEquals(0, count("indexnow_outbox") + count("indexnow_listing"));
    worker().workOff();
    publish("2");
    assertEquals(1, count("indexnow_outbox"));
    assertEquals(2, count("indexnow_listing"));
  }

  @Test
  void onlyTheKeyHasAFile() {
    try (Portal portal =
        Portal.over(
            TestDatabase.migrated(),
            Map.of("INDEXNOW_KEY", KEY, "INDEXNOW_ENDPOINT", endpoint().toString()))) {
      assertAll(
          () -> assertEquals(KEY, portal.get("/" + KEY + ".txt").body()),
          () ->
              assertTrue(
                  portal
                      .get("/" + KEY + ".txt")
                      .headers()
                      .firstValue("Content-Type")
                      .orElse("")
                      .startsWith("text/plain")),
          () -> assertEquals(404, portal.get("/" + KEY + "x.txt").statusCode()),
          () ->
              assertEquals(
                  404, portal.get("/" + KEY.toUpperCase(Locale.ROOT) + ".txt").statusCode()),
          () -> assertEquals(404, portal.get("/x/" + KEY + ".txt").statusCode()),
          () -> assertEquals(404, portal.get("/" + KEY).statusCode()));
    }
    try (Portal portal = Portal.over(TestDatabase.migrated())) {
      assertEquals(404, portal.get("/" + KEY + ".txt").statusCode());
    }
  }

  private void publish(String... ids) {
    if (ids.length == 2 && ids[1].contains(" ")) {
      Imports.run(
          jdbi,
          Imports.line(
              ids[0], "Question " + ids[0], ids[1], "\"slug\": \"answer-" + ids[0] + "\""));
      return;
    }
    List<String> lines = new ArrayList<>();
    for (String id : ids) {
      lines.add(Imports.line(id, "Question " + id, "Words.", "\"slug\": \"answer-" + id + "\""));
    }
    Imports.run(jdbi, lines.toArray(String[]::new));
  }

  /** All pauses are over. */
  private void later() {
    jdbi.useHandle(
        handle -> {
          handle.execute("update indexnow_listing set changed_at = now() - interval '11 s'");
          handle.execute("update indexnow_outbox set not_before = now() - interval '1 s'");
          handle.execute("update indexnow_submitter set not_before = now() - interval '1 s'");
        });
  }

  /** Time passes, for the database as for the search engine. */
  private void pass(int seconds) {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "update indexnow_listing set changed_at = changed_at - make_interval(secs => ?)",
              seconds);
          handle.execute(
              "update indexnow_outbox set not_before = not_before - make_interval(secs => ?)",
              seconds);
          handle.execute(
              """
              update indexnow_submitter
                 set not_before = not_before - make_interval(secs => ?),
                     held_until = held_until - make_interval(secs => ?)
              """,
              seconds,
              seconds);
        });
    passed.addAndGet(seconds);
  }

  private long second() {
    return passed.get() + (System.nanoTime() - began) / 1_000_000_000L;
  }

  private static String elsewhere(String doctor, String specialty, String topic) {
    return """
        {"id": "1", "slug": "answer-1", "title": "Question 1", "body": "Words.", "author": {"name": "%s"},
         "specialty": "%s", "topics": [{"name": "%s"}]}"""
        .formatted(doctor, specialty, topic)
        .replace("\n", " ");
  }

  /** In seconds, as the database has it now. */
  private long pause() {
    return Long.parseLong(
        text(
            """
            select (round(extract(epoch from not_before - now()) / 20) * 20)::bigint::text
              from indexnow_submitter
            """));
  }

  private long openTransactions() {
    return Long.parseLong(
        Rows.one(
            database.superuserJdbi(),
            String.class,
            """
            select count(*)::text from pg_stat_activity
             where datname = current_database() and state like 'idle in transaction%'
            """));
  }

  private long count(String from) {
    return Long.parseLong(text("select count(*)::text from " + from));
  }

  private long id(String slug) {
    return Long.parseLong(text("select id::text from article where slug = '" + slug + "'"));
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private List<String> submitted() {
    List<String> urls = new ArrayList<>();
    synchronized (submissions) {
      for (JsonNode submission : submissions) {
        submission.get("urlList").forEach(url -> urls.add(url.asText().substring(ORIGIN.length())));
      }
    }
    assertFalse(urls.size() > new TreeSet<>(urls).size(), () -> "each once: " + urls);
    return urls.stream().sorted().toList();
  }

  private IndexNowWorker worker() {
    return worker(100);
  }

  private IndexNowWorker worker(int most) {
    return worker(Duration.ofMinutes(1), most);
  }

  private IndexNowWorker worker(Duration patience, int most) {
    return worker(endpoint(), patience, most);
  }

  private IndexNowWorker worker(URI endpoint, Duration patience, int most) {
    return new IndexNowWorker(
        jdbi,
        new Config.IndexNow(KEY, endpoint),
        new Paths(ORIGIN),
        TestClock.FIXED,
        patience,
        most);
  }

  private URI endpoint() {
    return URI.create("http://localhost:" + engine.getAddress().getPort() + "/indexnow");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    synchronized (submissions) {
      submissions.add(json.readTree(body));
    }
    Answer answer = answers.poll();
    if (answer == null) {
      answer = new Answer(202, Map.of(), false);
    }
    synchronized (received) {
      for (JsonNode url : json.readTree(body).get("urlList")) {
        // What is never answered was not taken, as far as anybody knows.
        received.add(
            new Received(
                url.asText().substring(ORIGIN.length()),
                second(),
                answer.hangs() ? 500 : answer.status()));
      }
    }
    asked.countDown();
    if (answer.hangs()) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(answer.status(), -1);
    exchange.close();
  }

  /**
   * @param second when, by the clock that {@link #pass} moves
   */
  private record Received(String url, long second, int status) {}

  private record Answer(int status, Map<String, String> headers, boolean hangs) {}
}
