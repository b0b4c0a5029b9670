package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.DatabaseAddress;
import org.vivavoce.db.Database;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.db.TestReplica;
import org.vivavoce.web.Role;

/**
 * What readers and editors are answered while the database fails in one way or another, and how
 * soon all is well again. What was measured is written to {@code target/faults.md}; the bounds here
 * leave room for a machine that is busy.
 */
class FaultsIT {
  private static final String KEPT = "/articles/how-is-metastatic-esophageal-cancer-treated";
  private static final List<String> NEVER_ASKED_FOR =
      List.of("/topics", "/doctors", "/specialties", "/articles/no-such-answer", "/search?q=cough");
  private static final long FAULT_SECONDS = 3;

  /** Promised are three seconds, and five until all is well. */
  private static final double LONGEST_SECONDS = 5;

  private static final double LONGEST_RECOVERY_SECONDS = 10;
  private static final List<String> TABLE = new ArrayList<>();

  private TestDatabase database;
  private Relay relay;
  private Portal portal;
  private Visitor editor;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private int typed;

  @BeforeEach
  void open() {
    database = TestDatabase.withDemo();
    relay = new Relay(port(database.runtime()));
    start(Database.at(database.owner(), at(database.runtime(), "127.0.0.1:" + relay.port())));
  }

  private void start(Database opened) {
    portal = Portal.over(database, opened, Map.of("CACHE_MEGABYTES", "8"));
    editor = TestAccounts.signedIn(portal, Role.EDITOR);
    await(() -> isKept(KEPT), 10);
    assertEquals(303, save().statusCode());
  }

  @AfterEach
  void close() {
    relay.mend();
    portal.closeAlone();
    relay.close();
    database.close();
  }

  @AfterAll
  static void write() throws IOException {
    TABLE.add(
        0,
        """
        | fault | kept pages | longest ms | others | longest ms | saves | longest ms | well again after ms |
        |---|---|---|---|---|---|---|---|""");
    Files.write(Path.of("target/faults.md"), TABLE);
  }

  @Test
  void itIsDown() {
    suffers("down", relay::cut, relay::mend, 503, 503);
  }

  @Test
  void itHangs() {
    suffers("hung, as in a black hole", relay::hang, relay::mend, 503, 503);
  }

  @Test
  void itIsFarTooSlow() {
    suffers("slow, 1.5 s each way", () -> relay.slow(1_500), relay::mend, 503, 503);
  }

  @Test
  void itIsSlow() {
    suffers("slow, 40 ms each way", () -> relay.slow(40), relay::mend, 200, 303);
  }

  @Test
  void itIsRestarted() {
    suffers(
        "its sessions ended, new ones refused, as in a restart",
        database::refuseConnections,
        database::acceptConnections,
        503,
        503);
  }

  @Test
  void itHasNoConnectionLeft() {
    String name = database.runtime().jdbcUrl().replaceAll(".*/", "");
    suffers(
        "no connection left",
        () -> {
          superuser("alter database " + name + " connection limit 0");
          superuser(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()
              """);
        },
        () -> superuser("alter database " + name + " connection limit -1"),
        503,
        503);
  }

  @Test
  void itsDiskIsFull() {
    suffers(
        "disk full, as PostgreSQL says it",
        () ->
            superuser(
                """
                create function full_disk() returns trigger language plpgsql as $$
                begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
                create trigger full_disk before insert or update on manuscript execute function full_disk()
                """),
        () -> superuser("drop function full_disk cascade"),
        200,
        503);
  }

  @Test
  void itOnlyReads() {
    String name = database.runtime().jdbcUrl().replaceAll(".*/", "");
    suffers(
        "read only, as a standby is",
        () -> {
          superuser("alter database " + name + " set default_transaction_read_only = on");
          superuser(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()
              """);
        },
        () -> {
          database
              .superuserJdbi()
              .useHandle(
                  handle -> {
                    handle.execute("set default_transaction_read_only = off");
                    handle.execute(
                        "alter database " + name + " reset default_transaction_read_only");
                  });
          superuser(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()
              """);
        },
        200,
        503);
  }

  @Test
  void aSynchronousStandbyTakesItsPlaceAndHasAllThatWasAcknowledged() {
    failsOver("failing over to a synchronous standby", relay::cut);
  }

  /** As a machine does whose processes are frozen: it takes connections and says nothing. */
  @Test
  void aStandbyTakesThePlaceOfAPrimaryThatHangs() {
    failsOver("failing over from a primary that hangs", relay::hang);
  }

  private void failsOver(String fault, Runnable begin) {
    portal.closeAlone();
    try (TestReplica standby = database.replica()) {
      beSynchronous();
      DatabaseAddress several =
          DatabaseAddress.parse(
              "DATABASE_URL",
              TestDatabase.url(
                  at(
                      database.runtime(),
                      "127.0.0.1:%d,127.0.0.1:%d"
                          .formatted(relay.port(), port(standby.address())))));
      start(Database.at(database.owner(), several));
      acknowledged.clear();
      suffers(fault, () -> inTheMidstOfSaves(begin), standby::promote, 503, 503);
      portal.closeAlone();
      assertTrue(acknowledged.size() > 2, acknowledged::toString);
      assertEquals(List.of(), lostBy(standby.address()));
    } finally {
      superuser("alter system reset synchronous_standby_names");
      superuser("select pg_reload_conf()");
    }
  }

  private List<String> lostBy(DatabaseAddress address) {
    List<String> kept =
        Jdbi.create(address.jdbcUrl(), address.user(), address.password())
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select content ->> 'transcript' from revision where content ->> 'transcript' = any(:all)")
                        .bindArray("all", String.class, acknowledged.toArray())
                        .mapTo(String.class)
                        .list());
    return acknowledged.stream().filter(each -> !kept.contains(each)).toList();
  }

  /** From now on nothing is acknowledged that the standby has not got. */
  private void beSynchronous() {
    superuser("alter system set synchronous_standby_names = '*'");
    superuser("select pg_reload_conf()");
    await(
        () ->
            Rows.list(
                    database.superuserJdbi(),
                    String.class,
                    "select sync_state from pg_stat_replication")
                .equals(List.of("sync")),
        10);
  }

  private void inTheMidstOfSaves(Runnable begin) {
    CompletableFuture<Void> busy =
        CompletableFuture.runAsync(
            () -> {
              while (save().statusCode() == 303) {
                // the next one
              }
            });
    sleep(1_000);
    begin.run();
    busy.join();
  }

  /**
   * Reads and saves all the time while the fault lasts, and until all is well.
   *
   * @param others the status of pages that were never asked for
   * @param saves of what an editor sends
   */
  private void suffers(String fault, Runnable begin, Runnable end, int others, int saves) {
    AtomicBoolean over = new AtomicBoolean();
    Load kept = new Load(() -> portal.get(KEPT), over);
    Load unkept =
        new Load(() -> portal.get(NEVER_ASKED_FOR.get(typed++ % NEVER_ASKED_FOR.size())), over);
    Load saved = new Load(this::save, over);
    begin.run();
    List<CompletableFuture<Void>> loads =
        List.of(kept, unkept, saved).stream()
            .map(each -> CompletableFuture.runAsync(each))
            .toList();
    sleep(TimeUnit.SECONDS.toMillis(FAULT_SECONDS));
    over.set(true);
    loads.forEach(CompletableFuture::join);
    long ended = System.nanoTime();
    end.run();
    await(() -> portal.get("/readyz").statusCode() == 200, LONGEST_RECOVERY_SECONDS);
    await(() -> portal.get("/specialties").statusCode() == 200, LONGEST_RECOVERY_SECONDS);
    await(() -> save().statusCode() == 303, LONGEST_RECOVERY_SECONDS);
    double recovered = (System.nanoTime() - ended) / 1e6;
    TABLE.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.0f | %s | %.0f | %s | %.0f | %.0f |",
            fault,
            kept.statuses(),
            kept.longest,
            unkept.statuses(),
            unkept.longest,
            saved.statuses(),
            saved.longest,
            recovered));
    await(() -> isKept(KEPT), 10);
    assertAll(
        fault,
        () -> assertTrue(kept.answers.size() > 3, "read"),
        () ->
            assertTrue(
                kept.answers.stream().allMatch(each -> each.statusCode() == 200), kept::statuses),
        () -> assertTrue(kept.longest < 1e3 * LONGEST_SECONDS, () -> "kept " + kept.longest),
        () -> assertTrue(unkept.longest < 1e3 * LONGEST_SECONDS, () -> "others " + unkept.longest),
        () -> assertTrue(saved.longest < 1e3 * LONGEST_SECONDS, () -> "saves " + saved.longest),
        () -> {
          for (HttpResponse<String> each : unkept.answers) {
            if (others == 200) {
              // Where the fault ends sessions, some may be in use.
              assertTrue(List.of(200, 404, 503).contains(each.statusCode()), unkept::statuses);
            } else if (each.statusCode() != 200 || each.headers().firstValue("Warning").isEmpty()) {
              assertEquals(503, each.statusCode(), unkept::statuses);
              assertTrue(each.headers().firstValue("Retry-After").isPresent());
              assertFalse(each.body().contains("Exception"));
            }
          }
        },
        () ->
            assertTrue(
                others != 200
                    || unkept.answers.stream().filter(each -> each.statusCode() == 503).count()
                        < 10,
                unkept::statuses),
        () -> {
          for (HttpResponse<String> each : saved.answers) {
            assertEquals(saves, each.statusCode(), saved::statuses);
            if (saves == 503) {
              assertGivenBack(each);
            }
          }
        });
  }

  /** What was sent stands there to be read, and is sent again by a button. */
  private static void assertGivenBack(HttpResponse<String> answer) {
    Document page = Jsoup.parse(answer.body());
    String text =
        page.select("textarea").stream().map(each -> each.wholeText()).toList().toString();
    assertTrue(text.contains("Long work, typed at "), answer.body());
    assertEquals("/admin/articles/new", page.select("main form").attr("action"));
    assertTrue(page.select("main form input[name=transcript]").val().contains("Long work"));
    assertEquals(1, page.select("main form button").size());
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
  }

  private HttpResponse<String> save() {
    String work = "Long work, typed at " + System.nanoTime();
    HttpResponse<String> answer =
        editor.post(
            "/admin/articles/new",
            Form.of("title", "What now?", "lang", "en")
                .with("transcript", work)
                .with("act", "save"));
    if (answer.statusCode() == 303) {
      acknowledged.add(work);
    }
    return answer;
  }

  private boolean isKept(String path) {
    String first = portal.get(path).headers().firstValue("ETag").orElse("");
    HttpResponse<String> second = portal.get(path);
    return second.statusCode() == 200
        && second.headers().firstValue("Warning").isEmpty()
        && second.headers().firstValue("ETag").orElse("none").equals(first);
  }

  private void superuser(String sql) {
    database.superuserJdbi().useHandle(handle -> handle.execute(sql));
  }

  private static DatabaseAddress at(DatabaseAddress address, String hosts) {
    return new DatabaseAddress(
        address.jdbcUrl().replaceAll("//[^/]+/", "//" + hosts + "/"),
        address.user(),
        address.password());
  }

  private static int port(DatabaseAddress address) {
    return Integer.parseInt(address.jdbcUrl().replaceAll(".*:([0-9]+)/.*", "$1"));
  }

  private static void await(Supplier<Boolean> condition, double seconds) {
    long deadline = System.nanoTime() + (long) (seconds * 1e9);
    while (!condition.get()) {
      assertTrue(System.nanoTime() < deadline, "it did not happen");
      sleep(20);
    }
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Somebody who asks again and again. */
  private static final class Load implements Runnable {
    private final Supplier<HttpResponse<String>> ask;
    private final AtomicBoolean over;
    private final List<HttpResponse<String>> answers = new ArrayList<>();
    private double longest;

    Load(Supplier<HttpResponse<String>> ask, AtomicBoolean over) {
      this.ask = ask;
      this.over = over;
    }

    @Override
    public void run() {
      while (!over.get()) {
        long begun = System.nanoTime();
        answers.add(ask.get());
        longest = Math.max(longest, (System.nanoTime() - begun) / 1e6);
        sleep(30);
      }
    }

    /** Each status, and how often. */
    String statuses() {
      Map<Integer, Integer> counted = new TreeMap<>();
      answers.forEach(each -> counted.merge(each.statusCode(), 1, Integer::sum));
      return counted.entrySet().stream()
          .map(each -> each.getKey() + " ×" + each.getValue())
          .reduce((one, other) -> one + ", " + other)
          .orElse("");
    }
  }
}
