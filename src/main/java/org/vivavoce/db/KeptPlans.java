package org.vivavoce.db;

import org.jdbi.v3.core.Handle;

/**
 * Has each statement planned once for a connection, instead of each time anew. For small statements
 * that look rows up by arrays of a few numbers or words: those PostgreSQL plans anew for every
 * array, which takes longer than what is planned. A statement has to be so written that it finds
 * its rows by an index whatever is bound, and has its limit written out: of one that is bound a
 * tenth of all rows is expected.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-query.html">plan_cache_mode</a>
 */
public final class KeptPlans {
  private static final String MODE = "plan_cache_mode = force_generic_plan";

  /** Makes it so for all that a connection is asked. */
  static final String ALWAYS = "set " + MODE;

  private KeptPlans() {}

  /** For the rest of the transaction, or until {@link #end}. */
  public static void use(Handle handle) {
    handle.execute("set local " + MODE);
  }

  /** What follows in the transaction is planned as PostgreSQL thinks best. */
  public static void end(Handle handle) {
    handle.execute("set local plan_cache_mode = auto");
  }
}
