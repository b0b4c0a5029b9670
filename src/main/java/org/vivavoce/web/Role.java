package org.vivavoce.web;

import io.javalin.security.RouteRole;
import java.util.Set;

/** Who may use a route. There is no default: a route without one does not start. */
public enum Role implements RouteRole {
  /** Anybody, without an account. */
  PUBLIC,
  /** Anybody, at the newsroom's door: to sign in, or with a link that was handed over. */
  NEWCOMER,
  /** A doctor, who writes and records answers of their own. */
  AUTHOR,
  /** Writes, publishes, changes and withdraws any answer. */
  EDITOR,
  /** A clinician, who approves what others wrote. */
  REVIEWER,
  /** Looks after accounts. */
  ADMINISTRATOR;

  /** Whoever has an account. */
  public static final Set<Role> ACCOUNTS = Set.of(AUTHOR, EDITOR, REVIEWER, ADMINISTRATOR);
}
