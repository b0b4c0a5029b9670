package org.vivavoce.media;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.web.Gone;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * {@code /media/{sha256}.{ext}}: files under the hash of their content, streamed chunk by chunk.
 */
public final class MediaRoutes {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.([a-z0-9]{2,4})");
  private final MediaQueries queries;

  public MediaRoutes(Jdbi jdbi) {
    this.queries = new MediaQueries(jdbi);
  }

  public void addTo(RouteTable routes) {
    routes.get("/media/{name}", Role.PUBLIC, this::media);
  }

  private void media(Context context) throws IOException {
    Matcher name = NAME.matcher(context.pathParam("name"));
    if (!name.matches()) {
      throw new NotFoundResponse();
    }
    String sha256 = name.group(1);
    Optional<MediaQueries.Found> found = queries.find(sha256);
    if (found.isEmpty()) {
      if (queries.isWithdrawn(sha256)) {
        throw new Gone("");
      }
      throw new NotFoundResponse();
    }
    MediaQueries.Found media = found.get();
    if (!MediaType.extensionOf(media.contentType()).equals(name.group(2))) {
      throw new NotFoundResponse();
    }
    String etag = "\"" + sha256 + "\"";
    context.header("ETag", etag);
    // Kept for a day, then asked for again, so that a withdrawal takes hold.
    context.header("Cache-Control", "public, max-age=86400");
    // A drawing may hold script; opened by itself it must be as inert as inside <img>.
    context.header("Content-Security-Policy", "default-src 'none'; sandbox");
    if (HttpCache.isHeld(context, etag, null)) {
      context.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    context.contentType(media.contentType());
    context.res().setContentLengthLong(media.byteLength());
    if (context.method().name().equals("HEAD")) {
      return;
    }
    OutputStream out = context.res().getOutputStream();
    int position = 0;
    for (Optional<byte[]> chunk = queries.chunk(media.id(), position);
        chunk.isPresent();
        chunk = queries.chunk(media.id(), ++position)) {
      out.write(chunk.get());
    }
  }
}
