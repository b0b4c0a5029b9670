package org.vivavoce.cli;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.app.App;
import org.vivavoce.config.Config;
import org.vivavoce.config.ConfigException;
import org.vivavoce.db.Database;
import org.vivavoce.db.RuntimeRole;
import org.vivavoce.ingest.DemoCast;
import picocli.CommandLine.Command;

/** Runs the portal until it is told to stop. */
@Command(name = "serve", description = "Run the portal (the default).")
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  /** Set by the build, whose own end would else leave a portal that nobody knows of. */
  private static final String STOPS_WITH_PARENT = "vivavoce.stopsWithParent";

  /** Set where a portal lives for seconds only, and nobody reads it. */
  private static final String STARTS_COLD = "vivavoce.startsCold";

  private final Cli cli;

  ServeCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws Exception {
    Config config = cli.config();
    log.info("{}", config);
    insistOnTemporaryFiles(Path.of(System.getProperty("java.io.tmpdir")));
    CountDownLatch stopAsked = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopAsked.countDown();
                  await(stopped);
                },
                "stop"));
    if (Boolean.getBoolean(STOPS_WITH_PARENT)) {
      var unused =
          ProcessHandle.current()
              .parent()
              .map(parent -> parent.onExit().thenRun(stopAsked::countDown));
    }
    try (Database database = Database.open(config)) {
      int applied = database.migrate();
      if (applied > 0) {
        log.info("Applied {} migrations", applied);
      }
      insistOnLeastRights(config, database.runtimeRights());
      Clock clock = Clock.systemUTC();
      if (config.demo() && new DemoCast(database.jdbi(), clock).load(true)) {
        log.info("Loaded the demonstration cast into the empty database");
      }
      try (App app = started(config, database, clock)) {
        cli.out()
            .println(
                "Vivavoce answers on "
                    + config.baseUrl()
                    + " (port "
                    + app.port()
                    + "). Ctrl-C stops it.");
        app.setUpLink()
            .ifPresent(
                link ->
                    cli.out()
                        .println(
                            "Nobody can sign in yet. Set up the first administrator: " + link));
        stopAsked.await();
        log.info("Stopping");
      }
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  /**
   * @param folder is made where it is missing
   * @throws ConfigException where none can be made: recordings that are sent lie there for a moment
   */
  static void insistOnTemporaryFiles(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "vivavoce-start", ".tmp"));
    } catch (IOException e) {
      throw new ConfigException(
          "temporary files cannot be made in "
              + folder
              + " ("
              + e.getMessage()
              + "); let this user write there (in a container by a volume, or by --tmpfs "
              + folder
              + "), or name another folder by -Djava.io.tmpdir=… before -jar");
    }
  }

  /**
   * @throws ConfigException where two roles are set, and the one that runs the portal may do more
   *     than it has to; with one role for both there is nothing to choose, and it is only said
   */
  static void insistOnLeastRights(Config config, RuntimeRole role) {
    if (role.isLeast()) {
      return;
    }
    String fault =
        "the role "
            + role.name()
            + ", as which DATABASE_URL has the portal run, has more rights than it needs ("
            + String.join(", ", role.powers())
            + ")";
    if (config.database() != null && !config.database().equals(config.databaseOwner())) {
      throw new ConfigException(
          fault
              + "; take them from it (alter role … nosuperuser nocreaterole nocreatedb noreplication nobypassrls; revoke … from …), or name"
              + " a role in DATABASE_URL that owns nothing and is a member of no role that does");
    }
    log.warn(
        "Least privilege is off: {}. Create a role that owns nothing, name it in DATABASE_URL, and this one in"
            + " DATABASE_OWNER_URL.",
        fault);
  }

  private static App started(Config config, Database database, Clock clock) {
    App app = new App(config, database, clock);
    try {
      return (Boolean.getBoolean(STARTS_COLD) ? app.start() : app.startWarm()).work();
    } catch (RuntimeException e) {
      app.close();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException
            || String.valueOf(cause.getMessage()).contains("already in use")) {
          throw new ConfigException(
              "PORT "
                  + config.port()
                  + " on "
                  + config.host()
                  + " is in use by another program; set PORT to a free one");
        }
      }
      throw e;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
