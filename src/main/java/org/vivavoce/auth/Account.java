package org.vivavoce.auth;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Role;

/**
 * Somebody who may sign in, or is invited to.
 *
 * @param credentials for example "MD, PhD", or null
 * @param roles as the table has them
 * @param doctorId the doctor as whom the account speaks, or null
 * @param passwordHash a PHC string; null while none was set
 * @param secondFactorSince from when on a code of an authenticator is asked for after the password;
 *     null where none is
 * @param secondFactorUsedAt of which moment the last code was that was taken, or null
 * @param passkeys how many there are
 * @param version when it was last changed, as its form sends it back
 */
public record Account(
    long id,
    String email,
    String name,
    @Nullable String credentials,
    List<String> roles,
    @Nullable Long doctorId,
    @Nullable String doctorName,
    @Nullable String passwordHash,
    @Nullable Instant secondFactorSince,
    @Nullable Instant secondFactorUsedAt,
    int passkeys,
    @Nullable Instant disabledAt,
    String version) {
  public Account {
    roles = List.copyOf(roles);
  }

  /** As the log names them. */
  String actor() {
    return actor(name, id);
  }

  /** Whether they took up their invitation. */
  boolean isTakenUp() {
    return passwordHash != null || passkeys > 0;
  }

  /** Whether a code of an authenticator is asked for after the password. */
  boolean secondFactor() {
    return secondFactorSince != null;
  }

  boolean is(Role role) {
    return roles.contains(nameOf(role));
  }

  /** As the log names an account: the name as it is, and what stays the same. */
  public static String actor(String name, long id) {
    return name + " (account " + id + ")";
  }

  /** The role's name in the table. */
  static String nameOf(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  static Set<Role> roles(List<String> names) {
    Set<Role> roles = new TreeSet<>();
    for (String name : names) {
      roles.add(Role.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    return roles;
  }
}
