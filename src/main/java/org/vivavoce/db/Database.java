package org.vivavoce.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.config.Config;
import org.vivavoce.config.DatabaseAddress;

/**
 * The open database: its pools, its migrations, and Jdbi with the house's mappers.
 *
 * <p>There is a pool for each purpose, so that none takes the connections of another, and each with
 * the patience that fits: a reader's page is worth two seconds, a save some more, and an import
 * takes as long as it takes.
 */
public final class Database implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Database.class);

  /** So long a connection that has rested is given to show that it still works. */
  private static final int VALIDATION_MILLIS = 500;

  private static final int MIGRATION_TRIES = 10;

  /** Of the driver: whether rows that were refused stand in what is said of it. */
  static final String LOG_DETAIL = "logServerErrorDetail";

  private final @Nullable EmbeddedPostgres embedded;
  private final DatabaseAddress owner;
  private final DatabaseAddress runtime;
  private final Connector connector;
  private final Gate gate = new Gate();
  private final LastingPool work;
  private final LastingPool requests;
  private final LastingPool pages;
  private final Jdbi jdbi;
  private final Jdbi forRequests;
  private final @Nullable ReadReplica replica;
  private final Jdbi reads;

  private Database(
      @Nullable EmbeddedPostgres embedded,
      DatabaseAddress owner,
      DatabaseAddress runtime,
      @Nullable DatabaseAddress replica) {
    this.embedded = embedded;
    this.owner = owner;
    this.runtime = runtime;
    this.connector = new Connector(runtime);
    HikariDataSource opened = openPool(Purpose.WORK);
    this.work = new LastingPool(settings(Purpose.WORK), opened);
    this.jdbi = configured(Jdbi.create(work));
    this.requests = new LastingPool(settings(Purpose.REQUESTS));
    this.forRequests = configured(Jdbi.create(gate.before(requests)));
    HikariConfig forPages = settings(Purpose.PAGES);
    if (replica != null) {
      // Whether the primary is there is seen by the connections to it.
      forPages.setMinimumIdle(2);
    }
    this.pages = new LastingPool(forPages);
    this.replica =
        replica == null ? null : new ReadReplica(pages, replica, Purpose.PAGES.connections);
    this.reads = configured(Jdbi.create(this.replica == null ? gate.before(pages) : this.replica));
  }

  /**
   * Connects to the configured database, or starts the embedded one.
   *
   * @throws DatabaseException where it cannot be reached
   */
  public static Database open(Config config) {
    if (config.database() != null) {
      return new Database(
          null,
          Objects.requireNonNull(config.databaseOwner()),
          config.database(),
          config.readDatabase());
    }
    EmbeddedPostgres embedded = EmbeddedPostgres.start(config.dataDir());
    try {
      return new Database(embedded, embedded.owner(), embedded.runtime(), null);
    } catch (RuntimeException e) {
      embedded.close();
      throw e;
    }
  }

  /** A database at a known address, whose server somebody else looks after. */
  public static Database at(DatabaseAddress owner, DatabaseAddress runtime) {
    return new Database(null, owner, runtime, null);
  }

  /** The same with a streaming replica for public reads. */
  public static Database at(
      DatabaseAddress owner, DatabaseAddress runtime, DatabaseAddress replica) {
    return new Database(null, owner, runtime, replica);
  }

  /** For work in the background and for commands, which may take long. */
  public Jdbi jdbi() {
    return jdbi;
  }

  /**
   * For what is asked and saved by requests: a statement may take half a minute, a lock is waited
   * for ten seconds, and all of it fails at once while the server is out of reach.
   */
  public Jdbi forRequests() {
    return forRequests;
  }

  /** Whether the server is known to be out of reach. */
  public boolean isOutOfReach() {
    return gate.isClosed();
  }

  /**
   * For what readers are shown, and for nothing that writes: from the replica where there is one
   * that has all that was heard of, else from the primary. A statement may take two seconds.
   */
  public Jdbi reads() {
    return reads;
  }

  /**
   * As the role that owns the schema, each handle on a connection of its own: for what is done past
   * triggers, and takes as long as it takes.
   */
  public Jdbi owner() {
    return configured(
        Jdbi.create(
            () -> DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())));
  }

  /**
   * After public reads failed on this thread: the replica has to show again that it is there, if it
   * was that.
   *
   * @return whether it is worth while to read again, of the primary
   */
  public boolean doubtReplica() {
    return replica != null && replica.doubtIfUsed();
  }

  /**
   * Brings the schema up to date, as the owner. A table that is in use is waited for two seconds at
   * a time, since whoever comes later waits behind that, and for half a minute in all.
   *
   * @return how many migrations were applied
   * @throws DatabaseException where one fails; that one is rolled back
   */
  public int migrate() {
    MigrationMark mark = MigrationMark.of(runtimeRole());
    if (mark.stands(jdbi)) {
      return 0;
    }
    try {
      Flyway flyway = flyway();
      int applied = migrate(flyway);
      mark.set(
          Jdbi.create(() -> DriverManager.getConnection(owner.jdbcUrl(), owner.credentials())),
          flyway);
      return applied;
    } catch (FlywayException e) {
      String inUse =
          DatabaseException.isCollision(e)
              ? "a table that is to be changed is in use; end what works on it for long (an import, a backup, a forgotten"
                  + " session), and start again: "
              : "";
      throw new DatabaseException("the schema could not be migrated: " + inUse + e.getMessage(), e);
    }
  }

  private static int migrate(Flyway flyway) {
    int applied = 0;
    for (int time = 1; ; time++) {
      int before = flyway.info().applied().length;
      try {
        return applied + flyway.migrate().migrationsExecuted;
      } catch (FlywayException e) {
        if (!DatabaseException.isCollision(e) || time == MIGRATION_TRIES) {
          throw e;
        }
        applied += flyway.info().applied().length - before;
        log.info("A table that the schema's next step changes is in use; trying again");
        pause();
      }
    }
  }

  /** So that those go on who waited behind it. */
  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the role may do as which the portal runs; asked once the schema is there. */
  public RuntimeRole runtimeRights() {
    return RuntimeRole.of(jdbi);
  }

  /** The number of the last migration that this version knows, {@code 036}. */
  public String newestSchema() {
    return Arrays.stream(flyway().info().all())
        .map(MigrationInfo::getVersion)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .map(MigrationVersion::getVersion)
        .orElseThrow();
  }

  /**
   * Makes the tables of an older schema where there are none yet, as the owner; what reads them,
   * and who may, comes with {@link #migrate}.
   *
   * @param schema the number of its last migration, {@code 036}
   * @throws DatabaseException where one fails
   */
  public void migrateTo(String schema) {
    try {
      Flyway.configure()
          .configuration(flyway().getConfiguration())
          .target(schema)
          // The views are of today's tables, as are the grants after them.
          .repeatableSqlMigrationPrefix("none")
          .validateMigrationNaming(false)
          .skipDefaultCallbacks(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new DatabaseException("the schema could not be made: " + e.getMessage(), e);
    }
  }

  /** Calls back whenever any instance has published, changed or withdrawn something. */
  public ContentListener listen(ContentListener.Heard heard) {
    // The first reader need not wait for the first connection.
    warmUp(pages);
    warmUp(requests);
    return new ContentListener(
        connector,
        heard,
        replica,
        gate,
        () -> {
          work.serverIsThere();
          requests.serverIsThere();
          pages.serverIsThere();
        });
  }

  /** How busy the connections to the primary are. */
  public PoolFigures connections() {
    return work.figures().and(requests.figures()).and(pages.figures());
  }

  /** Has each pool measured from now on; to be called once. */
  public void measure(MetricsTrackerFactory trackers) {
    work.measure(trackers);
    requests.measure(trackers);
    pages.measure(trackers);
    if (replica != null) {
      replica.measure(trackers);
    }
  }

  public boolean hasReplica() {
    return replica != null;
  }

  /** Whether public reads go to a replica just now. */
  public boolean readsReplica() {
    return replica != null && replica.isRead();
  }

  public boolean isEmbedded() {
    return embedded != null;
  }

  /** What this version would still do to the schema, by its names. */
  public List<String> pendingMigrations() {
    return MigrationMark.of(runtimeRole()).stands(jdbi)
        ? List.of()
        : Arrays.stream(flyway().info().pending()).map(MigrationInfo::getScript).toList();
  }

  /** Whether every migration that this version knows has been applied. */
  public boolean isMigrated() {
    return MigrationMark.of(roleOf(forRequests)).stands(forRequests)
        || flyway().info().pending().length == 0;
  }

  @Override
  public void close() {
    if (replica != null) {
      replica.close();
    }
    pages.close();
    requests.close();
    work.close();
    if (embedded != null) {
      embedded.close();
    }
  }

  static Jdbi configured(Jdbi jdbi) {
    return jdbi.installPlugin(new SqlObjectPlugin())
        .installPlugin(new PostgresPlugin())
        // Jdbi does not map records by itself.
        .registerRowMapper(RecordMapper.factory())
        // By java.util.Calendar otherwise, several times on each page.
        .registerColumnMapper(Instant.class, (row, column, context) -> instant(row, column))
        // Failures are logged; what was bound may be somebody's address or words.
        .configure(
            StatementExceptions.class, failures -> failures.setMessageRendering(Database::said));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
    return moment == null ? null : moment.toInstant();
  }

  /** What failed, and in which statement: without its parameters. */
  private static String said(StatementException failure) {
    String sql =
        failure.getStatementContext() == null ? null : failure.getStatementContext().getRawSql();
    return failure.getShortMessage()
        + (sql == null ? "" : " [" + sql.strip().replaceAll("\\s+", " ") + "]");
  }

  Flyway flyway() {
    return Flyway.configure()
        .dataSource(owner.jdbcUrl(), owner.user(), owner.password())
        .jdbcProperties(Map.of(LOG_DETAIL, "false"))
        .initSql("set lock_timeout = '2s'")
        .locations("classpath:db/migration")
        .placeholders(Map.of("runtimeRole", runtimeRole()))
        .validateMigrationNaming(true)
        .failOnMissingLocations(true)
        .load();
  }

  private String runtimeRole() {
    return roleOf(jdbi);
  }

  private static String roleOf(Jdbi jdbi) {
    return jdbi.withHandle(
        handle -> handle.createQuery("select current_user").mapTo(String.class).one());
  }

  private HikariDataSource openPool(Purpose purpose) {
    try {
      return new HikariDataSource(settings(purpose));
    } catch (HikariPool.PoolInitializationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new DatabaseException("no connection to " + runtime + ": " + cause.getMessage(), e);
    }
  }

  private static void warmUp(LastingPool pool) {
    try {
      pool.openConnection().close();
    } catch (SQLException e) {
      log.warn("No connection for requests yet: {}", e.getMessage());
    }
  }

  private HikariConfig settings(Purpose purpose) {
    HikariConfig settings = new HikariConfig();
    settings.setPoolName(purpose.poolName);
    settings.setMaximumPoolSize(purpose.connections);
    settings.setMinimumIdle(purpose.atRest);
    settings.setConnectionTimeout(purpose.connectionMillis);
    settings.setValidationTimeout(Math.min(purpose.connectionMillis, VALIDATION_MILLIS));
    settings.setInitializationFailTimeout(10_000);
    settings.setConnectionInitSql(purpose.initSql);
    // The driver waits for ever by default: a server that hangs would take every connection with
    // it.
    settings.addDataSourceProperty("socketTimeout", Integer.toString(purpose.socketSeconds));
    settings.addDataSourceProperty("connectTimeout", "2");
    settings.addDataSourceProperty("tcpKeepAlive", "true");
    settings.addDataSourceProperty("ApplicationName", "vivavoce");
    settings.addDataSourceProperty("reWriteBatchedInserts", "true");
    // What a row holds is nobody's business in the log.
    settings.addDataSourceProperty(LOG_DETAIL, "false");
    // To plan a page's statements takes longer than to run them: the server keeps the plans from
    // the first time on, and not from the fifth.
    settings.addDataSourceProperty("prepareThreshold", "1");
    if (connector.hasSeveralHosts()) {
      settings.setDataSource(connector.with(settings.getDataSourceProperties()));
    } else {
      settings.setJdbcUrl(runtime.jdbcUrl());
      settings.setUsername(runtime.user());
      settings.setPassword(runtime.password());
    }
    return settings;
  }

  /** What connections are for: how many there are at most, and how long anything may take. */
  private enum Purpose {
    /** What readers are shown. */
    PAGES(
        "vivavoce-pages", 12, 0, 1_000, 2, "set statement_timeout = '1900ms'; " + KeptPlans.ALWAYS),

    /** What is asked and saved by requests. */
    REQUESTS(
        "vivavoce-requests",
        6,
        0,
        1_500,
        40,
        """
        set statement_timeout = '30s'; set lock_timeout = '10s';
        set idle_in_transaction_session_timeout = '60s'
        """),

    /** Work in the background, imports and other commands. */
    WORK("vivavoce-work", 8, 2, 5_000, 300, null);

    private final String poolName;
    private final int connections;

    /**
     * So many are held though nobody needs them. Where requests wait it is none: while the server
     * is away the pool would go on trying to have them, ever more seldom, and be late when it is
     * back.
     */
    private final int atRest;

    private final int connectionMillis;
    private final int socketSeconds;
    private final @Nullable String initSql;

    Purpose(
        String poolName,
        int connections,
        int atRest,
        int connectionMillis,
        int socketSeconds,
        @Nullable String initSql) {
      this.poolName = poolName;
      this.connections = connections;
      this.atRest = atRest;
      this.connectionMillis = connectionMillis;
      this.socketSeconds = socketSeconds;
      this.initSql = initSql;
    }
  }
}
