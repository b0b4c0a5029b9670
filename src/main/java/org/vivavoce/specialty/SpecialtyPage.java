package org.vivavoce.specialty;

import java.util.List;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.Pager;

/** The newest answers of one specialty. */
public record SpecialtyPage(
    Head head,
    String name,
    String description,
    int total,
    List<Link> doctors,
    List<ArticleCard> articles,
    Pager pager) {
  public SpecialtyPage {
    doctors = List.copyOf(doctors);
    articles = List.copyOf(articles);
  }

  /** Whether there is more than one to hear after another. */
  public boolean severalHeard() {
    return ArticleCard.moreAreHeard(articles, 1);
  }
}
