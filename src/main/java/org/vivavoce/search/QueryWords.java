package org.vivavoce.search;

import java.text.Normalizer;
import java.util.ArrayList;
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
    StringBuilder marked = new StringBuilder(text.length() + 64);
    Matcher matcher = WORD.matcher(text);
    int from = 0;
    while (matcher.find()) {
      if (written.contains(matcher.group().toLowerCase(Locale.ROOT))) {
        marked.append(text, from, matcher.start()).append(start);
        marked.append(matcher.group()).append(stop);
        from = matcher.end();
      }
    }
    return marked.append(text, from, text.length()).toString();
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
