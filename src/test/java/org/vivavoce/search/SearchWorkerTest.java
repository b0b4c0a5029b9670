package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SearchWorkerTest {
  private static final Duration QUICK = Duration.ofMillis(5);
  private static final Duration SLOW = Duration.ofMillis(200);

  @Test
  void quickStepsGrowUpToTheMostThatIsAddedUpAtOnce() {
    assertEquals(16, SearchWorker.nextStep(8, QUICK));
    assertEquals(SearchIndex.FOLDED_CHANGES, SearchWorker.nextStep(600, QUICK));
  }

  @Test
  void slowStepsShrinkButNotBelowTheFirst() {
    assertEquals(50, SearchWorker.nextStep(100, SLOW));
    assertEquals(SearchWorker.FIRST_STEP, SearchWorker.nextStep(9, SLOW));
  }
}
