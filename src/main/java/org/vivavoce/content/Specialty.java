package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

/** A branch of medicine, with the number of its published answers. */
public record Specialty(String slug, String name, String description, int articleCount) {
  public Specialty {
    requireNonNull(slug);
    requireNonNull(name);
    requireNonNull(description);
  }
}
