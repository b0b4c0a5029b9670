package org.vivavoce.admin;

import java.util.List;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Link;

/**
 * One red flag, to be changed or removed.
 *
 * @param trail the way back to the list
 */
public record RedFlagPage(
    Desk desk,
    List<Link> trail,
    String action,
    String removeHref,
    RedFlagsPage.Fields fields,
    List<FormError> errors) {
  public RedFlagPage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
  }
}
