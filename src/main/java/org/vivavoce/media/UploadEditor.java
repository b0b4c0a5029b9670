package org.vivavoce.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Takes files in piece by piece, each in a transaction of its own: what was acknowledged is there,
 * whatever becomes of the connection, the browser or the portal.
 */
public final class UploadEditor {
  /** More than this is in no piece. */
  public static final int LARGEST_PIECE_BYTES = 1_000_000;

  /** Less than this only the last piece has, so that no file makes more rows than it is worth. */
  public static final int SMALLEST_PIECE_BYTES = 65_536;

  private static final int MOST_UNFINISHED = 3;

  private UploadEditor() {}

  /**
   * Begins, or finds what was begun under the same id. Of somebody's unfinished ones the latest are
   * kept.
   *
   * @return empty where the id is somebody else's, or was given to another file
   */
  public static Optional<Upload> begin(Jdbi jdbi, long account, UUID id, long byteLength) {
    return jdbi.inTransaction(
        handle -> {
          // One at a time, so that those that begin together do not all find room.
          handle
              .createQuery(
                  "select pg_advisory_xact_lock(hashtextextended('upload ' || :account, 0))::text")
              .bind("account", account)
              .mapTo(String.class)
              .one();
          handle
              .createUpdate(
                  """
                  insert into upload (id, account_id, byte_length) values (:id, :account, :length)
                  on conflict (id) do nothing
                  """)
              .bind("id", id)
              .bind("account", account)
              .bind("length", byteLength)
              .execute();
          Optional<Upload> begun =
              find(handle, account, id).filter(upload -> upload.byteLength() == byteLength);
          if (begun.isPresent()) {
            handle
                .createUpdate(
                    """
                    delete from upload
                     where id in (select id from upload
                                   where account_id = :account and manuscript_id is null and id <> :id
                                   order by touched_at desc, id offset :others)
                    """)
                .bind("account", account)
                .bind("id", id)
                .bind("others", MOST_UNFINISHED - 1)
                .execute();
          }
          return begun;
        });
  }

  /** What somebody sends; empty where they send nothing of that id. */
  public static Optional<Upload> find(Jdbi jdbi, long account, UUID id) {
    return jdbi.withHandle(handle -> find(handle, account, id));
  }

  /**
   * Adds a piece.
   *
   * @param offset of its first byte: where the pieces before it end
   * @return where it ends; empty where there is no such upload
   * @throws UploadOffsetException where the next piece begins elsewhere
   */
  public static Optional<Long> append(Jdbi jdbi, long account, UUID id, long offset, byte[] bytes) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Upload> upload = locked(handle, account, id);
          if (upload.isEmpty()) {
            return Optional.empty();
          }
          long received = upload.get().received();
          if (received != offset || offset + bytes.length > upload.get().byteLength()) {
            throw new UploadOffsetException(received);
          }
          handle
              .createUpdate(
                  "insert into upload_piece (upload_id, starts_at, bytes) values (:id, :offset, :bytes)")
              .bind("id", id)
              .bind("offset", offset)
              .bind("bytes", bytes)
              .execute();
          long end = offset + bytes.length;
          handle
              .createUpdate("update upload set received = :end, touched_at = now() where id = :id")
              .bind("end", end)
              .bind("id", id)
              .execute();
          return Optional.of(end);
        });
  }

  /** Writes the pieces that are there into a file, one after another. */
  public static void copyOut(Jdbi jdbi, UUID id, Path target) throws IOException {
    try (var out = Files.newOutputStream(target)) {
      long at = 0;
      for (Optional<byte[]> piece = piece(jdbi, id, at);
          piece.isPresent();
          piece = piece(jdbi, id, at)) {
        out.write(piece.get());
        at += piece.get().length;
      }
    }
  }

  /** What somebody sends, which nobody else changes until the caller's transaction ends. */
  public static Optional<Upload> locked(Handle handle, long account, UUID id) {
    return handle
        .createQuery(
            """
            select id, byte_length, received, manuscript_id
              from upload where id = :id and account_id = :account for update
            """)
        .bind("id", id)
        .bind("account", account)
        .mapTo(Upload.class)
        .findOne();
  }

  /** Says what was made of it, and lets its pieces go. */
  public static void finish(Handle handle, UUID id, long manuscript) {
    handle
        .createUpdate(
            "update upload set manuscript_id = :manuscript, touched_at = now() where id = :id")
        .bind("manuscript", manuscript)
        .bind("id", id)
        .execute();
    handle.createUpdate("delete from upload_piece where upload_id = :id").bind("id", id).execute();
  }

  /** Deletes what nobody has gone on with for a day. */
  public static int sweep(Jdbi jdbi) {
    return jdbi.withHandle(
        handle -> handle.execute("delete from upload where touched_at < now() - interval '1 day'"));
  }

  private static Optional<Upload> find(Handle handle, long account, UUID id) {
    return handle
        .createQuery(
            """
            select id, byte_length, received, manuscript_id
              from upload where id = :id and account_id = :account
            """)
        .bind("id", id)
        .bind("account", account)
        .mapTo(Upload.class)
        .findOne();
  }

  private static Optional<byte[]> piece(Jdbi jdbi, UUID id, long offset) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select bytes from upload_piece where upload_id = :id and starts_at = :offset")
                .bind("id", id)
                .bind("offset", offset)
                .mapTo(byte[].class)
                .findOne());
  }

  /**
   * A file that is being sent.
   *
   * @param received how many bytes of it are there
   * @param manuscriptId what was made of it, or null
   */
  public record Upload(UUID id, long byteLength, long received, @Nullable Long manuscriptId) {
    public boolean isWhole() {
      return received == byteLength;
    }
  }
}
