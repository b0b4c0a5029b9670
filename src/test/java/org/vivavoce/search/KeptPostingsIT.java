package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
      int before = total(queries, "hiccup cancer");
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
      assertEquals(before, total(queries, "hiccup cancer"));
      cache.changed(Set.of(ContentChange.OVERVIEW));
      assertEquals(before + 1, total(queries, "hiccup cancer"));
    }
  }

  private static int total(SearchQueries queries, String words) {
    return queries.search(words, null, 1, true).total();
  }
}
