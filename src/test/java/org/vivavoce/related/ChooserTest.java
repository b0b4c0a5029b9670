package org.vivavoce.related;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.RelatedReason;
import org.vivavoce.related.Chooser.Choice;
import org.vivavoce.related.Chooser.Chosen;
import org.vivavoce.related.Chooser.Scored;

/** Which answers are put beside an answer, and why. */
class ChooserTest {
  private static final Voice SELF = voice(0, 1, true, 7, List.of(1L), "self");
  private final List<Scored> alike = new ArrayList<>();
  private int looks;

  @Test
  void theLikestFiveAndTheMarkThatOthersHaveToReach() {
    for (int id = 1; id <= 8; id++) {
      add(voice(id, 100 + id, true, 0, List.of(1L), "text " + id), 100 - id);
    }
    Chosen chosen = choose();
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), ids(chosen));
    assertEquals(95, chosen.mark());
    assertEquals(RelatedReason.SAME_TOPIC, chosen.choices().get(0).reason());
  }

  @Test
  void atMostTwoOfOnePersonButAnyNumberOfAnInstitution() {
    for (int id = 1; id <= 6; id++) {
      add(voice(id, 9, true, 0, List.of(1L), "text " + id), 100 - id);
    }
    Chosen chosen = choose();
    assertEquals(List.of(1L, 2L), ids(chosen));
    assertEquals(0, chosen.mark(), "anybody may come in");
    assertEquals(98, chosen.fullDoctors().get(9L), "but of this person only who is likelier");
    alike.clear();
    for (int id = 1; id <= 6; id++) {
      add(voice(id, 9, false, 0, List.of(1L), "text " + id), 100 - id);
    }
    assertEquals(5, choose().choices().size());
  }

  @Test
  void nearDuplicatesOfTheAnswerAndOfEachOtherAreLeftOutUnlessAnEditorChoseThem() {
    add(voice(1, 11, true, 0, List.of(1L), "self"), 9);
    add(voice(2, 12, true, 0, List.of(1L), "other"), 8);
    add(voice(3, 13, true, 0, List.of(1L), "other"), 7);
    assertEquals(List.of(2L), ids(choose()));
    Chosen chosen = choose(List.of(alike.get(0).voice()), List.of(), Set.of());
    assertEquals(List.of(1L, 2L), ids(chosen));
    assertEquals(RelatedReason.CHOSEN, chosen.choices().get(0).reason());
  }

  @Test
  void whatIsBannedStandsNowhere() {
    Voice banned = voice(1, 11, true, 0, List.of(1L), "one");
    add(banned, 9);
    add(voice(2, 12, true, 0, List.of(1L), "two"), 8);
    assertEquals(List.of(2L), ids(choose(List.of(), List.of(banned), Set.of(1L))));
  }

  @Test
  void twoAtMostOfThoseThatWereOftenReadNext() {
    for (int id = 1; id <= 6; id++) {
      add(voice(id, 100 + id, true, 0, List.of(1L), "text " + id), 100 - id);
    }
    List<Voice> next =
        IntStream.range(20, 24)
            .mapToObj(id -> voice(id, 200 + id, true, 0, List.of(), "next " + id))
            .toList();
    Chosen chosen = choose(List.of(), next, Set.of());
    assertEquals(List.of(1L, 2L, 3L, 20L, 21L), ids(chosen));
    assertEquals(RelatedReason.OFTEN_READ_NEXT, chosen.choices().get(4).reason());
  }

  @Test
  void theSameQuestionAboutSomethingElseStandsFurtherBack() {
    add(voice(1, 11, true, 7, List.of(2L), "one"), 100);
    add(voice(2, 12, true, 8, List.of(2L), "two"), 90);
    assertEquals(List.of(2L, 1L), ids(choose()));
    for (int id = 3; id < 9; id++) {
      add(voice(id, 100 + id, true, 7, List.of(10L + id), "text " + id), 80 - id);
    }
    assertEquals(List.of(2L, 1L, 3L, 4L), ids(choose()), "and three of them are enough");
  }

  @Test
  void looksAtMoreOnlyWhereTheFirstDoNotDo() {
    for (int id = 1; id <= 300; id++) {
      add(voice(id, id < 100 ? 9 : id, true, 0, List.of(1L), "text " + id), 1_000 - id);
    }
    assertEquals(List.of(1L, 2L, 100L, 101L, 102L), ids(choose()));
    assertEquals(2, looks);
  }

  @Test
  void whatIsNearFillsUp() {
    add(voice(1, 11, true, 0, List.of(1L), "one"), 100);
    Chosen chosen =
        Chooser.choose(
            SELF,
            List.of(),
            Set.of(),
            List.of(),
            this::best,
            () -> List.of(alike.get(0).voice(), voice(2, 12, true, 0, List.of(), "two")));
    assertEquals(List.of(1L, 2L), ids(chosen));
    assertEquals(RelatedReason.SAME_SPECIALTY, chosen.choices().get(1).reason());
    assertTrue(chosen.isShort());
  }

  private Chosen choose() {
    return choose(List.of(), List.of(), Set.of());
  }

  private Chosen choose(List<Voice> pinned, List<Voice> readNext, Set<Long> banned) {
    return Chooser.choose(SELF, pinned, banned, readNext, this::best, List::of);
  }

  private List<Scored> best(int most) {
    looks++;
    return alike.subList(0, Math.min(most, alike.size()));
  }

  private static List<Long> ids(Chosen chosen) {
    return chosen.stream().map(Choice::id).toList();
  }

  private void add(Voice voice, double score) {
    alike.add(new Scored(voice, score));
  }

  private static Voice voice(
      long id, long doctor, boolean person, int form, List<Long> topics, String text) {
    return new Voice(
        id,
        false,
        doctor,
        person,
        false,
        form,
        topics,
        List.of((int) id * 10, (int) id * 10 + 1),
        TextSketch.of(text));
  }
}
