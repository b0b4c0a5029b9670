package org.vivavoce.backup;

import org.jspecify.annotations.Nullable;

/** An archive cannot be written, read or restored; the message says why and what to do. */
public class BackupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BackupException(String message) {
    this(message, null);
  }

  BackupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
