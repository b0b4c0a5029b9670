package org.vivavoce.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * Somebody who works here, or is to be invited.
 *
 * @param action href to which the form goes
 * @param person what is shut out, let in again or given a link; null where it is a new one, or
 *     nobody proved who they are
 * @param isNew whether somebody is to be invited
 * @param version which it was when the form was opened; empty for a new one
 * @param conflict what somebody else saved meanwhile, and what was typed; null where nobody did
 * @param peopleHref the way back
 * @param proveHref where to prove first who one is; null where that was done
 * @param note what was not done, or is to be done next; null where there is nothing to say
 */
public record PersonPage(
    Desk desk,
    String action,
    String name,
    String email,
    String credentials,
    List<RoleBox> roles,
    List<DoctorOption> doctors,
    @Nullable Standing person,
    boolean isNew,
    String version,
    @Nullable List<Difference> conflict,
    String peopleHref,
    @Nullable String proveHref,
    @Nullable String note,
    List<FormError> errors)
    implements FormPage {
  public PersonPage {
    roles = List.copyOf(roles);
    doctors = List.copyOf(doctors);
    conflict = conflict == null ? null : List.copyOf(conflict);
    errors = List.copyOf(errors);
  }

  /** What stands in a field, and what was typed into it. */
  public record Difference(String label, String one, String other) {}

  /** A role to tick. */
  public record RoleBox(String value, String label, String hint, boolean ticked) {}

  /** A doctor as whom they may speak. */
  public record DoctorOption(String value, String name, boolean chosen) {}

  /**
   * How an account stands.
   *
   * @param takenUp whether they set a password or added a passkey
   * @param factors what lets them in besides a password, in words
   * @param hasFactors whether there is any of that
   * @param own whether it is one's own account, whose second step is looked after elsewhere
   */
  public record Standing(
      boolean takenUp, boolean disabled, String factors, boolean hasFactors, boolean own) {}
}
