package org.vivavoce.auth;

import io.javalin.http.Context;
import java.time.Duration;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that only this host reads, and no script. Its name says so to the browser, except where
 * loopback has no TLS.
 */
final class SessionCookie {
  private final String name;
  private final String attributes;

  /**
   * @param https whether the canonical origin is reached by TLS
   * @param sameSite Lax where a link from elsewhere has to find it, or else Strict
   */
  SessionCookie(String plainName, boolean https, String sameSite) {
    this.name = https ? "__Host-" + plainName : plainName;
    this.attributes = "; Path=/; HttpOnly; SameSite=" + sameSite + (https ? "; Secure" : "");
  }

  @Nullable String in(Context context) {
    String value = context.cookie(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** In a request that no servlet has seen. */
  @Nullable String in(Request request) {
    try {
      return Request.getCookies(request).stream()
          .filter(cookie -> cookie.getName().equals(name) && !cookie.getValue().isEmpty())
          .map(HttpCookie::getValue)
          .findFirst()
          .orElse(null);
    } catch (HttpException.RuntimeException e) {
      // Cookies that cannot be read hold no session; whoever works on the request says so.
      return null;
    }
  }

  /** Set until the browser is closed. */
  void set(Context context, String token) {
    context.res().addHeader("Set-Cookie", name + "=" + token + attributes);
  }

  void set(Context context, String token, Duration life) {
    context
        .res()
        .addHeader("Set-Cookie", name + "=" + token + "; Max-Age=" + life.toSeconds() + attributes);
  }

  void clear(Context context) {
    context.res().addHeader("Set-Cookie", name + "=; Max-Age=0" + attributes);
  }
}
