package org.vivavoce.db;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Where a slug leads under which no published answer stands. */
public final class ArticleSlugs {
  private final Jdbi jdbi;

  public ArticleSlugs(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The slug to which an older one leads; empty where it leads nowhere. */
  public Optional<String> current(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select current_slug from published_slug where slug = :slug")
                .bind("slug", slug)
                .mapTo(String.class)
                .findOne());
  }

  /** What may still be said of the answer of that slug; empty where none was withdrawn. */
  public Optional<Withdrawn> withdrawn(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select title, lang, withdrawn_at, withdrawn_reason as reason
                      from withdrawn_article where slug = :slug
                    """)
                .bind("slug", slug)
                .mapTo(Withdrawn.class)
                .findOne());
  }

  /** What is left of a withdrawn answer. */
  public record Withdrawn(String title, String lang, Instant withdrawnAt, String reason) {}
}
