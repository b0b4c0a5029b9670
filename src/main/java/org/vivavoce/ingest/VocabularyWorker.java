package org.vivavoce.ingest;

import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.ContentNotice;

/**
 * Sees in the background to the conditions whose names or codes were changed, soon after: editors
 * need not wait for it. Any number of instances run it; one of them works at a time.
 */
public final class VocabularyWorker {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private VocabularyWorker() {}

  /** Begins to work; what is under way when it is closed is undone, and left for the next start. */
  public static BackgroundWorker start(Jdbi jdbi) {
    return BackgroundWorker.start(
        "vocabulary-worker", "New names of conditions wait", PAUSE, worker -> workOff(jdbi));
  }

  /**
   * Does what is to be done, where no other instance is about it.
   *
   * @return whether there was anything to do here
   */
  public static boolean workOff(Jdbi jdbi) {
    return jdbi.inTransaction(
        handle -> {
          boolean settled = TopicMatcher.settle(handle);
          if (settled) {
            ContentNotice.all(handle);
          }
          return settled;
        });
  }
}
