package org.vivavoce.specialty;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ContentChange;
import org.vivavoce.db.PublicCache;

/** Reads specialties that have published answers. */
public final class SpecialtyQueries {
  private static final int DOCTORS_SHOWN = 12;
  private final Jdbi jdbi;
  private final PublicCache cache;

  public SpecialtyQueries(Jdbi jdbi, PublicCache cache) {
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
                     where kind = 'specialty' and slug = :slug
                    """)
                .bind("slug", formerSlug)
                .mapTo(String.class)
                .findOne());
  }

  Optional<Found> find(String slug) {
    return cache.find(
        List.of("specialty", slug),
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select id, name, description, schema_org,
                                   not exists (select from published_article article
                                                where article.specialty_id = specialty.id and not article.demo) as demo
                              from published_specialty specialty where slug = :slug
                            """)
                        .bind("slug", slug)
                        .mapTo(Found.class)
                        .findOne()));
  }

  /** Who answers most in a specialty. */
  List<Answerer> doctors(long specialtyId) {
    return cache.get(
        ContentChange.specialty(specialtyId),
        List.of("specialty-doctors", specialtyId),
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select doctor.slug, doctor.name, doctor.demo
                              from (select doctor_id, count(*) as answers from published_article
                                     where specialty_id = :id group by doctor_id
                                     order by answers desc, doctor_id limit <count>) most
                              join published_doctor doctor on doctor.id = most.doctor_id
                             order by most.answers desc, doctor.id
                            """)
                        .bind("id", specialtyId)
                        .define("count", DOCTORS_SHOWN)
                        .mapTo(Answerer.class)
                        .list()));
  }

  /**
   * A specialty's own row.
   *
   * @param schemaOrg the member of schema.org's MedicalSpecialty that it is, or null
   * @param demo whether all of it is demonstration content
   */
  public record Found(
      long id, String name, String description, @Nullable String schemaOrg, boolean demo) {}

  /** One who answers in a specialty. */
  public record Answerer(String slug, String name, boolean demo) {}
}
