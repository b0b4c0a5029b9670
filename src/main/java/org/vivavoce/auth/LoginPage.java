package org.vivavoce.auth;

import java.util.List;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * The door.
 *
 * @param email as it was typed
 * @param next where to go then: a path in the newsroom
 * @param script what makes passkeys work
 */
public record LoginPage(Desk desk, String email, String next, String script, List<FormError> errors)
    implements FormPage {
  public LoginPage {
    errors = List.copyOf(errors);
  }
}
