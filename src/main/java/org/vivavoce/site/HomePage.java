package org.vivavoce.site;

import java.util.List;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Head;
import org.vivavoce.web.Link;

/** Home: search, emergency help, specialties, newest answers. */
public record HomePage(
    Head head,
    int articleCount,
    int doctorCount,
    int topicCount,
    String specialtiesHref,
    String doctorsHref,
    String topicsHref,
    List<SpecialtyTile> specialties,
    List<Link> topics,
    List<ArticleCard> newest) {
  public HomePage {
    specialties = List.copyOf(specialties);
    topics = List.copyOf(topics);
    newest = List.copyOf(newest);
  }

  /** Whether there is more than one to hear after another. */
  public boolean severalHeard() {
    return ArticleCard.moreAreHeard(newest, 1);
  }

  /** A specialty on the home page, with its number of answers. */
  public record SpecialtyTile(String href, String name, String description, int articleCount) {}
}
