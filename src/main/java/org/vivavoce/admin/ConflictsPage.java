package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.Link;

/**
 * Answers that were edited here and of which their source says something else.
 *
 * @param nextHref of the page after this, or null
 */
public record ConflictsPage(
    Desk desk, List<Link> trail, List<Row> rows, @Nullable String nextHref) {
  public ConflictsPage {
    trail = List.copyOf(trail);
    rows = List.copyOf(rows);
  }

  /** One of them. */
  public record Row(String href, String title, String sourceId, Moment found) {}
}
