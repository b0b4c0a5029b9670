package org.vivavoce.db;

import org.jdbi.v3.core.Handle;

/**
 * Locks that are kept until a transaction ends, whatever becomes of it. Any number will do for one,
 * if only everybody who does the same asks for the same, and nobody else does.
 */
public final class TransactionLock {
  private TransactionLock() {}

  /** Takes it, waiting for whoever has it. */
  public static void take(Handle handle, long number) {
    handle
        .createQuery("select pg_advisory_xact_lock(:lock)::text")
        .bind("lock", number)
        .mapTo(String.class)
        .list();
  }

  /**
   * Takes it if nobody has it.
   *
   * @return whether it was taken
   */
  public static boolean tryTake(Handle handle, long number) {
    return handle
        .createQuery("select pg_try_advisory_xact_lock(:lock)")
        .bind("lock", number)
        .mapTo(Boolean.class)
        .one();
  }
}
