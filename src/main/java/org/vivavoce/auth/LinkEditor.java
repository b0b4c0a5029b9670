package org.vivavoce.auth;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Links that are good once, for a while; looking at one does not use it up. */
final class LinkEditor {
  private static final int LONGEST_TOKEN = 100;
  private final Jdbi jdbi;
  private final Clock clock;

  LinkEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Makes a link; the account's older ones are void. Belongs to the caller's transaction.
   *
   * @return its token
   */
  String issue(Handle handle, Purpose purpose, long accountId) {
    revoke(handle, accountId);
    String token = Tokens.fresh();
    handle
        .createUpdate(
            """
            insert into account_link (token_hash, purpose, account_id, created_at, expires_at)
            values (:hash, :purpose, :account, :now, :expires)
            """)
        .bind("hash", Tokens.hash(token))
        .bind("purpose", purpose.text)
        .bind("account", accountId)
        .bind("now", clock.instant())
        .bind("expires", clock.instant().plus(purpose.life))
        .execute();
    return token;
  }

  /** Whose link it is, where it is still good. */
  Optional<Account> find(Purpose purpose, String token) {
    return jdbi.withHandle(
        handle ->
            token.length() > LONGEST_TOKEN
                ? Optional.empty()
                : handle
                    .createQuery(
                        """
                        select link.account_id
                          from account_link link
                          join account on account.id = link.account_id
                         where link.token_hash = :hash and link.purpose = :purpose and link.used_at is null
                           and link.expires_at > :now and account.disabled_at is null
                        """)
                    .bind("hash", Tokens.hash(token))
                    .bind("purpose", purpose.text)
                    .bind("now", clock.instant())
                    .mapTo(Long.class)
                    .findOne()
                    .flatMap(id -> AccountQueries.find(handle, id)));
  }

  /**
   * Uses a link up. Belongs to the caller's transaction.
   *
   * @return whether it was still good
   */
  boolean take(Handle handle, Purpose purpose, String token) {
    return handle
            .createUpdate(
                """
                update account_link set used_at = :now
                 where token_hash = :hash and purpose = :purpose and used_at is null and expires_at > :now
                """)
            .bind("hash", Tokens.hash(token))
            .bind("purpose", purpose.text)
            .bind("now", clock.instant())
            .execute()
        > 0;
  }

  /**
   * Makes every link of an account void that was not used.
   *
   * @return how many there were
   */
  static int revoke(Handle handle, long accountId) {
    return handle
        .createUpdate("delete from account_link where account_id = :account and used_at is null")
        .bind("account", accountId)
        .execute();
  }

  /** What a link is for. */
  enum Purpose {
    SET_UP("set-up", Duration.ofDays(1)),
    INVITATION("invitation", Duration.ofDays(7)),
    RESET("reset", Duration.ofHours(1));

    private final String text;
    private final Duration life;

    Purpose(String text, Duration life) {
      this.text = text;
      this.life = life;
    }

    /** As the table and the words have it. */
    String text() {
      return text;
    }
  }
}
