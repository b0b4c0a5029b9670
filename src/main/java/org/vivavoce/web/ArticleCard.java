package org.vivavoce.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.SafeHtml;

/**
 * An answer as every list shows it.
 *
 * @param lang BCP 47 tag where it differs from the page's language, else null
 * @param reason why it stands in this list, or null
 * @param match the matching sentence with {@code <mark>}, or null outside search
 * @param heard when that sentence is said, or null
 */
public record ArticleCard(
    String href,
    String title,
    String excerpt,
    @Nullable String lang,
    Link doctor,
    Portrait portrait,
    Link specialty,
    @Nullable Duration duration,
    @Nullable Sound sound,
    @Nullable Day edited,
    boolean reviewOverdue,
    @Nullable String reason,
    @Nullable SafeHtml match,
    @Nullable Heard heard) {
  /** Whether more of these than so many can be heard. */
  public static boolean moreAreHeard(List<ArticleCard> cards, int than) {
    int heard = 0;
    for (ArticleCard each : cards) {
      heard += each.sound() == null ? 0 : 1;
    }
    return heard > than;
  }
}
