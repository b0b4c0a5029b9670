package org.vivavoce.db;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
  private final AtomicReference<Figures> figures;
  private volatile boolean closed;

  /** The last step, by {@link System#nanoTime}; of the worker's own thread. */
  private long begun;

  private BackgroundWorker(
      String name, String waits, Duration pause, Consumer<BackgroundWorker> work) {
    this.waits = waits;
    this.pause = pause;
    this.work = work;
    this.thread = new Thread(this::run, name);
    this.figures = new AtomicReference<>(Figures.none(name));
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

  /** How it has fared since it was started. */
  public Figures figures() {
    return figures.get();
  }

  public boolean isClosed() {
    return closed;
  }

  /**
   * To be called between the steps of what takes long, outside of any transaction: rests as long as
   * the last step took, a twentieth of a second at most, so that readers come first.
   */
  public void rest() {
    long worked = System.nanoTime() - begun;
    try {
      if (!closed) {
        TimeUnit.NANOSECONDS.sleep(Math.min(worked, LONGEST_REST.toNanos()));
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
      long start = System.nanoTime();
      begun = start;
      boolean done = false;
      try {
        work.accept(this);
        done = true;
      } catch (RuntimeException | Error e) {
        tell(e);
      }
      long end = System.nanoTime();
      boolean succeeded = done;
      figures.updateAndGet(before -> before.after(end - start, succeeded, end));
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

  /**
   * How a worker has fared.
   *
   * @param name of its thread
   * @param runs that came to an end, well or not
   * @param nanos that all of them took
   * @param lastNanos that the last one took
   * @param succeededAt when the last one ended that did not fail, by {@link System#nanoTime}; null
   *     where none has
   * @param failedLast whether the last one failed
   */
  public record Figures(
      String name,
      long runs,
      long failures,
      long nanos,
      long lastNanos,
      @Nullable Long succeededAt,
      boolean failedLast) {
    static Figures none(String name) {
      return new Figures(name, 0, 0, 0, 0, null, false);
    }

    /** How long it has been since one did not fail; null where none has. */
    public @Nullable Duration sinceSuccess() {
      return succeededAt == null ? null : Duration.ofNanos(System.nanoTime() - succeededAt);
    }

    private Figures after(long took, boolean succeeded, long now) {
      return new Figures(
          name,
          runs + 1,
          failures + (succeeded ? 0 : 1),
          nanos + took,
          took,
          succeeded ? Long.valueOf(now) : succeededAt,
          !succeeded);
    }
  }
}
