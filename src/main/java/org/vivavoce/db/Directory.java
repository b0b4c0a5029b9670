package org.vivavoce.db;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.statement.Query;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.Specialty;
import org.vivavoce.content.Topic;

/** The specialties, doctors and conditions of which something is published, each by name. */
public final class Directory {
  // Counted first and joined then: the planner takes nearly all rows for merged into others, and
  // would count once for each.
  private static final String SPECIALTIES =
      """
      with counted as materialized (
        select specialty_id, count(*)::int as article_count from published_article <only> group by specialty_id)
      select specialty.id as number, specialty.slug, specialty.name, specialty.description, counted.article_count
        from counted
        join published_specialty specialty on specialty.id = counted.specialty_id
       order by lower(specialty.name), specialty.id
      """;

  private static final String DOCTORS =
      """
      with counted as materialized (
        select doctor_id, count(*)::int as article_count from published_article <only> group by doctor_id)
      select doctor.id as number, doctor.slug, doctor.name, doctor.kind = 'person' as person, doctor.title,
             doctor.credentials, doctor.institution, null as biography, doctor.languages, doctor.portrait,
             doctor.demo, counted.article_count
        from counted
        join published_doctor doctor on doctor.id = counted.doctor_id
       order by lower(doctor.name), doctor.id
      """;

  private static final String TOPICS =
      """
      with counted as materialized (
        select topic_id, count(*)::int as article_count from published_article_topic <only> group by topic_id)
      select topic.id as number, topic.slug, topic.name, '' as definition, array[]::text[] as synonyms,
             counted.article_count
        from counted
        join published_topic topic on topic.id = counted.topic_id
       order by lower(topic.name), topic.id
      """;

  private final Jdbi jdbi;
  private final KeptRows<Specialty> specialties;
  private final KeptRows<Doctor> doctors;
  private final KeptRows<Topic> topics;

  public Directory(Jdbi jdbi, PublicCache cache) {
    this.jdbi = jdbi;
    this.specialties =
        cache.rows(ContentChange::specialtyIn, Specialty::name, this::loadSpecialties);
    this.doctors = cache.rows(ContentChange::doctorIn, Doctor::name, this::loadDoctors);
    this.topics = cache.rows(ContentChange::topicIn, Topic::name, this::loadTopics);
  }

  /** All of them by name, with the number of their answers. */
  public List<Specialty> specialties() {
    return specialties.all();
  }

  /** All of them by name, with the number of their answers; biographies left out. */
  public List<Doctor> doctors() {
    return doctors.all();
  }

  /** All of them by name, with the number of their answers; definitions and synonyms left out. */
  public List<Topic> topics() {
    return topics.all();
  }

  private Map<Long, Specialty> loadSpecialties(Optional<Set<Long>> only) {
    Map<Long, Specialty> rows = new LinkedHashMap<>();
    jdbi.useHandle(
        handle ->
            query(handle.createQuery(SPECIALTIES), "specialty_id", only)
                .mapTo(SpecialtyRow.class)
                .forEach(row -> rows.put(row.number(), row.specialty())));
    return rows;
  }

  private Map<Long, Doctor> loadDoctors(Optional<Set<Long>> only) {
    Map<Long, Doctor> rows = new LinkedHashMap<>();
    jdbi.useHandle(
        handle ->
            query(handle.createQuery(DOCTORS), "doctor_id", only)
                .mapTo(DoctorRow.class)
                .forEach(row -> rows.put(row.number(), row.doctor())));
    return rows;
  }

  private Map<Long, Topic> loadTopics(Optional<Set<Long>> only) {
    Map<Long, Topic> rows = new LinkedHashMap<>();
    jdbi.useHandle(
        handle ->
            query(handle.createQuery(TOPICS), "topic_id", only)
                .mapTo(TopicRow.class)
                .forEach(row -> rows.put(row.number(), row.topic())));
    return rows;
  }

  private static Query query(Query query, String key, Optional<Set<Long>> only) {
    query.define("only", only.isPresent() ? "where " + key + " = any(:only)" : "");
    only.ifPresent(ids -> query.bind("only", ids.toArray(Long[]::new)));
    return query;
  }

  /** A specialty and its number. */
  public record SpecialtyRow(long number, @Nested Specialty specialty) {}

  /** A doctor and their number. */
  public record DoctorRow(long number, @Nested Doctor doctor) {}

  /** A condition and its number. */
  public record TopicRow(long number, @Nested Topic topic) {}
}
