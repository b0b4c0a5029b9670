package org.vivavoce.search;

import java.util.List;
import org.vivavoce.web.ArticleCard;

/**
 * An answer that was found, and those right behind it that say the same.
 *
 * @param heading what the others are; empty where there are none
 */
public record SearchResult(ArticleCard card, String heading, List<ArticleCard> more) {
  public SearchResult {
    more = List.copyOf(more);
  }
}
