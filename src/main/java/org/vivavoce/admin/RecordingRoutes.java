package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.media.BadMediaException;
import org.vivavoce.media.TemporaryFolder;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/articles/record}: an answer is recorded, or its recording is made anew. */
final class RecordingRoutes {
  private static final Set<Role> WRITERS = Set.of(Role.AUTHOR, Role.EDITOR);
  private static final int LONGEST_MINUTES = 30;

  /** What a redirect may say that has been done. */
  static final Map<String, String> NOTICES =
      Map.of(
          "recorded", "notice.recorded",
          "broke-off", "notice.brokeOff",
          "timed", "notice.timed");

  private final ManuscriptQueries queries;
  private final ManuscriptPages pages;
  private final VoiceDraftEditor drafts;
  private final UploadRoutes uploads;
  private final Frame frame;
  private final Views views;

  RecordingRoutes(Jdbi jdbi, Clock clock, Frame frame, Views views) {
    this.queries = new ManuscriptQueries(jdbi);
    this.pages = new ManuscriptPages(jdbi, clock, frame);
    this.drafts = new VoiceDraftEditor(jdbi);
    this.uploads = new UploadRoutes(jdbi, clock, frame);
    this.frame = frame;
    this.views = views;
  }

  void addTo(RouteTable routes) {
    routes.get("/admin/articles/record", WRITERS, this::blank);
    routes.post("/admin/articles/record", WRITERS, this::send);
    routes.get("/admin/articles/{id}/record", WRITERS, this::anew);
    routes.post("/admin/articles/{id}/record", WRITERS, this::sendAnew);
    uploads.addTo(routes);
  }

  private void blank(Context context) {
    respond(context, null, "", UUID.randomUUID(), List.of());
  }

  private void anew(Context context) {
    respond(context, editable(context), "", UUID.randomUUID(), List.of());
  }

  private void send(Context context) {
    send(context, null);
  }

  private void sendAnew(Context context) {
    send(context, editable(context));
  }

  private void send(Context context, @Nullable Manuscript manuscript) {
    SignedIn who = SignedIn.of(context);
    FormParams params = FormParams.of(context);
    String title = params.line("title");
    UUID given = ManuscriptRoutes.formId(params.line("form"));
    UUID form = given == null ? UUID.randomUUID() : given;
    List<Finding> findings = new ArrayList<>();
    if (title.length() > ManuscriptForm.LONGEST_TITLE) {
      findings.add(
          new Finding("title", "finding.tooLong", ManuscriptForm.LONGEST_TITLE, title.length()));
    }
    UploadedFile audio =
        context.uploadedFiles("audioFile").stream()
            .filter(file -> !file.filename().isEmpty() || file.size() > 0)
            .findFirst()
            .orElse(null);
    if (audio == null) {
      findings.add(new Finding("audio", "finding.record.none"));
    }
    if (audio != null && findings.isEmpty()) {
      VoiceDraftEditor.Take take =
          new VoiceDraftEditor.Take(
              title,
              manuscript == null ? null : manuscript.id(),
              ManuscriptRoutes.base(params),
              null,
              false);
      try {
        long id = taken(who, form, audio, take);
        ManuscriptRoutes.seeOther(context, frame.paths().manuscript(id) + "?done=recorded");
        return;
      } catch (BadMediaException e) {
        findings.add(
            new Finding(
                "audio", "finding.audio.bad", audio.filename(), String.valueOf(e.getMessage())));
      } catch (RevisionConflictException e) {
        context.status(HttpStatus.CONFLICT);
        respond(
            context,
            editable(context),
            title,
            form,
            List.of(new Finding("audio", "finding.record.moved")));
        return;
      } catch (NoSuchElementException e) {
        throw new NotFoundResponse();
      }
    }
    context.status(HttpStatus.UNPROCESSABLE_CONTENT);
    respond(context, manuscript, title, form, findings);
  }

  private long taken(SignedIn who, UUID form, UploadedFile audio, VoiceDraftEditor.Take take) {
    try (TemporaryFolder folder = TemporaryFolder.create("upload")) {
      Path file = folder.path().resolve("sound");
      try (InputStream content = audio.content()) {
        Files.copy(content, file);
      }
      return drafts.take(who, form, file, take);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void respond(
      Context context,
      @Nullable Manuscript manuscript,
      String title,
      UUID form,
      List<Finding> findings) {
    SignedIn who = SignedIn.of(context);
    Words words = frame.words();
    Paths paths = frame.paths();
    List<FormError> errors = pages.said(findings);
    views.respondPrivately(
        context,
        "admin/recording/record",
        new RecordingPage(
            frame.desk(
                who,
                manuscript == null
                    ? words.of("record.heading")
                    : words.of("record.heading.of", pages.titleOf(manuscript.revision().content())),
                paths.manuscripts(),
                null),
            frame.recordScript(),
            manuscript == null ? paths.record() : paths.record(manuscript.id()),
            paths.uploads(),
            who.accountId(),
            manuscript == null ? "" : Long.toString(manuscript.id()),
            manuscript == null ? 0 : manuscript.revision().number(),
            form.toString(),
            manuscript == null
                ? FormField.of("title", title, Need.OPTIONAL, ManuscriptForm.LONGEST_TITLE, errors)
                : null,
            FormField.of("audio", "", Need.LATER, null, errors),
            manuscript == null ? null : pages.audio(manuscript.revision()),
            manuscript != null && !manuscript.revision().content().cues().isEmpty(),
            manuscript == null ? paths.manuscripts() : paths.manuscript(manuscript.id()),
            LONGEST_MINUTES,
            errors));
    RequestGuard.mayRecord(context);
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
