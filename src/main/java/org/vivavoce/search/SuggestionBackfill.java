package org.vivavoce.search;

import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.BackgroundWorker;

/**
 * Writes down what is to be suggested of answers that were published before there were suggestions,
 * some at a time, so that no start waits for it. Any number of instances run it.
 */
public final class SuggestionBackfill {
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private SuggestionBackfill() {}

  /** Begins to work. */
  public static BackgroundWorker start(Jdbi jdbi) {
    return BackgroundWorker.start(
        "suggestion-backfill",
        "What was published long ago is not suggested yet",
        PAUSE,
        worker -> {
          boolean more = true;
          while (more && !worker.isClosed()) {
            more = SuggestionIndex.backfill(jdbi);
          }
        });
  }
}
