package org.vivavoce.operate;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.Hosts;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/** {@code /metrics}: the figures, for Prometheus; only where operators alone can ask. */
public final class MetricsRoutes {
  private final Metrics metrics;

  public MetricsRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  public void addTo(RouteTable routes) {
    routes.get("/metrics", Role.PUBLIC, this::show);
  }

  /**
   * Nobody's page: what a browser would do with it is forbidden. Where this machine alone is to
   * read it, a site whose name leads here has no part in that.
   *
   * @param host on which it listens
   * @return what comes before each of its routes; answers 421 under a name that is not this
   *     machine's, except where a probe asks for health
   */
  public static Handler guard(String host) {
    Hosts own = new Hosts("http://localhost", true);
    boolean alone = ClientAddress.isThisMachine(host);
    return context -> {
      forbid(context);
      if (alone
          && context.path().equals("/metrics")
          && !own.isOurs(context.header("Host"), context.port())) {
        throw new HttpResponseException(HttpStatus.MISDIRECTED_REQUEST.getCode());
      }
    };
  }

  private static void forbid(Context context) {
    HttpCache.noStore(context);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Referrer-Policy", "no-referrer");
  }

  private void show(Context context) {
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.read());
  }
}
