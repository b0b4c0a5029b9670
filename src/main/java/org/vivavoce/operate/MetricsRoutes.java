package org.vivavoce.operate;

import io.javalin.http.Context;
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

  /** Nobody's page: what a browser would do with it is forbidden. */
  public static void guard(Context context) {
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
