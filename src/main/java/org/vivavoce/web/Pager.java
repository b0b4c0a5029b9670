package org.vivavoce.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Links between the pages of a listing.
 *
 * @param steps some page numbers around the current one, the first and the last among them
 */
public record Pager(
    int page, int pageCount, @Nullable String previous, @Nullable String next, List<Step> steps) {
  public Pager {
    steps = List.copyOf(steps);
  }

  /**
   * One page's link.
   *
   * @param href null for the current page
   * @param gapBefore whether numbers are left out before this one
   */
  public record Step(int number, @Nullable String href, boolean gapBefore) {}
}
