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

  /** So many changes are added up in the first step, and in each at least. */
  static final int FIRST_STEP = 8;

  /** What takes longer keeps readers waiting: the next step takes fewer. */
  private static final Duration LONGEST_STEP = Duration.ofMillis(50);

  private SearchWorker() {}

  /** Begins to work. */
  public static BackgroundWorker start(Jdbi jdbi) {
    return BackgroundWorker.start(
        "search-worker",
        "How rare words are is not counted anew",
        PAUSE,
        worker -> work(jdbi, worker));
  }

  private static void work(Jdbi jdbi, BackgroundWorker worker) {
    boolean more = true;
    int step = FIRST_STEP;
    while (more && !worker.isClosed()) {
      boolean backfilled = SearchIndex.backfill(jdbi);
      long begun = System.nanoTime();
      more = SearchIndex.fold(jdbi, step) || backfilled;
      step = nextStep(step, Duration.ofNanos(System.nanoTime() - begun));
      if (more) {
        worker.rest();
      }
    }
  }

  /** Twice as many after a step that was quick, half as many after one that took long. */
  static int nextStep(int step, Duration took) {
    return took.compareTo(LONGEST_STEP) > 0
        ? Math.max(FIRST_STEP, step / 2)
        : Math.min(SearchIndex.FOLDED_CHANGES, step * 2);
  }
}
