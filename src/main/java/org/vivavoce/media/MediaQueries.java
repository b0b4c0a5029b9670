package org.vivavoce.media;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jdbi.v3.core.Jdbi;

/** Reads media that something published refers to. */
final class MediaQueries implements StoredFiles {
  /** Half of the pool: however many listen, the other half is there for whoever opens a page. */
  private static final int SLICES_AT_ONCE = 8;

  private final Jdbi jdbi;

  /**
   * In the order in which they came, so that nobody's recording breaks off for waiting too long.
   */
  private final Semaphore turns = new Semaphore(SLICES_AT_ONCE, true);

  MediaQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Optional<StoredFile> find(String sha256) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, sha256, content_type, byte_length from published_media where sha256 = :sha256")
                .bind("sha256", sha256)
                .mapTo(StoredFile.class)
                .findOne());
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
  public Optional<byte[]> slice(long mediaId, int position, int from, int length) {
    turns.acquireUninterruptibly();
    try {
      return jdbi.withHandle(
          handle ->
              handle
                  .createQuery(
                      """
                      select substring(bytes from :from + 1 for :length)
                        from published_media_chunk where media_id = :media and position = :position
                      """)
                  .bind("media", mediaId)
                  .bind("position", position)
                  .bind("from", from)
                  .bind("length", length)
                  .mapTo(byte[].class)
                  .findOne());
    } finally {
      turns.release();
    }
  }
}
