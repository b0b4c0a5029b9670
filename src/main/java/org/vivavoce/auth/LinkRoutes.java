package org.vivavoce.auth;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.vivavoce.auth.LinkEditor.Purpose;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * {@code /admin/set-up}, {@code /admin/invitations} and {@code /admin/reset}: links that were
 * handed over, each good once. Only the form that was filled in uses one up: mail programs look at
 * links before anybody does.
 */
final class LinkRoutes {
  private final AuthParts parts;
  private final Replies replies;
  private final Letters letters;

  LinkRoutes(AuthParts parts, Replies replies, Letters letters) {
    this.parts = parts;
    this.replies = replies;
    this.letters = letters;
  }

  void addTo(RouteTable routes) {
    add(routes, Purpose.SET_UP, replies.paths()::setUp);
    add(routes, Purpose.INVITATION, replies.paths()::invitation);
    add(routes, Purpose.RESET, replies.paths()::reset);
  }

  private void add(RouteTable routes, Purpose purpose, UnaryOperator<String> path) {
    routes.get(path.apply("{token}"), Role.NEWCOMER, context -> ask(context, purpose));
    routes.post(path.apply("{token}"), Role.NEWCOMER, context -> take(context, purpose));
  }

  private void ask(Context context, Purpose purpose) {
    Optional<Account> account = parts.links().find(purpose, context.pathParam("token"));
    if (account.isEmpty()) {
      showVoid(context);
      return;
    }
    boolean introducing = purpose == Purpose.SET_UP;
    show(
        context,
        purpose,
        account.get(),
        introducing ? "" : account.get().name(),
        introducing ? "" : account.get().email(),
        false,
        List.of());
  }

  private void take(Context context, Purpose purpose) {
    String token = context.pathParam("token");
    Optional<Account> found = parts.links().find(purpose, token);
    if (found.isEmpty()) {
      showVoid(context);
      return;
    }
    Account account = found.get();
    FormParams form = FormParams.of(context);
    boolean introducing = purpose == Purpose.SET_UP;
    String name = introducing ? form.line("name") : account.name();
    String email = introducing ? form.line("email") : account.email();
    String password = form.raw("password");
    boolean removing = purpose == Purpose.RESET && form.has("passkeys");
    List<FormError> errors = new ArrayList<>();
    if (introducing) {
      errors.addAll(PersonForm.faultsOf(replies, name, email));
    }
    parts
        .rules()
        .fault(password, List.of(name, email))
        .ifPresent(key -> errors.add(replies.error("password", key)));
    if (!errors.isEmpty()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      show(context, purpose, account, name, email, removing, errors);
      return;
    }
    String hash = replies.unlessBusy(() -> parts.passwords().hash(password));
    Optional<Optional<Door.Entry>> entry;
    try {
      entry =
          parts
              .jdbi()
              .inTransaction(
                  handle -> {
                    if (!parts.links().take(handle, purpose, token)) {
                      return Optional.empty();
                    }
                    if (introducing) {
                      parts.editor().introduce(handle, account.id(), name, email);
                    }
                    Account now = AccountQueries.find(handle, account.id()).orElseThrow();
                    parts.editor().setPassword(handle, now, hash, purpose.text());
                    if (removing) {
                      removePasskeys(handle, now);
                    }
                    // A link proves no second factor.
                    if (now.secondFactor() || purpose == Purpose.RESET) {
                      return Optional.of(Optional.empty());
                    }
                    return Optional.of(
                        Optional.of(
                            parts
                                .door()
                                .open(
                                    handle,
                                    context,
                                    AccountQueries.find(handle, account.id()).orElseThrow(),
                                    purpose.text())));
                  });
    } catch (AccountEditor.TakenException e) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      show(
          context,
          purpose,
          account,
          name,
          email,
          removing,
          List.of(replies.error("email", "person.email.taken")));
      return;
    }
    if (entry.isEmpty()) {
      showVoid(context);
    } else if (entry.get().isEmpty()) {
      if (purpose == Purpose.RESET) {
        // Whoever did not ask for the link learns at least that it was used.
        letters.send(account.email(), account.name(), "reset-done");
      }
      // What else lets somebody in is the first thing that they get to see.
      String next = Replies.done(replies.paths().ownAccount(), "look-through");
      Replies.goTo(context, replies.paths().login(next) + "&done=reset");
    } else {
      parts.door().letIn(context, entry.get().get());
      Replies.goTo(context, replies.paths().newsroom());
    }
  }

  private void show(
      Context context,
      Purpose purpose,
      Account account,
      String name,
      String email,
      boolean removing,
      List<FormError> errors) {
    String key = "link." + purpose.text();
    replies.show(
        context,
        "auth/link",
        new LinkPage(
            replies.doorDesk(context, key + ".heading"),
            context.path(),
            replies.words().of(key + ".lead", account.name(), account.email(), replies.siteName()),
            purpose == Purpose.SET_UP,
            name,
            email,
            purpose == Purpose.RESET ? passkeys(account) : List.of(),
            removing,
            purpose == Purpose.RESET && account.secondFactor(),
            errors));
  }

  private List<String> passkeys(Account account) {
    return parts.passkeys().of(account.id()).stream()
        .map(
            passkey ->
                replies.words().of("link.reset.passkey", passkey.name(), replies.facts(passkey)))
        .toList();
  }

  private void removePasskeys(Handle handle, Account account) {
    int removed = PasskeyEditor.removeAll(handle, account.id());
    parts
        .audit()
        .write(handle, account.actor(), "account.passkeys_removed", Map.of("passkeys", removed));
  }

  private void showVoid(Context context) {
    context.status(HttpStatus.NOT_FOUND);
    context.attribute("error-shown", true);
    replies.show(
        context,
        "auth/link-void",
        new LinkVoidPage(
            replies.doorDesk(context, "link.void.heading"), replies.words().of("link.void")));
  }
}
