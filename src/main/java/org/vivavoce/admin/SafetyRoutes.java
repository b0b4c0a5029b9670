package org.vivavoce.admin;

import io.javalin.http.Context;
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
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;

/** Waivers for red flags, and links to previews: both stand on the page on which one reviews. */
final class SafetyRoutes {
  private final ManuscriptQueries queries;
  private final WaiverEditor waivers;
  private final PreviewLinkEditor links;
  private final ManuscriptPages pages;
  private final Frame frame;
  private final Views views;

  SafetyRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.queries = new ManuscriptQueries(jdbi);
    this.waivers = new WaiverEditor(jdbi, clock);
    this.links = new PreviewLinkEditor(jdbi, clock);
    this.pages = new ManuscriptPages(jdbi, clock, frame);
    this.frame = frame;
    this.views = views;
  }

  void addTo(RouteTable routes) {
    routes.post("/admin/articles/{id}/waiver", Role.REVIEWER, this::waive);
    routes.post("/admin/articles/{id}/waiver/revoke", Role.REVIEWER, this::takeBack);
    routes.post("/admin/articles/{id}/previews", Role.ACCOUNTS, this::makeLink);
    routes.post("/admin/articles/{id}/previews/{link}/revoke", Role.ACCOUNTS, this::revoke);
  }

  private void waive(Context context) {
    FormParams params = FormParams.of(context);
    String reason = params.text("waiverReason");
    act(
        context,
        new SafetyNets.Typed(reason, "", "", null),
        (who, id) -> {
          ReviewRoutes.checkLength("waiverReason", reason, ReviewRoutes.LONGEST_REASON);
          waivers.waive(
              who, id, ManuscriptRoutes.base(params), Set.copyOf(params.lines("redFlag")), reason);
          ManuscriptRoutes.seeOther(context, frame.paths().review(id) + "?done=waived");
        });
  }

  private void takeBack(Context context) {
    FormParams params = FormParams.of(context);
    String waiver = params.line("waiver");
    String reason = params.text("revokeReason");
    act(
        context,
        new SafetyNets.Typed("", waiver, reason, null),
        (who, id) -> {
          ReviewRoutes.checkLength("revokeReason", reason, ReviewRoutes.LONGEST_REASON);
          waivers.revoke(
              who, id, waiver.matches("[1-9][0-9]{0,17}") ? Long.parseLong(waiver) : 0, reason);
          ManuscriptRoutes.seeOther(context, frame.paths().review(id) + "?done=waiver-revoked");
        });
  }

  /** The link stands in the answer itself: nobody is told it again. */
  private void makeLink(Context context) {
    FormParams params = FormParams.of(context);
    String days = params.line("previewDays");
    act(
        context,
        SafetyNets.Typed.NOTHING,
        (who, id) -> {
          String token =
              links.issue(
                  who,
                  id,
                  ManuscriptRoutes.base(params),
                  days.matches("[0-9]{1,3}") ? Integer.parseInt(days) : 0);
          String link = frame.paths().absolute(frame.paths().sharedPreview(token));
          respond(
              context,
              null,
              List.of(),
              new SafetyNets.Typed("", "", "", link),
              "notice.preview.made");
        });
  }

  private void revoke(Context context) {
    long link = ManuscriptRoutes.id(context, "link");
    act(
        context,
        SafetyNets.Typed.NOTHING,
        (who, id) -> {
          links.revoke(who, id, link);
          ManuscriptRoutes.seeOther(context, frame.paths().review(id) + "?done=preview-revoked");
        });
  }

  private void act(Context context, SafetyNets.Typed typed, Act act) {
    long id = ManuscriptRoutes.id(context, "id");
    try {
      act.by(SignedIn.of(context), id);
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respond(context, null, e.findings(), typed, null);
    } catch (RevisionConflictException e) {
      context.status(HttpStatus.CONFLICT);
      Manuscript.Revision seen =
          queries.revision(id, ManuscriptRoutes.base(FormParams.of(context))).orElse(null);
      respond(
          context,
          seen,
          List.of(new Finding("workflow", "finding.moved", e.current())),
          typed,
          null);
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  private void respond(
      Context context,
      Manuscript.@Nullable Revision since,
      List<Finding> findings,
      SafetyNets.Typed typed,
      @Nullable String notice) {
    Manuscript manuscript =
        queries.find(ManuscriptRoutes.id(context, "id")).orElseThrow(NotFoundResponse::new);
    views.respondPrivately(
        context,
        "admin/manuscript/review",
        pages.review(
            SignedIn.of(context),
            manuscript,
            since,
            findings,
            Workflow.Typed.NOTHING,
            ScheduleForm.NOTHING,
            typed,
            notice == null ? null : frame.words().of(notice)));
  }

  private interface Act {
    void by(SignedIn who, long id);
  }
}
