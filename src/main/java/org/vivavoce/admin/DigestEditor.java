package org.vivavoce.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes down which letters of a week there are, who sends them, and which were sent. A letter is
 * taken in one transaction and sent after it: whatever happens then, nobody sends it a second time,
 * unless the mail server has refused it.
 */
final class DigestEditor {
  private static final Duration BETWEEN_TRIES = Duration.ofHours(1);
  private static final int MOST_TRIES = 5;
  private final Jdbi jdbi;

  DigestEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Writes down who gets a letter, where nobody has done so for this week.
   *
   * @param week its Monday
   * @param today from which days are counted until a review is due
   */
  void plan(LocalDate week, LocalDate today, Instant now) {
    if (isPlanned(week)) {
      return;
    }
    jdbi.useTransaction(
        handle -> {
          int fresh =
              handle
                  .createUpdate(
                      """
                      insert into digest_week (week, planned_at) values (:week, :now) on conflict do nothing
                      """)
                  .bind("week", week)
                  .bind("now", now)
                  .execute();
          if (fresh == 0) {
            return;
          }
          handle
              .createUpdate("delete from digest_week where week < :old")
              .bind("old", week.minusYears(1))
              .execute();
          insert(handle, ReviewCycleQueries.owners(handle, today), week, now);
        });
  }

  private boolean isPlanned(LocalDate week) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select exists (select from digest_week where week = :week)")
                .bind("week", week)
                .mapTo(Boolean.class)
                .one());
  }

  private static void insert(Handle handle, List<Long> accounts, LocalDate week, Instant now) {
    if (accounts.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "insert into digest_sent (account_id, week, next_try_at) values (:account, :week, :now)")) {
      for (Long account : accounts) {
        batch.bind("account", account).bind("week", week).bind("now", now).add();
      }
      batch.execute();
    }
  }

  /** Takes one of the week’s letters, which nobody else then takes; empty where none waits. */
  Optional<Taken> take(LocalDate week, Instant now) {
    return jdbi.inTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    update digest_sent set taken_at = :now, tries = tries + 1
                     where week = :week
                       and account_id = (select account_id from digest_sent
                                          where week = :week and taken_at is null and next_try_at <= :now
                                          order by next_try_at, account_id limit 1 for update skip locked)
                    returning account_id
                    """)
                .bind("now", now)
                .bind("week", week)
                .mapTo(Taken.class)
                .findOne());
  }

  /** Whom a letter goes to; empty where they want none any more, or may no longer sign in. */
  Optional<Recipient> recipient(long account) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, name, email from account
                     where id = :id and review_digest and disabled_at is null
                    """)
                .bind("id", account)
                .mapTo(Recipient.class)
                .findOne());
  }

  void sent(LocalDate week, long account, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update digest_sent set sent_at = :now where week = :week and account_id = :account
                    """)
                .bind("now", now)
                .bind("week", week)
                .bind("account", account)
                .execute());
  }

  /** The mail server has not taken it: once an hour it is tried again, five times in all. */
  void refused(LocalDate week, long account, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update digest_sent set taken_at = null, next_try_at = :next
                     where week = :week and account_id = :account and tries < :most
                    """)
                .bind("next", now.plus(BETWEEN_TRIES))
                .bind("week", week)
                .bind("account", account)
                .bind("most", MOST_TRIES)
                .execute());
  }

  /** A letter that is to be sent. */
  public record Taken(long accountId) {}

  /** Whom it goes to. */
  public record Recipient(long id, String name, String email) {}
}
