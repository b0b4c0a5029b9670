package org.vivavoce.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.config.DatabaseAddress;

/**
 * Hears when any instance publishes something. After a lost connection everything may have changed,
 * so that reconnecting counts as hearing something too.
 */
public final class ContentListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ContentListener.class);
  private static final int WAIT_MILLIS = 10_000;
  private static final int RETRY_MILLIS = 1_000;

  private final DatabaseAddress address;
  private final Runnable onChange;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Connection connection;

  ContentListener(DatabaseAddress address, Runnable onChange) {
    this.address = address;
    this.onChange = onChange;
    this.thread = new Thread(this::run, "content-listener");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    Connection current = connection;
    if (current != null) {
      try {
        current.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("The listening connection was closed already", e);
      }
    }
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      try (Connection opened =
          DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
        connection = opened;
        listen(opened);
      } catch (SQLException e) {
        if (!closed) {
          log.warn("Not hearing of new content; trying again: {}", e.getMessage());
        }
      }
      sleep();
    }
  }

  private void listen(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement()) {
      statement.execute("listen content");
    }
    onChange.run();
    PGConnection notifying = opened.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification[] notifications = notifying.getNotifications(WAIT_MILLIS);
      if (notifications != null && notifications.length > 0) {
        onChange.run();
      } else if (!opened.isValid(5)) {
        throw new SQLException("the connection is gone");
      }
    }
  }

  private void sleep() {
    if (closed) {
      return;
    }
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }
}
