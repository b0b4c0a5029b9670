package org.vivavoce.feedback;

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

  /** A published answer, under the slug that it has now. */
  public record Subject(long id, String slug, String title, String lang, boolean demo) {}
}
