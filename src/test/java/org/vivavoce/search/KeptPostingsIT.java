package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.ContentChange;
import org.vivavoce.db.PublicCache;
import org.vivavoce.db.TestDatabase;

/** Searches that begin with what others have read. */
class KeptPostingsIT {
  private static final List<String> ASKED =
      List.of(
          "pain",
          "cancer pain",
          "what are the symptoms of cancer and how is it treated",
          "is cancer inherited",
          "esophagial canser",
          "\"esophageal cancer\" treatment",
          "cancer -pain",
          "food pipe cancer",
          "zebra");

  @Test
  void whatWasReadBeforePutsAnswersInTheSameOrder() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      SearchQueries queries = new SearchQueries(database.jdbi(), new PublicCache());
      for (int time = 0; time < 2; time++) {
        for (String words : ASKED) {
          SearchQueries fresh = new SearchQueries(database.jdbi(), new PublicCache());
          for (int page = 1; page <= 2; page++) {
            SearchQueries.Found found = queries.search(words, null, page, false);
            assertEquals(fresh.search(words, null, page, false), found, words);
            assertEquals(words.equals("zebra"), found.total() == 0, words);
          }
        }
      }
    }
  }

  @Test
  void itIsKeptUntilSomethingIsPublished() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      PublicCache cache = new PublicCache();
      SearchQueries queries = new SearchQueries(jdbi, cache);
      int before = total(queries, "cancer");
      List<Long> edited =
          jdbi.withHandle(
              handle ->
                  handle
                      .createQuery(
                          """
                          update article set title = title || ' cancer'
                           where id = (select article_id from article_search
                                        where not document @@ 'cancer'::tsquery order by article_id limit 1)
                          returning id
                          """)
                      .mapTo(Long.class)
                      .list());
      assertFalse(edited.isEmpty());
      jdbi.useTransaction(handle -> SearchIndex.refresh(handle, edited));
      assertEquals(before, total(queries, "cancer"));
      cache.changed(Set.of(ContentChange.OVERVIEW));
      assertEquals(before + 1, total(queries, "cancer"));
    }
  }

  @Test
  void whatIsKnownOfAnswersIsKeptUntilSomethingIsPublished() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      PublicCache cache = new PublicCache();
      SearchQueries queries = new SearchQueries(jdbi, cache);
      List<SearchQueries.Filter> before = filters(queries);
      jdbi.useHandle(
          handle ->
              handle.execute(
                  """
                  update article set specialty_id = (select specialty_id from article
                                                      join article_search on article_id = id
                                                      where document @@ 'cancer'::tsquery order by id limit 1)
                   where id in (select article_id from article_search where document @@ 'cancer'::tsquery)
                  """));
      assertEquals(before, filters(queries));
      cache.changed(Set.of(ContentChange.OVERVIEW));
      assertTrue(before.size() > 1);
      assertEquals(1, filters(queries).size());
    }
  }

  @Test
  void nothingIsKeptWhileOldAnswersGetTheirPostings() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      jdbi.useHandle(
          handle -> {
            handle.execute("delete from search_posting");
            handle.execute(
                "update article_search set lang = null, title_terms = null, words = null");
          });
      SearchQueries queries = new SearchQueries(jdbi, new PublicCache());
      assertTrue(total(queries, "cancer") > 0);
      boolean more = true;
      while (more) {
        more = SearchIndex.backfill(jdbi);
        SearchQueries fresh = new SearchQueries(jdbi, new PublicCache());
        assertEquals(
            fresh.search("cancer", null, 1, true), queries.search("cancer", null, 1, true));
      }
    }
  }

  private static List<SearchQueries.Filter> filters(SearchQueries queries) {
    return queries.search("cancer", null, 1, true).filters();
  }

  private static int total(SearchQueries queries, String words) {
    return queries.search(words, null, 1, true).total();
  }
}
