package org.vivavoce.article;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Article;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.Recording;
import org.vivavoce.db.Results;

/** Reads one published answer with all that stands on its page. */
final class ArticleQueries {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CUES =
      """
      select start_ms as start_millis, end_ms as end_millis, text
        from published_article_cue where article_id = (select id from published_article where slug = :slug)
       order by position
      """;

  /** An answer's own row with what stands beside it; that comes from the view of the name. */
  private static final String WHOLE =
      """
      select article.id, article.slug, article.lang, article.title, article.excerpt, article.duration_seconds,
             article.edited_at, article.edited_on, article.review_due_on, article.published_at,
             article.transcript, article.recorded_on, article.reviewed_on, article.reviewer_name,
             article.reviewer_credentials,
             (select reviewer.slug from published_doctor reviewer where reviewer.id = article.reviewer_id) as reviewer_slug,
             article.conflicts, article.care_level, article.care_text, article.demo, article.synthetic_voice,
             article.cues_estimated, article.voice_public_since, article.source_published_on,
             article.changed, article.found_correct, beside.beside::text as beside
        from published_article article
        join %s beside on beside.article_id = article.id
       where article.slug = :slug
      """;

  private static final String KEPT = WHOLE.formatted("published_article_beside_copy");
  private static final String NOW = WHOLE.formatted("published_article_beside");

  private final Jdbi jdbi;
  private final BesideKeeper keeper;

  ArticleQueries(Jdbi jdbi, BesideKeeper keeper) {
    this.jdbi = jdbi;
    this.keeper = keeper;
  }

  /**
   * The published answer of that very slug with all that its page tells; empty where there is none.
   */
  Optional<Whole> find(String slug) {
    return jdbi.withHandle(
        handle -> {
          boolean again = keeper.isWantedAgain(slug);
          Optional<Row> kept = again ? row(handle, KEPT, slug) : Optional.empty();
          if (kept.isPresent()) {
            return kept.map(ArticleQueries::whole);
          }
          Optional<Row> now = row(handle, NOW, slug);
          if (again) {
            now.ifPresent(found -> keeper.keep(found.id()));
          }
          return now.map(ArticleQueries::whole);
        });
  }

  private static Optional<Row> row(Handle handle, String query, String slug) {
    return handle
        .createQuery(query)
        .setTemplateEngine(TemplateEngine.NOP)
        .bind("slug", slug)
        .mapTo(Row.class)
        .findOne();
  }

  /** The captions of the published answer of that very slug; empty where it has none. */
  Optional<CaptionFile> captions(String slug) {
    return jdbi.withHandle(
        handle ->
            Results.of(
                handle,
                each ->
                    each.createQuery(
                            "select cues_estimated from published_article where slug = :slug;"
                                + CUES)
                        .bind("slug", slug),
                results ->
                    results
                        .first(Boolean.class)
                        .map(estimated -> new CaptionFile(results.list(Cue.class), estimated))
                        .filter(file -> !file.cues().isEmpty())));
  }

  /** What became of the published answer of that very slug; empty where there is none. */
  Optional<History> history(String slug) {
    return jdbi.withHandle(
        handle ->
            Results.of(
                handle,
                each ->
                    each.createQuery(
                            """
                        select id, title, lang, demo from published_article where slug = :slug;
                        select id, changed_at, event, reason, before::text as before, after::text as after,
                               reviewer_name, reviewer_credentials
                          from published_article_change
                         where article_id = (select id from published_article where slug = :slug)
                         order by changed_at desc, id desc
                        """)
                        .bind("slug", slug),
                results ->
                    results
                        .first(Changed.class)
                        .map(
                            row ->
                                new History(
                                    row.id(),
                                    row.title(),
                                    row.lang(),
                                    row.demo(),
                                    results.list(ChangeRow.class).stream()
                                        .map(ArticleQueries::change)
                                        .toList()))));
  }

  private static Change change(ChangeRow row) {
    return new Change(
        row.id(),
        row.changedAt(),
        row.event(),
        row.reason(),
        version(row.before()),
        version(row.after()),
        reviewer(row.reviewerName(), row.reviewerCredentials()));
  }

  /** Name and text of every part, in the order in which readers are told of them. */
  private static Map<String, String> version(String json) {
    try {
      return JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recorded change holds something else than texts", e);
    }
  }

  private static @Nullable String reviewer(@Nullable String name, @Nullable String credentials) {
    return name == null || credentials == null ? name : name + ", " + credentials;
  }

  private static Whole whole(Row row) {
    Beside beside = Beside.read(row.beside());
    Article article =
        new Article(
            row.teaser(beside),
            row.transcript(),
            beside.doctor(),
            row.recordedOn(),
            row.reviewedOn(),
            row.reviewerName(),
            row.reviewerCredentials(),
            row.reviewerSlug(),
            row.conflicts(),
            row.careLevel() == null ? null : CareLevel.of(row.careLevel()),
            row.careText(),
            beside.sources(),
            beside.topics(),
            beside.related(),
            recording(row, beside),
            row.demo(),
            beside.catalogued(row.voicePublicSince(), row.sourcePublishedOn()));
    return new Whole(article, row.told(), beside.sameQuestion());
  }

  private static @Nullable Recording recording(Row row, Beside beside) {
    Beside.Sound sound = beside.sound();
    if (sound == null) {
      return null;
    }
    return new Recording(
        sound.audio(),
        sound.audioOpus(),
        sound.durationMillis(),
        sound.byteLength(),
        sound.levels(),
        row.syntheticVoice(),
        row.cuesEstimated(),
        beside.cues());
  }

  /**
   * All that the page of an answer tells.
   *
   * @param told what its history tells of
   * @param others what else is answered to the same question
   */
  record Whole(Article article, Told told, List<SameQuestion.Row> others) {
    Whole {
      others = List.copyOf(others);
    }
  }

  /**
   * An article's own row.
   *
   * @param beside what stands beside it, as {@link Beside#read} takes it
   */
  public record Row(
      long id,
      String slug,
      String lang,
      String title,
      String excerpt,
      @Nullable Integer durationSeconds,
      @Nullable Instant editedAt,
      @Nullable LocalDate editedOn,
      @Nullable LocalDate reviewDueOn,
      Instant publishedAt,
      String transcript,
      @Nullable LocalDate recordedOn,
      @Nullable LocalDate reviewedOn,
      @Nullable String reviewerName,
      @Nullable String reviewerCredentials,
      @Nullable String reviewerSlug,
      @Nullable String conflicts,
      @Nullable String careLevel,
      @Nullable String careText,
      boolean demo,
      boolean syntheticVoice,
      boolean cuesEstimated,
      @Nullable Instant voicePublicSince,
      @Nullable LocalDate sourcePublishedOn,
      @Nested Told told,
      String beside) {
    ArticleTeaser teaser(Beside beside) {
      Doctor doctor = beside.doctor();
      Beside.Sound sound = beside.sound();
      return new ArticleTeaser(
          id,
          slug,
          lang,
          title,
          excerpt,
          doctor.slug(),
          doctor.name(),
          doctor.portrait(),
          beside.specialtySlug(),
          beside.specialtyName(),
          durationSeconds,
          editedAt,
          editedOn,
          reviewDueOn,
          publishedAt,
          sound == null ? null : sound.audio(),
          sound == null ? null : sound.audioOpus());
    }
  }

  /**
   * What an answer's history tells of.
   *
   * @param changed whether anything was changed, or withdrawn for a time
   * @param foundCorrect whether it was reviewed and left as it stood
   */
  public record Told(boolean changed, boolean foundCorrect) {
    static final Told NOTHING = new Told(false, false);
  }

  /**
   * The captions of an answer.
   *
   * @param estimated whether their times were worked out
   */
  record CaptionFile(List<Cue> cues, boolean estimated) {
    CaptionFile {
      cues = List.copyOf(cues);
    }
  }

  /** What a published answer is called, for the page that tells of its changes. */
  public record Changed(long id, String title, String lang, boolean demo) {}

  /** What became of an answer as it was written down; before and after in JSON. */
  public record ChangeRow(
      long id,
      Instant changedAt,
      String event,
      @Nullable String reason,
      String before,
      String after,
      @Nullable String reviewerName,
      @Nullable String reviewerCredentials) {}

  /**
   * What became of an answer: a change that matters to readers, its withdrawal, or its return,
   * which may bring changes with it.
   *
   * @param event changed, withdrawn, returned or reviewed
   * @param reason for readers; null where an answer only returned, or was only reviewed
   * @param before name and text of each part; what the answer did not have is empty
   * @param reviewer "Dr Ada Example, MD", who reviewed what was published then; null where that is
   *     not known
   */
  record Change(
      long id,
      Instant changedAt,
      String event,
      @Nullable String reason,
      Map<String, String> before,
      Map<String, String> after,
      @Nullable String reviewer) {
    Change {
      before = Map.copyOf(before);
      after = Map.copyOf(after);
    }
  }

  /** An answer and its changes, the latest first. */
  record History(long articleId, String title, String lang, boolean demo, List<Change> changes) {
    History {
      changes = List.copyOf(changes);
    }
  }
}
