package org.vivavoce.auth;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Role;

/** Changes accounts; every change is written down. */
final class AccountEditor {
  private static final String UNIQUE_VIOLATION = "23505";
  private final Jdbi jdbi;
  private final Clock clock;
  private final AuditLog audit;

  AccountEditor(Jdbi jdbi, Clock clock, AuditLog audit) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.audit = audit;
  }

  /**
   * Creates an account that nobody can use yet. Belongs to the caller's transaction.
   *
   * @return its id
   * @throws TakenException where somebody has the address already, or speaks as that doctor
   * @throws UnknownDoctorException where there is no such doctor
   */
  long create(Handle handle, Profile given, String actor) {
    Profile profile = given.as(doctor(handle, given));
    long id;
    try {
      id =
          handle
              .createQuery(
                  """
                  insert into account (email, name, credentials, roles, doctor_id, created_at, updated_at)
                  values (:email, :name, :credentials, :roles, :doctor, :now, :now)
                  returning id
                  """)
              .bind("email", profile.email())
              .bind("name", profile.name())
              .bind("credentials", profile.credentials())
              .bindArray("roles", String.class, profile.roleNames())
              .bind("doctor", profile.doctorId())
              .bind("now", clock.instant())
              .mapTo(Long.class)
              .one();
    } catch (UnableToExecuteStatementException e) {
      throw TakenException.from(e);
    }
    audit.write(handle, actor, "account.invite", profile.told(id));
    return id;
  }

  /**
   * Changes what an account is and may do. Belongs to the caller's transaction. A link that went to
   * another address is void: whoever reads there must not get in.
   *
   * @param version which it was when the form was opened
   * @return whether a link was made void
   * @throws ChangedException where it was changed since, to something else than is to be written
   * @throws TakenException as for {@link #create}
   * @throws UnknownDoctorException as for {@link #create}
   * @throws LastAdministratorException where nobody would be left to look after accounts
   */
  boolean change(Handle handle, long id, String version, Profile given, String actor) {
    // The doctor before the accounts, in the order in which a merge locks them.
    Profile profile = given.as(doctor(handle, given));
    List<Long> administrators = lockAdministrators(handle);
    if (!profile.roles().contains(Role.ADMINISTRATOR) && administrators.equals(List.of(id))) {
      throw new LastAdministratorException();
    }
    Account before = AccountQueries.find(handle, id).orElseThrow();
    if (!before.version().equals(version)) {
      if (profile.equals(PersonForm.of(before).profile())) {
        return false;
      }
      throw new ChangedException(before);
    }
    try {
      handle
          .createUpdate(
              """
              update account
                 set email = :email, name = :name, credentials = :credentials, roles = :roles, doctor_id = :doctor,
                     updated_at = greatest(:now, updated_at + interval '1 microsecond')
               where id = :id
              """)
          .bind("id", id)
          .bind("email", profile.email())
          .bind("name", profile.name())
          .bind("credentials", profile.credentials())
          .bindArray("roles", String.class, profile.roleNames())
          .bind("doctor", profile.doctorId())
          .bind("now", clock.instant())
          .execute();
    } catch (UnableToExecuteStatementException e) {
      throw TakenException.from(e);
    }
    boolean moved = !before.email().equals(profile.email());
    Map<String, Object> told = profile.told(id);
    if (moved) {
      told.put("email", "changed");
    }
    audit.write(handle, actor, "account.change", told);
    return moved && LinkEditor.revoke(handle, id) > 0;
  }

  /**
   * Shuts an account out at once. Belongs to the caller's transaction.
   *
   * @throws LastAdministratorException where nobody would be left to look after accounts
   */
  void disable(Handle handle, Account account, String actor) {
    if (lockAdministrators(handle).equals(List.of(account.id()))) {
      throw new LastAdministratorException();
    }
    setDisabled(handle, account.id(), clock.instant());
    SessionEditor.endAll(handle, account.id(), null);
    KnownDevices.forget(handle, account.id(), null);
    LinkEditor.revoke(handle, account.id());
    audit.write(handle, actor, "account.disabled", told(account));
  }

  void enable(Handle handle, Account account, String actor) {
    setDisabled(handle, account.id(), null);
    audit.write(handle, actor, "account.enabled", told(account));
  }

  /**
   * Takes away whatever lets somebody in besides a password: the second factor with its recovery
   * codes, and every passkey; every session ends. Belongs to the caller's transaction.
   */
  void removeFactors(Handle handle, Account account, String actor) {
    // First the account: a sign-in under way is over, or has not found its account yet.
    handle
        .createQuery("select id from account where id = :id for update")
        .bind("id", account.id())
        .mapTo(Long.class)
        .one();
    // Then the sessions: who was in one of them cannot add anything behind our back.
    SessionEditor.endAll(handle, account.id(), null);
    KnownDevices.forget(handle, account.id(), null);
    SecondFactor.remove(handle, account.id());
    int passkeys = PasskeyEditor.removeAll(handle, account.id());
    audit.write(
        handle,
        actor,
        "account.second_factor_taken_away",
        Map.of("account", account.id(), "name", account.name(), "passkeys", passkeys));
  }

  /**
   * Sets a password; every session ends, and every link that would set another is void. Belongs to
   * the caller's transaction.
   *
   * @param hash a PHC string
   */
  void setPassword(Handle handle, Account account, String hash, String how) {
    handle
        .createUpdate("update account set password_hash = :hash, updated_at = :now where id = :id")
        .bind("hash", hash)
        .bind("now", clock.instant())
        .bind("id", account.id())
        .execute();
    SessionEditor.endAll(handle, account.id(), null);
    KnownDevices.forget(handle, account.id(), null);
    LinkEditor.revoke(handle, account.id());
    audit.write(
        handle,
        account.actor(),
        account.passwordHash() == null ? "account.password_set" : "account.password_changed",
        Map.of("how", how));
  }

  /** Keeps the hash of a password that was just right, made at today's cost. */
  void refreshHash(Account account, String hash) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update account set password_hash = :hash where id = :id and password_hash = :old")
                .bind("hash", hash)
                .bind("old", account.passwordHash())
                .bind("id", account.id())
                .execute());
  }

  /**
   * The administrator who sets the portal up, as long as nobody has taken up any account; is
   * created where there is none. Two instances that start at once find the same one.
   *
   * @return empty where somebody can sign in already
   */
  Optional<Account> first(Handle handle) {
    // Held until the end of the transaction.
    handle.execute("lock table account in share row exclusive mode");
    boolean usable =
        handle
            .createQuery(
                """
                select exists (select from account where password_hash is not null)
                       or exists (select from passkey)
                """)
            .mapTo(Boolean.class)
            .one();
    if (usable) {
      return Optional.empty();
    }
    Optional<Long> known =
        handle
            .createQuery(
                """
                select id from account
                 where 'administrator' = any(roles) and disabled_at is null
                 order by id limit 1
                """)
            .mapTo(Long.class)
            .findOne();
    long id =
        known.orElseGet(
            () ->
                create(
                    handle,
                    new Profile(
                        "administrator@set-up.invalid",
                        "Administrator",
                        null,
                        Set.of(Role.ADMINISTRATOR),
                        null),
                    "first start"));
    return AccountQueries.find(handle, id);
  }

  /** Gives the first administrator the name and the address that they chose. */
  void introduce(Handle handle, long id, String name, String email) {
    try {
      handle
          .createUpdate(
              "update account set name = :name, email = :email, updated_at = :now where id = :id")
          .bind("name", name)
          .bind("email", email)
          .bind("now", clock.instant())
          .bind("id", id)
          .execute();
    } catch (UnableToExecuteStatementException e) {
      throw TakenException.from(e);
    }
  }

  /** Forgets sessions, sign-ins, challenges and known browsers that are over. */
  void sweep(Handle handle) {
    Instant now = clock.instant();
    KnownDevices.sweep(handle, now);
    handle
        .createUpdate(
            "delete from account_session where seen_at < :idleSince or created_at < :oldest")
        .bind("idleSince", now.minus(SessionEditor.IDLE))
        .bind("oldest", now.minus(SessionEditor.LONGEST))
        .execute();
    handle
        .createUpdate("delete from account_login where expires_at < :now")
        .bind("now", now)
        .execute();
    handle
        .createUpdate("delete from passkey_challenge where expires_at < :now")
        .bind("now", now)
        .execute();
  }

  private void setDisabled(Handle handle, long id, @Nullable Instant when) {
    handle
        .createUpdate("update account set disabled_at = :when, updated_at = :now where id = :id")
        .bind("when", when)
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
  }

  /**
   * The doctor whom a profile names, or the one who stands for them since a merge; none can come in
   * between.
   */
  private static @Nullable Long doctor(Handle handle, Profile profile) {
    if (profile.doctorId() == null) {
      return null;
    }
    return handle
        .createQuery("select coalesce(merged_into_id, id) from doctor where id = :id for share")
        .bind("id", profile.doctorId())
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(UnknownDoctorException::new);
  }

  /** Who is left to look after accounts; nobody else can change that until the transaction ends. */
  private static List<Long> lockAdministrators(Handle handle) {
    handle.execute("lock table account in share row exclusive mode");
    return handle
        .createQuery(
            """
            select id from account
             where 'administrator' = any(roles) and disabled_at is null
               and (password_hash is not null or exists (select from passkey where account_id = account.id))
             order by id
            """)
        .mapTo(Long.class)
        .list();
  }

  private static Map<String, ?> told(Account account) {
    return Map.of("account", account.id(), "name", account.name());
  }

  /**
   * What an administrator says about somebody.
   *
   * @param credentials for example "MD, PhD", or null
   * @param doctorId the doctor as whom they speak, or null
   */
  record Profile(
      String email,
      String name,
      @Nullable String credentials,
      Set<Role> roles,
      @Nullable Long doctorId) {
    Profile {
      roles = Set.copyOf(roles);
    }

    private Profile as(@Nullable Long doctor) {
      return new Profile(email, name, credentials, roles, doctor);
    }

    List<String> roleNames() {
      return roles.stream().map(Account::nameOf).sorted().toList();
    }

    /** For the log, which names no addresses: they could never be taken out of it again. */
    private Map<String, Object> told(long id) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("account", id);
      told.put("name", name);
      told.put("roles", roleNames());
      if (doctorId != null) {
        told.put("doctor", doctorId);
      }
      return told;
    }
  }

  /** Somebody else has the e-mail address, or speaks as that doctor. */
  static final class TakenException extends RuntimeException {
    private final boolean doctor;

    private TakenException(boolean doctor, Exception cause) {
      super(doctor ? "somebody speaks as that doctor already" : "the address is taken", cause);
      this.doctor = doctor;
    }

    boolean isDoctor() {
      return doctor;
    }

    static RuntimeException from(UnableToExecuteStatementException failure) {
      return failure.getCause() instanceof SQLException cause
              && UNIQUE_VIOLATION.equals(cause.getSQLState())
          ? new TakenException(
              String.valueOf(cause.getMessage()).contains("account_doctor_key"), failure)
          : failure;
    }
  }

  /** Somebody else changed it since the form was opened. */
  static final class ChangedException extends RuntimeException {
    private final transient Account current;

    ChangedException(Account current) {
      super("the account was changed meanwhile");
      this.current = current;
    }

    Account current() {
      return current;
    }
  }

  /** There is no such doctor, or no longer. */
  static final class UnknownDoctorException extends RuntimeException {
    UnknownDoctorException() {
      super("there is no such doctor");
    }
  }

  /** Nobody would be left to look after accounts. */
  static final class LastAdministratorException extends RuntimeException {
    LastAdministratorException() {
      super("this is the last administrator who can sign in");
    }
  }

  /** Whether an account wants the weekly letter about reviews. */
  static boolean wantsDigest(Handle handle, long id) {
    return handle
        .createQuery("select review_digest from account where id = :id")
        .bind("id", id)
        .mapTo(Boolean.class)
        .one();
  }

  static void wantDigest(Handle handle, long id, boolean wanted) {
    handle
        .createUpdate("update account set review_digest = :wanted where id = :id")
        .bind("wanted", wanted)
        .bind("id", id)
        .execute();
  }
}
