package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/**
 * What is overdue, failed, waits, and was done.
 *
 * @param zone in which times are shown, in words
 * @param part the one part that is shown, or empty for all of them
 */
public record SchedulePage(
    Desk desk, String path, String zone, boolean mine, String part, List<Section> sections) {
  public SchedulePage {
    sections = List.copyOf(sections);
  }

  /**
   * One of them.
   *
   * @param id overdue, failed, waiting or done
   * @param none what stands there where there is nothing
   * @param moreHref of the lines that follow, or null
   */
  public record Section(
      String id, String heading, String none, List<Line> lines, @Nullable String moreHref) {
    public Section {
      lines = List.copyOf(lines);
    }
  }

  /**
   * One job.
   *
   * @param at when it is to be done
   * @param utc the same in UTC; null where that is how it is shown
   * @param state how long it still waits, or since when it has not
   * @param why it failed, or would
   * @param moveHref null where this account cannot; likewise the others
   */
  public record Line(
      String title,
      String href,
      String what,
      Moment at,
      @Nullable String utc,
      String state,
      String by,
      List<String> why,
      @Nullable String moveHref,
      @Nullable String cancelHref,
      @Nullable String dismissHref) {
    public Line {
      why = List.copyOf(why);
    }
  }
}
