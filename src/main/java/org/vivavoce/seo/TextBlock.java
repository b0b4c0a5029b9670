package org.vivavoce.seo;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text set as large as its box allows: wrapped, its lines about equally long; where it is too
 * long even at the smallest size, cut with an ellipsis.
 *
 * @param size of the letters
 * @param leading from one baseline to the next
 */
record TextBlock(Typeface face, List<String> lines, double size, double leading) {
  private static final double STEP = 2;
  private static final String ELLIPSIS = "…";
  private static final String HYPHEN = "-";

  TextBlock {
    lines = List.copyOf(lines);
  }

  /**
   * @param text one that is legible
   * @param lang BCP 47 tag, by which lines break
   * @param leading as a multiple of the size
   */
  static TextBlock fit(
      Typeface face,
      String text,
      String lang,
      double width,
      double height,
      double largest,
      double smallest,
      double leading) {
    List<String> pieces = pieces(text, lang);
    double size = largest;
    while (size > smallest && !fits(face, pieces, width, height, size, leading)) {
      size = Math.max(smallest, size - STEP);
    }
    List<String> lines = wrapped(face, pieces, width, size);
    int most = Math.max(1, (int) Math.floor(height / (size * leading) + 0.15));
    lines =
        lines.size() > most
            ? cut(face, lines, most, width, size)
            : balanced(face, pieces, lines.size(), width, size);
    return new TextBlock(face, lines, size, size * leading);
  }

  /** One line, cut where it is too long even at the smallest size. */
  static TextBlock line(Typeface face, String text, double width, double largest, double smallest) {
    return fit(face, text, "en", width, smallest, largest, smallest, 1);
  }

  double height() {
    return lines.size() * leading;
  }

  private static boolean fits(
      Typeface face,
      List<String> pieces,
      double width,
      double height,
      double size,
      double leading) {
    boolean words =
        pieces.stream().allMatch(piece -> face.width(piece.stripTrailing(), size) <= width);
    return words && wrapped(face, pieces, width, size).size() * size * leading <= height;
  }

  /** What may stand at the end of a line. */
  private static List<String> pieces(String text, String lang) {
    BreakIterator breaks = BreakIterator.getLineInstance(Locale.forLanguageTag(lang));
    breaks.setText(text);
    List<String> pieces = new ArrayList<>();
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static List<String> wrapped(
      Typeface face, List<String> pieces, double width, double size) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String piece : pieces) {
      if (line.isEmpty() || face.width((line + piece).stripTrailing(), size) <= width) {
        line += piece;
      } else {
        lines.add(line.stripTrailing());
        line = piece;
      }
      while (face.width(line.stripTrailing(), size) > width && line.length() > 1) {
        int end = fitting(face, line, width, size);
        lines.add(line.substring(0, end).strip() + HYPHEN);
        line = line.substring(end);
      }
    }
    if (!line.isBlank()) {
      lines.add(line.stripTrailing());
    }
    return lines;
  }

  /** How much of a word that is longer than a line stands on it. */
  private static int fitting(Typeface face, String line, double width, double size) {
    int end = line.offsetByCodePoints(0, 1);
    while (end < line.length()) {
      int next = line.offsetByCodePoints(end, 1);
      if (face.width(line.substring(0, next) + HYPHEN, size) > width) {
        break;
      }
      end = next;
    }
    return end;
  }

  /** The same number of lines, in the narrowest box that takes them. */
  private static List<String> balanced(
      Typeface face, List<String> pieces, int count, double width, double size) {
    double widest =
        pieces.stream()
            .mapToDouble(piece -> face.width(piece.stripTrailing(), size))
            .max()
            .orElse(0);
    double narrow = Math.min(width, Math.max(width / 2, widest));
    double wide = width;
    while (wide - narrow > size / 4) {
      double middle = (narrow + wide) / 2;
      if (wrapped(face, pieces, middle, size).size() > count) {
        narrow = middle;
      } else {
        wide = middle;
      }
    }
    return wrapped(face, pieces, wide, size);
  }

  private static List<String> cut(
      Typeface face, List<String> lines, int most, double width, double size) {
    List<String> kept = new ArrayList<>(lines.subList(0, most));
    String last = kept.get(most - 1);
    while (!last.isEmpty() && face.width(last + ELLIPSIS, size) > width) {
      last = last.substring(0, last.offsetByCodePoints(last.length(), -1));
    }
    kept.set(most - 1, last.replaceAll("[\\s\\p{Punct}]+$", "") + ELLIPSIS);
    return kept;
  }
}
