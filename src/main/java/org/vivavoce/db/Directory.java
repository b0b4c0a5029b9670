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
        cache.rows(
            ContentChange::specialtyIn,
            Specialty::name,
            only -> load(SPECIALTIES, "specialty_id", SpecialtyRow.class, only));
    this.doctors =
        cache.rows(
            ContentChange::doctorIn,
            Doctor::name,
            only -> load(DOCTORS, "doctor_id", DoctorRow.class, only));
    this.topics =
        cache.rows(
            ContentChange::topicIn,
            Topic::name,
            only -> load(TOPICS, "topic_id", TopicRow.class, only));
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

  private <W extends Row<R>, R> Map<Long, R> load(
      String sql, String key, Class<W> type, Optional<Set<Long>> only) {
    Map<Long, R> rows = new LinkedHashMap<>();
    jdbi.useHandle(
        handle -> {
          Query query = handle.createQuery(sql);
          query.define("only", only.isPresent() ? "where " + key + " = any(:only)" : "");
          only.ifPresent(ids -> query.bind("only", ids.toArray(Long[]::new)));
          query.mapTo(type).forEach(row -> rows.put(row.number(), row.shown()));
        });
    return rows;
  }

  /** What is shown of a row, and the number by which it is known. */
  private interface Row<R> {
    long number();

    R shown();
  }

  /** A specialty and its number. */
  public record SpecialtyRow(long number, @Nested Specialty shown) implements Row<Specialty> {}

  /** A doctor and their number. */
  public record DoctorRow(long number, @Nested Doctor shown) implements Row<Doctor> {}

  /** A condition and its number. */
  public record TopicRow(long number, @Nested Topic shown) implements Row<Topic> {}
}
