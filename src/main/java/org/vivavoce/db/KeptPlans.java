package org.vivavoce.db;

import org.jdbi.v3.core.Handle;

/**
 * Has the rest of a transaction plan each of its statements once for a connection, instead of each
 * time anew. For transactions of many small statements that look rows up by arrays of a few
 * numbers: those PostgreSQL plans anew for every array, which takes longer than what is planned. A
 * statement has to be so written that it finds its rows by an index whatever the array.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-query.html">plan_cache_mode</a>
 */
public final class KeptPlans {
  private KeptPlans() {}

  /** Until the transaction ends, or {@link #end}. */
  public static void use(Handle handle) {
    handle.execute("set local plan_cache_mode = force_generic_plan");
  }

  /** What follows in the transaction is planned as PostgreSQL thinks best. */
  public static void end(Handle handle) {
    handle.execute("set local plan_cache_mode = auto");
  }
}
