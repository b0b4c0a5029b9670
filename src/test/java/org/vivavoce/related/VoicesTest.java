package org.vivavoce.related;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.RelatedReason;

/** Which answers are put beside an answer, and why. */
class VoicesTest {
  private final Voices voices = new Voices();
  private final List<String> titles = new ArrayList<>();

  @Test
  void neverTheAnswerItselfAndAtMostFive() {
    for (int doctor = 0; doctor < 12; doctor++) {
      add("stent swallow cancer question" + doctor, "stent swallow cancer body" + doctor, doctor);
    }
    for (int at = 0; at < voices.count(); at++) {
      long self = voices.id(at);
      List<Voices.Choice> chosen = voices.othersOf(at);
      assertEquals(5, chosen.size());
      assertTrue(chosen.stream().noneMatch(choice -> choice.id() == self));
      assertEquals(5, chosen.stream().map(Voices.Choice::id).distinct().count());
    }
  }

  @Test
  void atMostTwoOfOnePersonButAnyNumberOfAnInstitution() {
    add("gullet cancer treatment", "chemotherapy radiotherapy surgery plan", 1);
    for (int at = 0; at < 6; at++) {
      add("gullet cancer treatment part" + at, "chemotherapy radiotherapy number" + at, 7);
    }
    assertEquals(2, voices.othersOf(0).size());
    Voices others = new Voices();
    for (int at = 0; at < 7; at++) {
      others.add(voice(at, "gullet cancer part" + at, "chemotherapy number" + at, 7, false, false));
    }
    assertEquals(5, others.othersOf(0).size());
  }

  @Test
  void theSameQuestionByAnotherDoctorIsToldAsSuch() {
    add("early signs gullet cancer", "weight loss hoarse voice", 1);
    add("signs early gullet cancer", "food sticks pain", 2);
    add("early signs gullet cancer", "tired pale bleeding", 1);
    Map<Long, RelatedReason> reasons = reasonsOf(0);
    assertEquals(RelatedReason.SAME_QUESTION, reasons.get(1L));
    assertFalse(RelatedReason.SAME_QUESTION == reasons.get(2L), "one's own is no other voice");
  }

  @Test
  void anAnswerThatComparesSaysSo() {
    add("gullet cancer signs", "cancer gullet tumour", 1);
    voices.add(
        voice(
            1,
            "Is gullet inflammation the same as gullet cancer?",
            "cancer gullet acid",
            2,
            true,
            false));
    assertEquals(RelatedReason.COMPARES, reasonsOf(0).get(1L));
  }

  @Test
  void wordsAloneAreNoSimilarQuestion() {
    add("chest pain heart attack", "sweating pressure arm pain spreads", 1);
    add("weight every day heart failure", "sweating pressure arm legs swell", 2);
    assertEquals(RelatedReason.MENTIONS, reasonsOf(0).get(1L));
  }

  @Test
  void nearDuplicatesAreLeftOut() {
    String text = "one two three four five six seven eight nine ten eleven twelve thirteen";
    add("gullet cancer", text, 1);
    add("gullet cancer copy", text, 2);
    add("gullet cancer other", "twenty thirty forty fifty sixty seventy eighty", 3);
    assertEquals(List.of(2L), reasonsOf(0).keySet().stream().sorted().toList());
  }

  @Test
  void demonstrationAnswersStandBesideDemonstrationAnswersOnly() {
    add("gullet cancer", "stent swallow", 1);
    voices.add(voice(1, "gullet cancer", "stent swallow more", 2, true, true));
    assertEquals(List.of(), voices.othersOf(0));
    assertEquals(List.of(), voices.othersOf(1));
  }

  @Test
  void theOrderDoesNotDependOnChance() {
    for (int doctor = 0; doctor < 30; doctor++) {
      add("gullet cancer", "stent swallow word" + doctor % 3 + " word" + doctor, doctor);
    }
    assertEquals(voices.othersOf(4), voices.othersOf(4));
  }

  @Test
  void anOverdueAnswerStandsFurtherBack() {
    add("gullet cancer stent", "stent swallow", 1);
    voices.add(overdue(1, "gullet cancer stent", "stent swallow soup", 2));
    add("gullet cancer stent", "stent swallow bread", 3);
    assertEquals(2L, voices.othersOf(0).get(0).id());
  }

  private Map<Long, RelatedReason> reasonsOf(int number) {
    return voices.othersOf(number).stream()
        .collect(java.util.stream.Collectors.toMap(Voices.Choice::id, Voices.Choice::reason));
  }

  private void add(String title, String body, long doctor) {
    titles.add(title);
    voices.add(voice(voices.count(), title, body, doctor, true, false));
  }

  private static RelatedEditor.Voice voice(
      long id, String title, String body, long doctor, boolean person, boolean demo) {
    return new RelatedEditor.Voice(
        id,
        "en",
        title,
        body,
        doctor,
        person,
        1,
        true,
        demo,
        false,
        lexemes(title),
        lexemes(body),
        List.of());
  }

  private static RelatedEditor.Voice overdue(long id, String title, String body, long doctor) {
    return new RelatedEditor.Voice(
        id,
        "en",
        title,
        body,
        doctor,
        true,
        1,
        true,
        false,
        true,
        lexemes(title),
        lexemes(body),
        List.of());
  }

  private static String lexemes(String text) {
    StringBuilder printed = new StringBuilder();
    int position = 1;
    for (String word :
        Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\W+")).sorted().toList()) {
      printed.append("'").append(word).append("':").append(position++).append(' ');
    }
    return printed.toString().strip();
  }
}
