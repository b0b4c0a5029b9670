package org.vivavoce.article;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  static final int SHOWN = 5;

  public SameQuestion {
    answers = List.copyOf(answers);
  }

  /**
   * The best answer of each other doctor, the best of all first: one that is not overdue for review
   * comes before one that is, then the one that was reviewed last.
   *
   * @param rows what else is answered to the question
   */
  static List<Row> best(List<Row> rows, LocalDate today) {
    Map<Long, Row> best = new LinkedHashMap<>();
    rows.stream()
        .filter(row -> !row.sameDoctor())
        .sorted(
            Comparator.comparing((Row row) -> row.isOverdue(today))
                .thenComparing(Row::reviewedOn, Comparator.nullsLast(Comparator.reverseOrder()))
                .thenComparing(Row::articleId))
        .forEach(row -> best.putIfAbsent(row.doctorId(), row));
    return List.copyOf(best.values());
  }

  /**
   * @param rows what else is answered to the question
   * @param person whether the doctor of this page is one, and no institution
   * @return null where nobody else answers it
   */
  static @Nullable SameQuestion of(List<Row> rows, boolean person, Frame frame) {
    List<Row> best = best(rows, frame.today());
    if (best.isEmpty()) {
      return null;
    }
    Words words = frame.words();
    List<Row> shown = best.stream().limit(SHOWN).toList();
    boolean persons = person && rows.stream().allMatch(Row::person);
    String who = persons ? "doctors" : "voices";
    int others = best.size() - shown.size();
    return new SameQuestion(
        words.of("question.heading." + who, best.size() + 1),
        note(shown.get(0), who, frame),
        shown.stream().map(row -> answer(row, frame)).toList(),
        others > 0 ? words.of("question.more." + who, others) : null);
  }

  private static @Nullable Note note(Row row, String who, Frame frame) {
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

  private static Answer answer(Row row, Frame frame) {
    Words words = frame.words();
    LocalDate reviewed = row.reviewedOn();
    Integer seconds = row.durationSeconds();
    return new Answer(
        frame.paths().article(row.slug()),
        row.title(),
        row.lang(),
        row.doctorName(),
        row.specialtyName(),
        seconds == null ? null : words.duration(seconds),
        reviewed == null ? null : words.day(reviewed),
        row.isOverdue(frame.today()));
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
   * @param lang BCP 47 tag of its title
   */
  public record Answer(
      String href,
      String title,
      String lang,
      String doctor,
      String specialty,
      @Nullable Duration duration,
      @Nullable Day reviewed,
      boolean overdue) {}

  /**
   * Another answer to the question, with what is told of all of them.
   *
   * @param person whether a person answers, and not an institution
   * @param sameDoctor whether it is answered by the doctor of the answer that was asked about
   * @param agreement "agree", "partly" or "differ"; null where no editor has said so
   */
  public record Row(
      long articleId,
      String slug,
      String lang,
      String title,
      long doctorId,
      String doctorName,
      boolean person,
      boolean sameDoctor,
      String specialtyName,
      @Nullable Integer durationSeconds,
      @Nullable LocalDate reviewedOn,
      @Nullable LocalDate reviewDueOn,
      @Nullable String agreement,
      @Nullable String note,
      @Nullable Instant writtenAt) {
    /**
     * Whether its review is overdue.
     *
     * @param today in the publisher's time zone
     */
    boolean isOverdue(LocalDate today) {
      return reviewDueOn != null && reviewDueOn.isBefore(today);
    }
  }
}
