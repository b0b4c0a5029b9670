package org.vivavoce.admin;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.SignedIn;

/**
 * Sets, moves and cancels the time at which something is done with an answer. Whoever locks both
 * locks what is scheduled before the answer, and before whoever the answer names.
 */
final class ScheduleEditor {
  private final Jdbi jdbi;
  private final Clock clock;
  private final ZoneId zone;

  ScheduleEditor(Jdbi jdbi, Clock clock, ZoneId zone) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.zone = zone;
  }

  /**
   * Schedules something that could be done now.
   *
   * @param base the revision that was looked at, and which is to be published
   * @return the job's id
   * @throws RefusedException where the time is none, or something stands against it
   * @throws RevisionConflictException where the base is no longer the current revision
   */
  long schedule(SignedIn who, long id, int base, ScheduledJob.Kind kind, ScheduleForm form) {
    return jdbi.inTransaction(
        handle -> {
          lock(handle, id);
          boolean publishes = kind == ScheduledJob.Kind.PUBLISH;
          Manuscript manuscript =
              publishes
                  ? ManuscriptEditor.locked(handle, id, base)
                  : ManuscriptEditor.locked(handle, id);
          ScheduleTime time = ScheduleTime.of(kind, form, zone, clock.instant());
          List<ScheduledJob> waiting = ScheduleQueries.waiting(handle, id);
          if (waiting.stream().anyMatch(job -> job.is(kind))) {
            throw new RefusedException("workflow", "finding.schedule.already");
          }
          checkOrder(kind, time.instant(), waiting);
          refuse(
              publishes
                  ? whyNotPublished(handle, manuscript, form.reason(), time.instant())
                  : whyNotWithdrawn(manuscript, form.reason(), time.instant(), waiting));
          long job =
              handle
                  .createQuery(
                      """
                      insert into scheduled_job (manuscript_id, kind, revision_number, run_at, local_time, time_zone, reason,
                                                 account_id, created_at)
                      values (:manuscript, :kind, :revision, :at, :local, :zone, :reason, :account, :now)
                      returning id
                      """)
                  .bind("manuscript", id)
                  .bind("kind", kind.code())
                  .bind("revision", publishes ? base : null)
                  .bind("at", time.instant())
                  .bind("local", time.local())
                  .bind("zone", zone.getId())
                  .bind("reason", form.reason())
                  .bind("account", who.accountId())
                  .bind("now", clock.instant())
                  .mapTo(Long.class)
                  .one();
          // What failed before is seen to with that.
          handle
              .createUpdate(
                  """
                  update scheduled_job set dismissed_at = :now
                   where manuscript_id = :manuscript and kind = :kind and state = 'failed' and dismissed_at is null
                  """)
              .bind("now", clock.instant())
              .bind("manuscript", id)
              .bind("kind", kind.code())
              .execute();
          log(
              handle,
              who,
              "manuscript.schedule",
              ScheduleQueries.find(handle, job).orElseThrow(),
              manuscript.articleId());
          return job;
        });
  }

  /**
   * Sets another time. Whoever does so answers for it from then on.
   *
   * @param seen the time that was looked at
   * @throws RefusedException where the time is none, or somebody else was there first
   */
  void move(SignedIn who, long id, Instant seen, ScheduleForm form) {
    jdbi.useTransaction(
        handle -> {
          // The answer's other job as well: neither may be moved past the other at the same moment.
          handle
              .createQuery(
                  """
                  select id from scheduled_job
                   where manuscript_id = (select manuscript_id from scheduled_job where id = :id)
                     and (state = 'waiting' or id = :id)
                   order by id for update
                  """)
              .bind("id", id)
              .mapTo(Long.class)
              .list();
          ScheduledJob job = lockedWaiting(handle, id);
          ScheduledJob.Kind kind = kind(job);
          if (!job.runAt().equals(seen)) {
            throw new RefusedException(
                "workflow",
                "finding.schedule.moved",
                job.accountName(),
                Moment.of(job.runAt(), zone).text());
          }
          ScheduleTime time = ScheduleTime.of(kind, form, zone, clock.instant());
          checkOrder(
              kind,
              time.instant(),
              ScheduleQueries.waiting(handle, job.manuscriptId()).stream()
                  .filter(each -> each.id() != id)
                  .toList());
          handle
              .createUpdate(
                  """
                  update scheduled_job
                     set run_at = :at, local_time = :local, time_zone = :zone, account_id = :account, attempts = 0
                   where id = :id
                  """)
              .bind("at", time.instant())
              .bind("local", time.local())
              .bind("zone", zone.getId())
              .bind("account", who.accountId())
              .bind("id", id)
              .execute();
          Map<String, Object> detail = detail(ScheduleQueries.find(handle, id).orElseThrow());
          detail.put("before", job.runAt().toString());
          Audit.write(
              handle, who, "manuscript.schedule", article(handle, job.manuscriptId()), detail);
        });
  }

  /**
   * @throws RefusedException where it is not waiting any more
   */
  void cancel(SignedIn who, long id) {
    jdbi.useTransaction(handle -> cancel(handle, who, lockedWaiting(handle, id), clock.instant()));
  }

  /** Says that a failure was seen to. */
  void dismiss(SignedIn who, long id) {
    jdbi.useTransaction(
        handle -> {
          int dismissed =
              handle
                  .createUpdate(
                      """
                      update scheduled_job set dismissed_at = :now
                       where id = :id and state = 'failed' and dismissed_at is null
                      """)
                  .bind("now", clock.instant())
                  .bind("id", id)
                  .execute();
          // A second press of the button finds it done.
          if (dismissed > 0) {
            ScheduledJob job = ScheduleQueries.find(handle, id).orElseThrow();
            log(
                handle,
                who,
                "manuscript.schedule_dismissed",
                job,
                article(handle, job.manuscriptId()));
          }
        });
  }

  /**
   * Locks what is scheduled for an answer, before anything else of it is locked: whatever is being
   * done at its time has then been done.
   */
  static List<Long> lock(Handle handle, long manuscript) {
    return handle
        .createQuery(
            """
            select id from scheduled_job
             where manuscript_id = :manuscript and state = 'waiting' order by id for update
            """)
        .bind("manuscript", manuscript)
        .mapTo(Long.class)
        .list();
  }

  /**
   * What was done by hand need not be done at its time.
   *
   * @param locked by {@link #lock}
   * @param number of the revision that was published
   */
  static void overtake(
      Handle handle,
      SignedIn who,
      List<Long> locked,
      ScheduledJob.Kind kind,
      int number,
      Clock clock) {
    for (Long id : locked) {
      ScheduledJob job = ScheduleQueries.find(handle, id).orElseThrow();
      Integer revision = job.revisionNumber();
      if (job.isWaiting() && job.is(kind) && (revision == null || revision == number)) {
        cancel(handle, who, job, clock.instant());
      }
    }
  }

  /** What stands against it as far as is known: nothing may, when it is scheduled. */
  private List<Finding> whyNotPublished(
      Handle handle, Manuscript manuscript, String reason, Instant at) {
    int number = manuscript.revision().number();
    List<Finding> now =
        ReviewEditor.whyNotPublished(handle, manuscript, number, reason, day(clock.instant()));
    List<Finding> findings =
        now.isEmpty()
            ? ReviewEditor.whyNotPublished(handle, manuscript, number, reason, day(at))
            : now;
    return findings.stream()
        .map(
            each ->
                each.field().equals("reason")
                    ? new Finding(
                        ScheduleForm.id(ScheduledJob.Kind.PUBLISH, "Reason"),
                        each.key(),
                        each.arguments(),
                        each.link())
                    : each)
        .toList();
  }

  private static List<Finding> whyNotWithdrawn(
      Manuscript manuscript, String reason, Instant at, List<ScheduledJob> waiting) {
    if (reason.isBlank()) {
      return List.of(
          new Finding(
              ScheduleForm.id(ScheduledJob.Kind.WITHDRAW, "Reason"), "finding.withdraw.reason"));
    }
    return whyNotWithdrawn(manuscript, at, waiting);
  }

  /** What stands against withdrawing an answer at a time, as far as is known. */
  static List<Finding> whyNotWithdrawn(
      Manuscript manuscript, Instant at, List<ScheduledJob> waiting) {
    boolean becomesPublic =
        waiting.stream()
            .anyMatch(job -> job.is(ScheduledJob.Kind.PUBLISH) && job.runAt().isBefore(at));
    return manuscript.isPublic() || becomesPublic
        ? List.of()
        : List.of(new Finding("workflow", "finding.withdraw.notPublic"));
  }

  /** A withdrawal takes the approval away that a later publication would need. */
  private static void checkOrder(ScheduledJob.Kind kind, Instant at, List<ScheduledJob> others) {
    for (ScheduledJob other : others) {
      boolean withdrawnFirst =
          kind == ScheduledJob.Kind.PUBLISH
              ? !other.runAt().isAfter(at)
              : !at.isAfter(other.runAt());
      if (withdrawnFirst) {
        throw new RefusedException(
            ScheduleForm.id(kind, "Time"), "finding.schedule.order." + kind.code());
      }
    }
  }

  private static void cancel(Handle handle, SignedIn who, ScheduledJob job, Instant now) {
    handle
        .createUpdate(
            "update scheduled_job set state = 'cancelled', finished_at = :now where id = :id")
        .bind("now", now)
        .bind("id", job.id())
        .execute();
    log(handle, who, "manuscript.unschedule", job, article(handle, job.manuscriptId()));
  }

  private static ScheduledJob lockedWaiting(Handle handle, long id) {
    ScheduledJob job =
        handle
            .createQuery("select id from scheduled_job where id = :id for update")
            .bind("id", id)
            .mapTo(Long.class)
            .findOne()
            .flatMap(locked -> ScheduleQueries.find(handle, locked))
            .orElseThrow(() -> new NoSuchElementException("no scheduled job " + id));
    if (!job.isWaiting()) {
      throw new RefusedException("workflow", "finding.schedule.gone");
    }
    return job;
  }

  private static ScheduledJob.Kind kind(ScheduledJob job) {
    return job.is(ScheduledJob.Kind.PUBLISH)
        ? ScheduledJob.Kind.PUBLISH
        : ScheduledJob.Kind.WITHDRAW;
  }

  static @Nullable Long article(Handle handle, long manuscript) {
    return handle
        .createQuery("select article_id from manuscript where id = :id and article_id is not null")
        .bind("id", manuscript)
        .mapTo(Long.class)
        .findOne()
        .orElse(null);
  }

  static void log(
      Handle handle, SignedIn who, String action, ScheduledJob job, @Nullable Long article) {
    Audit.write(handle, who, action, article, detail(job));
  }

  static Map<String, Object> detail(ScheduledJob job) {
    Map<String, Object> detail =
        new HashMap<>(
            Map.of(
                "manuscript",
                job.manuscriptId(),
                "job",
                job.id(),
                "kind",
                job.kind(),
                "at",
                job.runAt().toString()));
    if (job.revisionNumber() != null) {
      detail.put("revision", job.revisionNumber());
    }
    return detail;
  }

  private static void refuse(List<Finding> findings) {
    if (!findings.isEmpty()) {
      throw new RefusedException(new ArrayList<>(findings));
    }
  }

  /** As publication dates are counted. */
  static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
