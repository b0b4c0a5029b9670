package org.vivavoce.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.vivavoce.backup.ArchiveRestore;
import org.vivavoce.db.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores an archive into an empty database, all of it or nothing. */
@Command(
    name = "restore",
    description = "Restore an archive into an empty database, all of it or nothing.")
final class RestoreCommand implements Callable<Integer> {
  private final Cli cli;

  @Parameters(paramLabel = "FILE", description = "An archive that export wrote.")
  private Path file = Path.of("");

  @Option(names = "--check", description = "Only see whether the archive is whole.")
  private boolean check;

  RestoreCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    // Before a database is opened: an archive that is not whole does not even make an embedded one.
    try (ArchiveRestore archive = ArchiveRestore.open(file)) {
      if (check) {
        cli.out().println(file + " is whole.");
        return 0;
      }
      try (Database database = Database.open(cli.config())) {
        Clock clock = Clock.systemUTC();
        Instant start = clock.instant();
        say(archive.into(database), Duration.between(start, clock.instant()));
      }
    }
    return 0;
  }

  private void say(ArchiveRestore.Restored restored, Duration took) {
    cli.out()
        .printf(
            "Restored %,d answers, %,d rows in %.1f s, as Vivavoce %s had written them.%n",
            restored.answers(), restored.rows(), took.toMillis() / 1000.0, restored.portal());
    cli.out()
        .println("Suggestions and Other Voices come within minutes of the portal's next start.");
    if (!restored.accounts()) {
      cli.out().println("Nobody can sign in: the portal's next start prints a link to begin.");
    }
  }
}
