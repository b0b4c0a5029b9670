package org.vivavoce.media;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;

/** Reads files from a view of their chunks, which says which of them may be had. */
public class FileQueries implements StoredFiles {
  private final Jdbi jdbi;
  private final String find;
  private final String read;
  private final AtomicInteger sending = new AtomicInteger();
  private final MediaFigures figures;

  /**
   * @param view that has, beside each chunk, what is known of the file
   */
  protected FileQueries(Jdbi jdbi, String view) {
    this.jdbi = jdbi;
    this.figures = jdbi.getConfig(MediaFigures.class);
    this.find =
        """
        select media_id as id, sha256, content_type, byte_length
          from %s where sha256 = :sha256 and position = 0
        """
            .formatted(view);
    this.read =
        """
        select media_id, sha256, content_type, byte_length, position,
               substring(bytes
                 from greatest(:first - position * :chunk, 0)::int + 1
                 for (least(:first + :length - position * :chunk, :chunk)
                      - greatest(:first - position * :chunk, 0))::int) as bytes
          from %s
         where sha256 = :sha256 and position between :first / :chunk and (:first + :length - 1) / :chunk
        """
            .formatted(view);
  }

  @Override
  public AtomicInteger sending() {
    return sending;
  }

  @Override
  public MediaFigures figures() {
    return figures;
  }

  @Override
  public Optional<StoredFile> find(String sha256) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(find).bind("sha256", sha256).mapTo(StoredFile.class).findOne());
  }

  @Override
  public Optional<Part> read(String sha256, long first, int length) {
    List<Slice> slices =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(read)
                    .bind("sha256", sha256)
                    .bind("first", first)
                    .bind("length", (long) length)
                    .bind("chunk", (long) MediaEditor.CHUNK_BYTES)
                    .mapTo(Slice.class)
                    .list());
    if (slices.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Part(
            slices.get(0).file(),
            slices.stream()
                .sorted(Comparator.comparingInt(Slice::position))
                .map(Slice::bytes)
                .filter(bytes -> bytes.length > 0)
                .toList()));
  }

  /** Part of a chunk. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Slice(
      long mediaId,
      String sha256,
      String contentType,
      long byteLength,
      int position,
      byte[] bytes) {
    public Slice {
      requireNonNull(sha256);
      requireNonNull(contentType);
      requireNonNull(bytes);
    }

    StoredFile file() {
      return new StoredFile(mediaId, sha256, contentType, byteLength);
    }
  }
}
