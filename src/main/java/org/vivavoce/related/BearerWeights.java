package org.vivavoce.related;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The greatest weights with which each of the commonest terms is borne. */
final class BearerWeights {
  private final int most;
  private final Map<Long, Weights> greatest = new HashMap<>();

  /**
   * @param most so many may bear a term
   */
  BearerWeights(int most) {
    this.most = most;
  }

  void add(long term, int weight) {
    greatest.computeIfAbsent(term, each -> new Weights()).add(weight);
  }

  /** Tells of each term that too many bear the least weight by which few enough do. */
  void forEachLeast(Reader reader) {
    greatest.forEach(
        (term, weights) -> {
          if (weights.size > most) {
            weights.cut();
            reader.least(term, weights.values[0] + 1);
          }
        });
  }

  /** Is told of a term. */
  @FunctionalInterface
  interface Reader {
    void least(long term, int weight);
  }

  /** In any order, of which one more than may stay are kept at least. */
  private final class Weights {
    private int[] values = new int[8];
    private int size;

    void add(int weight) {
      if (size == values.length) {
        if (size < 2 * (most + 1)) {
          values = Arrays.copyOf(values, Math.min(2 * size, 2 * (most + 1)));
        } else {
          cut();
        }
      }
      values[size++] = weight;
    }

    void cut() {
      Arrays.sort(values, 0, size);
      int kept = Math.min(size, most + 1);
      System.arraycopy(values, size - kept, values, 0, kept);
      size = kept;
    }
  }
}
