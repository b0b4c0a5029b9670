package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What is written about doctors, specialties and conditions while others write too. */
class ManagedEditorIT {
  private static final SignedIn WHO =
      new SignedIn(7, "Edith Editor", null, Set.of(Role.EDITOR), null, "token", true);
  private TestDatabase database;
  private ManagedEditor editor;

  @BeforeEach
  void open() {
    database = TestDatabase.withDemo();
    editor = new ManagedEditor(database.jdbi());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whoWaitedForEachOtherIsServedAllTheSame() throws Exception {
    long article = number("select min(id) from article");
    long doctor = number("select doctor_id from article where id = " + article);
    AtomicInteger attempts = new AtomicInteger();
    CountDownLatch articleIsLocked = new CountDownLatch(1);
    CountDownLatch doctorIsLocked = new CountDownLatch(1);
    AtomicLong publisher = new AtomicLong();
    ExecutorService others = Executors.newSingleThreadExecutor();
    try {
      Future<?> published =
          others.submit(
              () -> {
                database
                    .superuserJdbi()
                    .useTransaction(
                        handle -> {
                          // It never looks for a circle itself, so that the editor is given up.
                          handle.execute("set local deadlock_timeout = '10min'");
                          publisher.set(number(handle, "select pg_backend_pid()"));
                          handle.execute("select id from article where id = ? for update", article);
                          articleIsLocked.countDown();
                          doctorIsLocked.await();
                          handle.execute(
                              "select id from doctor where id = ? for key share", doctor);
                        });
                return null;
              });
      articleIsLocked.await();
      ManagedEditor.Outcome outcome =
          editor.inTransaction(
              ManagedKind.DOCTOR,
              handle -> {
                boolean first = attempts.incrementAndGet() == 1;
                ManagedEditor.locked(handle, ManagedKind.DOCTOR, doctor);
                doctorIsLocked.countDown();
                while (first && !isWaiting(handle, publisher.get())) {
                  Thread.onSpinWait();
                }
                handle.execute("update article set updated_at = updated_at where id = ?", article);
                ManagedEditor.log(
                    handle, WHO, "doctor.change", JsonNodeFactory.instance.objectNode());
                return ManagedEditor.Outcome.saved(doctor);
              });
      published.get();
      assertEquals(doctor, outcome.saved());
    } finally {
      others.shutdownNow();
    }
    assertEquals(2, attempts.get(), "given up once");
    assertEquals(
        1, number("select count(*) from audit_entry where action = 'doctor.change'"), "done once");
  }

  @Test
  void whatFailsTwiceFails() {
    AtomicInteger attempts = new AtomicInteger();
    assertThrows(
        UnableToExecuteStatementException.class,
        () ->
            editor.inTransaction(
                ManagedKind.DOCTOR,
                handle -> {
                  attempts.incrementAndGet();
                  handle.execute(
                      "do $$ begin raise exception 'not in turn' using errcode = '40001'; end $$");
                  return ManagedEditor.Outcome.gone();
                }));
    assertEquals(2, attempts.get());
  }

  @Test
  void searchEnginesAreToldOfBothAddressesOfWhatIsRenamedOrMergedAndNotOfItsAnswers() {
    database
        .jdbi()
        .useHandle(
            handle -> handle.execute("insert into indexnow_submitter (seen_at) values (now())"));
    Imports.run(
        database.jdbi(),
        answer("1", "Ada Example", "Rheumatics", "Gouty knees"),
        answer("2", "Bea Sample", "Joints", "Stiff fingers"));
    told();
    database.jdbi().useHandle(handle -> handle.execute("delete from indexnow_outbox"));
    for (ManagedKind kind : ManagedKind.values()) {
      String first =
          switch (kind) {
            case DOCTOR -> "ada-example";
            case SPECIALTY -> "rheumatics";
            case TOPIC -> "gouty-knees";
          };
      String second =
          switch (kind) {
            case DOCTOR -> "bea-sample";
            case SPECIALTY -> "joints";
            case TOPIC -> "stiff-fingers";
          };
      rename(kind, first, "renamed");
      assertEquals(Set.of(kind.code() + " " + first, kind.code() + " renamed"), told());
      ManagedEntry from = entry(kind, "renamed");
      ManagedEntry into = entry(kind, second);
      ManagedEditor.Outcome merged =
          new ManagedMergeEditor(database.jdbi(), editor)
              .merge(kind, from.id(), from.version(), into.id(), into.version(), WHO);
      assertEquals(into.id(), merged.saved());
      assertEquals(Set.of(kind.code() + " renamed", kind.code() + " " + second), told());
    }
    assertEquals(0, number("select count(*) from indexnow_outbox"), "none of its answers");
  }

  @Test
  void searchEnginesAreNotToldOfWhatTheyHaveNeverSeen() {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("insert into indexnow_submitter (seen_at) values (now())");
              handle.execute("insert into specialty (slug, name) values ('empty', 'Empty')");
            });
    Imports.run(
        database.jdbi(),
        answer("9", "Dee Draft", "Drafts", "Drafting")
            .replace("\"id\"", "\"status\": \"draft\", \"id\""));
    rename(ManagedKind.SPECIALTY, "empty", "emptier");
    rename(ManagedKind.SPECIALTY, "drafts", "drafts-anew");
    rename(ManagedKind.DOCTOR, "amara-okafor", "somebody-of-the-demonstration");
    rename(ManagedKind.SPECIALTY, "oncology", "oncology-of-the-demonstration");
    rename(ManagedKind.TOPIC, "esophageal-cancer", "topic-of-the-demonstration");
    assertEquals(Set.of(), told());
  }

  private void rename(ManagedKind kind, String from, String to) {
    ManagedEntry entry = entry(kind, from);
    Map<String, String> values = new HashMap<>(entry.form().values());
    values.put("slug", to);
    assertEquals(
        entry.id(),
        editor.save(entry.id(), new ManagedForm(kind, values, entry.version()), WHO).saved());
  }

  private ManagedEntry entry(ManagedKind kind, String slug) {
    long id = number("select id from " + kind.code() + " where slug = '" + slug + "'");
    return database
        .jdbi()
        .withHandle(handle -> ManagedQueries.find(handle, kind, id).orElseThrow());
  }

  /** Of which lists; forgotten then. */
  private Set<String> told() {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              return Set.copyOf(
                  handle
                      .createQuery(
                          """
                          with told as (delete from indexnow_listing returning kind, slug)
                          select distinct kind || ' ' || slug from told
                          """)
                      .mapTo(String.class)
                      .list());
            });
  }

  private static String answer(String id, String doctor, String specialty, String topic) {
    return """
        {"id": "%s", "title": "Question %s", "body": "Words.", "author": {"name": "%s"}, "specialty": "%s", "topics": [{"name": "%s"}]}"""
        .formatted(id, id, doctor, specialty, topic);
  }

  private static boolean isWaiting(Handle handle, long process) {
    return number(handle, "select count(*) from pg_locks where not granted and pid = " + process)
        > 0;
  }

  private long number(String sql) {
    return database.jdbi().withHandle(handle -> number(handle, sql));
  }

  private static long number(Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(Long.class).one();
  }
}
