package org.vivavoce.cli;

import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.vivavoce.db.Database;
import org.vivavoce.related.RelatedEditor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Other Voices. */
@Command(name = "related", description = "Other Voices.", synopsisSubcommandLabel = "COMMAND")
final class RelatedCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command: rebuild");
  }

  /** Computes them anew for every published answer. */
  @Command(name = "rebuild", description = "Compute Other Voices of every published answer anew.")
  static final class Rebuild implements Callable<Integer> {
    private final Cli cli;

    Rebuild(Cli cli) {
      this.cli = cli;
    }

    @Override
    public Integer call() {
      try (Database database = Database.open(cli.config());
          ProgressBar bar = new ProgressBar(cli.err())) {
        database.migrate();
        int count = rebuild(database, bar);
        bar.close();
        cli.out().printf("Other Voices of %,d articles are computed.%n", count);
      }
      return 0;
    }

    private static int rebuild(Database database, ProgressBar bar) {
      try (Handle handle = database.jdbi().open()) {
        RelatedEditor.lock(handle);
        try {
          return RelatedEditor.rebuild(handle, true, bar::related, () -> false);
        } finally {
          RelatedEditor.unlock(handle);
        }
      }
    }
  }
}
