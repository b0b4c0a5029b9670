package org.vivavoce.admin;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.DatabaseClock;
import org.vivavoce.db.DatabaseException;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * Publishes and withdraws at the times that were set. Any number of instances run it; each job is
 * claimed, done and marked as done in one transaction, so that it is done once, whoever dies
 * meanwhile. What is late, since no instance was there at its time, is done by the next one.
 */
public final class ScheduleWorker {
  private static final Logger log = LoggerFactory.getLogger(ScheduleWorker.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_ATTEMPTS = 3;

  /** Beyond it, who looks into the log should know. */
  private static final Duration NOTICEABLE = Duration.ofSeconds(2);

  /** Beyond it, things would be done at a time that nobody set. */
  private static final Duration INTOLERABLE = Duration.ofMinutes(5);

  private static final long NANOS_BETWEEN_CHECKS = TimeUnit.MINUTES.toNanos(10);

  private final Jdbi jdbi;
  private final Clock clock;
  private final ReviewEditor review;
  private boolean clockIsRight;
  private long checkedAt;

  ScheduleWorker(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.review = new ReviewEditor(jdbi, clock);
  }

  /** Begins to work, once its clock was found to be right. */
  public static BackgroundWorker start(Jdbi jdbi, Clock clock) {
    return BackgroundWorker.start(
        "schedule-worker",
        "What is scheduled waits",
        PAUSE,
        new ScheduleWorker(jdbi, clock)::workOff);
  }

  private void workOff(BackgroundWorker worker) {
    boolean unchecked = System.nanoTime() - checkedAt > NANOS_BETWEEN_CHECKS;
    if (checkedAt == 0 || unchecked) {
      clockIsRight = checkClock();
      checkedAt = System.nanoTime();
    }
    while (clockIsRight && !worker.isClosed() && runNext()) {
      // The next one.
    }
  }

  /**
   * Compares this instance's clock with the database's, by which all others can be judged too.
   *
   * @return whether it is near enough to go by
   */
  boolean checkClock() {
    Duration ahead = DatabaseClock.ahead(jdbi, clock);
    Duration off = ahead.abs();
    String direction = ahead.isNegative() ? "behind" : "ahead of";
    if (off.compareTo(INTOLERABLE) > 0) {
      log.error(
          "This machine's clock is {} s {} the database's: nothing that is scheduled is done by this"
              + " instance until they agree within {} s. Set the clock, or have it set (NTP)",
          off.toSeconds(),
          direction,
          INTOLERABLE.toSeconds());
      return false;
    }
    if (off.compareTo(NOTICEABLE) > 0) {
      log.warn(
          "This machine's clock is {} s {} the database's: what is scheduled is done that much {}."
              + " Set the clock, or have it set (NTP)",
          off.toSeconds(),
          direction,
          ahead.isNegative() ? "late" : "early");
    }
    return true;
  }

  /**
   * Does the one that has been due for longest, if nobody else is about it.
   *
   * @return whether it is worth while to ask for the next one at once
   */
  boolean runNext() {
    Claim claim = new Claim();
    try {
      return jdbi.inTransaction(handle -> runNext(handle, claim));
    } catch (RuntimeException e) {
      ScheduledJob job = claim.job;
      if (job == null || DatabaseException.isOutage(e)) {
        throw e;
      }
      if (DatabaseException.isCollision(e)) {
        log.info("Scheduled job {} was in somebody's way, and is tried again", job.id());
      } else {
        log.error("Scheduled job {} broke off", job.id(), e);
        jdbi.useTransaction(handle -> brokeOff(handle, job.id()));
      }
      return false;
    }
  }

  private boolean runNext(Handle handle, Claim claim) {
    Optional<ScheduledJob> next = claimNext(handle);
    if (next.isEmpty()) {
      return false;
    }
    ScheduledJob job = next.get();
    claim.job = job;
    SignedIn who = who(handle, job);
    handle.savepoint("claimed");
    try {
      run(handle, who, job);
    } catch (RefusedException e) {
      fail(handle, who, job, e.findings());
      return true;
    } catch (RevisionConflictException e) {
      fail(
          handle,
          who,
          job,
          List.of(
              new Finding(
                  "workflow",
                  "schedule.failure.moved",
                  Objects.requireNonNull(job.revisionNumber()),
                  e.current())));
      return true;
    } catch (NoSuchElementException e) {
      fail(handle, who, job, List.of(new Finding("workflow", "schedule.failure.unexpected")));
      return true;
    }
    handle
        .createUpdate(
            """
            update scheduled_job set state = 'done', finished_at = :now, attempts = attempts + 1 where id = :id
            """)
        .bind("now", clock.instant())
        .bind("id", job.id())
        .execute();
    ScheduleEditor.log(
        handle,
        who,
        "manuscript.scheduled_run",
        job,
        ScheduleEditor.article(handle, job.manuscriptId()));
    return true;
  }

  /** Of one answer's, the earliest comes first, also where they are all late. */
  private Optional<ScheduledJob> claimNext(Handle handle) {
    return handle
        .createQuery(
            """
            select job.id from scheduled_job job
             where job.state = 'waiting' and job.run_at <= :now
               and not exists (select from scheduled_job earlier
                                where earlier.manuscript_id = job.manuscript_id and earlier.state = 'waiting'
                                  and (earlier.run_at, earlier.id) < (job.run_at, job.id))
             order by job.attempts, job.run_at, job.id
             limit 1 for update of job skip locked
            """)
        .bind("now", clock.instant())
        .mapTo(Long.class)
        .findOne()
        .flatMap(id -> ScheduleQueries.find(handle, id));
  }

  private void run(Handle handle, SignedIn who, ScheduledJob job) {
    if (!who.is(Role.EDITOR)) {
      throw new RefusedException("workflow", "schedule.failure.account", who.name());
    }
    Integer revision = job.revisionNumber();
    if (revision != null) {
      review.publish(handle, who, job.manuscriptId(), revision, job.reason());
    } else {
      review.withdraw(handle, who, job.manuscriptId(), job.reason());
    }
  }

  private void fail(Handle handle, SignedIn who, ScheduledJob job, List<Finding> why) {
    handle.rollbackToSavepoint("claimed");
    handle
        .createUpdate(
            """
            update scheduled_job
               set state = 'failed', finished_at = :now, failure = :failure::jsonb, attempts = attempts + 1
             where id = :id
            """)
        .bind("now", clock.instant())
        .bind("failure", ScheduledJob.failure(why))
        .bind("id", job.id())
        .execute();
    var detail = ScheduleEditor.detail(job);
    detail.put("because", why.stream().map(Finding::key).collect(Collectors.joining(", ")));
    Audit.write(
        handle,
        who,
        "manuscript.schedule_failed",
        ScheduleEditor.article(handle, job.manuscriptId()),
        detail);
  }

  /** Tried again, but not for ever. */
  private void brokeOff(Handle handle, long id) {
    Optional<Integer> attempts =
        handle
            .createQuery(
                """
                update scheduled_job set attempts = attempts + 1
                 where id = (select id from scheduled_job where id = :id and state = 'waiting'
                                for update skip locked)
                returning attempts
                """)
            .bind("id", id)
            .mapTo(Integer.class)
            .findOne();
    if (attempts.isPresent() && attempts.get() >= MOST_ATTEMPTS) {
      ScheduledJob job = ScheduleQueries.find(handle, id).orElseThrow();
      handle.savepoint("claimed");
      fail(
          handle,
          who(handle, job),
          job,
          List.of(new Finding("workflow", "schedule.failure.unexpected")));
    }
  }

  /** Whoever set the time, with what they may do now: nothing, where they are shut out. */
  private static SignedIn who(Handle handle, ScheduledJob job) {
    Acting acting =
        handle
            .createQuery(
                """
                select name, credentials, doctor_id,
                       case when disabled_at is null then roles else '{}' end as roles
                  from account where id = :id
                """)
            .bind("id", job.accountId())
            .mapTo(Acting.class)
            .one();
    Set<Role> roles =
        acting.roles().stream()
            .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    return new SignedIn(
        job.accountId(), acting.name(), acting.credentials(), roles, acting.doctorId(), "", false);
  }

  /** What was claimed in a transaction that may have broken off since. */
  private static final class Claim {
    private @Nullable ScheduledJob job;
  }

  /** An account as it is when something is done in its name. */
  public record Acting(
      String name, @Nullable String credentials, @Nullable Long doctorId, List<String> roles) {
    public Acting {
      roles = List.copyOf(roles);
    }
  }
}
