package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who answers: a person, or an institution that speaks as one author.
 *
 * @param portrait the path of the portrait under /media, for example {@code 3f…9a.svg}
 */
public record Doctor(
    String slug,
    String name,
    boolean person,
    @Nullable String title,
    @Nullable String credentials,
    @Nullable String institution,
    @Nullable String biography,
    List<String> languages,
    @Nullable String portrait,
    boolean demo,
    int articleCount) {
  public Doctor {
    requireNonNull(slug);
    requireNonNull(name);
    languages = List.copyOf(languages);
  }
}
