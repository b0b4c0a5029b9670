package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmUpTest {
  /** In milliseconds. */
  @ParameterizedTest
  @CsvSource({
    "0, 1500", // never longer
    "200, 1500",
    "1100, 600", // until it is to listen
    "1400, 300",
    "1500, 300", // then a fifth of what there was
    "5000, 1000",
    "7500, 1500",
    "60000, 1500"
  })
  void lastsUntilThePortalIsToListen(long since, long budget) {
    assertEquals(Duration.ofMillis(budget), WarmUp.budget(Duration.ofMillis(since)));
  }
}
