package org.vivavoce.ingest;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the value of a tag from its beginning to its end, as OBO 1.4 writes it: text with escapes,
 * quoted text, lists of references in brackets, modifiers in braces, a comment behind {@code !}.
 */
final class OboValue {
  private final String text;
  private final String field;
  private int at;

  OboValue(String text, String field) {
    this.text = text;
    this.field = field;
  }

  /** The whole value where it is not quoted, without modifiers and comment. */
  String plain() {
    return unescaped(0, endOfPlain());
  }

  /**
   * The next quoted text.
   *
   * @throws FieldException where there is none or it does not end
   */
  String quoted() {
    skipSpace();
    if (at >= text.length() || text.charAt(at) != '"') {
      throw new FieldException(field, "has no text in quotation marks");
    }
    int from = at + 1;
    at = closing('"', from);
    return unescaped(from, at++);
  }

  /** The next word, or empty where a bracket, a brace, a comment or the end comes first. */
  String word() {
    skipSpace();
    int from = at;
    while (at < text.length()
        && !isSpace(text.charAt(at))
        && "[{!\"".indexOf(text.charAt(at)) < 0) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at, text.length());
    return unescaped(from, at);
  }

  /**
   * Passes over a list of references, where there is one, and makes sure that nothing but modifiers
   * and a comment follow.
   *
   * @throws FieldException where it does not end, or something else follows
   */
  void references() {
    skipSpace();
    if (at < text.length() && text.charAt(at) == '[') {
      at = closing(']', at + 1) + 1;
      skipSpace();
    }
    if (at < text.length() && text.charAt(at) == '{') {
      at = closing('}', at + 1) + 1;
      skipSpace();
    }
    if (at < text.length() && text.charAt(at) != '!') {
      throw new FieldException(
          field, "goes on after its end: '" + Shown.of(text.substring(at)) + "'");
    }
  }

  /** The values of the modifiers of that name behind a value that is not quoted. */
  List<String> modifiers(String name) {
    List<String> values = new ArrayList<>();
    int brace = endOfPlain();
    while (brace < text.length() && isSpace(text.charAt(brace))) {
      brace++;
    }
    if (brace >= text.length() || text.charAt(brace) != '{') {
      return values;
    }
    at = brace + 1;
    while (at < text.length() && text.charAt(at) != '}') {
      skipSpace();
      int from = at;
      while (at < text.length() && "=,}\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String key = text.substring(from, at).strip();
      if (at < text.length() && text.charAt(at) == '=') {
        at++;
        skipSpace();
        boolean hasText = at < text.length() && text.charAt(at) == '"';
        String value = hasText ? quoted() : untilComma();
        if (key.equals(name)) {
          values.add(value);
        }
      }
      while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '}') {
        at++;
      }
      at += at < text.length() && text.charAt(at) == ',' ? 1 : 0;
    }
    return values;
  }

  private String untilComma() {
    int from = at;
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '}') {
      at++;
    }
    return text.substring(from, at).strip();
  }

  /** Where a value that is not quoted ends: before its modifiers, its comment or the line's end. */
  private int endOfPlain() {
    int end = text.length();
    boolean quoted = false;
    for (int each = 0; each < text.length(); each++) {
      char letter = text.charAt(each);
      if (letter == '\\') {
        each++;
      } else if (letter == '"') {
        quoted = !quoted;
      } else if (letter == '!' && !quoted && (each == 0 || isSpace(text.charAt(each - 1)))) {
        end = each;
        break;
      }
    }
    int shortened = trimmed(end);
    if (shortened > 0 && text.charAt(shortened - 1) == '}') {
      int brace = openingBrace(shortened - 1);
      return brace < 0 ? shortened : trimmed(brace);
    }
    return shortened;
  }

  /** Where modifiers begin that end here; -1 where what stands in the braces is none. */
  private int openingBrace(int end) {
    for (int each = 0; each < end; each++) {
      char letter = text.charAt(each);
      if (letter == '\\') {
        each++;
      } else if (letter == '{' && (each == 0 || isSpace(text.charAt(each - 1)))) {
        return text.substring(each, end).indexOf('=') > 0 ? each : -1;
      }
    }
    return -1;
  }

  private int trimmed(int end) {
    int shortened = end;
    while (shortened > 0 && isSpace(text.charAt(shortened - 1)) && !isEscaped(shortened - 1)) {
      shortened--;
    }
    return shortened;
  }

  private boolean isEscaped(int place) {
    int backslashes = 0;
    for (int each = place - 1; each >= 0 && text.charAt(each) == '\\'; each--) {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /**
   * Where something is closed that began before; what is escaped or quoted closes nothing, unless a
   * quotation mark stands alone.
   */
  private int closing(char sign, int from) {
    boolean quoted = false;
    int insideQuotes = -1;
    for (int each = from; each < text.length(); each++) {
      char letter = text.charAt(each);
      if (letter == '\\') {
        each++;
      } else if (letter == sign && !quoted) {
        return each;
      } else if (letter == sign && insideQuotes < 0) {
        insideQuotes = each;
      } else if (letter == '"') {
        quoted = !quoted;
      }
    }
    if (insideQuotes < 0) {
      throw new FieldException(field, "has no closing " + sign);
    }
    return insideQuotes;
  }

  private String unescaped(int from, int to) {
    StringBuilder plain = new StringBuilder(to - from);
    for (int each = from; each < to; each++) {
      char letter = text.charAt(each);
      if (letter != '\\' || each + 1 >= to) {
        plain.append(letter);
        continue;
      }
      char escaped = text.charAt(++each);
      plain.append(
          switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'W' -> ' ';
            default -> escaped;
          });
    }
    return plain.toString();
  }

  private void skipSpace() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char letter) {
    return letter == ' ' || letter == '\t';
  }

  /** What a message shows of a value. */
  static final class Shown {
    private static final int LONGEST = 40;

    private Shown() {}

    static String of(String value) {
      String clean = value.replaceAll("\\p{Cntrl}", " ");
      return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }
  }
}
