package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One of the Other Voices of an article, and why it stands there. */
public record RelatedArticle(
    ArticleTeaser article, RelatedReason reason, @Nullable String subject) {
  public RelatedArticle {
    requireNonNull(article);
    requireNonNull(reason);
  }
}
