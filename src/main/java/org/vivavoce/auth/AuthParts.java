package org.vivavoce.auth;

import java.time.Clock;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.config.Config;
import org.vivavoce.web.ClientAddress;

/** What the routes of this room share. */
record AuthParts(
    Jdbi jdbi,
    Clock clock,
    AccountQueries accounts,
    AccountEditor editor,
    LinkEditor links,
    SessionEditor sessions,
    SessionCookie sessionCookie,
    PendingLogins pending,
    SessionCookie pendingCookie,
    SecondFactor secondFactor,
    PasskeyEditor passkeys,
    LoginThrottle throttle,
    Passwords passwords,
    PasswordRules rules,
    Door door,
    AuditLog audit) {
  static AuthParts of(
      Jdbi jdbi, ClientAddress addresses, Config config, Clock clock, PasswordCost cost) {
    boolean https = config.baseUrl().startsWith("https:");
    AuditLog audit = new AuditLog(clock);
    SessionEditor sessions = new SessionEditor(jdbi, clock);
    SessionCookie sessionCookie = new SessionCookie("session", https, "Lax");
    KnownDevices devices = new KnownDevices(clock);
    Door door =
        new Door(
            jdbi,
            sessions,
            sessionCookie,
            devices,
            new SessionCookie("device", https, "Strict"),
            addresses,
            audit);
    Passwords passwords = new Passwords(cost);
    return new AuthParts(
        jdbi,
        clock,
        new AccountQueries(jdbi),
        new AccountEditor(jdbi, clock, audit),
        new LinkEditor(jdbi, clock),
        sessions,
        sessionCookie,
        new PendingLogins(jdbi, clock),
        new SessionCookie("login", https, "Lax"),
        new SecondFactor(clock),
        new PasskeyEditor(jdbi, clock),
        new LoginThrottle(jdbi, clock, devices),
        passwords,
        new PasswordRules(config.siteName()),
        door,
        audit);
  }
}
