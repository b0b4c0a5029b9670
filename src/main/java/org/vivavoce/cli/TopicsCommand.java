package org.vivavoce.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.Database;
import org.vivavoce.ingest.BadImportException;
import org.vivavoce.ingest.ImportOptions;
import org.vivavoce.ingest.VocabularyImporter;
import org.vivavoce.ingest.VocabularySummary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Conditions, and what else they are called. */
@Command(
    name = "topics",
    description = "Conditions, and what else they are called.",
    synopsisSubcommandLabel = "COMMAND")
final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command: import");
  }

  /** Imports vocabularies; works beside a running portal too. */
  @Command(
      name = "import",
      description = "Import names of conditions from ontologies in OBO format, all or nothing.")
  static final class Import implements Callable<Integer> {
    private final Cli cli;

    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description = "OBO 1.2 or 1.4, UTF-8, plain or gzipped.")
    private List<Path> files = List.of();

    @Option(names = "--dry-run", description = "Check everything, change nothing.")
    private boolean dryRun;

    @Option(
        names = "--skip-bad",
        description = "Pass over terms that cannot be used instead of importing nothing.")
    private boolean skipBad;

    @Option(
        names = "--report",
        paramLabel = "TSV",
        description =
            "Write vocabulary, accession, name, what happened (created, updated, unchanged, withdrawn), by what the term"
                + " was found to be a condition (code, name, synonym, ambiguous, none), and which, to a file.")
    private @Nullable Path report;

    Import(Cli cli) {
      this.cli = cli;
    }

    @Override
    public Integer call() {
      Clock clock = Clock.systemUTC();
      try (Database database = Database.open(cli.config());
          ProgressBar bar = new ProgressBar(cli.err())) {
        database.migrate();
        Instant start = clock.instant();
        VocabularySummary summary =
            new VocabularyImporter(database.jdbi(), clock)
                .run(
                    files, new ImportOptions(dryRun, skipBad, false, report, "topics import"), bar);
        bar.close();
        say(summary, Duration.between(start, clock.instant()));
        return 0;
      } catch (BadImportException e) {
        e.lines().forEach(line -> cli.err().println(line));
        throw e;
      }
    }

    private void say(VocabularySummary summary, Duration took) {
      summary.skipped().forEach(line -> cli.err().println("skipped: " + line));
      if (summary.skippedCount() > summary.skipped().size()) {
        cli.err()
            .println(
                "skipped: and "
                    + (summary.skippedCount() - summary.skipped().size())
                    + " terms more");
      }
      cli.out()
          .printf(
              "%s%,d terms created, %,d updated, %,d unchanged, %,d withdrawn, %,d bad ones skipped in %.1f s%n",
              dryRun ? "Dry run, nothing was changed: " : "",
              summary.created(),
              summary.updated(),
              summary.unchanged(),
              summary.withdrawn(),
              summary.skippedCount(),
              took.toMillis() / 1000.0);
      cli.out()
          .printf(
              "Conditions here: %,d terms by code, %,d by name, %,d by synonym; %,d ambiguous, %,d none. %,d codes added.%n",
              summary.byCode(),
              summary.byName(),
              summary.bySynonym(),
              summary.ambiguous(),
              summary.unmatched(),
              summary.codes());
    }
  }
}
