package org.vivavoce.auth;

/**
 * How dear it is to try out a password.
 *
 * @param memoryKib of one hashing
 * @param passes over that memory
 * @param atOnce how many may be hashed at the same time, so that a flood of them fills neither
 *     memory nor processors
 */
public record PasswordCost(int memoryKib, int passes, int atOnce) {
  /** As OWASP recommends for Argon2id: 19 MiB, two passes, one lane. */
  public static final PasswordCost STANDARD =
      new PasswordCost(
          19 * 1024, 2, Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors())));

  public PasswordCost {
    if (memoryKib < 8 || passes < 1 || atOnce < 1) {
      throw new IllegalArgumentException("Argon2id needs 8 KiB, one pass and one place at least");
    }
  }
}
