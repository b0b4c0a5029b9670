package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * Where files are handed in to be imported, and what became of the latest.
 *
 * @param exportHref where answers are taken out
 * @param conflictsHref where edits are that an import stands against; null where there are none
 */
public record ImportsPage(
    Desk desk,
    String path,
    List<FormError> errors,
    String exportHref,
    @Nullable String conflictsHref,
    List<Row> runs) {
  public ImportsPage {
    errors = List.copyOf(errors);
    runs = List.copyOf(runs);
  }

  /**
   * One file.
   *
   * @param status for its looks
   * @param summary what it brings, or brought; empty where that is not known
   */
  public record Row(
      String href,
      String name,
      String status,
      String statusLabel,
      Moment at,
      String who,
      String summary) {}
}
