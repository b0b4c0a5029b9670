package org.vivavoce.admin;

import java.util.List;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Link;

/**
 * One phrase of searches in an emergency, to be changed or removed.
 *
 * @param trail the way back to the list
 */
public record EmergencyPhrasePage(
    Desk desk,
    List<Link> trail,
    String action,
    String removeHref,
    EmergencyPhrasesPage.Fields fields,
    List<FormError> errors) {
  public EmergencyPhrasePage {
    trail = List.copyOf(trail);
    errors = List.copyOf(errors);
  }
}
