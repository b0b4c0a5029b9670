package org.vivavoce.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jdbi.v3.core.Handle;

/** Writes files into the database, in chunks under the hash of their content. */
public final class MediaEditor {
  private static final int CHUNK_BYTES = 256 * 1024;

  private MediaEditor() {}

  /**
   * Stores a file, or finds that it is stored already. Belongs to the caller's transaction.
   *
   * @param content read to its end, never held whole
   * @return its id
   */
  public static long store(Handle handle, String contentType, InputStream content) {
    MessageDigest digest = sha256();
    try (DigestInputStream digesting = new DigestInputStream(content, digest)) {
      // The hash is known only at the end, so that the row begins under a name that no content can
      // have.
      long id =
          handle
              .createQuery(
                  """
                  insert into media (sha256, content_type, byte_length)
                  values (encode(sha256(uuid_send(gen_random_uuid())), 'hex'), :type, 1)
                  returning id
                  """)
              .bind("type", contentType)
              .mapTo(Long.class)
              .one();
      long length = 0;
      int position = 0;
      for (byte[] chunk = digesting.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = digesting.readNBytes(CHUNK_BYTES)) {
        handle
            .createUpdate(
                "insert into media_chunk (media_id, position, bytes) values (:media, :position, :bytes)")
            .bind("media", id)
            .bind("position", position++)
            .bind("bytes", chunk)
            .execute();
        length += chunk.length;
      }
      return settle(handle, id, HexFormat.of().formatHex(digest.digest()), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long settle(Handle handle, long id, String sha256, long length) {
    Long known =
        handle
            .createQuery("select id from media where sha256 = :sha256")
            .bind("sha256", sha256)
            .mapTo(Long.class)
            .findOne()
            .orElse(null);
    if (known != null) {
      handle.createUpdate("delete from media where id = :id").bind("id", id).execute();
      return known;
    }
    handle
        .createUpdate("update media set sha256 = :sha256, byte_length = :length where id = :id")
        .bind("sha256", sha256)
        .bind("length", length)
        .bind("id", id)
        .execute();
    return id;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
