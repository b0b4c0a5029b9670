package org.vivavoce.app;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.Config;
import org.vivavoce.db.Database;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.publishing.Publisher;
import org.vivavoce.web.RouteTable;

/** The whole portal on a free port, over a database of its own, and a reader who asks it things. */
public final class Portal extends Wire implements AutoCloseable {
  private final TestDatabase database;
  private final Database opened;
  private final Clock clock;
  private final App app;
  private final @Nullable String host;

  private Portal(
      TestDatabase database,
      Database opened,
      Map<String, String> settings,
      Clock clock,
      UnaryOperator<App> start) {
    this.database = database;
    this.opened = opened;
    this.clock = clock;
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT", "0");
    environment.put("BASE_URL", "http://localhost:8080");
    environment.put("DATABASE_URL", TestDatabase.url(database.runtime()));
    environment.put("DATABASE_OWNER_URL", TestDatabase.url(database.owner()));
    // Most tests change what the database holds as no part of the portal does.
    environment.put("CACHE_MEGABYTES", "0");
    environment.put("DRAIN_SECONDS", "0");
    environment.putAll(settings);
    Config config = Config.from(environment);
    this.host = config.isLoopback() ? null : URI.create(config.baseUrl()).getAuthority();
    this.app = start.apply(new App(config, opened, clock, TestAccounts.COST));
  }

  public static Portal over(TestDatabase database) {
    return new Portal(database, database.database(), Map.of(), TestClock.FIXED, App::start);
  }

  public static Portal over(TestDatabase database, Map<String, String> settings) {
    return new Portal(database, database.database(), settings, TestClock.FIXED, App::start);
  }

  public static Portal over(TestDatabase database, Map<String, String> settings, Clock clock) {
    return new Portal(database, database.database(), settings, clock, App::start);
  }

  /** Started as the command {@code serve} starts it. */
  static Portal warm(TestDatabase database, Map<String, String> settings) {
    return new Portal(database, database.database(), settings, TestClock.FIXED, App::startWarm);
  }

  /** With connections of its own, to a replica too. */
  static Portal over(TestDatabase database, Database opened, Map<String, String> settings) {
    return new Portal(database, opened, settings, TestClock.FIXED, App::start);
  }

  public static Portal withDemo() {
    return over(TestDatabase.withDemo());
  }

  public TestDatabase database() {
    return database;
  }

  public Clock clock() {
    return clock;
  }

  /** As at the start of the portal. */
  public Optional<String> setUpLink() {
    return app.setUpLink();
  }

  public List<RouteTable.Route> routes() {
    return app.routes();
  }

  /** As once a minute, and at the end. */
  void keepWhatWasReadNext() {
    app.keepWhatWasReadNext();
  }

  /** Takes an answer back, as an editor does, at the time that this portal has. */
  void withdraw(long article) {
    database
        .jdbi()
        .useTransaction(
            handle ->
                new Publisher(handle, "test")
                    .withdraw(article, clock().instant(), "It was wrong."));
  }

  /** With its workers, as a portal that serves readers has them. */
  public void work() {
    app.work();
  }

  /** As every quarter of a minute, where there is a management port. */
  void lookAtFigures() {
    app.lookAtFigures();
  }

  @Override
  public String url(String path) {
    return "http://localhost:" + app.port() + path;
  }

  /** As a proxy says that stands before a public site. */
  @Override
  protected @Nullable String host() {
    return host;
  }

  @Override
  public void close() {
    closeAlone();
    database.close();
  }

  /** What makes connections of those who ask. */
  List<Class<?>> connectionFactories() {
    return Stream.of(app.server.jettyServer().server().getConnectors())
        .flatMap(each -> each.getConnectionFactories().stream())
        .<Class<?>>map(Object::getClass)
        .toList();
  }

  /** As an operator does, with all the time that readers need. */
  void stop() {
    app.close();
  }

  /** And leaves the database to others. */
  void closeAlone() {
    // Else it waits a second for those who hold a connection and ask nothing.
    for (Connector each : app.server.jettyServer().server().getConnectors()) {
      ((AbstractConnector) each).setShutdownIdleTimeout(1);
    }
    app.close();
    if (!opened.equals(database.database())) {
      opened.close();
    }
  }
}
