package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** An article as lists show it: everything but its transcript. */
public record ArticleTeaser(
    long id,
    String slug,
    String lang,
    String title,
    String excerpt,
    String doctorSlug,
    String doctorName,
    @Nullable String doctorPortrait,
    String specialtySlug,
    String specialtyName,
    @Nullable Integer durationSeconds,
    @Nullable LocalDate editedOn,
    @Nullable LocalDate reviewDueOn,
    Instant publishedAt) {
  public ArticleTeaser {
    requireNonNull(slug);
    requireNonNull(lang);
    requireNonNull(title);
    requireNonNull(excerpt);
    requireNonNull(doctorSlug);
    requireNonNull(doctorName);
    requireNonNull(specialtySlug);
    requireNonNull(specialtyName);
    requireNonNull(publishedAt);
  }
}
