package org.vivavoce.cli;

import java.util.concurrent.Callable;
import org.vivavoce.db.Database;
import picocli.CommandLine.Command;

/** Brings the schema up to date and ends. */
@Command(name = "migrate", description = "Bring the database's schema up to date.")
final class MigrateCommand implements Callable<Integer> {
  private final Cli cli;

  MigrateCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    try (Database database = Database.open(cli.config())) {
      int applied = database.migrate();
      cli.out()
          .println(
              applied == 0 ? "The schema is up to date." : "Applied " + applied + " migrations.");
    }
    return 0;
  }
}
