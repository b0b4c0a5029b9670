package org.vivavoce.admin;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.SignedIn;

/**
 * Deals with what readers wrote. Each method is one transaction, which begins by locking the item;
 * of two people who act on the same state of it, the second is told.
 */
final class FeedbackQueueEditor {
  private final Jdbi jdbi;
  private final Clock clock;

  FeedbackQueueEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Asks somebody to see to it.
   *
   * @param version of the item that was looked at
   * @param to the account, or null for nobody
   * @throws NoSuchElementException where it is not there for them
   * @throws FeedbackMovedException where somebody acted meanwhile
   * @throws RefusedException where they may not, or there is no such colleague
   */
  void assign(SignedIn who, long id, int version, @Nullable Long to) {
    act(
        who,
        id,
        version,
        "feedback.assign",
        (handle, item, detail) -> {
          refuseClosed(item);
          Long self = who.accountId();
          boolean own = self.equals(to) || (to == null && self.equals(item.assignedTo()));
          // Who does not see all of it may take something on, but gives nothing to others.
          if (!FeedbackQueueQueries.seesAll(who)
              && !(own && (item.assignedTo() == null || self.equals(item.assignedTo())))) {
            throw new RefusedException("state", "queue.assign.mayNot");
          }
          if (to != null && !isAtWork(handle, to)) {
            throw new RefusedException("to", "queue.assign.unknown");
          }
          handle
              .createUpdate(
                  """
                  update feedback
                     set assigned_to = :to, version = version + 1,
                         state = case when state = 'answered' then 'answered'
                                      when :to::bigint is null then 'open' else 'assigned' end
                   where id = :id
                  """)
              .bind("to", to)
              .bind("id", id)
              .execute();
          if (to != null) {
            detail.put("to", to);
          }
        });
  }

  /** Says something about it to colleagues; that stands beside whatever else is done. */
  void note(SignedIn who, long id, String body) {
    jdbi.useTransaction(
        handle -> {
          FeedbackQueueQueries.Item item = locked(handle, who, id);
          if (body.isBlank()) {
            throw new RefusedException("note", "queue.note.missing");
          }
          int inserted =
              handle
                  .createUpdate(
                      """
                      insert into feedback_note (feedback_id, account_id, body, created_at)
                      select :item, :account, :body, :now
                       where not exists (
                         select from feedback_note
                          where feedback_id = :item and account_id = :account and body = :body
                                and created_at > :now::timestamptz - interval '10 minutes')
                      """)
                  .bind("item", id)
                  .bind("account", who.accountId())
                  .bind("body", body)
                  .bind("now", clock.instant())
                  .execute();
          // Whoever was told that it may not have been saved has sent it again.
          if (inserted > 0) {
            Audit.write(handle, who, "feedback.note", item.articleId(), detail(item));
          }
        });
  }

  /** Writes down what the reader is answered, once. It is sent after that. */
  void answer(SignedIn who, long id, int version, String answer) {
    act(
        who,
        id,
        version,
        "feedback.answer",
        (handle, item, detail) -> {
          refuseClosed(item);
          refuseStrangers(who, item);
          if (item.email() == null || item.answer() != null) {
            throw new RefusedException("state", "queue.answer.cannot");
          }
          if (answer.isBlank()) {
            throw new RefusedException("answer", "queue.answer.missing");
          }
          handle
              .createUpdate(
                  """
                  update feedback
                     set answer = :answer, answered_by = :account, answered_at = :now, state = 'answered',
                         version = version + 1
                   where id = :id
                  """)
              .bind("answer", answer)
              .bind("account", who.accountId())
              .bind("now", clock.instant())
              .bind("id", id)
              .execute();
        });
  }

  /** Notes that a mail server took the answer. */
  void mailed(SignedIn who, FeedbackQueueQueries.Item item) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  "update feedback set mailed_at = :now where id = :id and answer is not null")
              .bind("now", clock.instant())
              .bind("id", item.id())
              .execute();
          Audit.write(handle, who, "feedback.mail", item.articleId(), detail(item));
        });
  }

  /**
   * @param outcome {@code changed} or {@code unchanged}: whether the answer is changed because of
   *     it
   */
  void close(SignedIn who, long id, int version, String outcome) {
    act(
        who,
        id,
        version,
        "feedback.close",
        (handle, item, detail) -> {
          refuseClosed(item);
          refuseStrangers(who, item);
          if (!outcome.equals("changed") && !outcome.equals("unchanged")) {
            throw new RefusedException("outcome", "queue.close.missing");
          }
          handle
              .createUpdate(
                  """
                  update feedback
                     set state = 'closed', outcome = :outcome, closed_by = :account, closed_at = :now,
                         version = version + 1
                   where id = :id
                  """)
              .bind("outcome", outcome)
              .bind("account", who.accountId())
              .bind("now", clock.instant())
              .bind("id", id)
              .execute();
          detail.put("outcome", outcome);
        });
  }

  /** Takes up again what was closed. */
  void reopen(SignedIn who, long id, int version) {
    act(
        who,
        id,
        version,
        "feedback.reopen",
        (handle, item, detail) -> {
          refuseStrangers(who, item);
          if (!item.isClosed()) {
            throw new RefusedException("state", "queue.reopen.open");
          }
          handle
              .createUpdate(
                  """
                  update feedback
                     set state = case when answer is not null then 'answered'
                                      when assigned_to is not null then 'assigned' else 'open' end,
                         outcome = null, closed_by = null, closed_at = null, version = version + 1
                   where id = :id
                  """)
              .bind("id", id)
              .execute();
        });
  }

  private void act(SignedIn who, long id, int version, String action, Act act) {
    jdbi.useTransaction(
        handle -> {
          FeedbackQueueQueries.Item item = locked(handle, who, id);
          if (item.version() != version) {
            throw new FeedbackMovedException();
          }
          Map<String, Object> detail = detail(item);
          act.on(handle, item, detail);
          Audit.write(handle, who, action, item.articleId(), detail);
        });
  }

  private static FeedbackQueueQueries.Item locked(Handle handle, SignedIn who, long id) {
    handle
        .createQuery("select id from feedback where id = :id for update")
        .bind("id", id)
        .mapTo(Long.class)
        .list();
    return FeedbackQueueQueries.find(handle, who, id).orElseThrow(NoSuchElementException::new);
  }

  private static void refuseClosed(FeedbackQueueQueries.Item item) {
    if (item.isClosed()) {
      throw new RefusedException("state", "queue.closed.already");
    }
  }

  private static void refuseStrangers(SignedIn who, FeedbackQueueQueries.Item item) {
    if (!item.isActedOnBy(who)) {
      throw new RefusedException("state", "queue.act.mayNot");
    }
  }

  private static boolean isAtWork(Handle handle, long account) {
    return handle
        .createQuery("select exists (select from account where id = :id and disabled_at is null)")
        .bind("id", account)
        .mapTo(Boolean.class)
        .one();
  }

  /** Which item it is; never whose address it bears. */
  private static Map<String, Object> detail(FeedbackQueueQueries.Item item) {
    return new HashMap<>(Map.of("feedback", item.id(), "kind", item.kind()));
  }

  private interface Act {
    /**
     * @param detail of the entry in the log, to which it adds
     */
    void on(Handle handle, FeedbackQueueQueries.Item item, Map<String, Object> detail);
  }
}
