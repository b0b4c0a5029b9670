package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A condition or subject, its other names, and the number of its published answers. */
public record Topic(
    String slug, String name, String definition, List<String> synonyms, int articleCount) {
  public Topic {
    requireNonNull(slug);
    requireNonNull(name);
    requireNonNull(definition);
    synonyms = List.copyOf(synonyms);
  }
}
