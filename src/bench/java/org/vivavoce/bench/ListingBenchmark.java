package org.vivavoce.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.config.Config;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.Database;
import org.vivavoce.db.PublicCache;

/**
 * What page 1,000 of a list costs beside page 1, turn about, over whatever the database of the
 * settings holds; and what counting the page starts costs, once after each change.
 */
public final class ListingBenchmark {
  private static final int ROUNDS = 200;
  private static final int DEEP = 1_000;

  private ListingBenchmark() {}

  public static void main(String[] arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("DEMO", "false");
    PrintStream out = System.out;
    try (Database database = Database.open(Config.from(environment))) {
      Jdbi jdbi = database.jdbi();
      for (ArticleLists.Scope scope :
          List.of(
              ArticleLists.Scope.SPECIALTY, ArticleLists.Scope.TOPIC, ArticleLists.Scope.DOCTOR)) {
        measure(jdbi, scope, largest(jdbi, scope), out);
      }
    }
  }

  private static void measure(Jdbi jdbi, ArticleLists.Scope scope, long id, PrintStream out) {
    PublicCache cache = new PublicCache();
    ArticleLists lists = new ArticleLists(jdbi, cache);
    long start = System.nanoTime();
    int total = lists.page(scope, id, 1).total();
    double counting = (System.nanoTime() - start) / 1e6;
    int deep = Math.max(1, Math.min(DEEP, total / ArticleLists.PAGE_SIZE));
    double[] first = new double[ROUNDS];
    double[] last = new double[ROUNDS];
    for (int round = -20; round < ROUNDS; round++) {
      double one = timed(lists, scope, id, 1);
      double other = timed(lists, scope, id, deep);
      if (round >= 0) {
        first[round] = one;
        last[round] = other;
      }
    }
    Arrays.sort(first);
    Arrays.sort(last);
    out.printf(
        "%s of %,d: counted once in %.0f ms; page 1 %.2f ms (p95 %.2f), page %,d %.2f ms (p95 %.2f), ratio %.2f%n",
        scope,
        total,
        counting,
        first[ROUNDS / 2],
        first[ROUNDS * 95 / 100],
        deep,
        last[ROUNDS / 2],
        last[ROUNDS * 95 / 100],
        last[ROUNDS / 2] / first[ROUNDS / 2]);
  }

  private static double timed(ArticleLists lists, ArticleLists.Scope scope, long id, int page) {
    long start = System.nanoTime();
    if (lists.page(scope, id, page).items().isEmpty()) {
      throw new IllegalStateException("page " + page + " is empty");
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static long largest(Jdbi jdbi, ArticleLists.Scope scope) {
    String sql =
        switch (scope) {
          case SPECIALTY ->
              "select specialty_id from published_article group by 1 order by count(*) desc, 1 limit 1";
          case DOCTOR ->
              "select doctor_id from published_article group by 1 order by count(*) desc, 1 limit 1";
          case TOPIC ->
              "select topic_id from published_article_topic group by 1 order by count(*) desc, 1 limit 1";
          case ALL -> "select 0";
        };
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
