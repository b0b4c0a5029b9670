package org.vivavoce.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Caching headers and conditional requests (RFC 9110, RFC 9111). */
public final class HttpCache {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HttpCache() {}

  /** Content that never changes under its name. */
  public static void immutable(Context context) {
    context.header("Cache-Control", "public, max-age=31536000, immutable");
  }

  public static void noStore(Context context) {
    context.header("Cache-Control", "no-store");
  }

  /**
   * Answers with the page, or with 304 where the reader holds it already. Every use is revalidated:
   * a correction or a withdrawal reaches every reader at once.
   *
   * @param lastModified when anything on the page may last have changed
   */
  public static void respond(Context context, String html, Instant lastModified) {
    respond(context, "text/html; charset=utf-8", html, lastModified);
  }

  /** The same for a text that is not a page; its tag alone says whether it has changed. */
  public static void respond(Context context, String contentType, String text) {
    respond(context, contentType, text, null);
  }

  private static void respond(
      Context context, String contentType, String text, @Nullable Instant lastModified) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    // Weak: the same page may be sent compressed or not.
    String etag = "W/\"" + Assets.hash(bytes) + "\"";
    context.header("ETag", etag);
    context.header("Cache-Control", "public, max-age=0, must-revalidate");
    if (lastModified != null) {
      context.header("Last-Modified", HTTP_DATE.format(lastModified));
    }
    if (isHeld(context, etag, lastModified)) {
      context.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    context.contentType(contentType).result(bytes);
  }

  /**
   * Whether the request's conditions say that the reader's copy is still good; If-None-Match goes
   * before the date.
   */
  public static boolean isHeld(Context context, String etag, @Nullable Instant lastModified) {
    String noneMatch = context.header("If-None-Match");
    if (noneMatch != null) {
      for (String candidate : noneMatch.split(",")) {
        String tag = candidate.strip();
        if (tag.equals("*") || withoutWeakness(tag).equals(withoutWeakness(etag))) {
          return true;
        }
      }
      return false;
    }
    String modifiedSince = context.header("If-Modified-Since");
    if (modifiedSince == null || lastModified == null) {
      return false;
    }
    try {
      Instant since = Instant.from(HTTP_DATE.parse(modifiedSince));
      return !lastModified.truncatedTo(ChronoUnit.SECONDS).isAfter(since);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /**
   * Whether the request's If-Match, where it has one, names this strong tag; else 412 is the
   * answer.
   */
  public static boolean isExpected(Context context, String etag) {
    String match = context.header("If-Match");
    if (match == null) {
      return true;
    }
    for (String candidate : match.split(",")) {
      String tag = candidate.strip();
      if (tag.equals("*") || tag.equals(etag)) {
        return true;
      }
    }
    return false;
  }

  private static String withoutWeakness(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
