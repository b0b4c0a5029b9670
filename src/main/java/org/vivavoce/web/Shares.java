package org.vivavoce.web;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Of something of which there is only so much at a time, how much each network has. This very
 * machine, through which others may come whom nobody can tell apart, has as much as there is.
 */
final class Shares {
  private final int all;
  private final int each;
  private final AtomicInteger taken = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> byNetwork = new ConcurrentHashMap<>();

  /**
   * @param all that there is
   * @param each what a network may have of it
   */
  Shares(int all, int each) {
    this.all = all;
    this.each = each;
  }

  /**
   * Takes one, which {@link #giveBack} gives back.
   *
   * @param address from which it is asked for
   * @return false where there is none to be had
   */
  boolean take(String address) {
    if (taken.incrementAndGet() > all) {
      taken.decrementAndGet();
      return false;
    }
    int most = ClientAddress.isThisMachine(address) ? all : each;
    if (byNetwork.merge(ClientAddress.network(address), 1, Integer::sum) > most) {
      giveBack(address);
      return false;
    }
    return true;
  }

  void giveBack(String address) {
    taken.decrementAndGet();
    byNetwork.computeIfPresent(
        ClientAddress.network(address), (network, count) -> count == 1 ? null : count - 1);
  }
}
