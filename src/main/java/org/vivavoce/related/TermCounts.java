package org.vivavoce.related;

import java.util.Arrays;

/** How common each of up to some millions of terms is, at 20 bytes a place. */
final class TermCounts {
  private static final double FULLEST = 0.6;
  private long[] terms = new long[1024];
  private int[] titles = new int[1024];
  private int[] bodies = new int[1024];
  private int[] least = new int[1024];
  private int size;

  void add(long term, int inTitles, int inBodies) {
    int at = place(term);
    titles[at] += inTitles;
    bodies[at] += inBodies;
  }

  void setLeast(long term, int weight) {
    int at = place(term);
    least[at] = weight;
  }

  int titles(long term) {
    int at = find(term);
    return at < 0 ? 0 : titles[at];
  }

  int bodies(long term) {
    int at = find(term);
    return at < 0 ? 0 : bodies[at];
  }

  int least(long term) {
    int at = find(term);
    return at < 0 ? 0 : least[at];
  }

  /** All terms that stand in at least so many titles or bodies. */
  long[] commonerThan(int count) {
    long[] found = new long[size];
    int next = 0;
    for (int at = 0; at < terms.length; at++) {
      if (terms[at] != 0 && Math.max(titles[at], bodies[at]) >= count) {
        found[next++] = terms[at];
      }
    }
    return Arrays.copyOf(found, next);
  }

  private int place(long term) {
    if (size > terms.length * FULLEST) {
      grow();
    }
    int at = find(term);
    if (at < 0) {
      at = -1 - at;
      terms[at] = key(term);
      size++;
    }
    return at;
  }

  /** Where the term stands, or -1 less where it would. */
  private int find(long term) {
    long key = key(term);
    int mask = terms.length - 1;
    int at = (int) TermHash.mixed(key) & mask;
    while (terms[at] != key) {
      if (terms[at] == 0) {
        return -1 - at;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  /** 0 marks a free place. */
  private static long key(long term) {
    return term == 0 ? 1 : term;
  }

  private void grow() {
    long[] oldTerms = terms;
    int[] oldTitles = titles;
    int[] oldBodies = bodies;
    int[] oldLeast = least;
    int length = oldTerms.length * 2;
    terms = new long[length];
    titles = new int[length];
    bodies = new int[length];
    least = new int[length];
    for (int old = 0; old < oldTerms.length; old++) {
      if (oldTerms[old] != 0) {
        int at = -1 - find(oldTerms[old]);
        terms[at] = oldTerms[old];
        titles[at] = oldTitles[old];
        bodies[at] = oldBodies[old];
        least[at] = oldLeast[old];
      }
    }
  }
}
