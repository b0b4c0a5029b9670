package org.vivavoce.content;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parts a text into paragraphs and sentences, changing nothing in it but white space. */
public final class Sentences {
  private static final String STOPS = ".!?…‽؟۔।॥။។።፧։。！？｡";
  private static final String GLUED_STOPS = "。！？｡";

  /** Up to here no sign but the stops ends a sentence, for the platform neither. */
  private static final char LAST_OF_ASCII = 0x7f;

  private static final String CLOSING = ")]}\"'”’»›«」』）】》〉";
  private static final String OPENING = "([{\"'“‘„‚«‹»「『（【《〈¿¡-–—*•";

  /** Whatever follows these, their sentence goes on. */
  private static final Set<String> GO_ON =
      words("dr mr mrs ms mx prof st mt rev hon messrs vs cf approx ca viz esp incl e.g i.e");

  /** These go on where a number follows. */
  private static final Set<String> GO_ON_TO_NUMBERS =
      words(
          "no nos nr fig figs vol p pp art sec ch eq ref para tab jan feb mar apr jun jul aug sep"
              + " sept oct nov dec");

  private static final Map<String, Set<String>> GO_ON_BY_LANGUAGE =
      Map.of(
          "de",
              words(
                  "z b d h u a i r v o hr fr med nr bzw evtl ggf inkl sog tel z.b d.h u.a i.d.r v.a bspw vgl abb"),
          "es", words("sr sra srta dra ud uds núm p.ej"),
          "fr", words("m mm mme mmes mlle pr env p.ex"),
          "it", words("sig sigg dott prof.ssa dott.ssa es ecc p.es"),
          "nl", words("dhr mevr drs bijv d.w.z o.a"));

  /** What stands before a single letter that is not the initial of a name: "vitamin D". */
  private static final Set<String> LETTERED =
      words(
          "vitamin vitamins hepatitis influenza type group grade stage class category part plan"
              + " factor strain point step option figure table appendix schedule and or");

  /** What a sentence often starts with, and a name never. */
  private static final Set<String> STARTERS =
      words(
          "a an and as at but for he how however i if in is it its my no not of on or our she so"
              + " some that the then there these they this those to we what when where which who"
              + " why with yes you your please take do many most");

  private static final Set<String> DAYS =
      words("monday tuesday wednesday thursday friday saturday sunday");

  private static final Pattern DOTTED = Pattern.compile("\\p{L}{1,2}(\\.\\p{L}{1,2})+");
  private static final Pattern MIXED_CASE = Pattern.compile("\\p{Ll}{1,2}\\p{Lu}.*"); // pH, mRNA
  private static final Pattern FIRST_PERSON = Pattern.compile("I(['’]\\p{L}+)?\\P{L}*");

  private Sentences() {}

  /**
   * The paragraphs, which blank lines part, each as its sentences: {@link #inParagraph}.
   *
   * @param locale decides which abbreviations are known; English ones always are
   */
  public static List<List<String>> of(String text, Locale locale) {
    List<List<String>> paragraphs = new ArrayList<>();
    for (String paragraph : paragraphs(text)) {
      List<String> sentences = inParagraph(paragraph, locale);
      if (!sentences.isEmpty()) {
        paragraphs.add(sentences);
      }
    }
    return List.copyOf(paragraphs);
  }

  /** The paragraphs as they are written, without the blank lines that part them. */
  public static List<String> paragraphs(String text) {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (!line.isBlank()) {
        paragraph.append(line).append('\n');
      } else if (paragraph.length() > 0) {
        paragraphs.add(paragraph.toString());
        paragraph.setLength(0);
      }
    }
    if (paragraph.length() > 0) {
      paragraphs.add(paragraph.toString());
    }
    return paragraphs;
  }

  /**
   * Joined by single spaces, the sentences give the paragraph back, its white space single spaces;
   * only where Chinese or Japanese put no space after a full stop, none belongs between them.
   *
   * @param locale decides which abbreviations are known; English ones always are
   */
  public static List<String> inParagraph(String paragraph, Locale locale) {
    List<Word> words = wordsOf(paragraph);
    return words.isEmpty() ? List.of() : sentences(words, locale);
  }

  /** The words, and where a full stop is followed by no space, the parts of one. */
  private static List<Word> wordsOf(String paragraph) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < paragraph.length()) {
      if (Character.isWhitespace(paragraph.charAt(at))) {
        at++;
        continue;
      }
      int from = at;
      while (at < paragraph.length() && !Character.isWhitespace(paragraph.charAt(at))) {
        at++;
      }
      addWord(paragraph.substring(from, at), words);
    }
    return words;
  }

  private static void addWord(String word, List<Word> words) {
    int lastLetter = word.length() - 1;
    while (lastLetter >= 0 && !Character.isLetterOrDigit(word.charAt(lastLetter))) {
      lastLetter--;
    }
    int from = 0;
    for (int at = 0; at < lastLetter; at++) {
      if (word.charAt(at) <= LAST_OF_ASCII || !isOneOf(word.charAt(at), GLUED_STOPS)) {
        continue;
      }
      while (isOneOf(word.charAt(at + 1), STOPS + CLOSING)) {
        at++;
      }
      words.add(Word.of(word.substring(from, at + 1), true));
      from = at + 1;
    }
    words.add(Word.of(word.substring(from), false));
  }

  private static List<String> sentences(List<Word> words, Locale locale) {
    PlatformBreaks breaks = new PlatformBreaks(words, locale);
    Set<String> goOn = GO_ON_BY_LANGUAGE.getOrDefault(locale.getLanguage(), Set.of());
    List<String> sentences = new ArrayList<>();
    StringBuilder sentence = new StringBuilder();
    int first = 0;
    int letters = 0;
    boolean glued = false;
    for (int at = 0; at < words.size(); at++) {
      sentence.append(words.get(at).text());
      if (letters < 2) {
        letters += words.get(at).letters();
      }
      if (at == words.size() - 1) {
        break;
      }
      // A number that counts, or a stray sign, is no sentence of its own.
      if (letters >= 2 && endsAt(words, first, at, breaks, goOn)) {
        sentences.add(sentence.toString());
        sentence.setLength(0);
        first = at + 1;
        letters = 0;
        glued = words.get(at).glued();
      } else if (!words.get(at).glued()) {
        sentence.append(' ');
      }
    }
    if (letters < 2 && !sentences.isEmpty()) {
      sentence.insert(0, sentences.remove(sentences.size() - 1) + (glued ? "" : " "));
    }
    sentences.add(sentence.toString());
    return List.copyOf(sentences);
  }

  private static boolean endsAt(
      List<Word> words, int first, int at, PlatformBreaks breaks, Set<String> goOn) {
    if (words.get(at).endsPlainly()) {
      return false;
    }
    String next = words.get(at + 1).plain();
    if (next.isEmpty() || (isOneOf(next.charAt(0), CLOSING) && !hasLetterOrDigit(next))) {
      return false;
    }
    // In French, white space parts a closing quote from its sentence.
    int ending = at;
    while (ending > first && words.get(ending).core().isEmpty()) {
      ending--;
    }
    String core = words.get(ending).core();
    if (core.isEmpty()) {
      return false;
    }
    char stop = core.charAt(core.length() - 1);
    if (!isOneOf(stop, STOPS)) {
      return stop > LAST_OF_ASCII
          && !Character.isLetterOrDigit(core.codePointBefore(core.length()))
          && breaks.areBefore(at + 1);
    }
    boolean closed = ending < at || core.length() < words.get(ending).plain().length();
    int start = firstLetterOrDigit(next);
    if (stop == '!' || stop == '?') {
      return !(closed && Character.isLowerCase(start));
    }
    if (stop != '.' && stop != '…') {
      return true;
    }
    if (Character.isLowerCase(start) && !MIXED_CASE.matcher(lettersOf(next)).matches()) {
      return false;
    }
    if (stop == '…' || core.endsWith("..")) {
      return !FIRST_PERSON.matcher(next).matches();
    }
    if (closed) {
      return true;
    }
    return !goesOn(words, first, ending, next, goOn);
  }

  /** Whether the full stop belongs to an abbreviation inside a sentence. */
  private static boolean goesOn(
      List<Word> words, int first, int at, String next, Set<String> goOn) {
    String abbreviation = opened(withoutStop(words.get(at).core()));
    String lower = abbreviation.toLowerCase(Locale.ROOT);
    boolean number = Character.isDigit(firstLetterOrDigit(next));
    if (lower.equals("no")) {
      // "Is it safe? No. 5 tablets are too many."
      return number && at > first;
    }
    if (GO_ON.contains(lower)
        || goOn.contains(lower)
        || (number && GO_ON_TO_NUMBERS.contains(lower))) {
      return true;
    }
    String nextWord = lettersOf(next).toLowerCase(Locale.ROOT);
    if (lower.equals("p.m") || lower.equals("a.m")) {
      return DAYS.contains(nextWord);
    }
    boolean upper = Character.isUpperCase(firstLetterOrDigit(next));
    if (DOTTED.matcher(abbreviation).matches()) {
      return upper && !STARTERS.contains(nextWord);
    }
    return isInitial(abbreviation)
        && upper
        && !STARTERS.contains(nextWord)
        && (at == first || isName(words.get(at - 1).plain()));
  }

  private static boolean isInitial(String word) {
    return word.codePointCount(0, word.length()) == 1
        && Character.isUpperCase(word.codePointAt(0))
        && !word.equals("I");
  }

  private static boolean isName(String before) {
    return Character.isUpperCase(firstLetterOrDigit(before))
        && !LETTERED.contains(lettersOf(before).toLowerCase(Locale.ROOT));
  }

  private static String withoutStop(String core) {
    return core.substring(0, core.length() - 1);
  }

  private static String opened(String word) {
    int from = 0;
    while (from < word.length() && isOneOf(word.charAt(from), OPENING)) {
      from++;
    }
    return word.substring(from);
  }

  /** The first run of letters in a word. */
  private static String lettersOf(String word) {
    int from = 0;
    while (from < word.length() && !Character.isLetter(word.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < word.length() && Character.isLetter(word.charAt(to))) {
      to++;
    }
    return word.substring(from, to);
  }

  private static int firstLetterOrDigit(String word) {
    int at = 0;
    while (at < word.length() && !Character.isLetterOrDigit(word.codePointAt(at))) {
      at += Character.charCount(word.codePointAt(at));
    }
    return at < word.length() ? word.codePointAt(at) : ' ';
  }

  private static boolean hasLetterOrDigit(String word) {
    return word.codePoints().anyMatch(Character::isLetterOrDigit);
  }

  private static boolean isOneOf(char each, String chars) {
    return chars.indexOf(each) >= 0;
  }

  private static Set<String> words(String spaced) {
    return new HashSet<>(Arrays.asList(spaced.split(" ")));
  }

  /**
   * Before which words the platform starts a sentence; it knows the stops of more scripts. They are
   * looked for once a word ends with what may be one: most texts have none.
   */
  private static final class PlatformBreaks {
    private final List<Word> words;
    private final Locale locale;
    private @Nullable BitSet breaks;

    PlatformBreaks(List<Word> words, Locale locale) {
      this.words = words;
      this.locale = locale;
    }

    boolean areBefore(int word) {
      BitSet found = breaks;
      if (found == null) {
        found = find();
        breaks = found;
      }
      return found.get(word);
    }

    private BitSet find() {
      StringBuilder text = new StringBuilder();
      int[] starts = new int[words.size()];
      for (int at = 0; at < starts.length; at++) {
        starts[at] = text.length();
        text.append(words.get(at).plain()).append(words.get(at).glued() ? "" : " ");
      }
      BreakIterator iterator = BreakIterator.getSentenceInstance(locale);
      iterator.setText(text.toString());
      BitSet found = new BitSet(words.size());
      for (int at = iterator.first(); at != BreakIterator.DONE; at = iterator.next()) {
        int word = Arrays.binarySearch(starts, at);
        if (word >= 0) {
          found.set(word);
        }
      }
      return found;
    }
  }

  /**
   * A word as written, without the control characters that may mark it, and without the quotes and
   * brackets that close after it; a glued one has no space after it.
   */
  private record Word(String text, String plain, String core, boolean glued) {
    static Word of(String text, boolean glued) {
      String plain = withoutControls(text);
      int to = plain.length();
      while (to > 0 && isOneOf(plain.charAt(to - 1), CLOSING)) {
        to--;
      }
      return new Word(text, plain, plain.substring(0, to), glued);
    }

    /** Whether no sentence ends here, as after most words: with a letter or a digit of ASCII. */
    boolean endsPlainly() {
      char last = core.isEmpty() ? '.' : core.charAt(core.length() - 1);
      return (last >= 'a' && last <= 'z')
          || (last >= 'A' && last <= 'Z')
          || (last >= '0' && last <= '9');
    }

    /** An ideograph counts for two, being a word. */
    int letters() {
      int letters = 0;
      for (int at = 0; at < text.length(); ) {
        int each = text.codePointAt(at);
        letters += Character.isIdeographic(each) ? 2 : Character.isLetter(each) ? 1 : 0;
        at += Character.charCount(each);
      }
      return letters;
    }

    private static String withoutControls(String text) {
      int plain = 0;
      while (plain < text.length() && !Character.isISOControl(text.charAt(plain))) {
        plain++;
      }
      if (plain == text.length()) {
        return text;
      }
      StringBuilder kept = new StringBuilder(text.length()).append(text, 0, plain);
      for (int at = plain + 1; at < text.length(); at++) {
        if (!Character.isISOControl(text.charAt(at))) {
          kept.append(text.charAt(at));
        }
      }
      return kept.toString();
    }
  }
}
