package org.vivavoce.media;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Reads media that something published refers to. */
final class MediaQueries {
  private final Jdbi jdbi;

  MediaQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<Found> find(String sha256) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, content_type, byte_length from published_media where sha256 = :sha256")
                .bind("sha256", sha256)
                .mapTo(Found.class)
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

  /**
   * Part of a chunk; empty where the file is not public, or no longer.
   *
   * @param from the first byte within the chunk, counted from 0
   */
  Optional<byte[]> slice(long mediaId, int position, int from, int length) {
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
  }

  /** What is known of a file without reading it. */
  public record Found(long id, String contentType, long byteLength) {}
}
