package org.vivavoce.article;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Article;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.CatalogueEntry;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.Recording;
import org.vivavoce.content.RelatedArticle;
import org.vivavoce.content.RelatedReason;
import org.vivavoce.content.Source;
import org.vivavoce.content.Topic;
import org.vivavoce.db.ArticleLists;
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

  /** An answer's row, then what belongs to it, in the order in which {@link #whole} reads them. */
  private static final String WHOLE =
      String.join(
          ";",
          "select "
              + ArticleLists.TEASER
              + """
              , teaser.transcript, teaser.recorded_on, teaser.reviewed_on, teaser.reviewer_name,
                teaser.reviewer_credentials, teaser.reviewer_slug, teaser.conflicts, teaser.care_level, teaser.care_text,
                teaser.demo, teaser.synthetic_voice, teaser.cues_estimated,
                teaser.audio as r_audio, teaser.audio_opus as r_audio_opus, teaser.duration_ms as r_duration_millis,
                teaser.byte_length as r_byte_length, teaser.waveform as r_waveform,
                teaser.doctor_slug as d_slug, teaser.doctor_name as d_name, teaser.doctor_person as d_person,
                teaser.doctor_title as d_title, teaser.doctor_credentials as d_credentials,
                teaser.doctor_institution as d_institution, null as d_biography,
                teaser.doctor_languages as d_languages, teaser.doctor_portrait as d_portrait,
                teaser.doctor_demo as d_demo, 0 as d_article_count,
                teaser.medical_specialty, teaser.voice_public_since, teaser.source_published_on,
                alike.titles > 1 as shared_title, alike.number, alike.alike, teaser.changed, teaser.found_correct
                from published_page teaser
                cross join lateral (
                  select count(*) as titles,
                         count(*) filter (where same.doctor_id = teaser.doctor_id and same.id <= teaser.id)::int as number,
                         count(*) filter (where same.doctor_id = teaser.doctor_id)::int as alike
                    from published_article same
                   where lower(same.title) = lower(teaser.title)) alike
               where teaser.slug = :slug
              """,
          """
          select title, url from published_article_source
           where article_id = (select id from published_article where slug = :slug) order by position
          """,
          """
          select slug, name, definition, codes from published_article_condition
           where article_id = (select id from published_article where slug = :slug)
           order by position, id
          """,
          "select "
              + ArticleLists.TEASER
              + """
              , teaser.reason, teaser.subject
                from published_other_voice teaser
               where teaser.voice_of = (select id from published_article where slug = :slug)
               order by teaser.position
               limit 5
              """,
          CUES,
          SameQuestionQueries.OTHERS);

  private final Jdbi jdbi;

  ArticleQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The published answer of that very slug with all that its page tells, in one round trip; empty
   * where there is none.
   */
  Optional<Whole> find(String slug) {
    return jdbi.withHandle(
        handle ->
            Results.of(
                handle,
                each ->
                    each.createQuery(WHOLE)
                        .setTemplateEngine(TemplateEngine.NOP)
                        .bind("slug", slug),
                ArticleQueries::whole));
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

  private static Optional<Whole> whole(Results results) {
    Optional<Row> found = results.first(Row.class);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    List<Source> sources = results.list(Source.class);
    List<TopicRow> topics = results.list(TopicRow.class);
    List<RelatedArticle> otherVoices =
        results.list(RelatedRow.class).stream()
            .map(each -> new RelatedArticle(each.teaser(), each.reason(), each.subject()))
            .toList();
    List<Cue> cues = results.list(Cue.class);
    Article article =
        new Article(
            row.teaser(),
            row.transcript(),
            row.doctor(),
            row.recordedOn(),
            row.reviewedOn(),
            row.reviewerName(),
            row.reviewerCredentials(),
            row.reviewerSlug(),
            row.conflicts(),
            row.careLevel() == null ? null : CareLevel.of(row.careLevel()),
            row.careText(),
            sources,
            topics.stream().map(TopicRow::topic).toList(),
            otherVoices,
            recording(row, cues),
            row.demo(),
            row.catalogued().with(topics));
    return Optional.of(new Whole(article, row.told(), results.list(SameQuestionQueries.Row.class)));
  }

  private static @Nullable Recording recording(Row row, List<Cue> cues) {
    Sound sound = row.sound();
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
        cues);
  }

  /**
   * All that the page of an answer tells.
   *
   * @param told what its history tells of
   * @param others what else is answered to the same question
   */
  record Whole(Article article, Told told, List<SameQuestionQueries.Row> others) {
    Whole {
      others = List.copyOf(others);
    }
  }

  /** An article's own row with its doctor. */
  public record Row(
      @Nested ArticleTeaser teaser,
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
      @Nullable @Nested("r_") Sound sound,
      @Nested("d_") Doctor doctor,
      @Nested Catalogued catalogued,
      @Nested Told told) {
    public Row {
      Objects.requireNonNull(teaser);
    }
  }

  /** What search engines are told of an answer. */
  public record Catalogued(
      @Nullable String medicalSpecialty,
      @Nullable Instant voicePublicSince,
      @Nullable LocalDate sourcePublishedOn,
      boolean sharedTitle,
      int number,
      int alike) {
    CatalogueEntry with(List<TopicRow> topics) {
      return new CatalogueEntry(
          medicalSpecialty,
          voicePublicSince,
          sourcePublishedOn,
          topics.stream()
              .filter(topic -> !topic.codes().isEmpty())
              .collect(Collectors.toMap(TopicRow::slug, TopicRow::catalogueCodes)),
          sharedTitle,
          number,
          alike);
    }
  }

  /**
   * A condition of an answer.
   *
   * @param codes each "system code"
   */
  public record TopicRow(String slug, String name, String definition, List<String> codes) {
    Topic topic() {
      return new Topic(slug, name, definition, List.of(), 0);
    }

    List<CatalogueEntry.Code> catalogueCodes() {
      return codes.stream()
          .map(code -> code.split(" ", 2))
          .map(code -> new CatalogueEntry.Code(code[0], code[1]))
          .toList();
    }
  }

  /** An article's sound. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Sound(
      @PropagateNull String audio,
      @Nullable String audioOpus,
      int durationMillis,
      long byteLength,
      byte @Nullable [] waveform) {
    List<Integer> levels() {
      List<Integer> levels = new ArrayList<>();
      if (waveform != null) {
        for (byte peak : waveform) {
          levels.add(Byte.toUnsignedInt(peak));
        }
      }
      return levels;
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

  /** One of the Other Voices. */
  public record RelatedRow(
      @Nested ArticleTeaser teaser, RelatedReason reason, @Nullable String subject) {}
}
