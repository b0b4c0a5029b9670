package org.vivavoce.seo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * By how much pairs of glyphs stand closer or wider than their widths say: the pair adjustments
 * that an OpenType font's GPOS table has for its feature "kern".
 *
 * @see <a href="https://learn.microsoft.com/typography/opentype/spec/gpos">GPOS</a>
 */
final class Kerning {
  private static final int PAIRS = 2;
  private static final int EXTENSION = 9;
  private static final int X_ADVANCE = 4;

  private final List<Subtable> subtables = new ArrayList<>();

  /**
   * @param gpos the table's bytes
   * @throws RuntimeException where it is not such a table
   */
  Kerning(byte[] gpos) {
    ByteBuffer table = ByteBuffer.wrap(gpos);
    int features = unsigned(table, 6);
    int lookups = unsigned(table, 8);
    for (int lookup : kern(table, features)) {
      int at = lookups + unsigned(table, lookups + 2 + 2 * lookup);
      for (int number = 0; number < unsigned(table, at + 4); number++) {
        add(table, unsigned(table, at), at + unsigned(table, at + 6 + 2 * number));
      }
    }
  }

  private static Set<Integer> kern(ByteBuffer table, int features) {
    Set<Integer> lookups = new LinkedHashSet<>();
    for (int number = 0; number < unsigned(table, features); number++) {
      int entry = features + 2 + 6 * number;
      if (table.getInt(entry) == 0x6b65726e) { // "kern"
        int feature = features + unsigned(table, entry + 4);
        for (int index = 0; index < unsigned(table, feature + 2); index++) {
          lookups.add(unsigned(table, feature + 4 + 2 * index));
        }
      }
    }
    return lookups;
  }

  private void add(ByteBuffer table, int type, int at) {
    if (type == EXTENSION) {
      add(table, unsigned(table, at + 2), at + table.getInt(at + 4));
      return;
    }
    // What moves glyphs otherwise than along the line, as accents, is left out.
    if (type != PAIRS || unsigned(table, at + 4) != X_ADVANCE || unsigned(table, at + 6) != 0) {
      return;
    }
    Map<Integer, Integer> covered = coverage(table, at + unsigned(table, at + 2));
    subtables.add(
        unsigned(table, at) == 1 ? new Single(table, at, covered) : byClass(table, at, covered));
  }

  private static Subtable byClass(ByteBuffer table, int at, Map<Integer, Integer> covered) {
    Map<Integer, Integer> first = classes(table, at + unsigned(table, at + 8));
    Map<Integer, Integer> second = classes(table, at + unsigned(table, at + 10));
    return new ByClass(table, at, covered, first, second, unsigned(table, at + 14));
  }

  /** In the font's units, mostly below 0; 0 where the pair is not kerned. */
  int between(int left, int right) {
    for (Subtable subtable : subtables) {
      if (subtable.covers(left, right)) {
        return subtable.adjustment(left, right);
      }
    }
    return 0;
  }

  /** Glyph to its place in what a subtable covers. */
  private static Map<Integer, Integer> coverage(ByteBuffer table, int at) {
    Map<Integer, Integer> covered = new HashMap<>();
    int count = unsigned(table, at + 2);
    for (int number = 0; number < count; number++) {
      if (unsigned(table, at) == 1) {
        covered.put(unsigned(table, at + 4 + 2 * number), number);
        continue;
      }
      int range = at + 4 + 6 * number;
      int from = unsigned(table, range);
      for (int glyph = from; glyph <= unsigned(table, range + 2); glyph++) {
        covered.put(glyph, unsigned(table, range + 4) + glyph - from);
      }
    }
    return covered;
  }

  private static Map<Integer, Integer> classes(ByteBuffer table, int at) {
    Map<Integer, Integer> classes = new HashMap<>();
    if (unsigned(table, at) == 1) {
      for (int number = 0; number < unsigned(table, at + 4); number++) {
        classes.put(unsigned(table, at + 2) + number, unsigned(table, at + 6 + 2 * number));
      }
      return classes;
    }
    for (int number = 0; number < unsigned(table, at + 2); number++) {
      int range = at + 4 + 6 * number;
      for (int glyph = unsigned(table, range); glyph <= unsigned(table, range + 2); glyph++) {
        classes.put(glyph, unsigned(table, range + 4));
      }
    }
    return classes;
  }

  private static int unsigned(ByteBuffer table, int at) {
    return table.getShort(at) & 0xffff;
  }

  private interface Subtable {
    boolean covers(int left, int right);

    int adjustment(int left, int right);
  }

  /** Format 1: pair by pair. */
  private static final class Single implements Subtable {
    private final Map<Integer, Integer> adjustments = new HashMap<>();

    Single(ByteBuffer table, int at, Map<Integer, Integer> covered) {
      covered.forEach(
          (left, index) -> {
            int pairs = at + unsigned(table, at + 10 + 2 * index);
            for (int number = 0; number < unsigned(table, pairs); number++) {
              int pair = pairs + 2 + 4 * number;
              adjustments.put(left << 16 | unsigned(table, pair), (int) table.getShort(pair + 2));
            }
          });
    }

    @Override
    public boolean covers(int left, int right) {
      return adjustments.containsKey(left << 16 | right);
    }

    @Override
    public int adjustment(int left, int right) {
      return adjustments.getOrDefault(left << 16 | right, 0);
    }
  }

  /** Format 2: class by class. */
  private record ByClass(
      ByteBuffer table,
      int at,
      Map<Integer, Integer> covered,
      Map<Integer, Integer> first,
      Map<Integer, Integer> second,
      int secondClasses)
      implements Subtable {
    @Override
    public boolean covers(int left, int right) {
      return covered.containsKey(left);
    }

    @Override
    public int adjustment(int left, int right) {
      int row = first.getOrDefault(left, 0);
      int column = second.getOrDefault(right, 0);
      return table.getShort(at + 16 + 2 * (row * secondClasses + column));
    }
  }
}
