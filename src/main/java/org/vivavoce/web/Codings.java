package org.vivavoce.web;

import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Content codings as a reader accepts them (RFC 9110, section 12.5.3). */
enum Codings {
  /** Brotli first; gzip will do. */
  BROTLI,
  /** Brotli, and nothing else that is compressed. */
  BROTLI_ALONE,
  GZIP,
  IDENTITY;

  /** Browsers send a handful; whoever sends others waits while they are read again. */
  private static final int MOST_KNOWN = 100;

  private static final int LONGEST_KNOWN = 100;
  private static final ConcurrentHashMap<String, Codings> known = new ConcurrentHashMap<>();

  /**
   * @param acceptEncoding the header's value; null where there is none
   */
  static Codings best(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return IDENTITY;
    }
    Codings best = known.get(acceptEncoding);
    if (best == null) {
      best = read(acceptEncoding);
      if (known.size() < MOST_KNOWN && acceptEncoding.length() <= LONGEST_KNOWN) {
        known.put(acceptEncoding, best);
      }
    }
    return best;
  }

  boolean isGzipGood() {
    return this == BROTLI || this == GZIP;
  }

  boolean isBrotli() {
    return this == BROTLI || this == BROTLI_ALONE;
  }

  private static Codings read(String header) {
    double gzip = -1;
    double brotli = -1;
    double any = -1;
    for (String part : header.toLowerCase(Locale.ROOT).split(",")) {
      String[] said = part.split(";");
      double weight = weight(said);
      switch (said.length == 0 ? "" : said[0].strip()) {
        case "gzip", "x-gzip" -> gzip = weight;
        case "br" -> brotli = weight;
        case "*" -> any = weight;
        default -> {
          // a coding that is made of nothing here
        }
      }
    }
    gzip = gzip < 0 ? any : gzip;
    brotli = brotli < 0 ? any : brotli;
    if (brotli > 0 && brotli >= gzip) {
      return gzip > 0 ? BROTLI : BROTLI_ALONE;
    }
    return gzip > 0 ? GZIP : IDENTITY;
  }

  private static double weight(String[] said) {
    for (int at = 1; at < said.length; at++) {
      String parameter = said[at].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).strip());
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
