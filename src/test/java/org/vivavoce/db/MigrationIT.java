package org.vivavoce.db;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.ingest.Imports;

/** The schema: how it comes to be, what it refuses, and what the run-time role may not do. */
class MigrationIT {
  private static TestDatabase shared;

  @BeforeAll
  static void open() {
    shared = TestDatabase.migrated();
    Imports.run(
        shared.jdbi(),
        Imports.line("1", "Why?", "Because.", "\"slug\": \"one\""),
        Imports.line("2", "How?", "Thus.", "\"slug\": \"two\""));
  }

  @AfterAll
  static void close() {
    shared.close();
  }

  @Test
  void anEmptyDatabaseIsMigratedOnce() {
    try (TestDatabase blank = TestDatabase.blank()) {
      assertAll(
          () -> assertEquals(false, blank.database().isMigrated()),
          () -> assertTrue(blank.database().migrate() >= 3),
          () -> assertEquals(true, blank.database().isMigrated()),
          () ->
              assertEquals(0, blank.database().migrate(), "a second time there is nothing to do"));
    }
  }

  @Test
  void whetherThereIsAnythingToDoIsKnownFromAMark() {
    try (TestDatabase fresh = TestDatabase.blank()) {
      MigrationMark mark = MigrationMark.of(fresh.runtime().user());
      boolean before = mark.stands(fresh.jdbi());
      fresh.database().migrate();
      boolean after = mark.stands(fresh.jdbi());
      boolean forAnotherRole = MigrationMark.of("another").stands(fresh.jdbi());
      fresh
          .ownerJdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "revoke select on flyway_schema_history from " + fresh.runtime().user()));
      boolean unseen = mark.stands(fresh.jdbi());
      fresh.database().migrate();
      boolean grantedAnew = mark.stands(fresh.jdbi());
      fresh
          .ownerJdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "delete from flyway_schema_history where script = 'R__published_views.sql'"));
      boolean changed = mark.stands(fresh.jdbi());
      assertAll(
          () -> assertEquals(false, before, "nothing was migrated yet"),
          () -> assertTrue(after),
          () -> assertEquals(false, forAnotherRole, "nothing was granted to that one"),
          () -> assertEquals(false, unseen),
          () -> assertTrue(grantedAnew, "what is granted is granted again"),
          () -> assertEquals(false, changed, "somebody else has been at work"),
          () -> assertEquals(1, fresh.database().migrate()));
    }
  }

  /** As where an older version starts at the same moment, and comes last. */
  @Test
  void theViewsOfAnotherVersionBearNoMark() {
    try (TestDatabase fresh = TestDatabase.migrated()) {
      MigrationMark mark = MigrationMark.of(fresh.runtime().user());
      fresh
          .ownerJdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      """
                      insert into flyway_schema_history
                             (installed_rank, description, type, script, checksum, installed_by, execution_time, success)
                      select (select max(installed_rank) + 1 from flyway_schema_history),
                             description, type, script, checksum + 1, installed_by, execution_time, success
                        from flyway_schema_history where script = 'R__published_views.sql'
                      """));
      mark.set(fresh.ownerJdbi(), fresh.database().flyway());
      boolean overOlderViews = mark.stands(fresh.jdbi());
      assertAll(
          () -> assertEquals(false, overOlderViews),
          () -> assertEquals(1, fresh.database().migrate(), "its own views, once more"),
          () -> assertTrue(mark.stands(fresh.jdbi())));
    }
  }

  @Test
  void aFilledDatabaseOfTheFirstVersionIsMigratedWithoutLoss() {
    try (TestDatabase old = TestDatabase.blank()) {
      migrate(old, "1");
      old.ownerJdbi()
          .useTransaction(
              handle -> {
                handle.execute(
                    "insert into specialty (slug, name) values ('oncology', 'Oncology')");
                handle.execute(
                    "insert into doctor (slug, kind, name) values ('ada', 'person', 'Ada Example')");
                for (String slug : List.of("one", "two")) {
                  handle.execute(
                      """
                      with wanted as (select ?::text as name),
                      article as (
                        insert into article (slug, lang, status, title, transcript, excerpt, doctor_id, specialty_id,
                                             published_at)
                        select wanted.name, 'en', 'published', 'Why?', 'Because.', 'Because.', doctor.id, specialty.id, now()
                          from wanted, doctor, specialty
                        returning id, slug)
                      insert into article_slug (slug, article_id) select slug, id from article
                      """,
                      slug);
                }
                handle.execute(
                    """
                    insert into related_article (article_id, position, related_id, score, reason)
                    select one.id, 1, two.id, 1, 'SIMILAR_QUESTION'
                      from article one, article two where one.slug = 'one' and two.slug = 'two'
                    """);
              });
      old.database().migrate();
      assertAll(
          () -> assertEquals(2, count(old.jdbi(), "published_article")),
          () -> assertEquals(1, count(old.jdbi(), "published_related_article")),
          () -> assertEquals(0, old.database().migrate()));
    }
  }

  @Test
  void whatWasWithdrawnBeforeItWasKeptForReadersIsFoundInTheLog() {
    try (TestDatabase old = TestDatabase.blank()) {
      migrate(old, "5");
      old.ownerJdbi()
          .useTransaction(
              handle -> {
                handle.execute(
                    "insert into specialty (slug, name) values ('oncology', 'Oncology')");
                handle.execute(
                    "insert into doctor (slug, kind, name) values ('ada', 'person', 'Ada Example')");
                handle.execute(
                    """
                    with written as (
                      insert into article (slug, lang, status, title, transcript, excerpt, doctor_id, specialty_id,
                                           published_at)
                      select 'one', 'en', 'published', 'Why?', 'Because.', 'Because.', doctor.id, specialty.id, now()
                        from doctor, specialty
                      returning id, slug),
                    named as (insert into article_slug (slug, article_id) select slug, id from written),
                    changed as (
                      insert into article_change (article_id, changed_at, reason, before, after)
                      select id, '2026-01-05', 'First.', '{}', '{}' from written)
                    insert into audit_entry (happened_at, actor, action, article_id, detail)
                    select entry.at::timestamptz, 'account 1', entry.action, written.id, entry.detail::jsonb
                      from written, (values
                        ('2026-01-01', 'manuscript.publish', '{}'),
                        ('2026-01-06', 'manuscript.withdraw', '{"reason": "Wrong."}'),
                        ('2026-01-08', 'manuscript.publish', '{}'),
                        ('2026-01-09', 'manuscript.publish', '{}')) entry (at, action, detail)
                     order by entry.at
                    """);
              });
      old.database().migrate();
      assertEquals(
          List.of(
              "2026-01-08 returned ", "2026-01-06 withdrawn Wrong.", "2026-01-05 changed First."),
          Rows.list(
              old.jdbi(),
              String.class,
              """
              select concat(to_char(changed_at, 'YYYY-MM-DD'), ' ', event, ' ', reason)
                from published_article_change order by changed_at desc, id desc
              """));
    }
  }

  @Test
  void whoSpokeAsAMergedDoctorSpeaksAsTheOneWhoStandsForThem() {
    try (TestDatabase old = TestDatabase.blank()) {
      migrate(old, "6");
      old.ownerJdbi()
          .useTransaction(
              handle -> {
                handle.execute(
                    """
                    insert into doctor (slug, kind, name)
                    select slug, 'person', slug from unnest(array['ada', 'ada-2', 'ada-3', 'bea', 'bea-2']) slug
                    """);
                handle.execute(
                    """
                    update doctor set merged_into_id = (select id from doctor kept where kept.slug = left(doctor.slug, 3))
                     where slug like '%-%'
                    """);
                handle.execute(
                    """
                    insert into account (email, name, roles, doctor_id)
                    select slug || '@example.org', slug, '{author}', id from doctor where slug <> 'ada' order by id
                    """);
              });
      old.database().migrate();
      assertEquals(
          List.of("ada-2 ada", "ada-3 ", "bea bea", "bea-2 "),
          Rows.list(
              old.jdbi(),
              String.class,
              """
              select concat(account.name, ' ', doctor.slug)
                from account left join doctor on doctor.id = account.doctor_id
               order by account.name
              """));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update article set status = 'nonsense'",
        "update article set title = '   '",
        "update article set transcript = ''",
        "update article set slug = 'Not A Slug'",
        "update article set slug = 'two' where slug = 'one'",
        "update article set lang = 'english please'",
        "update article set published_at = null",
        "update article set status = 'withdrawn'",
        "update article set withdrawn_reason = 'why' where slug = 'one'",
        "update article set care_level = 'urgent'",
        "update article set care_level = 'soon', care_text = 'x'",
        "update article set duration_seconds = 0",
        "update article set reviewed_on = '2026-01-01'",
        "update article set reviewer_credentials = 'MD'",
        "update article set reviewer_name = 'x', reviewer_id = doctor_id",
        "update article set review_due_on = '2030-01-01'",
        "update article set reviewer_name = 'x', reviewed_on = '2026-02-01', review_due_on = '2026-01-01'",
        "update article set reviewer_name = 'x', reviewed_on = '2026-01-01', recorded_on = '2026-02-01'",
        "delete from article_slug where slug = 'one'",
        "insert into article_slug (slug, article_id) select 'two', id from article where slug = 'one'",
        "insert into related_article (article_id, position, related_id, score, reason)"
            + " select id, 9, id, 1, 'MENTIONS' from article where slug = 'one'",
        "update related_article set reason = 'BECAUSE'",
        "insert into article_source (article_id, position, title, url)"
            + " select id, 9, 'x', 'javascript:alert(1)' from article",
        "insert into media (sha256, content_type, byte_length) values ('x', 'image/png', 1)",
        "insert into media (sha256, content_type, byte_length) values (repeat('a', 64), 'text/html', 1)",
        "with m as (insert into media (sha256, content_type, byte_length) values (repeat('b', 64), 'image/png', 1)"
            + " returning id) insert into media_chunk select id, 0, repeat('x', 262145)::bytea from m",
        "insert into article_change (article_id, event, before, after) select id, 'withdrawn', '{}', '{}' from article",
        "insert into article_change (article_id, event, reason, before, after)"
            + " select id, 'lost', 'x', '{}', '{}' from article",
        "insert into topic_code (topic_id, system, code) values (1, 'icd11', 'x')",
        "insert into doctor (slug, kind, name) values ('x', 'robot', 'X')",
        "insert into specialty (slug, name) values ('oncology-2', 'ONCOLOGY')"
      })
  void badStatesAreImpossible(String statement) {
    assertThrows(
        RuntimeException.class,
        () ->
            shared
                .ownerJdbi()
                .useTransaction(
                    handle -> {
                      handle.execute(statement);
                      // What is checked at the end only is checked now.
                      handle.execute("set constraints all immediate");
                    }));
  }

  @Test
  void theRunTimeRoleOwnsNothing() {
    assertEquals(
        0,
        count(
            shared.jdbi(),
            "pg_class where relowner = (select oid from pg_roles where rolname = current_user)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table article",
        "alter table article add column x int",
        "create table x (y int)",
        "create function x() returns int language sql as 'select 1'",
        "truncate article",
        "drop view published_article",
        "update audit_entry set actor = 'nobody'",
        "delete from audit_entry",
        "alter table article disable trigger all",
        "delete from flyway_schema_history",
        "copy article to program 'true'"
      })
  void theRunTimeRoleMayNot(String statement) {
    assertThrows(
        UnableToExecuteStatementException.class,
        () -> shared.jdbi().useTransaction(handle -> handle.execute(statement)));
  }

  @Test
  void anImportLeavesFreshStatisticsForThePlanner() {
    assertEquals(
        List.of(2.0f),
        Rows.list(
            shared.jdbi(),
            Float.class,
            "select reltuples from pg_class where relname = 'article'"));
  }

  @Test
  void everyViewOfThePublicSideCanBeReadByTheRunTimeRole() {
    for (String view :
        Rows.list(
            shared.jdbi(),
            String.class,
            "select table_name from information_schema.views where table_schema = 'public'")) {
      assertTrue(count(shared.jdbi(), view) >= 0, view);
    }
  }

  /** As by a backup: readers do not wait behind a migration that waits. */
  @Test
  void aTableInUseIsWaitedForAndNobodyWaitsBehindThat() throws Exception {
    try (TestDatabase old = TestDatabase.blank()) {
      migrate(old, "031");
      CompletableFuture<Integer> migrated;
      long longest = 0;
      try (Handle backup = old.ownerJdbi().open()) {
        backup.begin();
        backup.execute("lock table recording in access share mode");
        migrated = CompletableFuture.supplyAsync(() -> old.database().migrate());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < end) {
          long begun = System.nanoTime();
          assertEquals(0, count(old.ownerJdbi(), "recording"));
          longest = Math.max(longest, System.nanoTime() - begun);
          TimeUnit.MILLISECONDS.sleep(20);
        }
        assertFalse(migrated.isDone());
        backup.commit();
      }
      assertTrue(migrated.get(60, TimeUnit.SECONDS) >= 5);
      long waited = longest;
      assertTrue(waited < 4_000_000_000L, () -> "a reader waited for " + waited / 1e9 + " s");
    }
  }

  private static int count(Jdbi jdbi, String table) {
    return Rows.one(jdbi, Integer.class, "select count(*) from " + table);
  }

  /** As an older release left it: its migrations, and nothing that is made anew each time. */
  private static void migrate(TestDatabase old, String version) {
    Flyway.configure()
        .dataSource(old.owner().jdbcUrl(), old.owner().user(), old.owner().password())
        .locations("classpath:db/migration")
        .placeholders(java.util.Map.of("runtimeRole", old.runtime().user()))
        .target(version)
        .repeatableSqlMigrationPrefix("none")
        .skipDefaultCallbacks(true)
        .load()
        .migrate();
  }
}
