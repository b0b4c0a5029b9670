package org.vivavoce.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which words of one text are which words of another that says nearly the same, in order.
 *
 * <p>A longest common subsequence that would rather have runs of words than scattered ones, since
 * any two texts share "the" and "is"; then, between the runs, words that are written alike.
 */
final class WordMatches {
  static final int NONE = -1;
  private static final int BAND = 250;
  private static final long MOST_CELLS = 12_000_000;
  private static final int HEAVIEST = 6;
  private static final int RUN_COST = 4;
  private static final int IMPOSSIBLE = Integer.MIN_VALUE / 2;
  private static final int LONGEST_GAP = 40;
  private static final double ALIKE = 0.5;

  private static final byte SKIP_LEFT = 0;
  private static final byte SKIP_RIGHT = 1;
  private static final byte MATCH = 2;
  private static final byte FROM = 3;
  private static final byte IN_RUN = 4;

  private final List<String> left;
  private final List<String> right;
  private final int[] partners;
  private int alike;

  private WordMatches(List<String> left, List<String> right) {
    this.left = left;
    this.right = right;
    this.partners = new int[left.size()];
    Arrays.fill(partners, NONE);
    if (isWithinBounds()) {
      matchRuns();
      matchGaps();
    }
  }

  static WordMatches of(List<String> left, List<String> right) {
    return new WordMatches(left, right);
  }

  /** For each word on the left its place on the right, rising, or {@link #NONE}. */
  int[] partners() {
    return partners.clone();
  }

  /** The part of the words on the left that are found on the right, the same or alike. */
  double share() {
    return left.isEmpty() ? 0 : (double) alike / left.size();
  }

  private int halfBand() {
    return BAND + Math.abs(left.size() - right.size());
  }

  private boolean isWithinBounds() {
    return !left.isEmpty()
        && !right.isEmpty()
        && (long) left.size() * Math.min(right.size() + 1, 2 * halfBand() + 1) <= MOST_CELLS;
  }

  private void matchRuns() {
    Map<String, Integer> ids = new HashMap<>();
    int[] lefts = ids(left, ids);
    int[] rights = ids(right, ids);
    int columns = rights.length;
    int[] starts = new int[lefts.length + 1];
    byte[][] steps = new byte[lefts.length + 1][];
    int[] inRunAbove = filled(columns + 2, IMPOSSIBLE);
    int[] bestAbove = new int[columns + 2];
    int[] inRun = new int[columns + 2];
    int[] best = new int[columns + 2];
    for (int row = 1; row <= lefts.length; row++) {
      int centre = (int) ((long) row * columns / lefts.length);
      int from = Math.max(1, centre - halfBand());
      int to = Math.min(columns, centre + halfBand());
      starts[row] = from;
      byte[] step = new byte[to - from + 1];
      steps[row] = step;
      inRun[from - 1] = IMPOSSIBLE;
      best[from - 1] = from == 1 ? 0 : IMPOSSIBLE;
      int word = lefts[row - 1];
      int weight = weight(left.get(row - 1));
      for (int column = from; column <= to; column++) {
        int run = IMPOSSIBLE;
        byte way = 0;
        if (rights[column - 1] == word) {
          int begun = bestAbove[column - 1] - RUN_COST;
          run = inRunAbove[column - 1];
          if (run >= begun) {
            way = IN_RUN;
          } else {
            run = begun;
          }
          run += weight;
        }
        int most = bestAbove[column];
        byte source = SKIP_LEFT;
        if (best[column - 1] > most) {
          most = best[column - 1];
          source = SKIP_RIGHT;
        }
        if (run > most) {
          most = run;
          source = MATCH;
        }
        inRun[column] = run;
        best[column] = most;
        step[column - from] = (byte) (way | source);
      }
      // The next row's band reaches further to the right, into what this one left out.
      if (to < columns) {
        Arrays.fill(inRun, to + 1, columns + 1, IMPOSSIBLE);
        Arrays.fill(best, to + 1, columns + 1, IMPOSSIBLE);
      }
      int[] spare = inRunAbove;
      inRunAbove = inRun;
      inRun = spare;
      spare = bestAbove;
      bestAbove = best;
      best = spare;
    }
    walkBack(starts, steps);
  }

  private void walkBack(int[] starts, byte[][] steps) {
    int row = left.size();
    int column = right.size();
    boolean run = false;
    while (row > 0 && column > 0) {
      byte step = steps[row][column - starts[row]];
      if (run || (step & FROM) == MATCH) {
        partners[row - 1] = column - 1;
        alike++;
        run = (step & IN_RUN) != 0;
        row--;
        column--;
      } else if ((step & FROM) == SKIP_LEFT) {
        row--;
      } else {
        column--;
      }
    }
  }

  private void matchGaps() {
    int from = 0;
    int rightFrom = 0;
    for (int at = 0; at <= partners.length; at++) {
      if (at < partners.length && partners[at] == NONE) {
        continue;
      }
      int rightTo = at < partners.length ? partners[at] : right.size();
      matchGap(from, at, rightFrom, rightTo);
      from = at + 1;
      rightFrom = rightTo + 1;
    }
  }

  private void matchGap(int from, int to, int rightFrom, int rightTo) {
    int rows = to - from;
    int columns = rightTo - rightFrom;
    if (rows <= 0 || columns <= 0 || rows > LONGEST_GAP || columns > LONGEST_GAP) {
      return;
    }
    double[][] best = new double[rows + 1][columns + 1];
    double[][] likeness = new double[rows][columns];
    for (int row = 1; row <= rows; row++) {
      for (int column = 1; column <= columns; column++) {
        double like = likeness(left.get(from + row - 1), right.get(rightFrom + column - 1));
        likeness[row - 1][column - 1] = like;
        best[row][column] = Math.max(best[row - 1][column], best[row][column - 1]);
        if (like >= ALIKE) {
          best[row][column] = Math.max(best[row][column], best[row - 1][column - 1] + like);
        }
      }
    }
    int row = rows;
    int column = columns;
    while (row > 0 && column > 0) {
      if (best[row][column] == best[row - 1][column]) {
        row--;
      } else if (best[row][column] == best[row][column - 1]) {
        column--;
      } else {
        partners[from + row - 1] = rightFrom + column - 1;
        alike++;
        row--;
        column--;
      }
    }
    pairUnlike(from, to, rightFrom, rightTo);
  }

  /** "2" is written for "two": one word unlike one word, between two that match, is that word. */
  private void pairUnlike(int from, int to, int rightFrom, int rightTo) {
    for (int at = from; at < to; at++) {
      boolean between =
          partners[at] == NONE
              && (at == from || partners[at - 1] != NONE)
              && (at + 1 == to || partners[at + 1] != NONE);
      int before = at == from ? rightFrom - 1 : partners[at - 1];
      int after = at + 1 == to ? rightTo : partners[at + 1];
      if (between && after - before == 2) {
        partners[at] = before + 1;
      }
    }
  }

  /** From 0 to 1, by the letters that would have to be changed. */
  static double likeness(String left, String right) {
    if (left.equals(right)) {
      return 1;
    }
    int longest = Math.max(left.length(), right.length());
    int shortest = Math.min(left.length(), right.length());
    if (shortest < (1 - ALIKE) * longest || longest > 40) {
      return 0;
    }
    int[] above = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int diagonal = above[0];
      above[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int changed = diagonal + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
        diagonal = above[column];
        above[column] = Math.min(changed, 1 + Math.min(above[column], above[column - 1]));
      }
    }
    return 1 - (double) above[right.length()] / longest;
  }

  /** A long word seldom stands in two places by chance; an ideograph is half a word. */
  private static int weight(String word) {
    int letters = Character.isIdeographic(word.codePointAt(0)) ? 2 : word.length();
    return Math.min(HEAVIEST, letters);
  }

  private static int[] ids(List<String> words, Map<String, Integer> ids) {
    List<Integer> found = new ArrayList<>(words.size());
    for (String word : words) {
      int next = ids.size();
      found.add(ids.computeIfAbsent(word, each -> next));
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] filled(int length, int value) {
    int[] array = new int[length];
    Arrays.fill(array, value);
    return array;
  }
}
