package org.vivavoce.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.content.MediaType;
import org.vivavoce.web.Gone;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * {@code /media/{sha256}.{ext}}: files under the hash of their content, whole or in ranges,
 * streamed in small slices. No connection to the database is held while a slow reader reads.
 */
public final class MediaRoutes {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.([a-z0-9]{2,4})");
  private static final Pattern SMALL = Pattern.compile("([0-9a-f]{64})" + Paths.SMALL + "\\.jpg");
  private static final String KEPT_FOR_A_DAY = "public, max-age=86400";
  private static final int SLICE_BYTES = 64 * 1024;
  private final MediaQueries queries;
  private final SmallPictures smallPictures = new SmallPictures();

  public MediaRoutes(Jdbi jdbi) {
    this.queries = new MediaQueries(jdbi);
  }

  public void addTo(RouteTable routes) {
    routes.get("/media/{name}", Role.PUBLIC, this::media);
  }

  private void media(Context context) throws IOException {
    Matcher name = NAME.matcher(context.pathParam("name"));
    Matcher small = SMALL.matcher(context.pathParam("name"));
    if (!name.matches() && !small.matches()) {
      throw new NotFoundResponse();
    }
    String sha256 = (name.matches() ? name : small).group(1);
    Optional<StoredFile> file = queries.find(sha256);
    if (file.isEmpty() && queries.isWithdrawn(sha256)) {
      throw new Gone();
    }
    // Players of podcasts are on other sites.
    RequestGuard.forOtherSites(context);
    // Kept for a day, then asked for again, so that a withdrawal takes hold.
    if (name.matches()) {
      serve(context, queries, KEPT_FOR_A_DAY);
    } else {
      serveSmall(context, file.orElseThrow(NotFoundResponse::new));
    }
  }

  private void serveSmall(Context context, StoredFile file) throws IOException {
    if (!file.contentType().equals(SmallPictures.TYPE)) {
      throw new NotFoundResponse();
    }
    context.header("Cache-Control", KEPT_FOR_A_DAY);
    Optional<byte[]> small = smallPictures.of(file, queries);
    if (small.isEmpty()) {
      respond(context, queries, file);
      return;
    }
    String etag = "\"" + file.sha256() + Paths.SMALL + "\"";
    context.header("ETag", etag);
    context.header("Content-Security-Policy", "default-src 'none'; sandbox");
    if (HttpCache.isHeld(context, etag)) {
      context.status(HttpStatus.NOT_MODIFIED);
    } else {
      context.contentType(SmallPictures.TYPE).result(small.get());
    }
  }

  /** A file that fits into memory. */
  static byte[] whole(StoredFiles files, StoredFile file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) file.byteLength());
    write(files, file, 0, file.byteLength() - 1, bytes);
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
    Matcher name = NAME.matcher(context.pathParam("name"));
    if (!name.matches()) {
      throw new NotFoundResponse();
    }
    StoredFile file = files.find(name.group(1)).orElseThrow(NotFoundResponse::new);
    if (!MediaType.extensionOf(file.contentType()).equals(name.group(2))) {
      throw new NotFoundResponse();
    }
    context.header("Cache-Control", cacheControl);
    respond(context, files, file);
  }

  private static void respond(Context context, StoredFiles files, StoredFile media)
      throws IOException {
    String etag = "\"" + media.sha256() + "\"";
    context.header("ETag", etag);
    // A drawing may hold script; opened by itself it must be as inert as inside <img>. Sound that
    // is
    // opened by itself, as sentence links do without a script, plays in a page of the browser's
    // own.
    context.header(
        "Content-Security-Policy",
        media.contentType().startsWith("audio/")
            ? "default-src 'none'; media-src 'self'"
            : "default-src 'none'; sandbox");
    context.header("Accept-Ranges", "bytes");
    if (!HttpCache.isExpected(context, etag)) {
      context.status(HttpStatus.PRECONDITION_FAILED);
      return;
    }
    if (HttpCache.isHeld(context, etag)) {
      context.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    boolean head = context.method().name().equals("HEAD");
    String condition = context.header("If-Range");
    // A range of a file other than the one that the reader holds the rest of would be of no use;
    // the tag must be the very same, and a date says nothing here.
    boolean heeded = !head && (condition == null || condition.strip().equals(etag));
    ByteRanges asked =
        ByteRanges.parse(heeded ? context.header("Range") : null, media.byteLength());
    if (asked.whole()) {
      context.contentType(media.contentType());
      context.res().setContentLengthLong(media.byteLength());
      if (!head) {
        write(files, media, 0, media.byteLength() - 1, context.res().getOutputStream());
      }
    } else if (asked.ranges().isEmpty()) {
      context.header("Content-Range", "bytes */" + media.byteLength());
      HttpCache.noStore(context);
      context.contentType("text/plain; charset=utf-8");
      context.status(HttpStatus.RANGE_NOT_SATISFIABLE);
    } else if (asked.ranges().size() == 1) {
      ByteRanges.Range range = asked.ranges().get(0);
      context.status(HttpStatus.PARTIAL_CONTENT);
      context.contentType(media.contentType());
      context.header("Content-Range", range.of(media.byteLength()));
      context.res().setContentLengthLong(range.length());
      write(files, media, range.first(), range.last(), context.res().getOutputStream());
    } else {
      writeParts(context, files, media, asked.ranges(), etag);
    }
  }

  private static void writeParts(
      Context context,
      StoredFiles files,
      StoredFile media,
      List<ByteRanges.Range> ranges,
      String etag)
      throws IOException {
    // The hash of the file cannot stand in the file itself.
    String boundary = "vivavoce-" + etag.substring(1, 33);
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
    context.status(HttpStatus.PARTIAL_CONTENT);
    context.contentType("multipart/byteranges; boundary=" + boundary);
    context.res().setContentLengthLong(length);
    OutputStream out = context.res().getOutputStream();
    for (int at = 0; at < ranges.size(); at++) {
      out.write(heads.get(at));
      write(files, media, ranges.get(at).first(), ranges.get(at).last(), out);
    }
    out.write(end);
  }

  private static void write(
      StoredFiles files, StoredFile media, long first, long last, OutputStream out)
      throws IOException {
    for (long at = first; at <= last; ) {
      int from = (int) (at % MediaEditor.CHUNK_BYTES);
      int length =
          (int) Math.min(Math.min(SLICE_BYTES, MediaEditor.CHUNK_BYTES - from), last - at + 1);
      int position = (int) (at / MediaEditor.CHUNK_BYTES);
      byte[] slice =
          files
              .slice(media.id(), position, from, length)
              // Withdrawn while it was being sent: the connection breaks off, as it must.
              .orElseThrow(() -> new IOException("media " + media.id() + " may no longer be had"));
      out.write(slice);
      at += length;
    }
  }
}
