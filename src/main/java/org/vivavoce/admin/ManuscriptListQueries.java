package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads the newsroom's list: every manuscript, and every article that has none yet. Each page is
 * read from where the one before it ended or the one after it began, however many there are.
 */
final class ManuscriptListQueries {
  static final int PAGE_SIZE = 25;
  private static final int MOST_DOCTORS = 500;
  private static final int MOST_WORDS = 12;
  private final Jdbi jdbi;

  ManuscriptListQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The page at the filter's place; the first one where there is nothing any more.
   *
   * @param account whose unsaved work is told of
   */
  Page page(Filter filter, long account) {
    return jdbi.withHandle(
        handle -> {
          Page page = page(handle, filter);
          List<Long> manuscripts =
              page.lines().stream().filter(Listed::isManuscript).map(Listed::id).toList();
          return page.with(
              ManuscriptLogQueries.remarks(handle, manuscripts),
              unsaved(handle, manuscripts, account));
        });
  }

  /** What somebody has not saved yet, on any of these or in the forms for new answers. */
  private static List<Unsaved> unsaved(Handle handle, List<Long> manuscripts, long account) {
    return handle
        .createQuery(
            """
            select manuscript_id, count(*) as forms, max(saved_at) as saved_at
              from autosave
             where manuscript_id = any(:manuscripts) and account_id = :account
             group by manuscript_id
             union all
            select null, count(*), max(saved_at)
              from unsaved_answer
             where account_id = :account
            having count(*) > 0
             order by manuscript_id nulls last
            """)
        .bindArray("manuscripts", Long.class, manuscripts)
        .bind("account", account)
        .mapTo(Unsaved.class)
        .list();
  }

  private static Page page(Handle handle, Filter filter) {
    Place place = filter.place();
    List<Listed> found = found(handle, filter);
    boolean more = found.size() > PAGE_SIZE;
    List<Listed> lines = new ArrayList<>(more ? found.subList(0, PAGE_SIZE) : found);
    if (place == null) {
      return new Page(lines, false, more);
    }
    if (place.before()) {
      Collections.reverse(lines);
      // The first page is a full one, wherever one came from.
      return more ? new Page(lines, true, true) : page(handle, filter.fromTheStart());
    }
    return lines.isEmpty() ? page(handle, filter.fromTheStart()) : new Page(lines, true, more);
  }

  private static List<Listed> found(Handle handle, Filter filter) {
    StringBuilder ofManuscripts = new StringBuilder("true");
    StringBuilder ofArticles = new StringBuilder("true");
    Long[] doctors = {};
    List<String> likes = likes(filter.text());
    if (!likes.isEmpty()) {
      doctors = doctorsLike(handle, likes);
      ofManuscripts
          .append(" and (")
          .append(each("manuscript.title", likes))
          .append(doctors.length == 0 ? ")" : " or manuscript.doctor_id = any(:doctors))");
      ofArticles
          .append(" and (")
          .append(each("article.title", likes))
          .append(doctors.length == 0 ? ")" : " or article.doctor_id = any(:doctors))");
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
          " and (manuscript.owner_id = :mine or manuscript.reviewer_id = :mine or manuscript.doctor_id = :self"
              + " or (:reviews and manuscript.stage = 'in_review' and manuscript.reviewer_id is null))");
      ofArticles.append(" and article.doctor_id = :self");
    }
    status(filter.status(), ofManuscripts, ofArticles);
    Sort sort = filter.sort();
    Place place = filter.place();
    boolean down = sort.isDescending() != (place != null && place.before());
    if (place != null) {
      ofManuscripts.append(beyond(sort.ofManuscripts, "manuscript.id", true, place, sort, down));
      ofArticles.append(beyond(sort.ofArticles, "article.id", false, place, sort, down));
    }
    String way = down ? "desc" : "asc";
    Query query =
        handle.createQuery(
            """
            with chosen as (
              (select true as is_manuscript, manuscript.id, manuscript.id as manuscript_id, manuscript.article_id,
                      manuscript.updated_at, manuscript.title, manuscript.doctor_id, manuscript.specialty_id,
                      %1$s as sorted_by
                 from manuscript left join article on article.id = manuscript.article_id
                where %2$s
                order by %1$s %5$s, manuscript.id %5$s limit :count)
              union all
              (select false, article.id, null, article.id, article.updated_at, article.title, article.doctor_id,
                      article.specialty_id, %3$s
                 from article
                where not exists (select from manuscript where manuscript.article_id = article.id) and %4$s
                order by %3$s %5$s, article.id %5$s limit :count))
            select chosen.is_manuscript, chosen.id, chosen.title, left(lower(chosen.title), 40) as title_key,
                   chosen.updated_at, article.review_due_on, doctor.name as doctor_name,
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
             order by chosen.sorted_by %5$s, chosen.is_manuscript %5$s, chosen.id %5$s
             limit :count
            """
                .formatted(sort.ofManuscripts, ofManuscripts, sort.ofArticles, ofArticles, way));
    bindEach(query, likes);
    query
        .bind("doctors", doctors)
        .bind("specialty", filter.specialty())
        .bind("doctor", filter.doctor())
        .bind("mine", filter.mine())
        .bind("self", filter.self())
        .bind("reviews", filter.reviews())
        .bind("today", filter.today())
        .bind("count", PAGE_SIZE + 1);
    if (place != null) {
      query.bind("key", place.key().value()).bind("id", place.key().id());
    }
    return query.mapTo(Listed.class).list();
  }

  /** What lies beyond a place; of two that are sorted alike, all manuscripts lie on one side. */
  private static String beyond(
      String expression, String id, boolean manuscripts, Place place, Sort sort, boolean down) {
    String sign = down ? "<" : ">";
    String key = "cast(:key as " + sort.type + ")";
    if (place.key().manuscript() == manuscripts) {
      return " and (%s, %s) %s (%s, :id)".formatted(expression, id, sign, key);
    }
    return " and %s %s%s %s".formatted(expression, sign, manuscripts == down ? "" : "=", key);
  }

  private static void status(String status, StringBuilder ofManuscripts, StringBuilder ofArticles) {
    switch (status) {
      case "draft" -> {
        ofManuscripts.append(
            " and manuscript.stage = 'draft' and coalesce(article.status, '') not in ('published', 'withdrawn')");
        ofArticles.append(" and article.status = 'draft'");
      }
      case "in_review" -> {
        ofManuscripts.append(" and manuscript.stage = 'in_review'");
        ofArticles.append(" and article.status = 'in_review'");
      }
      case "approved" -> {
        // What readers have already waits for nothing.
        ofManuscripts.append(
            " and manuscript.stage = 'approved' and manuscript.live_revision_id is distinct from manuscript.revision_id");
        ofArticles.append(" and article.status = 'approved'");
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
      case "overdue" -> {
        // As the indexes have it.
        ofManuscripts.append(
            " and article.status = 'published' and coalesce(manuscript.review_due_on, 'infinity') < :today");
        ofArticles.append(
            " and article.status = 'published' and coalesce(article.review_due_on, 'infinity') < :today");
      }
      default -> {
        // All of them.
      }
    }
  }

  private static Long[] doctorsLike(Handle handle, List<String> likes) {
    Query query =
        handle.createQuery(
            "select id from doctor where %s order by id limit :most"
                .formatted(each("name", likes)));
    bindEach(query, likes);
    return query.bind("most", MOST_DOCTORS).mapTo(Long.class).list().toArray(Long[]::new);
  }

  /** Each word as a part of something; of more than are bound, the others are one. */
  private static List<String> likes(String text) {
    return Arrays.stream(text.strip().split("\\s+", MOST_WORDS))
        .filter(word -> !word.isEmpty())
        .map(ManuscriptListQueries::like)
        .toList();
  }

  /** That all of the words stand in a column, in whatever order. */
  private static String each(String column, List<String> likes) {
    return IntStream.range(0, likes.size())
        .mapToObj(number -> column + " ilike :like" + number)
        .collect(Collectors.joining(" and ", "(", ")"));
  }

  private static void bindEach(Query query, List<String> likes) {
    for (int number = 0; number < likes.size(); number++) {
      query.bind("like" + number, likes.get(number));
    }
  }

  static String like(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  /**
   * @param earlier whether there is a page before this one
   * @param later whether there is one after it
   * @param remarks on its manuscripts, by their ids
   * @param unsaved work of whoever reads it
   */
  record Page(
      List<Listed> lines,
      boolean earlier,
      boolean later,
      Map<Long, ManuscriptLogQueries.Remarks> remarks,
      List<Unsaved> unsaved) {
    Page {
      lines = List.copyOf(lines);
      remarks = Map.copyOf(remarks);
      unsaved = List.copyOf(unsaved);
    }

    Page(List<Listed> lines, boolean earlier, boolean later) {
      this(lines, earlier, later, Map.of(), List.of());
    }

    Page with(Map<Long, ManuscriptLogQueries.Remarks> read, List<Unsaved> kept) {
      return new Page(lines, earlier, later, read, kept);
    }

    ManuscriptLogQueries.@Nullable Remarks on(Listed line) {
      return line.isManuscript() ? remarks.get(line.id()) : null;
    }

    Optional<Unsaved> unsavedOn(Listed line) {
      return line.isManuscript() ? unsavedOn(line.id()) : Optional.empty();
    }

    /** In the forms for new answers. */
    Optional<Unsaved> unsavedNew() {
      return unsavedOn((Long) null);
    }

    private Optional<Unsaved> unsavedOn(@Nullable Long manuscript) {
      return unsaved.stream()
          .filter(each -> Objects.equals(each.manuscriptId(), manuscript))
          .findFirst();
    }
  }

  /**
   * Work that somebody has not saved.
   *
   * @param manuscriptId null for new answers, which have none yet
   * @param forms in how many it stands
   * @param savedAt when the latest of it was kept
   */
  public record Unsaved(@Nullable Long manuscriptId, int forms, Instant savedAt) {}

  /** By what the list is sorted; articles, of which there are many, have an index for each. */
  enum Sort {
    UPDATED("timestamptz", "manuscript.updated_at", "article.updated_at"),
    /** What is not due on any day comes last. */
    DUE(
        "date",
        "coalesce(manuscript.review_due_on, 'infinity')",
        "coalesce(article.review_due_on, 'infinity')"),
    TITLE("text", "left(lower(manuscript.title), 40)", "left(lower(article.title), 40)");

    private final String type;
    private final String ofManuscripts;
    private final String ofArticles;

    Sort(String type, String ofManuscripts, String ofArticles) {
      this.type = type;
      this.ofManuscripts = ofManuscripts;
      this.ofArticles = ofArticles;
    }

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The one of this code, or else the first. */
    static Sort of(@Nullable String code) {
      for (Sort sort : values()) {
        if (sort.code().equals(code)) {
          return sort;
        }
      }
      return UPDATED;
    }

    private boolean isDescending() {
      return this == UPDATED;
    }
  }

  /**
   * What is shown of the list.
   *
   * @param text words of the title or of the doctor's name, or empty
   * @param status one of {@link #STATUSES}, or empty for all
   * @param mine the account whose own are shown alone, or null
   * @param self the doctor as whom that account speaks, or null
   * @param reviews whether it reviews, so that what waits for any reviewer is its own as well
   * @param place null for the first page
   */
  record Filter(
      String text,
      String status,
      @Nullable Long specialty,
      @Nullable Long doctor,
      @Nullable Long mine,
      @Nullable Long self,
      boolean reviews,
      LocalDate today,
      Sort sort,
      @Nullable Place place) {
    static final List<String> STATUSES =
        List.of("draft", "in_review", "approved", "published", "changes", "withdrawn", "overdue");

    Filter fromTheStart() {
      return new Filter(text, status, specialty, doctor, mine, self, reviews, today, sort, null);
    }
  }

  /** Where a page begins: after an answer, or so that it ends before one. */
  record Place(Key key, boolean before) {}

  /**
   * An answer's place in the list.
   *
   * @param value of what the list is sorted by, as the database reads it
   */
  record Key(String value, boolean manuscript, long id) {
    private static final Pattern WRITTEN = Pattern.compile("(.{0,300})([ma])([0-9]{1,17})");
    private static final Pattern MICROS = Pattern.compile("[0-9]{1,17}");
    private static final Pattern DAY = Pattern.compile("[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}");
    private static final String NO_DAY = "infinity";

    /** Null where nothing of the kind is written. */
    static @Nullable Key read(Sort sort, @Nullable String text) {
      Matcher matcher = WRITTEN.matcher(text == null ? "" : text);
      String value = matcher.matches() ? value(sort, matcher.group(1)) : null;
      return value == null
          ? null
          : new Key(value, matcher.group(2).equals("m"), Long.parseLong(matcher.group(3)));
    }

    private static @Nullable String value(Sort sort, String written) {
      try {
        return switch (sort) {
          case UPDATED ->
              MICROS.matcher(written).matches()
                  ? Instant.EPOCH.plus(Long.parseLong(written), ChronoUnit.MICROS).toString()
                  : null;
          case DUE -> {
            if (DAY.matcher(written).matches()) {
              yield LocalDate.parse(written).toString();
            }
            yield written.equals(NO_DAY) ? NO_DAY : null;
          }
          case TITLE -> {
            String title = new String(Base64.getUrlDecoder().decode(written), UTF_8);
            yield title.indexOf(0) < 0 ? title : null;
          }
        };
      } catch (DateTimeException | IllegalArgumentException e) {
        return null;
      }
    }

    /** As it stands in an address. */
    String written(Sort sort) {
      String key =
          switch (sort) {
            case UPDATED ->
                Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(value)));
            case DUE -> value;
            case TITLE ->
                Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(UTF_8));
          };
      return key + (manuscript ? "m" : "a") + id;
    }
  }

  /**
   * A line of the list.
   *
   * @param isManuscript whether the id is a manuscript's, and not an article's
   * @param titleKey by which it is sorted among titles
   * @param reviewDueOn of what stands in public, or null
   * @param clean whether the current revision is the one in public
   */
  public record Listed(
      boolean isManuscript,
      long id,
      String title,
      String titleKey,
      Instant updatedAt,
      @Nullable LocalDate reviewDueOn,
      @Nullable String doctorName,
      @Nullable String specialtyName,
      @Nullable String stage,
      @Nullable String articleStatus,
      @Nullable String articleSlug,
      boolean clean,
      @Nullable String ownerName,
      @Nullable Long doctorId) {
    Key key(Sort sort) {
      LocalDate due = reviewDueOn;
      String value =
          switch (sort) {
            case UPDATED -> updatedAt.toString();
            case DUE -> due == null ? Key.NO_DAY : due.toString();
            case TITLE -> titleKey;
          };
      return new Key(value, isManuscript, id);
    }

    /** Whether readers have what should have been reviewed before this day. */
    boolean isOverdue(LocalDate today) {
      LocalDate due = reviewDueOn;
      return "published".equals(articleStatus) && due != null && due.isBefore(today);
    }

    /** The same as {@link Manuscript#status}. */
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
