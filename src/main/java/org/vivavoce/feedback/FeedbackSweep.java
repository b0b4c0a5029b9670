package org.vivavoce.feedback;

import java.time.Clock;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets in the background what is not to be kept any longer. Any number of instances run it. */
public final class FeedbackSweep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FeedbackSweep.class);
  private static final long FIRST_PAUSE_MILLIS = 60_000;
  private static final long PAUSE_MILLIS = 3_600_000;
  private final FeedbackEditor editor;
  private final Thread thread;

  private FeedbackSweep(FeedbackEditor editor) {
    this.editor = editor;
    this.thread = new Thread(this::run, "feedback-sweep");
    thread.setDaemon(true);
  }

  /** Begins to work. */
  public static FeedbackSweep start(Jdbi jdbi, Clock clock) {
    FeedbackSweep sweep = new FeedbackSweep(new FeedbackEditor(jdbi, clock));
    sweep.thread.start();
    return sweep;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(FIRST_PAUSE_MILLIS);
        int forgotten = editor.sweep();
        if (forgotten > 0) {
          log.info("Forgotten of readers' feedback: {}", forgotten);
        }
        Thread.sleep(PAUSE_MILLIS);
      } catch (JdbiException e) {
        log.warn("What readers said is not forgotten yet: {}", e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
