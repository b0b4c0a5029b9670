package org.vivavoce.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.config.DatabaseAddress;

/**
 * A streaming replica for public reads, which is read while it has all changes that were heard of,
 * and the primary otherwise: so nobody is shown what is known to be old, and no page is made of it.
 *
 * <p>Whoever hears of a change says so before anything is made anew ({@link #changed}), and then
 * how far the primary's log went by then ({@link #reached}). Until the replica has replayed that,
 * connections are the primary's. While nothing is heard they are the primary's too, as long as it
 * can be had. What a lost primary's changes were nobody knows; the replica is then read on if it
 * has all that had been heard of.
 */
final class ReadReplica implements ConnectionFactory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReadReplica.class);

  /** The longest that one statement of a page may take. */
  private static final int SECONDS = 2;

  private static final int CONNECT_MILLIS = 1_000;

  /** Of looks at how far it is, while it is behind, and while it is not. */
  private static final long SHORTEST_PAUSE_MILLIS = 2;

  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  /** It is told in the log that it is behind, or out of reach, when it has been so for as long. */
  private static final long PATIENCE_MILLIS = 5_000;

  /** So often the replica is asked whose it is. */
  private static final Duration ORIGIN_PAUSE = Duration.ofSeconds(1);

  /** Longer than a connection is waited for: so one request in some waits, and not each. */
  private static final Duration PAUSE_OF_PRIMARY = Duration.ofSeconds(10);

  private static final LogSequenceNumber UNKNOWN = LogSequenceNumber.valueOf(-1L);

  private final LastingPool primary;
  private final DatabaseAddress address;
  private final HikariDataSource pool;
  private final Thread watcher;

  /** That it is worth while to look how far it is. */
  private final Semaphore awaited = new Semaphore(0);

  /** How far it has to be; unknown until the first change is heard of. */
  private LogSequenceNumber needed = UNKNOWN;

  /** Whose replica it has to be. */
  private @Nullable DatabaseOrigin origin;

  /** Whether what this thread was last given was the replica's. */
  private final ThreadLocal<Boolean> used = ThreadLocal.withInitial(() -> false);

  private volatile long behindSince = System.nanoTime();

  /** What the replica said last of whose it is, and when; of the watcher alone. */
  private @Nullable DatabaseOrigin ownKnown;

  private long ownAsked;

  /** That somebody has heard of changes: commands hear of none, and have nothing to say of it. */
  private boolean heard;

  private boolean told;
  private volatile boolean complete;

  /** The primary could not be had: until then nobody waits for it, while the replica is there. */
  private volatile long primaryGoneUntil = System.nanoTime();

  /** Nothing is heard: what the replica lacks is not known. */
  private volatile boolean deaf;

  private volatile boolean closed;

  ReadReplica(LastingPool primary, DatabaseAddress address, int connections) {
    this.primary = primary;
    this.address = address;
    this.pool = new HikariDataSource(settings(address, connections));
    this.watcher = new Thread(this::watch, "replica-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static HikariConfig settings(DatabaseAddress address, int connections) {
    HikariConfig settings = new HikariConfig();
    settings.setPoolName("vivavoce-replica");
    settings.setJdbcUrl(address.jdbcUrl());
    settings.setUsername(address.user());
    settings.setPassword(address.password());
    settings.setMaximumPoolSize(connections);
    settings.setMinimumIdle(2);
    // The primary is there instead.
    settings.setInitializationFailTimeout(-1);
    settings.setConnectionTimeout(CONNECT_MILLIS);
    settings.setValidationTimeout(CONNECT_MILLIS / 2);
    settings.addDataSourceProperty("socketTimeout", Integer.toString(SECONDS));
    settings.addDataSourceProperty("connectTimeout", "1");
    settings.addDataSourceProperty("tcpKeepAlive", "true");
    settings.addDataSourceProperty("ApplicationName", "vivavoce");
    settings.addDataSourceProperty(Database.LOG_DETAIL, "false");
    settings.addDataSourceProperty("prepareThreshold", "1");
    settings.setConnectionInitSql(
        "set statement_timeout = '" + SECONDS + "s'; " + KeptPlans.ALWAYS);
    return settings;
  }

  /** From the replica where it has all that was heard of, else from the primary. */
  @Override
  public Connection openConnection() throws SQLException {
    if (complete && !(deaf && primaryIsThere())) {
      Connection connection = connectionOrDoubt();
      if (connection != null) {
        return connection;
      }
    }
    used.set(false);
    try {
      return primary.openConnection();
    } catch (SQLException e) {
      primaryGoneUntil = System.nanoTime() + PAUSE_OF_PRIMARY.toNanos();
      Connection connection = complete ? connectionOrDoubt() : null;
      if (connection == null) {
        throw e;
      }
      return connection;
    }
  }

  /** Null where there is none; then it has to show that it is there. */
  private @Nullable Connection connectionOrDoubt() {
    try {
      Connection connection = pool.getConnection();
      used.set(true);
      return connection;
    } catch (SQLException e) {
      doubt();
      return null;
    }
  }

  /** Told without waiting for it: its pool throws away what is broken, and gets nothing new. */
  private boolean primaryIsThere() {
    return System.nanoTime() - primaryGoneUntil >= 0 && !primary.isOutOfConnections();
  }

  /** Nothing is heard until somebody says {@link #reached} again. */
  void deaf() {
    deaf = true;
  }

  /** Something has changed of which the replica may know nothing yet. */
  synchronized void changed() {
    needed = UNKNOWN;
    fallBehind();
  }

  /**
   * All that was heard of is written in the primary's log before this.
   *
   * @param primary null where it does not say which database it is
   */
  synchronized void reached(LogSequenceNumber position, @Nullable DatabaseOrigin primary) {
    needed = position;
    if (!Objects.equals(origin, primary)) {
      origin = primary;
      fallBehind();
    }
    heard = true;
    deaf = false;
    awaited.release();
  }

  /** Something went wrong with it: it has to show at once that it is there. */
  synchronized void doubt() {
    fallBehind();
    awaited.release();
  }

  /**
   * The same where this thread read from it last. What the primary lacks is not its fault, and in
   * an outage of the primary it is all that there is.
   *
   * @return whether there is another one to read from
   */
  boolean doubtIfUsed() {
    boolean was = used.get();
    used.remove();
    if (was) {
      doubt();
    }
    return was || (deaf && complete);
  }

  private void fallBehind() {
    if (complete) {
      complete = false;
      behindSince = System.nanoTime();
    }
  }

  private void watch() {
    while (!closed) {
      try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties());
          Statement statement = connection.createStatement()) {
        while (!closed) {
          look(statement);
          pause();
        }
      } catch (SQLException e) {
        ownKnown = null;
        lost(e.getMessage());
        sleep();
      }
    }
  }

  private void look(Statement statement) throws SQLException {
    LogSequenceNumber position;
    if (ownKnown == null || System.nanoTime() - ownAsked > ORIGIN_PAUSE.toNanos()) {
      ownKnown = DatabaseOrigin.of(statement);
      ownAsked = System.nanoTime();
    }
    DatabaseOrigin own = ownKnown;
    try (ResultSet row =
        statement.executeQuery(
            "select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() end")) {
      row.next();
      String text = row.getString(1);
      if (text == null) {
        throw new SQLException("it is no replica, or no longer");
      }
      position = LogSequenceNumber.valueOf(text);
    }
    arrived(position, own);
  }

  private synchronized void arrived(LogSequenceNumber position, @Nullable DatabaseOrigin own) {
    String mismatch = heard ? DatabaseOrigin.mismatch(origin, own) : null;
    if (mismatch != null) {
      fallBehind();
      tellAtOnce("cannot be used (" + mismatch + ")");
      return;
    }
    if (complete) {
      return;
    }
    if (needed.equals(UNKNOWN) || position.compareTo(needed) < 0) {
      tell("is behind");
      return;
    }
    complete = true;
    if (told) {
      told = false;
      log.info("Public reads go to the replica at {} again", address);
    }
  }

  private synchronized void lost(@Nullable String why) {
    fallBehind();
    tell("cannot be used (" + why + ")");
  }

  private void tell(String what) {
    if (behindMillis() > PATIENCE_MILLIS) {
      tellAtOnce(what);
    }
  }

  private void tellAtOnce(String what) {
    if (heard && !told && !closed) {
      told = true;
      log.warn("The replica at {} {}; public reads go to the primary", address, what);
    }
  }

  void measure(MetricsTrackerFactory trackers) {
    pool.setMetricsTrackerFactory(trackers);
  }

  /** Whether connections are its own just now. */
  boolean isRead() {
    return complete && !(deaf && primaryIsThere());
  }

  /** Whether the log says that it is not read. */
  synchronized boolean isGivenUp() {
    return told;
  }

  private long behindMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - behindSince);
  }

  /** The longer it has been behind, the more seldom it is looked at. */
  private void pause() {
    long millis =
        complete
            ? LONGEST_PAUSE_MILLIS
            : Math.max(SHORTEST_PAUSE_MILLIS, Math.min(behindMillis() / 10, LONGEST_PAUSE_MILLIS));
    try {
      if (awaited.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
        awaited.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(LONGEST_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Properties properties() {
    Properties properties = address.credentials();
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("loginTimeout", "2");
    properties.setProperty("socketTimeout", "2");
    properties.setProperty("ApplicationName", "vivavoce");
    return properties;
  }

  @Override
  public void close() {
    closed = true;
    watcher.interrupt();
    pool.close();
  }
}
