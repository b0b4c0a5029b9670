package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An article as lists show it: everything but its transcript.
 *
 * @param editedAt when it was last edited here in a way that matters to readers, or null
 * @param editedOn the day of the last edit of which its source tells, or null
 * @param audio the name under /media of its sound, for example {@code 3f…9a.mp3}, or null
 * @param audioOpus the same as a smaller file, or null
 */
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
    @Nullable Instant editedAt,
    @Nullable LocalDate editedOn,
    @Nullable LocalDate reviewDueOn,
    Instant publishedAt,
    @Nullable String audio,
    @Nullable String audioOpus) {
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

  public LastEdit lastEdit() {
    return new LastEdit(editedAt, editedOn);
  }
}
