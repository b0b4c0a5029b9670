package org.vivavoce.media;

import java.util.ArrayList;
import java.util.List;
import org.vivavoce.content.Cue;

/** Finds when each sentence of a transcript is said, from captions or from the pauses. */
public final class SentenceTimes {
  private static final double LEAST_SHARE = 0.4;

  private SentenceTimes() {}

  /**
   * One cue per sentence, in order, without overlap and within the recording. Where fewer than two
   * fifths of the words are found in the captions, they tell of something else, and the times are
   * estimated.
   *
   * @param cues in order and without overlap, broken anywhere, their words nearly the sentences'
   * @throws IllegalArgumentException where there is less than a millisecond for each sentence
   */
  public static List<Cue> align(List<String> sentences, List<Cue> cues, int durationMillis) {
    Transcript transcript = Transcript.of(sentences);
    List<Spoken> spoken = spoken(cues, durationMillis);
    WordMatches matches =
        WordMatches.of(forms(transcript.words()), spoken.stream().map(Spoken::form).toList());
    if (matches.share() < LEAST_SHARE) {
      return estimate(sentences, durationMillis, List.of());
    }
    double[][] times = wordTimes(transcript.words(), matches.partners(), spoken, durationMillis);
    double[] starts = new double[sentences.size()];
    double[] ends = new double[sentences.size()];
    double last = 0;
    for (int at = 0; at < starts.length; at++) {
      int from = transcript.firstWords().get(at);
      int to = transcript.firstWords().get(at + 1);
      starts[at] = from < to ? times[0][from] : last;
      ends[at] = from < to ? times[1][to - 1] : last;
      last = ends[at];
    }
    return fitted(sentences, starts, ends, durationMillis);
  }

  /**
   * One cue per sentence, each until the next begins, from the sentences' lengths; each begins
   * where the most fitting silence near by ends.
   *
   * @param silences in any order; none where they are not known
   * @throws IllegalArgumentException where there is less than a millisecond for each sentence
   */
  public static List<Cue> estimate(
      List<String> sentences, int durationMillis, List<Silence> silences) {
    return estimateParagraphs(List.of(sentences), durationMillis, silences);
  }

  /** As {@link #estimate}, with a longer pause after a paragraph. */
  public static List<Cue> estimateParagraphs(
      List<List<String>> paragraphs, int durationMillis, List<Silence> silences) {
    List<String> sentences = paragraphs.stream().flatMap(List::stream).toList();
    if (sentences.isEmpty()) {
      return List.of();
    }
    Speech speech = Speech.of(silences, durationMillis);
    double[] begins = new SentencePace(paragraphs, speech.pauses().isEmpty()).begins(speech);
    double[] ends = new double[begins.length];
    for (int at = 0; at < ends.length; at++) {
      ends[at] = at + 1 < ends.length ? begins[at + 1] : speech.endMillis();
    }
    return fitted(sentences, begins, ends, durationMillis);
  }

  /** The times in order, within the recording, and at least a millisecond for each. */
  private static List<Cue> fitted(
      List<String> sentences, double[] starts, double[] ends, int durationMillis) {
    int left = sentences.size();
    if (left > durationMillis) {
      throw new IllegalArgumentException(
          left
              + " sentences do not fit into "
              + durationMillis
              + " ms; check the transcript and the recording's length");
    }
    List<Cue> cues = new ArrayList<>(left);
    int previousEnd = 0;
    for (int at = 0; at < starts.length; at++, left--) {
      int start = between(starts[at], previousEnd, durationMillis - left);
      int end = between(ends[at], start + 1, durationMillis - left + 1);
      cues.add(new Cue(start, end, sentences.get(at)));
      previousEnd = end;
    }
    return List.copyOf(cues);
  }

  private static int between(double value, int least, int most) {
    return (int) Math.max(least, Math.min(most, Math.round(value)));
  }

  /** The captions' words, each with the part of its cue's time that its letters take. */
  private static List<Spoken> spoken(List<Cue> cues, int durationMillis) {
    List<Spoken> spoken = new ArrayList<>();
    for (Cue cue : cues) {
      List<Word> words = Word.of(cue.text());
      if (words.isEmpty()) {
        continue;
      }
      int first = words.get(0).from();
      int length = words.get(words.size() - 1).to() - first;
      double start = Math.min(cue.startMillis(), durationMillis);
      double perCharacter = (Math.min(cue.endMillis(), durationMillis) - start) / length;
      for (Word word : words) {
        spoken.add(
            new Spoken(
                word.form(),
                start + (word.from() - first) * perCharacter,
                start + (word.to() - first) * perCharacter));
      }
    }
    return spoken;
  }

  /** Start and end of each word of the transcript: its partner's, or between its neighbours'. */
  private static double[][] wordTimes(
      List<Word> words, int[] partners, List<Spoken> spoken, int durationMillis) {
    double perCharacter = millisPerCharacter(words, partners, spoken);
    double[] starts = new double[partners.length];
    double[] ends = new double[partners.length];
    int at = 0;
    while (at < partners.length) {
      if (partners[at] != WordMatches.NONE) {
        starts[at] = spoken.get(partners[at]).start();
        ends[at] = spoken.get(partners[at]).end();
        at++;
        continue;
      }
      int from = at;
      while (at < partners.length && partners[at] == WordMatches.NONE) {
        at++;
      }
      int spokenFrom = from == 0 ? 0 : partners[from - 1] + 1;
      int spokenTo = at == partners.length ? spoken.size() : partners[at];
      double length = words.get(at - 1).to() - words.get(from).from();
      double start;
      double end;
      if (2 * (spokenTo - spokenFrom) >= at - from) {
        // Other words stand in their place, and have their time.
        start = spoken.get(spokenFrom).start();
        end = spoken.get(spokenTo - 1).end();
      } else {
        double needed = length * perCharacter * 1.5;
        start = from == 0 ? -1 : ends[from - 1];
        end = at == partners.length ? durationMillis : spoken.get(partners[at]).start();
        if (from == 0) {
          start = Math.max(0, end - needed);
        } else if (at == partners.length) {
          end = Math.min(end, start + needed);
        }
      }
      for (int word = from; word < at; word++) {
        double scale = (end - start) / length;
        starts[word] = start + (words.get(word).from() - words.get(from).from()) * scale;
        ends[word] = start + (words.get(word).to() - words.get(from).from()) * scale;
      }
    }
    return new double[][] {starts, ends};
  }

  private static double millisPerCharacter(List<Word> words, int[] partners, List<Spoken> spoken) {
    double millis = 0;
    double characters = 0;
    for (int at = 0; at < partners.length; at++) {
      if (partners[at] != WordMatches.NONE) {
        millis += spoken.get(partners[at]).end() - spoken.get(partners[at]).start();
        characters += words.get(at).to() - words.get(at).from();
      }
    }
    return characters == 0 ? 0 : millis / characters;
  }

  private static List<String> forms(List<Word> words) {
    return words.stream().map(Word::form).toList();
  }

  /** A word of the captions and its time. */
  private record Spoken(String form, double start, double end) {}

  /** All words, and for each sentence the place of its first; one place more ends the last. */
  private record Transcript(List<Word> words, List<Integer> firstWords) {
    static Transcript of(List<String> sentences) {
      List<Word> words = new ArrayList<>();
      List<Integer> firstWords = new ArrayList<>();
      int before = 0;
      for (int at = 0; at < sentences.size(); at++) {
        firstWords.add(words.size());
        for (Word word : Word.of(sentences.get(at))) {
          words.add(new Word(word.form(), before + word.from(), before + word.to()));
        }
        before += sentences.get(at).length() + 1;
      }
      firstWords.add(words.size());
      return new Transcript(words, firstWords);
    }
  }
}
