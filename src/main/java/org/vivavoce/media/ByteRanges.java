package org.vivavoce.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Range header asks for (RFC 9110, section 14): nothing that has to be heeded, ranges of the
 * file, or only such as it does not have.
 *
 * @param whole whether the header is absent or invalid, so that the whole file is the answer
 * @param ranges in the order in which they were asked for; empty, where not {@code whole}: none of
 *     them lies within the file
 */
record ByteRanges(boolean whole, List<Range> ranges) {
  /** As many as a player could want; more are an attack on the server's patience. */
  private static final int MOST = 16;

  private static final int LONGEST_HEADER = 1_000;
  private static final Pattern SPEC = Pattern.compile("([0-9]*)-([0-9]*)");
  private static final ByteRanges WHOLE = new ByteRanges(true, List.of());
  private static final ByteRanges NONE = new ByteRanges(false, List.of());

  ByteRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * @param header the field's value, or null where there is none
   * @param length of the file in bytes, at least 1
   */
  static ByteRanges parse(@Nullable String header, long length) {
    if (header == null
        || header.length() > LONGEST_HEADER
        || !header.toLowerCase(Locale.ROOT).startsWith("bytes=")) {
      return WHOLE;
    }
    List<Range> satisfiable = new ArrayList<>();
    int count = 0;
    for (String each : header.substring("bytes=".length()).split(",", -1)) {
      String spec = stripped(each);
      // A list may hold empty elements.
      if (spec.isEmpty()) {
        continue;
      }
      Matcher parts = SPEC.matcher(spec);
      if (!parts.matches() || spec.length() == 1) {
        return WHOLE;
      }
      String from = parts.group(1);
      String to = parts.group(2);
      if (!from.isEmpty() && !to.isEmpty() && number(to) < number(from)) {
        return WHOLE;
      }
      count++;
      Range range = range(from, to, length);
      if (range != null) {
        satisfiable.add(range);
      }
    }
    if (count == 0) {
      return WHOLE;
    }
    return count > MOST || overlapTooMuch(satisfiable) ? NONE : new ByteRanges(false, satisfiable);
  }

  private static @Nullable Range range(String from, String to, long length) {
    if (from.isEmpty()) {
      long suffix = number(to);
      return suffix == 0 ? null : new Range(Math.max(0, length - suffix), length - 1);
    }
    long first = number(from);
    long last = to.isEmpty() ? length - 1 : Math.min(number(to), length - 1);
    return first >= length ? null : new Range(first, last);
  }

  /** More than two that overlap ask for the same bytes again and again. */
  private static boolean overlapTooMuch(List<Range> ranges) {
    int overlaps = 0;
    for (int one = 0; one < ranges.size(); one++) {
      for (int other = 0; other < one; other++) {
        overlaps +=
            ranges.get(one).first() <= ranges.get(other).last()
                    && ranges.get(other).first() <= ranges.get(one).last()
                ? 1
                : 0;
      }
    }
    return overlaps > 2;
  }

  /** A number too large to hold lies beyond every file all the same. */
  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
  }

  /** Without the white space that HTTP allows around the elements of a list. */
  private static String stripped(String element) {
    return element.replaceAll("^[ \\t]+|[ \\t]+$", "");
  }

  /**
   * @param first counted from 0
   * @param last the last byte itself, within the file
   */
  record Range(long first, long last) {
    long length() {
      return last - first + 1;
    }

    /** As in the Content-Range field. */
    String of(long fileLength) {
      return "bytes " + first + "-" + last + "/" + fileLength;
    }
  }
}
