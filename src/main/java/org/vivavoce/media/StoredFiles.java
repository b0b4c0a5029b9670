package org.vivavoce.media;

import java.util.Optional;

/** Files that somebody may have: those that are public, or those of the newsroom. */
public interface StoredFiles {
  /** Empty where there is none that may be had. */
  Optional<StoredFile> find(String sha256);

  /**
   * Part of a chunk; empty where the file may not be had, or no longer.
   *
   * @param position of the chunk, counted from 0
   * @param from the first byte within the chunk, counted from 0
   */
  Optional<byte[]> slice(long mediaId, int position, int from, int length);
}
