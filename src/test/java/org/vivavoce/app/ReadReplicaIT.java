package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vivavoce.db.Await.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.DatabaseAddress;
import org.vivavoce.db.ContentNotice;
import org.vivavoce.db.Database;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.db.TestReplica;
import org.vivavoce.web.Role;

/** Public pages from a streaming replica, and what becomes of them when it is behind or gone. */
class ReadReplicaIT {
  private static final String SLUG = "how-is-metastatic-esophageal-cancer-treated";
  private static final String METASTASIS = "/articles/" + SLUG;
  private static final List<String> PAGES =
      List.of(
          "/",
          METASTASIS,
          METASTASIS + "/history",
          METASTASIS + "/captions.vtt",
          "/specialties",
          "/specialties/oncology",
          "/doctors",
          "/doctors/amara-okafor",
          "/topics",
          "/topics/esophageal-cancer",
          "/search?q=cancer",
          "/search?q=esophagial+canser",
          "/search/suggest?q=canc",
          "/feed.atom",
          "/podcast.xml",
          "/sitemap.xml",
          "/api/v1/articles",
          "/api/v1/articles/" + SLUG);

  private static TestDatabase database;
  private static TestReplica replica;
  private Relay primary;
  private Database opened;
  private Portal portal;
  private final AtomicInteger onPrimary = new AtomicInteger();

  @BeforeAll
  static void copyTheServer() {
    database = TestDatabase.withDemo();
    replica = database.replica();
  }

  @AfterAll
  static void end() {
    replica.close();
    database.close();
  }

  @BeforeEach
  void open() {
    String url = database.runtime().jdbcUrl();
    primary = new Relay(Integer.parseInt(url.replaceAll(".*:([0-9]+)/.*", "$1")));
    opened = Database.at(database.owner(), relayed(database.runtime()), replica.address());
    SqlLogger counting =
        new SqlLogger() {
          @Override
          public void logBeforeExecution(StatementContext context) {
            onPrimary.incrementAndGet();
          }
        };
    opened.jdbi().setSqlLogger(counting);
    opened.forRequests().setSqlLogger(counting);
    portal = Portal.over(database, opened, Map.of("CACHE_MEGABYTES", "8"));
    await(this::readsFromTheReplica);
  }

  @AfterEach
  void close() {
    replica.resume();
    portal.closeAlone();
    primary.close();
  }

  @Test
  void publicPagesAreReadFromTheReplicaAlone() {
    onPrimary.set(0);
    for (String page : PAGES) {
      assertEquals(200, portal.get(page).statusCode(), page);
    }
    String media = portal.page(METASTASIS).select("audio source").attr("src");
    assertEquals(200, portal.get(media).statusCode());
    assertEquals(404, portal.get("/articles/no-such-answer").statusCode());
    assertEquals(0, onPrimary.get(), "asked of the primary");
    assertEquals(200, portal.get("/readyz").statusCode());
    assertTrue(onPrimary.get() > 0, "readiness is the primary's");
  }

  @Test
  void whoPublishesSeesItThoughTheReplicaIsBehindAndNothingOldIsKept() {
    Visitor editor = TestAccounts.signedIn(portal, Role.EDITOR);
    String slug = "is-esophagitis-the-same-as-esophageal-cancer";
    String article = "/articles/" + slug;
    List<String> lists =
        portal
            .page(article)
            .select("a[href^=/specialties/], a[href^=/doctors/], a[href^=/topics/]")
            .eachAttr("href")
            .stream()
            .distinct()
            .filter(list -> portal.get(list).body().contains(article))
            .toList();
    assertTrue(lists.size() > 2, lists::toString);
    String manuscript =
        editor
            .post("/admin/articles/from/" + id(slug))
            .headers()
            .firstValue("Location")
            .orElseThrow()
            .replaceAll("\\?.*", "");
    editor.page(manuscript);
    await(this::readsFromTheReplica);
    replica.pause();
    assertEquals(
        303, editor.post(manuscript + "/withdraw", "withdrawReason", "A trial.").statusCode());
    assertAll(
        () -> assertEquals(410, portal.get(article).statusCode()),
        () -> assertFalse(readsFromTheReplica(), "it is behind"),
        () ->
            assertFalse(portal.get("/search?q=" + slug.replace('-', '+')).body().contains(article)),
        () -> lists.forEach(list -> assertFalse(portal.get(list).body().contains(article), list)));
    replica.resume();
    await(this::readsFromTheReplica);
    assertEquals(410, portal.get(article).statusCode());
    lists.forEach(list -> assertFalse(portal.get(list).body().contains(article), list));
  }

  @Test
  void nobodyIsEverShownWhatWasChangedBefore() throws Exception {
    String slug = "when-is-chest-pain-a-sign-of-a-heart-attack";
    long id = id(slug);
    Jdbi writer = database.jdbi();
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger seen = new AtomicInteger();
    ExecutorService readers = Executors.newFixedThreadPool(4);
    List<Future<Integer>> read = new ArrayList<>();
    for (int reader = 0; reader < 4; reader++) {
      read.add(
          readers.submit(
              () -> {
                int last = 0;
                while (!done.get()) {
                  int least = seen.get();
                  String text = portal.page("/articles/" + slug).select("h1").text();
                  int now = text.startsWith("Is it ") ? Integer.parseInt(text.substring(6)) : 0;
                  assertTrue(now >= least, () -> now + " is shown after " + least);
                  last = Math.max(last, now);
                }
                return last;
              }));
    }
    for (int change = 1; change <= 40; change++) {
      String title = "Is it " + change;
      writer.useTransaction(
          handle -> {
            handle.execute("update article set title = ? where id = ?", title, id);
            ContentNotice.published(handle, List.of(id));
          });
      await(() -> portal.page("/articles/" + slug).select("h1").text().equals(title));
      seen.set(change);
    }
    done.set(true);
    for (Future<Integer> each : read) {
      assertEquals(40, each.get(20, TimeUnit.SECONDS));
    }
    readers.shutdown();
    await(this::readsFromTheReplica);
  }

  @Test
  void readersDoNotNoticeThatTheReplicaIsGoneAndItIsReadWhenItIsBack() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(4);
    List<Future<Integer>> read = new ArrayList<>();
    for (int reader = 0; reader < 4; reader++) {
      int own = reader;
      read.add(
          readers.submit(
              () -> {
                int asked = 0;
                while (!done.get()) {
                  // Never kept.
                  String page = "/search?q=cancer+" + own + "x" + asked++;
                  assertEquals(200, portal.get(page).statusCode());
                }
                return asked;
              }));
    }
    TimeUnit.MILLISECONDS.sleep(300);
    replica.kill();
    onPrimary.set(0);
    await(() -> onPrimary.get() > 20);
    assertFalse(readsFromTheReplica());
    replica.start();
    await(this::readsFromTheReplica);
    done.set(true);
    for (Future<Integer> each : read) {
      assertTrue(each.get(30, TimeUnit.SECONDS) > 0);
    }
    readers.shutdown();
  }

  @Test
  void pagesAreStillMadeWhenOnlyTheReplicaIsThere() {
    portal.page("/doctors");
    primary.cut();
    await(() -> portal.get("/readyz").statusCode() == 503);
    assertAll(
        () -> assertEquals(200, portal.get("/doctors").statusCode()),
        () -> assertEquals(200, portal.get("/topics").statusCode(), "never asked for before"),
        () -> assertEquals(200, portal.get("/search?q=cancer").statusCode()));
    String slug = "what-is-a-stroke";
    // What nobody here can hear of: it is shown, and not kept.
    String path = portal.page("/").select(".card__link").first().attr("href");
    portal.page(path);
    long id = id(path.substring("/articles/".length()));
    database
        .jdbi()
        .useHandle(handle -> handle.execute("update article set title = ? where id = ?", slug, id));
    await(() -> portal.page(path).select("h1").text().equals(slug));
    primary.mend();
    await(() -> portal.get("/readyz").statusCode() == 200);
    await(this::readsFromTheReplica);
    assertEquals(slug, portal.page(path).select("h1").text());
  }

  @Test
  void whoHearsNothingReadsFromThePrimary() {
    String path = portal.page("/").select(".card__link").last().attr("href");
    portal.page(path);
    replica.pause();
    primary.refuse();
    stopListening();
    await(() -> !readsFromTheReplica());
    String title = "Has anybody heard of it?";
    long id = id(path.substring("/articles/".length()));
    database
        .jdbi()
        .useHandle(
            handle -> handle.execute("update article set title = ? where id = ?", title, id));
    assertEquals(title, portal.page(path).select("h1").text());
    primary.mend();
    replica.resume();
    await(this::readsFromTheReplica);
    assertEquals(title, portal.page(path).select("h1").text());
  }

  /** The pools' connections have a name. */
  private static void stopListening() {
    database
        .superuserJdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = current_database() and pid <> pg_backend_pid()
                       and application_name <> 'vivavoce'
                    """));
  }

  private boolean readsFromTheReplica() {
    return Rows.one(opened.reads(), Boolean.class, "select pg_is_in_recovery()");
  }

  private DatabaseAddress relayed(DatabaseAddress address) {
    return new DatabaseAddress(
        address.jdbcUrl().replaceAll(":[0-9]+/", ":" + primary.port() + "/"),
        address.user(),
        address.password());
  }

  private static long id(String slug) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .select("select id from article where slug = ?", slug)
                    .mapTo(Long.class)
                    .one());
  }
}
