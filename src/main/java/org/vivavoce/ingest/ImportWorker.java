package org.vivavoce.ingest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.DatabaseException;

/**
 * Looks through files that were handed in on screen, and imports those that it is told to. Any
 * number of instances run it; one run is worked on at a time, by one of them, in one transaction.
 * Whoever dies at it leaves nothing of it.
 */
public final class ImportWorker {
  private static final Logger log = LoggerFactory.getLogger(ImportWorker.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long MOST_LINES = 250_000;
  private static final long MOST_CHARACTERS = 2_000_000_000;
  private static final long MOST_BYTES_UNPACKED = 1L << 30;
  private static final int LONGEST_PROBLEM = 500;

  private ImportWorker() {}

  /** Begins to work; a run under way when it is closed is undone, and can be started again. */
  public static BackgroundWorker start(Jdbi jdbi, Clock clock) {
    return BackgroundWorker.start(
        "import-worker", "Imports wait", PAUSE, worker -> workOff(jdbi, clock, worker));
  }

  /**
   * Works on the run that has waited longest, where nobody imports anything.
   *
   * @return whether there was one
   */
  public static boolean workOff(Jdbi jdbi, Clock clock) {
    return workOff(jdbi, clock, () -> {});
  }

  /**
   * @param beat called now and then while a run is worked on; what it throws undoes the run
   */
  static boolean workOff(Jdbi jdbi, Clock clock, Runnable beat) {
    if (!isAnythingOpen(jdbi)) {
      return false;
    }
    noteInterrupted(jdbi);
    Claimed claimed = new Claimed();
    try {
      return jdbi.inTransaction(
          handle -> {
            if (!Importer.tryLock(handle)) {
              return false;
            }
            Optional<Run> run = claim(handle);
            if (run.isEmpty()) {
              return false;
            }
            claimed.run = run.get();
            work(jdbi, handle, run.get(), clock, beat);
            return true;
          });
    } catch (CancelledException e) {
      settle(jdbi, claimed.run(), "cancelled", null);
    } catch (BadImportException e) {
      // What was fit when it was looked through is not so any more: it is looked through again.
      settle(jdbi, claimed.run(), "waiting", e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      settle(jdbi, claimed.run(), "refused", e.getMessage());
    } catch (JdbiException | IllegalStateException e) {
      if (claimed.run == null || DatabaseException.isOutage(e) || isClosed(e)) {
        throw e;
      }
      log.error("Import {} failed", claimed.run().id(), e);
      settle(jdbi, claimed.run(), "refused", "the portal could not take it; its log says why");
    }
    return true;
  }

  /** A transaction that fails because its connection went leaves the run to the next start. */
  private static boolean isClosed(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof java.sql.SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAnythingOpen(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select exists (select from import_run where state in ('waiting', 'queued'))")
                .mapTo(Boolean.class)
                .one());
  }

  /** A run that was begun and is locked by nobody was left by somebody who died. */
  private static void noteInterrupted(Jdbi jdbi) {
    jdbi.useTransaction(
        handle -> {
          List<Long> left =
              handle
                  .createQuery(
                      """
                      select run.id
                        from import_run run
                       where run.state in ('waiting', 'queued')
                         and exists (select from import_progress progress where progress.run_id = run.id)
                       order by run.id
                         for no key update skip locked
                      """)
                  .mapTo(Long.class)
                  .list();
          for (Long run : left) {
            // Asked again under the lock: it may have ended in between.
            int begun =
                handle
                    .createUpdate("delete from import_progress where run_id = :run")
                    .bind("run", run)
                    .execute();
            if (begun > 0) {
              handle
                  .createUpdate(
                      """
                      update import_run set state = 'interrupted', interrupted = state, finished_at = now()
                       where id = :run and state in ('waiting', 'queued')
                      """)
                  .bind("run", run)
                  .execute();
            }
          }
        });
  }

  private static Optional<Run> claim(Handle handle) {
    return handle
        .createQuery(
            """
            select id, file_name, sha256, byte_length, state, uploaded_by, started_by, skip_bad
              from import_run
             where state in ('waiting', 'queued')
             order by id
             limit 1
               for no key update skip locked
            """)
        .mapTo(Run.class)
        .findOne();
  }

  private static void work(Jdbi jdbi, Handle handle, Run run, Clock clock, Runnable beat)
      throws IOException {
    // On a connection of its own, so that others see it meanwhile.
    Progress progress = new Progress(jdbi, run.id(), beat);
    boolean dry = run.state().equals("waiting");
    handle
        .createUpdate("delete from import_row where run_id = :run")
        .bind("run", run.id())
        .execute();
    String actor = dry || run.startedBy() == null ? run.uploadedBy() : run.startedBy();
    ImportOptions options = new ImportOptions(dry, dry || run.skipBad(), false, null, actor);
    ImportSummary summary = summary(handle, run, options, progress, clock);
    // Whoever cancelled in the last moment is heard.
    progress.tell();
    handle
        .createUpdate(
            """
            update import_run
               set state = :state, created = :created, updated = :updated, unchanged = :unchanged,
                   conflicts = :conflicts, bad = :bad, problem = case when :dry then problem end, finished_at = now()
             where id = :run
            """)
        .bind("state", dry ? "checked" : "imported")
        .bind("created", summary.created())
        .bind("updated", summary.updated())
        .bind("unchanged", summary.unchanged())
        .bind("conflicts", summary.conflicts())
        .bind("bad", summary.skippedCount())
        .bind("dry", dry)
        .bind("run", run.id())
        .execute();
    if (!dry) {
      forgetFile(handle, run.id());
      handle
          .createUpdate(
              """
              insert into audit_entry (actor, action, detail)
              values (:actor, 'import.finish', jsonb_build_object('run', :run, 'sha256', :sha256, 'created', :created,
                'updated', :updated, 'unchanged', :unchanged, 'conflicts', :conflicts, 'bad', :bad))
              """)
          .bind("actor", actor)
          .bind("run", run.id())
          .bind("sha256", run.sha256())
          .bind("created", summary.created())
          .bind("updated", summary.updated())
          .bind("unchanged", summary.unchanged())
          .bind("conflicts", summary.conflicts())
          .bind("bad", summary.skippedCount())
          .execute();
    }
    handle
        .createUpdate("delete from import_progress where run_id = :run")
        .bind("run", run.id())
        .execute();
  }

  private static ImportSummary summary(
      Handle handle, Run run, ImportOptions options, Progress progress, Clock clock)
      throws IOException {
    Importer importer = new Importer(handle.getJdbi(), clock);
    RunRows rows = new RunRows(handle, run.id(), options.dryRun());
    MessageDigest digest = sha256();
    ImportSummary summary;
    try (InputStream content =
        new BufferedInputStream(new DigestInputStream(new RunChunks(handle, run.id()), digest))) {
      if (isZip(content)) {
        summary = unzipped(handle, importer, run, content, options, progress, rows);
      } else {
        summary =
            importer.runWithin(
                handle,
                new ImportSource(
                    run.fileName(),
                    unclosed(content),
                    run.byteLength(),
                    name -> {
                      throw new IOException(
                          "is not in the upload: send a ZIP with this file and those that it names,"
                              + " or import it on the command line");
                    },
                    MOST_CHARACTERS,
                    MOST_LINES),
                options,
                progress,
                rows);
      }
      content.transferTo(OutputStream.nullOutputStream());
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(run.sha256())) {
      throw new IOException("it is no longer the file that was sent");
    }
    return summary;
  }

  private static ImportSummary unzipped(
      Handle handle,
      Importer importer,
      Run run,
      InputStream content,
      ImportOptions options,
      Progress progress,
      RunRows rows)
      throws IOException {
    try (UploadedFiles files = UploadedFiles.unpacked(content, MOST_BYTES_UNPACKED);
        InputStream lines = Files.newInputStream(files.lines())) {
      java.nio.file.Path folder = files.lines().getParent();
      return importer.runWithin(
          handle,
          new ImportSource(
              run.fileName(),
              lines,
              Files.size(files.lines()),
              Companions.beneath(folder == null ? files.lines() : folder),
              MOST_CHARACTERS,
              MOST_LINES),
          options,
          progress,
          rows);
    }
  }

  private static boolean isZip(InputStream content) throws IOException {
    content.mark(4);
    byte[] head = content.readNBytes(4);
    content.reset();
    return head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
  }

  /** What is read from it is read on afterwards, to its end. */
  private static InputStream unclosed(InputStream content) {
    return new java.io.FilterInputStream(content) {
      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        return in.read(bytes, from, length);
      }

      @Override
      public void close() {}
    };
  }

  /** Says what became of a run that was undone. */
  private static void settle(Jdbi jdbi, Run run, String state, @Nullable String problem) {
    jdbi.useTransaction(
        handle -> {
          String said = problem == null ? null : problem.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
          handle
              .createUpdate(
                  """
                  update import_run set state = :state, problem = :problem, finished_at = now()
                   where id = :run and state in ('waiting', 'queued')
                  """)
              .bind("state", state)
              .bind(
                  "problem",
                  said == null || said.isBlank()
                      ? null
                      : said.substring(0, Math.min(LONGEST_PROBLEM, said.length())))
              .bind("run", run.id())
              .execute();
          if (!state.equals("waiting")) {
            forgetFile(handle, run.id());
          }
          handle
              .createUpdate("delete from import_progress where run_id = :run")
              .bind("run", run.id())
              .execute();
        });
  }

  private static void forgetFile(Handle handle, long run) {
    handle.createUpdate("delete from import_chunk where run_id = :run").bind("run", run).execute();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void workOff(Jdbi jdbi, Clock clock, BackgroundWorker worker) {
    try {
      workOff(
          jdbi,
          clock,
          () -> {
            if (worker.isClosed()) {
              throw new StoppedException();
            }
          });
    } catch (StoppedException e) {
      log.info("The import under way is undone; it can be started again");
    }
  }

  /** A file, and what is to be done with it. */
  public record Run(
      long id,
      String fileName,
      String sha256,
      long byteLength,
      String state,
      String uploadedBy,
      @Nullable String startedBy,
      boolean skipBad) {}

  /** The run that was claimed, for whoever has to say what became of it. */
  private static final class Claimed {
    private @Nullable Run run;

    Run run() {
      if (run == null) {
        throw new IllegalStateException("no run was claimed");
      }
      return run;
    }
  }

  /** Somebody has cancelled the run. */
  private static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The portal stops. */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Writes down how far it is, and hears whether it is to go on. */
  private static final class Progress implements ImportProgress {
    private static final long EVERY_NANOS = 200_000_000;
    private final Jdbi jdbi;
    private final long run;
    private final Runnable beat;
    private long lines;
    private long bytes;
    private long total;
    private @Nullable Integer related;
    private long last;

    Progress(Jdbi jdbi, long run, Runnable beat) {
      this.jdbi = jdbi;
      this.run = run;
      this.beat = beat;
      try (Handle own = jdbi.open()) {
        own.createUpdate(
                "insert into import_progress (run_id) values (:run) on conflict (run_id) do nothing")
            .bind("run", run)
            .execute();
      }
      tell();
    }

    @Override
    public void lines(long read) {
      lines = read;
    }

    @Override
    public void read(String file, long bytesRead, long bytesTotal) {
      bytes = bytesRead;
      total = bytesTotal;
      tellNowAndThen();
    }

    @Override
    public void related(int done) {
      related = done;
      tellNowAndThen();
    }

    private void tellNowAndThen() {
      long now = System.nanoTime();
      if (now - last > EVERY_NANOS) {
        last = now;
        tell();
      }
      beat.run();
    }

    /** Not by the thread's handle, which is the run's: nobody would see it. */
    void tell() {
      boolean cancelled;
      try (Handle own = jdbi.open()) {
        cancelled =
            own.createQuery(
                    """
                    update import_progress
                       set lines = :lines, bytes_read = :bytes, bytes_total = :total, related = :related,
                           seen_at = now()
                     where run_id = :run
                    returning cancelled
                    """)
                .bind("lines", lines)
                .bind("bytes", bytes)
                .bind("total", total)
                .bind("related", related)
                .bind("run", run)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
      }
      if (cancelled) {
        throw new CancelledException();
      }
    }
  }
}
