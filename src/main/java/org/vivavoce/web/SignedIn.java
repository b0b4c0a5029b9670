package org.vivavoce.web;

import io.javalin.http.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is at work in the newsroom, as the access guard found out; every route that needs an account
 * can rely on it.
 *
 * @param credentials for example "MD, PhD", or null
 * @param doctorId the doctor as whom this account speaks, or null
 * @param csrfToken what every form has to send back
 * @param provedLately whether the password or a passkey was given in the last ten minutes, as
 *     dangerous acts need it
 */
public record SignedIn(
    long accountId,
    String name,
    @Nullable String credentials,
    Set<Role> roles,
    @Nullable Long doctorId,
    String csrfToken,
    boolean provedLately) {
  private static final String ATTRIBUTE = "signed-in";

  public SignedIn {
    roles = Set.copyOf(roles);
  }

  /**
   * @throws IllegalStateException where the route needs no account: a mistake in the program
   */
  public static SignedIn of(Context context) {
    SignedIn who = context.attribute(ATTRIBUTE);
    if (who == null) {
      throw new IllegalStateException(
          context.path() + " needs no account, so that nobody is known");
    }
    return who;
  }

  /** For the access guard. */
  public void rememberIn(Context context) {
    context.attribute(ATTRIBUTE, this);
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }
}
