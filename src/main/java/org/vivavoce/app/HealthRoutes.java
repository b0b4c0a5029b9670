package org.vivavoce.app;

import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
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

  /** Whoever asks has an answer within three seconds. */
  private static final long PATIENCE_MILLIS = 2_000;

  private static final String OUT_OF_REACH = "the database is out of reach";

  private final Jdbi jdbi;
  private final BooleanSupplier isMigrated;
  private final BooleanSupplier isOutOfReach;
  private volatile boolean migrated;
  private volatile boolean stopping;
  private @Nullable CompletableFuture<Boolean> underWay;

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
      answer(context, 503, OUT_OF_REACH);
      return;
    }
    try {
      boolean is = check().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      answer(context, is ? 200 : 503, is ? "ok" : "the database has not been migrated");
    } catch (TimeoutException e) {
      log.warn("Not ready: the database does not answer within {} ms", PATIENCE_MILLIS);
      answer(context, 503, OUT_OF_REACH);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof JdbiException || e.getCause() instanceof DatabaseException)) {
        throw new IllegalStateException(e.getCause());
      }
      log.warn("Not ready: {}", e.getCause().getMessage());
      answer(context, 503, OUT_OF_REACH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer(context, 503, OUT_OF_REACH);
    }
  }

  /**
   * The one that is under way, or a new one: a database that hangs holds one thread, however many
   * ask.
   */
  private synchronized CompletableFuture<Boolean> check() {
    CompletableFuture<Boolean> check = underWay;
    if (check == null || check.isDone()) {
      check = new CompletableFuture<>();
      underWay = check;
      CompletableFuture<Boolean> started = check;
      Thread thread =
          new Thread(
              () -> {
                try {
                  started.complete(isReady());
                } catch (RuntimeException | Error e) {
                  started.completeExceptionally(e);
                }
              },
              "readiness");
      thread.setDaemon(true);
      thread.start();
    }
    return check;
  }

  private boolean isReady() {
    jdbi.useHandle(handle -> handle.createQuery("select 1").mapTo(Integer.class).one());
    // What was migrated once stays so; a schema that has gone ahead is still one that this
    // version can read.
    migrated = migrated || isMigrated.getAsBoolean();
    return migrated;
  }

  private static void answer(Context context, int status, String text) {
    HttpCache.noStore(context);
    context.status(status).contentType("text/plain; charset=utf-8").result(text + "\n");
  }
}
