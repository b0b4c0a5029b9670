package org.vivavoce.feedback;

import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.db.BackgroundWorker;

/** Forgets in the background what is not to be kept any longer. Any number of instances run it. */
public final class FeedbackSweep {
  private static final Logger log = LoggerFactory.getLogger(FeedbackSweep.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  private FeedbackSweep() {}

  /** Begins to work. */
  public static BackgroundWorker start(Jdbi jdbi, Clock clock) {
    FeedbackEditor editor = new FeedbackEditor(jdbi, clock);
    return BackgroundWorker.start(
        "feedback-sweep",
        "What readers said is not forgotten yet",
        PAUSE,
        worker -> {
          int forgotten = editor.sweep();
          if (forgotten > 0) {
            log.info("Forgotten of readers' feedback: {}", forgotten);
          }
        });
  }
}
