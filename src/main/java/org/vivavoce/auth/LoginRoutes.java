package org.vivavoce.auth;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/** {@code /admin/login}: signing in with a password and, where it is on, a second factor. */
final class LoginRoutes {
  private static final int LONGEST_EMAIL = 254;

  /** Who failed to sign in as somebody whom nobody knows. */
  private static final String NOBODY = "unknown";

  private final AuthParts parts;
  private final Replies replies;
  private final String script;

  /**
   * @param script href of what makes passkeys work
   */
  LoginRoutes(AuthParts parts, Replies replies, String script) {
    this.parts = parts;
    this.replies = replies;
    this.script = script;
  }

  void addTo(RouteTable routes) {
    routes.get("/admin/login", Role.NEWCOMER, this::ask);
    routes.post("/admin/login", Role.NEWCOMER, this::logIn);
    routes.get("/admin/login/code", Role.NEWCOMER, this::askCode);
    routes.post("/admin/login/code", Role.NEWCOMER, this::giveCode);
    routes.post("/admin/logout", Role.ACCOUNTS, this::logOut);
  }

  private void ask(Context context) {
    String next = replies.next(context.queryParam("next"));
    if (parts.door().who(context).isPresent()) {
      Replies.goTo(context, next);
      return;
    }
    show(context, "", next, List.of());
  }

  private void logIn(Context context) {
    FormParams form = FormParams.of(context);
    String email = form.line("email");
    String password = form.raw("password");
    String next = replies.next(form.line("next"));
    Browser browser = parts.door().browserOf(context);
    Optional<Duration> wait = parts.throttle().tryPassword(cut(email), browser);
    if (wait.isPresent()) {
      show(context, email, next, List.of(replies.tooOften(context, "email", wait.get())));
      return;
    }
    Optional<Account> found =
        email.length() > LONGEST_EMAIL ? Optional.empty() : parts.accounts().find(email);
    // Whoever is unknown, disabled or without a password has one hashed all the same, so that
    // neither the answer nor its time tells anything.
    String known =
        found
            .filter(account -> account.disabledAt() == null)
            .map(Account::passwordHash)
            .orElse(null);
    boolean right = replies.unlessBusy(() -> parts.passwords().matches(password, known));
    if (!right) {
      parts
          .jdbi()
          .useTransaction(
              handle ->
                  parts
                      .audit()
                      .write(
                          handle,
                          found.map(Account::actor).orElse(NOBODY),
                          "account.login_failed",
                          Map.of("how", "password", "address", browser.address())));
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      show(context, email, next, List.of(replies.error("email", "login.wrong")));
      return;
    }
    Account account = found.orElseThrow();
    if (account.secondFactor()) {
      String token =
          parts.jdbi().inTransaction(handle -> parts.pending().begin(handle, account.id()));
      parts.pendingCookie().set(context, token, Door.SECOND_STEP);
      Replies.goTo(context, replies.paths().loginCode(next));
      return;
    }
    Door.Entry entry =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  parts.throttle().passed(handle, account.email(), browser);
                  parts.editor().sweep(handle);
                  parts.throttle().sweep(handle);
                  return parts.door().open(handle, context, account, "password");
                });
    refreshHash(account, password);
    parts.door().letIn(context, entry);
    Replies.goTo(context, next);
  }

  private void askCode(Context context) {
    String next = replies.next(context.queryParam("next"));
    if (parts.pending().find(parts.pendingCookie().in(context)).isEmpty()) {
      Replies.goTo(context, replies.paths().login(next));
      return;
    }
    showCode(context, next, List.of());
  }

  private void giveCode(Context context) {
    FormParams form = FormParams.of(context);
    String next = replies.next(form.line("next"));
    String token = parts.pendingCookie().in(context);
    Optional<Account> found =
        token == null
            ? Optional.empty()
            : parts
                .pending()
                .count(token)
                .flatMap(parts.accounts()::find)
                .filter(account -> account.disabledAt() == null);
    if (found.isEmpty() || token == null) {
      parts.pendingCookie().clear(context);
      Replies.goTo(context, replies.paths().login(next));
      return;
    }
    Account account = found.get();
    Browser browser = parts.door().browserOf(context);
    Optional<Duration> wait = parts.throttle().tryCode(account, browser);
    if (wait.isPresent()) {
      showCode(context, next, List.of(replies.tooOften(context, "code", wait.get())));
      return;
    }
    Optional<Door.Entry> entry =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  Optional<String> how =
                      parts.secondFactor().take(handle, account, form.line("code"));
                  if (how.isEmpty() || !parts.pending().end(handle, token)) {
                    parts
                        .audit()
                        .write(
                            handle,
                            account.actor(),
                            "account.login_failed",
                            Map.of("how", "code", "address", browser.address()));
                    return Optional.empty();
                  }
                  parts.throttle().passed(handle, account.email(), browser);
                  parts.throttle().codePassed(handle, account, browser);
                  parts.editor().sweep(handle);
                  parts.throttle().sweep(handle);
                  return Optional.of(parts.door().open(handle, context, account, how.get()));
                });
    if (entry.isEmpty()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      showCode(context, next, List.of(replies.error("code", "login.code.wrong")));
      return;
    }
    parts.pendingCookie().clear(context);
    parts.door().letIn(context, entry.get());
    Replies.goTo(context, next);
  }

  private void logOut(Context context) {
    parts.door().letOut(context);
    Replies.goTo(context, Replies.done(replies.paths().login(), "signed-out"));
  }

  private void show(Context context, String email, String next, List<FormError> errors) {
    replies.show(
        context,
        "auth/login",
        new LoginPage(replies.doorDesk(context, "login.heading"), email, next, script, errors));
  }

  private void showCode(Context context, String next, List<FormError> errors) {
    replies.show(
        context,
        "auth/login-code",
        new LoginCodePage(replies.doorDesk(context, "login.code.heading"), next, errors));
  }

  private void refreshHash(Account account, String password) {
    String hash = account.passwordHash();
    if (hash != null && parts.passwords().isOutdated(hash)) {
      parts.editor().refreshHash(account, parts.passwords().hash(password));
    }
  }

  /** Longer than any address: nobody has it, and nothing needs all of it. */
  private static String cut(String email) {
    return email.length() > LONGEST_EMAIL ? email.substring(0, LONGEST_EMAIL) : email;
  }
}
