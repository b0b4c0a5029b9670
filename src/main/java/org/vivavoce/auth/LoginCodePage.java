package org.vivavoce.auth;

import java.util.List;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * The second step at the door.
 *
 * @param next where to go then: a path in the newsroom
 */
public record LoginCodePage(Desk desk, String next, List<FormError> errors) implements FormPage {
  public LoginCodePage {
    errors = List.copyOf(errors);
  }
}
