package org.vivavoce.search;

/**
 * How many slips part two words: letters left out, put in, exchanged, or two neighbours swapped
 * (Damerau-Levenshtein, in the form of optimal string alignment).
 */
final class EditDistance {
  private EditDistance() {}

  /**
   * @param most what more than that is does not matter
   * @return the number of slips, or {@code most + 1} where there are more than {@code most}
   */
  static int of(String one, String other, int most) {
    if (Math.abs(one.length() - other.length()) > most) {
      return most + 1;
    }
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    for (int at = 0; at <= other.length(); at++) {
      last[at] = at;
    }
    for (int row = 1; row <= one.length(); row++) {
      int[] now = new int[other.length() + 1];
      now[0] = row;
      for (int at = 1; at <= other.length(); at++) {
        boolean same = one.charAt(row - 1) == other.charAt(at - 1);
        int slips = Math.min(Math.min(now[at - 1], last[at]) + 1, last[at - 1] + (same ? 0 : 1));
        if (row > 1
            && at > 1
            && one.charAt(row - 1) == other.charAt(at - 2)
            && one.charAt(row - 2) == other.charAt(at - 1)) {
          slips = Math.min(slips, beforeLast[at - 2] + 1);
        }
        now[at] = slips;
      }
      beforeLast = last;
      last = now;
    }
    return Math.min(last[other.length()], most + 1);
  }
}
