package org.vivavoce.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.MediaType;
import org.vivavoce.web.Gone;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * {@code /media/{sha256}.{ext}}: files under the hash of their content, whole or in ranges. What
 * the file is and the first part of what is asked for come by one way to the database, and no
 * connection to it is held while a slow reader reads.
 */
public final class MediaRoutes {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.([a-z0-9]{2,4})");
  private static final Pattern SMALL = Pattern.compile("([0-9a-f]{64})" + Paths.SMALL + "\\.jpg");

  /** Then asked for again, so that a withdrawal takes hold. */
  private static final String KEPT_FOR_A_DAY = "public, max-age=86400";

  /** What all who are being sent something may hold of it together, until slices become small. */
  private static final int HELD_BYTES = 16 * 1024 * 1024;

  private static final int SMALLEST_SLICE = 16 * 1024;

  /** Whatever was sent in, and is opened by itself. */
  private static final String SET_APART =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final long LONGER_THAN_ANY = 1L << 50;

  private final MediaQueries queries;
  private final SmallPictures smallPictures = new SmallPictures();

  public MediaRoutes(Jdbi jdbi) {
    this.queries = new MediaQueries(jdbi);
  }

  public void addTo(RouteTable routes) {
    routes.get("/media/{name}", Role.PUBLIC, this::media);
  }

  private void media(Context context) throws IOException {
    Matcher small = SMALL.matcher(context.pathParam("name"));
    if (small.matches()) {
      serveSmall(context, small.group(1));
    } else if (!isServed(context, queries, KEPT_FOR_A_DAY, RequestGuard::forOtherSites)) {
      Matcher name = NAME.matcher(context.pathParam("name"));
      throw name.matches() ? missing(name.group(1)) : new NotFoundResponse();
    }
  }

  private RuntimeException missing(String sha256) {
    return queries.isWithdrawn(sha256) ? new Gone() : new NotFoundResponse();
  }

  private void serveSmall(Context context, String sha256) throws IOException {
    StoredFile file = queries.find(sha256).orElseThrow(() -> missing(sha256));
    if (!file.contentType().equals(SmallPictures.TYPE)) {
      throw new NotFoundResponse();
    }
    RequestGuard.forOtherSites(context);
    context.header("Cache-Control", KEPT_FOR_A_DAY);
    Optional<byte[]> small = smallPictures.of(file, queries);
    if (small.isEmpty()) {
      respond(
          context,
          queries,
          new Beginning(file, 0, null),
          conditions(context, "\"" + sha256 + "\""));
      return;
    }
    String etag = "\"" + sha256 + Paths.SMALL + "\"";
    context.header("ETag", etag);
    context.header("Content-Security-Policy", SET_APART + "; sandbox");
    context.header("Content-Disposition", disposition(sha256, SmallPictures.TYPE));
    if (HttpCache.isHeld(context, etag)) {
      context.status(HttpStatus.NOT_MODIFIED);
    } else {
      context.contentType(SmallPictures.TYPE).result(small.get());
    }
  }

  /** A file that fits into memory. */
  static byte[] whole(StoredFiles files, StoredFile file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) file.byteLength());
    write(files, new Beginning(file, 0, null), 0, file.byteLength() - 1, bytes);
    return bytes.toByteArray();
  }

  /**
   * Answers with the file whose name stands in the path, whole or in ranges.
   *
   * @param files those that whoever asks may have; any other name is unknown
   * @param cacheControl who may keep it, and for how long
   */
  public static void serve(Context context, StoredFiles files, String cacheControl)
      throws IOException {
    if (!isServed(context, files, cacheControl, any -> {})) {
      throw new NotFoundResponse();
    }
  }

  /**
   * @param found what is done before it is sent
   * @return whether there is such a file
   */
  private static boolean isServed(
      Context context, StoredFiles files, String cacheControl, Consumer<Context> found)
      throws IOException {
    Matcher name = NAME.matcher(context.pathParam("name"));
    if (!name.matches()) {
      return false;
    }
    String sha256 = name.group(1);
    Conditions conditions = conditions(context, "\"" + sha256 + "\"");
    files.sending().incrementAndGet();
    try {
      Beginning beginning = Beginning.read(files, sha256, conditions);
      if (beginning == null) {
        return false;
      }
      found.accept(context);
      if (!MediaType.extensionOf(beginning.file().contentType()).equals(name.group(2))) {
        throw new NotFoundResponse();
      }
      context.header("Cache-Control", cacheControl);
      respond(context, files, beginning, conditions);
      return true;
    } finally {
      files.sending().decrementAndGet();
    }
  }

  private static Conditions conditions(Context context, String etag) {
    boolean head = context.method().equals(HandlerType.HEAD);
    String condition = context.header("If-Range");
    // A range of a file other than the one that the reader holds the rest of would be of no use;
    // the tag must be the very same, and a date says nothing here.
    boolean heeded = !head && (condition == null || condition.strip().equals(etag));
    return new Conditions(
        etag,
        head,
        HttpCache.isExpected(context, etag),
        HttpCache.isHeld(context, etag),
        heeded ? context.header("Range") : null);
  }

  private static void respond(
      Context context, StoredFiles files, Beginning beginning, Conditions conditions)
      throws IOException {
    StoredFile media = beginning.file();
    context.header("ETag", conditions.etag());
    // A drawing may hold script; opened by itself it must be as inert as inside <img>. Sound that
    // is opened by itself, as sentence links do without a script, plays in a page of the browser's
    // own.
    context.header(
        "Content-Security-Policy",
        media.contentType().startsWith("audio/")
            ? SET_APART + "; media-src 'self'; sandbox"
            : SET_APART + "; sandbox");
    context.header("Content-Disposition", disposition(media.sha256(), media.contentType()));
    context.header("Accept-Ranges", "bytes");
    if (!conditions.expected()) {
      context.status(HttpStatus.PRECONDITION_FAILED);
      return;
    }
    if (conditions.held()) {
      context.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    ByteRanges asked = ByteRanges.parse(conditions.range(), media.byteLength());
    if (asked.whole()) {
      context.contentType(media.contentType());
      context.res().setContentLengthLong(media.byteLength());
      if (!conditions.head()) {
        files.figures().sentWhole();
        write(files, beginning, 0, media.byteLength() - 1, context.res().getOutputStream());
      }
    } else if (asked.ranges().isEmpty()) {
      context.header("Content-Range", "bytes */" + media.byteLength());
      HttpCache.noStore(context);
      context.contentType("text/plain; charset=utf-8");
      context.status(HttpStatus.RANGE_NOT_SATISFIABLE);
    } else if (asked.ranges().size() == 1) {
      ByteRanges.Range range = asked.ranges().get(0);
      files.figures().sentRanges(1);
      context.status(HttpStatus.PARTIAL_CONTENT);
      context.contentType(media.contentType());
      context.header("Content-Range", range.of(media.byteLength()));
      context.res().setContentLengthLong(range.length());
      write(files, beginning, range.first(), range.last(), context.res().getOutputStream());
    } else {
      writeParts(context, files, beginning, asked.ranges());
    }
  }

  /**
   * Under a name of our own. Nobody has to open a drawing by itself, which may hold script; sound
   * plays and photographs show where they are.
   */
  private static String disposition(String sha256, String contentType) {
    String kind = contentType.equals("image/svg+xml") ? "attachment" : "inline";
    return kind
        + "; filename=\"vivavoce-"
        + sha256.substring(0, 12)
        + "."
        + MediaType.extensionOf(contentType)
        + "\"";
  }

  private static void writeParts(
      Context context, StoredFiles files, Beginning beginning, List<ByteRanges.Range> ranges)
      throws IOException {
    StoredFile media = beginning.file();
    // The hash of the file cannot stand in the file itself.
    String boundary = "vivavoce-" + media.sha256().substring(0, 32);
    List<byte[]> heads = new ArrayList<>();
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(US_ASCII);
    long length = end.length;
    for (ByteRanges.Range range : ranges) {
      byte[] partHead =
          ("\r\n--"
                  + boundary
                  + "\r\nContent-Type: "
                  + media.contentType()
                  + "\r\nContent-Range: "
                  + range.of(media.byteLength())
                  + "\r\n\r\n")
              .getBytes(US_ASCII);
      heads.add(partHead);
      length += partHead.length + range.length();
    }
    files.figures().sentRanges(ranges.size());
    context.status(HttpStatus.PARTIAL_CONTENT);
    context.contentType("multipart/byteranges; boundary=" + boundary);
    context.res().setContentLengthLong(length);
    OutputStream out = context.res().getOutputStream();
    for (int at = 0; at < ranges.size(); at++) {
      out.write(heads.get(at));
      write(files, beginning, ranges.get(at).first(), ranges.get(at).last(), out);
    }
    out.write(end);
  }

  private static void write(
      StoredFiles files, Beginning beginning, long first, long last, OutputStream out)
      throws IOException {
    StoredFile media = beginning.file();
    long at = first;
    StoredFiles.Part part = beginning.take(first, last);
    while (true) {
      if (part != null) {
        for (byte[] bytes : part.bytes()) {
          out.write(bytes);
        }
        if (part.length() == 0) {
          throw new IOException("media " + media.id() + " ends before its length");
        }
        at += part.length();
        files.figures().sent(part.length());
        // What was sent is not held while the rest is fetched.
        part = null;
      }
      if (at > last) {
        return;
      }
      part =
          files
              .read(media.sha256(), at, sliceLength(files, at, last))
              // Withdrawn while it was being sent: the connection breaks off, as it must.
              .orElseThrow(() -> new IOException("media " + media.id() + " may no longer be had"));
    }
  }

  /**
   * What is left at once, or up to the end of a chunk, so that each chunk of a long file is read
   * once. The more are being sent something, the less of it each of them holds.
   */
  private static int sliceLength(StoredFiles files, long first, long last) {
    long left = last - first + 1;
    int share = Math.max(SMALLEST_SLICE, HELD_BYTES / Math.max(1, files.sending().get()));
    int most = Math.min(MediaEditor.CHUNK_BYTES, share);
    if (left <= most) {
      return (int) left;
    }
    long chunkLeft = MediaEditor.CHUNK_BYTES - first % MediaEditor.CHUNK_BYTES;
    return (int) Math.min(most, chunkLeft);
  }

  /**
   * What the request says that bears on what is sent. The tag is the name: no more need be known of
   * the file.
   *
   * @param expected whether it is the file that the reader wants to have, if that was said
   * @param held whether the reader has it already
   * @param range the field that is to be heeded; null where there is none
   */
  private record Conditions(
      String etag, boolean head, boolean expected, boolean held, @Nullable String range) {
    boolean bytesAreSent() {
      return !head && expected && !held;
    }
  }

  /** The file, and what was read of it before its length was known. */
  private static final class Beginning {
    private final StoredFile file;
    private final long first;
    private StoredFiles.@Nullable Part part;

    private Beginning(StoredFile file, long first, StoredFiles.@Nullable Part part) {
      this.file = file;
      this.first = first;
      this.part = part;
    }

    /** Null where there is no such file that may be had. */
    static @Nullable Beginning read(StoredFiles files, String sha256, Conditions conditions) {
      ByteRanges.Range range = conditions.bytesAreSent() ? wanted(conditions.range()) : null;
      if (range != null) {
        StoredFiles.Part part =
            files
                .read(sha256, range.first(), sliceLength(files, range.first(), range.last()))
                .orElse(null);
        if (part != null) {
          return new Beginning(part.file(), range.first(), part);
        }
      }
      return files.find(sha256).map(file -> new Beginning(file, 0, null)).orElse(null);
    }

    /** What is asked for first, of a file that is as long as need be. */
    private static ByteRanges.@Nullable Range wanted(@Nullable String header) {
      ByteRanges asked = ByteRanges.parse(header, LONGER_THAN_ANY);
      if (asked.whole()) {
        return new ByteRanges.Range(0, LONGER_THAN_ANY - 1);
      }
      // What is counted from the end lies in the second half.
      return asked.ranges().isEmpty() || asked.ranges().get(0).first() > LONGER_THAN_ANY / 2
          ? null
          : asked.ranges().get(0);
    }

    StoredFile file() {
      return file;
    }

    /** What was read, where it is the beginning of this; it is had once. */
    StoredFiles.@Nullable Part take(long from, long to) {
      StoredFiles.Part taken = part;
      part = null;
      return taken != null && from == first && taken.length() <= to - from + 1 ? taken : null;
    }
  }
}
