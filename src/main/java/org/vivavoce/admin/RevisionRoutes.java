package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/articles/{id}/revisions}: every save, what it changed, and how to have it back. */
final class RevisionRoutes {
  private static final Set<Role> WRITERS = Set.of(Role.AUTHOR, Role.EDITOR);
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  /** What a version is compared with whose every word is to be seen as new. */
  private static final String NOTHING = "nothing";

  private final ManuscriptQueries queries;
  private final ManuscriptLogQueries log;
  private final ManuscriptEditor editor;
  private final ManuscriptPages pages;
  private final Frame frame;
  private final Views views;

  RevisionRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.queries = new ManuscriptQueries(jdbi);
    this.log = new ManuscriptLogQueries(jdbi);
    this.editor = new ManuscriptEditor(jdbi);
    this.pages = new ManuscriptPages(jdbi, clock, frame);
    this.frame = frame;
    this.views = views;
  }

  void addTo(RouteTable routes) {
    routes.get("/admin/articles/{id}/revisions", Role.ACCOUNTS, this::list);
    routes.get("/admin/articles/{id}/revisions/{number}", Role.ACCOUNTS, this::show);
    routes.post("/admin/articles/{id}/revisions/{number}/restore", WRITERS, this::restore);
  }

  private void list(Context context) {
    Manuscript manuscript = manuscript(context);
    Words words = frame.words();
    Map<Integer, ManuscriptLogQueries.Marks> marks = log.marks(manuscript.id());
    List<ManuscriptLogQueries.Span> spans = log.spans(manuscript);
    List<ManuscriptLogQueries.Approved> approvals = log.approvals(manuscript.id());
    List<RevisionsPage.Line> lines = new ArrayList<>();
    for (ManuscriptQueries.Saved saved : queries.saves(manuscript.id())) {
      List<String> notes = new ArrayList<>(publicity(manuscript, saved, spans));
      approvals.stream()
          .filter(approval -> approval.revisionId() == saved.id())
          .map(
              approval ->
                  words.of(
                      approval.standing() ? "revision.approved" : "revision.wasApproved",
                      approval.accountName()))
          .distinct()
          .forEach(notes::add);
      if (saved.restoredFrom() != null) {
        notes.add(words.of("revision.restored", saved.restoredFrom()));
      }
      if (saved.textChanged() && saved.number() > 1) {
        notes.add(words.of("revision.text"));
      }
      if (saved.soundChanged() && saved.number() > 1) {
        notes.add(words.of("revision.sound"));
      }
      ManuscriptLogQueries.Marks changed = marks.get(saved.number());
      if (changed != null && changed.captions()) {
        notes.add(words.of("revision.captions"));
      }
      if (changed != null && changed.address()) {
        notes.add(words.of("revision.address"));
      }
      lines.add(
          new RevisionsPage.Line(
              saved.number(),
              frame.paths().revision(manuscript.id(), saved.number()),
              Moment.of(saved.createdAt(), frame.zone()),
              saved.accountName(),
              notes));
    }
    views.respondPrivately(
        context,
        "admin/manuscript/revisions",
        new RevisionsPage(
            frame.desk(
                SignedIn.of(context),
                words.of("revisions.heading", pages.titleOf(manuscript.revision().content())),
                frame.paths().manuscripts(),
                null),
            frame.paths().manuscript(manuscript.id()),
            lines));
  }

  /** When it was what readers had. */
  private List<String> publicity(
      Manuscript manuscript, ManuscriptQueries.Saved saved, List<ManuscriptLogQueries.Span> spans) {
    Words words = frame.words();
    List<String> notes = new ArrayList<>();
    boolean told = false;
    for (ManuscriptLogQueries.Span span : spans) {
      Instant from = span.from();
      Instant to = span.to();
      if (span.number() != saved.number()) {
        continue;
      }
      if (to == null && from != null) {
        notes.add(words.of("revision.publicSince", Moment.of(from, frame.zone()).text()));
        told = true;
      } else if (to != null) {
        notes.add(
            from == null
                ? words.of("revision.publicUntil", Moment.of(to, frame.zone()).text())
                : words.of(
                    "revision.wasPublic",
                    Moment.of(from, frame.zone()).text(),
                    Moment.of(to, frame.zone()).text()));
      }
    }
    Long live = manuscript.liveRevisionId();
    if (!told && live != null && saved.id() == live) {
      notes.add(words.of("revision.public"));
    }
    return notes;
  }

  private void show(Context context) {
    respond(context, manuscript(context), List.of());
  }

  private void restore(Context context) {
    SignedIn who = SignedIn.of(context);
    Manuscript manuscript = manuscript(context);
    if (!Workflow.mayEdit(who, manuscript)) {
      throw new ForbiddenResponse();
    }
    int number = revision(context, manuscript).number();
    try {
      editor.restore(who, manuscript.id(), number, ManuscriptRoutes.base(FormParams.of(context)));
      ManuscriptRoutes.seeOther(
          context, frame.paths().manuscript(manuscript.id()) + "?done=restored");
    } catch (RevisionConflictException e) {
      context.status(HttpStatus.CONFLICT);
      respond(
          context,
          manuscript(context),
          List.of(new Finding("revision", "finding.moved", e.current())));
    }
  }

  private void respond(Context context, Manuscript manuscript, List<Finding> findings) {
    SignedIn who = SignedIn.of(context);
    Words words = frame.words();
    Manuscript.Revision revision = revision(context, manuscript);
    Manuscript.Revision against = against(context, manuscript, revision);
    ManuscriptContent before = against == null ? ManuscriptContent.EMPTY : against.content();
    ManuscriptContent content = revision.content();
    String path = frame.paths().revision(manuscript.id(), revision.number());
    String audioBefore = against == null ? null : against.audioSha256();
    boolean current = revision.id() == manuscript.revision().id();
    views.respondPrivately(
        context,
        "admin/manuscript/revision",
        new RevisionPage(
            frame.desk(
                who,
                words.of(
                    "revision.heading",
                    revision.number(),
                    pages.titleOf(manuscript.revision().content())),
                frame.paths().manuscripts(),
                null),
            content.lang(),
            path,
            frame.paths().revisions(manuscript.id()),
            revision.number(),
            Moment.of(revision.createdAt(), frame.zone()),
            revision.accountName(),
            against(manuscript, revision, against),
            FieldChange.between(before, content, queries.names(before, content), words),
            !Objects.equals(audioBefore, revision.audioSha256()),
            against == null ? null : pages.audio(against),
            pages.audio(revision),
            ManuscriptPages.captions(content),
            pages.fields(content),
            manuscript.revision().number(),
            current || !Workflow.mayEdit(who, manuscript) ? null : path + "/restore",
            pages.said(findings)));
  }

  private @Nullable Selection against(
      Manuscript manuscript, Manuscript.Revision revision, Manuscript.@Nullable Revision against) {
    List<Option> others =
        queries.saves(manuscript.id()).stream()
            .filter(saved -> saved.number() != revision.number())
            .map(
                saved ->
                    new Option(
                        Integer.toString(saved.number()),
                        frame
                            .words()
                            .of(
                                "revision.option",
                                saved.number(),
                                Moment.of(saved.createdAt(), frame.zone()).text())))
            .toList();
    String chosen = against == null ? NOTHING : Integer.toString(against.number());
    List<Option> offered = new ArrayList<>();
    offered.add(new Option(NOTHING, frame.words().of("revision.nothing")));
    offered.addAll(others);
    return others.isEmpty() ? null : Selection.of("against", chosen, offered);
  }

  private Manuscript.@Nullable Revision against(
      Context context, Manuscript manuscript, Manuscript.Revision revision) {
    String asked = context.queryParam("against");
    if (asked == null || asked.isEmpty()) {
      return queries.revision(manuscript.id(), revision.number() - 1).orElse(null);
    }
    if (asked.equals(NOTHING)) {
      return null;
    }
    if (!NUMBER.matcher(asked).matches()) {
      throw new NotFoundResponse();
    }
    return queries
        .revision(manuscript.id(), Integer.parseInt(asked))
        .orElseThrow(NotFoundResponse::new);
  }

  private Manuscript.Revision revision(Context context, Manuscript manuscript) {
    String number = context.pathParam("number");
    if (!NUMBER.matcher(number).matches()) {
      throw new NotFoundResponse();
    }
    return queries
        .revision(manuscript.id(), Integer.parseInt(number))
        .orElseThrow(NotFoundResponse::new);
  }

  private Manuscript manuscript(Context context) {
    return queries.find(ManuscriptRoutes.id(context, "id")).orElseThrow(NotFoundResponse::new);
  }
}
