package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.Cue;

class SpokenMomentTest {
  private static final List<Cue> CUES =
      List.of(
          new Cue(150, 2_000, "Good morning – to all."),
          new Cue(2_500, 6_500, "It “can’t” be seen. Take one"),
          new Cue(7_000, 9_000, "tablet, twice a day,\nwith water"),
          new Cue(9_500, 11_000, "Good morning to all."));

  @Test
  void whereACueBegins() {
    assertEquals(OptionalInt.of(2_500), at("It can't be seen!", 0.2));
  }

  @Test
  void whereTheSentenceBeginsWithinACueAndGoesOnInTheNext() {
    OptionalInt moment = at("Take one tablet twice a day with water.", 0.4);
    assertEquals(5_300, moment.getAsInt(), 200);
  }

  @Test
  void ofTwoThatBeginAlikeTheNearer() {
    assertEquals(OptionalInt.of(150), at("Good morning to all.", 0));
    assertEquals(OptionalInt.of(9_500), at("Good morning to all.", 0.8));
  }

  @Test
  void aWordMoreOrLessDoesNotMatter() {
    assertEquals(
        5_300, at("Take one small tablet twice a day with the water.", 0.4).getAsInt(), 200);
  }

  @Test
  void whatIsNotSaidHasNoMoment() {
    assertEquals(OptionalInt.empty(), at("It is quite another thing to say.", 0.2));
    assertEquals(OptionalInt.empty(), at("", 0));
    assertEquals(OptionalInt.empty(), at("Yes.", 0));
    assertEquals(OptionalInt.empty(), SpokenMoment.of("Good morning to all.", 0, List.of()));
    assertEquals(
        OptionalInt.empty(),
        SpokenMoment.of("Good morning to all.", 0, List.of(new Cue(0, 10, "– … –"))));
  }

  private static OptionalInt at(String sentence, double place) {
    return SpokenMoment.of(sentence, place, CUES);
  }
}
