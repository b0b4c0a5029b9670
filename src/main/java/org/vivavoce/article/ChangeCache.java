package org.vivavoce.article;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import org.vivavoce.web.Words;

/**
 * Changes as they were shown lately. To compare two texts is dear, and what was once recorded of a
 * change is never rewritten.
 */
final class ChangeCache {
  /** Characters that were compared; what is kept of them takes about as many. */
  private static final long MOST_CHARACTERS = 4_000_000;

  private final Cache<Long, Kept> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_CHARACTERS)
          .weigher((Long id, Kept each) -> each.characters())
          .build();
  private final Words words;

  ChangeCache(Words words) {
    this.words = words;
  }

  HistoryPage.Change shown(ArticleQueries.Change change) {
    return kept.get(
            change.id(),
            id ->
                new Kept(
                    HistoryPage.change(change, words),
                    characters(change.before()) + characters(change.after())))
        .change();
  }

  private static int characters(Map<String, String> version) {
    return version.values().stream().mapToInt(String::length).sum();
  }

  private record Kept(HistoryPage.Change change, int characters) {}
}
