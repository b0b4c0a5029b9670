package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A small chart of bars, as SVG prints it, with its figures in a table behind.
 *
 * @param id of its heading
 * @param title what is counted
 * @param summary what is to be seen, in words
 * @param period the heading of the table's first column
 * @param measure that of its second
 * @param highest the figure that its tallest bar stands for, as printed
 */
public record Chart(
    String id,
    String title,
    String summary,
    String period,
    String measure,
    String highest,
    List<Bar> bars) {
  /** Units of the drawing; it grows with its place. */
  public static final int WIDTH = 320;

  public static final int HEIGHT = 120;
  private static final double GAP = 4;
  private static final double LEAST = 2;

  public Chart {
    bars = List.copyOf(bars);
  }

  /** The area of the drawing. */
  public String viewBox() {
    return "0 0 " + WIDTH + " " + HEIGHT;
  }

  /** What stands below its left end. */
  public String first() {
    return bars.isEmpty() ? "" : bars.get(0).label();
  }

  /** What stands below its right end. */
  public String last() {
    return bars.isEmpty() ? "" : bars.get(bars.size() - 1).label();
  }

  /** Draws what was counted. */
  static Chart of(
      String id, String title, String summary, String period, String measure, List<Count> counts) {
    double most = counts.stream().mapToDouble(Count::value).max().orElse(0);
    double step = (double) WIDTH / Math.max(counts.size(), 1);
    List<Bar> bars = new ArrayList<>();
    String highest = "0";
    for (int at = 0; at < counts.size(); at++) {
      Count count = counts.get(at);
      // What is not nothing is to be seen.
      double height = count.value() == 0 ? 0 : Math.max(HEIGHT * count.value() / most, LEAST);
      if (count.value() == most) {
        highest = count.said();
      }
      bars.add(
          new Bar(
              count.label(),
              count.said(),
              count.alarming(),
              number(at * step + GAP / 2),
              number(HEIGHT - height),
              number(step - GAP),
              number(height)));
    }
    return new Chart(id, title, summary, period, measure, highest, bars);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /**
   * What was counted in one period.
   *
   * @param said the figure as it is printed
   * @param alarming whether it is to stand out
   */
  record Count(String label, double value, String said, boolean alarming) {}

  /** A figure, and where its bar lies. */
  public record Bar(
      String label,
      String said,
      boolean alarming,
      String x,
      String y,
      String width,
      String height) {}
}
