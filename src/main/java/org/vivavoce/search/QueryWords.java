package org.vivavoce.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of what was typed, as answers are read: lower case, without signs. */
final class QueryWords {
  /** More are not looked at. */
  static final int MOST = 40;

  /** No word of an answer is looked up that is longer. */
  static final int LONGEST = 40;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");
  private static final Pattern POSSESSIVE =
      Pattern.compile("(?<=[\\p{L}\\p{N}])['’ʼ´`](?:s\\b)?", Pattern.CASE_INSENSITIVE);

  /** A number and its unit, written as one. */
  private static final Pattern UNIT =
      Pattern.compile(
          "(?<=^|[^\\p{L}\\p{N}])([0-9]+)(mg|mcg|µg|g|kg|ml|l|cm|mm|iu|mmol|kcal|hours?|days?|weeks?|months?|years?)(?=$|[^\\p{L}\\p{N}])",
          Pattern.CASE_INSENSITIVE);

  /** The categories of letters, numbers and marks, a bit each. */
  private static final int OF_WORD =
      (1 << Character.UPPERCASE_LETTER)
          | (1 << Character.LOWERCASE_LETTER)
          | (1 << Character.TITLECASE_LETTER)
          | (1 << Character.MODIFIER_LETTER)
          | (1 << Character.OTHER_LETTER)
          | (1 << Character.DECIMAL_DIGIT_NUMBER)
          | (1 << Character.LETTER_NUMBER)
          | (1 << Character.OTHER_NUMBER)
          | (1 << Character.NON_SPACING_MARK)
          | (1 << Character.COMBINING_SPACING_MARK)
          | (1 << Character.ENCLOSING_MARK);

  private QueryWords() {}

  static List<String> of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFC);
    plain = POSSESSIVE.matcher(plain).replaceAll(" ");
    plain = UNIT.matcher(plain).replaceAll("$1 $2");
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(plain.toLowerCase(Locale.ROOT));
    while (matcher.find() && words.size() < MOST) {
      String word = matcher.group();
      if (word.length() <= LONGEST) {
        words.add(word);
      }
    }
    return words;
  }

  /**
   * The text with the words that are among these between two characters.
   *
   * @param written lower case
   */
  static String marked(String text, Set<String> written, char start, char stop) {
    // Of most words the first letter tells that they are none of these.
    BitSet firsts = new BitSet();
    for (String word : written) {
      int first = word.codePointAt(0);
      firsts.set(first);
      firsts.set(Character.toUpperCase(first));
    }
    StringBuilder marked = new StringBuilder(text.length() + 256);
    int copied = 0;
    int at = 0;
    while (at < text.length()) {
      int first = text.codePointAt(at);
      int to = at + Character.charCount(first);
      if (!isOfWord(first)) {
        at = to;
        continue;
      }
      while (to < text.length() && isOfWord(text.codePointAt(to))) {
        to += Character.charCount(text.codePointAt(to));
      }
      if (firsts.get(first) && written.contains(text.substring(at, to).toLowerCase(Locale.ROOT))) {
        marked.append(text, copied, at).append(start).append(text, at, to).append(stop);
        copied = to;
      }
      at = to;
    }
    return marked.append(text, copied, text.length()).toString();
  }

  /** As {@link #WORD} has it. */
  private static boolean isOfWord(int each) {
    if (each < 128) {
      return (each >= 'a' && each <= 'z')
          || (each >= 'A' && each <= 'Z')
          || (each >= '0' && each <= '9');
    }
    return ((1 << Character.getType(each)) & OF_WORD) != 0;
  }

  /** Two neighbours as one word, each pair once: “heart burn”. */
  static Set<String> joined(List<String> words) {
    Set<String> joined = new LinkedHashSet<>();
    for (int at = 1; at < words.size(); at++) {
      joined.add(words.get(at - 1) + words.get(at));
    }
    return joined;
  }
}
