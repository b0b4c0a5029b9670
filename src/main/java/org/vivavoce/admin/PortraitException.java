package org.vivavoce.admin;

/** A picture is not taken; the message is the key of the words that say why and what to do. */
final class PortraitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PortraitException(String key) {
    super(key);
  }

  PortraitException(String key, Throwable cause) {
    super(key, cause);
  }

  String key() {
    return String.valueOf(getMessage());
  }
}
