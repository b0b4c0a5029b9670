package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Day;
import org.vivavoce.web.Desk;

/**
 * What is to be reviewed again soon.
 *
 * @param listHref of the queue, without any filter
 * @param groups how many there are of each, and where they alone are shown
 * @param first of its pages, or null on that one
 * @param later the page after this one, or null
 */
public record ReviewsDuePage(
    Desk desk,
    String listHref,
    Selection whose,
    Selection specialty,
    @Nullable String group,
    List<GroupLink> groups,
    List<Line> lines,
    @Nullable String first,
    @Nullable String later) {
  public ReviewsDuePage {
    groups = List.copyOf(groups);
    lines = List.copyOf(lines);
  }

  /**
   * A group of answers.
   *
   * @param current whether it alone is shown
   */
  public record GroupLink(String href, String text, boolean current) {}

  /**
   * An answer.
   *
   * @param code of its group
   * @param when how soon it is due, in words
   * @param reviewer who reviewed it last; empty where that is not known
   * @param owner whose it is; empty where it is nobody's
   * @param todo what is to be done, in words
   * @param todoHref where, or null where that is the page of the answer itself
   */
  public record Line(
      String href,
      String title,
      String lang,
      String code,
      String when,
      Day due,
      @Nullable Day reviewed,
      String reviewer,
      String doctor,
      String owner,
      String todo,
      @Nullable String todoHref) {}
}
