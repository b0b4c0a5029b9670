package org.vivavoce.config;

/**
 * A setting that cannot be used; the message says which, what was wrong with it, and what to write
 * instead.
 */
public class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
