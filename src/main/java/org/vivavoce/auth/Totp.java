package org.vivavoce.auth;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.vivavoce.web.Paths;

/** Codes that change every thirty seconds (RFC 6238: SHA-1, six digits), as authenticators show. */
final class Totp {
  private static final int STEP_SECONDS = 30;
  private static final int SECRET_BYTES = 20;
  private static final Pattern CODE = Pattern.compile("[0-9]{6}");
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Totp() {}

  static byte[] freshSecret() {
    return Tokens.bytes(SECRET_BYTES);
  }

  /**
   * The time step to which a code belongs: the present one, or the one before or after it, since
   * clocks differ; empty where it belongs to none.
   */
  static OptionalLong stepOf(byte[] secret, String code, Instant now) {
    String digits = code.replaceAll("[\\s-]", "");
    if (!CODE.matcher(digits).matches()) {
      return OptionalLong.empty();
    }
    long present = step(now);
    for (long step = present - 1; step <= present + 1; step++) {
      if (Tokens.same(digits, code(secret, step))) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  static long step(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
  }

  static String code(byte[] secret, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xf;
      int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fffffff;
      return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA1", e);
    }
  }

  /** A secret as authenticators want it typed, in groups of four. */
  static String spelled(byte[] secret) {
    return base32(secret).replaceAll("(.{4})(?=.)", "$1 ");
  }

  /** What the square on the screen says. */
  static String uri(byte[] secret, String issuer, String email) {
    return "otpauth://totp/"
        + Paths.encoded(issuer)
        + ":"
        + Paths.encoded(email)
        + "?secret="
        + base32(secret)
        + "&issuer="
        + Paths.encoded(issuer)
        + "&algorithm=SHA1&digits=6&period="
        + STEP_SECONDS;
  }

  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte each : bytes) {
      buffer = (buffer << 8) | (each & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt((buffer >> bits) & 31));
      }
      buffer &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(BASE32.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }
}
