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
    requireNonNull(role, () -> path + " declares no role");
    routes.add(new Route(HandlerType.GET, path, role, handler, patternOf(path)));
    routes.add(new Route(HandlerType.HEAD, path, role, handler, patternOf(path)));
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

  private static Pattern patternOf(String path) {
    StringBuilder regex = new StringBuilder();
    for (String part : path.split("(?=\\{)|(?<=\\})|(?=<)|(?<=>)")) {
      regex.append(
          part.startsWith("{") ? "[^/]+" : part.startsWith("<") ? ".+" : Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }

  /** One of them. */
  public record Route(
      HandlerType method, String path, Role role, Handler handler, Pattern pattern) {}
}
