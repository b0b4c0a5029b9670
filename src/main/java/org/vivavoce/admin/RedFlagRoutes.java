package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/red-flags}: the words that ask for a care card. */
public final class RedFlagRoutes {
  private static final Set<Role> KEEPERS = Set.of(Role.EDITOR, Role.REVIEWER);
  private static final Map<String, String> NOTICES =
      Map.of(
          "added", "redFlags.added",
          "changed", "redFlags.changed",
          "removed", "redFlags.removed");

  private final RedFlagEditor editor;
  private final Frame frame;
  private final Views views;

  public RedFlagRoutes(Jdbi jdbi, Frame frame, Views views) {
    this.editor = new RedFlagEditor(jdbi);
    this.frame = frame;
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get("/admin/red-flags", KEEPERS, this::list);
    routes.post("/admin/red-flags", KEEPERS, this::add);
    routes.get("/admin/red-flags/{id}", KEEPERS, this::show);
    routes.post("/admin/red-flags/{id}", KEEPERS, this::change);
    routes.post("/admin/red-flags/{id}/remove", KEEPERS, this::remove);
  }

  private void list(Context context) {
    list(context, Typed.NOTHING, List.of());
  }

  private void add(Context context) {
    Typed typed = typed(context);
    try {
      editor.add(SignedIn.of(context), typed.term(), typed.language(), typed.note());
      ManuscriptRoutes.seeOther(context, frame.paths().redFlags() + "?done=added");
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      list(context, typed, e.findings());
    }
  }

  private void show(Context context) {
    RedFlagEditor.Flag flag = flag(context);
    show(context, flag, new Typed(flag.term(), flag.language(), flag.note()), List.of());
  }

  private void change(Context context) {
    RedFlagEditor.Flag flag = flag(context);
    Typed typed = typed(context);
    try {
      editor.change(SignedIn.of(context), flag.id(), typed.term(), typed.language(), typed.note());
      ManuscriptRoutes.seeOther(context, frame.paths().redFlags() + "?done=changed");
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      show(context, flag, typed, e.findings());
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  private void remove(Context context) {
    try {
      editor.remove(SignedIn.of(context), ManuscriptRoutes.id(context, "id"));
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
    ManuscriptRoutes.seeOther(context, frame.paths().redFlags() + "?done=removed");
  }

  private RedFlagEditor.Flag flag(Context context) {
    return editor.find(ManuscriptRoutes.id(context, "id")).orElseThrow(NotFoundResponse::new);
  }

  private void list(Context context, Typed typed, List<Finding> findings) {
    Words words = frame.words();
    Paths paths = frame.paths();
    List<FormError> errors = said(findings);
    String done = NOTICES.get(Objects.requireNonNullElse(context.queryParam("done"), ""));
    views.respondPrivately(
        context,
        "admin/safety/red-flags",
        new RedFlagsPage(
            frame.desk(
                SignedIn.of(context),
                words.of("redFlags.heading"),
                paths.redFlags(),
                done == null ? null : words.of(done)),
            new Link(paths.emergencyPhrases(), words.of("redFlags.searches")),
            paths.redFlags(),
            fields(typed, errors),
            errors,
            editor.list().stream()
                .map(
                    flag ->
                        new RedFlagsPage.Line(
                            flag.term(),
                            paths.redFlag(flag.id()),
                            flag.language(),
                            words.language(flag.language()),
                            flag.note(),
                            Moment.of(flag.changedAt(), frame.zone()),
                            flag.accountName()))
                .toList()));
  }

  private void show(Context context, RedFlagEditor.Flag flag, Typed typed, List<Finding> findings) {
    Words words = frame.words();
    Paths paths = frame.paths();
    List<FormError> errors = said(findings);
    String path = paths.redFlag(flag.id());
    views.respondPrivately(
        context,
        "admin/safety/red-flag",
        new RedFlagPage(
            frame.desk(
                SignedIn.of(context),
                words.of("redFlag.heading", flag.term()),
                paths.redFlags(),
                null),
            List.of(new Link(paths.redFlags(), words.of("redFlags.heading"))),
            path,
            path + "/remove",
            fields(typed, errors),
            errors));
  }

  private RedFlagsPage.Fields fields(Typed typed, List<FormError> errors) {
    return new RedFlagsPage.Fields(
        FormField.of("term", typed.term(), true, RedFlagEditor.LONGEST_TERM, errors),
        FormField.of("language", typed.language(), Need.LATER, null, errors),
        Stream.concat(ManuscriptPages.LANGUAGES.stream(), Stream.of(typed.language()))
            .filter(tag -> tag.matches("[a-z]{2,3}"))
            .distinct()
            .map(tag -> new Option(tag, frame.words().language(tag)))
            .sorted(Comparator.comparing(Option::text))
            .toList(),
        FormField.of("note", typed.note(), false, RedFlagEditor.LONGEST_NOTE, errors));
  }

  private List<FormError> said(List<Finding> findings) {
    return findings.stream().map(finding -> finding.said(frame.words())).toList();
  }

  private static Typed typed(Context context) {
    FormParams params = FormParams.of(context);
    return new Typed(params.line("term"), params.line("language"), params.line("note"));
  }

  /** What was typed, to be given back. */
  private record Typed(String term, String language, String note) {
    private static final Typed NOTHING = new Typed("", "en", "");
  }
}
