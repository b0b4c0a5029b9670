package org.vivavoce.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.ingest.Importer;
import org.vivavoce.ingest.Incoming;
import org.vivavoce.web.SignedIn;

/**
 * Hands files in to be imported, starts and ends that, and settles what stands against an edit.
 * Each method is one transaction; the import itself is the worker's.
 */
final class ImportEditor {
  private static final int CHUNK_BYTES = 256 * 1024;
  private static final int LONGEST_NAME = 200;

  /** Files that are kept at a time: each may be large. */
  private static final int MOST_KEPT = 20;

  private final Jdbi jdbi;

  ImportEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Takes a file in; it is looked through soon after.
   *
   * @param content read to its end, never held whole
   * @return the run's id
   * @throws RefusedException where the file is empty, or too many are kept already
   */
  long upload(SignedIn who, String name, InputStream content) {
    return jdbi.inTransaction(
        handle -> {
          forgetOld(handle);
          int kept =
              handle
                  .createQuery(
                      """
                      select count(*) from import_run
                       where state in ('waiting', 'checked', 'queued', 'interrupted')
                      """)
                  .mapTo(Integer.class)
                  .one();
          if (kept >= MOST_KEPT) {
            throw new RefusedException("file", "import.refused.many", MOST_KEPT);
          }
          long run = store(handle, who, shortened(name), content);
          Audit.write(
              handle, who, "import.upload", null, Map.of("run", run, "name", shortened(name)));
          return run;
        });
  }

  /**
   * Has a run imported that was looked through.
   *
   * @param skipBad whether its bad lines are passed over
   * @throws RefusedException where it has bad lines that are not passed over, or nothing to import
   * @return false where it is not, or no longer, to be started
   */
  boolean start(SignedIn who, long id, boolean skipBad) {
    return jdbi.inTransaction(
        handle -> {
          Locked run = locked(handle, id);
          if (!run.state().equals("checked")) {
            return false;
          }
          if (run.bad() > 0 && !skipBad) {
            throw new RefusedException("skipBad", "import.refused.bad", run.bad());
          }
          if (run.created() + run.updated() == 0) {
            throw new RefusedException("import", "import.refused.nothing");
          }
          handle
              .createUpdate(
                  """
                  update import_run set state = 'queued', started_by = :by, skip_bad = :skip, problem = null
                   where id = :id
                  """)
              .bind("by", Audit.actor(who))
              .bind("skip", skipBad)
              .bind("id", id)
              .execute();
          Audit.write(handle, who, "import.start", null, Map.of("run", id, "sha256", run.sha256()));
          return true;
        });
  }

  /** Has a run that was interrupted taken up again, from its beginning. */
  boolean again(SignedIn who, long id) {
    return jdbi.inTransaction(
        handle -> {
          Locked run = locked(handle, id);
          if (!run.state().equals("interrupted")) {
            return false;
          }
          handle
              .createUpdate(
                  """
                  update import_run set state = interrupted, interrupted = null,
                         started_by = case when interrupted = 'queued' then :by else started_by end
                   where id = :id
                  """)
              .bind("by", Audit.actor(who))
              .bind("id", id)
              .execute();
          Audit.write(handle, who, "import.again", null, Map.of("run", id, "sha256", run.sha256()));
          return true;
        });
  }

  /** Whether what a run was interrupted at was the import itself. */
  boolean isImportLeft(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select exists (select from import_run where id = :id and interrupted = 'queued')")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one());
  }

  /**
   * Ends a run: what is done of it is undone, and its file is let go.
   *
   * @return false where it has ended already
   */
  boolean cancel(SignedIn who, long id) {
    return jdbi.inTransaction(
        handle -> {
          String state =
              handle
                  .createQuery(
                      "select state from import_run where id = :id for no key update skip locked")
                  .bind("id", id)
                  .mapTo(String.class)
                  .findOne()
                  .orElse(null);
          if (state == null) {
            return askForItsEnd(handle, who, id);
          }
          if (!Set.of("waiting", "checked", "queued", "interrupted").contains(state)) {
            return false;
          }
          forgetFile(handle, List.of(id));
          Audit.write(handle, who, "import.cancel", null, Map.of("run", id));
          return true;
        });
  }

  /** Somebody works on it, and has its row locked: they look for this now and then. */
  private static boolean askForItsEnd(Handle handle, SignedIn who, long id) {
    boolean there =
        handle
            .createQuery(
                "select exists (select from import_run where id = :id and state in ('waiting', 'queued'))")
            .bind("id", id)
            .mapTo(Boolean.class)
            .one();
    if (!there) {
      return false;
    }
    handle
        .createUpdate(
            """
            insert into import_progress (run_id, cancelled) values (:id, true)
            on conflict (run_id) do update set cancelled = true
            """)
        .bind("id", id)
        .execute();
    Audit.write(handle, who, "import.cancel", null, Map.of("run", id));
    return true;
  }

  /**
   * Decides what becomes of an answer that was edited here and of which its source says something
   * else. What stands in public stays; what is taken over is a new version of the draft.
   *
   * @param hash of what the source said when it was looked at
   * @param base the revision that was looked at
   * @param taken the fields that are taken over; none where all stays as it is here
   * @return the manuscript
   * @throws RevisionConflictException where the answer was saved meanwhile
   * @throws RefusedException where the source says something else by now, somebody has decided, or
   *     an import is under way
   * @throws NoSuchElementException where there is no such conflict
   */
  long settle(SignedIn who, long id, String hash, int base, Set<ConflictField> taken) {
    return jdbi.inTransaction(
        handle -> {
          // An import locks many rows, and would be waited for until its end.
          if (!Importer.tryLock(handle)) {
            throw new RefusedException("conflict", "import.conflict.busy");
          }
          ImportQueries.Against conflict =
              ImportQueries.conflict(handle, id)
                  .orElseThrow(() -> new NoSuchElementException("no conflict " + id));
          handle
              .createQuery(
                  "select source_id from article_import where source_id = :source for update")
              .bind("source", conflict.sourceId())
              .mapTo(String.class)
              .one();
          conflict = ImportQueries.conflict(handle, id).orElseThrow();
          if (conflict.resolution() != null) {
            throw new RefusedException("conflict", "import.conflict.settled");
          }
          if (!conflict.lineHash().equals(hash)) {
            throw new RefusedException("conflict", "import.conflict.moved");
          }
          // What was only found to be right as it stands has none yet.
          long manuscriptId =
              conflict.manuscriptId() == null
                  ? ManuscriptEditor.fromArticle(handle, who, conflict.articleId())
                  : conflict.manuscriptId();
          Manuscript manuscript = ManuscriptEditor.locked(handle, manuscriptId, base);
          Map<String, Object> detail =
              new HashMap<>(
                  Map.of(
                      "conflict", id, "manuscript", manuscriptId, "source", conflict.sourceId()));
          boolean whole = taken.containsAll(Set.of(ConflictField.values()));
          if (!taken.isEmpty()) {
            Theirs theirs =
                Theirs.of(Incoming.settled(handle, conflict.line()), conflict, Ours.of(manuscript));
            ManuscriptContent content =
                ConflictField.merged(manuscript.revision().content(), theirs.content(), taken);
            Long recording =
                taken.contains(ConflictField.SOUND)
                    ? theirs.recordingId()
                    : manuscript.revision().recordingId();
            if (!content.equals(manuscript.revision().content())
                || !Objects.equals(recording, manuscript.revision().recordingId())) {
              detail.put(
                  "revision",
                  ManuscriptEditor.saveOver(handle, who, manuscript, content, recording, null));
            }
            if (!whole) {
              detail.put("fields", taken.stream().map(ConflictField::id).sorted().toList());
            }
          }
          String resolution = taken.isEmpty() ? "ours" : whole ? "theirs" : "fields";
          handle
              .createUpdate(
                  "update article_import set source_hash = :hash, settled_hash = :hash where source_id = :source")
              .bind("hash", hash)
              .bind("source", conflict.sourceId())
              .execute();
          handle
              .createUpdate(
                  """
                  update import_conflict set resolved_at = now(), resolved_by = :account, resolution = :resolution
                   where id = :id
                  """)
              .bind("account", who.accountId())
              .bind("resolution", resolution)
              .bind("id", id)
              .execute();
          Audit.write(handle, who, "import.conflict_" + resolution, conflict.articleId(), detail);
          return manuscriptId;
        });
  }

  /** That answers were taken out of the house stands in the log. */
  void logExport(
      SignedIn who, String packing, @Nullable String specialty, @Nullable String doctor) {
    Map<String, Object> detail = new HashMap<>(Map.of("packing", packing));
    if (specialty != null) {
      detail.put("specialty", specialty);
    }
    if (doctor != null) {
      detail.put("doctor", doctor);
    }
    jdbi.useTransaction(handle -> Audit.write(handle, who, "article.export", null, detail));
  }

  private static Locked locked(Handle handle, long id) {
    // Whoever works on a run holds it for long, and there is nothing to start then.
    return handle
        .createQuery(
            """
            select state, sha256, created, updated, bad from import_run where id = :id
               for no key update skip locked
            """)
        .bind("id", id)
        .mapTo(Locked.class)
        .findOne()
        .orElse(new Locked("", "", 0, 0, 0));
  }

  private static long store(Handle handle, SignedIn who, String name, InputStream content) {
    MessageDigest digest = sha256();
    long run =
        handle
            .createQuery(
                """
                insert into import_run (file_name, sha256, byte_length, uploaded_by, account_id)
                values (:name, repeat('0', 64), 1, :by, :account) returning id
                """)
            .bind("name", name)
            .bind("by", Audit.actor(who))
            .bind("account", who.accountId())
            .mapTo(Long.class)
            .one();
    long length = 0;
    int position = 0;
    try (DigestInputStream digesting = new DigestInputStream(content, digest)) {
      for (byte[] chunk = digesting.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = digesting.readNBytes(CHUNK_BYTES)) {
        handle
            .createUpdate(
                "insert into import_chunk (run_id, position, bytes) values (:run, :position, :bytes)")
            .bind("run", run)
            .bind("position", position++)
            .bind("bytes", chunk)
            .execute();
        length += chunk.length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (length == 0) {
      throw new RefusedException("file", "import.refused.empty");
    }
    handle
        .createUpdate(
            "update import_run set sha256 = :sha256, byte_length = :length where id = :id")
        .bind("sha256", HexFormat.of().formatHex(digest.digest()))
        .bind("length", length)
        .bind("id", run)
        .execute();
    return run;
  }

  /** What nobody has started for two weeks is let go, and after three months what was found. */
  private static void forgetOld(Handle handle) {
    forgetFile(
        handle,
        handle
            .createQuery(
                """
                select id from import_run
                 where state in ('checked', 'interrupted') and uploaded_at < now() - interval '14 days'
                 order by id for no key update skip locked
                """)
            .mapTo(Long.class)
            .list());
    handle.execute(
        """
        delete from import_row
         where run_id in (select id from import_run
                           where state in ('imported', 'refused', 'cancelled')
                             and uploaded_at < now() - interval '90 days')
        """);
  }

  private static void forgetFile(Handle handle, List<Long> runs) {
    Long[] ids = runs.toArray(Long[]::new);
    handle
        .createUpdate(
            """
            update import_run set state = 'cancelled', interrupted = null, finished_at = now() where id = any(:ids)
            """)
        .bind("ids", ids)
        .execute();
    handle
        .createUpdate("delete from import_chunk where run_id = any(:ids)")
        .bind("ids", ids)
        .execute();
    handle
        .createUpdate("delete from import_progress where run_id = any(:ids)")
        .bind("ids", ids)
        .execute();
  }

  private static String shortened(String name) {
    String plain = name.replaceAll("[\\p{Cntrl}\\p{Cs}]", "").replaceAll(".*[/\\\\]", "").strip();
    String said = plain.isEmpty() ? "import" : plain;
    return said.substring(0, Math.min(LONGEST_NAME, said.length()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A run that nobody else changes until the transaction ends. */
  public record Locked(String state, String sha256, int created, int updated, int bad) {}
}
