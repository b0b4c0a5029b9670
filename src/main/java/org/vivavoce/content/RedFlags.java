package org.vivavoce.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.Character.UnicodeScript;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Words that may tell of an emergency, looked for in answers. Whole words are compared, whatever
 * their case, accents and inflection, and however a text breaks, hyphenates or marks them; but not
 * from one sentence into the next. Words of every language are looked for in every answer: what an
 * answer says of its language may be wrong, and a clinician looks at each that is found.
 */
public final class RedFlags {
  /** Ends a sentence; stands among words, and is none. */
  private static final Word END = new Word("");

  /** Whose pain it is makes no difference. */
  private static final Set<String> FILLERS =
      Set.of("a", "an", "the", "my", "your", "his", "her", "their", "our", "its");

  /** Words that end so have one letter more in their plural. */
  private static final List<String> SIBILANTS = List.of("sses", "xes", "zes", "ches", "shes");

  private static final Set<UnicodeScript> WITHOUT_SPACES =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  private static final Pattern WITHIN_WORDS =
      Pattern.compile(
          "</?(?:a|abbr|b|del|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|u|wbr)\\b[^<>]*>",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^<>]*>|<!--.*?-->");
  private static final Pattern ENTITY = Pattern.compile("&(?:#?[a-zA-Z0-9]{1,30});");
  private static final Pattern BROKEN_WORD = Pattern.compile("[-‐]\\s*\\R\\s*(?=\\p{L})");
  private static final String APOSTROPHES = "'’‘ʼ`´";
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

  /** No inflection is longer. */
  private static final int LONGEST_ENDING = 3;

  private static final int SHORTEST_INFLECTED = 5;

  private static final int FIRST_OF_THEM = 0x0E00;

  /** Of a word that no inflection changes. */
  private static final int START = 2;

  private final Map<String, List<Flag>> byStart = new HashMap<>();

  private RedFlags() {}

  /**
   * @param terms of which those without a letter are passed over
   */
  public static RedFlags of(Collection<Term> terms) {
    RedFlags flags = new RedFlags();
    for (Term term : terms) {
      List<Word> words = words(term.text());
      boolean english = term.language().equals("en");
      if (!words.isEmpty()) {
        flags.add(new Flag(term.text(), words, english));
      }
      if (words.size() > 1) {
        // Also written as one word.
        String joined = words.stream().map(word -> word.letters).collect(Collectors.joining());
        flags.add(new Flag(term.text(), List.of(new Word(joined)), english));
      }
    }
    return flags;
  }

  /** Those that stand in an answer, as they are listed, in the order of the alphabet. */
  public List<String> in(String title, String transcript) {
    Set<String> found = new TreeSet<>();
    for (String text : List.of(title, transcript)) {
      find(text, found);
      if (text.indexOf('<') >= 0) {
        find(TAG.matcher(WITHIN_WORDS.matcher(text).replaceAll("")).replaceAll(" "), found);
      }
      if (BROKEN_WORD.matcher(text).find()) {
        find(BROKEN_WORD.matcher(text).replaceAll(""), found);
      }
    }
    return List.copyOf(found);
  }

  /** What two terms have in common that find the same; empty where a term finds nothing. */
  public static String key(String term) {
    return words(term).stream().map(Word::stem).collect(Collectors.joining(" "));
  }

  /** Of the words of an answer in which red flags are looked for, apart from white space. */
  public static String sha256(String title, String transcript) {
    String words =
        SPACES.matcher(title).replaceAll(" ").strip()
            + "\n"
            + SPACES.matcher(transcript).replaceAll(" ").strip();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(Normalizer.normalize(words, Normalizer.Form.NFC).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void add(Flag flag) {
    byStart.computeIfAbsent(flag.words().get(0).start(), start -> new ArrayList<>()).add(flag);
  }

  private void find(String text, Set<String> found) {
    List<Word> words = words(text, true);
    for (int at = 0; at < words.size(); at++) {
      for (Flag flag : byStart.getOrDefault(words.get(at).start(), List.of())) {
        if (flag.standsAt(words, at)) {
          found.add(flag.term());
        }
      }
    }
  }

  /** Without the ends of sentences: a term is one. */
  private static List<Word> words(String term) {
    return words(term, false);
  }

  private static List<Word> words(String text, boolean ends) {
    String plain = ENTITY.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT);
    plain =
        Normalizer.normalize(plain, Normalizer.Form.NFKD)
            .replace("ß", "ss")
            .replace("æ", "ae")
            .replace("œ", "oe")
            .replace('ø', 'o')
            .replace('ł', 'l')
            .replace('đ', 'd')
            .replace('ı', 'i');
    List<Word> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int at = 0; at < plain.length(); ) {
      int letter = plain.codePointAt(at);
      at += Character.charCount(letter);
      if (Character.isLetterOrDigit(letter)) {
        boolean alone =
            letter >= FIRST_OF_THEM && WITHOUT_SPACES.contains(UnicodeScript.of(letter));
        if (alone) {
          add(word, words);
        }
        word.appendCodePoint(letter);
        if (alone) {
          add(word, words);
        }
        continue;
      }
      if (isUnseen(letter)) {
        continue;
      }
      add(word, words);
      boolean last = at >= plain.length() || Character.isWhitespace(plain.codePointAt(at));
      if (ends && ("。！？｡".indexOf(letter) >= 0 || (last && ".!?…;".indexOf(letter) >= 0))) {
        words.add(END);
      }
    }
    add(word, words);
    return words;
  }

  /** Parts no word: an accent, an apostrophe, a hyphen that shows only at the end of a line. */
  private static boolean isUnseen(int letter) {
    int type = Character.getType(letter);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.FORMAT
        || APOSTROPHES.indexOf(letter) >= 0;
  }

  private static void add(StringBuilder letters, List<Word> words) {
    if (letters.length() > 0) {
      String word = letters.toString();
      letters.setLength(0);
      if (!FILLERS.contains(word)) {
        words.add(new Word(word));
      }
    }
  }

  /** An English word without what makes it a plural, or a form of its verb. */
  private static String stem(String word) {
    String stem = word;
    if (stem.length() > 4 && (stem.endsWith("ies") || stem.endsWith("ied"))) {
      stem = without(stem, 3) + "y";
    } else if (stem.length() > 4 && SIBILANTS.stream().anyMatch(stem::endsWith)) {
      stem = without(stem, 2);
    } else if (stem.length() > 3
        && stem.endsWith("s")
        && "sui".indexOf(stem.charAt(stem.length() - 2)) < 0) {
      stem = without(stem, 1);
    }
    if (stem.length() > 5 && stem.endsWith("ing")) {
      stem = without(stem, 3);
    } else if (stem.length() > 4 && stem.endsWith("ed") && !stem.endsWith("eed")) {
      stem = without(stem, 2);
    }
    if (stem.length() > 3 && stem.endsWith("e")) {
      stem = without(stem, 1);
    }
    int last = stem.length() - 1;
    return last > 1 && stem.charAt(last) == stem.charAt(last - 1) ? without(stem, 1) : stem;
  }

  private static String without(String word, int ending) {
    return word.substring(0, word.length() - ending);
  }

  /**
   * Words to look for.
   *
   * @param language in which they are inflected, for example {@code en}
   */
  public record Term(String text, String language) {
    public Term {
      Objects.requireNonNull(text);
      Objects.requireNonNull(language);
    }
  }

  private static final class Word {
    private final String letters;
    private @Nullable String stem;

    Word(String letters) {
      this.letters = letters;
    }

    String start() {
      return letters.length() <= START ? letters : letters.substring(0, START);
    }

    String stem() {
      if (stem == null) {
        stem = RedFlags.stem(letters);
      }
      return stem;
    }

    /** Whether a word of a text is this one, however it is inflected. */
    boolean isMetBy(Word other, boolean english) {
      if (other == END) {
        return false;
      }
      return english
          ? stem().equals(other.stem())
          : letters.equals(other.letters)
              || (letters.length() >= SHORTEST_INFLECTED
                  && other.letters.startsWith(letters)
                  && other.letters.length() <= letters.length() + LONGEST_ENDING);
    }
  }

  private record Flag(String term, List<Word> words, boolean english) {
    boolean standsAt(List<Word> text, int from) {
      if (from + words.size() > text.size()) {
        return false;
      }
      for (int at = 0; at < words.size(); at++) {
        if (!words.get(at).isMetBy(text.get(from + at), english)) {
          return false;
        }
      }
      return true;
    }
  }
}
