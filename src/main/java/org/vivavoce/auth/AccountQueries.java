package org.vivavoce.auth;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads accounts. */
final class AccountQueries {
  private static final String ACCOUNT =
      """
      select account.id, account.email, account.name, account.credentials, account.roles, account.doctor_id,
             doctor.name as doctor_name, account.password_hash,
             account.totp_confirmed_at as second_factor_since,
             to_timestamp(account.totp_last_step * 30) as second_factor_used_at,
             (select count(*) from passkey where passkey.account_id = account.id) as passkeys, account.disabled_at,
             (extract(epoch from account.updated_at) * 1000000)::bigint::text as version
        from account
        left join doctor on doctor.id = account.doctor_id
      """;

  private final Jdbi jdbi;

  AccountQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<Account> find(long id) {
    return jdbi.withHandle(handle -> find(handle, id));
  }

  static Optional<Account> find(Handle handle, long id) {
    return handle
        .createQuery(ACCOUNT + " where account.id = :id")
        .bind("id", id)
        .mapTo(Account.class)
        .findOne();
  }

  /** By the e-mail address, in whatever case. */
  Optional<Account> find(String email) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ACCOUNT + " where lower(account.email) = lower(:email)")
                .bind("email", email)
                .mapTo(Account.class)
                .findOne());
  }

  /** All of them, by name. */
  List<Account> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ACCOUNT + " order by lower(account.name), account.id")
                .mapTo(Account.class)
                .list());
  }

  /** The doctors as whom nobody speaks yet, besides the account's own. */
  List<SpeakableDoctor> doctorsFor(long accountId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select doctor.id, doctor.name
                      from doctor
                     where doctor.merged_into_id is null
                       and not exists (select from account
                                        where account.doctor_id = doctor.id and account.id <> :account)
                     order by lower(doctor.name), doctor.id
                     limit 2000
                    """)
                .bind("account", accountId)
                .mapTo(SpeakableDoctor.class)
                .list());
  }

  /** A doctor as whom an account can speak. */
  public record SpeakableDoctor(long id, String name) {}
}
