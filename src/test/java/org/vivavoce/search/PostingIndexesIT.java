package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.TestDatabase;

/** What postings are found by, dropped and made again. */
class PostingIndexesIT {
  @Test
  void theyAreMadeAsTheyWereAndOfWhatWasWrittenMeanwhile() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi owner = database.database().owner();
      owner.useHandle(handle -> handle.execute("create index on search_posting (article_id desc)"));
      List<String> indexes = indexes(owner);
      List<String> postings = postings(owner);
      assertFalse(indexes.isEmpty());
      assertFalse(postings.isEmpty());
      owner.useTransaction(
          handle -> {
            PostingIndexes dropped = PostingIndexes.dropped(handle);
            assertEquals(
                0,
                handle
                    .createQuery(
                        "select count(*) from pg_index where indrelid = 'search_posting'::regclass")
                    .mapTo(Integer.class)
                    .one());
            List<Long> ids =
                handle
                    .createQuery("select article_id from article_search")
                    .mapTo(Long.class)
                    .list();
            handle.execute("delete from search_posting");
            handle.execute("delete from article_search");
            SearchIndex.refresh(handle, ids);
            dropped.make(handle);
          });
      assertEquals(indexes, indexes(owner));
      assertEquals(postings, postings(owner));
    }
  }

  private static List<String> indexes(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select indexdef || coalesce(' of ' || contype::text, '')
                      from pg_indexes left join pg_constraint on conname = indexname
                     where tablename = 'search_posting' order by 1
                    """)
                .mapTo(String.class)
                .list());
  }

  private static List<String> postings(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select term || ' ' || weight || ' ' || article_id from search_posting order by 1")
                .mapTo(String.class)
                .list());
  }
}
