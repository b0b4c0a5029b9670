package org.vivavoce.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What searches have read to put answers in order, for those that follow: which answers hold a
 * term, and what is known of each. Most of what is asked shares its words ("what are the symptoms
 * of …"), and it is the frequent ones whose answers are many.
 *
 * <p>Nothing in one is older than the last change of what is published that was known when it was
 * made: it is a figure of {@link org.vivavoce.db.PublicCache}, which has another after the next
 * change, and after ten minutes. What is not here is read.
 */
final class KeptPostings {
  /** Of all lists together; each answer in one takes twelve. */
  private static final long MOST_BYTES = 3_000_000;

  /** What a list takes beside its answers. */
  private static final int OVERHEAD = 160;

  /**
   * Of answers, of which each takes about two hundred bytes; the first so many, since all are
   * forgotten together and soon.
   */
  private static final int MOST_CANDIDATES = 20_000;

  private final Cache<String, PostingQueries.Postings> postings =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .executor(Runnable::run)
          .<String, PostingQueries.Postings>weigher((term, list) -> list.bytes() + OVERHEAD)
          .build();

  private final Map<Long, PostingQueries.Candidate> candidates = new ConcurrentHashMap<>();

  /** Titles have their terms in common. */
  private final Map<String, String> terms = new ConcurrentHashMap<>();

  /**
   * @param most so many of its answers are wanted, the weightiest
   * @return null where fewer are known than there are
   */
  PostingQueries.@Nullable Postings postings(String term, int most) {
    PostingQueries.Postings known = postings.getIfPresent(term);
    return known == null ? null : known.first(most);
  }

  void keep(String term, PostingQueries.Postings read) {
    // Of two that were read at once, the longer serves more.
    postings.asMap().merge(term, read, (old, now) -> now.size() >= old.size() ? now : old);
  }

  PostingQueries.@Nullable Candidate candidate(Long article) {
    return candidates.get(article);
  }

  void keep(Long article, PostingQueries.Candidate read) {
    if (candidates.size() < MOST_CANDIDATES) {
      List<String> title =
          read.titleTerms().stream()
              .map(term -> terms.computeIfAbsent(term, same -> same))
              .toList();
      candidates.put(
          article, new PostingQueries.Candidate(read.specialtyId(), read.overdue(), title));
    }
  }
}
