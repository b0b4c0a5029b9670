package org.vivavoce.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.ingest.ArticleExport;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/**
 * {@code /admin/export}: published answers, taken out in the form in which they can be imported.
 */
public final class ExportRoutes {
  private static final Set<Role> TAKERS = Set.of(Role.EDITOR, Role.ADMINISTRATOR);
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
  private static final int LONGEST = 200;

  /** At a time: each holds a connection to the database until the last byte is taken. */
  private static final int MOST_UNDER_WAY = 2;

  private final ExportQueries queries;
  private final ImportQueries imports;
  private final ImportEditor editor;
  private final ArticleExport answers;
  private final Frame frame;
  private final Paths paths;
  private final Words words;
  private final Views views;
  private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);

  public ExportRoutes(Jdbi jdbi, Frame frame, Views views) {
    this.queries = new ExportQueries(jdbi);
    this.imports = new ImportQueries(jdbi);
    this.editor = new ImportEditor(jdbi);
    this.answers = new ArticleExport(jdbi, frame.paths().absolute("/"));
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get(paths.export(), TAKERS, this::show);
    routes.get(paths.exportFile(), TAKERS, this::export);
  }

  private void show(Context context) {
    respond(context, asked(context), List.of());
  }

  private void respond(Context context, Asked asked, List<FormError> errors) {
    SignedIn who = SignedIn.of(context);
    String notice =
        who.provedLately() && "confirmed".equals(context.queryParam("done"))
            ? words.of("export.confirmed")
            : null;
    views.respondPrivately(
        context,
        "admin/imports/export",
        new ExportPage(
            frame.desk(who, words.of("export.heading"), paths.imports(), notice),
            List.of(new Link(paths.imports(), words.of("import.heading"))),
            paths.exportFile(),
            errors,
            Selection.of(
                "packing",
                asked.packing(),
                List.of(
                    new Option("zip", words.of("export.packing.zip")),
                    new Option("gzip", words.of("export.packing.gzip")),
                    new Option("plain", words.of("export.packing.plain")))),
            Selection.of(
                "specialty",
                asked.specialty(),
                Option.after(
                    words.of("export.specialty.any"),
                    queries.specialties().stream()
                        .map(each -> new Option(Long.toString(each.id()), each.name()))
                        .toList())),
            FormField.of("doctor", asked.doctor(), false, LONGEST, errors),
            imports.exports().stream().map(this::row).toList()));
  }

  private ExportPage.Row row(ImportQueries.Export export) {
    List<String> what = new ArrayList<>();
    what.add(words.of("export.packing." + export.packing()));
    if (export.specialty() != null) {
      what.add(export.specialty());
    }
    if (export.doctor() != null) {
      what.add(export.doctor());
    }
    return new ExportPage.Row(
        Moment.of(export.happenedAt(), frame.zone()),
        Audit.name(export.actor()),
        String.join(", ", what));
  }

  private void export(Context context) throws IOException {
    SignedIn who = SignedIn.of(context);
    Asked asked = asked(context);
    HttpCache.noStore(context);
    if (!who.provedLately()) {
      // It leaves the house. Back to the page: a browser that is sent to a file stays where it is.
      context.redirect(
          paths.prove(paths.export() + asked.query() + "&done=confirmed"), HttpStatus.SEE_OTHER);
      return;
    }
    List<FormError> errors = new ArrayList<>();
    ExportQueries.Named specialty =
        ID.matcher(asked.specialty()).matches()
            ? queries.specialty(Long.parseLong(asked.specialty())).orElse(null)
            : null;
    if (specialty == null && !asked.specialty().isEmpty()) {
      errors.add(new FormError("specialty", words.of("export.specialty.unknown")));
    }
    ExportQueries.Named doctor =
        asked.doctor().isEmpty() ? null : queries.doctor(asked.doctor()).orElse(null);
    if (doctor == null && !asked.doctor().isEmpty()) {
      errors.add(new FormError("doctor", words.of("export.doctor.unknown")));
    }
    if (!errors.isEmpty()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      respond(context, asked, errors);
      return;
    }
    ArticleExport.Packing packing =
        ArticleExport.Packing.valueOf(asked.packing().toUpperCase(Locale.ROOT));
    context.contentType(type(packing));
    context.header(
        "Content-Disposition",
        "attachment; filename=\"vivavoce-answers-" + frame.today() + ending(packing) + "\"");
    if (context.method().name().equals("HEAD")) {
      return;
    }
    if (!underWay.tryAcquire()) {
      context.contentType("text/html; charset=utf-8").removeHeader("Content-Disposition");
      throw new ServiceUnavailableResponse();
    }
    try {
      editor.logExport(who, asked.packing(), name(specialty), name(doctor));
      OutputStream out = new BufferedOutputStream(context.res().getOutputStream(), 1 << 16);
      answers.write(new ArticleExport.Chosen(id(specialty), id(doctor)), packing, out);
      out.flush();
    } finally {
      underWay.release();
    }
  }

  private static Asked asked(Context context) {
    String packing = text(context, "packing");
    return new Asked(
        Set.of("plain", "gzip").contains(packing) ? packing : "zip",
        text(context, "specialty"),
        text(context, "doctor"));
  }

  private static String text(Context context, String name) {
    String text = Requests.text(context, name, LONGEST);
    return text == null ? "" : text;
  }

  private static String type(ArticleExport.Packing packing) {
    return switch (packing) {
      case PLAIN -> "application/jsonl; charset=utf-8";
      case GZIP -> "application/gzip";
      case ZIP -> "application/zip";
    };
  }

  private static String ending(ArticleExport.Packing packing) {
    return switch (packing) {
      case PLAIN -> ".jsonl";
      case GZIP -> ".jsonl.gz";
      case ZIP -> ".zip";
    };
  }

  private static @Nullable Long id(ExportQueries.@Nullable Named named) {
    return named == null ? null : named.id();
  }

  private static @Nullable String name(ExportQueries.@Nullable Named named) {
    return named == null ? null : named.name();
  }

  /** What is asked for, as it was sent. */
  private record Asked(String packing, String specialty, String doctor) {
    String query() {
      return "?packing="
          + packing
          + "&specialty="
          + Paths.encoded(specialty)
          + "&doctor="
          + Paths.encoded(doctor);
    }
  }
}
