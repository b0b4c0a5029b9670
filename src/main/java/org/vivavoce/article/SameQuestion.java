package org.vivavoce.article;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Day;
import org.vivavoce.web.Duration;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Words;

/**
 * What others answer to the same question, and what the editors say of all of it.
 *
 * @param heading how many answer it
 * @param note where they agree and differ; null where no editor has said so
 * @param more how many others there are, in words; null where all are shown
 */
public record SameQuestion(
    String heading, @Nullable Note note, List<Answer> answers, @Nullable String more) {
  public SameQuestion {
    answers = List.copyOf(answers);
  }

  /** Null where nobody else answers it. */
  static @Nullable SameQuestion of(List<SameQuestionQueries.Row> rows, String lang, Frame frame) {
    if (rows.isEmpty()) {
      return null;
    }
    Words words = frame.words();
    SameQuestionQueries.Row first = rows.get(0);
    String who = first.persons() ? "doctors" : "voices";
    int others = first.doctors() - 1 - rows.size();
    return new SameQuestion(
        words.of("question.heading." + who, first.doctors()),
        note(first, who, frame),
        rows.stream().map(row -> answer(row, lang, frame)).toList(),
        others > 0 ? words.of("question.more." + who, others) : null);
  }

  private static @Nullable Note note(SameQuestionQueries.Row row, String who, Frame frame) {
    String note = row.note();
    Instant written = row.writtenAt();
    if (note == null || written == null) {
      return null;
    }
    Words words = frame.words();
    return new Note(
        words.of("question.note.heading." + who),
        words.of("question.agreement." + row.agreement()),
        Arrays.stream(note.split("\\n\\s*\\n|\\n"))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList(),
        words.day(LocalDate.ofInstant(written, frame.zone())));
  }

  private static Answer answer(SameQuestionQueries.Row row, String lang, Frame frame) {
    Words words = frame.words();
    LocalDate reviewed = row.reviewedOn();
    Integer seconds = row.durationSeconds();
    return new Answer(
        frame.paths().article(row.slug()),
        row.title(),
        row.lang().equals(lang) ? null : row.lang(),
        row.doctorName(),
        row.specialtyName(),
        seconds == null ? null : words.duration(seconds),
        reviewed == null ? null : words.day(reviewed),
        row.overdue());
  }

  /**
   * What the editors say.
   *
   * @param agreement in words
   */
  public record Note(String heading, String agreement, List<String> paragraphs, Day written) {
    public Note {
      paragraphs = List.copyOf(paragraphs);
    }
  }

  /**
   * What one of them answers.
   *
   * @param lang where it is not that of this page's answer, else null
   */
  public record Answer(
      String href,
      String title,
      @Nullable String lang,
      String doctor,
      String specialty,
      @Nullable Duration duration,
      @Nullable Day reviewed,
      boolean overdue) {}
}
