package org.vivavoce.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Which database it is: a replica's is its primary's. Positions in the log of another one mean
 * nothing.
 *
 * @param system that PostgreSQL gave itself when it was set up
 * @param timeline that begins anew wherever a replica is promoted. A replica writes down with its
 *     restart points which one it is on, some minutes after it has changed to it
 * @param database within the system, whatever it is called
 */
record DatabaseOrigin(long system, int timeline, long database) {
  private static final String NOT_ALLOWED = "42501";

  /** Null where the role may not ask. */
  static @Nullable DatabaseOrigin of(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            """
            select (select system_identifier from pg_control_system()),
                   case when pg_is_in_recovery()
                        then greatest((select timeline_id from pg_control_checkpoint()),
                                      (select min_recovery_end_timeline from pg_control_recovery()))
                        else ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int end,
                   (select oid from pg_database where datname = current_database())
            """)) {
      row.next();
      return new DatabaseOrigin(row.getLong(1), row.getInt(2), row.getLong(3));
    } catch (SQLException e) {
      if (NOT_ALLOWED.equals(e.getSQLState())) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Why one is no replica of the other; null where it may be one.
   *
   * @param replica null where it does not say
   */
  static @Nullable String mismatch(
      @Nullable DatabaseOrigin primary, @Nullable DatabaseOrigin replica) {
    if (primary == null || replica == null) {
      return "the role may not execute pg_control_system(), so that nobody knows whose replica it is";
    }
    if (primary.system != replica.system) {
      return "it belongs to another server: its system identifier is %s and not %s"
          .formatted(Long.toUnsignedString(replica.system), Long.toUnsignedString(primary.system));
    }
    if (primary.database != replica.database) {
      return "it is another database of the same server";
    }
    if (primary.timeline != replica.timeline) {
      return "it is on timeline %d and not %d".formatted(replica.timeline, primary.timeline);
    }
    return null;
  }
}
