package org.vivavoce.admin;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Words;

/** Puts together what an answer's pages say of its schedule. */
final class SchedulePanels {
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
  private final Jdbi jdbi;
  private final Clock clock;
  private final Frame frame;

  SchedulePanels(Jdbi jdbi, Clock clock, Frame frame) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.frame = frame;
  }

  /** What stands beside how far the answer has come, on any of its pages. */
  List<ScheduleNote> notes(Manuscript manuscript) {
    Words words = frame.words();
    String href = frame.paths().review(manuscript.id()) + "#schedule-heading";
    return jdbi.withHandle(
        handle -> {
          List<ScheduleNote> notes = new ArrayList<>();
          List<ScheduledJob> waiting = ScheduleQueries.waiting(handle, manuscript.id());
          for (ScheduledJob job : waiting) {
            boolean failing = !whyNot(handle, manuscript, job, waiting).isEmpty();
            notes.add(
                new ScheduleNote(
                    words.of(
                        failing ? "schedule.note.failing" : "schedule.note",
                        job.what(words),
                        Moment.of(job.runAt(), frame.zone()).text()),
                    href,
                    failing));
          }
          for (ScheduledJob job : ScheduleQueries.failed(handle, manuscript.id())) {
            notes.add(
                new ScheduleNote(
                    words.of(
                        "schedule.note.failed",
                        job.what(words),
                        Moment.of(job.runAt(), frame.zone()).text()),
                    href,
                    true));
          }
          return notes;
        });
  }

  /**
   * All of it, with its forms, for the page on which an answer is reviewed.
   *
   * @param reasonNeeded whether readers have to be told why
   * @param typed what is given back
   * @return null where there is nothing to say and nothing to do
   */
  @Nullable SchedulePanel panel(
      SignedIn who,
      Manuscript manuscript,
      boolean reasonNeeded,
      ScheduleForm typed,
      List<FormError> errors) {
    SchedulePanel panel =
        jdbi.withHandle(handle -> panel(handle, who, manuscript, reasonNeeded, typed, errors));
    return panel.isEmpty() ? null : panel;
  }

  /** What a job that was just set, moved or cancelled is told of; null where it is not there. */
  @Nullable String confirmation(long manuscript, @Nullable String job) {
    if (job == null || !ID.matcher(job).matches()) {
      return null;
    }
    Words words = frame.words();
    Optional<ScheduledJob> found =
        jdbi.withHandle(handle -> ScheduleQueries.find(handle, Long.parseLong(job)));
    return found
        .filter(each -> each.manuscriptId() == manuscript)
        .map(
            each ->
                words.of(
                    "schedule.notice." + each.state(),
                    each.what(words),
                    ScheduleTime.said(each.runAt(), frame.zone(), words)))
        .orElse(null);
  }

  private SchedulePanel panel(
      Handle handle,
      SignedIn who,
      Manuscript manuscript,
      boolean reasonNeeded,
      ScheduleForm typed,
      List<FormError> errors) {
    Words words = frame.words();
    Paths paths = frame.paths();
    ZoneId zone = frame.zone();
    boolean acts = who.is(Role.EDITOR);
    List<ScheduledJob> waiting = ScheduleQueries.waiting(handle, manuscript.id());
    boolean publishes = waiting.stream().anyMatch(job -> job.is(ScheduledJob.Kind.PUBLISH));
    boolean withdraws = waiting.stream().anyMatch(job -> job.is(ScheduledJob.Kind.WITHDRAW));
    boolean approved =
        manuscript.stage() == Manuscript.Stage.APPROVED && manuscript.approval() != null;
    String path = paths.manuscript(manuscript.id());
    return new SchedulePanel(
        ScheduleTime.zone(zone, clock.instant(), words),
        waiting.stream()
            .map(
                job ->
                    new SchedulePanel.Waiting(
                        job.what(words),
                        ScheduleTime.said(job.runAt(), zone, words),
                        words.of("schedule.setBy", job.accountName()),
                        job.reason().isBlank() ? null : job.reason(),
                        whyNot(handle, manuscript, job, waiting).stream()
                            .map(finding -> finding.said(words).text())
                            .toList(),
                        acts ? move(job, typed, errors) : null,
                        acts ? paths.scheduledJob(job.id()) + "/cancel" : null))
            .toList(),
        ScheduleQueries.failed(handle, manuscript.id()).stream()
            .map(
                job ->
                    new SchedulePanel.Failed(
                        job.what(words),
                        ScheduleTime.said(job.runAt(), zone, words),
                        job.why(words),
                        acts ? paths.scheduledJob(job.id()) + "/dismiss" : null))
            .toList(),
        acts && approved && !publishes
            ? form(
                ScheduledJob.Kind.PUBLISH,
                path + "/schedule/publish",
                manuscript.revision().number(),
                0,
                typed,
                reasonNeeded,
                errors)
            : null,
        acts && (manuscript.isPublic() || publishes) && !withdraws
            ? form(
                ScheduledJob.Kind.WITHDRAW, path + "/schedule/withdraw", 0, 0, typed, true, errors)
            : null);
  }

  private SchedulePanel.Form move(ScheduledJob job, ScheduleForm typed, List<FormError> errors) {
    ScheduledJob.Kind kind =
        job.is(ScheduledJob.Kind.PUBLISH) ? ScheduledJob.Kind.PUBLISH : ScheduledJob.Kind.WITHDRAW;
    LocalDate date = LocalDate.ofInstant(job.runAt(), frame.zone());
    LocalTime time = LocalTime.ofInstant(job.runAt(), frame.zone());
    ScheduleForm now =
        new ScheduleForm(
            null,
            date.toString(),
            time.toString(),
            frame.zone().getRules().getOffset(job.runAt()).getId(),
            "");
    return form(
        kind,
        frame.paths().scheduledJob(job.id()) + "/move",
        0,
        job.runAt().toEpochMilli(),
        typed.kind() == kind
            ? typed
            : new ScheduleForm(kind, now.date(), now.time(), now.offset(), ""),
        false,
        typed.kind() == kind,
        errors);
  }

  private SchedulePanel.Form form(
      ScheduledJob.Kind kind,
      String action,
      int base,
      long seen,
      ScheduleForm typed,
      boolean reasonNeeded,
      List<FormError> errors) {
    return form(kind, action, base, seen, typed, reasonNeeded, typed.kind() == kind, errors);
  }

  private SchedulePanel.Form form(
      ScheduledJob.Kind kind,
      String action,
      int base,
      long seen,
      ScheduleForm typed,
      boolean reasonNeeded,
      boolean open,
      List<FormError> errors) {
    ScheduleForm given = typed.kind() == kind ? typed : ScheduleForm.NOTHING;
    List<Option> offsets = ScheduleTime.choices(given, frame.zone(), frame.words());
    return new SchedulePanel.Form(
        action,
        base,
        seen,
        field(kind, "Date", "date", given.date(), Need.REQUIRED, null, errors).typed("date"),
        field(kind, "Time", "time", given.time(), Need.REQUIRED, null, errors).typed("time"),
        field(kind, "Offset", "offset", given.offset(), Need.LATER, null, errors),
        offsets,
        reasonNeeded
            ? field(
                kind,
                "Reason",
                "reason",
                given.reason(),
                Need.REQUIRED,
                ReviewRoutes.LONGEST_REASON,
                errors)
            : null,
        open);
  }

  private static FormField field(
      ScheduledJob.Kind kind,
      String question,
      String name,
      String value,
      Need need,
      @Nullable Integer longest,
      List<FormError> errors) {
    return FormField.of(ScheduleForm.id(kind, question), value, need, longest, errors).named(name);
  }

  /** Why a job would fail at its time, as far as that is known now. */
  private static List<Finding> whyNot(
      Handle handle, Manuscript manuscript, ScheduledJob job, List<ScheduledJob> waiting) {
    Instant at = job.runAt();
    return job.is(ScheduledJob.Kind.PUBLISH)
        ? ReviewEditor.whyNotPublished(
            handle,
            manuscript,
            Objects.requireNonNull(job.revisionNumber()),
            job.reason(),
            ScheduleEditor.day(at))
        : ScheduleEditor.whyNotWithdrawn(manuscript, at, waiting);
  }
}
