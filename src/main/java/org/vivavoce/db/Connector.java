package org.vivavoce.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.vivavoce.config.DatabaseAddress;

/**
 * Connects to a database, which may be on any of several hosts. Those are asked one after another,
 * the one that was right last before the others.
 *
 * <p>The driver would do so, too. But for a host that takes connections and then says nothing, as a
 * machine does whose processes are frozen, it waits as long as for a statement, and may ask it
 * first again each time.
 */
final class Connector {
  private static final Pattern URL = Pattern.compile("(jdbc:postgresql://)([^/]+)(/.*)");

  /** So long a host may take for each word of a login, where there are others to ask. */
  private static final int SECONDS_AT_THE_DOOR = 1;

  private final Properties credentials;
  private final List<String> urls;
  private volatile int right;

  Connector(DatabaseAddress address) {
    this.credentials = address.credentials();
    Matcher url = URL.matcher(address.jdbcUrl());
    this.urls =
        url.matches()
            ? Arrays.stream(url.group(2).split(","))
                .map(host -> url.group(1) + host + url.group(3))
                .toList()
            : List.of(address.jdbcUrl());
  }

  boolean hasSeveralHosts() {
    return urls.size() > 1;
  }

  /**
   * A connection to the one host, or to the first of several that is what is looked for.
   *
   * @param settings for the driver
   * @throws SQLException where there is none: what the last one that was asked says
   */
  Connection open(Properties settings) throws SQLException {
    Properties all = new Properties();
    all.putAll(settings);
    all.putAll(credentials);
    return hasSeveralHosts() ? first(all) : DriverManager.getConnection(urls.get(0), all);
  }

  private Connection first(Properties settings) throws SQLException {
    int socketSeconds = Integer.parseInt(settings.getProperty("socketTimeout", "0"));
    settings.setProperty("socketTimeout", Integer.toString(SECONDS_AT_THE_DOOR));
    settings.setProperty("connectTimeout", Integer.toString(SECONDS_AT_THE_DOOR));
    int begun = right;
    SQLException none = null;
    for (int number = 0; number < urls.size(); number++) {
      int asked = (begun + number) % urls.size();
      try {
        Connection connection = DriverManager.getConnection(urls.get(asked), settings);
        connection.setNetworkTimeout(Runnable::run, 1_000 * socketSeconds);
        right = asked;
        return connection;
      } catch (SQLException e) {
        if (none != null) {
          e.addSuppressed(none);
        }
        none = e;
      }
    }
    throw none == null ? new SQLException("no host is named") : none;
  }

  /** For a pool. */
  DataSource with(Properties settings) {
    return new Source(settings);
  }

  /** What a pool asks for connections: all else is the pool's affair. */
  private final class Source implements DataSource {
    private final Properties settings;

    Source(Properties settings) {
      this.settings = settings;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return open(settings);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      throw new SQLFeatureNotSupportedException("as whom to connect is said by the address");
    }

    /** Each host has its own time. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
