package org.vivavoce.content;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What two people made of the same list, piece by piece, and what becomes of it where both are
 * kept: what only one of them touched is as that one left it.
 *
 * @param regions all of it, in order
 */
public record ThreeWayMerge<T>(List<Region<T>> regions) {
  /** As with words: beyond this, the whole stretch counts as changed. */
  private static final long MOST_PAIRS = 500_000;

  public ThreeWayMerge {
    regions = List.copyOf(regions);
  }

  public static <T> ThreeWayMerge<T> of(List<T> base, List<T> theirs, List<T> mine) {
    List<Edit<T>> left = edits(base, theirs);
    List<Edit<T>> right = edits(base, mine);
    List<Region<T>> regions = new ArrayList<>();
    int at = 0;
    int nextLeft = 0;
    int nextRight = 0;
    while (nextLeft < left.size() || nextRight < right.size()) {
      int firstLeft = nextLeft;
      int firstRight = nextRight;
      Edit<T> first =
          comesFirst(left, nextLeft, right, nextRight)
              ? left.get(nextLeft++)
              : right.get(nextRight++);
      int from = first.from();
      int to = first.to();
      // Both sides' edits that overlap each other, as far as that goes on.
      boolean grows = true;
      while (grows) {
        grows = false;
        if (nextLeft < left.size() && overlaps(left.get(nextLeft), from, to)) {
          to = Math.max(to, left.get(nextLeft++).to());
          grows = true;
        }
        if (nextRight < right.size() && overlaps(right.get(nextRight), from, to)) {
          to = Math.max(to, right.get(nextRight++).to());
          grows = true;
        }
      }
      keep(base, at, from, regions);
      List<T> was = base.subList(from, to);
      List<T> one = applied(base, left.subList(firstLeft, nextLeft), from, to);
      List<T> other = applied(base, right.subList(firstRight, nextRight), from, to);
      boolean theirsOnly = firstRight == nextRight;
      boolean mineOnly = firstLeft == nextLeft;
      Kind kind =
          theirsOnly
              ? Kind.THEIRS
              : mineOnly ? Kind.MINE : one.equals(other) ? Kind.SAME : Kind.CONFLICT;
      regions.add(new Region<>(kind, was, one, other));
      at = to;
    }
    keep(base, at, base.size(), regions);
    return new ThreeWayMerge<>(regions);
  }

  /** Whether both touched the same piece, each otherwise. */
  public boolean isConflict() {
    return regions.stream().anyMatch(region -> region.kind() == Kind.CONFLICT);
  }

  /** Both together; where both touched the same piece, mine. */
  public List<T> merged() {
    return regions.stream().flatMap(region -> region.merged().stream()).toList();
  }

  /**
   * The same, where what both put in at one place stands there from both: for lists in which
   * nothing but that was done.
   *
   * @return null where more than that stands against each other
   */
  public @Nullable List<T> united() {
    List<T> all = new ArrayList<>();
    for (Region<T> region : regions) {
      if (region.kind() != Kind.CONFLICT) {
        all.addAll(region.merged());
      } else if (region.base().isEmpty()) {
        all.addAll(region.theirs());
        region.mine().stream().filter(each -> !region.theirs().contains(each)).forEach(all::add);
      } else {
        return null;
      }
    }
    return all;
  }

  /** Whether the left side's next edit comes before the right side's; what is put in, first. */
  private static <T> boolean comesFirst(
      List<Edit<T>> left, int nextLeft, List<Edit<T>> right, int nextRight) {
    if (nextLeft == left.size() || nextRight == right.size()) {
      return nextLeft < left.size();
    }
    Edit<T> one = left.get(nextLeft);
    Edit<T> other = right.get(nextRight);
    return one.from() < other.from() || (one.from() == other.from() && one.to() <= other.to());
  }

  /**
   * Whether an edit, which does not begin before it, touches a stretch. Edits that only meet are
   * two: what was put in before a changed piece is no change of it.
   */
  private static boolean overlaps(Edit<?> edit, int from, int to) {
    if (from == to) {
      // Both put something in at the very same place.
      return edit.from() == from && edit.to() == from;
    }
    return edit.from() < to && (edit.to() > edit.from() || edit.from() > from);
  }

  private static <T> void keep(List<T> base, int from, int to, List<Region<T>> regions) {
    if (from < to) {
      List<T> kept = base.subList(from, to);
      regions.add(new Region<>(Kind.KEPT, kept, kept, kept));
    }
  }

  private static <T> List<T> applied(List<T> base, List<Edit<T>> edits, int from, int to) {
    List<T> result = new ArrayList<>();
    int at = from;
    for (Edit<T> edit : edits) {
      result.addAll(base.subList(at, edit.from()));
      result.addAll(edit.put());
      at = edit.to();
    }
    result.addAll(base.subList(at, to));
    return result;
  }

  private static <T> List<Edit<T>> edits(List<T> before, List<T> after) {
    int start = 0;
    int shorter = Math.min(before.size(), after.size());
    while (start < shorter && before.get(start).equals(after.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    List<T> old = before.subList(start, before.size() - end);
    List<T> fresh = after.subList(start, after.size() - end);
    List<Edit<T>> edits = new ArrayList<>();
    if ((long) old.size() * fresh.size() > MOST_PAIRS) {
      edits.add(new Edit<>(start, start + old.size(), fresh));
      return edits;
    }
    for (AbstractDelta<T> delta : DiffUtils.diff(old, fresh).getDeltas()) {
      int from = start + delta.getSource().getPosition();
      List<T> source = delta.getSource().getLines();
      List<T> target = delta.getTarget().getLines();
      if (source.size() == target.size()) {
        // Each piece by itself, so that somebody else may have touched its neighbour.
        for (int piece = 0; piece < source.size(); piece++) {
          edits.add(new Edit<>(from + piece, from + piece + 1, List.of(target.get(piece))));
        }
      } else {
        edits.add(new Edit<>(from, from + source.size(), target));
      }
    }
    return edits;
  }

  /** Who touched a stretch. */
  public enum Kind {
    KEPT,
    THEIRS,
    MINE,
    /** Both, and alike. */
    SAME,
    CONFLICT
  }

  /** A stretch: as it was, and as each of the two has it. */
  public record Region<T>(Kind kind, List<T> base, List<T> theirs, List<T> mine) {
    public Region {
      base = List.copyOf(base);
      theirs = List.copyOf(theirs);
      mine = List.copyOf(mine);
    }

    /** Both together; mine where they stand against each other. */
    public List<T> merged() {
      return kind == Kind.THEIRS ? theirs : mine;
    }
  }

  private record Edit<T>(int from, int to, List<T> put) {
    Edit {
      put = List.copyOf(put);
    }
  }
}
