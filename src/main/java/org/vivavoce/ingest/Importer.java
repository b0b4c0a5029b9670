package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.TransactionLock;
import org.vivavoce.publishing.Publisher;

/**
 * Imports articles from JSON Lines files, streaming, in one transaction: all of it or nothing.
 * Importing the same file again changes nothing.
 */
public final class Importer {
  private static final int BATCH = 500;
  private static final int BAD_LINES_KEPT = 20;
  private static final int LONGEST_LINE = 4_000_000;
  // In characters.
  private static final long HEAVIEST_BATCH = 8_000_000;
  private static final String UNTOUCHED = "untouched";
  // Any number will do, if only every import asks for the same.
  private static final long IMPORT_LOCK = 0x5649564156L;

  private final Jdbi jdbi;
  private final Clock clock;

  public Importer(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * @throws BadImportException where a line is bad and bad lines are not skipped; nothing is
   *     changed then
   * @throws UncheckedIOException where a file cannot be read or the report not be begun; nothing is
   *     changed then. Or where the finished report cannot be put in its place; the message says
   *     that the import is done
   */
  public ImportSummary run(List<Path> files, ImportOptions options, ImportProgress progress) {
    Path report = options.report();
    Path draft = report == null ? null : report.resolveSibling(report.getFileName() + ".part");
    try {
      ImportSummary summary =
          jdbi.inTransaction(handle -> run(handle, files, options, progress, draft));
      if (report != null && draft != null) {
        Files.move(draft, report, StandardCopyOption.REPLACE_EXISTING);
      }
      return summary;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the import is done, but its report could not be written: " + e.getMessage(), e);
    } finally {
      deleteQuietly(draft);
    }
  }

  private ImportSummary run(
      Handle handle,
      List<Path> files,
      ImportOptions options,
      ImportProgress progress,
      @Nullable Path draft) {
    lock(handle);
    try (Run run = new Run(handle, options, progress, draft, ImportRows.NONE)) {
      for (Path file : files) {
        run.read(file);
      }
      return finished(handle, run, options, progress);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("no such file: " + e.getFile(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Imports one source within the caller's transaction, which holds the import lock.
   *
   * @throws IOException where it cannot be read; the caller's transaction is to be undone then
   * @throws BadImportException as above
   */
  ImportSummary runWithin(
      Handle handle,
      ImportSource source,
      ImportOptions options,
      ImportProgress progress,
      ImportRows rows)
      throws IOException {
    try (Run run = new Run(handle, options, progress, null, rows)) {
      run.read(source);
      return finished(handle, run, options, progress);
    }
  }

  private static ImportSummary finished(
      Handle handle, Run run, ImportOptions options, ImportProgress progress) throws IOException {
    run.flush();
    if (run.badCount > 0 && !options.skipBad()) {
      throw new BadImportException(run.bad, run.badCount);
    }
    handle.execute("set local enable_seqscan to default");
    if (!options.dryRun() && run.changed() > 0) {
      new Publisher(handle, options.actor()).finish(progress::related);
      TopicMatcher.settle(handle);
    }
    run.closeReport();
    return run.summary();
  }

  /** Whether nobody else imports anything until the transaction ends. */
  public static boolean tryLock(Handle handle) {
    return TransactionLock.tryTake(handle, IMPORT_LOCK);
  }

  /** Whether somebody imports something, on the command line or on screen. */
  public static boolean isLocked(Handle handle) {
    return handle
        .createQuery(
            """
            select exists (select from pg_locks
                            where locktype = 'advisory' and granted
                              and database = (select oid from pg_database where datname = current_database())
                              and classid::bigint = :lock >> 32 and objid::bigint = :lock & 4294967295
                              and objsubid = 1)
            """)
        .bind("lock", IMPORT_LOCK)
        .mapTo(Boolean.class)
        .one();
  }

  static void lock(Handle handle) {
    TransactionLock.take(handle, IMPORT_LOCK);
  }

  /**
   * Imports one stream into the caller's transaction, without Other Voices; a bad line fails it.
   */
  void runWithin(
      Handle handle, String name, InputStream content, Companions companions, ImportOptions options)
      throws IOException {
    try (Run run = new Run(handle, options, ImportProgress.NONE, null, ImportRows.NONE)) {
      run.read(ImportSource.unlimited(name, content, 0, companions));
      run.flush();
      if (run.badCount > 0) {
        throw new BadImportException(run.bad, run.badCount);
      }
    }
  }

  static void deleteQuietly(@Nullable Path draft) {
    if (draft != null) {
      try {
        Files.deleteIfExists(draft);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the unfinished report " + draft + " could not be removed", e);
      }
    }
  }

  /** One import while it runs. */
  private final class Run implements AutoCloseable {
    private final Handle handle;
    private final ImportOptions options;
    private final ImportProgress progress;
    private final ArticleWriter articles;
    private final @Nullable Writer report;
    private final ImportRows rows;
    private final List<Line> batch = new ArrayList<>(BATCH);
    private final Map<String, String> seen = new HashMap<>();
    private final List<BadLine> bad = new ArrayList<>();
    private final List<ImportRows.Row> badRows = new ArrayList<>();
    private int badCount;
    private int redFlagged;
    private long weight;

    Run(
        Handle handle,
        ImportOptions options,
        ImportProgress progress,
        @Nullable Path draft,
        ImportRows rows)
        throws IOException {
      this.handle = handle;
      // Every row is found by a key, and the planner takes tables for empty that fill up within the
      // transaction, or with rows that were undone.
      handle.execute("set local enable_seqscan = off");
      this.rows = rows;
      this.options = options;
      this.progress = progress;
      this.articles = new ArticleWriter(handle, options.actor(), options.demo(), clock);
      this.report = draft == null ? null : Files.newBufferedWriter(draft, UTF_8);
      if (report != null) {
        report.write("slug\tsource_id\tresult\twarning\n");
      }
    }

    void read(Path file) throws IOException {
      String name = String.valueOf(file.getFileName());
      long total = Files.size(file);
      try (InputStream opened = Files.newInputStream(file)) {
        read(ImportSource.unlimited(name, opened, total, Companions.beneath(folderOf(file))));
      }
    }

    void read(ImportSource source) throws IOException {
      String name = source.name();
      long total = source.length();
      long number = 0;
      try (CountingStream counting = new CountingStream(source.content());
          InputStream content = counting.unzipped();
          BoundedLines lines =
              new BoundedLines(
                  CountingStream.utf8(content), LONGEST_LINE, source.mostCharacters())) {
        for (String line = lines.next(); line != null; line = lines.next()) {
          number++;
          if (number > source.mostLines()) {
            throw new IOException(
                name
                    + " has more than "
                    + source.mostLines()
                    + " lines: import it on the command line, or in parts");
          }
          if (number == 1 && line.startsWith("\ufeff")) {
            line = line.substring(1);
          }
          if (!line.isBlank()) {
            take(name, number, line, source.companions());
          }
          if (number % 100 == 0) {
            progress.lines(number);
            progress.read(name, counting.count(), total);
          }
        }
        progress.lines(number);
        progress.read(name, total, total);
      } catch (CharacterCodingException e) {
        throw new IOException(name + " is not UTF-8; it could be read to line " + number, e);
      } catch (EOFException e) {
        throw new IOException(name + " is damaged: it breaks off", e);
      } catch (ZipException e) {
        throw new IOException(name + " is damaged: " + e.getMessage(), e);
      }
    }

    void flush() throws IOException {
      List<ImportRows.Row> told = new ArrayList<>();
      // With a bad line nothing will be kept, and only further bad lines are looked for.
      if (!batch.isEmpty() && (badCount == 0 || options.skipBad())) {
        List<ArticleWriter.Outcome> outcomes = write();
        for (int at = 0; at < outcomes.size(); at++) {
          ArticleWriter.Outcome outcome = outcomes.get(at);
          redFlagged += outcome.redFlags().isEmpty() ? 0 : 1;
          if (outcome.problem() != null) {
            note(
                batch.get(at).file(),
                batch.get(at).number(),
                outcome.sourceId(),
                outcome.problem());
            continue;
          }
          told.add(row(batch.get(at), outcome));
          if (report != null) {
            report.write(
                outcome.slug()
                    + "\t"
                    + outcome.sourceId().replaceAll("[\t\r\n]", " ")
                    + "\t"
                    + outcome.result()
                    + "\t"
                    + warning(outcome)
                    + "\n");
          }
        }
      } else {
        for (Line line : batch) {
          FieldException problem = ArticleWriter.voiceProblem(line.content());
          if (problem != null) {
            note(line.file(), line.number(), line.content().article().sourceId(), problem);
          }
        }
      }
      told.addAll(badRows);
      rows.took(told);
      badRows.clear();
      batch.clear();
      weight = 0;
    }

    /** What a dry run wrote is undone at once: nobody has to wait for its end. */
    private List<ArticleWriter.Outcome> write() {
      List<ImportedLine> lines = batch.stream().map(Line::content).toList();
      if (!options.dryRun()) {
        return articles.write(lines);
      }
      handle.savepoint(UNTOUCHED);
      List<ArticleWriter.Outcome> outcomes = articles.write(lines);
      handle.rollbackToSavepoint(UNTOUCHED);
      articles.forget();
      return outcomes;
    }

    private static ImportRows.Row row(Line line, ArticleWriter.Outcome outcome) {
      boolean conflict = outcome.result().equals("conflict");
      return new ImportRows.Row(
          line.number(),
          outcome.result(),
          outcome.slug(),
          outcome.sourceId(),
          conflict ? line.text() : null,
          conflict ? line.content() : null,
          warning(outcome),
          null);
    }

    private static String warning(ArticleWriter.Outcome outcome) {
      return outcome.redFlags().isEmpty()
          ? ""
          : "no care card for: " + String.join("; ", outcome.redFlags());
    }

    int changed() {
      return articles.created() + articles.updated();
    }

    ImportSummary summary() {
      return new ImportSummary(
          articles.created(),
          articles.updated(),
          articles.unchanged(),
          articles.conflicts(),
          bad,
          badCount,
          redFlagged);
    }

    void closeReport() throws IOException {
      if (report != null) {
        report.close();
      }
    }

    @Override
    public void close() throws IOException {
      closeReport();
    }

    private void take(String file, long number, String line, Companions companions)
        throws IOException {
      String id = "";
      try {
        if (line.length() > LONGEST_LINE) {
          throw new FieldException("line", "has more than " + LONGEST_LINE + " characters");
        }
        Fields fields = ImportedArticle.fields(line);
        ImportedArticle article = ImportedArticle.parse(fields);
        id = article.sourceId();
        String here = file + ", line " + number;
        String before = seen.putIfAbsent(article.sourceId(), here);
        if (before != null) {
          throw new FieldException(
              "id", "'" + article.sourceId() + "' stands in " + before + " already");
        }
        ImportedVoice voice = ImportedVoice.parse(fields, companions);
        batch.add(new Line(file, number, line, new ImportedLine(article, voice)));
        weight += line.length();
      } catch (FieldException e) {
        note(file, number, id, e);
      }
      if (batch.size() + badRows.size() >= BATCH || weight > HEAVIEST_BATCH) {
        flush();
      }
    }

    private void note(String file, long number, String sourceId, FieldException problem) {
      badCount++;
      badRows.add(new ImportRows.Row(number, "bad", "", sourceId, null, null, "", problem));
      if (bad.size() < BAD_LINES_KEPT) {
        bad.add(new BadLine(file, number, problem.field(), String.valueOf(problem.getMessage())));
      }
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  private record Line(String file, long number, String text, ImportedLine content) {}
}
