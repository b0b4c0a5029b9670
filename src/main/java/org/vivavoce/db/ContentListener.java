package org.vivavoce.db;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.content.ContentChange;

/**
 * Hears when any instance publishes something. After a lost connection everything may have changed,
 * so that losing it, and reconnecting, count as hearing that too.
 *
 * <p>As it asks all the time whether the server is there, it is the one to know when it is not:
 * then the gate is closed, and requests neither wait for an answer that does not come, nor try.
 */
public final class ContentListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ContentListener.class);

  /** So often the server has to show that it is there, where it has nothing to tell. */
  private static final int WAIT_MILLIS = 500;

  /** So long it is waited for then, and when connecting. */
  private static final int SECONDS = 2;

  private static final int RETRY_MILLIS = 500;

  /** So often the log says that nothing is heard. */
  private static final long REMINDER_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** SQLSTATE of PostgreSQL's appendix A. */
  private static final String CONNECTION_FAILURE = "08006";

  /** A notice that tells nothing but that all before it were heard. */
  private static final String MARK = "mark:";

  private static final long MARK_MILLIS = 2_000;

  private final Connector connector;
  private final Heard heard;
  private final @Nullable ReadReplica replica;
  private final Gate gate;
  private final Runnable serverIsThere;
  private final Thread thread;
  private final String own = MARK + Long.toHexString(new SecureRandom().nextLong());
  private final AtomicLong marks = new AtomicLong();
  private final ConcurrentHashMap<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile @Nullable Connection connection;

  /** When the log said last that nothing is heard; null while it is. Of the thread alone. */
  private @Nullable Long told;

  /**
   * @param gate closed while the server cannot be reached
   * @param serverIsThere told whenever it could be connected to
   */
  ContentListener(
      Connector connector,
      Heard heard,
      @Nullable ReadReplica replica,
      Gate gate,
      Runnable serverIsThere) {
    this.connector = connector;
    this.heard = heard;
    this.replica = replica;
    this.gate = gate;
    this.serverIsThere = serverIsThere;
    this.thread = new Thread(this::run, "content-listener");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits until all is heard that was committed before: so whoever publishes sees it at once. Where
   * nothing is heard for two seconds it waits no longer.
   */
  public void catchUp(Jdbi jdbi) {
    String mark = own + "-" + marks.incrementAndGet();
    CountDownLatch latch = new CountDownLatch(1);
    awaited.put(mark, latch);
    try {
      jdbi.useHandle(handle -> ContentNotice.send(handle, mark));
      if (!latch.await(MARK_MILLIS, TimeUnit.MILLISECONDS)) {
        log.warn("What was published is not heard of within {} ms", MARK_MILLIS);
        replicaMayBeBehind();
      }
    } catch (JdbiException e) {
      // What was to be seen at once is committed all the same.
      log.warn("What was published is not waited for: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      awaited.remove(mark);
    }
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
      boolean isListening = false;
      try (Connection opened = connector.open(settings())) {
        connection = opened;
        try (Statement statement = opened.createStatement()) {
          statement.execute("listen " + ContentNotice.CHANNEL);
        }
        replicaMayBeBehind();
        serverIsThere.run();
        gate.open();
        heard.again();
        isListening = true;
        if (told != null) {
          told = null;
          log.info("New content is heard of again");
        }
        askHowFarThePrimaryIs(opened);
        listen(opened);
      } catch (SQLException | RuntimeException e) {
        if (!closed) {
          if (replica != null) {
            replica.deaf();
          }
          if (DatabaseException.isOutOfReach(e)) {
            gate.close();
          } else {
            gate.open();
          }
          heard.nothing();
          long now = System.nanoTime();
          if (told == null || now - told > REMINDER_NANOS) {
            told = now;
            log.warn("Not hearing of new content; trying again: {}", e.getMessage());
          }
        }
      }
      if (!isListening) {
        sleep();
      }
    }
  }

  /** With an end to everything that might hang. */
  private static Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("connectTimeout", Integer.toString(SECONDS));
    settings.setProperty("loginTimeout", Integer.toString(SECONDS));
    settings.setProperty("socketTimeout", Integer.toString(SECONDS));
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("ApplicationName", "vivavoce-listener");
    settings.setProperty(Database.LOG_DETAIL, "false");
    return settings;
  }

  private void listen(Connection opened) throws SQLException {
    PGConnection notifying = opened.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification[] notifications = notifying.getNotifications(WAIT_MILLIS);
      if (notifications != null && notifications.length > 0) {
        if (hear(notifications)) {
          askHowFarThePrimaryIs(opened);
        }
      } else if (!opened.isValid(SECONDS)) {
        throw new SQLException("the connection is gone", CONNECTION_FAILURE);
      }
    }
  }

  /** Nothing is made of what it holds from now on, before anything is made anew. */
  private void replicaMayBeBehind() {
    if (replica != null) {
      replica.changed();
    }
  }

  /**
   * Everything that was heard of is written by then. What is written is not enough where commits do
   * not wait for that.
   */
  private void askHowFarThePrimaryIs(Connection opened) throws SQLException {
    if (replica == null) {
      return;
    }
    try (Statement statement = opened.createStatement()) {
      DatabaseOrigin origin = DatabaseOrigin.of(statement);
      try (ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
        row.next();
        replica.reached(LogSequenceNumber.valueOf(row.getString(1)), origin);
      }
    }
  }

  /**
   * @return whether anything has changed
   */
  private boolean hear(PGNotification[] notifications) {
    Set<String> tags = new HashSet<>();
    Set<CountDownLatch> marked = new HashSet<>();
    for (PGNotification each : notifications) {
      String payload = each.getParameter();
      if (payload.startsWith(MARK)) {
        CountDownLatch latch = awaited.get(payload);
        if (latch != null) {
          marked.add(latch);
        }
      } else {
        tags.addAll(List.of(payload.split(" ")));
      }
    }
    boolean changed = !tags.isEmpty();
    if (changed) {
      replicaMayBeBehind();
    }
    boolean all = tags.remove(ContentChange.ALL);
    if (!tags.isEmpty()) {
      heard.changes(tags);
    }
    if (all) {
      heard.anything();
    }
    marked.forEach(CountDownLatch::countDown);
    return changed;
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

  /** What is done about it. */
  public interface Heard {
    /**
     * Pages with these tags are no longer true.
     *
     * @see ContentChange
     */
    void changes(Set<String> tags);

    /** Anything may have changed. */
    void anything();

    /** Nothing is heard; told when that begins, and again and again. */
    void nothing();

    /** Changes are heard of from now on; anything may have changed before. */
    void again();
  }
}
