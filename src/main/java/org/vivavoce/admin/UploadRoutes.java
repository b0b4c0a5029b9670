package org.vivavoce.admin;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.media.AudioInspector;
import org.vivavoce.media.BadMediaException;
import org.vivavoce.media.UploadEditor;
import org.vivavoce.media.UploadOffsetException;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Words;

/**
 * {@code /admin/uploads}: recordings sent piece by piece over a connection that breaks, in the
 * words of the IETF's Resumable Uploads for HTTP: POST begins, HEAD tells how far it is, PATCH adds
 * a piece where the one before ends. To finish is a request of its own, since it may be refused.
 */
final class UploadRoutes {
  private static final Set<Role> WRITERS = Set.of(Role.AUTHOR, Role.EDITOR);
  private static final String OFFSET = "Upload-Offset";
  private static final String LENGTH = "Upload-Length";
  private static final String COMPLETE = "Upload-Complete";
  private static final String PIECE = "application/partial-upload";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
  private static final int LONGEST_NAME = 200;

  private final VoiceDraftEditor drafts;
  private final Jdbi jdbi;
  private final Clock clock;
  private final Frame frame;

  UploadRoutes(Jdbi jdbi, Clock clock, Frame frame) {
    this.drafts = new VoiceDraftEditor(jdbi);
    this.jdbi = jdbi;
    this.clock = clock;
    this.frame = frame;
  }

  void addTo(RouteTable routes) {
    routes.post("/admin/uploads", WRITERS, this::begin);
    routes.get("/admin/uploads/{upload}", WRITERS, this::tell);
    routes.patch("/admin/uploads/{upload}", WRITERS, this::append);
    routes.post("/admin/uploads/{upload}/finish", WRITERS, this::finish);
  }

  private void begin(Context context) {
    UUID id = ManuscriptRoutes.formId(FormParams.of(context).line("upload"));
    Long length = number(context.header(LENGTH));
    if (id == null || length == null || length == 0) {
      throw new BadRequestResponse();
    }
    if (length > AudioInspector.LARGEST_BYTES) {
      context.status(HttpStatus.CONTENT_TOO_LARGE);
      refuse(context, frame.words().of("record.tooLarge", AudioInspector.LARGEST_BYTES >> 20));
      return;
    }
    UploadEditor.Upload upload =
        UploadEditor.begin(jdbi, SignedIn.of(context).accountId(), id, length)
            .orElseThrow(NotFoundResponse::new);
    context.status(HttpStatus.CREATED);
    context.header("Location", frame.paths().uploads() + "/" + id);
    tell(context, upload);
  }

  private void tell(Context context) {
    UUID id = id(context);
    UploadEditor.Upload upload =
        UploadEditor.find(jdbi, SignedIn.of(context).accountId(), id)
            .orElseThrow(NotFoundResponse::new);
    context.status(HttpStatus.NO_CONTENT);
    tell(context, upload);
  }

  private static void tell(Context context, UploadEditor.Upload upload) {
    HttpCache.noStore(context);
    context.header(OFFSET, Long.toString(upload.received()));
    context.header(LENGTH, Long.toString(upload.byteLength()));
    context.header(COMPLETE, upload.isWhole() ? "?1" : "?0");
  }

  private void append(Context context) {
    SignedIn who = SignedIn.of(context);
    UUID id = id(context);
    UploadEditor.Upload upload =
        UploadEditor.find(jdbi, who.accountId(), id).orElseThrow(NotFoundResponse::new);
    if (!PIECE.equals(context.contentType())) {
      throw new HttpResponseException(HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode());
    }
    Long offset = number(context.header(OFFSET));
    byte[] bytes = context.bodyAsBytes();
    if (bytes.length > UploadEditor.LARGEST_PIECE_BYTES) {
      throw new HttpResponseException(HttpStatus.CONTENT_TOO_LARGE.getCode());
    }
    if (offset == null
        || bytes.length == 0
        || (bytes.length < UploadEditor.SMALLEST_PIECE_BYTES
            && offset + bytes.length != upload.byteLength())) {
      throw new BadRequestResponse();
    }
    HttpCache.noStore(context);
    try {
      long end =
          UploadEditor.append(jdbi, who.accountId(), id, offset, bytes)
              .orElseThrow(NotFoundResponse::new);
      context.status(HttpStatus.NO_CONTENT);
      context.header(OFFSET, Long.toString(end));
      context.header(COMPLETE, end == upload.byteLength() ? "?1" : "?0");
    } catch (UploadOffsetException e) {
      elsewhere(context, e);
    }
  }

  private void finish(Context context) {
    SignedIn who = SignedIn.of(context);
    UUID id = id(context);
    FormParams params = FormParams.of(context);
    String title = params.line("title");
    String manuscript = params.line("manuscript");
    boolean brokeOff = params.has("brokeOff");
    Words words = frame.words();
    HttpCache.noStore(context);
    if (title.length() > ManuscriptForm.LONGEST_TITLE) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      refuse(context, words.of("finding.tooLong", ManuscriptForm.LONGEST_TITLE, title.length()));
      return;
    }
    if (!manuscript.isEmpty() && !ID.matcher(manuscript).matches()) {
      throw new NotFoundResponse();
    }
    VoiceDraftEditor.Take take =
        new VoiceDraftEditor.Take(
            title,
            manuscript.isEmpty() ? null : Long.valueOf(manuscript),
            ManuscriptRoutes.base(params),
            day(params.line("recordedOn")),
            brokeOff);
    try {
      long made = drafts.finish(who, id, take);
      String done = brokeOff ? "broke-off" : "recorded";
      answer(context, Map.of("location", frame.paths().manuscript(made) + "?done=" + done));
    } catch (NoSuchElementException e) {
      throw new NotFoundResponse();
    } catch (UploadOffsetException e) {
      elsewhere(context, e);
    } catch (BadMediaException e) {
      String name = params.line("name");
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      refuse(
          context,
          words.of(
              "finding.audio.bad",
              name.isEmpty()
                  ? words.of("record.yours")
                  : name.substring(0, Math.min(LONGEST_NAME, name.length())),
              String.valueOf(e.getMessage())));
    } catch (RevisionConflictException e) {
      context.status(HttpStatus.CONFLICT);
      answer(context, Map.of("error", words.of("record.moved"), "current", e.current()));
    }
  }

  /** 409: where the next piece begins. */
  private static void elsewhere(Context context, UploadOffsetException e) {
    context.status(HttpStatus.CONFLICT);
    context.header(OFFSET, Long.toString(e.received()));
  }

  private static UUID id(Context context) {
    UUID id = ManuscriptRoutes.formId(context.pathParam("upload"));
    if (id == null) {
      throw new NotFoundResponse();
    }
    return id;
  }

  private static @Nullable Long number(@Nullable String text) {
    String number = Objects.requireNonNullElse(text, "");
    return NUMBER.matcher(number).matches() ? Long.valueOf(number) : null;
  }

  /**
   * As the browser's calendar says, in which it may be tomorrow already; of what is none, nothing
   * is known.
   */
  private @Nullable LocalDate day(String text) {
    try {
      LocalDate day = text.isEmpty() ? null : LocalDate.parse(text);
      LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
      return day == null || day.getYear() < 2000 ? null : day.isAfter(today) ? today : day;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static void refuse(Context context, String error) {
    answer(context, Map.of("error", error));
  }

  private static void answer(Context context, Map<String, ?> answer) {
    HttpCache.noStore(context);
    context.contentType("application/json; charset=utf-8").result(ManuscriptJson.write(answer));
  }
}
