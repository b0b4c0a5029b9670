package org.vivavoce.auth;

import java.time.Clock;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.config.Config;
import org.vivavoce.web.Assets;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Origins;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Views;

/** Everything about accounts, for the composition root: the guard and the routes. */
public final class Accounts {
  private final AuthParts parts;
  private final Replies replies;
  private final Origins origins;
  private final RelyingParty relyingParty;
  private final Mailer mailer;
  private final Letters letters;
  private final boolean mails;
  private final AccessGuard guard;
  private final String passkeyScript;

  /** Asks no database yet. */
  public Accounts(
      Jdbi jdbi,
      ClientAddress addresses,
      Frame frame,
      Views views,
      Assets assets,
      Clock clock,
      PasswordCost cost) {
    Config config = frame.config();
    this.parts = AuthParts.of(jdbi, addresses, config, clock, cost);
    this.replies = new Replies(frame, views);
    this.origins = new Origins(config.baseUrl(), config.isLoopback());
    this.relyingParty = new RelyingParty(config.baseUrl(), config.siteName());
    this.mailer = new Mailer(config.smtp(), config.contactEmail(), config.siteName());
    this.letters = new Letters(mailer, frame.words(), config.siteName());
    this.mails = config.smtp() != null;
    this.guard = new AccessGuard(parts.sessions(), parts.sessionCookie(), origins, replies);
    this.passkeyScript = assets.href("js/passkey.js");
  }

  public AccessGuard guard() {
    return guard;
  }

  /**
   * Whether somebody sends it who was signed in here within the last hour. Reads a cookie and asks
   * no database: good for a place among others, and for nothing that needs an account.
   */
  public boolean isAtWork(Request request) {
    return parts.sessions().isAtWork(parts.sessionCookie().in(request));
  }

  /** What sends letters, for other rooms. */
  public Mailer mailer() {
    return mailer;
  }

  public void addTo(RouteTable routes) {
    new LoginRoutes(parts, replies, passkeyScript).addTo(routes);
    new LinkRoutes(parts, replies, letters).addTo(routes);
    new AccountRoutes(parts, replies, letters, passkeyScript, mails).addTo(routes);
    new PasskeyRoutes(parts, replies, letters, relyingParty, origins).addTo(routes);
    new PeopleRoutes(parts, replies, letters, mails).addTo(routes);
  }

  /**
   * The absolute URL at which the first administrator sets a password; a new one each time, and the
   * older ones are void.
   *
   * @return empty where somebody can sign in already
   */
  public Optional<String> setUpLink() {
    Paths paths = replies.paths();
    return parts
        .jdbi()
        .inTransaction(
            handle ->
                parts
                    .editor()
                    .first(handle)
                    .map(
                        account ->
                            paths.absolute(
                                paths.setUp(
                                    parts
                                        .links()
                                        .issue(handle, LinkEditor.Purpose.SET_UP, account.id())))));
  }
}
