package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Sentences;

/**
 * What might be better in an answer. It stands in nobody's way: what an answer has to have is in
 * {@link ManuscriptChecks}.
 *
 * <p>The reading age is that of the Flesch–Kincaid grade level (J. P. Kincaid et al., Derivation of
 * New Readability Formulas for Navy Enlisted Personnel, Naval Technical Training Command, 1975):
 * 0.39 × words per sentence + 11.8 × syllables per word − 15.59, a year of an American school, to
 * which five years are added. It holds for English alone, and for a hundred words or more.
 * Syllables are counted by groups of vowels. The American Medical Association and the National
 * Institutes of Health ask for the sixth to eighth grade in what patients read.
 *
 * <p>Speech is mostly between 140 and 210 words a minute: lectures 140, radio 160, interviews 190,
 * conversation 210 (S. Tauroza, D. Allison, Speech Rates in British English, Applied Linguistics
 * 11, 1990). A clip outside of {@value #SLOWEST} to {@value #FASTEST} hardly holds its transcript.
 * Where words are much longer or shorter than in English, or nothing parts them, it does not judge.
 */
final class ContentAdvice {
  static final int LONGEST_SENTENCE = 25;
  static final int OLDEST_READER = 14;
  static final int SLOWEST = 90;
  static final int FASTEST = 220;

  private static final int YEARS_BEFORE_SCHOOL = 5;
  private static final int FEWEST_WORDS_TO_GRADE = 100;
  private static final int FEWEST_WORDS_TO_TIME = 20;
  private static final int MOST_NAMED = 5;
  private static final int WORDS_NAMED = 6;
  private static final int SHORT_WORD = 3;
  private static final double MILLIS_A_MINUTE = 60_000;

  private static final Set<String> SPOKEN_LIKE_ENGLISH =
      Set.of("en", "da", "de", "es", "fr", "it", "nl", "no", "nb", "nn", "pt", "sv");

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}'’-]*");
  private static final Pattern VOWELS = Pattern.compile("[aeiouy]+");

  /** An e that is not heard: made, takes, used; but not little, wanted, boxes. */
  private static final Pattern SILENT =
      Pattern.compile("(?:[^laeiouy]e|[^laeiouyszxcg]es|[^laeiouytd]ed|[aeiouy]les?)$");

  private ContentAdvice() {}

  /**
   * @param millis how long the recording is; null where there is none
   */
  static List<Finding> of(ManuscriptContent content, @Nullable Integer millis) {
    List<Finding> advice = new ArrayList<>();
    Locale locale = Locale.forLanguageTag(content.lang());
    List<String> sentences =
        Sentences.of(content.transcript(), locale).stream().flatMap(List::stream).toList();
    longSentences(sentences, advice);
    int words = sentences.stream().mapToInt(ContentAdvice::words).sum();
    if (locale.getLanguage().equals("en") && words >= FEWEST_WORDS_TO_GRADE) {
      int age = readingAge(sentences);
      if (age > OLDEST_READER) {
        advice.add(new Finding("transcript", "advice.age", age, OLDEST_READER));
      }
    }
    if (millis != null
        && millis > 0
        && words >= FEWEST_WORDS_TO_TIME
        && SPOKEN_LIKE_ENGLISH.contains(locale.getLanguage())) {
      long pace = Math.round(words * MILLIS_A_MINUTE / millis);
      if (pace < SLOWEST) {
        advice.add(new Finding("transcript", "advice.pace.slow", pace, SLOWEST, FASTEST));
      } else if (pace > FASTEST) {
        advice.add(new Finding("transcript", "advice.pace.fast", pace, SLOWEST, FASTEST));
      }
    }
    if (millis != null && content.cues().isEmpty()) {
      advice.add(new Finding("captions", "advice.captions"));
    }
    if (content.sources().isEmpty()) {
      advice.add(new Finding("sourceTitle1", "advice.sources"));
    }
    return advice;
  }

  /** The age at which most can read an English text, in years. */
  static int readingAge(List<String> sentences) {
    int words = 0;
    int syllables = 0;
    for (String sentence : sentences) {
      Matcher each = WORD.matcher(sentence);
      while (each.find()) {
        words++;
        syllables += syllables(each.group());
      }
    }
    double grade = 0.39 * words / sentences.size() + 11.8 * syllables / Math.max(1, words) - 15.59;
    return (int) Math.round(Math.max(0, grade)) + YEARS_BEFORE_SCHOOL;
  }

  static int syllables(String word) {
    String letters = word.toLowerCase(Locale.ROOT);
    int groups = (int) VOWELS.matcher(letters).results().count();
    boolean silent = letters.length() > SHORT_WORD && groups > 1 && SILENT.matcher(letters).find();
    return Math.max(1, silent ? groups - 1 : groups);
  }

  private static void longSentences(List<String> sentences, List<Finding> advice) {
    List<String> tooLong =
        sentences.stream().filter(sentence -> words(sentence) > LONGEST_SENTENCE).toList();
    if (!tooLong.isEmpty()) {
      advice.add(
          new Finding(
              "transcript",
              "advice.sentences",
              tooLong.size(),
              LONGEST_SENTENCE,
              tooLong.stream()
                  .sorted(Comparator.comparing(ContentAdvice::words).reversed())
                  .limit(MOST_NAMED)
                  .map(sentence -> "“" + beginning(sentence) + " …” (" + words(sentence) + ")")
                  .collect(Collectors.joining(", "))));
    }
  }

  private static int words(String sentence) {
    return (int) WORD.matcher(sentence).results().count();
  }

  private static String beginning(String sentence) {
    Matcher word = WORD.matcher(sentence);
    int end = 0;
    for (int at = 0; at < WORDS_NAMED && word.find(); at++) {
      end = word.end();
    }
    return sentence.substring(0, end);
  }
}
