package org.vivavoce.article;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Objects;
import org.vivavoce.web.Words;

/**
 * Changes as they were shown lately. To compare two texts is dear, and what was once recorded of a
 * change is never rewritten.
 */
final class ChangeCache {
  /** Characters of markup. */
  private static final long MOST_CHARACTERS = 4_000_000;

  private final Cache<Long, HistoryPage.Change> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_CHARACTERS)
          .weigher((Long id, HistoryPage.Change each) -> characters(each))
          .build();
  private final Words words;

  ChangeCache(Words words) {
    this.words = words;
  }

  HistoryPage.Change shown(ArticleQueries.Change change) {
    return kept.get(change.id(), id -> HistoryPage.change(change, words));
  }

  private static int characters(HistoryPage.Change change) {
    return Objects.requireNonNullElse(change.reason(), "").length()
        + change.parts().stream()
            .mapToInt(part -> 100 + String.valueOf(part.difference()).length())
            .sum();
  }
}
