package org.vivavoce.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Listing;

/** Reads doctors, specialties and conditions for the newsroom, published or not. */
final class ManagedQueries {
  static final int PAGE_SIZE = 50;
  private static final int MOST_DEFINITIONS = 10;
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

  private static final String DOCTORS =
      """
      select doctor.id, doctor.slug, doctor.name, coalesce(doctor.institution, '') as note,
             doctor.portrait_media_id is not null as has_portrait,
             (select count(*) from article where doctor_id = doctor.id)::int as answers,
             (select count(*) from article where doctor_id = doctor.id and status = 'published')::int as published,
             doctor.updated_at, count(*) over ()::int as total
        from doctor
       where doctor.merged_into_id is null
         and (:search = '%' or unaccent(lower(doctor.name)) like unaccent(lower(:search))
              or unaccent(lower(doctor.institution)) like unaccent(lower(:search)) or doctor.slug like lower(:search))
         and doctor.id <> :except
       order by lower(doctor.name), doctor.id
       limit :size offset :offset
      """;
  private static final String SPECIALTIES =
      """
      select specialty.id, specialty.slug, specialty.name, '' as note, false as has_portrait,
             (select count(*) from article where specialty_id = specialty.id)::int as answers,
             (select count(*) from article where specialty_id = specialty.id and status = 'published')::int
               as published,
             specialty.updated_at, count(*) over ()::int as total
        from specialty
       where specialty.merged_into_id is null
         and (:search = '%' or unaccent(lower(specialty.name)) like unaccent(lower(:search))
              or specialty.slug like lower(:search))
         and specialty.id <> :except
       order by lower(specialty.name), specialty.id
       limit :size offset :offset
      """;
  private static final String TOPICS =
      """
      select topic.id, topic.slug, topic.name,
             coalesce((select string_agg(name, ', ' order by lower(name), name)
                         from (select name from topic_synonym where topic_id = topic.id
                                order by lower(name), name limit 4) synonym), '') as note,
             false as has_portrait,
             (select count(*) from article_topic where topic_id = topic.id)::int as answers,
             (select count(*) from article_topic where topic_id = topic.id and published_at is not null)::int
               as published,
             topic.updated_at, count(*) over ()::int as total
        from topic
       where topic.merged_into_id is null
         and (:search = '%' or unaccent(lower(topic.name)) like unaccent(lower(:search))
              or topic.slug like lower(:search)
              or exists (select from topic_synonym synonym
                          where synonym.topic_id = topic.id
                            and unaccent(lower(synonym.name)) like unaccent(lower(:search))))
         and topic.id <> :except
       order by lower(topic.name), topic.id
       limit :size offset :offset
      """;

  // What a manuscript names keeps standing, also in its older versions, which can be restored.
  private static final String DOCTOR =
      """
      select doctor.id, (extract(epoch from doctor.updated_at) * 1000000)::bigint::text as version,
             doctor.merged_into_id, doctor.portrait_media_id is not null as has_portrait, doctor.demo,
             (select count(*) from article where doctor_id = doctor.id)::int as answers,
             (select count(*) from article where doctor_id = doctor.id and status = 'published')::int as published,
             exists (select from article where doctor_id = doctor.id)
               or exists (select from article where reviewer_id = doctor.id)
               or exists (select from account where doctor_id = doctor.id)
               or exists (select from doctor merged where merged.merged_into_id = doctor.id)
               or exists (select from revision where content ->> 'doctorId' = doctor.id::text)
               or exists (select from autosave where content ->> 'doctor' = doctor.id::text)
               or exists (select from unsaved_answer where content ->> 'doctor' = doctor.id::text) as used,
             jsonb_build_object('name', name, 'slug', slug, 'kind', kind, 'title', coalesce(title, ''),
               'credentials', coalesce(credentials, ''), 'institution', coalesce(institution, ''),
               'biography', coalesce(biography, ''), 'languages', array_to_string(languages, E'\\n'))::text
               as content
        from doctor
       where doctor.id = :id
      """;
  private static final String SPECIALTY =
      """
      select specialty.id, (extract(epoch from specialty.updated_at) * 1000000)::bigint::text as version,
             specialty.merged_into_id, false as has_portrait, false as demo,
             (select count(*) from article where specialty_id = specialty.id)::int as answers,
             (select count(*) from article where specialty_id = specialty.id and status = 'published')::int
               as published,
             exists (select from article where specialty_id = specialty.id)
               or exists (select from specialty merged where merged.merged_into_id = specialty.id)
               or exists (select from revision where content ->> 'specialtyId' = specialty.id::text)
               or exists (select from autosave where content ->> 'specialty' = specialty.id::text)
               or exists (select from unsaved_answer where content ->> 'specialty' = specialty.id::text) as used,
             jsonb_build_object('name', name, 'slug', slug, 'description', description,
               'schemaOrg', coalesce(schema_org, ''))::text as content
        from specialty
       where specialty.id = :id
      """;
  private static final String TOPIC =
      """
      select topic.id, (extract(epoch from topic.updated_at) * 1000000)::bigint::text as version,
             topic.merged_into_id, false as has_portrait, false as demo,
             (select count(*) from article_topic where topic_id = topic.id)::int as answers,
             (select count(*) from article_topic where topic_id = topic.id and published_at is not null)::int
               as published,
             exists (select from article_topic where topic_id = topic.id)
               or exists (select from related_article where topic_id = topic.id)
               or exists (select from topic merged where merged.merged_into_id = topic.id)
               or exists (select from revision where content -> 'topicIds' @> to_jsonb(topic.id))
               or exists (select from revision where content -> 'topicIds' @> to_jsonb(topic.id::text)) as used,
             jsonb_build_object('name', name, 'slug', slug, 'definition', definition,
               'synonyms', (select coalesce(string_agg(synonym.name, E'\\n'), '')
                              from topic_synonym synonym where synonym.topic_id = topic.id),
               'icd10', (select coalesce(string_agg(code, E'\\n'), '') from topic_code
                          where topic_id = topic.id and system = 'icd10'),
               'mesh', (select coalesce(string_agg(code, E'\\n'), '') from topic_code
                         where topic_id = topic.id and system = 'mesh'),
               'umls', (select coalesce(string_agg(code, E'\\n'), '') from topic_code
                         where topic_id = topic.id and system = 'umls'))::text as content
        from topic
       where topic.id = :id
      """;

  private final Jdbi jdbi;

  ManagedQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Those in whose names, addresses or synonyms these words stand, by name.
   *
   * @param search empty for all
   * @param except the id of one that is left out, or null
   * @param page counted from 1
   */
  Listing<Row> list(ManagedKind kind, String search, @Nullable Long except, int page) {
    String sql =
        switch (kind) {
          case DOCTOR -> DOCTORS;
          case SPECIALTY -> SPECIALTIES;
          case TOPIC -> TOPICS;
        };
    String pattern = search.isEmpty() ? "%" : "%" + search.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    List<Row> rows =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(sql)
                    .bind("search", pattern)
                    .bind("except", except == null ? 0 : except)
                    .bind("size", PAGE_SIZE)
                    .bind("offset", (long) (page - 1) * PAGE_SIZE)
                    .mapTo(Row.class)
                    .list());
    return new Listing<>(rows, page, PAGE_SIZE, rows.isEmpty() ? 0 : rows.get(0).total());
  }

  Optional<ManagedEntry> find(ManagedKind kind, long id) {
    return jdbi.withHandle(handle -> find(handle, kind, id));
  }

  static Optional<ManagedEntry> find(Handle handle, ManagedKind kind, long id) {
    String sql =
        switch (kind) {
          case DOCTOR -> DOCTOR;
          case SPECIALTY -> SPECIALTY;
          case TOPIC -> TOPIC;
        };
    return handle
        .createQuery(sql)
        .bind("id", id)
        .mapTo(Stored.class)
        .findOne()
        .map(
            stored ->
                new ManagedEntry(
                    stored.id(),
                    new ManagedForm(kind, values(stored.content()), stored.version()),
                    stored.mergedIntoId(),
                    stored.hasPortrait(),
                    stored.demo(),
                    stored.used(),
                    stored.answers(),
                    stored.published()));
  }

  /**
   * Who saved one since it was as a form has it, oldest first; the last twenty.
   *
   * @param version of the form, as its sender has it
   */
  List<Saving> savedSince(ManagedKind kind, long id, String version) {
    if (!VERSION.matcher(version).matches()) {
      return List.of();
    }
    List<String> actions =
        Stream.of("create", "change", "merge", "portrait.change", "portrait.remove")
            .map(act -> kind.code() + "." + act)
            .toList();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select actor, account_id, happened_at, action, changes
                      from (select id, actor, coalesce((detail ->> 'account')::bigint, 0) as account_id,
                                   happened_at, action, coalesce(detail -> 'changes', '{}')::text as changes
                              from audit_entry
                             where action = any(:actions)
                               and happened_at > 'epoch'::timestamptz + :version * interval '1 microsecond'
                               and detail ->> 'id' = :id
                             order by id desc limit 20) latest
                     order by id
                    """)
                .bind("actions", actions.toArray(String[]::new))
                .bind("id", Long.toString(id))
                .bind("version", Long.parseLong(version))
                .mapTo(Saved.class)
                .map(ManagedQueries::saving)
                .list());
  }

  private static Saving saving(Saved saved) {
    Map<String, String> before = new LinkedHashMap<>();
    try {
      JSON.readTree(saved.changes())
          .properties()
          .forEach(each -> before.put(each.getKey(), each.getValue().path("before").asText()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database holds JSON", e);
    }
    return new Saving(saved.actor(), saved.accountId(), saved.happenedAt(), saved.action(), before);
  }

  /** What vocabularies say that a condition is; several may know it. */
  List<Definition> definitions(long topicId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select term.id, vocabulary.name as vocabulary, term.accession, term.definition
                      from vocabulary_term term join vocabulary on vocabulary.id = term.vocabulary_id
                     where term.topic_id = :topic and term.definition <> ''
                     order by vocabulary.name, term.accession, term.id
                     limit :most
                    """)
                .bind("topic", topicId)
                .bind("most", MOST_DEFINITIONS)
                .mapTo(Definition.class)
                .list());
  }

  /** A doctor's picture, with its content type; held whole: a portrait is small. */
  Optional<Picture> portrait(long doctorId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select media.content_type,
                           (select string_agg(chunk.bytes, ''::bytea order by chunk.position)
                              from media_chunk chunk where chunk.media_id = media.id) as bytes
                      from doctor join media on media.id = doctor.portrait_media_id
                     where doctor.id = :id
                    """)
                .bind("id", doctorId)
                .mapTo(Picture.class)
                .findOne());
  }

  private static Map<String, String> values(String content) {
    try {
      return JSON.readValue(content, VALUES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database builds an object of texts", e);
    }
  }

  /**
   * One of a list.
   *
   * @param note what tells it from others of a like name
   * @param total how many all pages hold together
   */
  public record Row(
      long id,
      String slug,
      String name,
      String note,
      boolean hasPortrait,
      int answers,
      int published,
      Instant updatedAt,
      int total) {}

  /** As the log has it. */
  public record Saved(
      String actor, long accountId, Instant happenedAt, String action, String changes) {}

  /**
   * Somebody's saving.
   *
   * @param accountId 0 where no account did
   * @param before what the fields that were changed said before
   */
  record Saving(
      String actor, long accountId, Instant at, String action, Map<String, String> before) {}

  /** As the database has it. */
  public record Stored(
      long id,
      String version,
      @Nullable Long mergedIntoId,
      boolean hasPortrait,
      boolean demo,
      boolean used,
      int answers,
      int published,
      String content) {}

  /** A file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Picture(String contentType, byte[] bytes) {}

  /**
   * What a term of a vocabulary says.
   *
   * @param id of the term
   * @param vocabulary as its file calls it
   */
  public record Definition(long id, String vocabulary, String accession, String definition) {}
}
