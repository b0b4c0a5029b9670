package org.vivavoce.web;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * What happens to every request before its route: an id, security headers, one canonical form of
 * the address.
 */
public final class RequestGuard {
  private static final Set<String> SLUG_SECTIONS =
      Set.of("articles", "specialties", "doctors", "topics");
  private static final Pattern READERS_PAGE =
      Pattern.compile("/|/(?:articles|specialties|doctors|topics|search|about)(?:/.*)?");
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "object-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          "media-src 'self'",
          "font-src 'self'",
          "connect-src 'self'",
          "manifest-src 'self'",
          "form-action 'self'",
          "base-uri 'none'",
          "frame-ancestors 'none'");

  /** No form of ours has a tenth of that. */
  private static final int MOST_FIELDS = 2_000;

  /** In characters; no address of ours has a tenth of that. Whoever is sent on is told it again. */
  private static final int LONGEST_ADDRESS = 6_000;

  /** In the query of an address. */
  private static final int MOST_PARAMETERS = 100;

  static final String REQUEST_ID = "X-Request-Id";

  private final Map<String, String> securityHeaders;
  private final String speculationRules;

  public RequestGuard(SecurityHeaders securityHeaders, Assets assets) {
    this.securityHeaders = securityHeaders.all();
    this.speculationRules = "\"" + assets.href(Assets.SPECULATION_RULES) + "\"";
  }

  /**
   * Before every request.
   *
   * @throws HttpResponseException where the address is longer than any of ours, or has more
   *     parameters
   */
  public void before(Context context) {
    String id = newId();
    Requests.id(context, id);
    MDC.put("request", id);
    context.header(REQUEST_ID, id);
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    // What is sent compressed to one reader must not be handed to another who cannot read it.
    context.header("Vary", "Accept-Encoding");
    securityHeaders.forEach(context::header);
    if (isReadersPage(context.path())) {
      // As a header, since an inline script would need a hole in the policy above.
      context.header("Speculation-Rules", speculationRules);
    }
    if (isOpenData(context.path())) {
      mayBeReadAnywhere(context);
      // Each answer has a page, which is what is to be found.
      context.header("X-Robots-Tag", "noindex");
    }
    checkAddress(context);
    canonicalise(context);
  }

  private static void checkAddress(Context context) {
    String query = context.queryString();
    int length = context.req().getRequestURI().length() + (query == null ? 0 : query.length());
    if (length > LONGEST_ADDRESS) {
      throw new HttpResponseException(HttpStatus.URI_TOO_LONG.getCode());
    }
    if (query != null && query.chars().filter(each -> each == '&').count() >= MOST_PARAMETERS) {
      throw new BadRequestResponse();
    }
  }

  /** Names a request in the log, and keeps no secret. */
  static String newId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static boolean isReadersPage(String path) {
    return READERS_PAGE.matcher(path).matches();
  }

  static boolean isOpenData(String path) {
    return path.startsWith("/api/");
  }

  /** Lets pages of other sites read this, failures and redirects too. */
  private static void mayBeReadAnywhere(Context context) {
    context.header("Cross-Origin-Resource-Policy", "cross-origin");
    context.header("Access-Control-Allow-Origin", "*");
    context.header(
        "Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, X-Request-Id");
  }

  /**
   * Lets a page of this site, and none other, show this one in a frame: a preview beside its form.
   */
  public static void mayBeFramed(Context context) {
    context.header("X-Frame-Options", "SAMEORIGIN");
    context.header(
        "Content-Security-Policy",
        CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"));
  }

  /** Lets this page show others of this site in a frame. */
  public static void mayFrame(Context context) {
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY + "; frame-src 'self'");
  }

  /**
   * Lets pages of other sites load and read this: what is made for their players and readers, and
   * the same for everybody.
   */
  public static void forOtherSites(Context context) {
    context.header("Cross-Origin-Resource-Policy", "cross-origin");
    context.header("Access-Control-Allow-Origin", "*");
  }

  /** Lets this page ask for the microphone, and play what it has just recorded. */
  public static void mayRecord(Context context) {
    context.header(
        "Permissions-Policy",
        SecurityHeaders.PERMISSIONS.replace("microphone=()", "microphone=(self)"));
    context.header(
        "Content-Security-Policy",
        CONTENT_SECURITY_POLICY.replace("media-src 'self'", "media-src 'self' blob:"));
  }

  /**
   * Before a route that was found and may be used.
   *
   * @throws ContentTooLargeResponse where a form has more fields than any of ours
   */
  public void beforeMatched(Context context) {
    String type = context.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-url")) {
      return;
    }
    int fields = 1;
    for (byte each : context.bodyAsBytes()) {
      if (each == '&' && ++fields > MOST_FIELDS) {
        throw new ContentTooLargeResponse();
      }
    }
  }

  public void after(Context context) {
    MDC.remove("request");
  }

  /** A trailing slash, and upper case in a slug, redirect to the one address that a page has. */
  private static void canonicalise(Context context) {
    String method = context.method().name();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return;
    }
    String path = context.path();
    String canonical = withoutSlashesAtTheEnd(path);
    String[] parts = canonical.split("/", 4);
    if (parts.length > 2 && SLUG_SECTIONS.contains(parts[1])) {
      parts[2] = parts[2].toLowerCase(Locale.ROOT);
      canonical = String.join("/", parts);
    }
    // A path that begins with two slashes would send the reader to another host.
    canonical = canonical.isEmpty() ? "/" : "/" + canonical.replaceAll("^/+", "");
    if (!canonical.equals(path)) {
      redirect(context, canonical);
    }
  }

  /** By hand: an expression would begin anew at each slash of a path that is all slashes. */
  private static String withoutSlashesAtTheEnd(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** 301 to a path of this site (escaped as in URLs), keeping the query. */
  public static void redirect(Context context, String path) {
    String query = context.queryString();
    context.header("Location", path + (query == null ? "" : "?" + query));
    if (path.startsWith("/admin")) {
      HttpCache.noStore(context);
      context.status(HttpStatus.MOVED_PERMANENTLY).skipRemainingHandlers();
      return;
    }
    // Asked anew each time: an address that is renamed and renamed back must not send readers round
    // in
    // circles.
    context.header("Cache-Control", "public, max-age=0, must-revalidate");
    context.status(HttpStatus.MOVED_PERMANENTLY).skipRemainingHandlers();
  }
}
