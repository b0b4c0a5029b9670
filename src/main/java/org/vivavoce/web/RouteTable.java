package org.vivavoce.web;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every route of the portal, each with its role; features add theirs, the composition root hands
 * them to the server.
 */
public final class RouteTable {
  private final List<Route> routes = new ArrayList<>();

  /**
   * A page or document; HEAD is answered alike.
   *
   * @throws NullPointerException where no role is declared: such a portal does not start
   */
  public RouteTable get(String path, Role role, Handler handler) {
    return get(path, Set.of(requireNonNull(role, () -> path + " declares no role")), handler);
  }

  /**
   * @param roles any one of them will do
   */
  public RouteTable get(String path, Set<Role> roles, Handler handler) {
    add(HandlerType.GET, path, roles, handler);
    add(HandlerType.HEAD, path, roles, handler);
    return this;
  }

  /**
   * A public page that is the same for everybody, and kept until something changes that it shows.
   *
   * @param parameters those of the address that it heeds; others make no other page
   */
  public RouteTable page(String path, Handler handler, String... parameters) {
    return page(path, context -> {}, handler, parameters);
  }

  /**
   * The same.
   *
   * @param noticing what is done for each request that it answers, also where the page is kept
   */
  public RouteTable page(String path, Handler noticing, Handler handler, String... parameters) {
    return page(path, new Kept(noticing, List.of(parameters), false), handler);
  }

  /**
   * A public page whose address holds what somebody typed: kept here, where the same is often asked
   * for, and nowhere on the way nor on the reader's device.
   *
   * @param parameters those of the address that it heeds, of any text; others make no other page
   */
  public RouteTable typedPage(String path, Handler handler, String... parameters) {
    return page(path, new Kept(context -> {}, List.of(parameters), true), handler);
  }

  private RouteTable page(String path, Kept kept, Handler handler) {
    add(HandlerType.GET, path, Set.of(Role.PUBLIC), handler, kept);
    add(HandlerType.HEAD, path, Set.of(Role.PUBLIC), handler, kept);
    return this;
  }

  /** What changes something. */
  public RouteTable post(String path, Role role, Handler handler) {
    return post(path, Set.of(requireNonNull(role, () -> path + " declares no role")), handler);
  }

  /**
   * @param roles any one of them will do
   */
  public RouteTable post(String path, Set<Role> roles, Handler handler) {
    add(HandlerType.POST, path, roles, handler);
    return this;
  }

  /** What adds to something, piece by piece. */
  public RouteTable patch(String path, Set<Role> roles, Handler handler) {
    add(HandlerType.PATCH, path, roles, handler);
    return this;
  }

  /** What a browser asks for before it lets a page of another site ask. */
  public RouteTable options(String path, Role role, Handler handler) {
    add(HandlerType.OPTIONS, path, Set.of(role), handler);
    return this;
  }

  public List<Route> routes() {
    return Collections.unmodifiableList(routes);
  }

  /** The methods that some route answers at this path; empty where there is none. */
  public Set<String> methodsAt(String path) {
    Set<String> methods = new LinkedHashSet<>();
    for (Route route : routes) {
      if (route.pattern().matcher(path).matches()) {
        methods.add(route.method().name());
      }
    }
    return methods;
  }

  private void add(HandlerType method, String path, Set<Role> roles, Handler handler) {
    add(method, path, roles, handler, null);
  }

  private void add(
      HandlerType method, String path, Set<Role> roles, Handler handler, @Nullable Kept kept) {
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(path + " declares no role");
    }
    routes.add(new Route(method, path, Set.copyOf(roles), handler, patternOf(path), kept));
  }

  private static Pattern patternOf(String path) {
    StringBuilder regex = new StringBuilder();
    for (String part : path.split("(?=\\{)|(?<=\\})|(?=<)|(?<=>)")) {
      regex.append(
          part.startsWith("{") ? "[^/]+" : part.startsWith("<") ? ".+" : Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }

  /**
   * One of them.
   *
   * @param roles of which any one will do; never empty
   * @param kept null where each request is answered anew
   */
  public record Route(
      HandlerType method,
      String path,
      Set<Role> roles,
      Handler handler,
      Pattern pattern,
      @Nullable Kept kept) {
    public Route {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * How a page is kept.
   *
   * @param noticing what is done for each request that it answers
   * @param parameters those that make another page of it
   * @param typed whether they are what somebody typed, which nobody else is to keep
   */
  public record Kept(Handler noticing, List<String> parameters, boolean typed) {
    public Kept {
      parameters = List.copyOf(parameters);
    }
  }
}
