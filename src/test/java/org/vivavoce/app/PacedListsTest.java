package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.ContentChange;
import org.vivavoce.db.ContentListener;

class PacedListsTest {
  private static final String LIST = ContentChange.specialty(7);
  private final List<String> heard = new ArrayList<>();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<String> noted = new ArrayList<>();
  private final PacedLists paced =
      new PacedLists(
          new Recorder(),
          tags -> noted.add(new TreeSet<>(tags).toString()),
          (millis, what) -> later.add(what));

  @Test
  void theFirstChangeOfAListIsPassedOnAtOnceAndThoseThatFollowTogether() {
    paced.changes(Set.of(LIST));
    paced.changes(Set.of(LIST));
    paced.changes(Set.of(LIST));
    assertEquals(List.of("[specialty:7]"), heard);
    assertEquals(3, noted.size(), "what is only noted does not wait");
    halfASecondPasses();
    assertEquals(List.of("[specialty:7]", "[specialty:7]"), heard);
    halfASecondPasses();
    assertTrue(later.isEmpty(), "nothing waits any more");
    paced.changes(Set.of(LIST));
    assertEquals(3, heard.size(), "after a rest a change is passed on at once again");
  }

  @Test
  void anAnswerNeverWaits() {
    paced.changes(Set.of(LIST, ContentChange.article(1)));
    paced.changes(Set.of(LIST, ContentChange.article(2)));
    paced.changes(Set.of(ContentChange.LISTS));
    assertEquals(List.of("[article:1, specialty:7]", "[article:2]", "[lists]"), heard);
  }

  @Test
  void whoeverWantsToSeeWhatWasDoneWaitsForNothing() {
    paced.changes(Set.of(LIST));
    paced.changes(Set.of(LIST, ContentChange.OVERVIEW));
    paced.flush();
    assertEquals(List.of("[specialty:7]", "[overview]", "[specialty:7]"), heard);
    paced.flush();
    halfASecondPasses();
    assertEquals(3, heard.size(), "nothing is passed on twice");
  }

  @Test
  void whatIsDoubtfulAsAWholeIsNotPassedOnOnceMore() {
    paced.changes(Set.of(LIST));
    paced.changes(Set.of(LIST));
    paced.anything();
    halfASecondPasses();
    assertEquals(List.of("[specialty:7]", "anything"), heard);
  }

  private void halfASecondPasses() {
    List<Runnable> due = List.copyOf(later);
    later.clear();
    due.forEach(Runnable::run);
  }

  private final class Recorder implements ContentListener.Heard {
    @Override
    public void changes(Set<String> tags) {
      heard.add(new TreeSet<>(tags).toString());
    }

    @Override
    public void anything() {
      heard.add("anything");
    }

    @Override
    public void nothing() {
      heard.add("nothing");
    }

    @Override
    public void again() {
      heard.add("again");
    }
  }
}
