package org.vivavoce.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.vivavoce.content.RedFlags;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.content.Sentences;

/**
 * Picks the sentence of each transcript that answers a search best. Words that few sentences of the
 * page have count for more, and more still where they stand close together; a heading, a question
 * and an endless sentence say less than a plain one.
 */
final class BestSentence {
  static final char START = '\u0002';
  static final char STOP = '\u0003';
  private static final int LONGEST = 320;

  /** Of marked words; two that stand further apart have nothing to do with each other. */
  private static final int NEAR = 8;

  private static final double NEARNESS = 0.6;
  private static final double FRAGMENT = 0.5;
  private static final double QUESTION = 0.5;
  private static final int FEWEST_WORDS = 4;
  private static final int WORDS_AT_EASE = 25;
  private static final double WORDS_TOO_MANY = 60;
  private static final String ENDS = ".!…。！｡।۔";
  private static final String ASKS = "?？؟";
  private static final String CLOSING = ")]}\"'”’»›«」』】 ";

  private final Map<String, String> stems = new HashMap<>();
  private final Map<String, Integer> sentencesWith = new HashMap<>();
  private int sentences;

  private BestSentence() {}

  /**
   * One of each transcript, in their order; where nothing is marked, the first.
   *
   * @param transcripts of one page of results, whose matching words stand between {@link #START}
   *     and {@link #STOP}
   */
  static List<Pick> of(List<Marked> transcripts) {
    BestSentence best = new BestSentence();
    List<List<Said>> all = new ArrayList<>();
    for (Marked transcript : transcripts) {
      List<Said> said = new ArrayList<>();
      for (List<String> paragraph : Sentences.of(transcript.text(), transcript.locale())) {
        paragraph.forEach(sentence -> said.add(best.said(sentence)));
      }
      all.add(said);
    }
    return all.stream().map(best::pick).toList();
  }

  private Said said(String sentence) {
    List<Mark> marks = new ArrayList<>();
    int words = 0;
    boolean inWord = false;
    int start = -1;
    for (int at = 0; at < sentence.length(); at++) {
      char each = sentence.charAt(at);
      if (each == START) {
        start = at + 1;
      } else if (each == STOP && start >= 0) {
        marks.add(new Mark(stem(sentence.substring(start, at)), words));
        start = -1;
      } else if (Character.isWhitespace(each)) {
        inWord = false;
      } else if (!inWord) {
        inWord = true;
        words++;
      }
    }
    sentences++;
    Set<String> different = new HashSet<>();
    marks.forEach(mark -> different.add(mark.stem()));
    different.forEach(stem -> sentencesWith.merge(stem, 1, Integer::sum));
    return new Said(sentence, marks, words);
  }

  private String stem(String word) {
    return stems.computeIfAbsent(
        word.toLowerCase(Locale.ROOT),
        lower -> {
          String stem = RedFlags.key(lower);
          return stem.isEmpty() ? lower : stem;
        });
  }

  private Pick pick(List<Said> transcript) {
    Said best = new Said("", List.of(), 0);
    double most = -1;
    int before = 0;
    int length = 0;
    for (Said each : transcript) {
      double score = score(each);
      if (score > most) {
        best = each;
        most = score;
        before = length;
      }
      length += each.text().length();
    }
    return new Pick(
        SafeHtml.marked(shortened(best.text()), START, STOP),
        best.text().replace(String.valueOf(START), "").replace(String.valueOf(STOP), ""),
        length == 0 ? 0 : (double) before / length);
  }

  private double score(Said said) {
    Map<String, Double> weights = new HashMap<>();
    for (Mark mark : said.marks()) {
      weights.computeIfAbsent(mark.stem(), this::rarity);
    }
    double score = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    score += nearness(said.marks(), weights);
    score *= shape(said.text());
    if (said.words() < FEWEST_WORDS) {
      score *= FRAGMENT;
    }
    return score / (1 + Math.max(0, said.words() - WORDS_AT_EASE) / WORDS_TOO_MANY);
  }

  /** As an inverse document frequency, of sentences. */
  private double rarity(String stem) {
    return Math.log((sentences + 1) / (sentencesWith.getOrDefault(stem, 0) + 0.5));
  }

  /** For each two different words once, where they are nearest to each other. */
  private static double nearness(List<Mark> marks, Map<String, Double> weights) {
    Map<String, Double> pairs = new HashMap<>();
    for (int at = 1; at < marks.size(); at++) {
      Mark left = marks.get(at - 1);
      Mark right = marks.get(at);
      int distance = Math.max(1, right.word() - left.word());
      if (left.stem().equals(right.stem()) || distance > NEAR) {
        continue;
      }
      double lesser = Math.min(weights.get(left.stem()), weights.get(right.stem()));
      String pair =
          left.stem().compareTo(right.stem()) < 0
              ? left.stem() + '\n' + right.stem()
              : right.stem() + '\n' + left.stem();
      pairs.merge(pair, NEARNESS * lesser / distance, Math::max);
    }
    return pairs.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double shape(String sentence) {
    int last = sentence.length() - 1;
    while (last >= 0
        && (Character.isISOControl(sentence.charAt(last))
            || CLOSING.indexOf(sentence.charAt(last)) >= 0)) {
      last--;
    }
    if (last < 0 || ENDS.indexOf(sentence.charAt(last)) >= 0) {
      return 1;
    }
    return ASKS.indexOf(sentence.charAt(last)) >= 0 ? QUESTION : FRAGMENT;
  }

  /** Around the first mark, where the sentence is too long to show whole. */
  private static String shortened(String sentence) {
    if (sentence.length() <= LONGEST) {
      return sentence;
    }
    int mark = Math.max(0, sentence.indexOf(START));
    int from = Math.max(0, Math.min(mark - LONGEST / 3, sentence.length() - LONGEST));
    if (from > 0) {
      from = sentence.indexOf(' ', from) + 1;
    }
    int to = Math.min(sentence.length(), from + LONGEST);
    if (to < sentence.length()) {
      to = Math.max(sentence.lastIndexOf(' ', to), from + 1);
    }
    return (from > 0 ? "… " : "")
        + sentence.substring(from, to)
        + (to < sentence.length() ? " …" : "");
  }

  /**
   * A transcript with its marks.
   *
   * @param locale decides which abbreviations end no sentence
   */
  record Marked(String text, Locale locale) {}

  /**
   * A sentence that was picked.
   *
   * @param html with {@code <mark>}, shortened where it is long
   * @param text without marks, whole
   * @param place where in the transcript it begins, from 0 to 1
   */
  record Pick(SafeHtml html, String text, double place) {}

  private record Said(String text, List<Mark> marks, int words) {}

  /**
   * @param word how many words of the sentence have begun where it ends
   */
  private record Mark(String stem, int word) {}
}
