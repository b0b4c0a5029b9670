package org.vivavoce.related;

import java.time.Duration;
import org.vivavoce.db.BackgroundWorker;

/**
 * Writes down once a minute what was read next, and lets it fade. Any number of instances run it.
 */
public final class ReadNextWorker {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private ReadNextWorker() {}

  /** Begins to work. */
  public static BackgroundWorker start(ReadNextEditor editor) {
    return BackgroundWorker.start(
        "read-next-worker",
        "What was read next is not written down yet",
        PAUSE,
        worker -> {
          editor.flush();
          editor.fade();
        });
  }
}
