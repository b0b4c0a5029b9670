package org.vivavoce.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.ConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between requests and the database. While the server is known to be out of reach it is
 * closed: whoever comes is turned away at once, and whoever is inside is let go, so that nobody
 * waits for an answer that does not come and no thread is held by it.
 */
final class Gate {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private final Set<Connection> inside = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  boolean isClosed() {
    return closed;
  }

  /** From now on nobody gets in, and what those inside wait for fails. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    log.warn("The database is out of reach; pages are shown as they were, and nothing is saved");
    inside.forEach(Gate::letGo);
  }

  void open() {
    if (closed) {
      closed = false;
      log.info("The database is there again");
    }
  }

  /** The same connections, for those who pass the gate. */
  ConnectionFactory before(ConnectionFactory connections) {
    return new ConnectionFactory() {
      @Override
      public Connection openConnection() throws SQLException {
        if (closed) {
          throw outOfReach();
        }
        Connection connection = connections.openConnection();
        inside.add(connection);
        if (closed) {
          closeConnection(connection);
          throw outOfReach();
        }
        return connection;
      }

      @Override
      public void closeConnection(Connection connection) throws SQLException {
        inside.remove(connection);
        connections.closeConnection(connection);
      }
    };
  }

  private static SQLException outOfReach() {
    return new SQLTransientConnectionException("it does not answer");
  }

  /** Breaks the connection itself: whoever reads from it has a failure at once. */
  private static void letGo(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      log.debug("It was closed meanwhile", e);
    }
  }
}
