package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.PublicCache;
import org.vivavoce.search.EmergencyPhrases;
import org.vivavoce.search.EmergencyQueries;
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

/** {@code /admin/emergency-phrases}: the searches that show the emergency number first. */
public final class EmergencyPhraseRoutes {
  private static final Set<Role> KEEPERS = Set.of(Role.EDITOR, Role.REVIEWER);
  private static final int LONGEST_TRIED = 200;
  private static final String ANYWHERE = "anywhere";
  private static final String ALONE = "alone";
  private static final String ACTIVE = "active";
  private static final String PAUSED = "paused";
  private static final Map<String, String> NOTICES =
      Map.of(
          "added", "emergencyPhrases.added",
          "changed", "emergencyPhrases.changed",
          "removed", "emergencyPhrases.removed");
  private static final EmergencyPhraseEditor.Content NOTHING =
      new EmergencyPhraseEditor.Content("", "emergency", false, true, "");

  private final EmergencyPhraseEditor editor;
  private final EmergencyQueries queries;
  private final Frame frame;
  private final Views views;

  public EmergencyPhraseRoutes(Jdbi jdbi, PublicCache cache, Frame frame, Views views) {
    this.editor = new EmergencyPhraseEditor(jdbi);
    this.queries = new EmergencyQueries(jdbi, cache);
    this.frame = frame;
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    String list = "/admin/emergency-phrases";
    routes.get(list, KEEPERS, this::list);
    routes.post(list, KEEPERS, this::add);
    routes.get(list + "/{id}", KEEPERS, this::show);
    routes.post(list + "/{id}", KEEPERS, this::change);
    routes.post(list + "/{id}/remove", KEEPERS, this::remove);
  }

  private void list(Context context) {
    list(context, NOTHING, List.of());
  }

  private void add(Context context) {
    EmergencyPhraseEditor.Content content = content(context);
    try {
      editor.add(SignedIn.of(context), content);
      ManuscriptRoutes.seeOther(context, frame.paths().emergencyPhrases() + "?done=added");
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      list(context, content, e.findings());
    }
  }

  private void show(Context context) {
    EmergencyPhraseEditor.Phrase phrase = phrase(context);
    show(context, phrase, phrase.content(), List.of());
  }

  private void change(Context context) {
    EmergencyPhraseEditor.Phrase phrase = phrase(context);
    EmergencyPhraseEditor.Content content = content(context);
    try {
      editor.change(SignedIn.of(context), phrase.id(), content);
      ManuscriptRoutes.seeOther(context, frame.paths().emergencyPhrases() + "?done=changed");
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      show(context, phrase, content, e.findings());
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
    ManuscriptRoutes.seeOther(context, frame.paths().emergencyPhrases() + "?done=removed");
  }

  private EmergencyPhraseEditor.Phrase phrase(Context context) {
    return editor.find(ManuscriptRoutes.id(context, "id")).orElseThrow(NotFoundResponse::new);
  }

  private void list(
      Context context, EmergencyPhraseEditor.Content content, List<Finding> findings) {
    Words words = frame.words();
    Paths paths = frame.paths();
    List<FormError> errors = said(findings);
    String done = NOTICES.get(Objects.requireNonNullElse(context.queryParam("done"), ""));
    String typed = Requests.text(context, "q", LONGEST_TRIED);
    String tried = typed == null ? "" : typed;
    views.respondPrivately(
        context,
        "admin/safety/emergency-phrases",
        new EmergencyPhrasesPage(
            frame.desk(
                SignedIn.of(context),
                words.of("emergencyPhrases.heading"),
                paths.redFlags(),
                done == null ? null : words.of(done)),
            List.of(new Link(paths.redFlags(), words.of("redFlags.heading"))),
            paths.emergencyPhrases(),
            FormField.of("q", tried, false, LONGEST_TRIED, List.of()),
            tried.isEmpty() ? null : words.of(outcome(queries.phrases().in(tried)), tried),
            fields(content, errors),
            errors,
            editor.list().stream()
                .map(
                    phrase ->
                        new EmergencyPhrasesPage.Line(
                            phrase.phrase(),
                            paths.emergencyPhrase(phrase.id()),
                            words.of("emergencyPhrase.kind." + phrase.kind())
                                + (phrase.alone()
                                    ? ". " + words.of("emergencyPhrase.reach.alone")
                                    : ""),
                            phrase.active(),
                            phrase.note(),
                            Moment.of(phrase.changedAt(), frame.zone()),
                            phrase.accountName()))
                .toList()));
  }

  private static String outcome(EmergencyPhrases.Finding finding) {
    if (finding.emergency()) {
      return finding.crisis() ? "emergencyPhrases.try.both" : "emergencyPhrases.try.emergency";
    }
    return finding.crisis() ? "emergencyPhrases.try.crisis" : "emergencyPhrases.try.nothing";
  }

  private void show(
      Context context,
      EmergencyPhraseEditor.Phrase phrase,
      EmergencyPhraseEditor.Content content,
      List<Finding> findings) {
    Words words = frame.words();
    Paths paths = frame.paths();
    List<FormError> errors = said(findings);
    String path = paths.emergencyPhrase(phrase.id());
    views.respondPrivately(
        context,
        "admin/safety/emergency-phrase",
        new EmergencyPhrasePage(
            frame.desk(
                SignedIn.of(context),
                words.of("emergencyPhrase.heading", phrase.phrase()),
                paths.redFlags(),
                null),
            List.of(
                new Link(paths.redFlags(), words.of("redFlags.heading")),
                new Link(paths.emergencyPhrases(), words.of("emergencyPhrases.heading"))),
            path,
            path + "/remove",
            fields(content, errors),
            errors));
  }

  private EmergencyPhrasesPage.Fields fields(
      EmergencyPhraseEditor.Content content, List<FormError> errors) {
    return new EmergencyPhrasesPage.Fields(
        FormField.of(
            "phrase", content.phrase(), true, EmergencyPhraseEditor.LONGEST_PHRASE, errors),
        FormField.of("kind", content.kind(), Need.LATER, null, errors),
        options("emergencyPhrase.kind.", EmergencyPhraseEditor.KINDS),
        FormField.of("reach", content.alone() ? ALONE : ANYWHERE, Need.LATER, null, errors),
        options("emergencyPhrase.reach.", List.of(ANYWHERE, ALONE)),
        FormField.of("state", content.active() ? ACTIVE : PAUSED, Need.LATER, null, errors),
        options("emergencyPhrase.state.", List.of(ACTIVE, PAUSED)),
        FormField.of("note", content.note(), false, EmergencyPhraseEditor.LONGEST_NOTE, errors));
  }

  private List<Option> options(String prefix, List<String> values) {
    return values.stream()
        .map(value -> new Option(value, frame.words().of(prefix + value)))
        .toList();
  }

  private List<FormError> said(List<Finding> findings) {
    return findings.stream().map(finding -> finding.said(frame.words())).toList();
  }

  private static EmergencyPhraseEditor.Content content(Context context) {
    FormParams params = FormParams.of(context);
    return new EmergencyPhraseEditor.Content(
        params.line("phrase"),
        params.line("kind"),
        params.line("reach").equals(ALONE),
        !params.line("state").equals(PAUSED),
        params.line("note"));
  }
}
