package org.vivavoce.article;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What other doctors answer to the same question. */
final class SameQuestionQueries {
  static final int SHOWN = 5;

  /** So many answers are looked at; where there are more, nobody counts them. */
  static final int MOST = 200;

  /**
   * The best answer of each other doctor, for the published answer of a slug: one that is not
   * overdue for review first, then the one that was reviewed last. Takes {@code slug} and {@code
   * today}, and has {@code most} and {@code shown} defined; no row where nobody else answers it.
   */
  static final String OTHERS =
      """
      with mine as materialized (
             select key, demo, doctor_id from published_question where article_id = (select id from published_article where slug = :slug)),
           answers as materialized (
             select question.article_id, question.doctor_id, question.reviewed_on,
                    coalesce(question.review_due_on < :today, false) as overdue
               from mine
               join published_question question on question.key = mine.key and question.demo = mine.demo
              order by question.article_id limit <most>),
           best as (
             select * from (
               select distinct on (doctor_id) article_id, reviewed_on, overdue
                 from answers where doctor_id <> (select doctor_id from mine)
                order by doctor_id, overdue, reviewed_on desc nulls last, article_id) each_doctor
              order by overdue, reviewed_on desc nulls last, article_id limit <shown>)
      select best.article_id, teaser.slug, teaser.lang, teaser.title, teaser.doctor_name, teaser.specialty_name,
             teaser.duration_seconds, best.reviewed_on, best.overdue, counted.doctors, counted.persons,
             note.agreement, note.note, note.written_at
        from best
        join published_teaser teaser on teaser.id = best.article_id
       cross join (select count(distinct doctor_id)::int as doctors,
                          bool_and((select question.person from published_question question
                                     where question.article_id = answers.article_id)) as persons
                     from answers) counted
        left join published_question_note note
          on note.key = (select key from mine) and note.demo = (select demo from mine)
       order by best.overdue, best.reviewed_on desc nulls last, best.article_id
      """;

  private SameQuestionQueries() {}

  /**
   * Another doctor's answer, with what is told of all of them.
   *
   * @param doctors who answer it, this page's among them
   * @param persons whether all of them are, and none an institution
   * @param agreement "agree", "partly" or "differ"; null where no editor has said so
   */
  public record Row(
      long articleId,
      String slug,
      String lang,
      String title,
      String doctorName,
      String specialtyName,
      @Nullable Integer durationSeconds,
      @Nullable LocalDate reviewedOn,
      boolean overdue,
      int doctors,
      boolean persons,
      @Nullable String agreement,
      @Nullable String note,
      @Nullable Instant writtenAt) {}
}
