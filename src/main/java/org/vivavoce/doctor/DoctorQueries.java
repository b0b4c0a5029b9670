package org.vivavoce.doctor;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Doctor;
import org.vivavoce.content.Specialty;
import org.vivavoce.db.PublicCache;

/** Reads those who have published answers. */
final class DoctorQueries {
  private final Jdbi jdbi;
  private final PublicCache cache;

  DoctorQueries(Jdbi jdbi, PublicCache cache) {
    this.jdbi = jdbi;
    this.cache = cache;
  }

  /** Where a former address leads; empty where it never led anywhere. */
  Optional<String> currentSlug(String formerSlug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select current_slug from published_former_slug
                     where kind = 'doctor' and slug = :slug
                    """)
                .bind("slug", formerSlug)
                .mapTo(String.class)
                .findOne());
  }

  Optional<Found> find(String slug) {
    return cache.find(
        List.of("doctor", slug),
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select id, slug, name, kind = 'person' as person, title, credentials, institution, biography,
                                   languages, portrait, demo, 0 as article_count
                              from published_doctor
                             where slug = :slug
                            """)
                        .bind("slug", slug)
                        .mapTo(Found.class)
                        .findOne()));
  }

  /** The specialties in which a doctor answers, most answers first. */
  List<Specialty> specialties(long doctorId) {
    return cache.get(
        ContentChange.doctor(doctorId),
        List.of("doctor-specialties", doctorId),
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            with counted as materialized (
                              select specialty_id, count(*)::int as article_count from published_article
                               where doctor_id = :id group by specialty_id)
                            select specialty.slug, specialty.name, specialty.description, counted.article_count
                              from counted
                              join published_specialty specialty on specialty.id = counted.specialty_id
                             order by counted.article_count desc, specialty.id
                            """)
                        .bind("id", doctorId)
                        .mapTo(Specialty.class)
                        .list()));
  }

  /** A doctor and the number by which lists know them. */
  public record Found(long id, @Nested Doctor doctor) {}
}
