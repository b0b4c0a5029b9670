package org.vivavoce.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.ingest.Imports;

/** What stands where it is read is what it was taken from, whoever writes that. */
class ReadAtOnceIT {
  private static final String UNTRUE =
      """
      select 'doctor ' || slug from doctor
       where portrait is distinct from
               (select media_name(sha256, content_type) from media where media.id = portrait_media_id)
      union all
      select 'recording ' || recording.id
        from recording
        join media served on served.id = coalesce(mp3_media_id, original_media_id)
        left join media opus on opus.id = opus_media_id
       where (audio, audio_opus, recording.duration_ms, recording.byte_length) is distinct from
             (media_name(served.sha256, served.content_type), media_name(opus.sha256, opus.content_type),
              served.duration_ms, served.byte_length)
      union all
      select 'article ' || article.slug
        from article
        left join article_import import on import.article_id = article.id
        cross join lateral (
          select max(changed_at) filter (where event in ('changed', 'returned')) as changed_at,
                 coalesce(bool_or(event <> 'reviewed'), false) as changed,
                 coalesce(bool_or(event = 'reviewed'), false) as found_correct
            from article_change where article_id = article.id) history
       where (article.changed_at, article.changed, article.found_correct, article.imported, article.source_edited_on)
             is distinct from (history.changed_at, history.changed, history.found_correct,
                               import.article_id is not null, import.edited_on)
      """;

  private static TestDatabase demo;
  private static Jdbi jdbi;

  @BeforeAll
  static void open() {
    demo = TestDatabase.withDemo();
    jdbi = demo.jdbi();
  }

  @AfterAll
  static void close() {
    demo.close();
  }

  @Test
  void holdsOfTheDemonstration() {
    jdbi.useHandle(
        handle -> {
          assertEquals(List.of(), untrue(handle));
          assertTrue(number(handle, "select count(*) from doctor where portrait is not null") > 0);
          assertTrue(
              number(handle, "select count(*) from recording where audio_opus is not null") > 0);
        });
  }

  @Test
  void holdsAfterEachChange() {
    for (String change :
        List.of(
            "update doctor set portrait_media_id = null where id = (select min(id) from doctor where portrait is not null)",
            "update doctor set portrait = 'another.svg'",
            "update recording set opus_media_id = null where id = (select max(id) from recording)",
            "update recording set audio = 'another.mp3', duration_ms = 1",
            "update media set sha256 = repeat('a', 64) where id = (select max(portrait_media_id) from doctor)",
            "update media set byte_length = byte_length + 1, duration_ms = duration_ms + 1 where id in (select mp3_media_id from recording)")) {
      undone(
          handle -> {
            assertTrue(handle.createUpdate(change).execute() > 0, change);
            assertEquals(List.of(), untrue(handle), change);
          });
    }
  }

  @Test
  void holdsOfWhatHistoriesAndSourcesTell() {
    undone(
        handle -> {
          for (String event : List.of("reviewed", "changed", "withdrawn", "returned")) {
            handle
                .createUpdate(
                    """
                    insert into article_change (article_id, changed_at, event, reason, before, after)
                    select id, now() - random() * interval '9 days', :event, 'A reason.', '{}', '{}'
                      from article where id % 3 <> length(:event) % 3
                    """)
                .bind("event", event)
                .execute();
            assertEquals(List.of(), untrue(handle), event);
          }
          handle.execute(
              """
              insert into article_import (source_id, article_id, source_hash, edited_on)
              select 'test-' || id, id, repeat('0', 64), case when id % 2 = 0 then date '2026-01-02' end
                from article where not exists (select from article_import where article_id = article.id)
              """);
          assertEquals(List.of(), untrue(handle));
          assertTrue(handle.execute("update article_import set edited_on = date '2026-02-03'") > 0);
          assertEquals(List.of(), untrue(handle));
        });
  }

  @Test
  void holdsAfterImports() {
    try (TestDatabase database = TestDatabase.migrated()) {
      Imports.run(database.jdbi(), Imports.line("1", "Why?", "Because."));
      Imports.run(
          database.jdbi(),
          Imports.line("1", "Why?", "Because of that."),
          Imports.line("2", "How?", "Thus."));
      database
          .jdbi()
          .useHandle(
              handle -> {
                assertEquals(2, number(handle, "select count(*) from article where imported"));
                assertEquals(List.of(), untrue(handle));
              });
    }
  }

  private static void undone(Consumer<Handle> changes) {
    // As the role that serves: it owns nothing, and triggers do what it may do.
    jdbi.useHandle(
        handle -> {
          handle.begin();
          changes.accept(handle);
          handle.rollback();
        });
  }

  private static List<String> untrue(Handle handle) {
    return handle.createQuery(UNTRUE).mapTo(String.class).list();
  }

  private static long number(Handle handle, String query) {
    return handle.createQuery(query).mapTo(Long.class).one();
  }
}
