package org.vivavoce.media;

/** A file is not taken. The message, to be read after the file's name, says why and what to do. */
public final class BadMediaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadMediaException(String message) {
    super(message);
  }
}
