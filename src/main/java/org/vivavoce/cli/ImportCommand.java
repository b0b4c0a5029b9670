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
import org.vivavoce.ingest.ImportSummary;
import org.vivavoce.ingest.Importer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports articles; works beside a running portal too. */
@Command(
    name = "import",
    description = "Import articles from JSON Lines files, all of them or nothing.")
final class ImportCommand implements Callable<Integer> {
  private final Cli cli;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "JSON Lines, UTF-8, plain or gzipped.")
  private List<Path> files = List.of();

  @Option(names = "--dry-run", description = "Check everything, change nothing.")
  private boolean dryRun;

  @Option(names = "--skip-bad", description = "Pass over bad lines instead of importing nothing.")
  private boolean skipBad;

  @Option(
      names = "--report",
      paramLabel = "TSV",
      description =
          "Write slug, source id, what happened (created, updated, unchanged, conflict) and red flags without a care card to a file.")
  private @Nullable Path report;

  ImportCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(cli.config());
        ProgressBar bar = new ProgressBar(cli.err())) {
      database.migrate();
      Instant start = clock.instant();
      ImportSummary summary =
          new Importer(database.jdbi(), clock)
              .run(files, new ImportOptions(dryRun, skipBad, false, report, "import"), bar);
      bar.close();
      say(summary, Duration.between(start, clock.instant()));
      return 0;
    } catch (BadImportException e) {
      e.lines().forEach(line -> cli.err().println(line));
      throw e;
    }
  }

  private void say(ImportSummary summary, Duration took) {
    if (summary.redFlagged() > 0) {
      cli.err()
          .printf(
              "warning: red flags without a care card in %,d published answers%s%n",
              summary.redFlagged(),
              report == null ? "; --report names them" : ", named in " + report);
    }
    summary.skipped().forEach(line -> cli.err().println("skipped: " + line));
    if (summary.skippedCount() > summary.skipped().size()) {
      cli.err()
          .println(
              "skipped: and "
                  + (summary.skippedCount() - summary.skipped().size())
                  + " lines more");
    }
    cli.out()
        .printf(
            "%s%,d created, %,d updated, %,d unchanged, %,d conflicts, %,d bad lines skipped in %.1f s%n",
            dryRun ? "Dry run, nothing was changed: " : "",
            summary.created(),
            summary.updated(),
            summary.unchanged(),
            summary.conflicts(),
            summary.skippedCount(),
            took.toMillis() / 1000.0);
  }
}
