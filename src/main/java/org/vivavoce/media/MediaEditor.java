package org.vivavoce.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** Writes files into the database, in chunks under the hash of their content. */
public final class MediaEditor {
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  static final int CHUNK_BYTES = 256 * 1024;

  private MediaEditor() {}

  /**
   * Stores a picture, or finds that it is stored already. Belongs to the caller's transaction.
   *
   * @param content read to its end, never held whole
   * @return its id
   */
  public static long store(Handle handle, String contentType, InputStream content) {
    return store(handle, contentType, null, content);
  }

  /** The same for sound, with what was found by inspecting it. */
  static long store(Handle handle, AudioFacts facts, InputStream content) {
    return store(handle, facts.contentType(), facts, content);
  }

  private static long store(
      Handle handle, String contentType, @Nullable AudioFacts facts, InputStream content) {
    MessageDigest digest = sha256();
    try (DigestInputStream digesting = new DigestInputStream(content, digest)) {
      // The hash is known only at the end, so that the row begins under a name that no content can
      // have.
      long id =
          handle
              .createQuery(
                  """
                  insert into media (sha256, content_type, byte_length, codec, duration_ms, bit_rate, channels,
                                     sample_rate)
                  values (encode(sha256(uuid_send(gen_random_uuid())), 'hex'), :type, 1, :codec, :duration, :bitRate,
                          :channels, :sampleRate)
                  returning id
                  """)
              .bind("type", contentType)
              .bind("codec", facts == null ? null : facts.codec())
              .bind("duration", facts == null ? null : facts.durationMillis())
              .bind("bitRate", facts == null ? null : facts.bitRate())
              .bind("channels", facts == null ? null : facts.channels())
              .bind("sampleRate", facts == null ? null : facts.sampleRate())
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
    // Whoever stores the same file at the same time waits here, and then finds it.
    handle
        .createQuery("select pg_advisory_xact_lock(hashtextextended(:sha256, 0))::text")
        .bind("sha256", sha256)
        .mapTo(String.class)
        .one();
    // Touched, so that a sweep that is under way leaves it to its new owner.
    Long known =
        handle
            .createQuery("update media set touched_at = now() where sha256 = :sha256 returning id")
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

  /**
   * Deletes recordings and files that nothing refers to, once they have been stored for as long as
   * this. What anything refers to cannot be deleted, whichever table it stands in: every reference
   * is a foreign key, but for what somebody typed and has not saved, which is asked for.
   *
   * @param graceDays since a file was last stored, so that what is just being written is left alone
   * @return how many files were deleted
   */
  public static int sweep(Jdbi jdbi, int graceDays) {
    int swept = 0;
    for (Long recording : unusedRecordings(jdbi, graceDays)) {
      deleted(
          jdbi,
          """
          delete from recording using media original
           where recording.id = :id and original.id = recording.original_media_id
             and original.touched_at < now() - interval '1 day' * :grace
             and not exists (select from autosave where content ->> 'recording' = recording.id::text)
             and not exists (select from unsaved_answer where content ->> 'recording' = recording.id::text)
          """,
          recording,
          graceDays);
    }
    for (Long media : unusedMedia(jdbi, graceDays)) {
      // Locked and looked at again by the delete itself: somebody may just be storing it anew.
      swept +=
          deleted(
              jdbi,
              "delete from media where id = :id and touched_at < now() - interval '1 day' * :grace",
              media,
              graceDays);
    }
    return swept;
  }

  private static List<Long> unusedRecordings(Jdbi jdbi, int graceDays) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select recording.id
                      from recording join media original on original.id = recording.original_media_id
                     where original.touched_at < now() - interval '1 day' * :grace
                       and not exists (select from article where article.recording_id = recording.id)
                       and not exists (select from revision where revision.recording_id = recording.id)
                       and not exists (select from autosave where content ->> 'recording' = recording.id::text)
                       and not exists (select from unsaved_answer where content ->> 'recording' = recording.id::text)
                     order by recording.id
                    """)
                .bind("grace", graceDays)
                .mapTo(Long.class)
                .list());
  }

  private static List<Long> unusedMedia(Jdbi jdbi, int graceDays) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id
                      from media
                     where touched_at < now() - interval '1 day' * :grace
                       and not exists (select from doctor where portrait_media_id = media.id)
                       and not exists (select from recording where original_media_id = media.id)
                       and not exists (select from recording where mp3_media_id = media.id)
                       and not exists (select from recording where opus_media_id = media.id)
                     order by id
                    """)
                .bind("grace", graceDays)
                .mapTo(Long.class)
                .list());
  }

  /** One at a time, so that one that turns out to be in use keeps none of the others. */
  private static int deleted(Jdbi jdbi, String sql, long id, int graceDays) {
    try {
      return jdbi.withHandle(
          handle -> handle.createUpdate(sql).bind("id", id).bind("grace", graceDays).execute());
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof SQLException cause
          && FOREIGN_KEY_VIOLATION.equals(cause.getSQLState())) {
        return 0;
      }
      throw e;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
