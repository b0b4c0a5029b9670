package org.vivavoce.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How long each sentence of a transcript should take to say, and the pauses that agree best with
 * it.
 */
final class SentencePace {
  /** In letters, of which about fifteen are said in a second. */
  private static final double COMMA = 3;

  private static final double SENTENCE_END = 6;
  private static final double PARAGRAPH_END = 11;
  private static final double DIGIT = 3;
  private static final double SPELLED = 3;
  private static final double SYLLABLE = 3;
  private static final String COMMAS = ",;:–—،、，؛";

  private static final int MOST_CANDIDATES = 60;

  /** What a sentence that begins without a pause costs, against one whose tempo is off by 2 σ. */
  private static final double UNHEARD = 4;

  private static final double LENGTH_WEIGHT = 2.5;
  private static final double TEMPO_MILLIS = 200;
  private static final double TEMPO_SHARE = 0.18;
  private static final double DRIFT_MILLIS = 1000;
  private static final double DRIFT_PER_ROOT = 12;

  private final double[] letters;

  /**
   * @param withPauses whether the lengths take in the pauses, since they are not known
   */
  SentencePace(List<List<String>> paragraphs, boolean withPauses) {
    List<Double> lengths = new ArrayList<>();
    for (List<String> paragraph : paragraphs) {
      for (int at = 0; at < paragraph.size(); at++) {
        double end = at + 1 < paragraph.size() ? SENTENCE_END : PARAGRAPH_END;
        lengths.add(letters(paragraph.get(at), withPauses) + (withPauses ? end : 0));
      }
    }
    this.letters = lengths.stream().mapToDouble(Double::doubleValue).toArray();
    if (withPauses) {
      letters[letters.length - 1] -= PARAGRAPH_END;
    }
  }

  /** When each sentence begins, by the recording's clock. */
  double[] begins(Speech speech) {
    double spoken = Math.max(1, speech.spokenMillis());
    double[] expected = expected(spoken);
    int[] chosen = chosen(expected, spoken, speech.pauses());
    double[] begins = new double[letters.length];
    begins[0] = speech.startMillis();
    int from = 0;
    double fromSpoken = 0;
    for (int to = 1; to <= letters.length; to++) {
      boolean last = to == letters.length;
      if (!last && chosen[to] < 0) {
        continue;
      }
      double toSpoken = last ? spoken : speech.pauses().get(chosen[to]).atSpokenMillis();
      double scale = (toSpoken - fromSpoken) / (expected[to] - expected[from]);
      for (int at = from + 1; at < to; at++) {
        begins[at] = speech.clockAt(fromSpoken + (expected[at] - expected[from]) * scale);
      }
      if (!last) {
        begins[to] = speech.clockAt(toSpoken);
      }
      from = to;
      fromSpoken = toSpoken;
    }
    return begins;
  }

  /** How much would have been spoken before each sentence, and after the last, at even tempo. */
  private double[] expected(double spoken) {
    double[] expected = new double[letters.length + 1];
    double all = Arrays.stream(letters).sum();
    for (int at = 0; at < letters.length; at++) {
      expected[at + 1] = expected[at] + letters[at] * spoken / all;
    }
    return expected;
  }

  /**
   * The pause before each sentence, or -1 where none fits: of all ways to choose them in order, the
   * one in which the pauses are long, no sentence is said much faster or slower than the others,
   * and none is far from where it is expected.
   */
  private int[] chosen(double[] expected, double spoken, List<Speech.Pause> pauses) {
    int[] chosen = new int[letters.length];
    Arrays.fill(chosen, -1);
    if (pauses.isEmpty() || letters.length == 1) {
      return chosen;
    }
    Candidates finder = new Candidates(pauses, typicalMillis(pauses), spoken);
    List<Candidate[]> stages = new ArrayList<>();
    stages.add(new Candidate[] {new Candidate(-1, 0, 0)});
    for (int at = 1; at < letters.length; at++) {
      stages.add(finder.near(expected[at]));
    }
    stages.add(new Candidate[] {new Candidate(-1, spoken, 0)});
    int[][] previous = new int[stages.size()][];
    double[] costs = {0};
    for (int stage = 1; stage < stages.size(); stage++) {
      Candidate[] here = stages.get(stage);
      Candidate[] before = stages.get(stage - 1);
      double length = expected[stage] - expected[stage - 1];
      double deviation = TEMPO_MILLIS + TEMPO_SHARE * length;
      double[] next = new double[here.length];
      previous[stage] = new int[here.length];
      for (int to = 0; to < here.length; to++) {
        next[to] = Double.POSITIVE_INFINITY;
        for (int from = 0; from < before.length; from++) {
          double taken = here[to].spokenMillis() - before[from].spokenMillis();
          double off = (taken - length) / deviation;
          double cost = costs[from] + off * off;
          if (taken > 0 && cost < next[to]) {
            next[to] = cost;
            previous[stage][to] = from;
          }
        }
        next[to] += here[to].cost();
      }
      costs = next;
    }
    int at = 0;
    for (int stage = stages.size() - 1; stage > 1; stage--) {
      at = previous[stage][at];
      chosen[stage - 1] = stages.get(stage - 1)[at].pause();
    }
    return chosen;
  }

  /** The length of the shortest pause that would be needed if the longest part the sentences. */
  private double typicalMillis(List<Speech.Pause> pauses) {
    int[] lengths = pauses.stream().mapToInt(Speech.Pause::lengthMillis).sorted().toArray();
    return lengths[Math.max(0, lengths.length - (letters.length - 1))];
  }

  private static double letters(String sentence, boolean withPauses) {
    double letters = 1;
    int capitals = 0;
    for (int at = 0; at < sentence.length(); ) {
      int each = sentence.codePointAt(at);
      at += Character.charCount(each);
      capitals = Character.isUpperCase(each) ? capitals + 1 : 0;
      if (Character.isDigit(each)) {
        letters += DIGIT;
      } else if (Word.isUnspaced(each)) {
        letters += SYLLABLE;
      } else if (Character.isLetter(each)) {
        // The first of several capitals was counted as a letter.
        letters += capitals == 2 ? 2 * SPELLED - 1 : capitals > 2 ? SPELLED : 1;
      } else if (withPauses && COMMAS.indexOf(each) >= 0) {
        letters += COMMA;
      }
    }
    return letters;
  }

  /** A place where a sentence may begin; what speaks against it, whatever the others do. */
  private record Candidate(int pause, double spokenMillis, double cost) {}

  /** Finds the pauses at which a sentence may begin. */
  private record Candidates(List<Speech.Pause> pauses, double typicalMillis, double spokenMillis) {
    Candidate[] near(double expected) {
      double drift = DRIFT_MILLIS + DRIFT_PER_ROOT * Math.sqrt(spokenMillis);
      List<Candidate> near = new ArrayList<>();
      for (int at = first(expected - 2 * drift); at < pauses.size(); at++) {
        Speech.Pause pause = pauses.get(at);
        double off = (pause.atSpokenMillis() - expected) / drift;
        if (off > 2) {
          break;
        }
        double longer = Math.log(pause.lengthMillis() / typicalMillis);
        near.add(
            new Candidate(
                at,
                pause.atSpokenMillis(),
                off * off - LENGTH_WEIGHT * Math.max(-2, Math.min(1, longer))));
      }
      if (near.size() > MOST_CANDIDATES) {
        near.sort(Comparator.comparingDouble(Candidate::cost));
        near.subList(MOST_CANDIDATES, near.size()).clear();
      }
      near.add(new Candidate(-1, expected, UNHEARD));
      return near.toArray(new Candidate[0]);
    }

    private int first(double spoken) {
      int from = 0;
      int to = pauses.size();
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (pauses.get(middle).atSpokenMillis() < spoken) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }
  }
}
