package org.vivavoce.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.web.ClientAddress;

/**
 * Makes guessing slow, without locking anybody out of their own account.
 *
 * <p>A browser in which the account's owner has signed in before waits for its own failures at that
 * account, and for nobody else's: neither for those of others at the account, nor for those of
 * others behind the same address. Everywhere else delays grow with the failures of one address, and
 * with those of one address at one account. The failures of an account from everywhere delay
 * nobody: they only take the first free tries from addresses that have failed at it already. So the
 * first try from an address that never failed is always looked at, however hard others hammer at
 * the account.
 *
 * <p>A try is counted before the password is looked at, and taken back when it was right: a
 * thousand at the same time are a thousand tries.
 */
final class LoginThrottle {
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /** At one account from one address. */
  private static final Delay PAIR = new Delay(5, Duration.ofSeconds(15), Duration.ofMinutes(15));

  /** The same while the account is being hammered at from everywhere. */
  private static final Delay PAIR_UNDER_ATTACK =
      new Delay(1, Duration.ofSeconds(15), Duration.ofMinutes(15));

  /** From one address, which a whole hospital may share. */
  private static final Delay ADDRESS = new Delay(25, Duration.ofSeconds(5), Duration.ofMinutes(5));

  /**
   * Codes of a second factor, at one account from one address or known browser: whoever types them
   * knows the password.
   */
  private static final Delay CODE = new Delay(10, Duration.ofSeconds(30), Duration.ofHours(1));

  /** The same from all addresses together; known browsers are not among them. */
  private static final Delay CODE_FROM_ANYWHERE =
      new Delay(100, Duration.ofMinutes(1), Duration.ofHours(1));

  private static final int ATTACK = 30;

  /** Given out to one address, which a whole hospital may share, while one challenge lasts. */
  static final int CHALLENGES = 60;

  private final Jdbi jdbi;
  private final Clock clock;
  private final KnownDevices devices;

  LoginThrottle(Jdbi jdbi, Clock clock, KnownDevices devices) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.devices = devices;
  }

  /**
   * Counts a try with a password.
   *
   * @return how long to wait, where it is too early for another try; it is then not counted
   */
  Optional<Duration> tryPassword(String email, Browser browser) {
    Subjects subjects = Subjects.of(email, browser);
    return jdbi.inTransaction(
        handle -> {
          sweep(handle);
          if (devices.isKnown(handle, browser.device(), email)) {
            return count(handle, subjects.at(browser), PAIR);
          }
          Delay pair = failures(handle, subjects.account()) >= ATTACK ? PAIR_UNDER_ATTACK : PAIR;
          Optional<Duration> wait = count(handle, subjects.address(), ADDRESS);
          if (wait.isEmpty()) {
            wait = count(handle, subjects.pair(), pair);
          }
          if (wait.isPresent()) {
            handle.rollback();
          } else {
            count(handle, subjects.account(), Delay.NONE);
          }
          return wait;
        });
  }

  /** Takes back a try that was right. */
  void passed(Handle handle, String email, Browser browser) {
    Subjects subjects = Subjects.of(email, browser);
    if (devices.isKnown(handle, browser.device(), email)) {
      forget(handle, subjects.at(browser));
      return;
    }
    takeBack(handle, subjects.address());
    forget(handle, subjects.pair());
    takeBack(handle, subjects.account());
  }

  /** The same for the code of a second factor. */
  Optional<Duration> tryCode(Account account, Browser browser) {
    return jdbi.inTransaction(
        handle -> {
          Subjects subjects = Subjects.of(account, browser);
          if (devices.isKnown(handle, browser.device(), account.email())) {
            return count(handle, "code:" + subjects.at(browser), CODE);
          }
          Optional<Duration> wait = count(handle, "code:" + subjects.pair(), CODE);
          if (wait.isEmpty()) {
            wait = count(handle, "code:" + subjects.account(), CODE_FROM_ANYWHERE);
          }
          if (wait.isPresent()) {
            handle.rollback();
          }
          return wait;
        });
  }

  void codePassed(Handle handle, Account account, Browser browser) {
    Subjects subjects = Subjects.of(account, browser);
    if (devices.isKnown(handle, browser.device(), account.email())) {
      forget(handle, "code:" + subjects.at(browser));
      return;
    }
    forget(handle, "code:" + subjects.pair());
    takeBack(handle, "code:" + subjects.account());
  }

  /** The same for a try with a passkey, of which only the address is known. */
  Optional<Duration> tryPasskey(String address) {
    return jdbi.inTransaction(
        handle -> {
          sweep(handle);
          return count(handle, Subjects.ofAddress(address), ADDRESS);
        });
  }

  /**
   * Counts a challenge for a passkey, which anybody may ask for: so many an address, and then none
   * until the first of them is over.
   *
   * @return how long to wait, where there were too many
   */
  Optional<Duration> tryChallenge(String address) {
    Instant now = clock.instant();
    return jdbi.inTransaction(
        handle -> {
          sweep(handle);
          Tried given =
              handle
                  .createQuery(
                      """
                      insert into login_failure as given (subject, failures, failed_at)
                      values (:subject, 1, :now)
                      on conflict (subject) do update
                        set failures = case when given.failed_at <= :over then 1
                                            else least(given.failures, :most) + 1 end,
                            failed_at = case when given.failed_at <= :over then :now else given.failed_at end
                      returning failures, failed_at
                      """)
                  .bind("subject", "challenge:" + Subjects.ofAddress(address))
                  .bind("now", now)
                  .bind("over", now.minus(PasskeyEditor.PATIENCE))
                  .bind("most", CHALLENGES)
                  .mapTo(Tried.class)
                  .one();
          return given.failures() <= CHALLENGES
              ? Optional.empty()
              : Optional.of(Duration.between(now, given.failedAt().plus(PasskeyEditor.PATIENCE)));
        });
  }

  void passkeyPassed(Handle handle, String address) {
    takeBack(handle, Subjects.ofAddress(address));
  }

  /** Forgets what is long past; what others are just counting or forgetting is left to them. */
  void sweep(Handle handle) {
    handle
        .createUpdate(
            """
            delete from login_failure
             where subject in (select subject from login_failure where failed_at < :longAgo
                                  for update skip locked)
            """)
        .bind("longAgo", clock.instant().minus(FORGOTTEN))
        .execute();
  }

  private int failures(Handle handle, String subject) {
    return handle
        .createQuery(
            "select failures from login_failure where subject = :subject and failed_at > :longAgo")
        .bind("subject", subject)
        .bind("longAgo", clock.instant().minus(FORGOTTEN))
        .mapTo(Integer.class)
        .findOne()
        .orElse(0);
  }

  private Optional<Duration> count(Handle handle, String subject, Delay delay) {
    Instant now = clock.instant();
    handle
        .createUpdate(
            """
            insert into login_failure (subject, failures, failed_at)
            values (:subject, 1, :longAgo)
            on conflict (subject) do nothing
            """)
        .bind("subject", subject)
        .bind("longAgo", Instant.EPOCH)
        .execute();
    Tried tried =
        handle
            .createQuery(
                "select failures, failed_at from login_failure where subject = :subject for update")
            .bind("subject", subject)
            .mapTo(Tried.class)
            .one();
    boolean forgotten = tried.failedAt().isBefore(now.minus(FORGOTTEN));
    int before = forgotten ? 0 : tried.failures();
    Instant next = tried.failedAt().plus(delay.after(before));
    if (next.isAfter(now)) {
      return Optional.of(Duration.between(now, next));
    }
    handle
        .createUpdate(
            "update login_failure set failures = :failures, failed_at = :now where subject = :subject")
        .bind("failures", before + 1)
        .bind("now", now)
        .bind("subject", subject)
        .execute();
    return Optional.empty();
  }

  private static void takeBack(Handle handle, String subject) {
    handle
        .createUpdate("delete from login_failure where subject = :subject and failures <= 1")
        .bind("subject", subject)
        .execute();
    handle
        .createUpdate("update login_failure set failures = failures - 1 where subject = :subject")
        .bind("subject", subject)
        .execute();
  }

  private static void forget(Handle handle, String subject) {
    handle
        .createUpdate("delete from login_failure where subject = :subject")
        .bind("subject", subject)
        .execute();
  }

  public record Tried(int failures, Instant failedAt) {}

  /**
   * How long to wait after so many failures.
   *
   * @param free how many cost nothing
   * @param first after the last of these, doubled with each more
   */
  private record Delay(int free, Duration first, Duration longest) {
    static final Delay NONE = new Delay(Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO);

    Duration after(int failures) {
      if (failures < free) {
        return Duration.ZERO;
      }
      Duration delay = first.multipliedBy(1L << Math.min(failures - free, 20));
      return delay.compareTo(longest) > 0 ? longest : delay;
    }
  }

  /**
   * Under which names failures are counted. What was typed as an e-mail address may be a password
   * in the wrong field, so that only its hash is kept.
   */
  private record Subjects(String account, String address, String pair) {
    static Subjects of(String email, Browser browser) {
      String account = "account:" + hash(email.strip().toLowerCase(Locale.ROOT));
      String where = ofAddress(browser.address());
      return new Subjects(account, where, account + " " + where);
    }

    static Subjects of(Account account, Browser browser) {
      return of(account.email(), browser);
    }

    /** At the account, in a browser that is known there. */
    String at(Browser known) {
      return account + " device:" + hash(Objects.requireNonNull(known.device()));
    }

    private static String hash(String text) {
      return HexFormat.of().formatHex(Tokens.hash(text), 0, 16);
    }

    static String ofAddress(String address) {
      return "address:" + ClientAddress.network(address);
    }
  }
}
