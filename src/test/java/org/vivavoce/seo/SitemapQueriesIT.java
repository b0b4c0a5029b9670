package org.vivavoce.seo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.PublicCache;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;

class SitemapQueriesIT {
  @Test
  void allStandInSomeFileWhateverIsMissingBetween() {
    Jdbi jdbi = TestDatabase.withDemo().jdbi();
    long third = Rows.one(jdbi, Long.class, "select (min(id) - 1) / 7 + 3 from article");
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'Wrong.'
                 where id > (? - 1) * 7 and id <= ? * 7
                """,
                third,
                third));
    SitemapQueries queries = new SitemapQueries(jdbi, new PublicCache(), true, 7);
    List<Integer> files = queries.files(SitemapQueries.Kind.ARTICLES);
    List<String> slugs = new ArrayList<>();
    for (int file : files) {
      int before = slugs.size();
      queries
          .entries(SitemapQueries.Kind.ARTICLES, file, 0)
          .forEach(entry -> slugs.add(entry.slug()));
      int count = slugs.size() - before;
      assertTrue(count >= 1 && count <= 7, file + " holds " + count);
      assertEquals(count, queries.state(SitemapQueries.Kind.ARTICLES, file).count());
    }
    assertTrue(files.size() > 5, files.toString());
    assertTrue(!files.contains((int) third), files.toString());
    assertEquals(
        Rows.list(jdbi, String.class, "select slug from published_article order by id"), slugs);
  }
}
