package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.Link;

/**
 * Choosing what a duplicate is merged into, and looking at what that would do.
 *
 * @param path of the page itself
 * @param searched whether something was looked for
 * @param plan null until one is chosen
 */
public record ManagedMergePage(
    Desk desk,
    List<Link> trail,
    String path,
    String search,
    boolean searched,
    List<Candidate> candidates,
    @Nullable Plan plan) {
  public ManagedMergePage {
    trail = List.copyOf(trail);
    candidates = List.copyOf(candidates);
  }

  /** One that may be the same. */
  public record Candidate(String href, String name, String note, String answers) {}

  /**
   * What a merge would do.
   *
   * @param losses what the one that goes says otherwise than the one that stays
   * @param obstacles empty where nothing stands in its way
   */
  public record Plan(
      String from,
      String into,
      long intoId,
      String fromVersion,
      String intoVersion,
      List<ManagedEditPage.Fact> facts,
      List<ManagedEditPage.Difference> losses,
      List<String> obstacles,
      boolean conflict) {
    public Plan {
      facts = List.copyOf(facts);
      losses = List.copyOf(losses);
      obstacles = List.copyOf(obstacles);
    }
  }
}
