package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.Link;

/**
 * What needs whoever is signed in today, and how the portal is doing.
 *
 * @param newHref null for those who do not write
 * @param tasks in the order in which they are best done; empty where nothing waits
 * @param missing what readers looked for and did not find
 */
public record DashboardPage(
    Desk desk,
    @Nullable String newHref,
    List<Task> tasks,
    List<Chart> charts,
    List<Missing> missing) {
  public DashboardPage {
    tasks = List.copyOf(tasks);
    charts = List.copyOf(charts);
    missing = List.copyOf(missing);
  }

  /**
   * One kind of work.
   *
   * @param urgent whether it should have been done
   * @param more where the rest of it stands, or null where this is all
   */
  public record Task(
      String id, String heading, boolean urgent, List<Item> items, @Nullable Link more) {
    public Task {
      items = List.copyOf(items);
    }
  }

  /**
   * One piece of it.
   *
   * @param note what is to be said of it, or empty
   */
  public record Item(String href, String title, String note) {}

  /** Words that were searched for. */
  public record Missing(String query, String href, String said) {}
}
