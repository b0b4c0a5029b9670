package org.vivavoce.operate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/**
 * How the portal is doing, for whoever runs it.
 *
 * @param backupWarning what is wrong with the last backup, or null
 * @param backupCommand that makes one
 * @param versions of what runs here
 * @param backup the last one; empty where there was none
 * @param jobs of this instance, in the order in which they were started
 * @param backlog how much waits, of any instance
 * @param cache kept pages of this instance
 * @param database connections, listening, replica, disk
 * @param pending migrations that are not applied
 * @param migrations that are, the latest first
 */
public record OperationsPage(
    Desk desk,
    @Nullable String backupWarning,
    String backupCommand,
    List<Fact> versions,
    List<Fact> backup,
    List<Job> jobs,
    List<Fact> backlog,
    List<Fact> cache,
    List<Fact> database,
    List<String> pending,
    List<Step> migrations) {
  public OperationsPage {
    versions = List.copyOf(versions);
    backup = List.copyOf(backup);
    jobs = List.copyOf(jobs);
    backlog = List.copyOf(backlog);
    cache = List.copyOf(cache);
    database = List.copyOf(database);
    pending = List.copyOf(pending);
    migrations = List.copyOf(migrations);
  }

  /** What something is called, and how it is. */
  public record Fact(String name, String value) {}

  /**
   * A worker in the background.
   *
   * @param state whether its last run failed
   * @param lastSuccess how long ago
   * @param took the last run
   */
  public record Job(
      String name,
      boolean failing,
      String state,
      String lastSuccess,
      String took,
      String runs,
      String failures) {}

  /**
   * A migration.
   *
   * @param took to apply it
   */
  public record Step(String version, String description, String iso, String day, String took) {}
}
