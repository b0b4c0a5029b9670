package org.vivavoce.auth;

import java.util.List;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * What a link leads to: setting a password, the first administrator's name and address as well.
 *
 * @param action href to which the form goes: the link itself
 * @param lead what this is about
 * @param introducing whether name and e-mail address are asked for, too
 * @param email as it was typed, or that of the account
 */
public record LinkPage(
    Desk desk,
    String action,
    String lead,
    boolean introducing,
    String name,
    String email,
    List<FormError> errors)
    implements FormPage {
  public LinkPage {
    errors = List.copyOf(errors);
  }
}
