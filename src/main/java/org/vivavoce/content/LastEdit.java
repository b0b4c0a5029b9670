package org.vivavoce.content;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * When something was last edited in a way that matters to readers: the same for its page, for
 * sitemaps, for structured data and for the open data.
 *
 * @param at when that was here, or null
 * @param on the day of the last edit of which its source tells, or null
 */
public record LastEdit(@Nullable Instant at, @Nullable LocalDate on) {
  /** The day, or null where none is known. */
  public @Nullable LocalDate day(ZoneId zone) {
    LocalDate here = at == null ? null : LocalDate.ofInstant(at, zone);
    return here == null || (on != null && on.isAfter(here)) ? on : here;
  }

  /** The moment, which of a source is the beginning of its day; or null where none is known. */
  public @Nullable Instant moment(ZoneId zone) {
    LocalDate day = day(zone);
    if (day == null) {
      return null;
    }
    return at != null && LocalDate.ofInstant(at, zone).equals(day)
        ? at
        : day.atStartOfDay(zone).toInstant();
  }
}
