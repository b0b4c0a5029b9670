package org.vivavoce.cli;

import java.time.Clock;
import java.util.concurrent.Callable;
import org.vivavoce.db.Database;
import org.vivavoce.ingest.DemoCast;
import picocli.CommandLine.Command;

/** Loads the demonstration cast, or brings it up to date. */
@Command(name = "seed", description = "Load the demonstration cast, or bring it up to date.")
final class SeedCommand implements Callable<Integer> {
  private final Cli cli;

  SeedCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    try (Database database = Database.open(cli.config())) {
      database.migrate();
      new DemoCast(database.jdbi(), Clock.systemUTC()).load(false);
      cli.out().println("The demonstration cast is loaded.");
    }
    return 0;
  }
}
