package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Day;
import org.vivavoce.web.Desk;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Portrait;

/**
 * Doctors, specialties or conditions, by name.
 *
 * @param path of the list itself
 * @param summary how many there are
 */
public record ManagedListPage(
    Desk desk,
    String path,
    String search,
    String summary,
    String newHref,
    String newText,
    List<Row> rows,
    Pager pager) {
  public ManagedListPage {
    rows = List.copyOf(rows);
  }

  /** One of them; a portrait only where the list shows pictures. */
  public record Row(
      String href,
      String name,
      String note,
      @Nullable Portrait portrait,
      String answers,
      Day changed) {}
}
