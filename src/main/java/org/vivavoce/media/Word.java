package org.vivavoce.media;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A word of a text, from one place to another in it, in the form in which it is compared: small
 * letters and digits, without accents and apostrophes.
 */
record Word(String form, int from, int to) {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  /** Scripts that put no spaces between words; each of their letters is taken for a word. */
  private static final Set<Character.UnicodeScript> UNSPACED =
      Set.of(
          Character.UnicodeScript.HAN,
          Character.UnicodeScript.HIRAGANA,
          Character.UnicodeScript.KATAKANA,
          Character.UnicodeScript.THAI,
          Character.UnicodeScript.LAO,
          Character.UnicodeScript.KHMER,
          Character.UnicodeScript.MYANMAR);

  static List<Word> of(String text) {
    List<Word> words = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int each = text.codePointAt(from);
      int to = from + Character.charCount(each);
      if (Character.isLetterOrDigit(each)) {
        while (!isUnspaced(each) && to < text.length() && goesOn(text, to)) {
          to += Character.charCount(text.codePointAt(to));
        }
        words.add(new Word(form(text.substring(from, to)), from, to));
      }
      from = to;
    }
    return words;
  }

  static boolean isUnspaced(int letter) {
    return letter > 0xe00 && UNSPACED.contains(Character.UnicodeScript.of(letter));
  }

  private static boolean goesOn(String text, int at) {
    int each = text.codePointAt(at);
    if (each == '\'' || each == '’') {
      return at + 1 < text.length() && Character.isLetter(text.codePointAt(at + 1));
    }
    int type = Character.getType(each);
    return (Character.isLetterOrDigit(each) && !isUnspaced(each))
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  private static String form(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (int at = 0; at < lower.length(); at++) {
      if (lower.charAt(at) >= 128) {
        lower = MARKS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFKD)).replaceAll("");
        break;
      }
    }
    return lower.replace("'", "").replace("’", "");
  }
}
