package org.vivavoce.admin;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads what is to be done at set times, and what became of it. */
final class ScheduleQueries {
  static final int PAGE_SIZE = 25;

  /** In PostgreSQL's microseconds. */
  private static final long MICROS = 1_000_000;

  private static final String JOB =
      """
      select job.id, job.manuscript_id, job.kind, job.revision_number, job.run_at, job.reason, job.account_id,
             account.name as account_name, job.state, job.finished_at, job.failure::text as failure, manuscript.title,
             job.state = 'waiting' and case job.kind
               when 'publish' then revision.number <> job.revision_number or manuscript.stage <> 'approved'
               else article.status is distinct from 'published'
                    and not exists (select from scheduled_job earlier
                                     where earlier.manuscript_id = job.manuscript_id and earlier.state = 'waiting'
                                       and earlier.kind = 'publish' and earlier.run_at < job.run_at)
             end as doubtful
        from scheduled_job job
        join account on account.id = job.account_id
        join manuscript on manuscript.id = job.manuscript_id
        join revision on revision.id = manuscript.revision_id
        left join article on article.id = manuscript.article_id
      """;

  private final Jdbi jdbi;

  ScheduleQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<ScheduledJob> find(long id) {
    return jdbi.withHandle(handle -> find(handle, id));
  }

  static Optional<ScheduledJob> find(Handle handle, long id) {
    return handle
        .createQuery(JOB + " where job.id = :id")
        .bind("id", id)
        .mapTo(ScheduledJob.class)
        .findOne();
  }

  /** What waits for its time with one answer, the earliest first. */
  static List<ScheduledJob> waiting(Handle handle, long manuscript) {
    return handle
        .createQuery(
            JOB
                + " where job.manuscript_id = :manuscript and job.state = 'waiting' order by job.run_at, job.id")
        .bind("manuscript", manuscript)
        .mapTo(ScheduledJob.class)
        .list();
  }

  /** What failed with one answer and nobody has seen to, the latest first. */
  static List<ScheduledJob> failed(Handle handle, long manuscript) {
    return handle
        .createQuery(
            JOB
                + """
                 where job.manuscript_id = :manuscript and job.state = 'failed' and job.dismissed_at is null
                 order by job.finished_at desc, job.id desc limit :size
                """)
        .bind("manuscript", manuscript)
        .bind("size", PAGE_SIZE)
        .mapTo(ScheduledJob.class)
        .list();
  }

  /**
   * Some of them, in the order of the list; one more than a page holds where there is one.
   *
   * @param account whose, or null for everybody's
   * @param after the last one of the page before, or null
   * @param due what should have been done by then is overdue
   */
  List<ScheduledJob> page(Part list, @Nullable Long account, @Nullable Key after, Instant due) {
    String key = list.ended ? "job.finished_at" : "job.run_at";
    String order = list.ended ? " desc" : "";
    return jdbi.withHandle(
        handle -> {
          var query =
              handle
                  .createQuery(
                      JOB
                          + " where "
                          + list.condition
                          + (account == null ? "" : " and job.account_id = :account")
                          + (after == null
                              ? ""
                              : " and (%s, job.id) %s (:at, :id)"
                                  .formatted(key, list.ended ? "<" : ">"))
                          + " order by %s%s, job.id%s limit :size".formatted(key, order, order))
                  .bind("size", PAGE_SIZE + 1);
          if (!list.ended) {
            query.bind("due", due);
          }
          if (account != null) {
            query.bind("account", account);
          }
          if (after != null) {
            query.bind("at", after.at()).bind("id", after.id());
          }
          return query.mapTo(ScheduledJob.class).list();
        });
  }

  /** One of the lists of the screen. */
  enum Part {
    OVERDUE("job.state = 'waiting' and job.run_at <= :due", false),
    FAILED("job.state = 'failed' and job.dismissed_at is null", true),
    WAITING("job.state = 'waiting' and job.run_at > :due", false),
    DONE("job.state = 'done'", true);

    private final String condition;
    private final boolean ended;

    Part(String condition, boolean ended) {
      this.condition = condition;
      this.ended = ended;
    }

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Where a line of it stands. */
    Key key(ScheduledJob job) {
      Instant finished = job.finishedAt();
      return new Key(ended && finished != null ? finished : job.runAt(), job.id());
    }
  }

  /** A place in a list, as an address has it: microseconds and an id. */
  record Key(Instant at, long id) {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,17})m([1-9][0-9]{0,17})");

    static @Nullable Key read(@Nullable String text) {
      Matcher written = WRITTEN.matcher(text == null ? "" : text);
      if (!written.matches()) {
        return null;
      }
      long micros = Long.parseLong(written.group(1));
      return new Key(
          Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1_000),
          Long.parseLong(written.group(2)));
    }

    String written() {
      return at.getEpochSecond() * MICROS + at.getNano() / 1_000 + "m" + id;
    }
  }
}
