package org.vivavoce.auth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is signed in, on one of their devices.
 *
 * @param roles as the table has them
 * @param doctorId the doctor as whom the account speaks, or null
 */
public record Session(
    UUID id,
    String csrfToken,
    Instant seenAt,
    Instant provedAt,
    long accountId,
    String email,
    String name,
    @Nullable String credentials,
    List<String> roles,
    @Nullable Long doctorId) {
  public Session {
    roles = List.copyOf(roles);
  }

  /** As the log names them. */
  String actor() {
    return Account.actor(name, accountId);
  }
}
