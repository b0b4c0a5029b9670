package org.vivavoce.auth;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where somebody wanted to go before they were asked who they are: only ever in the newsroom. */
final class NextPath {
  private static final Pattern LOCAL =
      Pattern.compile(
          "/admin(/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*(\\?[\\x21-\\x7e&&[^\"<>\\\\^`{|}#]]*)?");
  private static final int LONGEST = 2000;

  private NextPath() {}

  /** The path as it was given, or another where that leads out of the newsroom. */
  static String of(@Nullable String given, String otherwise) {
    return given != null && given.length() <= LONGEST && LOCAL.matcher(given).matches()
        ? given
        : otherwise;
  }
}
