package org.vivavoce.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that was handed in to be imported, and how far that has come.
 *
 * @param state as in the database
 * @param interrupted the state in which it was left, where it was interrupted
 * @param lines read so far by whoever works on it; null where nobody has begun
 * @param bytesTotal of what is read; 0 where that is not known yet
 * @param related how many answers have got their Other Voices; null before that
 * @param cancelled whether somebody has asked for its end
 */
public record ImportRun(
    long id,
    String fileName,
    String sha256,
    long byteLength,
    String uploadedBy,
    Instant uploadedAt,
    String state,
    @Nullable String interrupted,
    @Nullable String startedBy,
    boolean skipBad,
    @Nullable String problem,
    int created,
    int updated,
    int unchanged,
    int conflicts,
    int bad,
    @Nullable Instant finishedAt,
    @Nullable Long lines,
    @Nullable Long bytesRead,
    @Nullable Long bytesTotal,
    @Nullable Integer related,
    @Nullable Boolean cancelled) {

  /** Whether somebody works on it or is about to. */
  boolean isOpen() {
    return state.equals("waiting") || state.equals("queued");
  }

  /** Whether somebody works on it. */
  boolean isRunning() {
    return isOpen() && lines != null;
  }

  /** Whether anything was found out about its lines. */
  boolean hasRows() {
    return state.equals("checked")
        || state.equals("imported")
        || state.equals("queued")
        || "queued".equals(interrupted);
  }

  int rows() {
    return created + updated + unchanged + conflicts + bad;
  }

  int count(String result) {
    return switch (result) {
      case "created" -> created;
      case "updated" -> updated;
      case "unchanged" -> unchanged;
      case "conflict" -> conflicts;
      case "bad" -> bad;
      default -> throw new IllegalArgumentException(result);
    };
  }
}
