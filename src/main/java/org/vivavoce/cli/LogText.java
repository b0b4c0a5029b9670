package org.vivavoce.cli;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Text as it may stand in the log, whoever wrote it: nothing in it ends a line, moves the cursor of
 * a terminal, or is read in another order than it is written.
 */
final class LogText {
  /** Of a message; what is longer says how much was left out. */
  static final int LONGEST = 10_000;

  private static final int MOST_FRAMES = 200;

  private LogText() {}

  /** Control characters as escapes, cut to {@value #LONGEST} characters. */
  static String encoded(String text) {
    int length = Math.min(text.length(), LONGEST);
    int at = 0;
    while (at < length && !isUnsafe(text, at)) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(length + 32).append(text, 0, at);
    for (; at < length; at++) {
      char each = text.charAt(at);
      if (isUnsafe(text, at)) {
        escape(each, encoded);
      } else {
        encoded.append(each);
      }
    }
    if (length < text.length()) {
      encoded.append(" … (").append(text.length() - length).append(" characters more)");
    }
    return encoded.toString();
  }

  /** An exception with its causes and its stack; between its lines stands the given separator. */
  static void appendStack(IThrowableProxy failure, String separator, StringBuilder out) {
    append(failure, "", separator, Collections.newSetFromMap(new IdentityHashMap<>()), out);
  }

  private static void append(
      IThrowableProxy failure,
      String prefix,
      String separator,
      Set<IThrowableProxy> seen,
      StringBuilder out) {
    out.append(prefix).append(failure.getClassName());
    if (failure.getMessage() != null) {
      out.append(": ").append(encoded(failure.getMessage()));
    }
    if (!seen.add(failure)) {
      return;
    }
    StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
    int own = frames.length - failure.getCommonFrames();
    for (int at = 0; at < Math.min(own, MOST_FRAMES); at++) {
      out.append(separator).append("  ").append(encoded(frames[at].getSTEAsString()));
    }
    if (own > MOST_FRAMES || failure.getCommonFrames() > 0) {
      int more = frames.length - Math.min(own, MOST_FRAMES);
      out.append(separator).append("  … ").append(more).append(" more");
    }
    for (IThrowableProxy suppressed : failure.getSuppressed()) {
      out.append(separator);
      append(suppressed, "Suppressed: ", separator, seen, out);
    }
    IThrowableProxy cause = failure.getCause();
    if (cause != null) {
      out.append(separator);
      append(cause, "Caused by: ", separator, seen, out);
    }
  }

  private static boolean isUnsafe(String text, int at) {
    char each = text.charAt(at);
    if (each >= ' ' && each < 0x7f) {
      return false;
    }
    return switch (Character.getType(each)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.SURROGATE ->
          // Half a character, or one beyond the first plane that is as unsafe.
          Character.isHighSurrogate(each)
              ? isUnsafePair(text, at)
              : at == 0
                  || !Character.isHighSurrogate(text.charAt(at - 1))
                  || isUnsafePair(text, at - 1);
      default -> false;
    };
  }

  private static boolean isUnsafePair(String text, int at) {
    int whole = text.codePointAt(at);
    return !Character.isSupplementaryCodePoint(whole)
        || Character.getType(whole) == Character.FORMAT;
  }

  private static void escape(char each, StringBuilder out) {
    switch (each) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append(String.format("\\u%04x", (int) each));
    }
  }
}
