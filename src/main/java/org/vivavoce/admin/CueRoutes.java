package org.vivavoce.admin;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Cue;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/articles/{id}/cues}: when each sentence of an answer is said. */
final class CueRoutes {
  private static final Set<Role> WRITERS = Set.of(Role.AUTHOR, Role.EDITOR);
  private static final int LONGEST_TIME = 12;

  private final ManuscriptQueries queries;
  private final CueQueries cues;
  private final ManuscriptEditor editor;
  private final Frame frame;
  private final Views views;

  CueRoutes(Jdbi jdbi, Frame frame, Views views) {
    this.queries = new ManuscriptQueries(jdbi);
    this.cues = new CueQueries(jdbi);
    this.editor = new ManuscriptEditor(jdbi);
    this.frame = frame;
    this.views = views;
  }

  void addTo(RouteTable routes) {
    routes.get("/admin/articles/{id}/cues", WRITERS, this::show);
    routes.post("/admin/articles/{id}/cues", WRITERS, this::save);
  }

  private void show(Context context) {
    Manuscript manuscript = editable(context);
    try {
      CueSheet sheet = sheet(manuscript.revision()).orElse(null);
      respond(context, manuscript, sheet, null, null, List.of());
    } catch (RefusedException e) {
      respond(context, manuscript, null, null, null, e.findings());
    }
  }

  private void save(Context context) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript = editable(context);
    FormParams params = FormParams.of(context);
    int base = ManuscriptRoutes.base(params);
    List<String> typed = params.lines("start");
    Manuscript.Revision seen =
        queries.revision(manuscript.id(), base).orElseThrow(BadRequestResponse::new);
    CueSheet sheet = sheet(seen).orElseThrow(BadRequestResponse::new);
    if (typed.size() != sheet.cues().size()) {
      throw new BadRequestResponse();
    }
    List<Cue> timed;
    try {
      timed = sheet.at(typed);
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respond(context, manuscript, seen, sheet, typed, null, e.findings());
      return;
    }
    try {
      editor.save(
          who,
          manuscript.id(),
          base,
          UUID.randomUUID(),
          seen.content().withCues(timed),
          seen.recordingId());
      ManuscriptRoutes.seeOther(context, frame.paths().cues(manuscript.id()) + "?done=timed");
    } catch (RevisionConflictException e) {
      context.status(HttpStatus.CONFLICT);
      respondConflict(context, seen, timed);
    }
  }

  /** What was timed is carried over to the sentences that stand now. */
  private void respondConflict(Context context, Manuscript.Revision seen, List<Cue> timed) {
    Manuscript current = editable(context);
    Manuscript.Revision now = current.revision();
    String account = now.accountName();
    Words words = frame.words();
    boolean sameSound = Objects.equals(seen.recordingId(), now.recordingId());
    String conflict =
        words.of(
            sameSound ? "cues.conflict" : "cues.conflict.sound",
            account == null ? words.of("account.nobody") : account,
            now.number());
    try {
      respond(
          context,
          current,
          sheet(now, now.content().withCues(timed)).orElse(null),
          null,
          conflict,
          List.of());
    } catch (RefusedException e) {
      respond(context, current, null, null, conflict, e.findings());
    }
  }

  private void respond(
      Context context,
      Manuscript manuscript,
      @Nullable CueSheet sheet,
      @Nullable List<String> typed,
      @Nullable String conflict,
      List<Finding> findings) {
    respond(context, manuscript, manuscript.revision(), sheet, typed, conflict, findings);
  }

  /**
   * @param shown the revision whose sentences stand on the page
   * @param sheet null where there is nothing to be timed
   * @param typed null where the times are those of the sheet
   */
  private void respond(
      Context context,
      Manuscript manuscript,
      Manuscript.Revision shown,
      @Nullable CueSheet sheet,
      @Nullable List<String> typed,
      @Nullable String conflict,
      List<Finding> findings) {
    Words words = frame.words();
    ManuscriptContent content = manuscript.revision().content();
    List<FormError> errors = findings.stream().map(finding -> finding.said(words)).toList();
    boolean empty = sheet == null || sheet.cues().isEmpty();
    List<CuePage.Line> lines = new ArrayList<>();
    for (int at = 0; sheet != null && at < sheet.cues().size(); at++) {
      String id = "start" + (at + 1);
      String start = typed == null ? sheet.starts().get(at) : typed.get(at);
      lines.add(
          new CuePage.Line(
              at + 1,
              sheet.sentences().get(at),
              FormField.of(id, start, Need.LATER, LONGEST_TIME, errors).named("start").asCode()));
    }
    Long recording = shown.recordingId();
    String title = content.title().isBlank() ? words.of("manuscript.untitled") : content.title();
    views.respondPrivately(
        context,
        "admin/recording/cues",
        new CuePage(
            frame.desk(
                SignedIn.of(context),
                words.of("cues.heading", title),
                frame.paths().manuscripts(),
                ManuscriptRoutes.notice(context, words)),
            frame.cuesScript(),
            !empty || !errors.isEmpty()
                ? null
                : words.of(recording == null ? "cues.needs.audio" : "cues.needs.transcript"),
            frame.paths().cues(manuscript.id()),
            shown.number(),
            content.lang(),
            recording == null
                ? ""
                : queries
                    .sound(recording)
                    .map(sound -> frame.paths().manuscriptMedia(sound.served()))
                    .orElse(""),
            words.of(sheet != null && sheet.estimated() ? "cues.estimated" : "cues.written"),
            sheet != null && sheet.estimated(),
            revokes(manuscript, sheet),
            conflict,
            frame.paths().manuscript(manuscript.id()),
            sheet == null ? 0 : sheet.durationMillis() / 1000.0,
            lines,
            errors));
  }

  /**
   * A clinician approved what the captions say; whoever only moves it in time takes nothing away.
   */
  private @Nullable String revokes(Manuscript manuscript, @Nullable CueSheet sheet) {
    Manuscript.Approval approval = manuscript.approval();
    if (approval == null || sheet == null) {
      return null;
    }
    String said = ManuscriptContent.captionWords(String.join(" ", sheet.sentences()));
    return said.equals(manuscript.revision().content().captionWords())
        ? null
        : frame.words().of("cues.revokes", approval.accountName());
  }

  /** Empty where there is no recording. */
  private Optional<CueSheet> sheet(Manuscript.Revision revision) {
    return sheet(revision, revision.content());
  }

  private Optional<CueSheet> sheet(Manuscript.Revision revision, ManuscriptContent content) {
    Long recording = revision.recordingId();
    return recording == null
        ? Optional.empty()
        : queries
            .sound(recording)
            .map(
                sound ->
                    CueSheet.of(
                        content,
                        Math.min(sound.servedMillis(), sound.originalMillis()),
                        cues.silences(recording)));
  }

  private Manuscript editable(Context context) {
    Manuscript manuscript =
        queries.find(ManuscriptRoutes.id(context, "id")).orElseThrow(NotFoundResponse::new);
    if (!Workflow.mayEdit(SignedIn.of(context), manuscript)) {
      throw new ForbiddenResponse();
    }
    return manuscript;
  }
}
