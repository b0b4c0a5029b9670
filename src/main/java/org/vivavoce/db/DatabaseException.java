package org.vivavoce.db;

import org.jspecify.annotations.Nullable;

/** The database cannot be reached, started or migrated; the message says why and what to do. */
public class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
