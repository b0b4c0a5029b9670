package org.vivavoce.article;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Copies;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;

/** What stands beside answers is copied, and no copy is read that is true no longer. */
class BesideIT {
  /** Tables and columns that a copy is made of, through whatever views. */
  private static final String READ =
      """
      with recursive relation (oid, "column") as (
        select 'published_article_beside'::regclass::oid, 0
        union
        select depends.refobjid, depends.refobjsubid
          from relation
          join pg_rewrite rule on rule.ev_class = relation.oid
          join pg_depend depends on depends.classid = 'pg_rewrite'::regclass and depends.objid = rule.oid
           and depends.refclassid = 'pg_class'::regclass and depends.refobjid <> relation.oid)
      """;

  private static final Set<String> COLUMNS_READ_BUT_NOT_SEEN =
      Set.of(
          // Of the answer's own row, which is always read itself.
          "article.care_level",
          "article.care_text",
          "article.changed",
          "article.conflicts",
          "article.cues_estimated",
          "article.found_correct",
          "article.recorded_on",
          "article.reviewer_credentials",
          "article.reviewer_id",
          "article.reviewer_name",
          "article.synthetic_voice",
          "article.transcript",
          "article.updated_at",
          "article.voice_public_since",
          // Never changed; what they lead to comes and goes in another test.
          "article.id",
          "article_cue.article_id",
          "article_question.article_id",
          "doctor.id",
          "recording.id",
          "specialty.id",
          "topic.id",
          // Whether there is one says that the answer is public, and follows its state.
          "article_topic.published_at",
          // Triggers take them from the files.
          "doctor.portrait",
          "recording.audio",
          "recording.audio_opus",
          "recording.byte_length",
          "recording.duration_ms");

  private static final String WATCHED =
      """
      select relation.relname from pg_trigger trigger join pg_class relation on relation.oid = trigger.tgrelid
       where trigger.tgname = 'beside_changes_by_update'
      """;

  /** What a column may be changed to; the first that the table takes is tried, and the next. */
  private static final Map<String, List<String>> OTHERWISE =
      Map.of(
          "text",
          List.of(
              "%s || ' otherwise'",
              "%s || '-otherwise'",
              "case %s when 'person' then 'organization' else 'person' end",
              "'draft'",
              "case %s when 'urgent' then 'non-urgent' else 'urgent' end",
              "case %s when 'differ' then 'agree' else 'differ' end",
              "'MENTIONS'",
              "'Cardiovascular'",
              "'icd10'",
              "'de'"),
          "bigint",
          List.of(
              "coalesce(%s, (select max(id) - 1 from topic)) + 1",
              "%s - 1", "(select max(id) from doctor)"),
          "integer",
          List.of("%s + 20", "%s + 1", "coalesce(%s, 0) + 5"),
          "date",
          List.of("coalesce(%s, date '2026-01-02') + 400", "coalesce(%s, date '2026-01-02') + 1"),
          "timestamp with time zone",
          List.of("coalesce(%s, now()) + interval '1 day'"),
          "boolean",
          List.of("not %s"),
          "bytea",
          List.of("set_byte(%s, 3, (get_byte(%s, 3) + 1) % 256)"),
          "ARRAY",
          List.of("array_append(%s, 'xx')"),
          "real",
          List.of("%s / 2"));

  private static final String COPIES_THAT_DIFFER =
      """
      select count(*) as differ, count(readable.article_id) as untrue
        from article_beside kept
        left join published_article_beside now on now.article_id = kept.article_id
        left join published_article_beside_copy readable on readable.article_id = now.article_id
       where kept.beside::text is distinct from json_strip_nulls(now.beside)::text
      """;

  private static TestDatabase database;
  private static Jdbi jdbi;

  @BeforeAll
  static void fill() {
    database = TestDatabase.withDemo();
    jdbi = database.ownerJdbi();
    jdbi.useHandle(
        handle -> {
          handle.execute("update topic set definition = definition || ' It is told more of it.'");
          handle.execute(
              """
              insert into topic_code (topic_id, system, code)
              select id, 'mesh', 'D' || id from topic on conflict do nothing
              """);
          handle.execute(
              """
              insert into question_note (key, demo, agreement, note, written_by)
              select min(question.key), true, 'partly', 'They agree in most.', 'editor@example.org'
                from article_question question
               group by question.key having count(*) > 1
              """);
          handle.execute(
              """
              update article set reviewer_id = (select max(id) from doctor where id <> article.doctor_id)
               where reviewed_on is not null
              """);
          Copies.keepAll(handle);
        });
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void copiesHoldAllThatThereIs() {
    for (String part :
        List.of(
            "sound",
            "waveform",
            "sources",
            "codes",
            "cues",
            "subject",
            "audioOpus",
            "agreement",
            "medicalSpecialty",
            "languages",
            "portrait")) {
      assertTrue(
          Rows.one(
                  jdbi,
                  Long.class,
                  "select count(*) from published_article_beside_copy where position(:part in beside::text) > 0",
                  "part",
                  '"' + part + '"')
              > 0,
          part);
    }
    assertEquals(
        Rows.one(jdbi, Long.class, "select count(*) from published_article"),
        Rows.one(jdbi, Long.class, "select count(*) from published_article_beside_copy"));
  }

  /** So nobody adds a table to what pages show without saying when copies of it are true. */
  @Test
  void everyTableThatACopyIsMadeOfIsWatched() {
    List<String> read =
        Rows.list(
            jdbi,
            String.class,
            READ
                + """
                select distinct found.relname
                  from relation join pg_class found on found.oid = relation.oid and found.relkind = 'r'
                """);
    assertEquals(new TreeSet<>(Rows.list(jdbi, String.class, WATCHED)), new TreeSet<>(read));
    assertEquals(
        List.of("doctor", "recording", "specialty", "topic"),
        Rows.list(
            jdbi,
            String.class,
            """
            select relation.relname from pg_trigger trigger join pg_class relation on relation.oid = trigger.tgrelid
             where trigger.tgname like 'beside_changes_by_%'
             group by relation.relname having count(*) < 3 order by relation.relname
            """),
        "of these nothing is shown when they come, and they do not go while something is");
  }

  @Test
  void whateverColumnChangesNoUntrueCopyIsRead() {
    Set<String> shown = new TreeSet<>();
    Set<String> unchanged = new TreeSet<>();
    jdbi.useHandle(
        handle -> {
          for (String table : Rows.list(jdbi, String.class, WATCHED)) {
            List<String> rows = some(table);
            for (Column column :
                Rows.list(
                    jdbi,
                    Column.class,
                    """
                    select column_name as name, data_type as type from information_schema.columns
                     where table_schema = 'public' and table_name = :table
                       and is_generated = 'NEVER' and is_identity = 'NO'
                    """,
                    "table",
                    table)) {
              String what = table + "." + column.name();
              boolean changed = false;
              for (String row : rows) {
                changed |= changeColumn(handle, table, column, row, shown);
              }
              if (!changed) {
                unchanged.add(what);
              }
            }
          }
        });
    Set<String> unseen = new TreeSet<>(COLUMNS_READ_BUT_NOT_SEEN);
    unseen.addAll(shown);
    Set<String> missed =
        new TreeSet<>(
            Rows.list(
                jdbi,
                String.class,
                READ
                    + """
                    select distinct found.relname || '.' || attribute.attname
                      from relation
                      join pg_class found on found.oid = relation.oid and found.relkind = 'r'
                      join pg_attribute attribute on attribute.attrelid = found.oid and attribute.attnum = relation."column"
                    """));
    assertTrue(missed.size() > 60, missed::toString);
    missed.removeAll(unseen);
    assertEquals(Set.of(), missed, () -> "no copy was changed by these; by those: " + shown);
    assertTrue(unchanged.size() < 25, () -> "could not be changed: " + unchanged);
  }

  @Test
  void whateverComesOrGoesNoUntrueCopyIsRead() {
    Set<String> shown = new TreeSet<>();
    for (String table : Rows.list(jdbi, String.class, WATCHED)) {
      for (String row : some(table)) {
        jdbi.useHandle(
            handle ->
                change(
                    handle,
                    "delete from %s where ctid = '%s'".formatted(table, row),
                    table,
                    shown));
      }
    }
    for (String insert :
        List.of(
            "insert into article_source (article_id, position, title) select id, 90, 'One more' from article",
            "insert into article_cue (article_id, position, start_ms, end_ms, text)"
                + " select id, 900, 9000000, 9000001, 'One more' from article where recording_id is not null",
            "insert into topic_code (topic_id, system, code) select id, 'umls', 'C0' from topic",
            "insert into article_topic (article_id, topic_id, position)"
                + " select article.id, topic.id, 90 from article, topic where topic.slug < 'd' on conflict do nothing",
            "insert into related_article (article_id, position, related_id, score, reason)"
                + " select one.id, 1, other.id, 1, 'CHOSEN' from article one, article other"
                + " where one.id <> other.id and one.status = 'published' and other.status = 'published'"
                + " and not exists (select from related_article link where link.article_id = one.id)"
                + " order by one.id, other.id limit 1",
            "update article_question set key = (select min(key) from article_question)")) {
      jdbi.useHandle(handle -> change(handle, insert, insert, shown));
    }
    assertTrue(shown.size() >= 9, shown::toString);
  }

  /** To the first of the values that the table takes. */
  private static boolean changeColumn(
      Handle handle, String table, Column column, String row, Set<String> shown) {
    String what = table + "." + column.name();
    return OTHERWISE.getOrDefault(column.type(), List.of()).stream()
        .map(value -> value.replace("%s", column.name()))
        .map(
            value ->
                "update %s set %s = %s where ctid = '%s'"
                    .formatted(table, column.name(), value, row))
        .anyMatch(statement -> change(handle, statement, what, shown));
  }

  /** Rows of a table to be tried with: the first, and before them those that others share. */
  private static List<String> some(String table) {
    String order =
        switch (table) {
          case "article" ->
              "not exists (select from published_same_question same where same.asked_slug = source.slug)";
          case "article_question" ->
              "(select count(*) from article_question same where same.key = source.key) desc";
          default -> "ctid";
        };
    return Rows.list(
        jdbi,
        String.class,
        "select ctid::text from %s source order by %s, ctid limit 12".formatted(table, order));
  }

  /** In a transaction that is undone; whether the table took it. */
  private static boolean change(Handle handle, String statement, String what, Set<String> shown) {
    handle.begin();
    try {
      // Whoever refers to what goes or changes is not looked at here.
      handle.execute("set constraints all deferred");
      int rows;
      try {
        rows = handle.execute(statement);
      } catch (JdbiException e) {
        return false;
      }
      Found found = handle.createQuery(COPIES_THAT_DIFFER).mapTo(Found.class).one();
      if (found.differ() > 0) {
        shown.add(what);
      }
      assertEquals(0, found.untrue(), statement);
      return rows > 0;
    } finally {
      handle.rollback();
    }
  }

  /**
   * What became of copies.
   *
   * @param differ from what would be found now
   * @param untrue of these, those that may be read
   */
  public record Found(int differ, int untrue) {}

  /** Of a table. */
  public record Column(String name, String type) {}

  @Test
  void noCopyIsMadeOfWhatIsBeingChanged() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      long id = anAnswer(runtime);
      try (Handle changing = runtime.open()) {
        changing.begin();
        changing.execute("update article set title = title || ' now' where id = ?", id);
        assertFalse(keep(runtime, id));
        changing.commit();
      }
      assertEquals(0, kept(runtime, id));
      assertTrue(keep(runtime, id));
      assertEquals(1, kept(runtime, id));
      assertEquals(
          0,
          Rows.one(
              runtime,
              Long.class,
              "select count(*) from article_beside_change where article_id = " + id));
    }
  }

  /** It does not see the copies that were made since it began, and marks them all the same. */
  @Test
  void whoSeesOnlyWhatWasThereMarksWhatIsThereNow() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      long id = anAnswer(runtime);
      runtime.useHandle(handle -> handle.execute("delete from article_beside"));
      try (Handle changing = runtime.open()) {
        changing.begin();
        changing.execute("set transaction isolation level repeatable read");
        changing.createQuery("select count(*) from article_beside").mapTo(Long.class).one();
        assertTrue(keep(runtime, id));
        changing.execute(
            "update doctor set name = name || ' now' where id = (select doctor_id from article where id = ?)",
            id);
        changing.commit();
      }
      assertEquals(0, kept(runtime, id));
    }
  }

  /** What is undone with a savepoint marks nothing; what was changed before it does. */
  @Test
  void whatIsUndoneInPartIsMarkedForTheRest() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      long id = anAnswer(runtime);
      long other = id + 1;
      try (Handle changing = runtime.open()) {
        changing.begin();
        changing.execute(
            "update article_source set title = title || ' now' where article_id = ?", id);
        changing.savepoint("before");
        changing.execute(
            "update article_source set title = title || ' now' where article_id = ?", other);
        changing.rollbackToSavepoint("before");
        assertFalse(keep(runtime, id), "it is still being changed");
        changing.commit();
      }
      assertEquals(0, kept(runtime, id));
      assertEquals(1, kept(runtime, other));
    }
  }

  @Test
  void whatIsEmptiedInOneGoIsNotReadOn() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      assertEquals(
          new TreeSet<>(Rows.list(own.jdbi(), String.class, WATCHED)),
          new TreeSet<>(
              Rows.list(own.jdbi(), String.class, WATCHED.replace("by_update", "by_truncate"))));
      assertTrue(readable(own.jdbi()) > 0);
      own.ownerJdbi().useHandle(handle -> handle.execute("truncate article_source"));
      assertEquals(0, readable(own.jdbi()));
    }
  }

  @Test
  void veryManyAreMarkedAtOnce() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      long id = anAnswer(runtime);
      runtime.useHandle(
          handle ->
              handle
                  .createQuery("select shown_changes(array(select generate_series(1, 2001)))::text")
                  .mapTo(String.class)
                  .one());
      assertEquals(0, readable(runtime));
      assertTrue(keep(runtime, id));
      assertEquals(1, kept(runtime, id));
      assertEquals(1, readable(runtime));
    }
  }

  @Test
  void whatIsTrueIsNotCopiedAgain() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      long id = anAnswer(runtime);
      String row = "select xmin::text from article_beside where article_id = " + id;
      String before = Rows.one(runtime, String.class, row);
      assertTrue(keep(runtime, id));
      assertEquals(before, Rows.one(runtime, String.class, row));
    }
  }

  /** And so keeps nobody waiting who changes something. */
  @Test
  void whoeverCopiesDoesNotWaitForATable() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      long id = anAnswer(runtime);
      runtime.useHandle(handle -> handle.execute("delete from article_beside"));
      try (Handle owner = own.ownerJdbi().open()) {
        owner.begin();
        owner.execute("lock table topic in access exclusive mode");
        assertFalse(keep(runtime, id));
        runtime.useHandle(
            handle -> handle.execute("update article_source set title = title || ' now'"));
        owner.rollback();
      }
      assertTrue(keep(runtime, id));
    }
  }

  @Test
  void whatIsTrueNoLongerIsForgottenInTime() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      BesideKeeper keeper = new BesideKeeper(runtime);
      long id = anAnswer(runtime);
      assertFalse(keeper.forgetSome(), "all are true");
      runtime.useHandle(
          handle ->
              handle.execute(
                  "update article_source set title = title || ' now' where article_id = ?", id));
      assertTrue(keeper.forgetSome());
      assertEquals(
          0,
          Rows.one(
              runtime, Long.class, "select count(*) from article_beside where article_id = " + id));
      assertFalse(keeper.forgetSome());
      long all = readable(runtime);
      runtime.useHandle(
          handle -> handle.createQuery("select beside_is_void()::text").mapTo(String.class).one());
      assertTrue(all > 0);
      while (keeper.forgetSome()) {
        // Some at a time.
      }
      assertEquals(0, Rows.one(runtime, Long.class, "select count(*) from article_beside"));
      assertTrue(keep(runtime, id));
      assertFalse(keeper.forgetSome());
      assertEquals(1, kept(runtime, id));
    }
  }

  private static long readable(Jdbi jdbi) {
    return Rows.one(jdbi, Long.class, "select count(*) from published_article_beside_copy");
  }

  /** Several who change, some who copy, and one who looks. */
  @Test
  void whoeverChangesAndCopiesAtOnceNoUntrueCopyIsRead() throws InterruptedException {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      ConcurrentLinkedQueue<Object> wrong = new ConcurrentLinkedQueue<>();
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger copied = new AtomicInteger();
      List<Thread> changing = new ArrayList<>();
      for (int number = 1; number <= 3; number++) {
        int seed = number;
        changing.add(thread(wrong, () -> changeAtRandom(runtime, new SplittableRandom(seed))));
      }
      Thread copying =
          thread(
              wrong,
              () -> {
                while (!done.get()) {
                  copied.addAndGet(Copies.keepAll(runtime));
                }
              });
      List<Integer> looked = new ArrayList<>();
      Thread looking =
          thread(
              wrong,
              () -> {
                do {
                  wrong.addAll(Copies.untrue(runtime));
                  looked.add(1);
                } while (!done.get());
              });
      for (Thread each : changing) {
        each.join();
      }
      done.set(true);
      copying.join();
      looking.join();
      assertEquals(List.of(), List.copyOf(wrong));
      assertFalse(looked.isEmpty());
      assertTrue(copied.get() > 0, "copies were made meanwhile");
      Copies.keepAll(runtime);
      assertEquals(List.of(), Copies.untrue(runtime));
    }
  }

  private static Thread thread(ConcurrentLinkedQueue<Object> wrong, Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                wrong.add(e);
              }
            });
    thread.start();
    return thread;
  }

  private static void changeAtRandom(Jdbi runtime, SplittableRandom random) {
    List<String> statements =
        List.of(
            "update doctor set name = left(name, 50) || ' %1$d' where id = (select min(id) + %2$d from doctor)",
            "update topic set name = left(name, 50) || ' %1$d' where id = (select min(id) + %2$d from topic)",
            "update article set excerpt = left(excerpt, 50) || ' %1$d' where id = (select min(id) + %2$d from article)",
            "update recording set waveform = set_byte(waveform, 1, %1$d %% 256)"
                + " where id = (select min(id) + %2$d from recording)",
            "update article_source set title = left(title, 50) || ' %1$d'"
                + " where article_id = (select min(id) + %2$d from article)",
            "delete from related_article where article_id = (select min(id) + %2$d from article) and position = 1",
            "update specialty set name = left(name, 50) || ' %1$d' where id = (select min(id) + %2$d from specialty)");
    for (int step = 0; step < 60; step++) {
      runtime.useTransaction(
          handle -> {
            // One row each, so that none waits for another who waits for it.
            handle.execute(
                statements
                    .get(random.nextInt(statements.size()))
                    .formatted(random.nextInt(1_000_000), random.nextInt(5)));
            handle.execute("select pg_sleep(0.002)");
          });
      if (step % 4 == 0) {
        pause(20);
      }
    }
  }

  /** Now and then nothing is being changed. */
  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long anAnswer(Jdbi jdbi) {
    return Rows.one(jdbi, Long.class, "select min(id) from published_article");
  }

  private static long kept(Jdbi jdbi, long id) {
    return Rows.one(
        jdbi,
        Long.class,
        "select count(*) from published_article_beside_copy where article_id = " + id);
  }

  private static boolean keep(Jdbi jdbi, long id) {
    return Rows.one(
        jdbi, Boolean.class, "select keep_beside(array[" + id + "::bigint]) is not null");
  }

  @Test
  void whatIsAskedForTwiceIsCopied() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      runtime.useHandle(handle -> handle.execute("delete from article_beside"));
      BesideKeeper keeper = new BesideKeeper(runtime);
      ArticleQueries queries = new ArticleQueries(runtime, keeper);
      long id = anAnswer(runtime);
      String slug =
          Rows.one(runtime, String.class, "select slug from article where id = :id", "id", id);
      ArticleQueries.Whole now = queries.find(slug).orElseThrow();
      assertFalse(keeper.keepSome(), "asked for once");
      queries.find(slug);
      assertTrue(keeper.keepSome());
      assertEquals(1, kept(runtime, id));
      assertEquals(1, Rows.one(runtime, Long.class, "select count(*) from article_beside"));
      assertEquals(now, queries.find(slug).orElseThrow());
      assertFalse(keeper.keepSome(), "it is kept");
      runtime.useHandle(
          handle ->
              handle.execute(
                  "update doctor set name = 'Dr Otherwise' where id = (select doctor_id from article where id = ?)",
                  id));
      assertEquals("Dr Otherwise", queries.find(slug).orElseThrow().article().doctor().name());
      assertTrue(keeper.keepSome(), "it was kept, and is wanted");
      assertEquals("Dr Otherwise", queries.find(slug).orElseThrow().article().doctor().name());
      assertEquals(1, kept(runtime, id));
    }
  }

  /** Several pages that share a place do not make each other forgotten. */
  @Test
  void pagesAreKnownToBeWantedAgain() {
    BesideKeeper keeper = new BesideKeeper(jdbi);
    List<String> slugs = new ArrayList<>();
    for (int number = 0; number < 2_000; number++) {
      slugs.add("what-is-it-" + number);
    }
    slugs.forEach(keeper::isWantedAgain);
    long known = slugs.stream().filter(keeper::isWantedAgain).count();
    assertTrue(known > 1_990, known + " of 2,000");
    long strange = slugs.stream().filter(slug -> keeper.isWantedAgain(slug + "-otherwise")).count();
    assertTrue(strange < 10, strange + " of 2,000 that nobody wanted");
  }

  @Test
  void whatCannotBeCopiedNowIsCopiedLater() {
    try (TestDatabase own = TestDatabase.withDemo()) {
      Jdbi runtime = own.jdbi();
      runtime.useHandle(handle -> handle.execute("delete from article_beside"));
      BesideKeeper keeper = new BesideKeeper(runtime);
      long id = anAnswer(runtime);
      keeper.keep(id);
      try (Handle changing = runtime.open()) {
        changing.begin();
        changing.execute("update article_source set title = title || ' now'");
        assertFalse(keeper.keepSome());
        assertFalse(keeper.forgetSome());
        changing.commit();
      }
      assertTrue(keeper.keepSome());
      assertEquals(1, kept(runtime, id));
    }
  }
}
