package org.vivavoce.article;

import java.util.List;
import java.util.Locale;

/** Draws how loud a recording is, moment by moment. */
final class Waveform {
  /** Wide enough apart to be told from each other on a telephone. */
  private static final int BARS = 100;

  private static final double HEIGHT = 40;
  private static final double THINNEST = 2;

  private Waveform() {}

  /**
   * @param waveform 0 to 255, at least one for each bar
   * @return the path of an SVG of {@value #BARS} by {@value #HEIGHT}, one bar a unit
   */
  static String path(List<Integer> waveform) {
    StringBuilder path = new StringBuilder(BARS * 16);
    for (int bar = 0; bar < BARS; bar++) {
      int loudest =
          waveform
              .subList(bar * waveform.size() / BARS, (bar + 1) * waveform.size() / BARS)
              .stream()
              .mapToInt(Integer::intValue)
              .max()
              .orElse(0);
      double height = Math.max(THINNEST, HEIGHT * loudest / 255);
      path.append(
          String.format(Locale.ROOT, "M%d %.0fh.6v%.0fh-.6z", bar, (HEIGHT - height) / 2, height));
    }
    return path.toString();
  }
}
