package org.vivavoce.auth;

import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Sign-ins of which the password was right and the second factor is still to come. */
final class PendingLogins {
  private static final int MOST_TRIES = 5;
  private final Jdbi jdbi;
  private final Clock clock;

  PendingLogins(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * @return the token
   */
  String begin(Handle handle, long accountId) {
    String token = Tokens.fresh();
    handle
        .createUpdate(
            """
            insert into account_login (token_hash, account_id, expires_at) values (:hash, :account, :expires)
            """)
        .bind("hash", Tokens.hash(token))
        .bind("account", accountId)
        .bind("expires", clock.instant().plus(Door.SECOND_STEP))
        .execute();
    return token;
  }

  /** Whose sign-in it is, unless it is over or was tried too often. */
  Optional<Long> find(@Nullable String token) {
    return token == null
        ? Optional.empty()
        : jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select account_id from account_login
                         where token_hash = :hash and expires_at > :now and failures < :most
                        """)
                    .bind("hash", Tokens.hash(token))
                    .bind("now", clock.instant())
                    .bind("most", MOST_TRIES)
                    .mapTo(Long.class)
                    .findOne());
  }

  /**
   * Counts a try, before it is looked at.
   *
   * @return whose sign-in it is; empty where it is over or was tried too often
   */
  Optional<Long> count(String token) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update account_login set failures = failures + 1
                     where token_hash = :hash and expires_at > :now and failures < :most
                    returning account_id
                    """)
                .bind("hash", Tokens.hash(token))
                .bind("now", clock.instant())
                .bind("most", MOST_TRIES)
                .mapTo(Long.class)
                .findOne());
  }

  /**
   * @return whether it was still there: two codes at the same time open one session
   */
  boolean end(Handle handle, String token) {
    return handle
            .createUpdate("delete from account_login where token_hash = :hash")
            .bind("hash", Tokens.hash(token))
            .execute()
        > 0;
  }
}
