package org.vivavoce.admin;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Reads by what answers can be chosen that are taken out. */
final class ExportQueries {
  private static final int MOST_LISTED = 500;
  private final Jdbi jdbi;

  ExportQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  List<Named> specialties() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, name from specialty where merged_into_id is null order by lower(name), id limit :most
                    """)
                .bind("most", MOST_LISTED)
                .mapTo(Named.class)
                .list());
  }

  Optional<Named> specialty(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, name from specialty where id = :id and merged_into_id is null")
                .bind("id", id)
                .mapTo(Named.class)
                .findOne());
  }

  /**
   * @param slug the last part of the address of a doctor's page
   */
  Optional<Named> doctor(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, name from doctor where slug = :slug and merged_into_id is null")
                .bind("slug", slug)
                .mapTo(Named.class)
                .findOne());
  }

  /** One of the things by which answers are chosen. */
  public record Named(long id, String name) {}
}
