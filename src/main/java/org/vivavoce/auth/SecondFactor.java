package org.vivavoce.auth;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** An account's authenticator, and the codes for when it is lost. Each code is taken once. */
final class SecondFactor {
  private static final int RECOVERY_CODES = 10;
  private static final int RECOVERY_LETTERS = 16;

  /** Without letters that look alike. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private final Clock clock;

  SecondFactor(Clock clock) {
    this.clock = clock;
  }

  /**
   * Takes a code of the authenticator, or a recovery code.
   *
   * @return which it was, {@code code} or {@code recovery_code}; empty where it is neither, or was
   *     taken before
   */
  Optional<String> take(Handle handle, Account account, String given) {
    Optional<Secret> secret = secret(handle, account.id());
    if (secret.isEmpty() || secret.get().confirmedAt() == null) {
      return Optional.empty();
    }
    OptionalLong step = Totp.stepOf(secret.get().secret(), given, clock.instant());
    if (step.isPresent()) {
      return takeStep(handle, account.id(), step.getAsLong())
          ? Optional.of("code")
          : Optional.empty();
    }
    return takeRecovery(handle, account.id(), given)
        ? Optional.of("recovery_code")
        : Optional.empty();
  }

  /**
   * A new secret for an authenticator that is about to be set up; nobody who saw an older one can
   * use that. The last one, where it is tried again.
   */
  byte[] begin(Handle handle, long accountId, boolean again) {
    handle
        .createUpdate(
            """
            update account set totp_secret = :secret
             where id = :id and totp_confirmed_at is null and (totp_secret is null or not :again)
            """)
        .bind("secret", Totp.freshSecret())
        .bind("again", again)
        .bind("id", accountId)
        .execute();
    return secret(handle, accountId).orElseThrow().secret();
  }

  /**
   * Turns the second factor on, by the first code.
   *
   * @return whether the code was right
   */
  boolean confirm(Handle handle, long accountId, String code) {
    Optional<Secret> secret = secret(handle, accountId).filter(each -> each.confirmedAt() == null);
    OptionalLong step =
        secret.isEmpty()
            ? OptionalLong.empty()
            : Totp.stepOf(secret.get().secret(), code, clock.instant());
    if (step.isEmpty()) {
      return false;
    }
    return handle
            .createUpdate(
                """
                update account set totp_confirmed_at = :now, totp_last_step = :step
                 where id = :id and totp_secret = :secret and totp_confirmed_at is null
                """)
            .bind("now", clock.instant())
            .bind("step", step.getAsLong())
            .bind("secret", secret.get().secret())
            .bind("id", accountId)
            .execute()
        > 0;
  }

  /** Turns the second factor off; its recovery codes are void. */
  static void remove(Handle handle, long accountId) {
    handle
        .createUpdate(
            """
            update account set totp_secret = null, totp_confirmed_at = null, totp_last_step = null where id = :id
            """)
        .bind("id", accountId)
        .execute();
    forgetRecovery(handle, accountId);
  }

  /**
   * New recovery codes; the older ones are void.
   *
   * @return ten, to be shown once
   */
  static List<String> freshRecoveryCodes(Handle handle, long accountId) {
    forgetRecovery(handle, accountId);
    List<String> codes = new ArrayList<>();
    for (int number = 0; number < RECOVERY_CODES; number++) {
      String code = recoveryCode();
      handle
          .createUpdate(
              "insert into recovery_code (account_id, code_hash) values (:account, :hash)")
          .bind("account", accountId)
          .bind("hash", Tokens.hash(code))
          .execute();
      codes.add(code.replaceAll("(.{4})(?=.)", "$1-"));
    }
    return codes;
  }

  /** How many recovery codes are left. */
  static int recoveryCodesLeft(Handle handle, long accountId) {
    return handle
        .createQuery(
            "select count(*) from recovery_code where account_id = :account and used_at is null")
        .bind("account", accountId)
        .mapTo(Integer.class)
        .one();
  }

  private static boolean takeStep(Handle handle, long accountId, long step) {
    // One statement: of two that come at the same time, the later finds the step taken.
    return handle
            .createUpdate(
                """
                update account set totp_last_step = :step
                 where id = :id and (totp_last_step is null or totp_last_step < :step)
                """)
            .bind("step", step)
            .bind("id", accountId)
            .execute()
        > 0;
  }

  private boolean takeRecovery(Handle handle, long accountId, String given) {
    String code = given.toLowerCase(Locale.ROOT).replaceAll("[\\s-]", "");
    return code.length() == RECOVERY_LETTERS
        && handle
                .createUpdate(
                    """
                    update recovery_code set used_at = :now
                     where account_id = :account and code_hash = :hash and used_at is null
                    """)
                .bind("now", clock.instant())
                .bind("account", accountId)
                .bind("hash", Tokens.hash(code))
                .execute()
            > 0;
  }

  private static void forgetRecovery(Handle handle, long accountId) {
    handle
        .createUpdate("delete from recovery_code where account_id = :account")
        .bind("account", accountId)
        .execute();
  }

  private static Optional<Secret> secret(Handle handle, long accountId) {
    return handle
        .createQuery(
            """
            select totp_secret as secret, totp_confirmed_at as confirmed_at
              from account where id = :id and totp_secret is not null
            """)
        .bind("id", accountId)
        .mapTo(Secret.class)
        .findOne();
  }

  private static String recoveryCode() {
    StringBuilder code = new StringBuilder();
    while (code.length() < RECOVERY_LETTERS) {
      code.append(LETTERS.charAt(Tokens.below(LETTERS.length())));
    }
    return code.toString();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Secret(byte[] secret, @Nullable Instant confirmedAt) {}
}
