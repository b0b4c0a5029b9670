package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/**
 * The newsroom's list of answers.
 *
 * @param newHref null for those who do not write
 * @param older where the list goes on, or null
 * @param first where it begins, or null on its first page
 */
public record ManuscriptsPage(
    Desk desk,
    String listHref,
    String allHref,
    @Nullable String newHref,
    String text,
    List<Option> statuses,
    List<Option> specialties,
    List<Option> doctors,
    boolean mine,
    boolean filtered,
    List<Line> lines,
    @Nullable String older,
    @Nullable String first) {
  public ManuscriptsPage {
    statuses = List.copyOf(statuses);
    specialties = List.copyOf(specialties);
    doctors = List.copyOf(doctors);
    lines = List.copyOf(lines);
  }

  /**
   * An answer.
   *
   * @param href where it is worked on or read, or null
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
      Moment updated,
      @Nullable String owner) {}
}
