package org.vivavoce.operate;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.Database;
import org.vivavoce.media.MediaFigures;
import org.vivavoce.publishing.PublishFigures;
import org.vivavoce.web.PageCache;

/**
 * The figures of a running portal, in the form that Prometheus reads. Nothing else knows of
 * Micrometer: what is counted elsewhere is asked for when somebody reads it. Reading never waits
 * for the database; what only that knows is looked up every quarter of a minute.
 */
public final class Metrics implements AutoCloseable {
  /** So old a look at the database may be before it says nothing any more. */
  private static final Duration OLDEST_LOOK = Duration.ofMinutes(2);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Duration[] BOUNDS =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Running running;
  private final OperationsQueries queries;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentHashMap<Answered, Timer> answered = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Boolean> boundJobs = new ConcurrentHashMap<>();

  // Micrometer holds what it counts weakly: these must be held here.
  private final List<PublishFigures> publications;
  private final List<MediaFigures> media;

  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final LogbackMetrics logged = new LogbackMetrics();
  private volatile @Nullable Look last;

  public Metrics(Running running) {
    this.running = running;
    this.queries = new OperationsQueries(running.database().jdbi());
    this.publications = kept(running.database(), PublishFigures.class);
    this.media = kept(running.database(), MediaFigures.class);
    bindMachine();
    bindPages();
    bindDatabase();
    bindPublishing();
    bindMedia();
  }

  /** Begins to look into the database. */
  public BackgroundWorker start() {
    return BackgroundWorker.start(
        "figures-worker",
        "What waits in the background is not known just now",
        BETWEEN_LOOKS,
        worker -> look());
  }

  /** Looks once how much waits, and when the content was last backed up. */
  public void look() {
    last = new Look(queries.sample(), System.nanoTime());
  }

  /**
   * A request was answered by a route, or by none.
   *
   * @param route as it is declared, not as it was asked for; empty where none answered
   */
  public void answered(String method, String route, int status, double millis) {
    Answered kind =
        new Answered(
            METHODS.contains(method) ? method : "OTHER",
            route.isEmpty() ? "none" : route,
            status / 100 + "xx");
    answered.computeIfAbsent(kind, this::timer).record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
  }

  /** All figures as they are now. */
  public String read() {
    running.jobs().get().forEach(job -> boundJobs.computeIfAbsent(job.name(), this::bindJob));
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    logged.close();
    registry.close();
  }

  private Timer timer(Answered kind) {
    return Timer.builder("http.server.requests")
        .description(
            "Requests that routes answered; kept pages that were sent at once are not among them")
        .tags("method", kind.method, "uri", kind.route, "status", kind.status)
        .serviceLevelObjectives(BOUNDS)
        .register(registry);
  }

  private void bindMachine() {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    logged.bindTo(registry);
    Path folder = running.folder();
    if (folder != null) {
      new DiskSpaceMetrics(folder.toFile()).bindTo(registry);
    }
    Gauge.builder("vivavoce.build.info", () -> 1)
        .description("Which version runs")
        .tags("version", Running.version(), "java", Runtime.version().toString())
        .register(registry);
  }

  private void bindPages() {
    PageCache pages = running.pages();
    counter(
        "vivavoce.kept.pages.sent",
        "Kept pages that were sent before any route was asked",
        Tags.empty(),
        pages,
        all -> all.figures().sentAtOnce());
    counter(
        "vivavoce.page.cache.requests",
        "Requests for pages that are kept",
        Tags.of("result", "hit"),
        pages,
        all -> all.figures().hits());
    counter(
        "vivavoce.page.cache.requests",
        "Requests for pages that are kept",
        Tags.of("result", "miss"),
        pages,
        all -> all.figures().misses());
    counter(
        "vivavoce.page.cache.stale",
        "Old pages that were sent while the database was out of reach",
        Tags.empty(),
        pages,
        all -> all.figures().stale());
    counter(
        "vivavoce.page.cache.evictions",
        "Kept pages that had to make room",
        Tags.empty(),
        pages,
        all -> all.figures().evictions());
    gauge(
        "vivavoce.page.cache.entries",
        "Pages that are kept",
        null,
        pages,
        all -> all.figures().entries());
    gauge(
        "vivavoce.page.cache.size",
        "What all kept pages take",
        "bytes",
        pages,
        all -> all.figures().bytes());
    gauge(
        "vivavoce.page.cache.limit",
        "What all kept pages may take",
        "bytes",
        pages,
        all -> all.figures().most());
    gauge(
        "vivavoce.figures.cache.entries",
        "Figures of lists and pages that are kept",
        null,
        running.kept(),
        kept -> kept.size());
    gauge(
        "vivavoce.changes.heard",
        "1 while this instance hears of publications, 0 while it is deaf and keeps no page",
        null,
        pages,
        all -> all.figures().heard() ? 1 : 0);
  }

  private void bindDatabase() {
    running.database().measure(new MicrometerMetricsTrackerFactory(registry));
    if (running.database().hasReplica()) {
      gauge(
          "vivavoce.replica.read",
          "1 while public reads go to the replica",
          null,
          running.database(),
          database -> database.readsReplica() ? 1 : 0);
    }
    gauge(
        "vivavoce.database.reachable",
        "1 where the database was asked without fault within the last two minutes",
        null,
        this,
        self -> self.sample() == null ? 0 : 1);
    gauge(
        "vivavoce.backup.age",
        "How long ago the last backup by export ended; infinite where there was none",
        "seconds",
        this,
        Metrics::backupAge);
    gauge(
        "vivavoce.backup.size",
        "How large the last backup by export is",
        "bytes",
        this,
        self -> {
          OperationsQueries.Backup backup = self.backup();
          return backup == null ? Double.NaN : backup.bytes();
        });
    for (String work :
        List.of(
            "imports",
            "indexnow",
            "questions",
            "recordings",
            "related",
            "schedule",
            "search",
            "vocabularies")) {
      Gauge.builder("vivavoce.job.backlog", this, self -> self.waiting(work))
          .description("How much work waits, up to " + OperationsQueries.MOST_COUNTED)
          .tag("work", work)
          .register(registry);
    }
  }

  private void bindPublishing() {
    for (PublishFigures.Kind kind : PublishFigures.Kind.values()) {
      FunctionTimer.builder(
              "vivavoce.publications",
              publications,
              each -> sum(each, figures -> figures.count(kind)),
              each -> sum(each, figures -> figures.nanos(kind)),
              TimeUnit.NANOSECONDS)
          .description(
              "Answers that were published, withdrawn, found to be still correct or imported, to the end of their transactions")
          .tag("kind", kind.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private void bindMedia() {
    counter(
        "vivavoce.media.sent",
        "Files and parts of files that were sent",
        Tags.of("part", "whole"),
        media,
        each -> sum(each, MediaFigures::whole));
    counter(
        "vivavoce.media.sent",
        "Files and parts of files that were sent",
        Tags.of("part", "range"),
        media,
        each -> sum(each, MediaFigures::ranges));
    FunctionCounter.builder(
            "vivavoce.media.sent.size", media, each -> sum(each, MediaFigures::bytes))
        .description("Bytes of files that were sent")
        .baseUnit("bytes")
        .register(registry);
  }

  private boolean bindJob(String name) {
    Tags tags = Tags.of(Tag.of("worker", name));
    counter(
        "vivavoce.job.failures",
        "Runs of a worker that failed",
        tags,
        name,
        job -> of(job, BackgroundWorker.Figures::failures));
    FunctionTimer.builder(
            "vivavoce.job.runs",
            name,
            job -> (long) of(job, BackgroundWorker.Figures::runs),
            job -> of(job, BackgroundWorker.Figures::nanos),
            TimeUnit.NANOSECONDS)
        .description("Runs of a worker in the background")
        .tags(tags)
        .register(registry);
    Gauge.builder("vivavoce.job.success.age", name, job -> of(job, Metrics::secondsSinceSuccess))
        .description(
            "How long ago a worker last ended without failing; not a number where it never has")
        .baseUnit("seconds")
        .tags(tags)
        .register(registry);
    Gauge.builder(
            "vivavoce.job.failing", name, job -> of(job, figures -> figures.failedLast() ? 1 : 0))
        .description("1 where the last run of a worker failed")
        .tags(tags)
        .register(registry);
    return true;
  }

  private double of(String job, ToDoubleFunction<BackgroundWorker.Figures> what) {
    return running.jobs().get().stream()
        .filter(figures -> figures.name().equals(job))
        .mapToDouble(what)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double secondsSinceSuccess(BackgroundWorker.Figures figures) {
    Duration since = figures.sinceSuccess();
    return since == null ? Double.NaN : since.toMillis() / 1e3;
  }

  private OperationsQueries.@Nullable Sample sample() {
    Look look = last;
    return look == null || System.nanoTime() - look.at > OLDEST_LOOK.toNanos() ? null : look.sample;
  }

  private OperationsQueries.@Nullable Backup backup() {
    OperationsQueries.Sample sample = sample();
    return sample == null ? null : sample.backup();
  }

  private double backupAge() {
    if (sample() == null) {
      return Double.NaN;
    }
    OperationsQueries.Backup backup = backup();
    return backup == null
        ? Double.POSITIVE_INFINITY
        : Duration.between(backup.finishedAt(), running.clock().instant()).toMillis() / 1e3;
  }

  private double waiting(String work) {
    OperationsQueries.Sample sample = sample();
    return sample == null
        ? Double.NaN
        : sample.backlog().stream()
            .filter(each -> each.work().equals(work))
            .mapToLong(OperationsQueries.Backlog::waiting)
            .sum();
  }

  /**
   * What is counted by the work in the background, by requests and by those of readers, each of
   * which has access of its own to the database.
   */
  private static <T extends JdbiConfig<T>> List<T> kept(Database database, Class<T> kind) {
    return Stream.of(database.jdbi(), database.forRequests(), database.reads())
        .map(jdbi -> jdbi.getConfig(kind))
        .distinct()
        .toList();
  }

  private static <T> long sum(List<T> all, ToLongFunction<T> what) {
    return all.stream().mapToLong(what).sum();
  }

  private <T> void counter(
      String name, String says, Tags tags, T subject, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, subject, value).description(says).tags(tags).register(registry);
  }

  private <T> void gauge(
      String name, String says, @Nullable String unit, T subject, ToDoubleFunction<T> value) {
    Gauge.builder(name, subject, value)
        .description(says)
        .baseUnit(unit)
        // Some are held by nobody else.
        .strongReference(true)
        .register(registry);
  }

  /** One kind of request, of which there are as many as there are routes and ways to answer. */
  private record Answered(String method, String route, String status) {}

  private record Look(OperationsQueries.Sample sample, long at) {}
}
