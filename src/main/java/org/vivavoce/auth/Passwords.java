package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** Hashes passwords with Argon2id, a few at a time; hashes are kept as PHC strings. */
final class Passwords {
  /** Longer ones are refused unhashed. */
  static final int LONGEST = 1000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int LANES = 1;
  private static final int MOST_WAITING = 24;
  private static final long PATIENCE_SECONDS = 10;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,8}),t=(\\d{1,4}),p=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  private final PasswordCost cost;
  private final Semaphore places;

  /** What the password of somebody who has none is compared with: no password has this hash. */
  private final String nobodys;

  Passwords(PasswordCost cost) {
    this.cost = cost;
    this.places = new Semaphore(cost.atOnce(), true);
    this.nobodys = phc(Tokens.bytes(SALT_BYTES), Tokens.bytes(HASH_BYTES));
  }

  /**
   * @return a PHC string
   * @throws OverloadException where too many are being hashed
   */
  String hash(String password) {
    byte[] salt = Tokens.bytes(SALT_BYTES);
    return phc(salt, argon2(password, salt, cost.memoryKib(), cost.passes(), LANES, HASH_BYTES));
  }

  /**
   * Whether a password is the one of a hash; takes as long where there is no hash.
   *
   * @throws OverloadException where too many are being hashed
   */
  boolean matches(String password, @Nullable String hash) {
    if (password.length() > LONGEST) {
      return false;
    }
    Matcher parts = PHC.matcher(hash == null ? nobodys : hash);
    if (!parts.matches()) {
      throw new IllegalStateException("what is kept is no hash of Argon2id");
    }
    byte[] salt = Base64.getDecoder().decode(parts.group(4));
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    byte[] found =
        argon2(
            password,
            salt,
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            expected.length);
    return MessageDigest.isEqual(expected, found) && hash != null;
  }

  /** Whether a hash was made at another cost than today's, so that it is worth making anew. */
  boolean isOutdated(String hash) {
    return !hash.startsWith(phcHead());
  }

  private byte[] argon2(
      String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build();
    byte[] hash = new byte[length];
    takePlace();
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      // The same letters can be typed as different characters on different keyboards.
      String composed = Normalizer.normalize(password, Normalizer.Form.NFKC);
      generator.generateBytes(composed.getBytes(UTF_8), hash);
    } finally {
      places.release();
    }
    return hash;
  }

  private void takePlace() {
    try {
      // Who waits holds a thread that readers' pages want too.
      if (places.getQueueLength() >= MOST_WAITING
          || !places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new OverloadException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OverloadException();
    }
  }

  private String phc(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return phcHead() + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
  }

  private String phcHead() {
    return "$argon2id$v=19$m=" + cost.memoryKib() + ",t=" + cost.passes() + ",p=" + LANES + "$";
  }

  /** Too many passwords at once; it will pass. */
  static final class OverloadException extends RuntimeException {
    OverloadException() {
      super("too many passwords are being hashed");
    }
  }
}
