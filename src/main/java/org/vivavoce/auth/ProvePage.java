package org.vivavoce.auth;

import java.util.List;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * Asks once more who it is, before a dangerous act.
 *
 * @param next where to go on: a path in the newsroom
 * @param back where nobody is asked, for whoever thinks better of it
 * @param hasPassword else only a passkey will do
 * @param script what makes passkeys work
 */
public record ProvePage(
    Desk desk,
    String next,
    String back,
    boolean hasPassword,
    boolean hasPasskey,
    String script,
    List<FormError> errors)
    implements FormPage {
  public ProvePage {
    errors = List.copyOf(errors);
  }
}
