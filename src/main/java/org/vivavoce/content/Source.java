package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A reference on which an answer rests. */
public record Source(String title, @Nullable String url) {
  public Source {
    requireNonNull(title);
  }
}
