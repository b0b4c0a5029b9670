package org.vivavoce.auth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where somebody wanted to go before they were asked who they are: only ever in the newsroom. */
final class NextPath {
  private static final Pattern LOCAL =
      Pattern.compile(
          "/admin(/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*(\\?[\\x21-\\x7e&&[^\"<>\\\\^`{|}#]]*)?");
  private static final int LONGEST = 2000;

  /** Lists and the account's own page; what lies below them may ask for proof itself. */
  private static final Pattern ROOM = Pattern.compile("/admin(/[a-z]+)?");

  private NextPath() {}

  /** The path as it was given, or another where that leads out of the newsroom. */
  static String of(@Nullable String given, String otherwise) {
    return given != null && given.length() <= LONGEST && LOCAL.matcher(given).matches()
        ? given
        : otherwise;
  }

  /** Where somebody who goes nowhere came from: the page itself, or the list in which it stands. */
  static String back(String next) {
    String path = next.split("\\?", 2)[0];
    Matcher room = ROOM.matcher(path);
    return room.matches() || !room.lookingAt() ? next : room.group();
  }
}
