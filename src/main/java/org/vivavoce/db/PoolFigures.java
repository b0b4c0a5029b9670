package org.vivavoce.db;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

/**
 * How busy a pool of connections is.
 *
 * @param active connections that somebody has
 * @param idle those that nobody has
 * @param waiting how many wait for one
 * @param most how many there may be
 */
public record PoolFigures(int active, int idle, int waiting, int most) {
  /** Of a pool that may not have been asked for anything yet. */
  static PoolFigures of(HikariDataSource pool) {
    HikariPoolMXBean state = pool.getHikariPoolMXBean();
    return state == null
        ? new PoolFigures(0, 0, 0, pool.getMaximumPoolSize())
        : new PoolFigures(
            state.getActiveConnections(),
            state.getIdleConnections(),
            state.getThreadsAwaitingConnection(),
            pool.getMaximumPoolSize());
  }

  /** Of both together. */
  PoolFigures and(PoolFigures other) {
    return new PoolFigures(
        active + other.active, idle + other.idle, waiting + other.waiting, most + other.most);
  }
}
