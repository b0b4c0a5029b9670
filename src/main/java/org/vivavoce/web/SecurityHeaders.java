package org.vivavoce.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every answer says to the browser about what it may do with it. */
public final class SecurityHeaders {
  static final String PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

  private final Map<String, String> all = new LinkedHashMap<>();

  /**
   * @param https whether the canonical origin is reached by TLS
   */
  public SecurityHeaders(boolean https) {
    all.put("X-Content-Type-Options", "nosniff");
    // The sites that an answer cites learn nothing about who reads it, not even from where.
    all.put("Referrer-Policy", "same-origin");
    all.put("Cross-Origin-Opener-Policy", "same-origin");
    all.put("Cross-Origin-Resource-Policy", "same-origin");
    all.put("Permissions-Policy", PERMISSIONS);
    all.put("X-Frame-Options", "DENY");
    if (https) {
      all.put("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
  }

  /** Names and values, all but the policy of contents, which each kind of answer has its own of. */
  public Map<String, String> all() {
    return Collections.unmodifiableMap(all);
  }
}
