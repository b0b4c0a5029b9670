package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vivavoce.content.RedFlags;

/**
 * What searches say when somebody is in danger. Words are compared one after another, whatever
 * their case, accents, apostrophes and inflection, also with a slip of the keyboard, and passing
 * over words that change nothing: “my baby’s not breathing” has “not breathing” in it.
 */
public final class EmergencyPhrases {
  /** Words of a query beyond these are not looked at. */
  private static final int MOST_WORDS = 100;

  private static final int LONGEST_WORD = 40;

  /** What stands between the words of a phrase without changing what it says. */
  private static final Set<String> GAPS =
      stems(
          "i im ive am is are was were be been being do does did got should"
              + " he hes she shes it they we you him them who whos that which this there to of in on"
              + " at with and so very really just still suddenly sudden will would can could shall"
              + " keep keeps now");

  /** What may stand beside a phrase that is otherwise all of the query: whom it is about. */
  private static final Set<String> BESIDE =
      stems(
          "me have has had having help please emergency urgent urgently symptom sign warning think feel feeling like"
              + " maybe possible possibly suspect suspected right today happening happen might going"
              + " about someone somebody anyone anybody person man woman husband wife partner mum mom"
              + " mummy mother father dad daddy son daughter child kid baby toddler friend boyfriend"
              + " girlfriend brother sister grandmother grandfather grandma grandpa granny aunt uncle"
              + " neighbour neighbor colleague patient old year bad badly severe massive call"
              + " ambulance first aid as if");

  /** However it is said that something is not so. */
  private static final Set<String> NOT =
      Set.of(
          "not", "cannot", "cant", "wont", "dont", "doesnt", "didnt", "isnt", "arent", "aint",
          "wasnt", "werent", "hasnt", "havent", "couldnt", "wouldnt");

  /** Of whoever asks what to do; whoever asks what a thing is wants to know. */
  private static final List<String> ASKED =
      List.of(
          "what to do",
          "what do i do",
          "what do we do",
          "what should i do",
          "what should we do",
          "what can i do",
          "what shall i do",
          "what must i do",
          "how do i help",
          "how can i help",
          "how should i help",
          "how to help");

  private static final java.util.regex.Pattern SPACED_NOT =
      java.util.regex.Pattern.compile(" (can|won|don|isn|doesn|didn|aren|couldn) t ");

  // By the letter with which their first word begins, which no slip changes.
  private final Map<Character, List<Pattern>> dangers;
  private final Map<Character, List<Pattern>> exceptions;

  private EmergencyPhrases(List<Pattern> dangers, List<Pattern> exceptions) {
    this.dangers = dangers.stream().collect(Collectors.groupingBy(Pattern::initial));
    this.exceptions = exceptions.stream().collect(Collectors.groupingBy(Pattern::initial));
  }

  /**
   * @param phrases of which those without a word of their own are passed over
   */
  public static EmergencyPhrases of(Collection<Phrase> phrases) {
    List<Pattern> dangers = new ArrayList<>();
    List<Pattern> exceptions = new ArrayList<>();
    for (Phrase phrase : phrases) {
      List<String> words = words(phrase.text());
      if (words.isEmpty()) {
        continue;
      }
      boolean harmless = phrase.kind() == Kind.HARMLESS;
      List<Pattern> list = harmless ? exceptions : dangers;
      // What calls off has to be meant: a slip of the keyboard calls nothing off.
      list.add(new Pattern(words, phrase.kind(), phrase.alone(), !harmless));
      if (words.size() > 1) {
        // Also written as one word.
        list.add(
            new Pattern(List.of(String.join("", words)), phrase.kind(), phrase.alone(), false));
      }
    }
    return new EmergencyPhrases(dangers, exceptions);
  }

  /** What a query says of danger. */
  public Finding in(String query) {
    List<String> words = words(query);
    BitSet meantOtherwise = new BitSet(words.size());
    for (int at = 0; at < words.size(); at++) {
      for (Pattern pattern : beginningLike(words.get(at), exceptions)) {
        if (pattern.standsAt(words, at)) {
          meantOtherwise.set(at, at + pattern.length());
        }
      }
    }
    boolean emergency = false;
    boolean crisis = false;
    for (int at = 0; at < words.size(); at++) {
      for (Pattern pattern : beginningLike(words.get(at), dangers)) {
        if (pattern.kind() == Kind.EMERGENCY ? emergency : crisis) {
          continue;
        }
        if (isAt(words, at, pattern, meantOtherwise)) {
          emergency |= pattern.kind() == Kind.EMERGENCY;
          crisis |= pattern.kind() == Kind.CRISIS;
        }
      }
    }
    return new Finding(emergency, crisis);
  }

  /** What two phrases have in common that find the same; empty where a phrase finds nothing. */
  public static String key(String phrase) {
    return String.join(" ", words(phrase));
  }

  private static List<Pattern> beginningLike(String word, Map<Character, List<Pattern>> patterns) {
    return patterns.getOrDefault(word.charAt(0), List.of());
  }

  private static boolean isAt(List<String> words, int at, Pattern pattern, BitSet meantOtherwise) {
    int behind = at + pattern.length();
    if (!pattern.standsAt(words, at)) {
      return false;
    }
    int marked = meantOtherwise.nextSetBit(at);
    return (marked < 0 || marked >= behind) && (!pattern.alone() || areBeside(words, at, behind));
  }

  private static boolean areBeside(List<String> words, int from, int behind) {
    Predicate<String> beside =
        word -> BESIDE.contains(word) || word.chars().allMatch(Character::isDigit);
    return words.subList(0, from).stream().allMatch(beside)
        && words.subList(behind, words.size()).stream().allMatch(beside);
  }

  /** The stems of the words that say something. */
  private static List<String> words(String text) {
    String said = ' ' + RedFlags.key(text.replace('ʼ', '\'')) + ' ';
    // Also with a space for the apostrophe.
    said = SPACED_NOT.matcher(said).replaceAll(" not ");
    for (String asked : ASKED) {
      said = said.replace(' ' + asked + ' ', " ");
    }
    return Arrays.stream(said.split(" "))
        .filter(word -> !word.isEmpty() && !GAPS.contains(word))
        .limit(MOST_WORDS)
        .map(word -> NOT.contains(word) ? "not" : word)
        .map(word -> word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD))
        .toList();
  }

  private static Set<String> stems(String words) {
    return Stream.of(words.split(" "))
        .map(RedFlags::key)
        .filter(stem -> !stem.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What a phrase tells of. */
  public enum Kind {
    /** Somebody may die within minutes or hours. */
    EMERGENCY("emergency"),
    /** Somebody may harm themselves. */
    CRISIS("crisis"),
    /** Neither, although one of the other phrases is part of it: “suicide gene”. */
    HARMLESS("harmless");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }

    /**
     * @throws IllegalArgumentException where there is no such kind
     */
    public static Kind of(String code) {
      return Stream.of(values())
          .filter(kind -> kind.code.equals(code))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("not a kind of phrase: " + code));
    }
  }

  /**
   * Words to look for.
   *
   * @param alone whether they tell of danger only where the query says nothing else: “stroke”, but
   *     not “stroke rehabilitation”
   */
  public record Phrase(String text, Kind kind, boolean alone) {
    public Phrase {
      Objects.requireNonNull(text);
      Objects.requireNonNull(kind);
    }
  }

  /**
   * What a query says of danger.
   *
   * @param emergency whether an ambulance may be needed
   * @param crisis whether somebody may harm themselves
   */
  public record Finding(boolean emergency, boolean crisis) {
    public boolean isAny() {
      return emergency || crisis;
    }
  }

  /**
   * @param lenient whether a word may be written a little otherwise
   */
  private record Pattern(List<String> words, Kind kind, boolean alone, boolean lenient) {
    int length() {
      return words.size();
    }

    char initial() {
      return words.get(0).charAt(0);
    }

    boolean standsAt(List<String> text, int from) {
      if (from + words.size() > text.size()) {
        return false;
      }
      for (int at = 0; at < words.size(); at++) {
        String word = words.get(at);
        String written = text.get(from + at);
        if (lenient ? !isAlike(word, written, words.size() == 1) : !word.equals(written)) {
          return false;
        }
      }
      return true;
    }

    /**
     * Whether a word was meant that is written a little otherwise. Where it stands for the whole
     * phrase, no other word vouches for it: its end must not be missing.
     */
    private static boolean isAlike(String word, String written, boolean single) {
      if (word.equals(written)) {
        return true;
      }
      int length = word.length();
      if (length < (single ? 5 : 4)
          || Math.abs(length - written.length()) > 2
          || written.length() < 4
          || word.charAt(0) != written.charAt(0)
          || (single
              && length != written.length()
              && word.charAt(length - 1) != written.charAt(written.length() - 1))) {
        return false;
      }
      if (length == 4 || (single && length == 5)) {
        return length == written.length()
            && EditDistance.of(word, written, 1) == 1
            && swapped(word, written);
      }
      int most = length >= 9 ? 2 : 1;
      return EditDistance.of(word, written, most) <= most;
    }

    /** Whether they have the same letters. */
    private static boolean swapped(String word, String written) {
      return Arrays.equals(word.chars().sorted().toArray(), written.chars().sorted().toArray());
    }
  }
}
