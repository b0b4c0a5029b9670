package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the things that a field offers to choose from. */
public record Option(String value, String text, boolean selected) {
  static List<Option> of(List<ManuscriptQueries.Choice> choices, @Nullable String selected) {
    return choices.stream()
        .map(
            choice ->
                new Option(
                    Long.toString(choice.id()),
                    choice.name(),
                    Long.toString(choice.id()).equals(selected)))
        .toList();
  }
}
