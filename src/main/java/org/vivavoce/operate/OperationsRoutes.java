package org.vivavoce.operate;

import io.javalin.http.Context;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.PoolFigures;
import org.vivavoce.web.Day;
import org.vivavoce.web.Frame;
import org.vivavoce.web.PageCache;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/**
 * {@code /admin/operations}: what runs, what waits, and whether all of it is kept elsewhere too.
 */
public final class OperationsRoutes {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.UK);
  private static final Duration OLDEST_BACKUP = Duration.ofDays(1);
  private static final String COMMAND = "java -jar vivavoce.jar export vivavoce.zip";

  private final Running running;
  private final OperationsQueries queries;
  private final Frame frame;
  private final Words words;
  private final Views views;

  public OperationsRoutes(Running running, Frame frame, Views views) {
    this.running = running;
    this.queries = new OperationsQueries(running.database().forRequests());
    this.frame = frame;
    this.words = frame.words();
    this.views = views;
  }

  public void addTo(RouteTable routes) {
    routes.get(frame.paths().operations(), Role.ADMINISTRATOR, this::show);
  }

  private void show(Context context) {
    SignedIn who = SignedIn.of(context);
    OperationsQueries.Sample sample = queries.sample();
    List<OperationsQueries.Migration> migrations = queries.migrations();
    OperationsQueries.Backup backup = sample.backup();
    views.respondPrivately(
        context,
        "admin/operations/operations",
        new OperationsPage(
            frame.desk(who, words.of("operations.heading"), frame.paths().operations(), null),
            warning(backup),
            COMMAND,
            versions(migrations),
            backup == null ? List.of() : facts(backup),
            running.jobs().get().stream().map(this::job).toList(),
            sample.backlog().stream()
                .map(
                    each ->
                        fact(
                            words.of("operations.work." + each.work()),
                            each.waiting() >= OperationsQueries.MOST_COUNTED
                                ? words.of("operations.atLeast", each.waiting())
                                : number(each.waiting())))
                .toList(),
            cache(running.pages().figures()),
            database(),
            running.database().pendingMigrations(),
            migrations.stream().map(this::step).toList()));
  }

  private @Nullable String warning(OperationsQueries.@Nullable Backup backup) {
    if (backup == null) {
      return words.of("operations.backup.none");
    }
    Duration age = age(backup.finishedAt());
    return age.compareTo(OLDEST_BACKUP) > 0 ? words.of("operations.backup.old", span(age)) : null;
  }

  private Duration age(Instant moment) {
    return Duration.between(moment, running.clock().instant());
  }

  private List<OperationsPage.Fact> versions(List<OperationsQueries.Migration> migrations) {
    return List.of(
        fact(words.of("operations.portal"), Running.version()),
        fact(words.of("operations.java"), Runtime.version().toString()),
        fact(words.of("operations.postgresql"), queries.serverVersion()),
        fact(
            words.of("operations.schema"),
            migrations.isEmpty() ? "–" : migrations.get(0).version()),
        fact(
            words.of("operations.uptime"),
            span(Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()))));
  }

  private List<OperationsPage.Fact> facts(OperationsQueries.Backup backup) {
    return List.of(
        fact(
            words.of("operations.backup.finished"),
            words.of(
                "operations.backup.when",
                WHEN.withZone(frame.zone()).format(backup.finishedAt()),
                span(age(backup.finishedAt())))),
        fact(words.of("operations.backup.size"), words.size(backup.bytes())),
        fact(words.of("operations.backup.version"), backup.version()));
  }

  private OperationsPage.Job job(BackgroundWorker.Figures job) {
    Duration since = job.sinceSuccess();
    String state = job.failedLast() ? "failing" : job.runs() == 0 ? "beginning" : "well";
    return new OperationsPage.Job(
        job.name(),
        job.failedLast(),
        words.of("operations.job." + state),
        since == null ? words.of("operations.never") : words.of("operations.ago", span(since)),
        job.runs() == 0 ? "–" : millis(job.lastNanos() / 1e6),
        number(job.runs()),
        number(job.failures()));
  }

  private List<OperationsPage.Fact> cache(PageCache.Figures pages) {
    long asked = pages.hits() + pages.misses();
    return List.of(
        fact(words.of("operations.cache.entries"), number(pages.entries())),
        fact(
            words.of("operations.cache.size"),
            pages.most() == 0
                ? words.of("operations.cache.off")
                : words.of("operations.of", words.size(pages.bytes()), words.size(pages.most()))),
        fact(
            words.of("operations.cache.hits"),
            asked == 0
                ? words.of("operations.never")
                : words.of(
                    "operations.cache.rate",
                    String.format(Locale.UK, "%.1f", 100.0 * pages.hits() / asked),
                    number(asked))),
        fact(words.of("operations.cache.stale"), number(pages.stale())),
        fact(words.of("operations.cache.evictions"), number(pages.evictions())));
  }

  private List<OperationsPage.Fact> database() {
    PoolFigures pool = running.database().connections();
    List<OperationsPage.Fact> facts = new ArrayList<>();
    facts.add(
        fact(
            words.of("operations.pool"),
            words.of(
                "operations.pool.state", pool.active(), pool.idle(), pool.waiting(), pool.most())));
    facts.add(
        fact(
            words.of("operations.listener"),
            words.of(
                running.pages().figures().heard()
                    ? "operations.listener.hears"
                    : "operations.listener.deaf")));
    facts.add(
        fact(
            words.of("operations.replica"),
            words.of(
                !running.database().hasReplica()
                    ? "operations.replica.none"
                    : running.database().readsReplica()
                        ? "operations.replica.read"
                        : "operations.replica.notRead")));
    Path folder = running.folder();
    if (folder != null) {
      facts.add(fact(words.of("operations.disk"), disk(folder)));
    }
    return facts;
  }

  private String disk(Path folder) {
    try {
      FileStore disk = Files.getFileStore(folder);
      return words.of(
          "operations.disk.free",
          words.size(disk.getUsableSpace()),
          words.size(disk.getTotalSpace()),
          folder.toString());
    } catch (IOException e) {
      return words.of("operations.disk.unknown", folder.toString());
    }
  }

  private OperationsPage.Step step(OperationsQueries.Migration migration) {
    Day day = words.day(migration.installedOn());
    return new OperationsPage.Step(
        migration.version(),
        migration.description(),
        migration.installedOn().toString(),
        day.text(),
        millis((double) migration.millis()));
  }

  private String millis(double millis) {
    return millis < 1_000
        ? words.of("operations.millis", Math.round(millis))
        : words.of("operations.seconds", String.format(Locale.UK, "%.1f", millis / 1e3));
  }

  /** Two of the largest units at most. */
  private String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return words.of("operations.span.seconds", seconds);
    }
    if (seconds < 3_600) {
      return words.of("operations.span.minutes", seconds / 60);
    }
    if (seconds < 172_800) {
      return words.of("operations.span.hours", seconds / 3_600, seconds / 60 % 60);
    }
    return words.of("operations.span.days", seconds / 86_400, seconds / 3_600 % 24);
  }

  private String number(long number) {
    return words.of("operations.number", number);
  }

  private static OperationsPage.Fact fact(String name, String value) {
    return new OperationsPage.Fact(name, value);
  }
}
