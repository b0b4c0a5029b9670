package org.vivavoce.search;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.vivavoce.content.SafeHtml;
import org.vivavoce.content.Sentences;

/**
 * Picks the sentence of a transcript that answers a search best: the one with the most different
 * marked words.
 */
final class BestSentence {
  static final char START = '\u0002';
  static final char STOP = '\u0003';
  private static final int LONGEST = 320;

  private BestSentence() {}

  /**
   * @param marked a transcript whose matching words stand between {@link #START} and {@link #STOP}
   */
  static SafeHtml of(String marked, Locale locale) {
    String best = "";
    int most = -1;
    for (List<String> paragraph : Sentences.of(marked, locale)) {
      for (String sentence : paragraph) {
        int found = differentMarks(sentence);
        if (found > most) {
          best = sentence;
          most = found;
        }
      }
    }
    return SafeHtml.marked(shortened(best), START, STOP);
  }

  private static int differentMarks(String sentence) {
    Set<String> words = new HashSet<>();
    int start = sentence.indexOf(START);
    while (start >= 0) {
      int stop = sentence.indexOf(STOP, start);
      if (stop < 0) {
        break;
      }
      words.add(sentence.substring(start + 1, stop).toLowerCase(Locale.ROOT));
      start = sentence.indexOf(START, stop);
    }
    return words.size();
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
}
