package org.vivavoce.admin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads the newsroom's list: every manuscript, and every article that has none yet, the one changed
 * last first. Each page is read from where the one before it ended, however many there are.
 */
final class ManuscriptListQueries {
  static final int PAGE_SIZE = 25;
  private static final int MOST_DOCTORS = 500;
  private final Jdbi jdbi;

  ManuscriptListQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @return at most one more than a page holds, as a sign that there is more
   */
  List<Listed> page(Filter filter) {
    return jdbi.withHandle(handle -> page(handle, filter));
  }

  private static List<Listed> page(Handle handle, Filter filter) {
    StringBuilder ofManuscripts = new StringBuilder("true");
    StringBuilder ofArticles = new StringBuilder("true");
    Long[] doctors = {};
    if (!filter.text().isEmpty()) {
      doctors = doctorsLike(handle, like(filter.text()));
      ofManuscripts.append(
          " and (manuscript.title ilike :like or manuscript.doctor_id = any(:doctors))");
      ofArticles.append(
          doctors.length == 0
              ? " and article.title ilike :like"
              : " and (article.title ilike :like or article.doctor_id = any(:doctors))");
    }
    if (filter.specialty() != null) {
      ofManuscripts.append(" and manuscript.specialty_id = :specialty");
      ofArticles.append(" and article.specialty_id = :specialty");
    }
    if (filter.doctor() != null) {
      ofManuscripts.append(" and manuscript.doctor_id = :doctor");
      ofArticles.append(" and article.doctor_id = :doctor");
    }
    if (filter.mine() != null) {
      ofManuscripts.append(
          " and (manuscript.owner_id = :mine or manuscript.reviewer_id = :mine or manuscript.doctor_id = :self)");
      ofArticles.append(" and article.doctor_id = :self");
    }
    status(filter.status(), ofManuscripts, ofArticles);
    Key after = filter.after();
    if (after != null) {
      ofManuscripts.append(
          after.manuscript()
              ? " and (manuscript.updated_at, manuscript.id) < (:at, :id)"
              : " and manuscript.updated_at < :at");
      ofArticles.append(
          after.manuscript()
              ? " and article.updated_at <= :at"
              : " and (article.updated_at, article.id) < (:at, :id)");
    }
    Query query =
        handle.createQuery(
            """
            with chosen as (
              (select true as is_manuscript, manuscript.id, manuscript.id as manuscript_id, manuscript.article_id,
                      manuscript.updated_at, manuscript.title, manuscript.doctor_id, manuscript.specialty_id
                 from manuscript left join article on article.id = manuscript.article_id
                where %s
                order by manuscript.updated_at desc, manuscript.id desc limit :count)
              union all
              (select false, article.id, null, article.id, article.updated_at, article.title, article.doctor_id,
                      article.specialty_id
                 from article
                where not exists (select from manuscript where manuscript.article_id = article.id) and %s
                order by article.updated_at desc, article.id desc limit :count))
            select chosen.is_manuscript, chosen.id, chosen.title, chosen.updated_at, doctor.name as doctor_name,
                   specialty.name as specialty_name, manuscript.stage, article.status as article_status,
                   article.slug as article_slug,
                   coalesce(manuscript.live_revision_id = manuscript.revision_id, not chosen.is_manuscript) as clean,
                   owner.name as owner_name, chosen.doctor_id
              from chosen
              left join manuscript on manuscript.id = chosen.manuscript_id
              left join article on article.id = chosen.article_id
              left join doctor on doctor.id = chosen.doctor_id
              left join specialty on specialty.id = chosen.specialty_id
              left join account owner on owner.id = manuscript.owner_id
             order by chosen.updated_at desc, chosen.is_manuscript desc, chosen.id desc
             limit :count
            """
                .formatted(ofManuscripts, ofArticles));
    query
        .bind("like", like(filter.text()))
        .bind("doctors", doctors)
        .bind("specialty", filter.specialty())
        .bind("doctor", filter.doctor())
        .bind("mine", filter.mine())
        .bind("self", filter.self())
        .bind("count", PAGE_SIZE + 1);
    if (after != null) {
      query.bind("at", after.updatedAt()).bind("id", after.id());
    }
    return query.mapTo(Listed.class).list();
  }

  private static void status(String status, StringBuilder ofManuscripts, StringBuilder ofArticles) {
    switch (status) {
      case "draft", "in_review", "approved" -> {
        ofManuscripts
            .append(" and manuscript.stage = '")
            .append(status)
            .append("' and article.status is distinct from 'published'");
        if (status.equals("draft")) {
          ofManuscripts.append(" and article.status is distinct from 'withdrawn'");
        }
        ofArticles.append(" and article.status = '").append(status).append("'");
      }
      case "published" -> {
        ofManuscripts.append(
            " and article.status = 'published' and manuscript.live_revision_id = manuscript.revision_id");
        ofArticles.append(" and article.status = 'published'");
      }
      case "changes" -> {
        ofManuscripts.append(
            " and article.status = 'published' and manuscript.live_revision_id is distinct from manuscript.revision_id");
        ofArticles.append(" and false");
      }
      case "withdrawn" -> {
        ofManuscripts.append(" and article.status = 'withdrawn' and manuscript.stage = 'draft'");
        ofArticles.append(" and article.status = 'withdrawn'");
      }
      default -> {
        // All of them.
      }
    }
  }

  private static Long[] doctorsLike(Handle handle, String like) {
    return handle
        .createQuery("select id from doctor where name ilike :like order by id limit :most")
        .bind("like", like)
        .bind("most", MOST_DOCTORS)
        .mapTo(Long.class)
        .list()
        .toArray(Long[]::new);
  }

  private static String like(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  /**
   * What is shown of the list.
   *
   * @param text part of the title or of the doctor's name, or empty
   * @param status one of {@link #STATUSES}, or empty for all
   * @param mine the account whose own are shown alone, or null
   * @param self the doctor as whom that account speaks, or null
   * @param after where the page before ended, or null for the first
   */
  record Filter(
      String text,
      String status,
      @Nullable Long specialty,
      @Nullable Long doctor,
      @Nullable Long mine,
      @Nullable Long self,
      @Nullable Key after) {
    static final Set<String> STATUSES =
        Set.of("draft", "in_review", "approved", "published", "changes", "withdrawn");
  }

  /** A place in the list. */
  record Key(Instant updatedAt, boolean manuscript, long id) {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,17})([ma])([0-9]{1,17})");

    static @Nullable Key read(@Nullable String text) {
      Matcher matcher = WRITTEN.matcher(text == null ? "" : text);
      return matcher.matches()
          ? new Key(
              Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS),
              matcher.group(2).equals("m"),
              Long.parseLong(matcher.group(3)))
          : null;
    }

    @Override
    public String toString() {
      return ChronoUnit.MICROS.between(Instant.EPOCH, updatedAt) + (manuscript ? "m" : "a") + id;
    }
  }

  /**
   * A line of the list.
   *
   * @param isManuscript whether the id is a manuscript's, and not an article's
   * @param clean whether the current revision is the one in public
   */
  public record Listed(
      boolean isManuscript,
      long id,
      String title,
      Instant updatedAt,
      @Nullable String doctorName,
      @Nullable String specialtyName,
      @Nullable String stage,
      @Nullable String articleStatus,
      @Nullable String articleSlug,
      boolean clean,
      @Nullable String ownerName,
      @Nullable Long doctorId) {
    Key key() {
      return new Key(updatedAt, isManuscript, id);
    }

    String status() {
      if (stage == null) {
        return articleStatus == null ? "draft" : articleStatus;
      }
      if ("published".equals(articleStatus)) {
        return clean ? "published" : "changes";
      }
      return "withdrawn".equals(articleStatus) && stage.equals("draft") ? "withdrawn" : stage;
    }
  }
}
