package org.vivavoce.topic;

import java.util.List;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Head;
import org.vivavoce.web.Pager;

/** The answers on one condition. */
public record TopicPage(
    Head head,
    String name,
    String definition,
    List<String> synonyms,
    int total,
    List<ArticleCard> articles,
    Pager pager) {
  public TopicPage {
    synonyms = List.copyOf(synonyms);
    articles = List.copyOf(articles);
  }

  /** Whether there is more than one to hear after another. */
  public boolean severalHeard() {
    return ArticleCard.moreAreHeard(articles, 1);
  }
}
