package org.vivavoce.app;

import io.javalin.http.Context;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.db.DatabaseException;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;

/**
 * {@code /healthz}: the process lives. {@code /readyz}: it can answer, its database reached and
 * migrated.
 */
final class HealthRoutes {
  private static final Logger log = LoggerFactory.getLogger(HealthRoutes.class);
  private final Jdbi jdbi;
  private final BooleanSupplier isMigrated;
  private final BooleanSupplier isOutOfReach;
  private volatile boolean migrated;
  private volatile boolean stopping;

  HealthRoutes(Jdbi jdbi, BooleanSupplier isMigrated, BooleanSupplier isOutOfReach) {
    this.jdbi = jdbi;
    this.isMigrated = isMigrated;
    this.isOutOfReach = isOutOfReach;
  }

  void addTo(RouteTable routes) {
    routes.get("/healthz", Role.PUBLIC, this::alive);
    routes.get("/readyz", Role.PUBLIC, this::ready);
  }

  /** From now on it is not ready, though it still answers. */
  void stopping() {
    stopping = true;
  }

  private void alive(Context context) {
    answer(context, 200, "ok");
  }

  private void ready(Context context) {
    if (stopping) {
      answer(context, 503, "stopping");
      return;
    }
    if (isOutOfReach.getAsBoolean()) {
      answer(context, 503, "the database is out of reach");
      return;
    }
    try {
      jdbi.useHandle(handle -> handle.createQuery("select 1").mapTo(Integer.class).one());
      // What was migrated once stays so; a schema that has gone ahead is still one that this
      // version can read.
      migrated = migrated || isMigrated.getAsBoolean();
      answer(context, migrated ? 200 : 503, migrated ? "ok" : "the database has not been migrated");
    } catch (JdbiException | DatabaseException e) {
      log.warn("Not ready: {}", e.getMessage());
      answer(context, 503, "the database is out of reach");
    }
  }

  private static void answer(Context context, int status, String text) {
    HttpCache.noStore(context);
    context.status(status).contentType("text/plain; charset=utf-8").result(text + "\n");
  }
}
