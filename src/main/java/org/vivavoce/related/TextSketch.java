package org.vivavoce.related;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A MinHash sketch of a text's runs of four words, by which near-duplicates are told without
 * keeping the texts.
 */
final class TextSketch {
  private static final int HASHES = 32;
  private static final int RUN = 4;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private final int[] least;

  private TextSketch(int[] least) {
    this.least = least;
  }

  static TextSketch of(String text) {
    int[] least = new int[HASHES];
    Arrays.fill(least, Integer.MAX_VALUE);
    long[] run = new long[RUN];
    int words = 0;
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      run[words % RUN] = matcher.group().hashCode();
      words++;
      if (words >= RUN) {
        long hash = 0;
        for (int back = RUN; back > 0; back--) {
          hash = mixed(hash * 31 + run[(words - back) % RUN]);
        }
        take(hash, least);
      }
    }
    if (words > 0 && words < RUN) {
      take(mixed(text.strip().toLowerCase(Locale.ROOT).hashCode()), least);
    }
    return new TextSketch(least);
  }

  /** About what share of all runs both texts have in common: 0 to 1. */
  double likeness(TextSketch other) {
    int same = 0;
    for (int at = 0; at < HASHES; at++) {
      if (least[at] == other.least[at]) {
        same++;
      }
    }
    return (double) same / HASHES;
  }

  private static void take(long hash, int[] least) {
    long state = hash;
    for (int at = 0; at < least.length; at++) {
      state += 0x9E3779B97F4A7C15L;
      int value = (int) (mixed(state) >>> 33);
      if (value < least[at]) {
        least[at] = value;
      }
    }
  }

  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
