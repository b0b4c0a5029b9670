package org.vivavoce.feedback;

import java.time.Clock;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Counts what readers say, keeps what they write, and forgets it again. */
public final class FeedbackEditor {
  /** An address is kept so long after its matter was closed; the privacy page says so. */
  private static final Period EMAIL_KEPT = Period.ofDays(90);

  /** And the text so long. */
  private static final Period TEXT_KEPT = Period.ofDays(730);

  private final Jdbi jdbi;
  private final Clock clock;

  public FeedbackEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Counts a vote; nothing else of it is kept. */
  void vote(long article, boolean helpful) {
    jdbi.useTransaction(handle -> count(handle, article, helpful ? 1 : 0, helpful ? 0 : 1, 0));
  }

  /**
   * Keeps what somebody wrote, for the newsroom.
   *
   * @param email where they would like to be answered, or null
   * @return whether the answer of which they speak is still public
   */
  boolean write(long article, FeedbackKind kind, String body, @Nullable String email) {
    return jdbi.inTransaction(
        handle -> {
          int kept =
              handle
                  .createUpdate(
                      """
                      insert into feedback (article_id, revision_id, version_at, kind, body, email, created_at)
                      select article.id, manuscript.live_revision_id, article.updated_at, :kind, :body, :email, :now
                        from published_article article
                        left join manuscript on manuscript.article_id = article.id
                       where article.id = :article
                      """)
                  .bind("article", article)
                  .bind("kind", kind.code())
                  .bind("body", body)
                  .bind("email", email)
                  .bind("now", clock.instant())
                  .execute();
          if (kept > 0 && kind == FeedbackKind.ERROR) {
            count(handle, article, 0, 0, 1);
          }
          return kept > 0;
        });
  }

  /**
   * Forgets the addresses of those whose matter has been closed for long, and then what they wrote.
   *
   * @return how many of both
   */
  public int sweep() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return jdbi.inTransaction(
        handle ->
            handle
                    .createUpdate(
                        """
                        update feedback set email = null
                         where id in (select id from feedback where closed_at < :before and email is not null
                                         for update skip locked)
                        """)
                    .bind("before", today.minus(EMAIL_KEPT).atStartOfDay().atOffset(ZoneOffset.UTC))
                    .execute()
                + handle
                    .createUpdate(
                        """
                        delete from feedback
                         where id in (select id from feedback where closed_at < :before for update skip locked)
                        """)
                    .bind("before", today.minus(TEXT_KEPT).atStartOfDay().atOffset(ZoneOffset.UTC))
                    .execute());
  }

  private void count(Handle handle, long article, int yes, int no, int errors) {
    handle
        .createUpdate(
            """
            insert into feedback_count as total (article_id, yes, no, errors) values (:article, :yes, :no, :errors)
            on conflict (article_id) do update
              set yes = total.yes + excluded.yes, no = total.no + excluded.no, errors = total.errors + excluded.errors
            """)
        .bind("article", article)
        .bind("yes", yes)
        .bind("no", no)
        .bind("errors", errors)
        .execute();
    handle
        .createUpdate(
            """
            insert into feedback_day as total (day, article_id, yes, no, errors)
            values (:day, :article, :yes, :no, :errors)
            on conflict (day, article_id) do update
              set yes = total.yes + excluded.yes, no = total.no + excluded.no, errors = total.errors + excluded.errors
            """)
        .bind("day", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
        .bind("article", article)
        .bind("yes", yes)
        .bind("no", no)
        .bind("errors", errors)
        .execute();
  }
}
