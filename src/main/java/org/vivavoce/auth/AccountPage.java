package org.vivavoce.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;

/**
 * One's own account.
 *
 * @param roles in words
 * @param secondFactor since when it is on and when it was last used; null where it is off
 * @param codesLeft how many recovery codes were not used yet
 * @param digest whether the weekly letter about reviews comes; null where no mail is sent at all
 * @param script what makes passkeys work
 */
public record AccountPage(
    Desk desk,
    String email,
    String roles,
    boolean hasPassword,
    @Nullable String secondFactor,
    int codesLeft,
    List<PasskeyLine> passkeys,
    List<SessionLine> sessions,
    @Nullable Boolean digest,
    String script,
    List<FormError> errors)
    implements FormPage {
  public AccountPage {
    passkeys = List.copyOf(passkeys);
    sessions = List.copyOf(sessions);
    errors = List.copyOf(errors);
  }

  /** Whether there are other sessions than this one. */
  public boolean hasOthers() {
    return sessions.size() > 1;
  }

  /**
   * A passkey.
   *
   * @param facts when it was added and last used
   */
  public record PasskeyLine(long id, String name, String facts) {}

  /**
   * A session.
   *
   * @param device for example "Firefox on Linux"
   * @param facts from where, and when it was opened and last used
   * @param here whether it is this very one
   */
  public record SessionLine(String id, String device, String facts, boolean here) {}
}
