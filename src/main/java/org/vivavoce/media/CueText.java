package org.vivavoce.media;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of a caption, between its marked-up form in a file and the plain words. */
final class CueText {
  private static final Map<String, String> ENTITIES =
      Map.of(
          "amp", "&", "lt", "<", "gt", ">", "nbsp", "\u00a0", "lrm", "\u200e", "rlm", "\u200f",
          "quot", "\"", "apos", "'");
  private static final Pattern ENTITY =
      Pattern.compile("&(#\\d{1,7}|#[xX]\\p{XDigit}{1,6}|\\w{2,4});");
  private static final int LONGEST_ENTITY = 10;

  private CueText() {}

  /**
   * The words alone: tags dropped, character references resolved, white space single, lines without
   * any left out.
   *
   * @param braces whether position codes such as <code>{\an8}</code> are dropped, as SRT has them
   */
  static String plain(String marked, boolean braces) {
    StringBuilder plain = new StringBuilder(marked.length());
    int at = 0;
    while (at < marked.length()) {
      int to = braces && marked.startsWith("{\\", at) ? closing(marked, at, '{', '}') : -1;
      if (to < 0 && isTagAt(marked, at)) {
        to = closing(marked, at, '<', '>');
      }
      if (to >= 0) {
        at = to + 1;
        continue;
      }
      Matcher entity = entityAt(marked, at);
      String meant = entity == null ? null : meaning(entity.group(1));
      if (entity != null && meant != null) {
        plain.append(meant);
        at = entity.end();
      } else {
        plain.append(marked.charAt(at++));
      }
    }
    return tidy(plain);
  }

  /** So that no text can end its cue or be read as a tag. */
  static String escaped(String plain) {
    return tidy(plain).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Whether there is anything to read; direction marks and no-break spaces are not. */
  static boolean isVisible(String plain) {
    return plain
        .codePoints()
        .anyMatch(
            each ->
                !Character.isWhitespace(each)
                    && !Character.isSpaceChar(each)
                    && Character.getType(each) != Character.FORMAT);
  }

  /** "5 < 6" is no tag; to drop what follows would lose words. */
  private static boolean isTagAt(String marked, int at) {
    if (marked.charAt(at) != '<' || at + 1 == marked.length()) {
      return false;
    }
    char next = marked.charAt(at + 1);
    return next == '/' || (next < 128 && Character.isLetterOrDigit(next));
  }

  /** Where the bracket opened at this place closes, or -1 where another opens before. */
  private static int closing(String marked, int at, char open, char close) {
    for (int to = at + 1; to < marked.length() && marked.charAt(to) != open; to++) {
      if (marked.charAt(to) == close) {
        return to;
      }
    }
    return -1;
  }

  private static @Nullable Matcher entityAt(String marked, int at) {
    if (marked.charAt(at) != '&') {
      return null;
    }
    Matcher entity =
        ENTITY.matcher(marked).region(at, Math.min(marked.length(), at + LONGEST_ENTITY));
    return entity.lookingAt() ? entity : null;
  }

  private static @Nullable String meaning(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.get(name);
    }
    int point =
        name.startsWith("x", 1) || name.startsWith("X", 1)
            ? Integer.parseInt(name.substring(2), 16)
            : Integer.parseInt(name.substring(1));
    boolean sayable =
        Character.isValidCodePoint(point)
            && !Character.isISOControl(point)
            && Character.getType(point) != Character.SURROGATE;
    return sayable ? Character.toString(point) : null;
  }

  private static String tidy(CharSequence text) {
    StringBuilder tidy = new StringBuilder(text.length());
    boolean space = false;
    boolean line = false;
    for (int at = 0; at < text.length(); ) {
      int each = Character.codePointAt(text, at);
      at += Character.charCount(each);
      if (each == '\n' || each == '\r') {
        line = true;
      } else if (Character.isWhitespace(each)) {
        space = true;
      } else if (!Character.isISOControl(each)) {
        if ((line || space) && tidy.length() > 0) {
          tidy.append(line ? '\n' : ' ');
        }
        line = false;
        space = false;
        // Half a character could be written to no file.
        tidy.appendCodePoint(Character.getType(each) == Character.SURROGATE ? 0xfffd : each);
      }
    }
    return tidy.toString();
  }
}
