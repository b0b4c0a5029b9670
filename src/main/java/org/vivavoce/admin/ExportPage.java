package org.vivavoce.admin;

import java.util.List;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;

/**
 * Where published answers are taken out.
 *
 * @param action where the file is
 * @param exports who did so of late
 */
public record ExportPage(
    Desk desk,
    List<Link> trail,
    String action,
    List<FormError> errors,
    Selection packing,
    Selection specialty,
    FormField doctor,
    List<Row> exports) {
  public ExportPage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
    exports = List.copyOf(exports);
  }

  /** One export. */
  public record Row(Moment at, String who, String what) {}
}
