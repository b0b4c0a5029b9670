package org.vivavoce.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.vivavoce.web.Words;

/** What the clock on the publisher's wall shows, and the moment at which it does. */
record ScheduleTime(LocalDateTime local, Instant instant) {
  static final int MOST_YEARS_AHEAD = 2;
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):[0-5][0-9](:00)?");
  private static final DateTimeFormatter WALL =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.UK);
  private static final DateTimeFormatter DISTANCE = DateTimeFormatter.ofPattern("xxx", Locale.UK);
  private static final DateTimeFormatter OFFSET =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z '(UTC'xxx')'", Locale.UK);

  /**
   * @throws RefusedException where it is no time, passed, too far away, or is not shown by the
   *     clock at all, or twice and none of the two was chosen
   */
  static ScheduleTime of(ScheduledJob.Kind kind, ScheduleForm form, ZoneId zone, Instant now) {
    String dateId = ScheduleForm.id(kind, "Date");
    String timeId = ScheduleForm.id(kind, "Time");
    LocalDate date = date(form.date(), dateId);
    LocalDateTime local = LocalDateTime.of(date, time(form.time(), timeId));
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      ZoneOffsetTransition gap = zone.getRules().getTransition(local);
      throw new RefusedException(
          timeId,
          "finding.schedule.gap",
          WALL.format(local),
          zone.getId(),
          WALL.format(gap.getDateTimeBefore().minusMinutes(1)),
          WALL.format(gap.getDateTimeAfter()));
    }
    ZoneOffset offset = offsets.get(0);
    if (offsets.size() > 1) {
      offset =
          offsets.stream()
              .filter(each -> each.getId().equals(form.offset()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new RefusedException(
                          ScheduleForm.id(kind, "Offset"),
                          "finding.schedule.overlap",
                          WALL.format(local),
                          zone.getId()));
    }
    Instant instant = local.toInstant(offset);
    if (!instant.isAfter(now)) {
      throw new RefusedException(timeId, "finding.schedule.past", Moment.of(now, zone).text());
    }
    if (date.isAfter(LocalDate.ofInstant(now, zone).plusYears(MOST_YEARS_AHEAD))) {
      throw new RefusedException(dateId, "finding.schedule.far", MOST_YEARS_AHEAD);
    }
    return new ScheduleTime(local, instant);
  }

  /** The moments at which the clock shows the time that was typed, where there are two of them. */
  static List<Option> choices(ScheduleForm form, ZoneId zone, Words words) {
    LocalDateTime local;
    try {
      local = LocalDateTime.of(date(form.date(), ""), time(form.time(), ""));
    } catch (RefusedException e) {
      return List.of();
    }
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    return offsets.size() < 2
        ? List.of()
        : offsets.stream()
            .map(offset -> new Option(offset.getId(), said(local.toInstant(offset), zone, words)))
            .toList();
  }

  /** A moment as the publisher's clock shows it, with its distance from UTC, and in UTC. */
  static String said(Instant instant, ZoneId zone, Words words) {
    String utc = Moment.of(instant, UTC).text();
    return zone.equals(UTC)
        ? utc
        : words.of("schedule.at", OFFSET.format(instant.atZone(zone)), utc);
  }

  /** In which zone times are typed and shown, with its distance from UTC at this moment. */
  static String zone(ZoneId zone, Instant now, Words words) {
    return zone.equals(UTC)
        ? words.of("schedule.zone.utc")
        : words.of("schedule.zone", zone.getId(), DISTANCE.format(now.atZone(zone)));
  }

  private static LocalDate date(String text, String field) {
    try {
      if (DATE.matcher(text).matches()) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeException e) {
      // said below, like every other text that is no date
    }
    throw text.isEmpty()
        ? new RefusedException(field, "finding.schedule.date.missing")
        : new RefusedException(field, "finding.day.malformed", text);
  }

  private static LocalTime time(String text, String field) {
    if (TIME.matcher(text).matches()) {
      return LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text);
    }
    throw text.isEmpty()
        ? new RefusedException(field, "finding.schedule.time.missing")
        : new RefusedException(field, "finding.schedule.time.malformed", text);
  }
}
