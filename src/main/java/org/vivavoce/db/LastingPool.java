package org.vivavoce.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Connections that are there again as soon as the server is.
 *
 * <p>A pool that gets no connections tries ever more seldom, up to every five seconds. One that has
 * none when the server is there again is therefore replaced, and the new one tries at once.
 */
final class LastingPool implements ConnectionFactory, AutoCloseable {
  private final HikariConfig settings;
  private volatile HikariDataSource pool;
  private boolean closed;

  LastingPool(HikariConfig settings) {
    this.settings = settings;
    this.pool = fresh();
  }

  /**
   * @param first that was opened with these settings
   */
  LastingPool(HikariConfig settings, HikariDataSource first) {
    this.settings = settings;
    this.pool = first;
  }

  /** That opens no connection before it is asked for one. */
  private HikariDataSource fresh() {
    HikariDataSource fresh = new HikariDataSource();
    settings.copyStateTo(fresh);
    fresh.setInitializationFailTimeout(-1);
    return fresh;
  }

  @Override
  public Connection openConnection() throws SQLException {
    return pool.getConnection();
  }

  PoolFigures figures() {
    return PoolFigures.of(pool);
  }

  /** Has it measured from now on, and what takes its place. */
  synchronized void measure(MetricsTrackerFactory trackers) {
    settings.setMetricsTrackerFactory(trackers);
    pool.setMetricsTrackerFactory(trackers);
  }

  /** Whether it was asked for connections, and has none. */
  boolean isOutOfConnections() {
    HikariPoolMXBean used = pool.getHikariPoolMXBean();
    return used != null && used.getTotalConnections() == 0;
  }

  /** The server is there again. */
  synchronized void serverIsThere() {
    if (!closed && isOutOfConnections()) {
      HikariDataSource exhausted = pool;
      pool = fresh();
      // Those who wait in it have their failure when their time is over.
      exhausted.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    pool.close();
  }
}
