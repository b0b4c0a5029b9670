package org.vivavoce.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;

/** The database cannot be reached, started or migrated; the message says why and what to do. */
public class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * PostgreSQL's SQLSTATEs (appendix A of its manual) for a server that goes down, has crashed or
   * is starting, that has no connection, memory, disk or time left, that only reads (a standby,
   * after a failover), or that ended a session which waited too long: nothing that a second try an
   * hour later would meet again.
   */
  private static final Set<String> PASSING =
      Set.of(
          "57P01", "57P02", "57P03", "57P05", "57014", "53000", "53100", "53200", "53300", "53400",
          "58030", "25006", "25P03", "55P03");

  private static final Set<String> GOING_OR_COMING = Set.of("57P01", "57P02", "57P03");

  private static final String CONNECTION_CLASS = "08";

  /** Of a deadlock, of two who could not both be right, and of a lock that was not waited for. */
  private static final Set<String> COLLISIONS = Set.of("40P01", "40001", "55P03");

  public DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether a failure means that the database is out of reach for now, and not that we erred. */
  public static boolean isOutage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectionException
          || cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith(CONNECTION_CLASS)
              || PASSING.contains(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a failure means that there is no server at all, or none that answers. */
  static boolean isOutOfReach(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().startsWith(CONNECTION_CLASS)
            || GOING_OR_COMING.contains(sql.getSQLState());
      }
    }
    return false;
  }

  /** Whether two were in each other's way, so that it will do to try again. */
  public static boolean isCollision(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && COLLISIONS.contains(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
