package org.vivavoce.media;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Reads media that something published refers to. */
final class MediaQueries implements StoredFiles {
  private final Jdbi jdbi;

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
}
