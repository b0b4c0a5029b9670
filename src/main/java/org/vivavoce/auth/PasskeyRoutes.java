package org.vivavoce.auth;

import static org.vivavoce.auth.Replies.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.auth.PasskeyEditor.Passkey;
import org.vivavoce.web.FormParams;
import org.vivavoce.web.Origins;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * Passkeys: to sign in, to prove once more who it is, and their list. What a script sends and gets
 * is JSON; the list needs no script.
 */
final class PasskeyRoutes {
  private static final Logger log = LoggerFactory.getLogger(PasskeyRoutes.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_NAME = 100;
  private static final int MOST = 20;
  private final AuthParts parts;
  private final Replies replies;
  private final Letters letters;
  private final RelyingParty relyingParty;
  private final Origins origins;

  PasskeyRoutes(
      AuthParts parts,
      Replies replies,
      Letters letters,
      RelyingParty relyingParty,
      Origins origins) {
    this.parts = parts;
    this.replies = replies;
    this.letters = letters;
    this.relyingParty = relyingParty;
    this.origins = origins;
  }

  void addTo(RouteTable routes) {
    Paths paths = replies.paths();
    String own = paths.ownPasskeys();
    routes.post(paths.login() + "/passkey/options", Role.NEWCOMER, this::askAtTheDoor);
    routes.post(paths.login() + "/passkey", Role.NEWCOMER, this::logIn);
    routes.post(paths.ownAccount() + "/prove/passkey/options", Role.ACCOUNTS, this::askProof);
    routes.post(paths.ownAccount() + "/prove/passkey", Role.ACCOUNTS, this::giveProof);
    routes.post(own + "/options", Role.ACCOUNTS, this::askNew);
    routes.post(own, Role.ACCOUNTS, this::add);
    routes.post(own + "/{id}/name", Role.ACCOUNTS, this::rename);
    routes.post(own + "/{id}/remove", Role.ACCOUNTS, this::remove);
  }

  private void askAtTheDoor(Context context) {
    Optional<Duration> wait =
        parts.throttle().tryChallenge(parts.door().browserOf(context).address());
    if (wait.isPresent()) {
      refuse(context, replies.tooOften(context, "passkey", wait.get()).text());
      return;
    }
    send(context, relyingParty.requestOptions(parts.passkeys().challenge(null), List.of()));
  }

  private void logIn(Context context) {
    JsonNode sent = sent(context);
    String address = parts.door().browserOf(context).address();
    Optional<Duration> wait = parts.throttle().tryPasskey(address);
    if (wait.isPresent()) {
      refuse(context, replies.tooOften(context, "passkey", wait.get()).text());
      return;
    }
    Optional<RelyingParty.Used> used = used(context, sent, null);
    Optional<Account> account =
        used.flatMap(each -> parts.accounts().find(each.passkey().accountId()))
            .filter(each -> each.disabledAt() == null);
    if (account.isEmpty()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      refuse(context, replies.words().of("passkey.failed"));
      return;
    }
    Optional<Door.Entry> entry =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  // The account before its passkey, in the order in which they are taken away.
                  Door.Entry opened = parts.door().open(handle, context, account.get(), "passkey");
                  if (!parts
                      .passkeys()
                      .use(handle, used.get().passkey().id(), used.get().signCount())) {
                    handle.rollback();
                    return Optional.empty();
                  }
                  parts.throttle().passkeyPassed(handle, address);
                  parts.editor().sweep(handle);
                  return Optional.of(opened);
                });
    if (entry.isEmpty()) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      refuse(context, replies.words().of("passkey.failed"));
      return;
    }
    parts.door().letIn(context, entry.get());
    send(context, Map.of("location", replies.next(sent.path("next").asText())));
  }

  private void askProof(Context context) {
    long account = AccessGuard.session(context).accountId();
    send(
        context,
        relyingParty.requestOptions(
            parts.passkeys().challenge(account),
            parts.passkeys().of(account).stream().map(Passkey::credentialId).toList()));
  }

  private void giveProof(Context context) {
    Session session = AccessGuard.session(context);
    JsonNode sent = sent(context);
    Optional<RelyingParty.Used> used = used(context, sent, session.accountId());
    boolean good =
        used.isPresent()
            && parts
                .jdbi()
                .inTransaction(
                    handle -> {
                      if (!parts
                          .passkeys()
                          .use(handle, used.get().passkey().id(), used.get().signCount())) {
                        return false;
                      }
                      parts.sessions().prove(handle, session.id());
                      return true;
                    });
    if (!good) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      refuse(context, replies.words().of("passkey.failed"));
      return;
    }
    send(context, Map.of("location", replies.next(sent.path("next").asText())));
  }

  private void askNew(Context context) {
    Session session = AccessGuard.session(context);
    if (!replies.isProvedLately(context)) {
      send(context, Map.of("location", replies.paths().prove(replies.paths().ownAccount())));
      return;
    }
    List<Passkey> known = parts.passkeys().of(session.accountId());
    if (known.size() >= MOST) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      refuse(context, replies.words().of("passkey.many"));
      return;
    }
    send(
        context,
        relyingParty.creationOptions(
            parts.passkeys().challenge(session.accountId()),
            parts.passkeys().userHandle(session.accountId()),
            session.email(),
            session.name(),
            known.stream().map(Passkey::credentialId).toList()));
  }

  private void add(Context context) {
    Session session = AccessGuard.session(context);
    if (!replies.isProvedLately(context)) {
      send(context, Map.of("location", replies.paths().prove(replies.paths().ownAccount())));
      return;
    }
    JsonNode sent = sent(context);
    String name = nameOf(sent.path("name").asText());
    boolean added;
    try {
      RelyingParty.Fresh fresh =
          relyingParty.register(
              sent.path("credential").toString(),
              origins.accepted(context.header("Host")),
              challenge -> parts.passkeys().takeChallenge(challenge, session.accountId()));
      added =
          parts
              .jdbi()
              .inTransaction(
                  handle -> {
                    parts.sessions().hold(handle, session.id());
                    boolean isNew =
                        parts
                            .passkeys()
                            .add(
                                handle,
                                session.accountId(),
                                fresh.credentialId(),
                                fresh.credential(),
                                fresh.signCount(),
                                fresh.transports(),
                                name);
                    if (isNew) {
                      parts
                          .audit()
                          .write(handle, session.actor(), "account.passkey_added", Map.of());
                    }
                    return isNew;
                  });
    } catch (RelyingParty.BadPasskeyException e) {
      log.info("A new passkey was refused: {}", e.getMessage());
      added = false;
    }
    if (!added) {
      context.status(HttpStatus.UNPROCESSABLE_CONTENT);
      refuse(context, replies.words().of("passkey.failed"));
      return;
    }
    letters.send(session.email(), session.name(), "passkey-added", name);
    send(context, Map.of("location", Replies.done(replies.paths().ownAccount(), "passkey-added")));
  }

  private void rename(Context context) {
    Session session = AccessGuard.session(context);
    String name = nameOf(FormParams.of(context).line("name"));
    long id = replies.id(context);
    if (!parts
        .jdbi()
        .inTransaction(handle -> parts.passkeys().rename(handle, session.accountId(), id, name))) {
      throw new NotFoundResponse();
    }
    Replies.goTo(context, Replies.done(replies.paths().ownAccount(), "passkey-named"));
  }

  private void remove(Context context) {
    if (replies.asksProof(context, replies.paths().ownAccount())) {
      return;
    }
    Session session = AccessGuard.session(context);
    long id = replies.id(context);
    boolean removed =
        parts
            .jdbi()
            .inTransaction(
                handle -> {
                  boolean found = parts.passkeys().remove(handle, session.accountId(), id);
                  if (found) {
                    parts
                        .audit()
                        .write(handle, session.actor(), "account.passkey_removed", Map.of());
                  }
                  return found;
                });
    if (!removed) {
      throw new NotFoundResponse();
    }
    Replies.goTo(context, Replies.done(replies.paths().ownAccount(), "passkey-removed"));
  }

  /**
   * @param accountId whose passkey it has to be; null for anybody's
   */
  private Optional<RelyingParty.Used> used(
      Context context, JsonNode sent, @Nullable Long accountId) {
    try {
      return Optional.of(
          relyingParty.authenticate(
              sent.path("credential").toString(),
              origins.accepted(context.header("Host")),
              challenge -> parts.passkeys().takeChallenge(challenge, accountId),
              id ->
                  parts
                      .passkeys()
                      .find(id)
                      .filter(passkey -> accountId == null || passkey.accountId() == accountId)
                      .orElse(null),
              passkey -> parts.passkeys().userHandle(passkey.accountId())));
    } catch (RelyingParty.BadPasskeyException e) {
      log.info("A passkey was refused: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private String nameOf(String given) {
    String name = given.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (name.isEmpty()) {
      return replies.words().of("passkey.unnamed");
    }
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME).strip();
  }

  private static JsonNode sent(Context context) {
    try {
      return JSON.readTree(context.body());
    } catch (JsonProcessingException e) {
      throw new BadRequestResponse();
    }
  }

  private static void refuse(Context context, String error) {
    send(context, Map.of("error", error));
  }
}
