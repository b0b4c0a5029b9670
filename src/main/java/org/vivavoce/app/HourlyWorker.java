package org.vivavoce.app;

import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.feedback.FeedbackEditor;
import org.vivavoce.publishing.RelatedWorker;
import org.vivavoce.search.SearchMissEditor;

/**
 * What the passing of time alone asks for: it forgets what is not to be kept any longer, and has
 * Other Voices computed anew when a review becomes overdue. Any number of instances run it.
 */
final class HourlyWorker {
  private static final Logger log = LoggerFactory.getLogger(HourlyWorker.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  private HourlyWorker() {}

  /** Begins to work. */
  static BackgroundWorker start(Jdbi jdbi, Clock clock) {
    FeedbackEditor feedback = new FeedbackEditor(jdbi, clock);
    SearchMissEditor misses = new SearchMissEditor(jdbi, clock);
    return BackgroundWorker.start(
        "hourly-worker",
        "What readers said or looked for is not forgotten yet, and overdue answers stand where they stood",
        PAUSE,
        worker -> {
          tell("readers' feedback", feedback.sweep());
          tell("searches without result", misses.sweep());
          RelatedWorker.askWhereOverdue(jdbi);
        });
  }

  private static void tell(String what, int forgotten) {
    if (forgotten > 0) {
      log.info("Forgotten of {}: {}", what, forgotten);
    }
  }
}
