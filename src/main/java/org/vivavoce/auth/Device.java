package org.vivavoce.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a browser says of itself, as far as its owner would know it again.
 *
 * @param browser null where it is none that we know
 * @param system null where it is none that we know
 */
record Device(@Nullable String browser, @Nullable String system) {
  /** The first that is named counts: most name others as well. */
  private static final List<String> BROWSERS =
      List.of(
          "Edg=Edge",
          "OPR=Opera",
          "SamsungBrowser=Samsung Internet",
          "Firefox=Firefox",
          "Chrome=Chrome",
          "CriOS=Chrome",
          "FxiOS=Firefox",
          "Safari=Safari");

  private static final List<String> SYSTEMS =
      List.of(
          "Android=Android",
          "iPhone=iPhone",
          "iPad=iPad",
          "Windows=Windows",
          "Mac OS X=macOS",
          "CrOS=ChromeOS",
          "Linux=Linux");

  static Device of(String userAgent) {
    return new Device(first(BROWSERS, userAgent), first(SYSTEMS, userAgent));
  }

  private static @Nullable String first(List<String> names, String userAgent) {
    for (String name : names) {
      int parting = name.indexOf('=');
      if (userAgent.contains(name.substring(0, parting))) {
        return name.substring(parting + 1);
      }
    }
    return null;
  }
}
