package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.ComingAndGoing;
import org.vivavoce.ingest.Imports;

/** What is kept for suggestions, however answers come and go. */
class SuggestionIndexIT {
  private static final int ROUNDS = 25;

  @Test
  void afterWhateverWasPublishedChangedAndWithdrawnItIsAsIfMadeFromNothing() {
    Random random = new Random(7);
    try (TestDatabase database = TestDatabase.migrated()) {
      Jdbi jdbi = database.jdbi();
      for (int round = 0; round < ROUNDS; round++) {
        ComingAndGoing.round(jdbi, random, 12, 4, SuggestionIndexIT::answer);
        if (round % 5 == 4) {
          List<String> kept = kept(jdbi);
          assertFalse(kept.isEmpty());
          rebuild(jdbi);
          assertEquals(kept(jdbi), kept, "after round " + round);
        }
      }
    }
  }

  @Test
  void whatWasPublishedBeforeIsGoneThroughOnceAndBatchByBatch() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      assertFalse(SuggestionIndex.backfill(jdbi), "an empty database has nothing to go through");
      List<String> kept = kept(jdbi);
      jdbi.useHandle(
          handle -> {
            handle.execute("delete from suggestion_word");
            handle.execute("delete from suggestion");
            handle.execute("insert into suggestion_backfill (after_article) values (0)");
          });
      assertTrue(SuggestionIndex.backfill(jdbi));
      assertFalse(SuggestionIndex.backfill(jdbi));
      assertEquals(kept, kept(jdbi));
    }
  }

  @Test
  void anAnswerThatStaysAsItIsWritesNothing() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      String rows =
          "select coalesce(max(xmin::text::bigint), 0) || ' ' || count(*) from suggestion";
      String before = text(jdbi, rows);
      jdbi.useTransaction(
          handle ->
              SuggestionIndex.refresh(
                  handle, handle.createQuery("select id from article").mapTo(Long.class).list()));
      assertEquals(before, text(jdbi, rows));
    }
  }

  private static String answer(int id, Random random) {
    return Imports.line(
            "" + id,
            "What is question " + random.nextInt(6) + "?",
            "Words of " + random.nextInt(),
            "\"slug\": \"answer-%d\", \"status\": \"%s\", \"topics\": [{\"name\": \"Topic %d\"}]"
                .formatted(id, random.nextInt(4) == 0 ? "draft" : "published", random.nextInt(4)))
        .replace("Ada Example", "Doctor " + random.nextInt(4))
        .replace("Oncology", "Specialty " + random.nextInt(3));
  }

  private static void rebuild(Jdbi jdbi) {
    jdbi.useTransaction(
        handle -> {
          handle.execute("delete from suggestion_word");
          handle.execute("delete from suggestion");
          SuggestionIndex.refresh(
              handle, handle.createQuery("select id from article").mapTo(Long.class).list());
        });
  }

  /** Which of several answers to one question is shown depends on which was there first. */
  private static List<String> kept(Jdbi jdbi) {
    return Rows.list(
        jdbi,
        String.class,
        """
        select concat_ws('|', kind, case when kind <> 'question' then target_id end, name, words,
                         case when shown then weight end, shown,
                         (select string_agg(word || ' ' || rank, ',' order by word)
                            from suggestion_word where suggestion_id = suggestion.id)) as row
          from suggestion
        union all
        select 'word of nothing|' || word from suggestion_word
         where suggestion_id not in (select id from suggestion)
         order by row
        """);
  }

  private static String text(Jdbi jdbi, String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }
}
