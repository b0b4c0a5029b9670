package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/schedule}: what is to be done at set times; and the forms that set them. */
final class ScheduleRoutes {
  private static final ZoneId UTC = ZoneId.of("UTC");

  /** What is due is done within seconds; what is not by then, is late. */
  private static final Duration SOON = Duration.ofMinutes(1);

  /** In milliseconds since 1970, as the forms have it. */
  private static final String SEEN = "[1-9][0-9]{0,14}";

  private final ManuscriptQueries manuscripts;
  private final ScheduleQueries queries;
  private final ScheduleEditor editor;
  private final ManuscriptPages pages;
  private final Clock clock;
  private final Frame frame;
  private final Words words;
  private final Views views;

  ScheduleRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.manuscripts = new ManuscriptQueries(jdbi);
    this.queries = new ScheduleQueries(jdbi);
    this.editor = new ScheduleEditor(jdbi, clock, frame.zone());
    this.pages = new ManuscriptPages(jdbi, clock, frame);
    this.clock = clock;
    this.frame = frame;
    this.words = frame.words();
    this.views = views;
  }

  void addTo(RouteTable routes) {
    routes.get("/admin/schedule", Role.ACCOUNTS, this::show);
    routes.post(
        "/admin/articles/{id}/schedule/publish",
        Role.EDITOR,
        context -> schedule(context, ScheduledJob.Kind.PUBLISH));
    routes.post(
        "/admin/articles/{id}/schedule/withdraw",
        Role.EDITOR,
        context -> schedule(context, ScheduledJob.Kind.WITHDRAW));
    routes.post("/admin/schedule/{job}/move", Role.EDITOR, this::move);
    routes.post("/admin/schedule/{job}/cancel", Role.EDITOR, this::cancel);
    routes.post("/admin/schedule/{job}/dismiss", Role.EDITOR, this::dismiss);
  }

  private void show(Context context) {
    SignedIn who = SignedIn.of(context);
    boolean mine = context.queryParam("mine") != null;
    ScheduleQueries.Part only =
        Arrays.stream(ScheduleQueries.Part.values())
            .filter(each -> each.code().equals(context.queryParam("part")))
            .findFirst()
            .orElse(null);
    ScheduleQueries.Key after =
        only == null ? null : ScheduleQueries.Key.read(context.queryParam("after"));
    List<SchedulePage.Section> sections =
        Arrays.stream(ScheduleQueries.Part.values())
            .filter(part -> only == null || part == only)
            .map(part -> section(who, part, mine, after))
            .toList();
    String path = frame.paths().schedule();
    views.respondPrivately(
        context,
        "admin/schedule/schedule",
        new SchedulePage(
            frame.desk(
                who,
                words.of("schedule.heading"),
                path,
                "dismissed".equals(context.queryParam("done"))
                    ? words.of("schedule.dismissed")
                    : "cancelled".equals(context.queryParam("done"))
                        ? words.of("schedule.cancelled")
                        : null),
            path,
            ScheduleTime.zone(frame.zone(), clock.instant(), words),
            mine,
            only == null ? "" : only.code(),
            sections));
  }

  private SchedulePage.Section section(
      SignedIn who, ScheduleQueries.Part part, boolean mine, ScheduleQueries.@Nullable Key after) {
    List<ScheduledJob> found =
        queries.page(part, mine ? who.accountId() : null, after, clock.instant().minus(SOON));
    boolean more = found.size() > ScheduleQueries.PAGE_SIZE;
    List<ScheduledJob> shown = more ? found.subList(0, ScheduleQueries.PAGE_SIZE) : found;
    String code = part.code();
    return new SchedulePage.Section(
        code,
        words.of("schedule.part." + code),
        words.of("schedule.none." + code),
        shown.stream().map(job -> line(who, part, job)).toList(),
        more
            ? frame.paths().schedule()
                + "?part="
                + code
                + (mine ? "&mine=1" : "")
                + "&after="
                + part.key(shown.get(shown.size() - 1)).written()
            : null);
  }

  private SchedulePage.Line line(SignedIn who, ScheduleQueries.Part part, ScheduledJob job) {
    boolean acts = who.is(Role.EDITOR);
    String review = frame.paths().review(job.manuscriptId());
    String path = frame.paths().scheduledJob(job.id());
    Instant finished = job.finishedAt();
    List<String> why = new ArrayList<>(job.why(words));
    if (job.doubtful()) {
      why.add(words.of("schedule.doubtful"));
    }
    return new SchedulePage.Line(
        job.title().isBlank() ? words.of("manuscript.untitled") : job.title(),
        review,
        job.what(words),
        Moment.of(job.runAt(), frame.zone()),
        frame.zone().equals(UTC) ? null : Moment.of(job.runAt(), UTC).text(),
        finished == null
            ? wait(part, job.runAt())
            : words.of("schedule.state." + job.state(), Moment.of(finished, frame.zone()).text()),
        job.accountName(),
        why,
        acts && job.isWaiting() ? review + "#schedule-heading" : null,
        acts && job.isWaiting() ? path + "/cancel" : null,
        acts && part == ScheduleQueries.Part.FAILED ? path + "/dismiss" : null);
  }

  /** How long until then, or since then, in words. */
  private String wait(ScheduleQueries.Part part, Instant at) {
    Duration wait = Duration.between(clock.instant(), at);
    boolean late = part == ScheduleQueries.Part.OVERDUE;
    long minutes = wait.abs().toMinutes();
    String unit = minutes < 60 ? "minutes" : minutes < 48 * 60 ? "hours" : "days";
    long number = minutes < 60 ? minutes : minutes < 48 * 60 ? minutes / 60 : minutes / (24 * 60);
    return wait.isNegative() && !late
        ? words.of("schedule.in.minutes", 0)
        : words.of((late ? "schedule.late." : "schedule.in.") + unit, number);
  }

  private void schedule(Context context, ScheduledJob.Kind kind) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript =
        manuscripts.find(ManuscriptRoutes.id(context, "id")).orElseThrow(NotFoundResponse::new);
    FormParams params = FormParams.of(context);
    ScheduleForm form = form(params, kind);
    act(
        context,
        manuscript.id(),
        form,
        () -> {
          checkReason(form, kind);
          return editor.schedule(who, manuscript.id(), ManuscriptRoutes.base(params), kind, form);
        });
  }

  private void move(Context context) {
    ScheduledJob job = job(context);
    FormParams params = FormParams.of(context);
    String seen = params.line("seen");
    ScheduleForm form =
        form(
            params,
            job.is(ScheduledJob.Kind.PUBLISH)
                ? ScheduledJob.Kind.PUBLISH
                : ScheduledJob.Kind.WITHDRAW);
    act(
        context,
        job.manuscriptId(),
        form,
        () -> {
          editor.move(
              SignedIn.of(context),
              job.id(),
              Instant.ofEpochMilli(seen.matches(SEEN) ? Long.parseLong(seen) : 0),
              form);
          return job.id();
        });
  }

  private void cancel(Context context) {
    ScheduledJob job = job(context);
    act(
        context,
        job.manuscriptId(),
        ScheduleForm.NOTHING,
        () -> {
          editor.cancel(SignedIn.of(context), job.id());
          return job.id();
        });
  }

  private void dismiss(Context context) {
    ScheduledJob job = job(context);
    editor.dismiss(SignedIn.of(context), job.id());
    ManuscriptRoutes.seeOther(
        context,
        fromList(context)
            ? frame.paths().schedule() + "?done=dismissed"
            : frame.paths().review(job.manuscriptId()) + "#schedule-heading");
  }

  private static boolean fromList(Context context) {
    return FormParams.of(context).line("from").equals("schedule");
  }

  private ScheduledJob job(Context context) {
    return queries.find(ManuscriptRoutes.id(context, "job")).orElseThrow(NotFoundResponse::new);
  }

  private static ScheduleForm form(FormParams params, ScheduledJob.Kind kind) {
    return new ScheduleForm(
        kind,
        shortened(params.line("date")),
        shortened(params.line("time")),
        shortened(params.line("offset")),
        params.text("reason"));
  }

  /** No time is as long; it is told back. */
  private static String shortened(String text) {
    return text.length() > 30 ? text.substring(0, 30) : text;
  }

  private static void checkReason(ScheduleForm form, ScheduledJob.Kind kind) {
    int length = form.reason().length();
    if (length > ReviewRoutes.LONGEST_REASON) {
      throw new RefusedException(
          ScheduleForm.id(kind, "Reason"), "finding.tooLong", ReviewRoutes.LONGEST_REASON, length);
    }
  }

  /** Does it, or shows the answer once more with what stands against it. */
  private void act(Context context, long manuscript, ScheduleForm form, Act act) {
    try {
      long job = act.done();
      ManuscriptRoutes.seeOther(
          context,
          fromList(context)
              ? frame.paths().schedule() + "?done=cancelled"
              : frame.paths().review(manuscript) + "?scheduled=" + job);
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respond(context, manuscript, form, e.findings());
    } catch (RevisionConflictException e) {
      context.status(HttpStatus.CONFLICT);
      respond(
          context,
          manuscript,
          form,
          List.of(new Finding("workflow", "finding.moved", e.current())));
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  private void respond(
      Context context, long manuscript, ScheduleForm form, List<Finding> findings) {
    Optional<Manuscript> found = manuscripts.find(manuscript);
    views.respondPrivately(
        context,
        "admin/manuscript/review",
        pages.review(
            SignedIn.of(context),
            found.orElseThrow(NotFoundResponse::new),
            null,
            findings,
            Workflow.Typed.NOTHING,
            form,
            null));
  }

  private interface Act {
    long done();
  }
}
