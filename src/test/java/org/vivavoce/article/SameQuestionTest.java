package org.vivavoce.article;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vivavoce.web.WholePage;

class SameQuestionTest {
  private static final LocalDate TODAY = WholePage.FRAME.today();

  @Test
  void theBestOfEachDoctorIsWhatIsStillGoodAndWasReviewedLast() {
    List<SameQuestion.Row> rows =
        List.of(
            row(1, 10, TODAY.minusDays(9), TODAY.minusDays(1), true, false),
            row(2, 10, TODAY.minusDays(30), TODAY, true, false),
            row(3, 11, null, null, true, false),
            row(4, 11, TODAY.minusDays(40), null, true, false),
            row(5, 12, null, null, true, false),
            row(6, 13, TODAY.minusDays(40), null, true, false),
            row(7, 14, TODAY.minusDays(2), TODAY.minusDays(1), true, false),
            row(8, 15, TODAY, null, true, true));
    assertEquals(
        List.of(2L, 4L, 6L, 5L, 7L),
        SameQuestion.best(rows, TODAY).stream().map(SameQuestion.Row::articleId).toList());
  }

  @Test
  void fiveAreShownAndTheOthersCounted() {
    List<SameQuestion.Row> rows = new ArrayList<>();
    for (int doctor = 1; doctor <= 7; doctor++) {
      rows.add(row(doctor, doctor, null, null, true, false));
    }
    SameQuestion question = Objects.requireNonNull(SameQuestion.of(rows, true, WholePage.FRAME));
    assertEquals(5, question.answers().size());
    assertEquals("2 more doctors answer it, too.", question.more());
    assertEquals(WholePage.WORDS.of("question.heading.doctors", 8), question.heading());
  }

  @Test
  void oneInstitutionAmongThemMakesThemVoices() {
    List<SameQuestion.Row> rows =
        List.of(row(1, 10, null, null, true, false), row(2, 11, null, null, false, true));
    SameQuestion question = Objects.requireNonNull(SameQuestion.of(rows, true, WholePage.FRAME));
    assertEquals(WholePage.WORDS.of("question.heading.voices", 2), question.heading());
    assertNull(question.more());
    assertEquals(
        WholePage.WORDS.of("question.heading.voices", 2),
        Objects.requireNonNull(SameQuestion.of(rows.subList(0, 1), false, WholePage.FRAME))
            .heading());
  }

  @Test
  void whatTheSameDoctorAnswersTwiceIsNoOtherVoice() {
    assertNull(SameQuestion.of(List.of(row(1, 10, null, null, true, true)), true, WholePage.FRAME));
  }

  private static SameQuestion.Row row(
      long article,
      long doctor,
      @Nullable LocalDate reviewed,
      @Nullable LocalDate due,
      boolean person,
      boolean same) {
    return new SameQuestion.Row(
        article,
        "a-" + article,
        "en",
        "What helps?",
        doctor,
        "Dr Ada Example",
        person,
        same,
        "Cardiology",
        30,
        reviewed,
        due,
        null,
        null,
        null);
  }
}
