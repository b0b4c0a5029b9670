package org.vivavoce.app;

import io.javalin.http.Handler;
import java.time.Duration;
import java.util.Set;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.RateLimit;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Turns;

/**
 * How much of what is not kept is made at once, and for whom: searches have turns of their own, and
 * so has the newsroom's door, so that a flood of them leaves the answers alone.
 */
final class Limits {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int SEARCHES_A_MINUTE = 120;
  private static final int SEARCHES_AT_ONCE = 60;

  /** One for each letter that somebody types. */
  private static final int SUGGESTIONS_A_MINUTE = 1_200;

  private static final int SUGGESTIONS_AT_ONCE = 300;
  private static final int OPEN_DATA_A_MINUTE = 600;
  private static final int OPEN_DATA_AT_ONCE = 200;

  private final Turns searching = new Turns(Math.max(2, PROCESSORS), 40, Duration.ofMillis(1_500));

  /** At the newsroom's door, where passwords are made dear on purpose. */
  private final Turns entering = new Turns(Math.max(2, PROCESSORS), 40, Duration.ofMillis(1_500));

  /** Pages: more at once would only take the processor from each other. */
  private final Turns making = new Turns(Math.max(4, 2 * PROCESSORS), 200, Duration.ofSeconds(2));

  private final RateLimit searches;
  private final RateLimit suggestions;
  private final RateLimit openData;

  Limits(ClientAddress addresses) {
    this.searches = new RateLimit(addresses, SEARCHES_A_MINUTE, SEARCHES_AT_ONCE);
    this.suggestions = new RateLimit(addresses, SUGGESTIONS_A_MINUTE, SUGGESTIONS_AT_ONCE);
    this.openData = new RateLimit(addresses, OPEN_DATA_A_MINUTE, OPEN_DATA_AT_ONCE);
  }

  /** A route's handler in turns of its kind; whoever is signed in need not wait for any. */
  Handler inTurn(RouteTable.Route route, Handler handler) {
    String path = route.path();
    if (route.roles().contains(Role.NEWCOMER)) {
      return path.contains("/media/") ? handler : entering.taking(handler);
    }
    if (!route.roles().equals(Set.of(Role.PUBLIC))) {
      return handler;
    }
    if (path.startsWith("/search") || path.startsWith("/api/")) {
      return searching.taking(handler);
    }
    // Files have turns of their own; health and what lies in memory need none.
    boolean free =
        path.startsWith("/media/")
            || path.startsWith("/static/")
            || path.equals("/healthz")
            || path.equals("/readyz");
    return free ? handler : making.taking(handler);
  }

  /** The same for whoever has not asked too often. */
  Handler limited(RouteTable.Route route, Handler handler) {
    String path = route.path();
    if (path.equals("/search")) {
      return searches.limiting(handler);
    }
    if (path.equals("/search/suggest")) {
      return suggestions.limiting(handler);
    }
    return path.startsWith("/api/") ? openData.limiting(handler) : handler;
  }
}
