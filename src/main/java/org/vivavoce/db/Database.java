package org.vivavoce.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.MigrateResult;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;
import org.vivavoce.config.Config;
import org.vivavoce.config.DatabaseAddress;

/** The open database: its pool, its migrations, and Jdbi with the house's mappers. */
public final class Database implements AutoCloseable {
  private static final int POOL_SIZE = 16;

  private final @Nullable EmbeddedPostgres embedded;
  private final DatabaseAddress owner;
  private final DatabaseAddress runtime;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
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
    this.pool = openPool(runtime);
    this.jdbi = configured(Jdbi.create(pool));
    this.replica = replica == null ? null : new ReadReplica(pool, replica, POOL_SIZE);
    this.reads = this.replica == null ? jdbi : configured(Jdbi.create(this.replica));
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

  public Jdbi jdbi() {
    return jdbi;
  }

  /**
   * For what readers are shown, and for nothing that writes: the replica where there is one that
   * has all that was heard of, else the same as {@link #jdbi}.
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
   * Brings the schema up to date, as the owner.
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
      MigrateResult result = flyway.migrate();
      mark.set(
          Jdbi.create(
              () -> DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())),
          flyway);
      return result.migrationsExecuted;
    } catch (FlywayException e) {
      throw new DatabaseException("the schema could not be migrated: " + e.getMessage(), e);
    }
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
    return new ContentListener(runtime, heard, replica);
  }

  /** Whether every migration that this version knows has been applied. */
  public boolean isMigrated() {
    return MigrationMark.of(runtimeRole()).stands(jdbi) || flyway().info().pending().length == 0;
  }

  @Override
  public void close() {
    if (replica != null) {
      replica.close();
    }
    pool.close();
    if (embedded != null) {
      embedded.close();
    }
  }

  static Jdbi configured(Jdbi jdbi) {
    return jdbi.installPlugin(new SqlObjectPlugin())
        .installPlugin(new PostgresPlugin())
        // Jdbi does not map records by itself.
        .registerRowMapper(RecordMapper.factory());
  }

  Flyway flyway() {
    return Flyway.configure()
        .dataSource(owner.jdbcUrl(), owner.user(), owner.password())
        .locations("classpath:db/migration")
        .placeholders(Map.of("runtimeRole", runtimeRole()))
        .validateMigrationNaming(true)
        .failOnMissingLocations(true)
        .load();
  }

  private String runtimeRole() {
    return jdbi.withHandle(
        handle -> handle.createQuery("select current_user").mapTo(String.class).one());
  }

  private static HikariDataSource openPool(DatabaseAddress address) {
    HikariConfig settings = new HikariConfig();
    settings.setPoolName("vivavoce");
    settings.setJdbcUrl(address.jdbcUrl());
    settings.setUsername(address.user());
    settings.setPassword(address.password());
    settings.setMaximumPoolSize(POOL_SIZE);
    settings.setMinimumIdle(2);
    settings.setConnectionTimeout(5_000);
    settings.setInitializationFailTimeout(10_000);
    // The driver waits for ever by default: a server that hangs would take every connection with
    // it.
    settings.addDataSourceProperty("socketTimeout", "300");
    settings.addDataSourceProperty("connectTimeout", "5");
    settings.addDataSourceProperty("tcpKeepAlive", "true");
    settings.addDataSourceProperty("ApplicationName", "vivavoce");
    settings.addDataSourceProperty("reWriteBatchedInserts", "true");
    // To plan a page's statements takes longer than to run them: the server keeps the plans from
    // the first time on, and not from the fifth.
    settings.addDataSourceProperty("prepareThreshold", "1");
    try {
      return new HikariDataSource(settings);
    } catch (HikariPool.PoolInitializationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new DatabaseException("no connection to " + address + ": " + cause.getMessage(), e);
    }
  }
}
