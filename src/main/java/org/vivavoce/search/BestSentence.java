package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vivavoce.content.RedFlags;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.content.Sentences;

/**
 * Picks the sentence of each transcript that answers a search best. Words that stand seldom on the
 * page count for more, and more still where they stand close together; a heading, a question and an
 * endless sentence say less than a plain one.
 *
 * <p>No sentence holds more than its paragraph does, so paragraphs that hold too little are not
 * parted into sentences.
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

  /** After these no space needs to follow. */
  private static final String GLUED = "。！？｡";

  private static final char LAST_OF_ASCII = 0x7f;

  private static final String CLOSING = ")]}\"'”’»›«」』】 ";

  /** Of the marked words, as they are written. */
  private final Map<String, String> stems = new HashMap<>();

  private final Map<String, Integer> marked = new HashMap<>();
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
      List<Said> paragraphs = new ArrayList<>();
      for (String paragraph : Sentences.paragraphs(transcript.text())) {
        Said said = best.said(paragraph);
        said.marks().forEach(mark -> best.marked.merge(mark.stem(), 1, Integer::sum));
        best.sentences += Math.max(1, said.stops());
        paragraphs.add(said);
      }
      all.add(paragraphs);
    }
    List<Pick> picks = new ArrayList<>();
    for (int at = 0; at < all.size(); at++) {
      picks.add(best.pick(all.get(at), transcripts.get(at).locale()));
    }
    return picks;
  }

  private Said said(String text) {
    List<Mark> marks = new ArrayList<>();
    int words = 0;
    int stops = 0;
    boolean inWord = false;
    int start = -1;
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == START) {
        start = at + 1;
      } else if (each == STOP && start >= 0) {
        marks.add(new Mark(stem(text.substring(start, at)), words));
        start = -1;
      } else if (Character.isWhitespace(each)) {
        stops += inWord && endsWithStop(text.charAt(at - 1)) ? 1 : 0;
        inWord = false;
      } else if (each > LAST_OF_ASCII && GLUED.indexOf(each) >= 0) {
        stops++;
      } else if (!inWord) {
        inWord = true;
        words++;
      }
    }
    return new Said(text, marks, words, stops);
  }

  private static boolean endsWithStop(char each) {
    return (ENDS.indexOf(each) >= 0 || ASKS.indexOf(each) >= 0) && GLUED.indexOf(each) < 0;
  }

  private String stem(String word) {
    return stems.computeIfAbsent(
        word,
        written -> {
          String lower = written.toLowerCase(Locale.ROOT);
          String stem = RedFlags.key(lower);
          return stem.isEmpty() ? lower : stem;
        });
  }

  private Pick pick(List<Said> paragraphs, Locale locale) {
    double[] held = new double[paragraphs.size()];
    int[] starts = new int[paragraphs.size()];
    List<Integer> fullest = new ArrayList<>();
    int length = 0;
    for (int at = 0; at < held.length; at++) {
      held[at] = held(paragraphs.get(at));
      starts[at] = length;
      length += paragraphs.get(at).text().length();
      fullest.add(at);
    }
    fullest.sort(Comparator.comparingDouble(at -> -held[at]));
    Said best = new Said("", List.of(), 0, 0);
    double most = -1;
    int place = Integer.MAX_VALUE;
    for (int paragraph : fullest) {
      if (held[paragraph] < most || (held[paragraph] == 0 && most >= 0)) {
        break;
      }
      int from = starts[paragraph];
      int end = from + paragraphs.get(paragraph).text().length() - 1;
      for (String sentence : Sentences.inParagraph(paragraphs.get(paragraph).text(), locale)) {
        Said said = said(sentence);
        double score = score(said);
        if (score > most || (score == most && from < place)) {
          best = said;
          most = score;
          place = from;
        }
        // Glued sentences have no space between them.
        from = Math.min(from + sentence.length() + 1, end);
      }
    }
    return new Pick(
        SafeHtml.marked(shortened(best.text()), START, STOP),
        best.text().replace(String.valueOf(START), "").replace(String.valueOf(STOP), ""),
        best.text().isEmpty() ? 0 : (double) place / length);
  }

  /** What the words in it are worth, as near to each other as they come. */
  private double held(Said said) {
    Map<String, Double> weights = new HashMap<>();
    for (Mark mark : said.marks()) {
      weights.computeIfAbsent(mark.stem(), this::rarity);
    }
    double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    return sum + nearness(said.marks(), weights);
  }

  private double score(Said said) {
    double score = held(said) * shape(said.text());
    if (said.words() < FEWEST_WORDS) {
      score *= FRAGMENT;
    }
    return score / (1 + Math.max(0, said.words() - WORDS_AT_EASE) / WORDS_TOO_MANY);
  }

  /** As an inverse document frequency, of sentences, in most of which it stands but once. */
  private double rarity(String stem) {
    int with = Math.min(sentences, marked.getOrDefault(stem, 0));
    return Math.log((sentences + 1) / (with + 0.5));
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

  /**
   * A sentence, or a whole paragraph.
   *
   * @param stops after about so many of its words a sentence ends
   */
  private record Said(String text, List<Mark> marks, int words, int stops) {}

  /**
   * @param word how many words of the sentence have begun where it ends
   */
  private record Mark(String stem, int word) {}
}
