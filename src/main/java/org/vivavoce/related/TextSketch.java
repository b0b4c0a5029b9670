package org.vivavoce.related;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A MinHash sketch of a text's runs of four words, a byte a hash, by which near-duplicates are told
 * without keeping the texts.
 */
final class TextSketch {
  private static final int HASHES = 64;
  private static final int RUN = 4;

  /** What texts that share nothing agree in by chance. */
  private static final double CHANCE = 1.0 / 256;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private final byte[] least;

  private TextSketch(byte[] least) {
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
          hash = TermHash.mixed(hash * 31 + run[(words - back) % RUN]);
        }
        take(hash, least);
      }
    }
    if (words < RUN) {
      take(TermHash.mixed(text.strip().toLowerCase(Locale.ROOT).hashCode()), least);
    }
    byte[] low = new byte[HASHES];
    for (int at = 0; at < HASHES; at++) {
      low[at] = (byte) least[at];
    }
    return new TextSketch(low);
  }

  static TextSketch from(byte[] kept) {
    return new TextSketch(kept.clone());
  }

  byte[] bytes() {
    return least.clone();
  }

  /** About what share of all runs both texts have in common: 0 to 1. */
  double likeness(TextSketch other) {
    int same = 0;
    for (int at = 0; at < HASHES; at++) {
      if (least[at] == other.least[at]) {
        same++;
      }
    }
    return Math.max(0, ((double) same / HASHES - CHANCE) / (1 - CHANCE));
  }

  private static void take(long hash, int[] least) {
    long state = hash;
    for (int at = 0; at < least.length; at++) {
      state += 0x9E3779B97F4A7C15L;
      int value = (int) (TermHash.mixed(state) >>> 33);
      if (value < least[at]) {
        least[at] = value;
      }
    }
  }
}
