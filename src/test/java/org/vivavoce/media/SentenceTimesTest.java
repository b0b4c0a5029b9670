package org.vivavoce.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Work;

class SentenceTimesTest {
  private static final List<String> ANSWER =
      List.of(
          "The pain of a heart attack is often not sharp at all.",
          "People tell me it feels like a weight, a tight band, or a hand pressing.",
          "Look at the whole picture.",
          "Sweating, feeling sick, or turning pale together with the pain makes me worried.",
          "Please do not wait to see whether it passes.",
          "Call for help.",
          "No doctor will mind if it turns out to be something harmless.");

  @Test
  void aCueThatHoldsTwoSentencesIsPartedByItsCharacters() {
    assertEquals(
        List.of(new Cue(1000, 2200, "Good morning."), new Cue(2400, 5000, "And hurt you how?")),
        SentenceTimes.align(
            List.of("Good morning.", "And hurt you how?"),
            // 20 characters in 2 s: "and" starts at the 14th.
            List.of(
                new Cue(1000, 3000, "good morning, and so"), new Cue(4000, 5000, "hurt you how")),
            9000));
  }

  @Test
  void wordsMayDifferALittle() {
    List<Cue> cues =
        List.of(
            new Cue(0, 2000, "the esophagus carries"),
            new Cue(2000, 4000, "food DOWN - if its blocked"),
            new Cue(5000, 7000, "two tablets of anti acid"),
            new Cue(7000, 9000, "may help you swallow"));
    List<Cue> times =
        SentenceTimes.align(
            List.of(
                "The oesophagus carries food down.",
                "If it’s blocked, 2 tablets of antacid may help.",
                "You swallow."),
            cues,
            10_000);
    assertEquals(new Cue(0, 2692, "The oesophagus carries food down."), times.get(0));
    assertEquals(2923, times.get(1).startMillis());
    assertEquals(7800, times.get(1).endMillis());
    assertEquals(new Cue(7900, 9000, "You swallow."), times.get(2));
  }

  @Test
  void aSentenceTheCaptionsLackTakesTheTimeBetween() {
    List<Cue> cues = new ArrayList<>(cuesOf(ANSWER));
    cues.remove(3);
    List<Cue> times = SentenceTimes.align(ANSWER, cues, 100_000);
    assertEquals(new Cue(29_000, 40_000, ANSWER.get(3)), times.get(3));
    assertEquals(cuesOf(ANSWER).get(4), times.get(4));
    assertEquals(cuesOf(ANSWER).get(6), times.get(6));
  }

  @Test
  void whatOnlyTheCaptionsSayIsPassedOver() {
    List<Cue> cues = new ArrayList<>(cuesOf(ANSWER));
    cues.set(2, new Cue(20_000, 24_000, "Well as I have said before we wait to see the pain"));
    List<String> sentences = new ArrayList<>(ANSWER);
    sentences.remove(2);
    List<Cue> expected = new ArrayList<>(cuesOf(ANSWER));
    expected.remove(2);
    assertEquals(expected, SentenceTimes.align(sentences, cues, 100_000));
  }

  @Test
  void sentencesBeforeAndAfterTheCaptionsAreSaidAtTheirTempo() {
    List<Cue> cues = cuesOf(ANSWER);
    List<Cue> times = SentenceTimes.align(ANSWER, cues.subList(1, 6), 600_000);
    assertEquals(cues.subList(1, 6), times.subList(1, 6));
    assertEquals(10_000, times.get(0).endMillis());
    assertTrue(times.get(0).startMillis() < 6000, times.toString());
    assertEquals(59_000, times.get(6).startMillis());
    assertTrue(times.get(6).endMillis() < 80_000, times.toString());
  }

  @Test
  void captionsOfSomethingElseAreNotBelieved() {
    List<Cue> other = List.of(new Cue(0, 4000, "It is the weather that we all like to talk of"));
    assertEquals(
        SentenceTimes.estimate(ANSWER, 60_000, List.of()),
        SentenceTimes.align(ANSWER, other, 60_000));
    assertEquals(
        SentenceTimes.estimate(ANSWER, 60_000, List.of()),
        SentenceTimes.align(ANSWER, List.of(), 60_000));
  }

  @Test
  void alignsLettersWithoutSpaces() {
    assertEquals(
        List.of(new Cue(0, 1000, "胸痛很常见。"), new Cue(1000, 2000, "请马上去医院。")),
        SentenceTimes.align(
            List.of("胸痛很常见。", "请马上去医院。"),
            List.of(new Cue(0, 1000, "胸痛很常见"), new Cue(1000, 2000, "请马上去医院")),
            3000));
  }

  @Test
  void aBrokenAndAlteredTextOfKnownTimesIsFoundAgain() {
    Random random = new Random(11);
    List<Integer> errors = new ArrayList<>();
    for (int round = 0; round < 50; round++) {
      Speech speech = speech(40, random);
      List<Cue> captions = rebroken(speech.cues(), random);
      List<Cue> times = SentenceTimes.align(texts(speech.cues()), captions, speech.duration());
      for (int at = 0; at < times.size(); at++) {
        errors.add(Math.abs(times.get(at).startMillis() - speech.cues().get(at).startMillis()));
      }
    }
    Collections.sort(errors);
    // The rest stands in lines that run over a full stop and the pause there.
    assertTrue(errors.get(errors.size() * 85 / 100) <= 300, errors.toString());
    assertTrue(errors.get(errors.size() * 99 / 100) <= 800, errors.toString());
  }

  @Test
  void withoutSilencesTimeGoesByLetters() {
    // 5 letters' time and a pause of 6, then 5 letters' time.
    assertEquals(
        List.of(new Cue(0, 1100, "Abcd."), new Cue(1100, 1600, "Efgh.")),
        SentenceTimes.estimate(List.of("Abcd.", "Efgh."), 1600, List.of()));
    assertEquals(
        List.of(new Cue(0, 1600, "Abcd."), new Cue(1600, 2100, "Efgh.")),
        SentenceTimes.estimateParagraphs(
            List.of(List.of("Abcd."), List.of("Efgh.")), 2100, List.of()));
    assertEquals(
        List.of(new Cue(0, 700, "One.")), SentenceTimes.estimate(List.of("One."), 700, List.of()));
    assertEquals(List.of(), SentenceTimes.estimate(List.of(), 700, List.of()));
  }

  @Test
  void sentencesBeginWhereSilencesEnd() {
    assertEquals(
        List.of(
            new Cue(500, 3400, "One sentence here."),
            new Cue(3400, 7000, "Another sentence here."),
            new Cue(7000, 9500, "And the last one.")),
        SentenceTimes.estimate(
            List.of("One sentence here.", "Another sentence here.", "And the last one."),
            10_000,
            List.of(
                new Silence(9500, 10_000),
                new Silence(6400, 7000),
                new Silence(0, 500),
                new Silence(2800, 3400),
                new Silence(4600, 4720))));
  }

  @Test
  void estimatesFromPausesAreWithinThreeTenthsOfASecond() {
    Random random = new Random(5);
    for (int round = 0; round < 100; round++) {
      Speech speech = speech(12, random);
      int duration = speech.duration();
      List<Cue> times = SentenceTimes.estimate(texts(speech.cues()), duration, speech.silences());
      int far = 0;
      for (int at = 0; at < times.size(); at++) {
        int off = Math.abs(times.get(at).startMillis() - speech.cues().get(at).startMillis());
        far += off > 300 ? 1 : 0;
      }
      // Now and then the pause at a comma is the likelier one.
      assertTrue(far <= 2, round + ": " + far);
    }
  }

  @Test
  void whateverIsGivenTheTimesAreInOrder() {
    Random random = new Random(3);
    for (int round = 0; round < 3000; round++) {
      List<String> sentences = new ArrayList<>();
      for (int left = random.nextInt(8); left > 0; left--) {
        sentences.add(ANSWER.get(random.nextInt(7)).substring(0, 1 + random.nextInt(14)));
      }
      sentences.add("…");
      int duration = sentences.size() + random.nextInt(random.nextBoolean() ? 5 : 60_000);
      List<Silence> silences = new ArrayList<>();
      for (int left = random.nextInt(9); left > 0; left--) {
        int start = random.nextInt(duration + 9);
        silences.add(new Silence(start, start + 1 + random.nextInt(duration)));
      }
      List<Cue> cues = new ArrayList<>();
      for (int start = 0; random.nextInt(9) > 0; start += 1000) {
        cues.add(new Cue(start, start + 1 + random.nextInt(1000), ANSWER.get(random.nextInt(7))));
      }
      assertInOrder(sentences, duration, SentenceTimes.estimate(sentences, duration, silences));
      assertInOrder(sentences, duration, SentenceTimes.align(sentences, cues, duration));
    }
  }

  @Test
  void aRecordingTooShortForItsSentencesIsRefused() {
    assertEquals(
        "7 sentences do not fit into 6 ms; check the transcript and the recording's length",
        assertThrows(
                IllegalArgumentException.class, () -> SentenceTimes.estimate(ANSWER, 6, List.of()))
            .getMessage());
  }

  @Test
  void longRecordingsTakeNoTime() {
    Random random = new Random(1);
    Speech speech = speech(300, random);
    List<String> sentences = texts(speech.cues());
    List<Cue> captions = rebroken(speech.cues(), random);
    SentenceTimes.align(sentences, captions, speech.duration());
    Work.assertAtMost(
        Duration.ofSeconds(2), () -> SentenceTimes.align(sentences, captions, speech.duration()));
    Work.assertAtMost(
        Duration.ofSeconds(2),
        () -> SentenceTimes.estimate(sentences, speech.duration(), speech.silences()));
    Speech hours = speech(8000, random);
    Work.assertAtMost(
        Duration.ofSeconds(10),
        () -> SentenceTimes.align(texts(hours.cues()), hours.cues(), hours.duration()));
    Work.assertAtMost(
        Duration.ofSeconds(10),
        () -> SentenceTimes.estimate(texts(hours.cues()), hours.duration(), hours.silences()));
  }

  private static void assertInOrder(List<String> sentences, int duration, List<Cue> times) {
    assertEquals(sentences, texts(times));
    int previousEnd = 0;
    for (Cue time : times) {
      assertTrue(time.startMillis() >= previousEnd, times.toString());
      previousEnd = time.endMillis();
    }
    assertTrue(previousEnd <= duration, times.toString());
  }

  private static List<String> texts(List<Cue> cues) {
    return cues.stream().map(Cue::text).toList();
  }

  /** Each sentence in a cue of its own, every ten seconds, nine seconds long. */
  private static List<Cue> cuesOf(List<String> sentences) {
    List<Cue> cues = new ArrayList<>();
    for (String sentence : sentences) {
      cues.add(new Cue(cues.size() * 10_000, cues.size() * 10_000 + 9000, sentence));
    }
    return cues;
  }

  /** Somebody speaks: 12 to 17 letters a second, a pause at most full stops and at some commas. */
  private static Speech speech(int sentences, Random random) {
    List<Cue> cues = new ArrayList<>();
    List<Silence> silences = new ArrayList<>();
    int now = 400;
    silences.add(new Silence(0, now));
    for (int at = 0; at < sentences; at++) {
      StringBuilder text = new StringBuilder();
      int start = now;
      double millisPerLetter = 59 + 24 * random.nextDouble();
      for (int left = 3 + random.nextInt(14); left >= 0; left--) {
        String word = word(random);
        text.append(text.length() == 0 ? "" : " ").append(word);
        now += (int) (word.length() * millisPerLetter);
        if (left > 0 && random.nextInt(7) == 0) {
          text.append(',');
          int pause = 90 + random.nextInt(200);
          silences.add(new Silence(now, now + pause));
          now += pause;
        }
      }
      cues.add(new Cue(start, now, text.append('.').toString()));
      int pause = 300 + random.nextInt(600);
      silences.add(new Silence(now, now + pause));
      now += pause;
    }
    return new Speech(cues, silences, now);
  }

  /** The common words are very common, as everywhere. */
  private static String word(Random random) {
    String[] common = {"the", "is", "a", "of", "it", "to", "and", "you", "in", "that"};
    if (random.nextInt(5) < 2) {
      return common[random.nextInt(common.length)];
    }
    StringBuilder word = new StringBuilder();
    int rank = (int) (600 * Math.pow(random.nextDouble(), 2));
    Random letters = new Random(rank);
    for (int left = 3 + letters.nextInt(8); left > 0; left--) {
      word.append((char) ('a' + letters.nextInt(26)));
    }
    return word.toString();
  }

  /** The same words in lines of seven, cut at their true times, some of them wrong. */
  private static List<Cue> rebroken(List<Cue> truth, Random random) {
    List<Cue> captions = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int lineStart = -1;
    int words = 0;
    for (Cue sentence : truth) {
      String[] parts = sentence.text().split(" ");
      double scale =
          (double) (sentence.endMillis() - sentence.startMillis()) / sentence.text().length();
      int character = 0;
      for (int at = 0; at < parts.length; at++) {
        int start = sentence.startMillis() + (int) (character * scale);
        character += parts[at].length() + 1;
        int end = sentence.startMillis() + (int) ((character - 1) * scale);
        if (lineStart < 0) {
          lineStart = start;
        }
        int fate = random.nextInt(20);
        if (fate == 0) {
          line.append(" ").append(word(random));
        } else if (fate != 1) {
          line.append(" ").append(parts[at]);
        }
        // A line may run over a full stop, where its time has the pause in it.
        boolean stop = at == parts.length - 1 && random.nextInt(5) > 0;
        if (++words % 7 == 0 || stop) {
          if (!line.isEmpty()) {
            captions.add(new Cue(lineStart, end, line.toString()));
          }
          line.setLength(0);
          lineStart = -1;
        }
      }
    }
    return captions;
  }

  private record Speech(List<Cue> cues, List<Silence> silences, int duration) {}
}
