package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;

/**
 * What is done with an answer besides writing it: asked for review, commented on, sent back,
 * approved, published, withdrawn.
 */
final class ReviewRoutes {
  private static final Set<Role> WRITERS = Set.of(Role.AUTHOR, Role.EDITOR);
  private static final Set<Role> JUDGES = Set.of(Role.EDITOR, Role.REVIEWER);
  private static final Set<Role> COLLEAGUES = Set.of(Role.AUTHOR, Role.EDITOR, Role.REVIEWER);
  static final int LONGEST_COMMENT = 5_000;
  static final int LONGEST_REASON = 1_000;

  private final ManuscriptQueries queries;
  private final ReviewEditor review;
  private final ManuscriptPages pages;
  private final Frame frame;
  private final Views views;

  ReviewRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.queries = new ManuscriptQueries(jdbi);
    this.review = new ReviewEditor(jdbi, clock);
    this.pages = new ManuscriptPages(jdbi, clock, frame);
    this.frame = frame;
    this.views = views;
  }

  void addTo(RouteTable routes) {
    routes.get("/admin/articles/{id}/review", Role.ACCOUNTS, this::show);
    routes.post("/admin/articles/{id}/submit", WRITERS, this::submit);
    routes.post("/admin/articles/{id}/send-back", JUDGES, this::sendBack);
    routes.post("/admin/articles/{id}/approve", Role.REVIEWER, this::approve);
    routes.post("/admin/articles/{id}/publish", Role.EDITOR, this::publish);
    routes.post("/admin/articles/{id}/withdraw", Role.EDITOR, this::withdraw);
    routes.post("/admin/articles/{id}/comments", COLLEAGUES, this::comment);
    routes.post("/admin/articles/{id}/comments/{comment}/resolve", COLLEAGUES, this::resolve);
  }

  private void show(Context context) {
    Manuscript manuscript = manuscript(context);
    String scheduled = pages.scheduled(manuscript, context.queryParam("scheduled"));
    respond(
        context,
        manuscript,
        null,
        List.of(),
        Workflow.Typed.NOTHING,
        scheduled == null ? ManuscriptRoutes.notice(context, frame.words()) : scheduled);
  }

  private void submit(Context context) {
    SignedIn who = SignedIn.of(context);
    if (!Workflow.mayEdit(who, manuscript(context))) {
      throw new ForbiddenResponse();
    }
    FormParams params = FormParams.of(context);
    String reviewer = params.line("reviewer");
    Long asked = reviewer.matches("[1-9][0-9]{0,17}") ? Long.valueOf(reviewer) : null;
    act(
        context,
        Workflow.Typed.NOTHING,
        "submitted",
        id -> review.submit(who, id, ManuscriptRoutes.base(params), asked));
  }

  private void sendBack(Context context) {
    SignedIn who = SignedIn.of(context);
    String comment = FormParams.of(context).text("comment");
    act(
        context,
        new Workflow.Typed("", "", comment),
        "sent-back",
        id -> {
          checkLength("comment", comment, LONGEST_COMMENT);
          review.sendBack(who, id, comment);
        });
  }

  private void approve(Context context) {
    SignedIn who = SignedIn.of(context);
    int base = ManuscriptRoutes.base(FormParams.of(context));
    act(context, Workflow.Typed.NOTHING, "approved", id -> review.approve(who, id, base));
  }

  private void publish(Context context) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    String reason = params.text("reason");
    act(
        context,
        new Workflow.Typed(reason, "", ""),
        "published",
        id -> {
          checkLength("reason", reason, LONGEST_REASON);
          review.publish(who, id, ManuscriptRoutes.base(params), reason);
        });
  }

  private void withdraw(Context context) {
    SignedIn who = SignedIn.of(context);
    String reason = FormParams.of(context).text("withdrawReason");
    act(
        context,
        new Workflow.Typed("", reason, ""),
        "withdrawn",
        id -> {
          checkLength("withdrawReason", reason, LONGEST_REASON);
          review.withdraw(who, id, reason);
        });
  }

  private void comment(Context context) {
    SignedIn who = SignedIn.of(context);
    String comment = FormParams.of(context).text("comment");
    act(
        context,
        new Workflow.Typed("", "", comment),
        "commented",
        id -> {
          checkLength("comment", comment, LONGEST_COMMENT);
          review.comment(who, id, comment);
        });
  }

  private void resolve(Context context) {
    SignedIn who = SignedIn.of(context);
    long comment = ManuscriptRoutes.id(context, "comment");
    act(context, Workflow.Typed.NOTHING, "", id -> review.resolve(who, id, comment));
  }

  static void checkLength(String field, String text, int most) {
    if (text.length() > most) {
      throw new RefusedException(field, "finding.tooLong", most, text.length());
    }
  }

  /** Does it, or shows the answer once more with what stands against it. */
  private void act(Context context, Workflow.Typed typed, String done, Act act) {
    Manuscript before = manuscript(context);
    long id = before.id();
    try {
      act.on(id);
      String query = done.isEmpty() ? "" : "?done=" + done;
      ManuscriptRoutes.seeOther(context, frame.paths().review(id) + query);
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      refuse(context, e.findings(), typed);
    } catch (RevisionConflictException e) {
      context.status(HttpStatus.CONFLICT);
      Manuscript.Revision seen =
          queries.revision(id, ManuscriptRoutes.base(FormParams.of(context))).orElse(null);
      respond(
          context,
          manuscript(context),
          seen,
          List.of(new Finding("workflow", "finding.moved", e.current())),
          typed,
          null);
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  /** On the page where the button stood: it was pressed with that page in mind. */
  private void refuse(Context context, List<Finding> findings, Workflow.Typed typed) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript = manuscript(context);
    boolean reading = FormParams.of(context).line("from").equals(Workflow.REVIEW);
    if (reading || !Workflow.mayEdit(who, manuscript)) {
      respond(context, manuscript, null, findings, typed, null);
      return;
    }
    ManuscriptPages.Shown shown =
        new ManuscriptPages.Shown(
            pages.form(manuscript),
            manuscript.revision().number(),
            findings,
            null,
            typed,
            false,
            false,
            null);
    views.respondPrivately(
        context, "admin/manuscript/manuscript", pages.page(who, manuscript, shown));
    RequestGuard.mayFrame(context);
  }

  private void respond(
      Context context,
      Manuscript manuscript,
      Manuscript.@Nullable Revision since,
      List<Finding> findings,
      Workflow.Typed typed,
      @Nullable String notice) {
    views.respondPrivately(
        context,
        "admin/manuscript/review",
        pages.review(
            SignedIn.of(context),
            manuscript,
            since,
            findings,
            typed,
            ScheduleForm.NOTHING,
            notice));
  }

  private Manuscript manuscript(Context context) {
    return queries.find(ManuscriptRoutes.id(context, "id")).orElseThrow(NotFoundResponse::new);
  }

  private interface Act {
    void on(long id);
  }
}
