package org.vivavoce.feedback;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Reads of which answer readers speak. */
final class FeedbackQueries {
  private final Jdbi jdbi;

  FeedbackQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The published answer to which a slug leads, be it an older one; empty where there is none. */
  Optional<Subject> find(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select article.id, article.slug, article.title, article.lang, article.demo
                      from published_slug known join published_article article on article.id = known.article_id
                     where known.slug = :slug
                    """)
                .bind("slug", slug)
                .mapTo(Subject.class)
                .findOne());
  }

  /** What may still be said of the answer of that slug; empty where none was withdrawn. */
  Optional<Withdrawn> withdrawn(String slug) {
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

  /** A published answer, under the slug that it has now. */
  public record Subject(long id, String slug, String title, String lang, boolean demo) {}

  /** What was withdrawn, and why. */
  public record Withdrawn(String title, String lang, Instant withdrawnAt, String reason) {}
}
