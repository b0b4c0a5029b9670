package org.vivavoce.media;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;

/** Reads media that something published refers to. */
final class MediaQueries extends FileQueries {
  /** Half of the pool: however many listen, the other half is there for whoever opens a page. */
  private static final int READ_AT_ONCE = 8;

  /** As long as a connection is waited for; whoever has waited goes on without a turn. */
  private static final int PATIENCE_SECONDS = 5;

  private final Jdbi jdbi;

  /**
   * In the order in which they came, so that nobody's recording breaks off for waiting too long.
   */
  private final Semaphore turns = new Semaphore(READ_AT_ONCE, true);

  MediaQueries(Jdbi jdbi) {
    super(jdbi, "published_media_chunk");
    this.jdbi = jdbi;
  }

  boolean isWithdrawn(String sha256) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select exists (select from withdrawn_media where sha256 = :sha256)")
                .bind("sha256", sha256)
                .mapTo(Boolean.class)
                .one());
  }

  @Override
  public Optional<Part> read(String sha256, long first, int length) {
    boolean turn = awaited();
    try {
      return super.read(sha256, first, length);
    } finally {
      if (turn) {
        turns.release();
      }
    }
  }

  /** A turn that never comes must not hold a thread for ever: the database may be away. */
  private boolean awaited() {
    try {
      return turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
