package org.vivavoce.search;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.Pager;

/**
 * Results of a search, or the empty form.
 *
 * @param query as typed, trimmed; empty for the form alone
 * @param capped whether there are more matches than {@code total} says
 * @param filters specialties to narrow by, with counts in their text
 * @param activeFilter the specialty narrowed by, or null
 * @param clearFilterHref the same search without it
 * @param topics conditions whose name or synonym is the query, or of which several answers are
 * @param broadened whether not every word was found, so that answers with some of them are shown
 * @param repaired what was looked for as well, since no answer holds all words as they were typed;
 *     or null
 * @param asTypedHref the search for the very words that were typed
 * @param emergency what stands first where the query speaks of an emergency, else null
 */
public record SearchPage(
    Head head,
    String query,
    int total,
    boolean capped,
    boolean broadened,
    @Nullable String repaired,
    String asTypedHref,
    List<Link> filters,
    @Nullable String activeFilter,
    @Nullable String activeFilterSlug,
    String clearFilterHref,
    List<Link> topics,
    List<SearchResult> results,
    Pager pager,
    List<Link> suggestions,
    @Nullable EmergencyCard emergency) {
  public SearchPage {
    filters = List.copyOf(filters);
    topics = List.copyOf(topics);
    results = List.copyOf(results);
    suggestions = List.copyOf(suggestions);
  }

  /** Whether there is more than one to hear after another. */
  public boolean severalHeard() {
    return ArticleCard.moreAreHeard(results.stream().map(SearchResult::card).toList(), 1);
  }
}
