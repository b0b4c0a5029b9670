package org.vivavoce.web;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one field of a form, and what to do.
 *
 * @param field the id of its input, to which the summary at the top links
 * @param link to what stands in the way, or null
 */
public record FormError(String field, String text, @Nullable Link link) {
  public FormError(String field, String text) {
    this(field, text, null);
  }
}
