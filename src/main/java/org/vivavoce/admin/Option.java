package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.List;

/** One of the things that a field offers to choose from. */
public record Option(String value, String text) {
  static List<Option> of(List<ManuscriptQueries.Choice> choices) {
    return choices.stream()
        .map(choice -> new Option(Long.toString(choice.id()), choice.name()))
        .toList();
  }

  /** The same after one that chooses nothing. */
  static List<Option> after(String nothing, List<Option> options) {
    List<Option> all = new ArrayList<>();
    all.add(new Option("", nothing));
    all.addAll(options);
    return all;
  }
}
