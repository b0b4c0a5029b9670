package org.vivavoce.search;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What was typed, and what is suggested, brought to one form: without case, accents and signs, and
 * with American spelling where that is told from a word's beginning.
 */
final class SuggestionWords {
  /** Characters of a name that are looked at. */
  static final int LONGEST = 300;

  /** Characters of a word by which a name is found. */
  static final int LONGEST_WORD = 40;

  private static final Pattern APART = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** Neither accents nor apostrophes part a word. */
  private static final Pattern LEFT_OUT = Pattern.compile("[\\p{Mn}'’ʼ]+");

  private static final List<Spelling> LETTERS =
      List.of(
          new Spelling("ß", "ss"),
          new Spelling("ø", "o"),
          new Spelling("æ", "ae"),
          new Spelling("œ", "oe"),
          new Spelling("ł", "l"),
          new Spelling("[đð]", "d"),
          new Spelling("þ", "th"),
          new Spelling("ı", "i"));

  /** Such as hold for a word that is not typed to its end, too. */
  private static final List<Spelling> BRITISH =
      List.of(
          new Spelling("(?<=[a-z])ae|\\bae(?=t)", "e"),
          new Spelling("\\boe(?=[sd])", "e"),
          new Spelling("(?<=rrh|pn)o(?=ea|e?\\b)", ""),
          new Spelling("(?<=\\bf)oe(?=t)|(?<=\\bc)oe(?=l)|(?<=\\bam)oe(?=b)", "e"),
          new Spelling("homoeo", "homeo"),
          new Spelling("(?<=tum|col|od|lab|hum|behavi|flav|fav|vap|neighb|hon)ou(?=r|\\b)", "o"),
          new Spelling("sulp(?:h|\\b)", "sulf"),
          new Spelling("leuc", "leuk"));

  /** They stand in so many questions that nothing is found by them, except at the beginning. */
  private static final Set<String> FREQUENT =
      Set.of(
          "what", "is", "are", "the", "of", "a", "an", "and", "or", "for", "to", "in", "on", "with",
          "do", "does", "how", "can", "my", "me", "you", "your", "it", "be", "by", "from", "at",
          "as", "if", "when", "why", "who", "which", "that", "this", "should", "will", "was",
          "were", "have", "has", "had", "not", "there");

  private SuggestionWords() {}

  /** The words, parted by single spaces; empty where there is neither letter nor digit. */
  static String folded(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    plain = LEFT_OUT.matcher(plain).replaceAll("");
    plain = spelt(plain, LETTERS);
    plain = spelt(APART.matcher(plain).replaceAll(" ").strip(), BRITISH);
    return start(plain, LONGEST).strip();
  }

  /** The words of what was folded. */
  static List<String> of(String folded) {
    return folded.isEmpty() ? List.of() : List.of(folded.split(" "));
  }

  /** Those by which it is found, the first one first, each once. */
  static Set<String> found(String folded) {
    Set<String> found = new LinkedHashSet<>();
    for (String word : of(folded)) {
      if (found.isEmpty() || finds(word)) {
        found.add(start(word, LONGEST_WORD));
      }
    }
    return found;
  }

  /** Whether things are found by it also where it is not their first word. */
  static boolean finds(String word) {
    return word.length() > 1 && !FREQUENT.contains(word);
  }

  /** So many characters at most, and no half one. */
  static String start(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(longest - 1));
    return text.substring(0, half ? longest - 1 : longest);
  }

  private static String spelt(String text, List<Spelling> spellings) {
    String spelt = text;
    for (Spelling each : spellings) {
      spelt = each.pattern.matcher(spelt).replaceAll(each.instead);
    }
    return spelt;
  }

  private record Spelling(Pattern pattern, String instead) {
    Spelling(String pattern, String instead) {
      this(Pattern.compile(pattern), instead);
    }
  }
}
