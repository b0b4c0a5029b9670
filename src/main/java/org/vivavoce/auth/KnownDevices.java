package org.vivavoce.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Browsers in which somebody has signed in before, by a cookie of theirs. It lets nobody in: it
 * only keeps its owners from waiting for what others do at their account or from their address.
 */
final class KnownDevices {
  /** After so long without a sign-in a browser is a stranger again. */
  static final Duration LIFE = Duration.ofDays(180);

  /** Of one account; beyond, those that were used longest ago are strangers again. */
  static final int MOST = 20;

  private static final int LONGEST_TOKEN = 100;
  private final Clock clock;

  KnownDevices(Clock clock) {
    this.clock = clock;
  }

  /** Whether somebody has signed in to the account of this address in the browser of this token. */
  boolean isKnown(Handle handle, @Nullable String token, String email) {
    return token != null
        && token.length() <= LONGEST_TOKEN
        && handle
            .createQuery(
                """
                select exists (select from known_device device join account on account.id = device.account_id
                                where device.token_hash = :hash and device.used_at > :since
                                  and lower(account.email) = :email)
                """)
            .bind("hash", Tokens.hash(token))
            .bind("since", clock.instant().minus(LIFE))
            .bind("email", email.strip().toLowerCase(Locale.ROOT))
            .mapTo(Boolean.class)
            .one();
  }

  /**
   * Notes that somebody has just signed in. The token is a new one each time, for everybody who is
   * known in that browser: one that somebody else has planted there is worth nothing to them.
   * Belongs to the caller's transaction.
   *
   * @param before the token that the browser had
   * @return the one that it gets
   */
  String remember(Handle handle, long accountId, @Nullable String before) {
    String token = Tokens.fresh();
    if (before != null && before.length() <= LONGEST_TOKEN) {
      handle
          .createUpdate("update known_device set token_hash = :hash where token_hash = :before")
          .bind("hash", Tokens.hash(token))
          .bind("before", Tokens.hash(before))
          .execute();
    }
    handle
        .createUpdate(
            """
            insert into known_device (token_hash, account_id, created_at, used_at)
            values (:hash, :account, :now, :now)
            on conflict (token_hash, account_id) do update set used_at = excluded.used_at
            """)
        .bind("hash", Tokens.hash(token))
        .bind("account", accountId)
        .bind("now", clock.instant())
        .execute();
    handle
        .createUpdate(
            """
            delete from known_device
             where account_id = :account
               and token_hash in (select token_hash from known_device where account_id = :account
                                   order by used_at desc, token_hash offset :most)
            """)
        .bind("account", accountId)
        .bind("most", MOST)
        .execute();
    return token;
  }

  /**
   * Makes every browser a stranger to an account.
   *
   * @param but the token of the one that stays known, or null
   */
  static void forget(Handle handle, long accountId, @Nullable String but) {
    handle
        .createUpdate(
            """
            delete from known_device
             where account_id = :account and (:but::bytea is null or token_hash <> :but::bytea)
            """)
        .bind("account", accountId)
        .bind("but", but == null ? null : Tokens.hash(but))
        .execute();
  }

  static void sweep(Handle handle, Instant now) {
    handle
        .createUpdate("delete from known_device where used_at <= :since")
        .bind("since", now.minus(LIFE))
        .execute();
  }
}
