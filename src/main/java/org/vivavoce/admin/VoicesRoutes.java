package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/voices}: what stands beside an answer, and where doctors agree. */
public final class VoicesRoutes {
  private static final int LONGEST_QUERY = 300;
  private static final String PIN = "pin";
  private static final String BAN = "ban";
  private static final Map<String, String> NOTICES =
      Map.of(
          "pin", "voices.done.pin",
          "ban", "voices.done.ban",
          "undo", "voices.done.undo",
          "note", "voices.done.note",
          "removed", "voices.done.removed");

  private final VoicesQueries queries;
  private final VoicesEditor editor;
  private final Frame frame;
  private final Views views;

  public VoicesRoutes(Jdbi jdbi, Frame frame, Views views) {
    this.queries = new VoicesQueries(jdbi);
    this.editor = new VoicesEditor(jdbi);
    this.frame = frame;
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get("/admin/voices", Role.ACCOUNTS, this::notes);
    routes.get("/admin/voices/{article}", Role.ACCOUNTS, this::show);
    routes.post("/admin/voices/{article}", Role.EDITOR, this::decide);
    routes.post("/admin/voices/{article}/note", Role.EDITOR, this::note);
  }

  private void notes(Context context) {
    Words words = frame.words();
    views.respondPrivately(
        context,
        "admin/voices/notes",
        new QuestionNotesPage(
            frame.desk(
                SignedIn.of(context),
                words.of("voices.notes.heading"),
                frame.paths().manuscripts(),
                null),
            queries.notes().stream()
                .map(
                    note ->
                        new QuestionNotesPage.Line(
                            frame.paths().voices(note.articleId()),
                            note.title(),
                            note.lang(),
                            note.outdatedAt() != null,
                            words.of(
                                note.outdatedAt() == null
                                    ? "question.agreement." + note.agreement()
                                    : "voices.note.again"),
                            words.of(
                                "voices.note.written",
                                note.writtenBy(),
                                Moment.of(note.writtenAt(), frame.zone()).text())))
                .toList()));
  }

  private void show(Context context) {
    respond(context, List.of(), null);
  }

  private void decide(Context context) {
    FormParams params = FormParams.of(context);
    String act = params.line("act");
    String typed = params.line("other");
    long other = typed.matches("[1-9][0-9]{0,17}") ? Long.parseLong(typed) : 0;
    act(
        context,
        null,
        (who, article) -> {
          if (act.equals(PIN) || act.equals(BAN)) {
            editor.decide(who, article, other, act.equals(PIN));
            return act;
          }
          editor.undo(who, article, other);
          return "undo";
        });
  }

  private void note(Context context) {
    FormParams params = FormParams.of(context);
    Typed typed = new Typed(params.line("agreement"), params.text("note"));
    String seen = params.line("seen");
    boolean removes = params.line("act").equals("remove");
    act(
        context,
        typed,
        (who, article) -> {
          if (removes) {
            editor.remove(who, article, seen);
            return "removed";
          }
          editor.write(who, article, seen, typed.agreement(), typed.note());
          return "note";
        });
  }

  private void act(Context context, @Nullable Typed typed, Act act) {
    long article = ManuscriptRoutes.id(context, "article");
    try {
      String done = act.by(SignedIn.of(context), article);
      ManuscriptRoutes.seeOther(context, frame.paths().voices(article) + "?done=" + done);
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respond(context, e.findings(), typed);
    } catch (VoicesEditor.ChangedException e) {
      context.status(HttpStatus.CONFLICT);
      respond(context, List.of(new Finding("note", "finding.voices.changed")), typed);
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  /**
   * @param typed of the note, to be given back; null where what stands is shown
   */
  private void respond(Context context, List<Finding> findings, @Nullable Typed typed) {
    SignedIn who = SignedIn.of(context);
    Words words = frame.words();
    Paths paths = frame.paths();
    VoicesQueries.Answer answer =
        queries
            .answer(ManuscriptRoutes.id(context, "article"))
            .filter(VoicesQueries.Answer::live)
            .orElseThrow(NotFoundResponse::new);
    String path = paths.voices(answer.id());
    List<FormError> errors = findings.stream().map(finding -> finding.said(words)).toList();
    List<VoicesQueries.Pair> pairs = queries.pairs(answer.id());
    List<Long> pinned =
        pairs.stream()
            .filter(pair -> pair.decision().equals(PIN))
            .map(VoicesQueries.Pair::id)
            .toList();
    String done = NOTICES.get(Objects.requireNonNullElse(context.queryParam("done"), ""));
    views.respondPrivately(
        context,
        "admin/voices/voices",
        new VoicesPage(
            frame.desk(
                who,
                words.of("voices.heading", answer.title()),
                paths.manuscripts(),
                done == null ? null : words.of(done)),
            trail(answer),
            errors,
            answer.lang(),
            new Link(paths.article(answer.slug()), words.of("workflow.public")),
            question(who, answer, typed, errors),
            who.is(Role.EDITOR) ? path : null,
            queries.isPending(),
            queries.standing(answer.id()).stream().map(each -> standing(each, pinned)).toList(),
            decided(pairs, PIN),
            decided(pairs, BAN),
            search(context, answer, path, pinned, errors)));
  }

  private List<Link> trail(VoicesQueries.Answer answer) {
    Long manuscript = answer.manuscriptId();
    Link notes = new Link(frame.paths().voices(), frame.words().of("voices.notes.heading"));
    return manuscript == null
        ? List.of(notes)
        : List.of(
            notes,
            new Link(frame.paths().review(manuscript), frame.words().of("voices.manuscript")));
  }

  private VoicesPage.Question question(
      SignedIn who, VoicesQueries.Answer answer, @Nullable Typed typed, List<FormError> errors) {
    Words words = frame.words();
    VoicesQueries.Question question = queries.question(answer);
    VoicesQueries.Note note = question.note();
    Typed given =
        typed != null
            ? typed
            : note == null ? Typed.NOTHING : new Typed(note.agreement(), note.note());
    boolean several = question.doctors() > 1;
    return new VoicesPage.Question(
        several
            ? words.of("voices.question.heading", question.doctors())
            : words.of("voices.question.alone"),
        several
            ? question.answers().stream()
                .map(
                    each ->
                        line(
                            each.id(),
                            each.title(),
                            each.lang(),
                            List.of(each.doctorName()),
                            false))
                .toList()
            : List.of(),
        note == null ? null : note(note),
        who.is(Role.EDITOR) && (several || note != null)
            ? new VoicesPage.NoteForm(
                frame.paths().voices(answer.id()) + "/note",
                question.seen(),
                FormField.of("agreement", given.agreement(), Need.REQUIRED, null, errors),
                Option.after(
                    words.of("voices.agreement.none"),
                    VoicesEditor.AGREEMENTS.stream()
                        .map(each -> new Option(each, words.of("question.agreement." + each)))
                        .toList()),
                FormField.of("note", given.note(), Need.REQUIRED, VoicesEditor.LONGEST_NOTE, errors)
                    .in(answer.lang()),
                note != null)
            : null);
  }

  private VoicesPage.Note note(VoicesQueries.Note note) {
    Words words = frame.words();
    Instant outdated = note.outdatedAt();
    return new VoicesPage.Note(
        words.of("question.agreement." + note.agreement()),
        note.note(),
        words.of(
            "voices.note.written",
            note.writtenBy(),
            Moment.of(note.writtenAt(), frame.zone()).text()),
        outdated == null
            ? null
            : words.of("voices.note.outdated", Moment.of(outdated, frame.zone()).text()));
  }

  private VoicesPage.Line standing(VoicesQueries.Standing each, List<Long> pinned) {
    Words words = frame.words();
    return line(
        each.id(),
        each.title(),
        each.lang(),
        List.of(
            each.doctorName(),
            words.of(
                "reason." + each.reason(),
                Objects.requireNonNullElse(each.subject(), words.of("voices.specialty"))),
            words.of("voices.score", String.format(Locale.ROOT, "%.2f", each.score()))),
        pinned.contains(each.id()));
  }

  private List<VoicesPage.Line> decided(List<VoicesQueries.Pair> pairs, String decision) {
    Words words = frame.words();
    return pairs.stream()
        .filter(pair -> pair.decision().equals(decision))
        .map(
            pair -> {
              List<String> facts = new ArrayList<>();
              facts.add(pair.doctorName());
              facts.add(
                  words.of(
                      "voices.decided." + decision,
                      pair.decidedBy(),
                      Moment.of(pair.decidedAt(), frame.zone()).text()));
              if (!pair.live()) {
                facts.add(words.of("voices.notLive"));
              }
              return line(pair.id(), pair.title(), pair.lang(), facts, decision.equals(PIN));
            })
        .toList();
  }

  private VoicesPage.Search search(
      Context context,
      VoicesQueries.Answer answer,
      String path,
      List<Long> pinned,
      List<FormError> errors) {
    Words words = frame.words();
    String typed = Objects.requireNonNullElse(Requests.text(context, "q", LONGEST_QUERY), "");
    List<VoicesQueries.Answer> found = typed.isBlank() ? List.of() : queries.find(answer, typed);
    return new VoicesPage.Search(
        path,
        FormField.of("q", typed, Need.LATER, LONGEST_QUERY, errors),
        typed.isBlank() ? null : words.of("voices.found", found.size()),
        found.stream()
            .map(
                each ->
                    line(
                        each.id(),
                        each.title(),
                        each.lang(),
                        each.live()
                            ? List.of(each.doctorName())
                            : List.of(each.doctorName(), words.of("voices.notLive")),
                        pinned.contains(each.id())))
            .toList());
  }

  private VoicesPage.Line line(
      long id, String title, String lang, List<String> facts, boolean pinned) {
    return new VoicesPage.Line(id, title, lang, frame.paths().voices(id), facts, pinned);
  }

  private record Typed(String agreement, String note) {
    static final Typed NOTHING = new Typed("", "");
  }

  private interface Act {
    String by(SignedIn who, long article);
  }
}
