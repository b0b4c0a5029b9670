package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UploadedFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** {@code /admin/import}: files handed in, looked through, imported; and edits that they meet. */
public final class ImportRoutes {
  private static final Set<Role> LOOKERS = Set.of(Role.EDITOR, Role.ADMINISTRATOR);
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  /** In the address of the page to which somebody comes back who proved who they are. */
  private static final String CONFIRMED = "?done=confirmed";

  private final ImportQueries queries;
  private final ImportEditor editor;
  private final ImportPages pages;
  private final Paths paths;
  private final Words words;
  private final Views views;

  public ImportRoutes(Jdbi jdbi, Frame frame, Views views) {
    this.queries = new ImportQueries(jdbi);
    this.editor = new ImportEditor(jdbi);
    this.pages = new ImportPages(queries, new ManuscriptQueries(jdbi), frame);
    this.paths = frame.paths();
    this.words = frame.words();
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get(paths.imports(), LOOKERS, this::list);
    routes.post(paths.imports(), LOOKERS, this::upload);
    routes.get(paths.importConflicts(), LOOKERS, this::conflicts);
    routes.get(paths.importConflicts() + "/{id}", LOOKERS, this::conflict);
    routes.post(paths.importConflicts() + "/{id}", Role.EDITOR, this::settle);
    routes.get(paths.imports() + "/{id}", LOOKERS, this::run);
    routes.get(paths.imports() + "/{id}/report.tsv", LOOKERS, this::report);
    // It publishes what nobody here has approved.
    routes.post(paths.imports() + "/{id}/start", Role.ADMINISTRATOR, this::start);
    routes.post(paths.imports() + "/{id}/again", LOOKERS, this::again);
    routes.post(paths.imports() + "/{id}/cancel", LOOKERS, this::cancel);
  }

  private void list(Context context) {
    views.respondPrivately(
        context, "admin/imports/imports", pages.list(SignedIn.of(context), List.of()));
  }

  private void upload(Context context) {
    SignedIn who = SignedIn.of(context);
    UploadedFile file = context.isMultipart() ? context.uploadedFile("file") : null;
    try {
      if (file == null || file.filename().isBlank()) {
        throw new RefusedException("file", "import.refused.missing");
      }
      try (InputStream content = file.content()) {
        seeOther(context, paths.importRun(editor.upload(who, file.filename(), content)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      views.respondPrivately(context, "admin/imports/imports", pages.list(who, said(e)));
    }
  }

  private void run(Context context) {
    String result = context.queryParam("result");
    if (result != null && !ImportPages.RESULTS.contains(result)) {
      throw new NotFoundResponse();
    }
    SignedIn who = SignedIn.of(context);
    String notice =
        who.provedLately() && "confirmed".equals(context.queryParam("done"))
            ? words.of("import.confirmed")
            : null;
    respond(context, found(context), result, after(context), notice, List.of());
  }

  private void respond(
      Context context,
      ImportRun run,
      @Nullable String result,
      long after,
      @Nullable String notice,
      List<FormError> errors) {
    views.respondPrivately(
        context,
        "admin/imports/run",
        pages.run(SignedIn.of(context), run, result, after, notice, errors));
  }

  private void report(Context context) throws IOException {
    ImportRun run = found(context);
    HttpCache.noStore(context);
    context.contentType("text/tab-separated-values; charset=utf-8");
    context.header(
        "Content-Disposition", "attachment; filename=\"vivavoce-import-" + run.id() + ".tsv\"");
    if (context.method().name().equals("HEAD")) {
      return;
    }
    Writer writer =
        new BufferedWriter(new OutputStreamWriter(context.res().getOutputStream(), UTF_8));
    writer.write("line\tslug\tsource_id\tresult\tfield\treason\n");
    queries.eachRow(
        run.id(),
        row -> {
          try {
            writer.write(
                row.line()
                    + "\t"
                    + row.slug()
                    + "\t"
                    + cell(row.sourceId())
                    + "\t"
                    + row.result()
                    + "\t"
                    + cell(row.field())
                    + "\t"
                    + cell(row.reason())
                    + "\n");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    writer.flush();
  }

  /** Spreadsheets compute what begins like a formula; an apostrophe in front makes it a text. */
  private static String cell(String value) {
    String plain = value.replaceAll("[\\t\\r\\n]", " ");
    return !plain.isEmpty() && "=+-@＝＋－＠\"".indexOf(plain.charAt(0)) >= 0 ? "'" + plain : plain;
  }

  private void start(Context context) {
    SignedIn who = SignedIn.of(context);
    ImportRun run = found(context);
    String path = paths.importRun(run.id());
    if (!who.provedLately()) {
      seeOther(context, paths.prove(path + CONFIRMED));
      return;
    }
    try {
      // Where somebody was quicker, the page shows what they started.
      editor.start(who, run.id(), FormParams.of(context).has("skipBad"));
      seeOther(context, path);
    } catch (RefusedException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respond(context, run, null, 0, null, said(e));
    }
  }

  private void again(Context context) {
    SignedIn who = SignedIn.of(context);
    ImportRun run = found(context);
    String path = paths.importRun(run.id());
    if ("queued".equals(run.interrupted())) {
      if (!who.is(Role.ADMINISTRATOR)) {
        throw new ForbiddenResponse();
      }
      if (!who.provedLately()) {
        seeOther(context, paths.prove(path + CONFIRMED));
        return;
      }
    }
    editor.again(who, run.id());
    seeOther(context, path);
  }

  private void cancel(Context context) {
    ImportRun run = found(context);
    editor.cancel(SignedIn.of(context), run.id());
    seeOther(context, paths.importRun(run.id()));
  }

  private void conflicts(Context context) {
    String done = context.queryParam("done");
    views.respondPrivately(
        context,
        "admin/imports/conflicts",
        pages.conflicts(
            SignedIn.of(context),
            after(context),
            "ours".equals(done) ? words.of("import.conflict.done.ours") : null));
  }

  private void conflict(Context context) {
    ImportQueries.Against conflict = against(context);
    respond(context, conflict, Set.of(), List.of());
  }

  private void respond(
      Context context,
      ImportQueries.Against conflict,
      Set<ConflictField> taken,
      List<FormError> errors) {
    views.respondPrivately(
        context,
        "admin/imports/conflict",
        pages.conflict(SignedIn.of(context), conflict, queries.ours(conflict), taken, errors));
  }

  private void settle(Context context) {
    SignedIn who = SignedIn.of(context);
    ImportQueries.Against conflict = against(context);
    FormParams params = FormParams.of(context);
    Set<ConflictField> taken =
        switch (params.line("decision")) {
          case "ours" -> Set.of();
          case "theirs" -> EnumSet.allOf(ConflictField.class);
          case "fields" -> chosen(params);
          default -> throw new NotFoundResponse();
        };
    try {
      long manuscript =
          editor.settle(
              who, conflict.id(), params.line("hash"), ManuscriptRoutes.base(params), taken);
      seeOther(
          context,
          taken.isEmpty()
              ? paths.importConflicts() + "?done=ours"
              : paths.manuscript(manuscript) + "?done=saved");
    } catch (RevisionConflictException e) {
      context.status(HttpStatus.CONFLICT);
      respond(
          context,
          against(context),
          taken,
          List.of(new FormError("conflict", words.of("finding.moved", e.current()))));
    } catch (RefusedException e) {
      context.status(HttpStatus.CONFLICT);
      respond(context, against(context), taken, said(e));
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    }
  }

  private static Set<ConflictField> chosen(FormParams params) {
    return Arrays.stream(ConflictField.values())
        .filter(field -> params.line(field.id()).equals("theirs"))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(ConflictField.class)));
  }

  private ImportQueries.Against against(Context context) {
    return queries.conflict(id(context)).orElseThrow(NotFoundResponse::new);
  }

  private ImportRun found(Context context) {
    return queries.run(id(context)).orElseThrow(NotFoundResponse::new);
  }

  private List<FormError> said(RefusedException refused) {
    return refused.findings().stream().map(finding -> finding.said(words)).toList();
  }

  private static long id(Context context) {
    return number(context.pathParam("id"));
  }

  /** The number of the line or conflict after which a page begins; 0 for the first. */
  private static long after(Context context) {
    String after = context.queryParam("after");
    return after == null ? 0 : number(after);
  }

  private static long number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new NotFoundResponse();
    }
    return Long.parseLong(text);
  }

  private static void seeOther(Context context, String path) {
    HttpCache.noStore(context);
    context.redirect(path, HttpStatus.SEE_OTHER);
  }
}
