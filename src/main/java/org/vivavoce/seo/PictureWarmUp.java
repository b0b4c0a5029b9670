package org.vivavoce.seo;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what drawing takes soon after the start, so that the first who shares a page waits no
 * longer than others, and nobody waits for the start.
 */
public final class PictureWarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(PictureWarmUp.class);
  private static final Duration AFTER_THE_START = Duration.ofSeconds(5);

  private final Thread thread;

  private PictureWarmUp(Duration delay) {
    thread = new Thread(() -> run(delay), "picture-warm-up");
    thread.setDaemon(true);
  }

  public static PictureWarmUp start() {
    return start(AFTER_THE_START);
  }

  static PictureWarmUp start(Duration delay) {
    PictureWarmUp warmUp = new PictureWarmUp(delay);
    warmUp.thread.start();
    return warmUp;
  }

  private static void run(Duration delay) {
    try {
      Thread.sleep(delay.toMillis());
      Pictures.warmUp();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError e) {
      // Each picture will say so again.
      LOG.warn("Pictures cannot be drawn", e);
    }
  }

  /** Ends it if it has not begun. */
  public void close() {
    thread.interrupt();
  }
}
