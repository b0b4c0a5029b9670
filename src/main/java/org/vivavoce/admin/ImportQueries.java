package org.vivavoce.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.ingest.Importer;
import org.vivavoce.ingest.Incoming;

/** Reads what was handed in to be imported, what became of it, and what stands against edits. */
final class ImportQueries {
  static final int PAGE_SIZE = 50;
  static final int MOST_RUNS = 30;
  private static final int FETCH = 1_000;

  private static final String RUN =
      """
      select run.id, run.file_name, run.sha256, run.byte_length, run.uploaded_by, run.uploaded_at, run.state,
             run.interrupted, run.started_by, run.skip_bad, run.problem, run.created, run.updated, run.unchanged,
             run.conflicts, run.bad, run.finished_at, progress.lines, progress.bytes_read, progress.bytes_total,
             progress.related, progress.cancelled
        from import_run run left join import_progress progress on progress.run_id = run.id
      """;

  private final Jdbi jdbi;

  ImportQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The latest, the last one first. */
  List<ImportRun> runs() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(RUN + " order by run.id desc limit :most")
                .bind("most", MOST_RUNS)
                .mapTo(ImportRun.class)
                .list());
  }

  Optional<ImportRun> run(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(RUN + " where run.id = :id")
                .bind("id", id)
                .mapTo(ImportRun.class)
                .findOne());
  }

  /** Another run that somebody works on, or null. */
  @Nullable Long atWork(long but) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select run.id
                      from import_run run join import_progress progress on progress.run_id = run.id
                     where run.state in ('waiting', 'queued') and run.id <> :but
                     order by run.id limit 1
                    """)
                .bind("but", but)
                .mapTo(Long.class)
                .findOne()
                .orElse(null));
  }

  /** Whether an import is at work, wherever it was started. */
  boolean isLocked() {
    return jdbi.withHandle(Importer::isLocked);
  }

  /** Lines with one result, in their order; one more than a page holds, where there is one. */
  List<Row> rows(long run, String result, long after) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select line, result, slug, source_id, field, reason from import_row
                     where run_id = :run and result = :result and line > :after
                     order by line limit :size
                    """)
                .bind("run", run)
                .bind("result", result)
                .bind("after", after)
                .bind("size", PAGE_SIZE + 1)
                .mapTo(Row.class)
                .list());
  }

  /** All lines, in their order, read bit by bit. */
  void eachRow(long run, Consumer<Row> use) {
    // The driver reads bit by bit only within a transaction.
    jdbi.useTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    select line, result, slug, source_id, field, reason from import_row
                     where run_id = :run order by line
                    """)
                .bind("run", run)
                .setFetchSize(FETCH)
                .mapTo(Row.class)
                .forEach(use));
  }

  /** Open conflicts, the oldest first; one more than a page holds, where there is one. */
  List<Conflict> conflicts(long after) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select conflict.id, conflict.source_id, article.title, article.slug, conflict.found_at
                      from import_conflict conflict join article on article.id = conflict.article_id
                     where conflict.resolved_at is null and conflict.id > :after
                     order by conflict.id limit :size
                    """)
                .bind("after", after)
                .bind("size", PAGE_SIZE + 1)
                .mapTo(Conflict.class)
                .list());
  }

  /** The open conflict of each of these source ids that has one. */
  List<Conflict> conflictsOf(List<String> sourceIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select conflict.id, conflict.source_id, article.title, article.slug, conflict.found_at
                      from import_conflict conflict join article on article.id = conflict.article_id
                     where conflict.resolved_at is null and conflict.source_id = any(:ids)
                     order by conflict.id
                    """)
                .bind("ids", sourceIds.toArray(String[]::new))
                .mapTo(Conflict.class)
                .list());
  }

  Optional<Against> conflict(long id) {
    return jdbi.withHandle(handle -> conflict(handle, id));
  }

  static Optional<Against> conflict(Handle handle, long id) {
    return handle
        .createQuery(
            """
            select conflict.id, conflict.article_id, conflict.source_id, conflict.line, conflict.line_hash,
                   conflict.recording_id, conflict.captions, conflict.found_at, conflict.resolved_at,
                   account.name as resolved_by, conflict.resolution, manuscript.id as manuscript_id,
                   import.settled_hash
              from import_conflict conflict
              join article_import import on import.source_id = conflict.source_id
              left join manuscript on manuscript.article_id = conflict.article_id
              left join account on account.id = conflict.resolved_by
             where conflict.id = :id
            """)
        .bind("id", id)
        .mapTo(Against.class)
        .findOne();
  }

  /** What stands here of the answer about which there is a conflict. */
  Ours ours(Against conflict) {
    return jdbi.withHandle(
        handle ->
            Optional.ofNullable(conflict.manuscriptId())
                .flatMap(manuscript -> ManuscriptQueries.find(handle, manuscript))
                .map(Ours::of)
                .orElseGet(() -> ManuscriptEditor.unopened(handle, conflict.articleId())));
  }

  Incoming incoming(String line) {
    return jdbi.withHandle(handle -> Incoming.read(handle, line));
  }

  /** Who took answers out of the house of late, the last one first. */
  List<Export> exports() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select actor, happened_at, detail ->> 'packing' as packing, detail ->> 'specialty' as specialty,
                           detail ->> 'doctor' as doctor
                      from audit_entry where action = 'article.export' order by id desc limit 10
                    """)
                .mapTo(Export.class)
                .list());
  }

  /** What became of one line, or would. */
  public record Row(
      long line, String result, String slug, String sourceId, String field, String reason) {}

  /** An answer that was edited here, and of which its source says something else. */
  public record Conflict(long id, String sourceId, String title, String slug, Instant foundAt) {}

  /**
   * The same with what its source says.
   *
   * @param manuscriptId of the edit; null where the answer was only found to be right as it stands
   * @param resolution null while it is open
   */
  public record Against(
      long id,
      long articleId,
      String sourceId,
      String line,
      String lineHash,
      @Nullable Long recordingId,
      @Nullable String captions,
      Instant foundAt,
      @Nullable Instant resolvedAt,
      @Nullable String resolvedBy,
      @Nullable String resolution,
      @Nullable Long manuscriptId,
      @Nullable String settledHash) {}

  /** Somebody took answers out. */
  public record Export(
      String actor,
      Instant happenedAt,
      String packing,
      @Nullable String specialty,
      @Nullable String doctor) {}
}
