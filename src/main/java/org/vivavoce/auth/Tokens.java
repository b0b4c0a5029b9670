package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets that are handed out once, and of which only hashes are kept. */
public final class Tokens {
  private static final int BYTES = 32;
  private static final SecureRandom random = new SecureRandom();

  private Tokens() {}

  /** 256 random bits, as 43 characters that need no escaping in a URL or a cookie. */
  public static String fresh() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A number from 0 to below a bound, each as likely as the others. */
  static int below(int bound) {
    return random.nextInt(bound);
  }

  /**
   * SHA-256: enough for what is random to begin with, unlike a password, which nobody can try out.
   */
  public static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether two texts are the same, in a time that does not tell where they differ. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }
}
