package org.vivavoce.web;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Who gets how much. */
class SharesTest {
  private final Shares shares = new Shares(4, 2);

  @Test
  void aNetworkHasItsShareAndNoMore() {
    assertAll(
        () -> assertTrue(shares.take("2001:db8:1:2::1")),
        () -> assertTrue(shares.take("2001:db8:1:2::2")),
        () -> assertFalse(shares.take("2001:db8:1:2::3"), "a household has many addresses"),
        () -> assertTrue(shares.take("203.0.113.5")));
    shares.giveBack("2001:db8:1:2::1");
    assertTrue(shares.take("2001:db8:1:2::3"));
  }

  @Test
  void togetherTheyHaveWhatThereIs() {
    for (String address : new String[] {"203.0.113.5", "203.0.113.6"}) {
      assertTrue(shares.take(address));
      assertTrue(shares.take(address));
    }
    assertFalse(shares.take("203.0.113.7"));
    shares.giveBack("203.0.113.5");
    assertTrue(shares.take("203.0.113.7"));
    assertFalse(shares.take("203.0.113.7"), "refusals take nothing");
  }

  @Test
  void thisMachineStandsForMany() {
    for (int time = 0; time < 4; time++) {
      assertTrue(shares.take("127.0.0.1"));
    }
    assertFalse(shares.take("127.0.0.1"));
  }
}
