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
              , article.transcript, article.recorded_on, article.reviewed_on, article.reviewer_name,
                article.reviewer_credentials, reviewer.slug as reviewer_slug, article.conflicts,
                article.care_level, article.care_text, article.demo, article.synthetic_voice,
                article.cues_estimated, recording.audio as r_audio, recording.audio_opus as r_audio_opus,
                recording.duration_ms as r_duration_millis, recording.byte_length as r_byte_length,
                recording.waveform as r_waveform,
                doctor.slug as d_slug, doctor.name as d_name, doctor.kind = 'person' as d_person,
                doctor.title as d_title, doctor.credentials as d_credentials, doctor.institution as d_institution,
                null as d_biography, doctor.languages as d_languages, doctor.portrait as d_portrait,
                doctor.demo as d_demo, 0 as d_article_count,
                specialty.schema_org as medical_specialty, article.voice_public_since, article.source_published_on,
                alike.titles > 1 as shared_title, alike.number, alike.alike,
                exists (select from published_article_change change
                         where change.article_id = article.id and change.event <> 'reviewed') as changed,
                exists (select from published_article_change change
                         where change.article_id = article.id and change.event = 'reviewed') as found_correct
                from published_article article
                join published_teaser teaser on teaser.id = article.id
                join published_doctor doctor on doctor.id = article.doctor_id
                left join published_recording recording on recording.id = article.recording_id
                left join published_doctor reviewer on reviewer.id = article.reviewer_id
                left join published_specialty specialty on specialty.id = article.specialty_id
                cross join lateral (
                  select count(*) as titles,
                         count(*) filter (where same.doctor_id = article.doctor_id and same.id <= article.id)::int as number,
                         count(*) filter (where same.doctor_id = article.doctor_id)::int as alike
                    from published_article same
                   where left(lower(same.title), 40) = left(lower(article.title), 40)
                     and lower(same.title) = lower(article.title)) alike
               where article.slug = :slug
              """,
          """
          select title, url from published_article_source
           where article_id = (select id from published_article where slug = :slug) order by position
          """,
          """
          select topic.slug, topic.name, topic.definition,
                 array(select code.system || ' ' || code.code from published_topic_code code
                        where code.topic_id = topic.id order by code.system, code.code) as codes
            from published_article_topic link join published_topic topic on topic.id = link.topic_id
           where link.article_id = (select id from published_article where slug = :slug)
           order by link.position, topic.id
          """,
          "select "
              + ArticleLists.TEASER
              + """
              , link.reason, topic.name as subject
                from published_related_article link
                join published_teaser teaser on teaser.id = link.related_id
                left join published_topic topic on topic.id = link.topic_id
               where link.article_id = (select id from published_article where slug = :slug)
               order by link.position
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
   *
   * @param today from which on a review is overdue
   */
  Optional<Whole> find(String slug, LocalDate today) {
    return jdbi.withHandle(
        handle ->
            Results.of(
                handle,
                each ->
                    each.createQuery(WHOLE)
                        .bind("slug", slug)
                        .bind("today", today)
                        .bind("most", SameQuestionQueries.MOST)
                        .bind("shown", SameQuestionQueries.SHOWN),
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
   * @param others who else answers the same question
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
