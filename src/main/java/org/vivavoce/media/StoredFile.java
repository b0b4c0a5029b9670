package org.vivavoce.media;

import static java.util.Objects.requireNonNull;

/** What is known of a stored file without reading it. */
public record StoredFile(long id, String sha256, String contentType, long byteLength) {
  public StoredFile {
    requireNonNull(sha256);
    requireNonNull(contentType);
  }
}
