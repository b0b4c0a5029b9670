package org.vivavoce.publishing;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.related.RelatedEditor;

/**
 * Computes Other Voices in the background, soon after something was published, so that publishing
 * need not wait for it. Any number of instances run it; one of them works at a time.
 */
public final class RelatedWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RelatedWorker.class);
  private static final long PAUSE_MILLIS = 1_000;
  // Any number will do, if only every worker asks for the same.
  private static final long LOCK = 0x564956524CL;

  private final Jdbi jdbi;
  private final Thread thread;
  private volatile boolean closed;

  private RelatedWorker(Jdbi jdbi) {
    this.jdbi = jdbi;
    this.thread = new Thread(this::run, "related-worker");
    thread.setDaemon(true);
  }

  /** Begins to work. */
  public static RelatedWorker start(Jdbi jdbi) {
    RelatedWorker worker = new RelatedWorker(jdbi);
    worker.thread.start();
    return worker;
  }

  /** What is under way is undone, and left for the next start. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Does what was asked for, where no other instance is about it.
   *
   * @return whether there was anything to do here
   */
  public static boolean workOff(Jdbi jdbi) {
    return jdbi.inTransaction(RelatedWorker::workOff);
  }

  private static boolean workOff(Handle handle) {
    Optional<OffsetDateTime> asked =
        handle
            .createQuery("select asked_at from pending_work where kind = 'related'")
            .mapTo(OffsetDateTime.class)
            .findOne();
    if (asked.isEmpty() || !isAlone(handle)) {
      return false;
    }
    RelatedEditor.rebuild(handle, done -> {});
    // Asked for again meanwhile: what was published then may not have been seen.
    handle
        .createUpdate("delete from pending_work where kind = 'related' and asked_at = :asked")
        .bind("asked", asked.get())
        .execute();
    handle.execute("select pg_notify('content', 'all')");
    return true;
  }

  private static boolean isAlone(Handle handle) {
    return handle
        .createQuery("select pg_try_advisory_xact_lock(:lock)")
        .bind("lock", LOCK)
        .mapTo(Boolean.class)
        .one();
  }

  private void run() {
    while (!closed) {
      try {
        workOff(jdbi);
      } catch (JdbiException e) {
        log.warn("Other Voices wait: {}", e.getMessage());
      }
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }
}
