package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Day;
import org.vivavoce.web.Desk;
import org.vivavoce.web.Link;

/**
 * The newsroom's list of answers.
 *
 * @param newHref null for those who do not write
 * @param unsaved where new answers of one's own wait that were never saved, or null
 * @param doctor to narrow the list down to; where they are too many, those whom its words name
 * @param open whether filters are set that one should see: others than the one an author begins
 *     with
 * @param place which part of the list is shown; empty where there is nothing
 * @param earlier the page before this one, or null
 * @param later where the list goes on, or null
 * @param first where it begins, or null on its first page
 */
public record ManuscriptsPage(
    Desk desk,
    String listHref,
    String allHref,
    @Nullable String newHref,
    @Nullable Link unsaved,
    String text,
    Selection status,
    Selection specialty,
    Selection doctor,
    Selection sort,
    boolean mine,
    boolean filtered,
    boolean open,
    String place,
    List<Line> lines,
    @Nullable String earlier,
    @Nullable String later,
    @Nullable String first) {
  public ManuscriptsPage {
    lines = List.copyOf(lines);
  }

  /**
   * An answer.
   *
   * @param href where it is worked on or read, or null
   * @param unsaved where one's own unsaved changes to it wait, or null
   * @param notes what is to be said of it besides: that changes are asked for, how many comments
   *     wait
   * @param reviewDue of what stands in public, or null
   * @param openAction where a manuscript is made of it, or null where there is one
   */
  public record Line(
      String title,
      @Nullable String href,
      @Nullable String openAction,
      @Nullable String doctor,
      @Nullable String specialty,
      String status,
      String statusLabel,
      @Nullable Link unsaved,
      List<String> notes,
      Moment updated,
      @Nullable Day reviewDue,
      boolean overdue,
      @Nullable String owner) {
    public Line {
      notes = List.copyOf(notes);
    }
  }
}
