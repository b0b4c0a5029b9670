package org.vivavoce.related;

import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.BackgroundWorker;

/**
 * Finds anew what answers ask, where that was not done when they were published: because they were
 * published before it was kept, or because a condition has got other names since. Some at a time;
 * any number of instances run it.
 */
public final class QuestionWorker {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private QuestionWorker() {}

  /** Begins to work. */
  public static BackgroundWorker start(Jdbi jdbi) {
    return BackgroundWorker.start(
        "question-worker",
        "Answers to the same question do not stand beside each other yet",
        PAUSE,
        worker -> {
          boolean more = true;
          while (more && !worker.isClosed()) {
            more = QuestionIndex.workOff(jdbi);
          }
        });
  }
}
