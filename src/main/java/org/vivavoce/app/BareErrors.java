package org.vivavoce.app;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.SecurityHeaders;
import org.vivavoce.web.Words;

/**
 * Answers requests that the server refuses before any route sees them, because they are malformed
 * or too large: in plain words, and without telling what runs here.
 */
final class BareErrors extends ErrorHandler {
  private final Words words;
  private final Map<String, String> securityHeaders;

  BareErrors(Words words, SecurityHeaders securityHeaders) {
    this.words = words;
    this.securityHeaders = securityHeaders.all();
  }

  /** Whatever the method: the headers at least are for every answer. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    if (status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505) {
      // No failure of ours: what was asked in is no version of HTTP.
      status = HttpStatus.BAD_REQUEST_400;
      response.setStatus(status);
    }
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    // Whoever sends what is not in order is not heard any further.
    headers.put(HttpHeader.CONNECTION, "close");
    if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
      headers.put(HttpHeader.RETRY_AFTER, "5");
    }
    headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    securityHeaders.forEach(headers::put);
    String key = "error." + status;
    if (!words.has(key + ".heading")) {
      key = status < 500 ? "error.400" : "error.500";
    }
    String text = words.of(key + ".heading") + "\n\n" + words.of(key + ".p1") + "\n";
    Content.Sink.write(response, true, text, callback);
  }
}
