package org.vivavoce.db;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Does a piece of work again and again, in a thread of its own and with a pause after each time,
 * until it is closed. What fails is told in the log, and tried again after the pause.
 */
public final class BackgroundWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BackgroundWorker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONGEST_REST = Duration.ofMillis(50);

  private final String waits;
  private final Duration pause;
  private final Consumer<BackgroundWorker> work;
  private final Thread thread;
  private volatile boolean closed;

  /** The last step, by {@link System#nanoTime}; of the worker's own thread. */
  private long begun;

  private BackgroundWorker(
      String name, String waits, Duration pause, Consumer<BackgroundWorker> work) {
    this.waits = waits;
    this.pause = pause;
    this.work = work;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Begins to work.
   *
   * @param name of the thread
   * @param waits what the log says when the work failed, for example "Imports wait"
   * @param work told by whom it is done, so that it can see when it is to stop
   */
  public static BackgroundWorker start(
      String name, String waits, Duration pause, Consumer<BackgroundWorker> work) {
    BackgroundWorker worker = new BackgroundWorker(name, waits, pause, work);
    worker.thread.start();
    return worker;
  }

  public boolean isClosed() {
    return closed;
  }

  /**
   * To be called between the steps of what takes long, outside of any transaction: rests half as
   * long as the last step took, a twentieth of a second at most, so that readers come first.
   */
  public void rest() {
    long worked = System.nanoTime() - begun;
    try {
      if (!closed) {
        TimeUnit.NANOSECONDS.sleep(Math.min(worked / 2, LONGEST_REST.toNanos()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
    begun = System.nanoTime();
  }

  /** What is under way is ended within some seconds, or undone with its transaction. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    MDC.put("worker", thread.getName());
    while (!closed) {
      begun = System.nanoTime();
      try {
        work.accept(this);
      } catch (RuntimeException | Error e) {
        tell(e);
      }
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
  }

  private void tell(Throwable failure) {
    if (closed) {
      return;
    }
    if (failure instanceof RuntimeException && DatabaseException.isOutage(failure)) {
      log.warn("{}: {}", waits, failure.getMessage());
    } else {
      log.error("{}", waits, failure);
    }
  }
}
