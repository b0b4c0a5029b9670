package org.vivavoce.admin;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A time of day as {@code <time>} prints it, in the publisher's time zone. */
public record Moment(String iso, String text) {
  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.UK);

  /**
   * @param zone the publisher's, as {@link org.vivavoce.web.Frame#zone} has it
   */
  static Moment of(Instant instant, ZoneId zone) {
    return new Moment(
        instant.truncatedTo(ChronoUnit.SECONDS).toString(), TEXT.format(instant.atZone(zone)));
  }
}
