package org.vivavoce.ingest;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.app.Portal;

/** Imports that something happens to while they are under way. */
public final class ImportTrial {
  private ImportTrial() {}

  /** Works on a run, and does something else as soon as it has come some way. */
  public static void workAnd(Portal portal, Runnable meanwhile) {
    AtomicBoolean done = new AtomicBoolean();
    boolean worked =
        ImportWorker.workOff(
            portal.database().jdbi(),
            portal.clock(),
            () -> {
              if (done.compareAndSet(false, true)) {
                meanwhile.run();
              }
            });
    if (!worked || !done.get()) {
      throw new AssertionError("nothing was worked on");
    }
  }

  /** The connection on which a run is worked on breaks, as when its program dies. */
  public static void pullThePlug(Portal portal) {
    workAnd(
        portal,
        () -> {
          Jdbi other =
              Jdbi.create(
                  portal.database().runtime().jdbcUrl(),
                  portal.database().runtime().user(),
                  portal.database().runtime().password());
          other.useHandle(
              handle ->
                  handle.execute(
                      """
                      select pg_terminate_backend(pid) from pg_stat_activity
                       where datname = current_database() and state = 'idle in transaction'
                      """));
        });
  }
}
