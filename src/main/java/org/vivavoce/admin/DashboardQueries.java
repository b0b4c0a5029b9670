package org.vivavoce.admin;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Reads what waits for whom, and the figures of the last months. */
final class DashboardQueries {
  /** Of one kind of work; one more is read to know whether there is more. */
  static final int SHOWN = 5;

  /** Weeks, this one included. */
  static final int WEEKS = 12;

  /** Months ahead, this one included. */
  static final int MONTHS = 6;

  private static final int MISSING_SHOWN = 10;
  private static final int MISSING_DAYS = 30;
  private final Jdbi jdbi;

  DashboardQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Drafts of theirs on which somebody has said something that is not dealt with. */
  List<Waiting> remarked(SignedIn who) {
    return waiting(
        who,
        """
        select manuscript.id, manuscript.title, doctor.name as about, max(comment.created_at) as since
          from manuscript_comment comment
          join manuscript on manuscript.id = comment.manuscript_id
          left join doctor on doctor.id = manuscript.doctor_id
         where comment.resolved_at is null and comment.account_id <> :me and manuscript.stage = 'draft'
           and (manuscript.owner_id = :me or manuscript.doctor_id = :self)
         group by manuscript.id, doctor.name
         order by since, manuscript.id
         limit :count
        """);
  }

  /** What they may review: what they were asked for, or anybody is. */
  List<Waiting> toReview(SignedIn who) {
    return waiting(
        who,
        """
        select manuscript.id, manuscript.title, doctor.name as about, manuscript.updated_at as since
          from manuscript left join doctor on doctor.id = manuscript.doctor_id
         where manuscript.stage = 'in_review'
           and (manuscript.doctor_id is null or manuscript.doctor_id is distinct from :self)
           and (manuscript.reviewer_id = :me or manuscript.reviewer_id is null)
         order by manuscript.reviewer_id is null, manuscript.updated_at, manuscript.id
         limit :count
        """);
  }

  /** What is approved and not yet what readers have. */
  List<Waiting> toPublish(SignedIn who) {
    return waiting(
        who,
        """
        select manuscript.id, manuscript.title, doctor.name as about, manuscript.updated_at as since
          from manuscript left join doctor on doctor.id = manuscript.doctor_id
         where manuscript.stage = 'approved'
           and manuscript.live_revision_id is distinct from manuscript.revision_id
         order by manuscript.updated_at, manuscript.id
         limit :count
        """);
  }

  /** What they were writing last, and nobody has said anything on. */
  List<Waiting> ownDrafts(SignedIn who) {
    return waiting(
        who,
        """
        select manuscript.id, manuscript.title, doctor.name as about, manuscript.updated_at as since
          from manuscript left join doctor on doctor.id = manuscript.doctor_id
         where manuscript.owner_id = :me and manuscript.stage = 'draft'
           and manuscript.live_revision_id is distinct from manuscript.revision_id
           and not exists (select from manuscript_comment comment
                            where comment.manuscript_id = manuscript.id and comment.resolved_at is null
                              and comment.account_id <> :me)
         order by manuscript.updated_at desc, manuscript.id desc
         limit :count
        """);
  }

  /**
   * Jobs that were not done at their time, or failed and were not seen to.
   *
   * @param late before which they should have run
   */
  List<Waiting> stuckJobs(Instant late) {
    return jobs(
        """
        select job.manuscript_id as id, manuscript.title, job.kind as about, job.run_at as since
          from (select * from scheduled_job where state = 'failed' and dismissed_at is null
                union all
                select * from scheduled_job where state = 'waiting' and run_at < :late) job
          join manuscript on manuscript.id = job.manuscript_id
         order by job.run_at, job.id
         limit :count
        """,
        late,
        late);
  }

  /**
   * Jobs that are to be done soon.
   *
   * @param soon until when
   */
  List<Waiting> comingJobs(Instant late, Instant soon) {
    return jobs(
        """
        select job.manuscript_id as id, manuscript.title, job.kind as about, job.run_at as since
          from scheduled_job job join manuscript on manuscript.id = job.manuscript_id
         where job.state = 'waiting' and job.run_at >= :late and job.run_at < :soon
         order by job.run_at, job.id
         limit :count
        """,
        late,
        soon);
  }

  /** What a source says now of an answer that was edited here. */
  List<Waiting> conflicts(SignedIn who) {
    return waiting(
        who,
        """
        select conflict.id, article.title, conflict.source_id as about, conflict.found_at as since
          from import_conflict conflict join article on article.id = conflict.article_id
         where conflict.resolved_at is null
         order by conflict.id
         limit :count
        """);
  }

  /** Notes on where doctors agree that were written before one of the answers changed. */
  List<Waiting> notesToLookAtAgain(SignedIn who) {
    return waiting(
        who,
        """
        select one.article_id as id, one.title, note.written_by as about, note.outdated_at as since
          from question_note note
          cross join lateral (
            select question.article_id, article.title
              from published_question question join article on article.id = question.article_id
             where question.key = note.key and question.demo = note.demo
             order by question.article_id limit 1) one
         where note.outdated_at is not null
         order by note.outdated_at, note.id
         limit :count
        """);
  }

  /**
   * What readers wrote and nobody has dealt with: what they were asked to see to, and for those who
   * look after all of it what nobody was; errors first.
   */
  List<Waiting> fromReaders(SignedIn who) {
    return waiting(
        who,
        """
        select item.id, article.title, item.created_at as since,
               case when length(item.body) > 160 then rtrim(left(item.body, 159)) || '…' else item.body end as about
          from feedback item join article on article.id = item.article_id
         where item.state in ('open', 'assigned')
           and (item.assigned_to = :me or (item.assigned_to is null and :all))
         order by item.kind <> 'error', item.id
         limit :count
        """);
  }

  /** What readers said in each of the last weeks when they were asked whether it helped. */
  List<Votes> votes(LocalDate today) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select week::date as start, coalesce(sum(said.yes), 0) as yes, coalesce(sum(said.no), 0) as no
                      from generate_series(:first::date, :today::date, interval '7 days') week
                      left join feedback_day said on said.day >= week and said.day < week + interval '7 days'
                     group by week order by week
                    """)
                .bind("first", first(today))
                .bind("today", today)
                .mapTo(Votes.class)
                .list());
  }

  /** How many answers became public in each of the last weeks, as far as they still are. */
  List<Week> published(LocalDate today) {
    return weeks(
        """
        select week::date as start, count(article.id) as value
          from generate_series(:first::date, :today::date, interval '7 days') week
          left join article
            on article.status = 'published' and article.published_at >= week at time zone 'UTC'
           and article.published_at < (week + interval '7 days') at time zone 'UTC'
         group by week order by week
        """,
        today);
  }

  /**
   * How many searches found nothing in each of the last weeks.
   *
   * @see org.vivavoce.search.SearchMissEditor
   */
  List<Week> missed(LocalDate today) {
    return weeks(
        """
        select week::date as start, coalesce(sum(miss.asked), 0) as value
          from generate_series(:first::date, :today::date, interval '7 days') week
          left join search_miss miss on miss.day >= week and miss.day < week + interval '7 days'
         group by week order by week
        """,
        today);
  }

  /** The words of the last thirty days that were asked for most often. */
  List<Miss> missing(LocalDate today) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select named.query, (select sum(asked) from search_miss counted
                                          where counted.query_hash = any(named.hashes) and counted.day > :since) as asked
                      from (select query, array_agg(distinct query_hash) as hashes from search_miss
                             where query is not null and day > :since group by query) named
                     order by asked desc, named.query
                     limit :count
                    """)
                .bind("since", today.minusDays(MISSING_DAYS))
                .bind("count", MISSING_SHOWN)
                .mapTo(Miss.class)
                .list());
  }

  /** How many published answers should have been reviewed again, and how many are to be when. */
  List<Due> due(LocalDate today) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select case when review_due_on >= :today then date_trunc('month', review_due_on)::date end as month,
                           count(*) as value
                      from article
                     where status = 'published' and coalesce(review_due_on, 'infinity') < :end
                     group by 1 order by 1 nulls first
                    """)
                .bind("today", today)
                .bind("end", today.withDayOfMonth(1).plusMonths(MONTHS))
                .mapTo(Due.class)
                .list());
  }

  private List<Waiting> waiting(SignedIn who, String sql) {
    return jdbi.withHandle(
        handle -> {
          try (Query query = handle.createQuery(sql)) {
            return query
                .bind("me", who.accountId())
                .bind("self", who.doctorId())
                .bind("all", who.is(Role.EDITOR) || who.is(Role.ADMINISTRATOR))
                .bind("count", SHOWN + 1)
                .mapTo(Waiting.class)
                .list();
          }
        });
  }

  private List<Waiting> jobs(String sql, Instant late, Instant soon) {
    return jdbi.withHandle(
        handle -> {
          try (Query query = handle.createQuery(sql)) {
            return query
                .bind("late", late)
                .bind("soon", soon)
                .bind("count", SHOWN + 1)
                .mapTo(Waiting.class)
                .list();
          }
        });
  }

  private List<Week> weeks(String sql, LocalDate today) {
    return jdbi.withHandle(
        handle -> {
          try (Query query = handle.createQuery(sql)) {
            return query.bind("first", first(today)).bind("today", today).mapTo(Week.class).list();
          }
        });
  }

  /** The Monday of the first week. */
  private static LocalDate first(LocalDate today) {
    return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(WEEKS - 1L);
  }

  static boolean writes(SignedIn who) {
    return who.is(Role.EDITOR) || who.is(Role.AUTHOR);
  }

  /**
   * What waits for somebody.
   *
   * @param about whose answer it is, or what was said of it
   */
  public record Waiting(long id, String title, @Nullable String about, Instant since) {}

  /**
   * What was counted in a week.
   *
   * @param start its Monday
   */
  public record Week(LocalDate start, long value) {}

  /** How many were helped, and how many were not, in a week. */
  public record Votes(LocalDate start, long yes, long no) {}

  /**
   * @param month its first day; null for all that is overdue
   */
  public record Due(@Nullable LocalDate month, long value) {}

  public record Miss(String query, long asked) {}
}
