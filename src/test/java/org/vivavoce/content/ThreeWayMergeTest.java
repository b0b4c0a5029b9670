package org.vivavoce.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreeWayMergeTest {
  @Test
  void whatOnlyOneTouchedIsAsThatOneLeftIt() {
    ThreeWayMerge<String> merge = merge("a b c d", "a B c d", "a b c D e");
    assertFalse(merge.isConflict());
    assertEquals(list("a B c D e"), merge.merged());
  }

  @Test
  void neighboursAreNotTheSamePiece() {
    assertEquals(list("a B C d"), merge("a b c d", "a B c d", "a b C d").merged());
    assertFalse(merge("a b c d", "a B c d", "a b C d").isConflict());
    assertEquals(list("a x B"), merge("a b", "a B", "a x b").merged());
    assertEquals(list("A x b"), merge("a b", "A b", "a x b").merged());
    assertFalse(merge("a b", "A b", "a x b").isConflict());
    assertEquals(list("a c2"), merge("a b c", "a c", "a b c2").merged());
  }

  @Test
  void whatBothTouchedIsAsked() {
    ThreeWayMerge<String> merge = merge("a b c", "a T c", "a M c");
    assertTrue(merge.isConflict());
    ThreeWayMerge.Region<String> region =
        merge.regions().stream()
            .filter(each -> each.kind() == ThreeWayMerge.Kind.CONFLICT)
            .findFirst()
            .orElseThrow();
    assertEquals(list("b"), region.base());
    assertEquals(list("T"), region.theirs());
    assertEquals(list("M"), region.mine());
    assertEquals(list("a M c"), merge.merged(), "nothing of mine is lost");
    assertTrue(merge("a b c", "a c", "a M c").isConflict(), "taken out and changed");
    assertTrue(merge("a b", "a t b", "a m b").isConflict(), "put in at one place");
    assertTrue(merge("a b c", "x", "a b C").isConflict());
  }

  @Test
  void whatBothDidAlikeIsNoConflict() {
    assertFalse(merge("a b c", "a X c", "a X c d").isConflict());
    assertEquals(list("a X c d"), merge("a b c", "a X c", "a X c d").merged());
  }

  @Test
  void whatBothPutInStandsThereFromBothInAList() {
    assertEquals(list("a t m"), merge("a", "a t", "a m").united());
    assertEquals(list("a t m"), merge("a", "a t", "a t m").united());
    assertNull(merge("a b", "a t", "a m").united());
  }

  @Test
  void oneSideAloneAlwaysWinsWhateverItDid() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      List<String> base = random(random);
      List<String> other = random(random);
      assertEquals(other, ThreeWayMerge.of(base, other, base).merged());
      assertEquals(other, ThreeWayMerge.of(base, base, other).merged());
      assertEquals(other, ThreeWayMerge.of(base, other, other).merged());
      ThreeWayMerge<String> both = ThreeWayMerge.of(base, other, random(random));
      // Every piece of the base is in exactly one stretch.
      assertEquals(
          base, both.regions().stream().flatMap(region -> region.base().stream()).toList());
    }
  }

  @Test
  void thousandsOfPiecesThatAllDifferAreOneStretch() {
    List<Integer> base = IntStream.range(0, 30_000).boxed().toList();
    List<Integer> theirs = IntStream.range(30_000, 60_000).boxed().toList();
    List<Integer> mine = new ArrayList<>(base);
    mine.set(7, -1);
    assertTrue(ThreeWayMerge.of(base, theirs, mine).isConflict());
    assertEquals(mine, ThreeWayMerge.of(base, theirs, mine).merged());
  }

  private static List<String> random(Random random) {
    return IntStream.range(0, random.nextInt(7))
        .mapToObj(each -> String.valueOf((char) ('a' + random.nextInt(5))))
        .toList();
  }

  private static ThreeWayMerge<String> merge(String base, String theirs, String mine) {
    return ThreeWayMerge.of(list(base), list(theirs), list(mine));
  }

  private static List<String> list(String text) {
    return Arrays.asList(text.split(" "));
  }
}
