package org.vivavoce.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Keeps passkeys, and the challenges that they have to answer. */
final class PasskeyEditor {
  /** How long somebody may look for their telephone. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** At the door, from however many addresses: beyond these the oldest are void. */
  static final int MOST_AT_THE_DOOR = 10_000;

  /** Of one account. */
  static final int MOST_OF_AN_ACCOUNT = 10;

  private static final int CHALLENGE_BYTES = 32;
  private final Jdbi jdbi;
  private final Clock clock;

  PasskeyEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * @param accountId who has to answer it; null at the door, where nobody is known yet
   */
  byte[] challenge(@Nullable Long accountId) {
    byte[] challenge = Tokens.bytes(CHALLENGE_BYTES);
    Instant now = clock.instant();
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate("delete from passkey_challenge where expires_at < :now")
              .bind("now", now)
              .execute();
          handle
              .createUpdate(
                  """
                  delete from passkey_challenge
                   where challenge in (select challenge from passkey_challenge
                                        where account_id is not distinct from :account::bigint
                                        order by expires_at desc, challenge
                                       offset :kept)
                  """)
              .bind("account", accountId)
              .bind("kept", (accountId == null ? MOST_AT_THE_DOOR : MOST_OF_AN_ACCOUNT) - 1)
              .execute();
          handle
              .createUpdate(
                  """
                  insert into passkey_challenge (challenge, account_id, expires_at)
                  values (:challenge, :account, :expires)
                  """)
              .bind("challenge", challenge)
              .bind("account", accountId)
              .bind("expires", now.plus(PATIENCE))
              .execute();
        });
    return challenge;
  }

  /**
   * Uses a challenge up.
   *
   * @return whether it was given out to the account, lately, and not answered yet
   */
  boolean takeChallenge(byte[] challenge, @Nullable Long accountId) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        delete from passkey_challenge
                         where challenge = :challenge and expires_at > :now
                           and account_id is not distinct from :account::bigint
                        """)
                    .bind("challenge", challenge)
                    .bind("now", clock.instant())
                    .bind("account", accountId)
                    .execute())
        > 0;
  }

  /** What authenticators know the account by. */
  byte[] userHandle(long accountId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select user_handle from account where id = :id")
                .bind("id", accountId)
                .mapTo(byte[].class)
                .one());
  }

  /** Those of an account, the oldest first. */
  List<Passkey> of(long accountId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, account_id, credential_id, credential, sign_count, transports, name, created_at, used_at
                      from passkey where account_id = :account order by id
                    """)
                .bind("account", accountId)
                .mapTo(Passkey.class)
                .list());
  }

  Optional<Passkey> find(byte[] credentialId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, account_id, credential_id, credential, sign_count, transports, name, created_at, used_at
                      from passkey where credential_id = :credentialId
                    """)
                .bind("credentialId", credentialId)
                .mapTo(Passkey.class)
                .findOne());
  }

  /**
   * Belongs to the caller's transaction.
   *
   * @return whether no account had that passkey already
   */
  boolean add(
      Handle handle,
      long accountId,
      byte[] credentialId,
      byte[] credential,
      long signCount,
      List<String> transports,
      String name) {
    return handle
            .createUpdate(
                """
                insert into passkey (account_id, credential_id, credential, sign_count, transports, name, created_at)
                values (:account, :credentialId, :credential, :signCount, :transports, :name, :now)
                on conflict (credential_id) do nothing
                """)
            .bind("account", accountId)
            .bind("credentialId", credentialId)
            .bind("credential", credential)
            .bind("signCount", signCount)
            .bindArray("transports", String.class, transports)
            .bind("name", name)
            .bind("now", clock.instant())
            .execute()
        > 0;
  }

  /**
   * Notes that it was used; of two answers with one count only the first is good.
   *
   * @param signCount 0 from those that do not count
   * @return whether it is still there, and the count goes on
   */
  boolean use(Handle handle, long id, long signCount) {
    return handle
            .createUpdate(
                """
                update passkey set sign_count = :signCount, used_at = :now
                 where id = :id and (sign_count < :signCount or (sign_count = 0 and :signCount = 0))
                """)
            .bind("signCount", signCount)
            .bind("now", clock.instant())
            .bind("id", id)
            .execute()
        > 0;
  }

  /**
   * @return whether the account has such a passkey
   */
  boolean rename(Handle handle, long accountId, long id, String name) {
    return handle
            .createUpdate(
                "update passkey set name = :name where id = :id and account_id = :account")
            .bind("name", name)
            .bind("id", id)
            .bind("account", accountId)
            .execute()
        > 0;
  }

  /**
   * @return whether the account had such a passkey
   */
  boolean remove(Handle handle, long accountId, long id) {
    return handle
            .createUpdate("delete from passkey where id = :id and account_id = :account")
            .bind("id", id)
            .bind("account", accountId)
            .execute()
        > 0;
  }

  /**
   * Belongs to the caller's transaction.
   *
   * @return how many there were
   */
  static int removeAll(Handle handle, long accountId) {
    return handle
        .createUpdate("delete from passkey where account_id = :account")
        .bind("account", accountId)
        .execute();
  }

  /**
   * One of them.
   *
   * @param credential the attested credential data
   * @param transports how it is reached, for example "internal"
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Passkey(
      long id,
      long accountId,
      byte[] credentialId,
      byte[] credential,
      long signCount,
      List<String> transports,
      String name,
      Instant createdAt,
      @Nullable Instant usedAt) {
    public Passkey {
      transports = List.copyOf(transports);
    }
  }
}
