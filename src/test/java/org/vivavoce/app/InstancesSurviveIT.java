package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.Database;
import org.vivavoce.db.Rows;
import org.vivavoce.web.Role;

/**
 * Two instances behind a balancer are killed in turn, as by {@code kill -9}, while editors save and
 * readers read by both: what was acknowledged is there, once and in its order, the other one goes
 * on meanwhile, and the killed one comes back.
 */
class InstancesSurviveIT {
  private static final int KILLS = 2;
  private static final int SAVERS = 3;
  private static final int READERS = 2;

  /** Between one kill and the next. */
  private static final int SAVES = 6;

  private final Map<Long, Book> books = new ConcurrentHashMap<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Semaphore acknowledged = new Semaphore(0);
  private final List<PortalProcess> instances = new ArrayList<>();
  @RegisterExtension final SharedServer server = new SharedServer();

  @AfterEach
  void killInstances() {
    stopped.set(true);
    instances.forEach(PortalProcess::kill);
  }

  @Test
  void whatEitherAcknowledgedIsThereThoughEachIsKilledInTurn() throws Exception {
    try (Database database = server.database()) {
      database.migrate();
      Jdbi jdbi = database.jdbi();
      instances.add(PortalProcess.start(server.data()));
      instances.add(PortalProcess.start(server.data()));
      try (Balancer balancer = new Balancer(instances.get(0), instances.get(1))) {
        List<Future<Integer>> done = work(balancer, jdbi);
        for (int kill = 0; kill < KILLS; kill++) {
          assertTrue(acknowledged.tryAcquire(SAVES, 60, TimeUnit.SECONDS), "both take saves");
          instances.get(kill % 2).kill();
          acknowledged.drainPermits();
          assertTrue(acknowledged.tryAcquire(SAVES, 60, TimeUnit.SECONDS), "the other goes on");
          instances.set(kill % 2, PortalProcess.start(server.data()));
          balancer.replace(kill % 2, instances.get(kill % 2));
        }
        stopped.set(true);
        for (Future<Integer> each : done) {
          assertTrue(each.get(60, TimeUnit.SECONDS) > 0);
        }
      }
      for (PortalProcess each : instances) {
        assertEquals(200, each.get("/readyz").statusCode());
      }
      check(jdbi);
    }
  }

  private List<Future<Integer>> work(Balancer balancer, Jdbi jdbi) {
    ExecutorService threads = Executors.newFixedThreadPool(SAVERS + READERS);
    List<Future<Integer>> done = new ArrayList<>();
    for (int saver = 0; saver < SAVERS; saver++) {
      Visitor visitor =
          TestAccounts.signedIn(
              balancer,
              jdbi,
              Clock.systemUTC(),
              TestAccounts.add(jdbi, Clock.systemUTC(), null, Role.EDITOR));
      done.add(threads.submit(() -> save(visitor)));
    }
    for (int reader = 0; reader < READERS; reader++) {
      done.add(threads.submit(() -> read(balancer)));
    }
    threads.shutdown();
    return done;
  }

  private int save(Visitor visitor) {
    int saved = 0;
    Book book = null;
    for (boolean signedIn = false; !stopped.get(); ) {
      String text = UUID.randomUUID().toString();
      Form form = Form.of("title", text, "lang", "en", "transcript", "Words " + text + ".");
      try {
        if (!signedIn) {
          visitor.page("/admin/articles/new");
          signedIn = true;
        }
        if (book != null) {
          book.attempted = text;
          form.with("base", String.valueOf(book.acknowledged.size()));
        }
        HttpResponse<String> answer =
            visitor.post(
                book == null ? "/admin/articles/new" : "/admin/articles/" + book.id,
                form.multipart());
        assertEquals(303, answer.statusCode(), answer::body);
        if (book == null) {
          String location = answer.headers().firstValue("Location").orElseThrow();
          book = new Book(Long.parseLong(location.replaceAll("\\?.*", "").replaceAll(".*/", "")));
          books.put(book.id, book);
        }
        book.acknowledged.add(text);
        saved++;
        acknowledged.release();
      } catch (UncheckedIOException e) {
        // Nobody knows whether that was saved: the next one is an answer of its own.
        book = null;
      }
    }
    return saved;
  }

  private int read(Balancer balancer) {
    int read = 0;
    while (!stopped.get()) {
      String page = read++ % 2 == 0 ? "/" : "/specialties";
      int status = 0;
      for (int attempt = 1; status == 0; attempt++) {
        try {
          status = balancer.get(page).statusCode();
        } catch (UncheckedIOException e) {
          // Broken off in its midst: whoever asks once more gets it.
          if (attempt == 3) {
            throw e;
          }
        }
      }
      assertEquals(200, status, page);
    }
    return read;
  }

  private void check(Jdbi jdbi) {
    List<Revision> revisions =
        Rows.list(
            jdbi,
            Revision.class,
            """
            select manuscript_id as manuscript, number, content ->> 'title' as title,
                   content ->> 'transcript' as transcript,
                   (select count(*)::int from audit_entry
                     where action in ('manuscript.create', 'manuscript.save')
                       and (detail ->> 'manuscript')::bigint = manuscript_id
                       and coalesce((detail ->> 'revision')::int, 1) = number) as entries
              from revision order by manuscript_id, number
            """);
    assertTrue(books.size() >= SAVERS, "answers were begun");
    for (Book book : books.values()) {
      List<String> found =
          revisions.stream()
              .filter(each -> each.manuscript() == book.id)
              .map(Revision::title)
              .toList();
      List<String> expected = new ArrayList<>(book.acknowledged);
      // The one that was under way is there whole, or not at all.
      if (found.size() == expected.size() + 1) {
        expected.add(book.attempted);
      }
      assertEquals(expected, found, "answer " + book.id);
    }
    for (Revision each : revisions) {
      assertEquals("Words " + each.title() + ".", each.transcript());
      assertEquals(1, each.entries(), each::toString);
    }
  }

  /** What somebody was told of one answer, and what they had asked for last. */
  private static final class Book {
    private final long id;
    private final List<String> acknowledged = new ArrayList<>();
    private volatile String attempted = "";

    Book(long id) {
      this.id = id;
    }
  }

  /**
   * @param entries how many audit entries tell of it
   */
  public record Revision(
      long manuscript, int number, String title, String transcript, int entries) {}
}
