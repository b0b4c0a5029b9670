package org.vivavoce.auth;

import io.javalin.http.Context;
import io.javalin.http.UnauthorizedResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.ClientAddress;

/** Lets somebody in whose identity is proved, and out again; and knows who is in. */
final class Door {
  /** How long the second step of signing in may take. */
  static final Duration SECOND_STEP = Duration.ofMinutes(5);

  private final Jdbi jdbi;
  private final SessionEditor sessions;
  private final SessionCookie cookie;
  private final KnownDevices devices;
  private final SessionCookie deviceCookie;
  private final ClientAddress addresses;
  private final AuditLog audit;

  Door(
      Jdbi jdbi,
      SessionEditor sessions,
      SessionCookie cookie,
      KnownDevices devices,
      SessionCookie deviceCookie,
      ClientAddress addresses,
      AuditLog audit) {
    this.jdbi = jdbi;
    this.sessions = sessions;
    this.cookie = cookie;
    this.devices = devices;
    this.deviceCookie = deviceCookie;
    this.addresses = addresses;
    this.audit = audit;
  }

  /** Whether the browser is signed in already. */
  Optional<Session> who(Context context) {
    return sessions.find(cookie.in(context));
  }

  Browser browserOf(Context context) {
    return new Browser(addresses.of(context), deviceCookie.in(context));
  }

  /**
   * Opens a new session and ends the one that the browser had: nobody can plant theirs in it. The
   * browser is known to the account from then on. Belongs to the caller's transaction; the cookies
   * are to be set after it.
   *
   * @param how for the log: password, code, recovery_code, passkey, or the kind of a link
   * @throws UnauthorizedResponse where the account was disabled, or got another password or second
   *     factor, since it was read
   */
  Entry open(Handle handle, Context context, Account account, String how) {
    if (!isAsRead(handle, account)) {
      throw new UnauthorizedResponse();
    }
    sessions.end(handle, cookie.in(context));
    Browser browser = browserOf(context);
    audit.write(
        handle, account.actor(), "account.login", Map.of("how", how, "address", browser.address()));
    return new Entry(
        sessions.open(handle, account.id(), browser.address(), userAgent(context)),
        devices.remember(handle, account.id(), browser.device()));
  }

  void letIn(Context context, Entry entry) {
    cookie.set(context, entry.session());
    deviceCookie.set(context, entry.device(), KnownDevices.LIFE);
  }

  void letOut(Context context) {
    Session session = AccessGuard.session(context);
    jdbi.useTransaction(
        handle -> {
          sessions.end(handle, session.accountId(), session.id());
          audit.write(
              handle, session.actor(), "account.logout", Map.of("address", addresses.of(context)));
        });
    cookie.clear(context);
  }

  /**
   * From here to the end of the transaction nobody can disable it or set another password or
   * factor.
   */
  private static boolean isAsRead(Handle handle, Account account) {
    return handle
        .createQuery(
            """
            select disabled_at is null and password_hash is not distinct from :hash
                   and totp_confirmed_at is not distinct from :secondFactor
              from account where id = :id
               for no key update
            """)
        .bind("hash", account.passwordHash())
        .bind("secondFactor", account.secondFactorSince())
        .bind("id", account.id())
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  private static String userAgent(Context context) {
    @Nullable String agent = context.userAgent();
    return agent == null ? "" : agent;
  }

  /** The tokens of a session that was opened, and of the browser that is known now. */
  record Entry(String session, String device) {}
}
