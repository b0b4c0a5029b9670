package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Sentences;
import org.vivavoce.media.SentenceTimes;
import org.vivavoce.media.Silence;

/**
 * The sentences of an answer, each with the time at which it is said.
 *
 * @param estimated whether nobody has listened yet
 */
record CueSheet(List<Cue> cues, boolean estimated, int durationMillis) {
  /** Captions hold no longer ones, and no more of them. */
  private static final int LONGEST_SENTENCE = 2_000;

  private static final int MOST_SENTENCES = 5_000;

  /** What an ear can tell apart. */
  private static final int STEP_MILLIS = 100;

  private static final Pattern CLOCK =
      Pattern.compile("(?:(\\d{1,2}):)?(?:(\\d{1,3}):)?(\\d{1,5})(?:[.,](\\d{1,3}))?");

  CueSheet {
    cues = List.copyOf(cues);
  }

  /**
   * @param silences where nobody speaks; none where that is not known
   * @throws RefusedException where the transcript cannot be given times
   */
  static CueSheet of(ManuscriptContent content, int durationMillis, List<Silence> silences) {
    List<List<String>> paragraphs =
        Sentences.of(content.transcript(), Locale.forLanguageTag(content.lang()));
    List<String> sentences = paragraphs.stream().flatMap(List::stream).toList();
    if (sentences.size() > Math.min(MOST_SENTENCES, durationMillis / STEP_MILLIS)) {
      throw new RefusedException("transcript", "finding.cues.many", sentences.size());
    }
    for (String sentence : sentences) {
      if (sentence.codePointCount(0, sentence.length()) > LONGEST_SENTENCE) {
        throw new RefusedException(
            "transcript",
            "finding.cues.long",
            LONGEST_SENTENCE,
            sentence.substring(0, sentence.offsetByCodePoints(0, 60)));
      }
    }
    boolean estimated = content.cues().isEmpty();
    return new CueSheet(
        estimated
            ? rounded(SentenceTimes.estimate(sentences, durationMillis, silences))
            : SentenceTimes.align(sentences, content.cues(), durationMillis),
        estimated,
        durationMillis);
  }

  List<String> sentences() {
    return cues.stream().map(Cue::text).toList();
  }

  /** When each begins, as it is typed. */
  List<String> starts() {
    return cues.stream().map(cue -> clock(cue.startMillis())).toList();
  }

  /**
   * The same sentences at these times. Each is said until the next begins, unless there was a gap
   * between them.
   *
   * @param typed one for each sentence
   * @throws RefusedException with all that is wrong with them
   */
  List<Cue> at(List<String> typed) {
    List<Finding> findings = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    int before = -1;
    for (int at = 0; at < typed.size(); at++) {
      String field = "start" + (at + 1);
      Integer millis = millis(typed.get(at));
      if (millis == null) {
        findings.add(new Finding(field, "finding.cues.malformed"));
      } else if (millis >= durationMillis) {
        findings.add(new Finding(field, "finding.cues.late", clock(durationMillis)));
      } else if (millis <= before) {
        findings.add(new Finding(field, "finding.cues.order", clock(before)));
      } else {
        before = millis;
      }
      starts.add(millis == null ? 0 : millis);
    }
    if (!findings.isEmpty()) {
      throw new RefusedException(findings);
    }
    List<Cue> timed = new ArrayList<>();
    for (int at = 0; at < cues.size(); at++) {
      Cue cue = cues.get(at);
      boolean last = at + 1 == cues.size();
      int next = last ? durationMillis : starts.get(at + 1);
      int nextBefore = last ? durationMillis : cues.get(at + 1).startMillis();
      boolean gap = cue.endMillis() < nextBefore && cue.endMillis() > starts.get(at);
      int end = gap ? Math.min(cue.endMillis(), next) : next;
      timed.add(new Cue(starts.get(at), end, cue.text()));
    }
    return timed;
  }

  private static List<Cue> rounded(List<Cue> exact) {
    List<Cue> rounded = new ArrayList<>();
    int before = -STEP_MILLIS;
    List<Integer> starts = new ArrayList<>();
    for (Cue cue : exact) {
      int start = Math.round(cue.startMillis() / (float) STEP_MILLIS) * STEP_MILLIS;
      before = start > before && start < cue.endMillis() ? start : cue.startMillis();
      starts.add(before);
    }
    for (int at = 0; at < exact.size(); at++) {
      Cue cue = exact.get(at);
      boolean joined = at + 1 < exact.size() && cue.endMillis() == exact.get(at + 1).startMillis();
      rounded.add(
          new Cue(starts.get(at), joined ? starts.get(at + 1) : cue.endMillis(), cue.text()));
    }
    return rounded;
  }

  /** Minutes, seconds and at least a tenth of one. */
  static String clock(int millis) {
    String exact =
        String.format(
            Locale.ROOT, "%d:%02d.%03d", millis / 60_000, millis / 1000 % 60, millis % 1000);
    return exact.replaceAll("0{1,2}$", "");
  }

  /** Null where it is no time. */
  private static @Nullable Integer millis(String typed) {
    Matcher clock = CLOCK.matcher(typed.strip());
    if (!clock.matches()) {
      return null;
    }
    String first = clock.group(1);
    String second = clock.group(2);
    // What stands alone before the seconds is minutes.
    int hours = first != null && second != null ? Integer.parseInt(first) : 0;
    int minutes =
        second != null ? Integer.parseInt(second) : first != null ? Integer.parseInt(first) : 0;
    int seconds = Integer.parseInt(clock.group(3));
    if ((first != null || second != null) && seconds > 59) {
      return null;
    }
    String fraction = clock.group(4);
    int millis = fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
    long all = ((hours * 60L + minutes) * 60 + seconds) * 1000 + millis;
    return all > Integer.MAX_VALUE ? null : Integer.valueOf((int) all);
  }
}
