package org.vivavoce.admin;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads which public answers are to be reviewed again soon. Whose each of them is: of the account
 * that speaks as its doctor; else of the one that began its manuscript; else of the one that
 * reviewed it last. Who may no longer sign in owns nothing.
 */
final class ReviewCycleQueries {
  static final int PAGE_SIZE = 25;

  private static final String OWNED =
      """
        left join account speaker on speaker.doctor_id = article.doctor_id and speaker.disabled_at is null
        left join manuscript on manuscript.article_id = article.id
        left join account writer on writer.id = manuscript.owner_id and writer.disabled_at is null
       where article.status = 'published' and article.review_due_on <= :until
      """;

  private static final String FROM = " from article\n" + OWNED;

  /** Each can be an account's own for few reasons: whose it is, is found out for such alone. */
  private static final String FROM_MINE =
      """
        from (select id from article
               where doctor_id = (select doctor_id from account where id = :mine)
                 and status = 'published' and review_due_on <= :until
              union select article_id from manuscript where owner_id = :mine and review_due_on <= :until
              union select article_id from reconfirmation where account_id = :mine
              union select manuscript.article_id
                      from approval join manuscript on manuscript.id = approval.manuscript_id
                     where approval.account_id = :mine
              union select id from article
               where reviewer_id = (select doctor_id from account where id = :mine)
                 and status = 'published' and review_due_on <= :until) candidate
        join article on article.id = candidate.id
      """
          + OWNED;

  private static final String LAST_REVIEWER =
      """
      coalesce(
        (select account.id
           from reconfirmation join account on account.id = reconfirmation.account_id and disabled_at is null
          where reconfirmation.article_id = article.id order by reconfirmation.id desc limit 1),
        (select account.id
           from approval join account on account.id = approval.account_id and disabled_at is null
          where approval.manuscript_id = manuscript.id order by approval.id desc limit 1),
        (select account.id from account
          where account.doctor_id = article.reviewer_id and disabled_at is null))
      """;

  private static final String OWNER = "coalesce(speaker.id, writer.id, " + LAST_REVIEWER + ")";

  private final Jdbi jdbi;

  ReviewCycleQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** How many there are in each group, whichever of them is looked at. */
  Counts counts(Filter filter) {
    return jdbi.withHandle(handle -> counts(handle, filter));
  }

  static Counts counts(Handle handle, Filter filter) {
    return bound(
            handle.createQuery(
                """
                select count(*) filter (where article.review_due_on <= :today) as now,
                       count(*) filter (where article.review_due_on > :today and article.review_due_on <= :soon) as soon,
                       count(*) filter (where article.review_due_on > :soon) as later
                """
                    + from(filter)
                    + condition(filter)),
            filter)
        .bind("until", Group.LATER.until(filter.today()))
        .bind("soon", Group.SOON.until(filter.today()))
        .bind("today", filter.today())
        .mapTo(Counts.class)
        .one();
  }

  /**
   * The answers of the filter's group, what was due first standing first.
   *
   * @return at most one more than is asked for, as a sign that there are more
   */
  List<Due> due(Filter filter, int most) {
    return jdbi.withHandle(handle -> due(handle, filter, most));
  }

  /**
   * The answers that should have been reviewed before today and are not this account's own, what
   * was due first standing first.
   *
   * @return at most one more than is asked for, as a sign that there are more
   */
  List<Due> overdueBeside(long account, LocalDate today, int most) {
    LocalDate yesterday = today.minusDays(1);
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(due(FROM, " and " + OWNER + " is distinct from :account"))
                .bind("account", account)
                .bind("until", yesterday)
                .bind("most", most + 1)
                .mapTo(Due.class)
                .list());
  }

  static List<Due> due(Handle handle, Filter filter, int most) {
    StringBuilder conditions = new StringBuilder(condition(filter));
    Group group = filter.group();
    LocalDate after = group == null ? null : group.after(filter.today());
    if (after != null) {
      conditions.append(" and article.review_due_on > :since");
    }
    if (filter.after() != null) {
      conditions.append(" and (article.review_due_on, article.id) > (:afterDue, :afterId)");
    }
    Query query = bound(handle.createQuery(due(from(filter), conditions.toString())), filter);
    query
        .bind("until", (group == null ? Group.LATER : group).until(filter.today()))
        .bind("most", most + 1);
    if (after != null) {
      query.bind("since", after);
    }
    Key key = filter.after();
    if (key != null) {
      query.bind("afterDue", key.dueOn()).bind("afterId", key.id());
    }
    return query.mapTo(Due.class).list();
  }

  /** First which ones, by the index; then what is told of them. */
  private static String due(String from, String conditions) {
    return """
        with chosen as (
          select article.id, article.review_due_on, manuscript.id as manuscript_id, %s as owner_id
            %s %s
           order by article.review_due_on, article.id
           limit :most)
        select article.id, article.title, article.lang, article.slug, article.doctor_id,
               doctor.name as doctor_name, article.reviewer_name, article.reviewer_credentials,
               article.reviewed_on, article.review_due_on, owner.name as owner_name,
               chosen.manuscript_id, manuscript.stage,
               manuscript.revision_id is distinct from manuscript.live_revision_id as changing
          from chosen
          join article on article.id = chosen.id
          join doctor on doctor.id = article.doctor_id
          left join manuscript on manuscript.id = chosen.manuscript_id
          left join account owner on owner.id = chosen.owner_id
         order by chosen.review_due_on, chosen.id
        """
        .formatted(OWNER, from, conditions);
  }

  /** Those who own anything that is due within sixty days, and want to be written to. */
  static List<Long> owners(Handle handle, LocalDate today) {
    return handle
        .createQuery(
            """
            select account.id from account
             where account.disabled_at is null and account.review_digest
               and account.id in (select %s %s)
             order by account.id
            """
                .formatted(OWNER, FROM))
        .bind("until", Group.LATER.until(today))
        .mapTo(Long.class)
        .list();
  }

  private static String from(Filter filter) {
    return filter.mine() == null ? FROM : FROM_MINE;
  }

  private static String condition(Filter filter) {
    return (filter.mine() == null ? "" : " and " + OWNER + " = :mine")
        + (filter.specialty() == null ? "" : " and article.specialty_id = :specialty");
  }

  private static Query bound(Query query, Filter filter) {
    if (filter.mine() != null) {
      query.bind("mine", filter.mine());
    }
    if (filter.specialty() != null) {
      query.bind("specialty", filter.specialty());
    }
    return query;
  }

  /** What readers have under an article's id; empty where it is not public. */
  Optional<Standing> standing(long article) {
    return jdbi.inTransaction(handle -> standing(handle, article));
  }

  static Optional<Standing> standing(Handle handle, long article) {
    return handle
        .createQuery(
            """
            select article.title, article.slug, article.lang, doctor_id, specialty_id, transcript, care_level,
                   care_text, conflicts, recorded_on, review_due_on, synthetic_voice, cues_estimated, recording_id,
                   status
              from article where id = :id and status = 'published'
            """)
        .bind("id", article)
        .mapTo(ManuscriptEditor.ArticleRow.class)
        .findOne()
        .map(
            row -> {
              Review review =
                  handle
                      .createQuery(
                          """
                          select article.reviewed_on, article.reviewer_name, article.reviewer_credentials,
                                 manuscript.id as manuscript_id, media.sha256 as audio_sha256
                            from article
                            left join manuscript on manuscript.article_id = article.id
                            left join recording on recording.id = article.recording_id
                            left join media on media.id = recording.original_media_id
                           where article.id = :id
                          """)
                      .bind("id", article)
                      .mapTo(Review.class)
                      .one();
              return new Standing(
                  article,
                  row.recordingId(),
                  ManuscriptEditor.content(handle, article, row),
                  review);
            });
  }

  /** How soon an answer is to be reviewed again. */
  enum Group {
    NOW("now", 0),
    SOON("soon", 30),
    LATER("later", 60);

    private final String code;
    private final int days;

    Group(String code, int days) {
      this.code = code;
      this.days = days;
    }

    String code() {
      return code;
    }

    /** The last day that belongs to it. */
    LocalDate until(LocalDate today) {
      return today.plusDays(days);
    }

    /** The day before its first; null where it reaches back for ever. */
    @Nullable LocalDate after(LocalDate today) {
      return switch (this) {
        case NOW -> null;
        case SOON -> NOW.until(today);
        case LATER -> SOON.until(today);
      };
    }

    static @Nullable Group of(@Nullable String code) {
      for (Group group : values()) {
        if (group.code.equals(code)) {
          return group;
        }
      }
      return null;
    }

    /** That of a day within sixty days. */
    static Group of(LocalDate due, LocalDate today) {
      for (Group group : values()) {
        if (!due.isAfter(group.until(today))) {
          return group;
        }
      }
      return LATER;
    }
  }

  /**
   * What is shown of the queue.
   *
   * @param mine the account whose own are shown alone, or null
   * @param group null for all three
   * @param after where the page before this one ended, or null
   */
  record Filter(
      @Nullable Long mine,
      @Nullable Long specialty,
      @Nullable Group group,
      LocalDate today,
      @Nullable Key after) {}

  /** An answer's place in the queue. */
  record Key(LocalDate dueOn, long id) {
    private static final Pattern WRITTEN =
        Pattern.compile("([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})a([0-9]{1,17})");

    /** Null where nothing of the kind is written. */
    static @Nullable Key read(@Nullable String text) {
      Matcher matcher = WRITTEN.matcher(Objects.requireNonNullElse(text, ""));
      try {
        return matcher.matches()
            ? new Key(LocalDate.parse(matcher.group(1)), Long.parseLong(matcher.group(2)))
            : null;
      } catch (DateTimeException e) {
        return null;
      }
    }

    String written() {
      return dueOn + "a" + id;
    }
  }

  /** How many are in each group. */
  public record Counts(int now, int soon, int later) {
    int of(Group group) {
      return switch (group) {
        case NOW -> now;
        case SOON -> soon;
        case LATER -> later;
      };
    }

    int all() {
      return now + soon + later;
    }
  }

  /**
   * An answer that is to be reviewed again.
   *
   * @param ownerName null where it is nobody's
   * @param stage of its manuscript, or null where there is none
   * @param changing whether another version than the public one is under way
   */
  public record Due(
      long id,
      String title,
      String lang,
      String slug,
      long doctorId,
      String doctorName,
      @Nullable String reviewerName,
      @Nullable String reviewerCredentials,
      @Nullable LocalDate reviewedOn,
      LocalDate reviewDueOn,
      @Nullable String ownerName,
      @Nullable Long manuscriptId,
      @Nullable String stage,
      boolean changing) {
    Key key() {
      return new Key(reviewDueOn, id);
    }
  }

  /** What is known of an answer's last review. */
  public record Review(
      @Nullable LocalDate reviewedOn,
      @Nullable String reviewerName,
      @Nullable String reviewerCredentials,
      @Nullable Long manuscriptId,
      @Nullable String audioSha256) {}

  /** What readers have: all of it, and what they are told of its review. */
  record Standing(
      long article, @Nullable Long recordingId, ManuscriptContent content, Review review) {
    /**
     * Of everything that is read and heard, and of who said so last: if any changes, so does it.
     */
    String sha256() {
      List<String> all = new ArrayList<>();
      all.add(ManuscriptJson.write(content));
      all.add(Objects.toString(review.audioSha256(), ""));
      all.add(Objects.toString(review.reviewedOn(), ""));
      all.add(Objects.toString(review.reviewerName(), ""));
      return ManuscriptContent.sha256(String.join("\n", all));
    }
  }
}
