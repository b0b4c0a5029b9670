package org.vivavoce.admin;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.media.StoredFile;
import org.vivavoce.media.StoredFiles;

/** Reads files that the newsroom may have: those of any revision, and doctors' portraits. */
final class ManuscriptMediaQueries implements StoredFiles {
  private final Jdbi jdbi;

  ManuscriptMediaQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Optional<StoredFile> find(String sha256) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, sha256, content_type, byte_length from media where sha256 = :sha256")
                .bind("sha256", sha256)
                .mapTo(StoredFile.class)
                .findOne());
  }

  @Override
  public Optional<byte[]> slice(long mediaId, int position, int from, int length) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select substring(bytes from :from + 1 for :length)
                      from media_chunk where media_id = :media and position = :position
                    """)
                .bind("media", mediaId)
                .bind("position", position)
                .bind("from", from)
                .bind("length", length)
                .mapTo(byte[].class)
                .findOne());
  }
}
