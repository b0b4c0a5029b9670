package org.vivavoce.auth;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.auth.LinkEditor.Purpose;
import org.vivavoce.config.Config;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;

/** Who works here, for the command line: whoever holds the machine is asked for no password. */
public final class People {
  private static final String ACTOR = "command line";
  private final Jdbi jdbi;
  private final Paths paths;
  private final AccountQueries accounts;
  private final AccountEditor editor;
  private final LinkEditor links;
  private final AuditLog audit;

  public People(Jdbi jdbi, Config config, Clock clock) {
    this.jdbi = jdbi;
    this.paths = new Paths(config.baseUrl());
    this.audit = new AuditLog(clock);
    this.accounts = new AccountQueries(jdbi);
    this.editor = new AccountEditor(jdbi, clock, audit);
    this.links = new LinkEditor(jdbi, clock);
  }

  /**
   * Invites somebody.
   *
   * @return the URL at which they set their password, good once, for seven days
   * @throws IllegalArgumentException saying in one line what cannot be
   */
  public String invite(String email, String name, List<String> roleNames) {
    if (!PersonForm.isEmail(email)) {
      throw new IllegalArgumentException("'" + email + "' is no e-mail address");
    }
    if (name.isBlank() || name.length() > 200) {
      throw new IllegalArgumentException("give a --name of at most 200 characters");
    }
    if (roleNames.isEmpty() || !roleNames.stream().allMatch(People::isRole)) {
      throw new IllegalArgumentException("give at least one --role");
    }
    Set<Role> roles = Account.roles(roleNames);
    try {
      return jdbi.inTransaction(
          handle -> {
            long id =
                editor.create(
                    handle,
                    new AccountEditor.Profile(email, name.strip(), null, roles, null),
                    ACTOR);
            return paths.absolute(paths.invitation(links.issue(handle, Purpose.INVITATION, id)));
          });
    } catch (AccountEditor.TakenException e) {
      throw new IllegalArgumentException(
          "there is an account for " + email + " already; user reset makes a new link", e);
    }
  }

  /**
   * @param secondFactor whether to take away the second factor and the passkeys as well, and to end
   *     every session
   * @return the URL at which they set a new password, good once, for an hour
   * @throws IllegalArgumentException saying in one line what cannot be
   */
  public String reset(String email, boolean secondFactor) {
    Account account =
        accounts
            .find(email)
            .orElseThrow(() -> new IllegalArgumentException("there is no account for " + email));
    if (account.disabledAt() != null) {
      throw new IllegalArgumentException("the account of " + email + " is disabled");
    }
    return jdbi.inTransaction(
        handle -> {
          if (secondFactor) {
            editor.removeFactors(handle, account, ACTOR);
          }
          audit.write(
              handle,
              ACTOR,
              "account.reset_link",
              Map.of("account", account.id(), "name", account.name()));
          return paths.absolute(paths.reset(links.issue(handle, Purpose.RESET, account.id())));
        });
  }

  public List<Listed> list() {
    return accounts.all().stream()
        .map(
            account ->
                new Listed(
                    account.email(),
                    account.name(),
                    account.roles(),
                    account.disabledAt() != null
                        ? "disabled"
                        : account.isTakenUp() ? "active" : "invited"))
        .toList();
  }

  /** Whether there is a role of that name, such as "editor". */
  public static boolean isRole(String name) {
    return Role.ACCOUNTS.stream().anyMatch(role -> Account.nameOf(role).equals(name));
  }

  /**
   * An account in a list.
   *
   * @param roles by their names
   * @param state active, invited or disabled
   */
  public record Listed(String email, String name, List<String> roles, String state) {
    public Listed {
      roles = List.copyOf(roles);
    }
  }
}
