package org.vivavoce.article;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What else is answered to the same question. */
final class SameQuestionQueries {
  /** So many answers are looked at; where there are more, nobody counts them. */
  private static final int MOST = 200;

  /**
   * The other answers to the question of a published answer, those of the same doctor among them.
   * Takes {@code slug}, and nothing else.
   */
  static final String OTHERS =
      """
      select article_id, slug, lang, title, doctor_id, doctor_name, person, same_doctor, specialty_name,
             duration_seconds, reviewed_on, review_due_on, agreement, note, written_at
        from published_same_question
       where asked_slug = :slug
       order by article_id
       limit\s"""
          + MOST;

  private SameQuestionQueries() {}

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
