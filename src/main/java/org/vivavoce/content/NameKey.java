package org.vivavoce.content;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * By what names are looked up: two names that differ only in case, accents, hyphens, punctuation or
 * the apostrophe of a possessive have the same key. “Barrett’s œsophagus” is {@code barretts
 * oesophagus}.
 */
public final class NameKey {
  /** No key is longer, in characters; what would be is cut. */
  public static final int LONGEST = 500;

  private static final int LONGEST_READ = 8 * LONGEST;

  // Letters that no normalisation takes apart.
  private static final Map<Character, String> PLAIN =
      Map.of(
          'ß', "ss", 'æ', "ae", 'œ', "oe", 'ø', "o", 'ł', "l", 'đ', "d", 'ð', "d", 'þ', "th", 'ı',
          "i", 'ħ', "h");

  private NameKey() {}

  /**
   * The key of a name or of some words of a query; empty where it has neither letter nor digit.
   *
   * @return letters and digits, lower case, in words parted by single spaces
   */
  public static String of(String name) {
    String readable =
        (name.length() > LONGEST_READ ? name.substring(0, LONGEST_READ) : name).replace('´', '\'');
    String plain =
        isAscii(readable) ? readable : Normalizer.normalize(readable, Normalizer.Form.NFKD);
    String lower = plain.toLowerCase(Locale.ROOT);
    StringBuilder key = new StringBuilder(Math.min(lower.length(), LONGEST));
    boolean gap = false;
    for (int at = 0; at < lower.length() && key.length() < LONGEST; ) {
      int letter = lower.codePointAt(at);
      at += Character.charCount(letter);
      if (isAccent(letter) || isApostrophe(letter)) {
        continue;
      }
      if (!isPartOfAWord(letter)) {
        gap = true;
        continue;
      }
      if (gap && !key.isEmpty()) {
        key.append(' ');
      }
      gap = false;
      String replaced = letter <= 0xffff ? PLAIN.get((char) letter) : null;
      if (replaced == null) {
        key.appendCodePoint(letter);
      } else {
        key.append(replaced);
      }
    }
    return bounded(key);
  }

  private static String bounded(StringBuilder key) {
    String composed =
        isAscii(key) ? key.toString() : Normalizer.normalize(key, Normalizer.Form.NFKC);
    if (composed.length() <= LONGEST) {
      return composed;
    }
    int end = Character.isHighSurrogate(composed.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return composed.substring(0, end).strip();
  }

  private static boolean isAscii(CharSequence text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Of Latin, Greek and Cyrillic letters; vowel signs of other scripts are no accents. */
  private static boolean isAccent(int letter) {
    return letter >= 0x300 && letter <= 0x36f;
  }

  private static boolean isApostrophe(int letter) {
    return letter == '\'' || letter == '’' || letter == '‘' || letter == 'ʼ';
  }

  private static boolean isPartOfAWord(int letter) {
    int type = Character.getType(letter);
    return Character.isLetterOrDigit(letter)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
