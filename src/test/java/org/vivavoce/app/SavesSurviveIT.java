package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.Database;
import org.vivavoce.db.Rows;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;

/**
 * Three editors save as fast as they can, one of them with a recording each time, and a fourth has
 * answers approved and publishes them, while the portal is killed, and every other time its
 * database with it: what they were told is saved or published is so, and nothing is so by half.
 */
class SavesSurviveIT {
  private static final int ROUNDS = 20;
  private static final int SAVERS = 3;

  private final Map<Long, Saver> savers = new ConcurrentHashMap<>();
  private final Set<String> published = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger sounds = new AtomicInteger();
  @RegisterExtension final SharedServer server = new SharedServer();
  private TestAccounts.Person reviewer;

  @Test
  void whatWasAcknowledgedIsThereAndNothingIsByHalf() throws Exception {
    List<TestAccounts.Person> people = new ArrayList<>();
    try (Database database = server.database()) {
      database.migrate();
      for (int number = 0; number < SAVERS; number++) {
        people.add(TestAccounts.add(database.jdbi(), Clock.systemUTC(), null, Role.EDITOR));
      }
      reviewer = TestAccounts.add(database.jdbi(), Clock.systemUTC(), null, Role.REVIEWER);
      database
          .jdbi()
          .useHandle(
              handle -> {
                handle.execute("insert into specialty (slug, name) values ('all', 'All')");
                handle.execute(
                    "insert into doctor (slug, kind, name) values ('dora', 'person', 'Dora Doctor')");
              });
    }
    for (int round = 1; round <= ROUNDS; round++) {
      boolean both = round % 2 == 0;
      saveAndKill(people, round, both);
      if (both) {
        server.restart();
      }
      try (Database database = server.database()) {
        check(database.jdbi(), round);
      }
    }
    assertTrue(published.size() >= ROUNDS, () -> "published: " + published.size());
  }

  private void saveAndKill(List<TestAccounts.Person> people, int round, boolean both)
      throws Exception {
    Semaphore acknowledged = new Semaphore(0);
    stopped.set(false);
    PortalProcess portal = PortalProcess.start(server.data());
    ExecutorService threads = Executors.newFixedThreadPool(SAVERS + 1);
    List<Future<?>> ends = new ArrayList<>();
    try (Database database = server.database()) {
      for (TestAccounts.Person person : people) {
        Visitor visitor = TestAccounts.signedIn(portal, database.jdbi(), Clock.systemUTC(), person);
        boolean withSound = ends.isEmpty();
        ends.add(threads.submit(() -> saveUntilItEnds(visitor, withSound, acknowledged)));
      }
      Visitor publisher =
          TestAccounts.signedIn(portal, database.jdbi(), Clock.systemUTC(), people.get(0));
      Visitor approver =
          TestAccounts.signedIn(portal, database.jdbi(), Clock.systemUTC(), reviewer);
      Semaphore publications = new Semaphore(0);
      ends.add(threads.submit(() -> publishUntilItEnds(publisher, approver, publications)));
      // Hardly ever at the same point: after more saves or fewer, with the next ones under way.
      assertTrue(acknowledged.tryAcquire(2 + round % 5, 60, TimeUnit.SECONDS), "they can save");
      assertTrue(publications.tryAcquire(60, TimeUnit.SECONDS), "they can publish");
      if (both) {
        server.kill();
      }
    } finally {
      portal.kill();
      stopped.set(true);
      threads.shutdown();
    }
    for (Future<?> end : ends) {
      end.get();
    }
  }

  private void saveUntilItEnds(Visitor visitor, boolean withSound, Semaphore acknowledged) {
    try {
      visitor.page("/admin/articles/new");
      long id = -1;
      int number = 0;
      for (int count = 1; !stopped.get(); count++) {
        String text = UUID.randomUUID().toString();
        Form form =
            Form.of("title", "Title " + text, "lang", "en", "transcript", "Words " + text + ".")
                .with("sourceTitle", "Source " + text)
                .with("sourceUrl", "")
                .with("conflicts", "Conflicts " + text)
                .multipart();
        if (withSound) {
          Path sound = server.folder().resolve("sound.wav");
          Tones.beeps(sound, 2, 0.4, 0.2, 300 + sounds.incrementAndGet(), 9_000);
          form.file("audioFile", "sound.wav", "audio/wav", Files.readAllBytes(sound));
        }
        // A new answer from time to time.
        boolean fresh = count % 5 == 1;
        String path = fresh ? "/admin/articles/new" : "/admin/articles/" + id;
        if (!fresh) {
          savers.get(id).attempted = text;
          form.with("base", String.valueOf(number));
        }
        HttpResponse<String> response = visitor.post(path, form);
        if (response.statusCode() != 303) {
          assertTrue(
              response.statusCode() >= 500, () -> "not killed: " + response.statusCode() + path);
          return;
        }
        if (fresh) {
          String location = response.headers().firstValue("Location").orElseThrow();
          id = Long.parseLong(location.replaceAll("\\?.*", "").replaceAll(".*/", ""));
          savers.put(id, new Saver(withSound));
          number = 0;
        }
        number++;
        savers.get(id).acknowledged.add(text);
        acknowledged.release();
      }
    } catch (UncheckedIOException e) {
      // The portal is gone, as it was meant to be.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publishUntilItEnds(Visitor editor, Visitor approver, Semaphore publications) {
    try {
      while (!stopped.get()) {
        String text = UUID.randomUUID().toString();
        Form form =
            Form.of("title", "Title " + text, "lang", "en", "transcript", "Words " + text + ".")
                .with("doctor", "1")
                .with("specialty", "1")
                .with("sourceTitle", "Source " + text)
                .with("sourceUrl", "")
                .with("conflicts", "Conflicts " + text);
        HttpResponse<String> created = editor.post("/admin/articles/new", form);
        if (isEnd(created)) {
          return;
        }
        String path =
            created.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
        if (isEnd(editor.post(path + "/submit", "base", "1"))
            || isEnd(approver.post(path + "/approve", "base", "1"))
            || isEnd(editor.post(path + "/publish", "base", "1"))) {
          return;
        }
        published.add(text);
        publications.release();
      }
    } catch (UncheckedIOException e) {
      // The portal is gone, as it was meant to be.
    }
  }

  private static boolean isEnd(HttpResponse<String> response) {
    if (response.statusCode() == 303) {
      return false;
    }
    assertTrue(response.statusCode() >= 500, () -> "not killed: " + response.body());
    return true;
  }

  /** What was published is there for readers, is found, and stands in the log; and nothing else. */
  private void checkPublished(Jdbi jdbi, int round) {
    List<String> titles =
        Rows.list(
            jdbi,
            String.class,
            """
            select article.title
              from published_article article join published_page page using (id)
              join article_search on article_search.article_id = article.id
             where (select count(*) from audit_entry
                     where action = 'article.publish' and article_id = article.id) = 1
               and article.transcript = replace(article.title, 'Title', 'Words') || '.'
            """);
    for (String each : published) {
      assertTrue(titles.contains("Title " + each), () -> "round " + round + ": " + each);
    }
    int articles = Rows.one(jdbi, Integer.class, "select count(*) from article");
    assertEquals(articles, titles.size(), "round " + round + ": none is there by half");
  }

  private void check(Jdbi jdbi, int round) {
    checkPublished(jdbi, round);
    List<Revision> revisions =
        Rows.list(
            jdbi,
            Revision.class,
            """
            select manuscript_id as manuscript, number, content ->> 'title' as title,
                   content ->> 'transcript' as transcript, content ->> 'conflicts' as conflicts,
                   content #>> '{sources,0,title}' as source, revision.audio_sha256 as audio,
                   (select encode(sha256(string_agg(bytes, ''::bytea order by position)), 'hex')
                      from recording
                      join media_chunk on media_id = original_media_id
                     where recording.id = revision.recording_id) as heard,
                   (select count(*)::int from audit_entry
                     where action in ('manuscript.create', 'manuscript.save')
                       and (detail ->> 'manuscript')::bigint = manuscript_id
                       and coalesce((detail ->> 'revision')::int, 1) = number) as entries,
                   (select manuscript.title from manuscript
                     where manuscript.revision_id = revision.id) as shown
              from revision order by manuscript_id, number
            """);
    int acknowledged = 0;
    for (Map.Entry<Long, Saver> each : savers.entrySet()) {
      Saver saver = each.getValue();
      List<Revision> found =
          revisions.stream().filter(one -> one.manuscript() == each.getKey()).toList();
      String where = "round " + round + ", answer " + each.getKey() + ": " + found;
      List<String> expected = new ArrayList<>(saver.acknowledged);
      // The one that was under way is there whole, or not at all.
      if (found.size() == expected.size() + 1) {
        expected.add(saver.attempted);
      }
      assertEquals(expected, found.stream().map(Revision::text).toList(), where);
      acknowledged += saver.acknowledged.size();
    }
    assertTrue(acknowledged >= round * (4 + round / 2), "something was saved in each round");
    for (Revision each : revisions) {
      String where = "round " + round + ": " + each;
      boolean last =
          revisions.stream()
              .noneMatch(
                  one -> one.manuscript() == each.manuscript() && one.number() > each.number());
      assertEquals("Words " + each.text() + ".", each.transcript(), where);
      assertEquals("Conflicts " + each.text(), each.conflicts(), where);
      assertEquals("Source " + each.text(), each.source(), where);
      assertEquals(1, each.entries(), where);
      assertEquals(last ? Optional.of(each.title()) : Optional.empty(), each.asShown(), where);
      assertEquals(each.audio(), each.heard(), where);
      Saver saver = savers.get(each.manuscript());
      // One that was begun and whose beginner was not told so is nobody's in this book.
      if (saver != null) {
        assertEquals(saver.withSound, each.audio() != null, where);
      }
    }
    jdbi.useHandle(
        handle ->
            assertEquals(
                0,
                handle
                    .createQuery("select count(*) from manuscript where revision_id is null")
                    .mapTo(Integer.class)
                    .one()));
  }

  /** What somebody was told of one answer, and what they had asked for last. */
  private static final class Saver {
    private final List<String> acknowledged = new ArrayList<>();
    private final boolean withSound;
    private volatile String attempted = "";

    Saver(boolean withSound) {
      this.withSound = withSound;
    }
  }

  /**
   * @param audio the hash that was written down
   * @param heard the hash of what is stored
   * @param entries how many audit entries tell of it
   * @param shown the title in the list, where it is the current one
   */
  public record Revision(
      long manuscript,
      int number,
      String title,
      String transcript,
      String conflicts,
      String source,
      @Nullable String audio,
      @Nullable String heard,
      int entries,
      @Nullable String shown) {
    String text() {
      return title.substring("Title ".length());
    }

    Optional<String> asShown() {
      return Optional.ofNullable(shown);
    }
  }
}
