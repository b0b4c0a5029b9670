package org.vivavoce.auth;

import java.util.List;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * Setting up an authenticator.
 *
 * @param square of the code to scan: how many dots it is wide and high
 * @param dots an SVG path of its dark dots
 * @param secret the same to type
 */
public record SecondFactorPage(
    Desk desk, int square, String dots, String secret, String uri, List<FormError> errors)
    implements FormPage {
  public SecondFactorPage {
    errors = List.copyOf(errors);
  }
}
