package org.vivavoce.media;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Files that somebody may have: those that are public, or those of the newsroom. */
public interface StoredFiles {
  /** Empty where there is none that may be had. */
  Optional<StoredFile> find(String sha256);

  /**
   * The file and a part of it, by one way to the database; empty where the file may not be had, or
   * no longer, or ends before.
   *
   * @param first byte, counted from 0
   * @param length at least 1 and at most {@link MediaEditor#CHUNK_BYTES}; less is read at the
   *     file's end
   */
  Optional<Part> read(String sha256, long first, int length);

  /** How many are being sent something of these just now. */
  AtomicInteger sending();

  /** Where it is counted what is sent of them. */
  MediaFigures figures();

  /**
   * What was read.
   *
   * @param bytes one after the other, as they lie in one or two chunks
   */
  record Part(StoredFile file, List<byte[]> bytes) {
    public Part {
      bytes = List.copyOf(bytes);
    }

    int length() {
      return bytes.stream().mapToInt(each -> each.length).sum();
    }
  }
}
