package org.vivavoce.content;

import java.util.List;

/**
 * One page of a longer list.
 *
 * @param page counted from 1
 * @param total how many items all pages hold together
 */
public record Listing<T>(List<T> items, int page, int pageSize, int total) {
  public Listing {
    items = List.copyOf(items);
    if (page < 1 || pageSize < 1 || total < 0) {
      throw new IllegalArgumentException("page and page size start at 1, total at 0");
    }
  }

  /** At least 1, so that an empty list has a first page. */
  public int pageCount() {
    return Math.max(1, (total + pageSize - 1) / pageSize);
  }

  public boolean hasPage() {
    return page <= pageCount();
  }
}
