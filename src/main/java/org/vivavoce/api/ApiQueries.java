package org.vivavoce.api;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Source;

/** Reads published answers for programs. */
final class ApiQueries {
  private final Jdbi jdbi;

  ApiQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The number of a specialty, doctor or topic, by the address that it has or had; empty where
   * there is none.
   *
   * @param kind specialty, doctor or topic
   */
  Optional<Long> id(String kind, String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id from published_%1$s
                     where slug = :slug
                        or slug = (select current_slug from published_former_slug where kind = :kind and slug = :slug)
                     order by slug = :slug desc limit 1
                    """
                        .formatted(kind))
                .bind("slug", slug)
                .bind("kind", kind)
                .mapTo(Long.class)
                .findOne());
  }

  /**
   * Those that pass, in the filter's order.
   *
   * @param after where they begin, or null
   */
  List<Listed> list(Filter filter, @Nullable ApiCursor after, int count) {
    boolean newest = filter.order() == ApiCursor.Order.NEWEST;
    // From whichever index holds the order wanted, of those that pass alone.
    boolean byTopic = newest && filter.topic() != null;
    String at =
        byTopic ? "link.published_at" : newest ? "article.published_at" : "article.updated_at";
    String id = byTopic ? "link.article_id" : "article.id";
    List<String> conditions = new ArrayList<>(List.of("true"));
    if (byTopic) {
      conditions.add("link.topic_id = :topic");
    } else if (filter.topic() != null) {
      conditions.add(
          """
          exists (select from published_article_topic link
                   where link.article_id = article.id and link.topic_id = :topic)
          """);
    }
    if (filter.specialty() != null) {
      conditions.add("article.specialty_id = :specialty");
    }
    if (filter.doctor() != null) {
      conditions.add("article.doctor_id = :doctor");
    }
    if (filter.lang() != null) {
      conditions.add("article.lang = :lang");
    }
    if (filter.updatedSince() != null) {
      conditions.add("article.updated_at >= :since");
    }
    if (after != null) {
      conditions.add("(%s, %s) %s (:at, :after)".formatted(at, id, newest ? "<" : ">"));
    }
    String sql =
        """
        with chosen as (
          select %1$s as id, %2$s as at from %3$s
           where %4$s
           order by %2$s %5$s, %1$s %5$s
           limit %6$d)
        select teaser.id, teaser.slug, teaser.lang, teaser.title, teaser.excerpt, teaser.doctor_slug, teaser.doctor_name,
               teaser.specialty_slug, teaser.specialty_name, teaser.duration_seconds, teaser.audio is not null as spoken,
               teaser.published_at, teaser.edited_at, teaser.edited_on, teaser.review_due_on, teaser.demo,
               article.updated_at
          from chosen
          join published_teaser teaser on teaser.id = chosen.id
          join published_article article on article.id = chosen.id
         order by chosen.at %5$s, chosen.id %5$s
        """
            .formatted(
                id,
                at,
                byTopic
                    ? "published_article_topic link join published_article article on article.id = link.article_id"
                    : "published_article article",
                String.join(" and ", conditions),
                newest ? "desc" : "asc",
                count);
    return jdbi.withHandle(
        handle -> {
          Query query = handle.createQuery(sql);
          bind(query, "topic", filter.topic());
          bind(query, "specialty", filter.specialty());
          bind(query, "doctor", filter.doctor());
          bind(query, "lang", filter.lang());
          bind(query, "since", filter.updatedSince());
          if (after != null) {
            query.bind("at", after.at()).bind("after", after.id());
          }
          return query.mapTo(Listed.class).list();
        });
  }

  private static void bind(Query query, String name, @Nullable Object value) {
    if (value != null) {
      query.bind(name, value);
    }
  }

  /** The answer of that very slug, whole; empty where there is none published. */
  Optional<Whole> find(String slug) {
    return jdbi.withHandle(
        handle ->
            row(handle, slug)
                .map(
                    row ->
                        new Whole(
                            row,
                            sources(handle, row.id()),
                            topics(handle, row.id()),
                            codes(handle, row.id()))));
  }

  private static Optional<Row> row(Handle handle, String slug) {
    return handle
        .createQuery(
            """
            select article.id, article.slug, article.lang, article.title, article.transcript, article.published_at,
                   article.updated_at, article.recorded_on, teaser.edited_at, teaser.edited_on, article.reviewed_on,
                   article.review_due_on, article.reviewer_name, article.reviewer_credentials,
                   reviewer.slug as reviewer_slug, article.conflicts, article.care_level, article.care_text,
                   article.demo, article.synthetic_voice, article.cues_estimated,
                   exists (select from published_article_cue cue where cue.article_id = article.id) as captioned,
                   doctor.slug as doctor_slug, doctor.name as doctor_name, doctor.kind as doctor_kind,
                   doctor.title as doctor_title, doctor.credentials as doctor_credentials,
                   doctor.institution as doctor_institution,
                   teaser.specialty_slug, teaser.specialty_name,
                   recording.audio as r_audio, recording.byte_length as r_byte_length,
                   recording.duration_ms as r_duration_millis, recording.audio_opus as r_audio_opus,
                   opus.byte_length as r_opus_byte_length
              from published_article article
              join published_teaser teaser on teaser.id = article.id
              join published_doctor doctor on doctor.id = article.doctor_id
              left join published_doctor reviewer on reviewer.id = article.reviewer_id
              left join published_recording recording on recording.id = article.recording_id
              left join published_media opus on opus.sha256 = split_part(recording.audio_opus, '.', 1)
             where article.slug = :slug
            """)
        .bind("slug", slug)
        .mapTo(Row.class)
        .findOne();
  }

  private static List<Source> sources(Handle handle, long id) {
    return handle
        .createQuery(
            "select title, url from published_article_source where article_id = :id order by position")
        .bind("id", id)
        .mapTo(Source.class)
        .list();
  }

  private static List<Subject> topics(Handle handle, long id) {
    return handle
        .createQuery(
            """
            select topic.id, topic.slug, topic.name
              from published_article_topic link join published_topic topic on topic.id = link.topic_id
             where link.article_id = :id
             order by link.position, topic.id
            """)
        .bind("id", id)
        .mapTo(Subject.class)
        .list();
  }

  private static List<Code> codes(Handle handle, long id) {
    return handle
        .createQuery(
            """
            select code.topic_id, code.system, code.code
              from published_article_topic link join published_topic_code code on code.topic_id = link.topic_id
             where link.article_id = :id
             order by code.topic_id, code.system, code.code
            """)
        .bind("id", id)
        .mapTo(Code.class)
        .list();
  }

  /**
   * Which answers are listed; what is null does not matter.
   *
   * @param updatedSince where it is given, they come in the order of their changes
   */
  record Filter(
      @Nullable Long specialty,
      @Nullable Long topic,
      @Nullable Long doctor,
      @Nullable String lang,
      @Nullable Instant updatedSince) {
    ApiCursor.Order order() {
      return updatedSince == null ? ApiCursor.Order.NEWEST : ApiCursor.Order.CHANGED;
    }
  }

  /** An answer as the list has it. */
  public record Listed(
      long id,
      String slug,
      String lang,
      String title,
      String excerpt,
      String doctorSlug,
      String doctorName,
      String specialtySlug,
      String specialtyName,
      @Nullable Integer durationSeconds,
      boolean spoken,
      Instant publishedAt,
      @Nullable Instant editedAt,
      @Nullable LocalDate editedOn,
      @Nullable LocalDate reviewDueOn,
      boolean demo,
      Instant updatedAt) {}

  /** An answer's own row, with its doctor and its sound. */
  public record Row(
      long id,
      String slug,
      String lang,
      String title,
      String transcript,
      Instant publishedAt,
      Instant updatedAt,
      @Nullable LocalDate recordedOn,
      @Nullable Instant editedAt,
      @Nullable LocalDate editedOn,
      @Nullable LocalDate reviewedOn,
      @Nullable LocalDate reviewDueOn,
      @Nullable String reviewerName,
      @Nullable String reviewerCredentials,
      @Nullable String reviewerSlug,
      @Nullable String conflicts,
      @Nullable String careLevel,
      @Nullable String careText,
      boolean demo,
      boolean syntheticVoice,
      boolean cuesEstimated,
      boolean captioned,
      String doctorSlug,
      String doctorName,
      String doctorKind,
      @Nullable String doctorTitle,
      @Nullable String doctorCredentials,
      @Nullable String doctorInstitution,
      String specialtySlug,
      String specialtyName,
      @Nullable @Nested("r_") Sound sound) {}

  /** An answer's sound; the Opus where there is one. */
  public record Sound(
      @PropagateNull String audio,
      long byteLength,
      int durationMillis,
      @Nullable String audioOpus,
      @Nullable Long opusByteLength) {}

  /** A condition that an answer is about. */
  public record Subject(long id, String slug, String name) {}

  /** A code of a condition, in icd10, mesh or umls. */
  public record Code(long topicId, String system, String code) {}

  /** An answer with all that belongs to it. */
  record Whole(Row row, List<Source> sources, List<Subject> topics, List<Code> codes) {
    Whole {
      sources = List.copyOf(sources);
      topics = List.copyOf(topics);
      codes = List.copyOf(codes);
    }
  }
}
