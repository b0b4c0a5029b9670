package org.vivavoce.search;

import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.BackgroundWorker;

/**
 * Adds up, soon after something was published, in how many answers words stand, and gives postings
 * to what was published before there were any. Any number of instances run it; one of them works at
 * a time.
 */
public final class SearchWorker {
  /**
   * Many publications cost little more to add up than one; but a word that stands in a new answer
   * alone counts as misspelt until then.
   */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private SearchWorker() {}

  /** Begins to work. */
  public static BackgroundWorker start(Jdbi jdbi) {
    return BackgroundWorker.start(
        "search-worker",
        "How rare words are is not counted anew",
        PAUSE,
        worker -> {
          boolean more = true;
          while (more && !worker.isClosed()) {
            boolean backfilled = SearchIndex.backfill(jdbi);
            more = SearchIndex.fold(jdbi) || backfilled;
          }
        });
  }
}
