package org.vivavoce.operate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the database knows of how the portal is run. */
final class OperationsQueries {
  /** More than this waits: how many more is not worth counting. */
  static final int MOST_COUNTED = 10_000;

  private final Jdbi jdbi;

  OperationsQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What waits for workers, and when the content was last backed up. */
  Sample sample() {
    return jdbi.withHandle(handle -> new Sample(backlog(handle), lastBackup(handle).orElse(null)));
  }

  /** What was done to the schema, the latest first. */
  List<Migration> migrations() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select version, description, installed_on::date as installed_on, execution_time as millis, success
                      from flyway_schema_history
                     where version is not null
                     order by installed_rank desc
                    """)
                .mapTo(Migration.class)
                .list());
  }

  /** Of PostgreSQL. */
  String serverVersion() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select current_setting('server_version')")
                .mapTo(String.class)
                .one());
  }

  private static List<Backlog> backlog(Handle handle) {
    return handle
        .createQuery(
            """
            select 'related' as work, count(*) as waiting from (select from related_pending limit :most) few
            union all
            select 'questions', count(*) from (select from question_pending limit :most) few
            union all
            select 'vocabularies', count(*) from (select from vocabulary_pending limit :most) few
            union all
            select 'search', count(*) from (select from search_change limit :most) few
            union all
            select 'recordings', count(*) from (select from recording where status = 'waiting' limit :most) few
            union all
            select 'imports', count(*) from (
              select from import_run where state in ('waiting', 'queued') limit :most) few
            union all
            select 'schedule', count(*) from (
              select from scheduled_job where state = 'waiting' and run_at < now() limit :most) few
            union all
            select 'indexnow', count(*) from (
              select from indexnow_outbox where changed_at is not null limit :most) few
            order by work
            """)
        .bind("most", MOST_COUNTED)
        .mapTo(Backlog.class)
        .list();
  }

  private static Optional<Backup> lastBackup(Handle handle) {
    return handle
        .createQuery(
            "select finished_at, bytes, version from backup order by finished_at desc, id desc limit 1")
        .mapTo(Backup.class)
        .findOne();
  }

  /**
   * At some moment.
   *
   * @param backup the last one; null where there was none
   */
  record Sample(List<Backlog> backlog, @Nullable Backup backup) {
    Sample {
      backlog = List.copyOf(backlog);
    }
  }

  /** How much of some work waits, up to {@value #MOST_COUNTED}. */
  public record Backlog(String work, long waiting) {}

  /** An archive of the whole content, and by which version it was written. */
  public record Backup(Instant finishedAt, long bytes, String version) {}

  /** A step of the schema. */
  public record Migration(
      String version, String description, LocalDate installedOn, long millis, boolean success) {}
}
