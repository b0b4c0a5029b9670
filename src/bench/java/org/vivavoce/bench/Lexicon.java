package org.vivavoce.bench;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Pronounceable words that occur as words of a language do: the n-th most frequent one in
 * proportion to 1/n^1.07 (Zipf's law). The same seed gives the same words.
 */
final class Lexicon {
  private static final double EXPONENT = 1.07;
  private static final String[] ONSETS = {
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p",
    "pl", "pr", "qu", "r", "s", "sh", "sl", "st", "t", "th", "tr", "v", "w", "z"
  };
  private static final String[] RHYMES = {
    "a", "e", "i", "o", "u", "ai", "ea", "ou", "al", "an", "ar", "el", "en", "er", "il", "in", "ol",
    "on", "or", "um", "un", "us"
  };
  private static final int SYLLABLES = ONSETS.length * RHYMES.length;

  private final String[] words;
  private final double[] shares;

  /**
   * @param size how many different words
   */
  Lexicon(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> known = new HashSet<>(size * 2);
    words = new String[size];
    for (int at = 0; at < size; at++) {
      // Frequent words are short.
      int syllables = at < 200 ? 1 : at < 5_000 ? 2 : 3;
      String word = made(syllables, random);
      while (!known.add(word)) {
        word = made(syllables + 1, random);
      }
      words[at] = word;
    }
    shares = skewed(size, EXPONENT);
  }

  /** A word, by its frequency. */
  String word(SplittableRandom random) {
    return words[rank(random, shares)];
  }

  /** The n-th most frequent word, counted from 0. */
  String word(int rank) {
    return words[rank];
  }

  /** A word that no other number has, and that is in no vocabulary. */
  static String unique(int number) {
    StringBuilder word = new StringBuilder("x");
    int left = number;
    do {
      int syllable = left % SYLLABLES;
      word.append(ONSETS[syllable / RHYMES.length]).append(RHYMES[syllable % RHYMES.length]);
      left /= SYLLABLES;
    } while (left > 0);
    return word.toString();
  }

  /** The cumulated shares of so many things, the first of which is the most frequent. */
  static double[] skewed(int size, double exponent) {
    double[] shares = new double[size];
    double sum = 0;
    for (int at = 0; at < size; at++) {
      sum += 1 / Math.pow(at + 1, exponent);
      shares[at] = sum;
    }
    for (int at = 0; at < size; at++) {
      shares[at] /= sum;
    }
    return shares;
  }

  static int rank(SplittableRandom random, double[] shares) {
    int found = Arrays.binarySearch(shares, random.nextDouble());
    return Math.min(found < 0 ? -found - 1 : found, shares.length - 1);
  }

  private static String made(int syllables, SplittableRandom random) {
    StringBuilder word = new StringBuilder();
    for (int at = 0; at < syllables; at++) {
      word.append(ONSETS[random.nextInt(ONSETS.length)])
          .append(RHYMES[random.nextInt(RHYMES.length)]);
    }
    return word.toString();
  }
}
