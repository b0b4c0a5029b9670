package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.publishing.Publisher;

/**
 * Imports articles from JSON Lines files, streaming, in one transaction: all of it or nothing.
 * Importing the same file again changes nothing.
 */
public final class Importer {
  private static final int BATCH = 500;
  private static final int BAD_LINES_KEPT = 20;
  private static final int LONGEST_LINE = 4_000_000;
  // Any number will do, if only every import asks for the same.
  private static final String UNTOUCHED = "untouched";
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
    handle.savepoint(UNTOUCHED);
    try (Run run = new Run(handle, options, progress, draft)) {
      for (Path file : files) {
        run.read(file);
      }
      run.flush();
      if (run.badCount > 0 && !options.skipBad()) {
        throw new BadImportException(run.bad, run.badCount);
      }
      if (options.dryRun()) {
        handle.rollbackToSavepoint(UNTOUCHED);
      } else if (run.changed() > 0) {
        new Publisher(handle, options.actor()).finish(progress::related);
      }
      run.closeReport();
      return run.summary();
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("no such file: " + e.getFile(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  static void lock(Handle handle) {
    handle
        .createQuery("select pg_advisory_xact_lock(:lock)::text")
        .bind("lock", IMPORT_LOCK)
        .mapTo(String.class)
        .one();
  }

  /**
   * Imports one stream into the caller's transaction, without Other Voices; a bad line fails it.
   */
  void runWithin(
      Handle handle, String name, InputStream content, Companions companions, ImportOptions options)
      throws IOException {
    try (Run run = new Run(handle, options, ImportProgress.NONE, null)) {
      run.read(name, content, 0, companions);
      run.flush();
      if (run.badCount > 0) {
        throw new BadImportException(run.bad, run.badCount);
      }
    }
  }

  private static void deleteQuietly(@Nullable Path draft) {
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
    private final ImportOptions options;
    private final ImportProgress progress;
    private final ArticleWriter articles;
    private final @Nullable Writer report;
    private final List<Line> batch = new ArrayList<>(BATCH);
    private final Map<String, String> seen = new HashMap<>();
    private final List<BadLine> bad = new ArrayList<>();
    private int badCount;
    private int redFlagged;

    Run(Handle handle, ImportOptions options, ImportProgress progress, @Nullable Path draft)
        throws IOException {
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
        read(name, opened, total, Companions.beneath(folderOf(file)));
      }
    }

    void read(String name, InputStream opened, long total, Companions companions)
        throws IOException {
      try (CountingStream counting = new CountingStream(opened);
          InputStream content = maybeUnzipped(new BufferedInputStream(counting));
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(
                      content,
                      UTF_8
                          .newDecoder()
                          .onMalformedInput(CodingErrorAction.REPORT)
                          .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (number == 1 && line.startsWith("\ufeff")) {
            line = line.substring(1);
          }
          if (!line.isBlank()) {
            take(name, number, line, companions);
          }
          if (number % 100 == 0) {
            progress.read(name, counting.count, total);
          }
        }
        progress.read(name, total, total);
      } catch (CharacterCodingException e) {
        throw new IOException(name + " is not UTF-8", e);
      } catch (ZipException e) {
        throw new IOException(name + " is damaged: " + e.getMessage(), e);
      }
    }

    void flush() throws IOException {
      // With a bad line nothing will be kept, and only further bad lines are looked for.
      if (!batch.isEmpty() && (badCount == 0 || options.skipBad())) {
        List<ArticleWriter.Outcome> outcomes =
            articles.write(batch.stream().map(Line::content).toList());
        for (int at = 0; at < outcomes.size(); at++) {
          ArticleWriter.Outcome outcome = outcomes.get(at);
          redFlagged += outcome.redFlags().isEmpty() ? 0 : 1;
          if (outcome.problem() != null) {
            note(batch.get(at).file(), batch.get(at).number(), outcome.problem());
          } else if (report != null) {
            report.write(
                outcome.slug()
                    + "\t"
                    + outcome.sourceId().replaceAll("[\t\r\n]", " ")
                    + "\t"
                    + outcome.result()
                    + "\t"
                    + (outcome.redFlags().isEmpty()
                        ? ""
                        : "no care card for: " + String.join("; ", outcome.redFlags()))
                    + "\n");
          }
        }
      } else {
        for (Line line : batch) {
          FieldException problem = ArticleWriter.voiceProblem(line.content());
          if (problem != null) {
            note(line.file(), line.number(), problem);
          }
        }
      }
      batch.clear();
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
      try {
        if (line.length() > LONGEST_LINE) {
          throw new FieldException("line", "has more than " + LONGEST_LINE + " characters");
        }
        Fields fields = ImportedArticle.fields(line);
        ImportedArticle article = ImportedArticle.parse(fields);
        String here = file + ", line " + number;
        String before = seen.putIfAbsent(article.sourceId(), here);
        if (before != null) {
          throw new FieldException(
              "id", "'" + article.sourceId() + "' stands in " + before + " already");
        }
        ImportedVoice voice = ImportedVoice.parse(fields, companions);
        batch.add(new Line(file, number, new ImportedLine(article, voice)));
      } catch (FieldException e) {
        note(file, number, e);
      }
      if (batch.size() == BATCH) {
        flush();
      }
    }

    private void note(String file, long number, FieldException problem) {
      badCount++;
      if (bad.size() < BAD_LINES_KEPT) {
        bad.add(new BadLine(file, number, problem.field(), String.valueOf(problem.getMessage())));
      }
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  private record Line(String file, long number, ImportedLine content) {}

  private static InputStream maybeUnzipped(BufferedInputStream content) throws IOException {
    content.mark(2);
    boolean zipped = content.read() == 0x1f && content.read() == 0x8b;
    content.reset();
    return zipped ? new GZIPInputStream(content, 1 << 16) : content;
  }

  /** Counts what has been read of a file, for the progress bar. */
  private static final class CountingStream extends FilterInputStream {
    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
