package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a password must not be. Length is what counts; digits and signs are nobody's business but
 * the owner's.
 */
final class PasswordRules {
  static final int SHORTEST = 12;
  private static final int SHORTEST_NAME = 4;
  private static final int FEWEST_CHARACTERS = 5;

  /** One of ours is as long as the shortest password: what is added to it must be something. */
  private final Set<String> common;

  private final String site;

  PasswordRules(String siteName) {
    this.site = plain(siteName).replaceAll("[^\\p{L}\\p{N}]", "");
    this.common = read();
  }

  /**
   * @param names of the owner and their e-mail address, which others know
   * @return the key of the message that says what is wrong with it; empty where it will do
   */
  Optional<String> fault(String password, List<String> names) {
    if (password.codePointCount(0, password.length()) < SHORTEST) {
      return Optional.of("password.short");
    }
    if (password.length() > Passwords.LONGEST) {
      return Optional.of("password.long");
    }
    String plain = plain(password);
    for (String name : names) {
      for (String part : plain(name).split("[^\\p{L}\\p{N}]+")) {
        if (part.length() >= SHORTEST_NAME && plain.contains(part)) {
          return Optional.of("password.name");
        }
      }
    }
    if (site.length() >= SHORTEST_NAME && plain.replaceAll("[\\s._-]", "").contains(site)) {
      return Optional.of("password.site");
    }
    return isCommon(plain) ? Optional.of("password.common") : Optional.empty();
  }

  private boolean isCommon(String plain) {
    if (plain.codePoints().distinct().count() < FEWEST_CHARACTERS) {
      return true;
    }
    String word = withoutDisguise(plain);
    return common.contains(plain)
        || common.contains(word)
        || common.contains(word.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", ""))
        || common.contains(plain.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", ""))
        || isRepeated(plain)
        || isRun(plain);
  }

  /** Whether it is a short piece over and over, for example "abcabcabcabc". */
  private static boolean isRepeated(String plain) {
    for (int length = 1; length <= plain.length() / 2 && length <= 8; length++) {
      String piece = plain.substring(0, length);
      String whole = piece.repeat(plain.length() / length + 1);
      if (whole.startsWith(plain)) {
        return true;
      }
    }
    return false;
  }

  /** Whether nearly every character follows the one before it, as in "abcdefghijkl". */
  private static boolean isRun(String plain) {
    int following = 0;
    for (int at = 1; at < plain.length(); at++) {
      int step = plain.charAt(at) - plain.charAt(at - 1);
      following += Math.abs(step) <= 1 || step == '0' - '9' ? 1 : 0;
    }
    return following >= (plain.length() - 1) * 4 / 5;
  }

  /** The letters that are meant by signs that look like them. */
  private static String withoutDisguise(String plain) {
    return plain
        .replace('0', 'o')
        .replace('1', 'i')
        .replace('3', 'e')
        .replace('4', 'a')
        .replace('5', 's')
        .replace('7', 't')
        .replace('@', 'a')
        .replace('$', 's')
        .replace('!', 'i');
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).strip();
  }

  private static Set<String> read() {
    try (InputStream stream = PasswordRules.class.getResourceAsStream("/common-passwords.txt")) {
      if (stream == null) {
        throw new IllegalStateException("common-passwords.txt is missing from the program");
      }
      Set<String> read = new HashSet<>();
      BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          read.add(line.strip());
        }
      }
      return Set.copyOf(read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
