package org.vivavoce.web;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question of a form, as the fragments {@code line}, {@code text} and {@code choice} print it.
 *
 * @param id of its input, under whose name it is sent
 * @param value what stands in it
 * @param required whether it must be filled in
 * @param longest in UTF-16 units, or null where any length will do
 * @param error what is wrong with it, or null
 */
public record FormField(
    String id, String value, boolean required, @Nullable Integer longest, @Nullable String error) {
  public FormField {
    requireNonNull(id);
    requireNonNull(value);
  }

  /** The first of these errors that is about this field stands beside it. */
  public static FormField of(
      String id,
      String value,
      boolean required,
      @Nullable Integer longest,
      List<FormError> errors) {
    return new FormField(
        id,
        value,
        required,
        longest,
        errors.stream()
            .filter(error -> error.field().equals(id))
            .map(FormError::text)
            .findFirst()
            .orElse(null));
  }

  /** The ids of what explains the field, for {@code aria-describedby}; null where nothing does. */
  public @Nullable String describedBy(@Nullable String hint) {
    if (hint == null) {
      return error == null ? null : id + "-error";
    }
    return id + "-hint" + (error == null ? "" : " " + id + "-error");
  }
}
