package org.vivavoce.publishing;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.related.RelatedEditor;

/**
 * Computes Other Voices in the background, soon after something was published, so that publishing
 * need not wait for it. Any number of instances run it; one of them works at a time.
 */
public final class RelatedWorker {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  // Any number will do, if only every worker asks for the same.
  private static final long LOCK = 0x564956524CL;

  private RelatedWorker() {}

  /** Begins to work; what is under way when it is closed is undone, and left for the next start. */
  public static BackgroundWorker start(Jdbi jdbi) {
    return BackgroundWorker.start(
        "related-worker", "Other Voices wait", PAUSE, worker -> workOff(jdbi));
  }

  /**
   * Asks for Other Voices where an answer has become overdue for review since they were computed:
   * it is to lose its place without anybody publishing anything.
   */
  public static void askWhereOverdue(Jdbi jdbi) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into pending_work (kind, asked_at)
                select 'related', clock_timestamp()
                 where exists (select from article
                                where status = 'published' and review_due_on < current_date
                                  and review_due_on >= coalesce((select day from related_computed), '-infinity'))
                on conflict (kind) do nothing
                """));
  }

  /**
   * Does what was asked for, where no other instance is about it.
   *
   * @return whether there was anything to do here
   */
  public static boolean workOff(Jdbi jdbi) {
    return jdbi.inTransaction(RelatedWorker::workOff);
  }

  private static boolean workOff(Handle handle) {
    Optional<OffsetDateTime> asked =
        handle
            .createQuery("select asked_at from pending_work where kind = 'related'")
            .mapTo(OffsetDateTime.class)
            .findOne();
    if (asked.isEmpty() || !isAlone(handle)) {
      return false;
    }
    RelatedEditor.rebuild(handle, done -> {});
    // Asked for again meanwhile: what was published then may not have been seen.
    handle
        .createUpdate("delete from pending_work where kind = 'related' and asked_at = :asked")
        .bind("asked", asked.get())
        .execute();
    handle.execute("select pg_notify('content', 'all')");
    return true;
  }

  private static boolean isAlone(Handle handle) {
    return handle
        .createQuery("select pg_try_advisory_xact_lock(:lock)")
        .bind("lock", LOCK)
        .mapTo(Boolean.class)
        .one();
  }
}
