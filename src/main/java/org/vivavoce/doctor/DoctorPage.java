package org.vivavoce.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Portrait;

/** One doctor's or institution's profile and answers. */
public record DoctorPage(
    Head head,
    String name,
    boolean person,
    @Nullable String credentials,
    @Nullable String jobTitle,
    @Nullable String institution,
    @Nullable String biography,
    List<String> languages,
    Portrait portrait,
    List<Link> specialties,
    int total,
    List<ArticleCard> articles,
    Pager pager) {
  public DoctorPage {
    languages = List.copyOf(languages);
    specialties = List.copyOf(specialties);
    articles = List.copyOf(articles);
  }

  /** Whether there is more than one to hear after another. */
  public boolean severalHeard() {
    return ArticleCard.moreAreHeard(articles, 1);
  }
}
