package org.vivavoce.admin;

import org.jspecify.annotations.Nullable;

/**
 * A time as it is typed.
 *
 * @param kind of what is to be done then; null where nothing was typed
 * @param offset that was chosen where the clock shows the time twice; or empty
 * @param reason for readers
 */
record ScheduleForm(
    ScheduledJob.@Nullable Kind kind, String date, String time, String offset, String reason) {
  static final ScheduleForm NOTHING = new ScheduleForm(null, "", "", "", "");

  /** The id of one of its questions; the forms for both kinds stand on one page. */
  static String id(ScheduledJob.Kind kind, String question) {
    return (kind == ScheduledJob.Kind.PUBLISH ? "schedulePublish" : "scheduleWithdraw") + question;
  }
}
