package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Caching headers and conditional requests (RFC 9110, RFC 9111). */
public final class HttpCache {
  private HttpCache() {}

  /** Content that never changes under its name. */
  public static void immutable(Context context) {
    context.header("Cache-Control", "public, max-age=31536000, immutable");
  }

  public static void noStore(Context context) {
    context.header("Cache-Control", KeptPage.NO_STORE);
  }

  /**
   * Answers with a text, or with 304 where the reader holds it already. Every use is revalidated: a
   * correction or a withdrawal reaches every reader at once. Its tag alone says whether it has
   * changed: no date would say so of a page that shows other answers too.
   */
  public static void respond(Context context, String contentType, String text) {
    respond(context, contentType, text.getBytes(UTF_8));
  }

  /** The same with a text in UTF-8. */
  static void respond(Context context, String contentType, byte[] bytes) {
    // Whoever keeps it gives it a tag for each coding.
    if (!PageCache.take(context, contentType, bytes)) {
      respond(context, contentType, new Finished(bytes));
    }
  }

  /** The same with what was made before. */
  public static void respond(Context context, String contentType, Finished text) {
    if (PageCache.take(context, contentType, text.bytes)) {
      return;
    }
    if (!isAnswered(context, text.etag)) {
      context.contentType(contentType).result(text.bytes);
    }
  }

  /**
   * Answers with 304 where the reader holds what is like this; else what follows bears its tag.
   *
   * @param state in which all is told that can change in what follows
   * @return whether it is answered
   */
  public static boolean revalidated(Context context, String state) {
    return isAnswered(context, tag(state.getBytes(UTF_8)));
  }

  private static String tag(byte[] state) {
    // Weak: the same may be sent compressed or not.
    return "W/\"" + checksum(state) + "\"";
  }

  /**
   * Two independent checksums, which the processor works out, and the length: enough to tell the
   * versions of one page from each other, which nobody has a reason to make alike.
   */
  static String checksum(byte[] bytes) {
    CRC32C first = new CRC32C();
    first.update(bytes);
    CRC32 second = new CRC32();
    second.update(bytes);
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits((int) first.getValue())
        + hex.toHexDigits((int) second.getValue())
        + Integer.toHexString(bytes.length);
  }

  private static boolean isAnswered(Context context, String etag) {
    context.header("ETag", etag);
    context.header("Cache-Control", KeptPage.CACHE_CONTROL);
    if (isHeld(context, etag)) {
      context.status(HttpStatus.NOT_MODIFIED);
      return true;
    }
    return false;
  }

  /** Whether the request's If-None-Match says that the reader's copy is still good. */
  public static boolean isHeld(Context context, String etag) {
    String noneMatch = context.header("If-None-Match");
    return noneMatch != null && names(noneMatch, etag);
  }

  /** Whether an If-None-Match names this tag. */
  static boolean names(String noneMatch, String etag) {
    for (String candidate : noneMatch.split(",")) {
      String tag = candidate.strip();
      if (tag.equals("*") || withoutWeakness(tag).equals(withoutWeakness(etag))) {
        return true;
      }
    }
    return false;
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

  /** A text as it is sent, with its tag: for those that are dear to make and asked for often. */
  public static final class Finished {
    private final byte[] bytes;
    private final String etag;

    public Finished(String text) {
      this(text.getBytes(UTF_8));
    }

    private Finished(byte[] bytes) {
      this.bytes = bytes;
      this.etag = tag(bytes);
    }

    public int byteLength() {
      return bytes.length;
    }
  }
}
