package org.vivavoce.web;

import io.javalin.security.RouteRole;

/** Who may use a route. There is no default: a route without one does not start. */
public enum Role implements RouteRole {
  /** Anybody, without an account. */
  PUBLIC
}
