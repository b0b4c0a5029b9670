package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Source;

class ContentAdviceTest {
  private static final String SIMPLE = "The dog ran home. ".repeat(30);
  private static final String HARD =
      "Immunological investigation necessitates multidisciplinary rehabilitation. ".repeat(25);

  @Test
  void thereIsNothingToSayOfAGoodAnswer() {
    assertEquals(List.of(), keys("en", SIMPLE, 48_000, true));
    assertEquals(List.of(), keys("en", SIMPLE, null, true));
  }

  @Test
  void longSentencesAreCountedAndNamed() {
    Finding finding =
        ContentAdvice.of(
                content("en", "Well. Quite " + "very ".repeat(24) + "long. Done.", true), null)
            .get(0);
    assertAll(
        () -> assertEquals("transcript", finding.field()),
        () -> assertEquals("advice.sentences", finding.key()),
        () -> assertEquals(1, finding.arguments().get(0)),
        () -> assertTrue(finding.arguments().get(2).toString().contains("(26)")));
    assertEquals(List.of(), keys("en", "very ".repeat(24) + "long.", null, true));
  }

  @Test
  void theReadingAgeIsJudgedForEnglishAlone() {
    assertAll(
        () -> assertEquals(List.of("advice.age"), keys("en", HARD, null, true)),
        () -> assertEquals(List.of("advice.age"), keys("en-GB", HARD, null, true)),
        () -> assertEquals(List.of(), keys("de", HARD, null, true)),
        () -> assertEquals(List.of(), keys("en", HARD.substring(0, 300), null, true)));
  }

  /** 0.39 × 4 + 11.8 × 1 − 15.59 is below the first grade. */
  @Test
  void theReadingAgeIsThatOfFleschAndKincaid() {
    assertEquals(5, ContentAdvice.readingAge(List.of("The dog ran home.")));
    // 10 words of 14 syllables: 3.9 + 16.52 - 15.59 = 4.83.
    assertEquals(
        10, ContentAdvice.readingAge(List.of("Doctor, the dog ran away from me into the water.")));
  }

  @ParameterizedTest
  @CsvSource({
    "the, 1",
    "dog, 1",
    "water, 2",
    "made, 1",
    "takes, 1",
    "wanted, 2",
    "boxes, 2",
    "little, 2",
    "walked, 1",
    "medicine, 3",
    "stomach, 2",
    "esophagus, 4",
    "be, 1",
    "hmm, 1",
    "doctor's, 2"
  })
  void syllablesAreCounted(String word, int count) {
    assertEquals(count, ContentAdvice.syllables(word), word);
  }

  @Test
  void aTranscriptThatTheClipCannotHoldIsNoticed() {
    // 120 words.
    assertAll(
        () -> assertEquals(List.of("advice.pace.fast"), keys("en", SIMPLE, 30_000, true)),
        () -> assertEquals(List.of("advice.pace.slow"), keys("en", SIMPLE, 90_000, true)),
        () -> assertEquals(List.of(), keys("en", SIMPLE, 80_000, true)),
        () -> assertEquals(List.of(), keys("en", SIMPLE, 33_000, true)),
        () -> assertEquals(List.of(), keys("fi", SIMPLE, 200_000, true)),
        () -> assertEquals(List.of(), keys("en", "A few words.", 200_000, true)));
  }

  @Test
  void missingSourcesAndCaptionsAreNamedWithTheirFields() {
    List<Finding> advice = ContentAdvice.of(content("en", SIMPLE, false), 48_000);
    assertEquals(List.of("captions", "sourceTitle1"), advice.stream().map(Finding::field).toList());
    assertEquals(List.of("advice.sources"), keys("en", SIMPLE, null, false));
  }

  @Test
  void nothingIsSaidOfNothing() {
    assertEquals(List.of("advice.sources"), keys("en", "", null, false));
  }

  private static List<String> keys(String lang, String transcript, Integer millis, boolean whole) {
    return ContentAdvice.of(content(lang, transcript, whole), millis).stream()
        .map(Finding::key)
        .toList();
  }

  private static ManuscriptContent content(String lang, String transcript, boolean whole) {
    return new ManuscriptContent(
        "Title?",
        "title",
        lang,
        1L,
        1L,
        List.of(),
        transcript,
        whole ? List.of(new Source("Book", null)) : List.of(),
        null,
        "",
        "",
        null,
        null,
        whole ? List.of(new Cue(0, 1_000, "The dog")) : List.of(),
        false);
  }
}
