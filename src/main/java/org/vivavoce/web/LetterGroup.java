package org.vivavoce.web;

import java.util.List;

/** The entries of an A–Z list that begin with one letter; {@code id} is its anchor. */
public record LetterGroup(String letter, String id, List<Entry> entries) {
  public LetterGroup {
    entries = List.copyOf(entries);
  }

  /**
   * @param note what stands beside the name: a count, other names
   */
  public record Entry(String href, String name, String note) {}
}
