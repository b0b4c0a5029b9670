package org.vivavoce.auth;

import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.app.Wire;
import org.vivavoce.web.Role;

/** People of the newsroom, for any test. */
public final class TestAccounts {
  /** As dear as a test can bear. */
  public static final PasswordCost COST = new PasswordCost(64, 1, 2);

  /** Of every account here. */
  public static final String PASSWORD = "seven quiet herons at dusk";

  private static final String HASH = new Passwords(COST).hash(PASSWORD);

  private TestAccounts() {}

  /** Somebody new with these roles, signed in: their cookies, and the token of their forms. */
  public static Visitor signedIn(Portal portal, Role... roles) {
    return signedIn(portal, add(portal, roles));
  }

  /** The same account on another device. */
  public static Visitor signedIn(Portal portal, Person person) {
    return signedIn(portal, portal.database().jdbi(), portal.clock(), person);
  }

  /** The same on a portal that runs elsewhere, over that database. */
  public static Visitor signedIn(Wire portal, Jdbi jdbi, Clock clock, Person person) {
    SessionEditor sessions = new SessionEditor(jdbi, clock);
    String token =
        jdbi.inTransaction(
            handle -> sessions.open(handle, person.id(), "127.0.0.1", "A test's browser"));
    Session session = sessions.find(token).orElseThrow();
    return portal.visitor().with(token, session.csrfToken());
  }

  /** Somebody new with these roles, and {@link #PASSWORD}. */
  public static Person add(Portal portal, Role... roles) {
    return add(portal, null, roles);
  }

  /**
   * @param doctorId the doctor as whom they speak, or null
   */
  public static Person add(Portal portal, @Nullable Long doctorId, Role... roles) {
    return add(portal.database().jdbi(), portal.clock(), doctorId, roles);
  }

  /** The same, in any database. */
  public static Person add(Jdbi jdbi, Clock clock, @Nullable Long doctorId, Role... roles) {
    String name = "Robin " + UUID.randomUUID().toString().substring(0, 8);
    String email = name.toLowerCase(java.util.Locale.ROOT).replace(' ', '.') + "@example.org";
    Set<Role> all = new LinkedHashSet<>(Arrays.asList(roles));
    AccountEditor editor = new AccountEditor(jdbi, clock, new AuditLog(clock));
    long id =
        jdbi.inTransaction(
            handle -> {
              long created =
                  editor.create(
                      handle,
                      new AccountEditor.Profile(email, name, null, all, doctorId),
                      "the tests");
              handle
                  .createUpdate("update account set password_hash = :hash where id = :id")
                  .bind("hash", HASH)
                  .bind("id", created)
                  .execute();
              return created;
            });
    return new Person(id, name, email);
  }

  /** An account. */
  public record Person(long id, String name, String email) {}
}
