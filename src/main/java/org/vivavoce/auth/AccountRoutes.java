package org.vivavoce.auth;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Words;

/** {@code /admin/account}: one's own password, second factor and sessions. */
final class AccountRoutes {
  private final AuthParts parts;
  private final Replies replies;
  private final Letters letters;
  private final String script;
  private final boolean mails;

  /**
   * @param script href of what makes passkeys work
   * @param mails whether letters are sent at all
   */
  AccountRoutes(AuthParts parts, Replies replies, Letters letters, String script, boolean mails) {
    this.parts = parts;
    this.replies = replies;
    this.letters = letters;
    this.script = script;
    this.mails = mails;
  }

  void addTo(RouteTable routes) {
    Paths paths = replies.paths();
    String account = paths.ownAccount();
    routes.get(account, Role.ACCOUNTS, context -> show(context, List.of()));
    // For a form that was open for long: whether its browser is signed in still, and by what token.
    routes.get(
        paths.ownSession(),
        Role.ACCOUNTS,
        context -> Replies.send(context, Map.of("csrf", AccessGuard.session(context).csrfToken())));
    routes.post(paths.ownPassword(), Role.ACCOUNTS, this::changePassword);
    routes.post(account + "/sessions/{id}/end", Role.ACCOUNTS, this::endSession);
    routes.post(account + "/sessions/end-others", Role.ACCOUNTS, this::endOthers);
    routes.get(account + "/prove", Role.ACCOUNTS, this::askProof);
    routes.post(account + "/prove", Role.ACCOUNTS, this::giveProof);
    routes.get(paths.ownSecondFactor(), Role.ACCOUNTS, this::askCode);
    routes.post(paths.ownSecondFactor(), Role.ACCOUNTS, this::turnOn);
    routes.post(paths.ownSecondFactor() + "/remove", Role.ACCOUNTS, this::turnOff);
    routes.post(paths.ownRecoveryCodes(), Role.ACCOUNTS, this::freshCodes);
    routes.post(paths.ownDigest(), Role.ACCOUNTS, this::chooseDigest);
  }

  private void changePassword(Context context) {
    FormParams form = FormParams.of(context);
    Session session = AccessGuard.session(context);
    Account account = account(session);
    String fresh = form.raw("new-password");
    if (account.passwordHash() == null) {
      if (replies.asksProof(context, replies.paths().ownAccount())) {
        return;
      }
    } else {
      Optional<FormError> fault =
          faultOf(context, account, form.raw("password"), "password", "account.password.wrong");
      if (fault.isPresent()) {
        show(context, List.of(fault.get()));
        return;
      }
    }
    Optional<String> fault = parts.rules().fault(fresh, List.of(account.name(), account.email()));
    if (fault.isPresent()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      show(context, List.of(replies.error("new-password", fault.get())));
      return;
    }
    String hash = replies.unlessBusy(() -> parts.passwords().hash(fresh));
    Door.Entry entry =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  parts.editor().setPassword(handle, account, hash, "account");
                  return parts
                      .door()
                      .open(
                          handle,
                          context,
                          AccountQueries.find(handle, account.id()).orElseThrow(),
                          "password_changed");
                });
    parts.door().letIn(context, entry);
    letters.send(account.email(), account.name(), "password-changed");
    Replies.goTo(context, Replies.done(replies.paths().ownAccount(), "password"));
  }

  private void endSession(Context context) {
    Session session = AccessGuard.session(context);
    UUID id = uuid(context.pathParam("id"));
    boolean ended =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  boolean found = parts.sessions().end(handle, session.accountId(), id);
                  if (found) {
                    parts.audit().write(handle, session.actor(), "account.session_ended", Map.of());
                  }
                  return found;
                });
    if (!ended) {
      throw new NotFoundResponse();
    }
    if (id.equals(session.id())) {
      parts.sessionCookie().clear(context);
      Replies.goTo(context, Replies.done(replies.paths().login(), "signed-out"));
      return;
    }
    Replies.goTo(context, Replies.done(replies.paths().ownAccount(), "session-ended"));
  }

  private void endOthers(Context context) {
    Session session = AccessGuard.session(context);
    parts
        .jdbi()
        .useTransaction(
            handle -> {
              SessionEditor.endAll(handle, session.accountId(), session.id());
              KnownDevices.forget(
                  handle, session.accountId(), parts.door().browserOf(context).device());
              parts.audit().write(handle, session.actor(), "account.sessions_ended", Map.of());
            });
    Replies.goTo(context, Replies.done(replies.paths().ownAccount(), "sessions-ended"));
  }

  private void chooseDigest(Context context) {
    Session session = AccessGuard.session(context);
    String wanted = FormParams.of(context).line("wanted");
    if (!wanted.equals("yes") && !wanted.equals("no")) {
      throw new BadRequestResponse();
    }
    parts
        .jdbi()
        .useTransaction(
            handle -> {
              AccountEditor.wantDigest(handle, session.accountId(), wanted.equals("yes"));
              parts
                  .audit()
                  .write(handle, session.actor(), "account.digest", Map.of("wanted", wanted));
            });
    Replies.goTo(
        context,
        Replies.done(replies.paths().ownAccount(), wanted.equals("yes") ? "digest" : "digest-off"));
  }

  private void askProof(Context context) {
    showProof(context, replies.next(context.queryParam("next")), List.of());
  }

  private void giveProof(Context context) {
    FormParams form = FormParams.of(context);
    Session session = AccessGuard.session(context);
    String next = replies.next(form.line("next"));
    Optional<FormError> fault =
        faultOf(
            context, account(session), form.raw("password"), "password", "account.password.wrong");
    if (fault.isPresent()) {
      showProof(context, next, List.of(fault.get()));
      return;
    }
    parts.jdbi().useHandle(handle -> parts.sessions().prove(handle, session.id()));
    Replies.goTo(context, next);
  }

  private void askCode(Context context) {
    if (replies.asksProof(context, replies.paths().ownSecondFactor())) {
      return;
    }
    showCode(context, List.of());
  }

  private void turnOn(Context context) {
    if (replies.asksProof(context, replies.paths().ownSecondFactor())) {
      return;
    }
    Session session = AccessGuard.session(context);
    String code = FormParams.of(context).line("code");
    Optional<List<String>> codes =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  parts.sessions().hold(handle, session.id());
                  if (!parts.secondFactor().confirm(handle, session.accountId(), code)) {
                    return Optional.empty();
                  }
                  parts
                      .audit()
                      .write(handle, session.actor(), "account.second_factor_on", Map.of());
                  // Whoever got in with the password alone has no longer any business here.
                  SessionEditor.endAll(handle, session.accountId(), session.id());
                  return Optional.of(SecondFactor.freshRecoveryCodes(handle, session.accountId()));
                });
    if (codes.isEmpty()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      showCode(context, List.of(replies.error("code", "second-factor.wrong")));
      return;
    }
    letters.send(session.email(), session.name(), "second-factor-on");
    showCodes(context, codes.get());
  }

  private void turnOff(Context context) {
    if (replies.asksProof(context, replies.paths().ownAccount())) {
      return;
    }
    Session session = AccessGuard.session(context);
    parts
        .jdbi()
        .useTransaction(
            handle -> {
              SecondFactor.remove(handle, session.accountId());
              parts.audit().write(handle, session.actor(), "account.second_factor_off", Map.of());
            });
    letters.send(session.email(), session.name(), "second-factor-off");
    Replies.goTo(context, Replies.done(replies.paths().ownAccount(), "second-factor-off"));
  }

  private void freshCodes(Context context) {
    if (replies.asksProof(context, replies.paths().ownAccount())) {
      return;
    }
    Session session = AccessGuard.session(context);
    if (!account(session).secondFactor()) {
      throw new NotFoundResponse();
    }
    List<String> codes =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  parts.audit().write(handle, session.actor(), "account.recovery_codes", Map.of());
                  return SecondFactor.freshRecoveryCodes(handle, session.accountId());
                });
    letters.send(session.email(), session.name(), "recovery-codes");
    showCodes(context, codes);
  }

  /**
   * Looks at the password of whoever is signed in; guessing it in a session that was left open is
   * as slow as at the door.
   *
   * @return what is wrong with it; the answer's status is then set
   */
  private Optional<FormError> faultOf(
      Context context, Account account, String password, String field, String key) {
    Browser browser = parts.door().browserOf(context);
    Optional<Duration> wait = parts.throttle().tryPassword(account.email(), browser);
    if (wait.isPresent()) {
      return Optional.of(replies.tooOften(context, field, wait.get()));
    }
    if (replies.unlessBusy(() -> parts.passwords().matches(password, account.passwordHash()))) {
      parts
          .jdbi()
          .useTransaction(handle -> parts.throttle().passed(handle, account.email(), browser));
      return Optional.empty();
    }
    context.status(HttpStatus.UNPROCESSABLE_CONTENT);
    return Optional.of(replies.error(field, key));
  }

  private Account account(Session session) {
    return parts.accounts().find(session.accountId()).orElseThrow(NotFoundResponse::new);
  }

  private void show(Context context, List<FormError> errors) {
    Words words = replies.words();
    Session session = AccessGuard.session(context);
    Account account = account(session);
    int codes =
        parts.jdbi().withHandle(handle -> SecondFactor.recoveryCodesLeft(handle, account.id()));
    replies.show(
        context,
        "auth/account",
        new AccountPage(
            replies.desk(context, account.name(), null),
            account.email(),
            SignedIn.of(context).roles().stream()
                .sorted()
                .map(role -> words.of("role." + Account.nameOf(role)))
                .collect(Collectors.joining(", ")),
            account.passwordHash() != null,
            secondFactor(account),
            codes,
            parts.passkeys().of(account.id()).stream()
                .map(
                    passkey ->
                        new AccountPage.PasskeyLine(
                            passkey.id(), passkey.name(), replies.facts(passkey)))
                .toList(),
            parts.sessions().of(account.id()).stream()
                .map(open -> line(open, session.id()))
                .toList(),
            mails
                ? parts.jdbi().withHandle(handle -> AccountEditor.wantsDigest(handle, account.id()))
                : null,
            script,
            errors));
  }

  private @Nullable String secondFactor(Account account) {
    Instant since = account.secondFactorSince();
    Instant used = account.secondFactorUsedAt();
    return since == null
        ? null
        : replies
            .words()
            .of(
                "account.second.facts",
                replies.moment(since),
                replies.moment(used == null || used.isBefore(since) ? since : used));
  }

  private AccountPage.SessionLine line(SessionEditor.Open open, UUID here) {
    Words words = replies.words();
    Device device = Device.of(open.userAgent());
    String browser = device.browser();
    String system = device.system();
    return new AccountPage.SessionLine(
        open.id().toString(),
        words.of(
            "session.device",
            browser == null ? words.of("session.browser") : browser,
            system == null ? words.of("session.system") : system),
        words.of(
            "session.facts",
            open.address(),
            replies.moment(open.createdAt()),
            replies.moment(open.seenAt())),
        open.id().equals(here));
  }

  private void showProof(Context context, String next, List<FormError> errors) {
    Account account = account(AccessGuard.session(context));
    replies.show(
        context,
        "auth/prove",
        new ProvePage(
            replies.desk(context, replies.words().of("prove.heading"), null),
            next,
            NextPath.back(next),
            account.passwordHash() != null,
            account.passkeys() > 0,
            script,
            errors));
  }

  private void showCode(Context context, List<FormError> errors) {
    Account account = account(AccessGuard.session(context));
    if (account.secondFactor()) {
      Replies.goTo(context, replies.paths().ownAccount());
      return;
    }
    byte[] secret =
        parts
            .jdbi()
            .inTransaction(
                handle -> parts.secondFactor().begin(handle, account.id(), !errors.isEmpty()));
    String uri = Totp.uri(secret, replies.siteName(), account.email());
    QrSquare square = QrSquare.of(uri);
    replies.show(
        context,
        "auth/second-factor",
        new SecondFactorPage(
            replies.desk(context, replies.words().of("second-factor.heading"), null),
            square.size(),
            square.path(),
            Totp.spelled(secret),
            uri,
            errors));
  }

  private void showCodes(Context context, List<String> codes) {
    replies.show(
        context,
        "auth/recovery-codes",
        new RecoveryCodesPage(
            replies.desk(context, replies.words().of("recovery.heading"), null), codes));
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new NotFoundResponse();
    }
  }
}
