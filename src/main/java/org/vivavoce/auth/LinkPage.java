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
 * @param passkeys those that the link can take away as well, each with when it was added and used
 * @param removing whether the box that takes them away was ticked
 * @param secondStep whether a code will be asked for all the same
 * @param email as it was typed, or that of the account
 */
public record LinkPage(
    Desk desk,
    String action,
    String lead,
    boolean introducing,
    String name,
    String email,
    List<String> passkeys,
    boolean removing,
    boolean secondStep,
    List<FormError> errors)
    implements FormPage {
  public LinkPage {
    passkeys = List.copyOf(passkeys);
    errors = List.copyOf(errors);
  }
}
