package org.vivavoce.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.UnauthorizedResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Opens sessions, finds them again, and ends them. */
final class SessionEditor {
  /** A session that nobody used for so long is over: a working day. */
  static final Duration IDLE = Duration.ofHours(8);

  /** However much it is used, a session is over after a week. */
  static final Duration LONGEST = Duration.ofDays(7);

  /** How long a given password or passkey counts for dangerous acts. */
  static final Duration PROOF = Duration.ofMinutes(10);

  private static final int LONGEST_TOKEN = 100;
  private static final Duration SEEN_EVERY = Duration.ofMinutes(1);
  private static final Duration AT_WORK = Duration.ofHours(1);
  private static final int MOST_AT_WORK = 10_000;
  private final Jdbi jdbi;
  private final Clock clock;

  /** Hashes of the tokens that were good when this instance last asked, for an hour. */
  private final Cache<String, Boolean> atWork =
      Caffeine.newBuilder().expireAfterWrite(AT_WORK).maximumSize(MOST_AT_WORK).build();

  SessionEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Opens a session. Belongs to the caller's transaction.
   *
   * @return the token, which is kept nowhere but in the browser
   */
  String open(Handle handle, long accountId, String address, String userAgent) {
    String token = Tokens.fresh();
    handle
        .createUpdate(
            """
            insert into account_session (token_hash, csrf_token, account_id, created_at, seen_at, proved_at, address,
                                         user_agent)
            values (:hash, :csrf, :account, :now, :now, :now, :address, :userAgent)
            """)
        .bind("hash", Tokens.hash(token))
        .bind("csrf", Tokens.fresh())
        .bind("account", accountId)
        .bind("now", clock.instant())
        .bind("address", cut(address, 64))
        .bind("userAgent", cut(userAgent, 300))
        .execute();
    return token;
  }

  /** The session of a token, unless it is over or its account disabled. */
  Optional<Session> find(@Nullable String token) {
    if (token == null || token.length() > LONGEST_TOKEN) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    return jdbi.withHandle(
        handle -> {
          Optional<Session> found =
              handle
                  .createQuery(
                      """
                      select session.id, session.csrf_token, session.seen_at, session.proved_at, account.id as account_id,
                             account.email, account.name, account.credentials, account.roles, account.doctor_id
                        from account_session session
                        join account on account.id = session.account_id
                       where session.token_hash = :hash
                         and session.seen_at > :idleSince
                         and session.created_at > :oldest
                         and account.disabled_at is null
                      """)
                  .bind("hash", Tokens.hash(token))
                  .bind("idleSince", now.minus(IDLE))
                  .bind("oldest", now.minus(LONGEST))
                  .mapTo(Session.class)
                  .findOne();
          if (found.isPresent()) {
            atWork.put(key(token), true);
          } else {
            atWork.invalidate(key(token));
          }
          found
              .filter(session -> session.seenAt().plus(SEEN_EVERY).isBefore(now))
              .ifPresent(session -> see(handle, session.id(), now));
          return found;
        });
  }

  /**
   * Whether this instance has found the session of a token within the last hour. Asks no database,
   * and lets nobody in: the session may be over by now.
   */
  boolean isAtWork(@Nullable String token) {
    return token != null
        && token.length() <= LONGEST_TOKEN
        && atWork.getIfPresent(key(token)) != null;
  }

  private static String key(String token) {
    return Base64.getEncoder().encodeToString(Tokens.hash(token));
  }

  /** Whether a password or passkey was given lately enough for a dangerous act. */
  boolean isProvedLately(Session session) {
    return session.provedAt().plus(PROOF).isAfter(clock.instant());
  }

  /** Notes that the password or a passkey was given again. */
  void prove(Handle handle, UUID session) {
    handle
        .createUpdate("update account_session set proved_at = :now where id = :id")
        .bind("now", clock.instant())
        .bind("id", session)
        .execute();
  }

  /**
   * Keeps a session from being ended until the transaction is over, before something is added to
   * its account that would outlast it.
   *
   * @throws UnauthorizedResponse where it was ended meanwhile
   */
  void hold(Handle handle, UUID session) {
    boolean there =
        handle
            .createQuery("select id from account_session where id = :id for share")
            .bind("id", session)
            .mapTo(UUID.class)
            .findOne()
            .isPresent();
    if (!there) {
      throw new UnauthorizedResponse();
    }
  }

  /** Those of an account that are not over, the last used first. */
  List<Open> of(long accountId) {
    Instant now = clock.instant();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, created_at, seen_at, address, user_agent
                      from account_session
                     where account_id = :account and seen_at > :idleSince and created_at > :oldest
                     order by seen_at desc, id
                    """)
                .bind("account", accountId)
                .bind("idleSince", now.minus(IDLE))
                .bind("oldest", now.minus(LONGEST))
                .mapTo(Open.class)
                .list());
  }

  /** Ends the session of a token, where there is one. */
  void end(Handle handle, @Nullable String token) {
    if (token != null) {
      handle
          .createUpdate("delete from account_session where token_hash = :hash")
          .bind("hash", Tokens.hash(token))
          .execute();
    }
  }

  /**
   * @return whether the account had such a session
   */
  boolean end(Handle handle, long accountId, UUID session) {
    return handle
            .createUpdate("delete from account_session where id = :id and account_id = :account")
            .bind("id", session)
            .bind("account", accountId)
            .execute()
        > 0;
  }

  /**
   * Ends every session of an account, and every sign-in of it that is half done.
   *
   * @param but the one that stays, or null
   */
  static void endAll(Handle handle, long accountId, @Nullable UUID but) {
    handle
        .createUpdate(
            """
            delete from account_session
             where account_id = :account and (:but::uuid is null or id <> :but::uuid)
            """)
        .bind("account", accountId)
        .bind("but", but)
        .execute();
    handle
        .createUpdate("delete from account_login where account_id = :account")
        .bind("account", accountId)
        .execute();
  }

  private static void see(Handle handle, UUID session, Instant now) {
    handle
        .createUpdate("update account_session set seen_at = :now where id = :id and seen_at < :now")
        .bind("now", now)
        .bind("id", session)
        .execute();
  }

  private static String cut(String text, int longest) {
    String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() <= longest ? clean : clean.substring(0, longest);
  }

  /** One of an account's sessions, as its owner sees it. */
  public record Open(
      UUID id, Instant createdAt, Instant seenAt, String address, String userAgent) {}
}
