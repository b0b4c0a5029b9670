package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.jsoup.nodes.Document;
import org.vivavoce.web.Paths;

/** What a portal finds. */
public final class Searches {
  private Searches() {}

  public static Document page(Portal portal, String query) {
    return portal.page("/search?q=" + Paths.encoded(query));
  }

  public static List<String> titles(Portal portal, String query) {
    return page(portal, query).select(".card__title").eachText();
  }

  /** That one of the first three answers has these words in its title. */
  public static void assertAmongTheFirstThree(Portal portal, String query, String title) {
    List<String> titles = titles(portal, query);
    assertTrue(
        titles.stream()
            .limit(3)
            .anyMatch(
                each -> each.toLowerCase(Locale.ROOT).contains(title.toLowerCase(Locale.ROOT))),
        () -> query + " finds " + titles);
  }
}
