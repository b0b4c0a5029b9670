package org.vivavoce.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/**
 * Who works here.
 *
 * @param newHref where somebody is invited
 */
public record PeoplePage(Desk desk, String newHref, List<Line> people) {
  public PeoplePage {
    people = List.copyOf(people);
  }

  /**
   * An account.
   *
   * @param roles in words
   * @param doctor as whom they speak, or null
   * @param state the end of a status' class name
   * @param stateText the same in words
   */
  public record Line(
      String href,
      String name,
      String email,
      String roles,
      @Nullable String doctor,
      boolean secondFactor,
      String state,
      String stateText) {}
}
