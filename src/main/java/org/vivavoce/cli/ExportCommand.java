package org.vivavoce.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.vivavoce.backup.ArchiveExport;
import org.vivavoce.db.Database;
import org.vivavoce.db.DatabaseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes everything into one archive; works beside a running portal. */
@Command(
    name = "export",
    description = "Back everything up into one archive, beside a running portal.")
final class ExportCommand implements Callable<Integer> {
  private final Cli cli;

  @Parameters(paramLabel = "FILE", description = "The archive to write, a ZIP.")
  private Path file = Path.of("");

  @Option(
      names = "--without-accounts",
      description = "Leave out by what people sign in; their names stay with what they did.")
  private boolean withoutAccounts;

  @Option(names = "--force", description = "Replace a file of that name.")
  private boolean force;

  ExportCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(cli.config())) {
      if (!database.isMigrated()) {
        throw new DatabaseException(
            "the database is of another version; export with the one that serves it, or run 'migrate' first",
            null);
      }
      Instant start = clock.instant();
      ArchiveExport.Written written =
          new ArchiveExport(database.jdbi(), Cli.Version.own())
              .write(file, !withoutAccounts, force);
      cli.out()
          .printf(
              "%s: %,d answers, %,d rows, %,d bytes in %.1f s%nSHA-256 %s%n",
              file,
              written.answers(),
              written.rows(),
              written.bytes(),
              Duration.between(start, clock.instant()).toMillis() / 1000.0,
              written.sha256());
    }
    return 0;
  }
}
