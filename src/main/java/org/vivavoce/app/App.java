package org.vivavoce.app;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.admin.AuditRoutes;
import org.vivavoce.admin.DashboardRoutes;
import org.vivavoce.admin.DigestWorker;
import org.vivavoce.admin.EmergencyPhraseRoutes;
import org.vivavoce.admin.ExportRoutes;
import org.vivavoce.admin.FeedbackQueueRoutes;
import org.vivavoce.admin.ImportRoutes;
import org.vivavoce.admin.ManagedRoutes;
import org.vivavoce.admin.ManuscriptRoutes;
import org.vivavoce.admin.PreviewRoutes;
import org.vivavoce.admin.RedFlagRoutes;
import org.vivavoce.admin.ReviewCycleRoutes;
import org.vivavoce.admin.ScheduleWorker;
import org.vivavoce.admin.VoicesRoutes;
import org.vivavoce.api.ApiRoutes;
import org.vivavoce.article.ArticleRoutes;
import org.vivavoce.article.BesideKeeper;
import org.vivavoce.auth.Accounts;
import org.vivavoce.auth.PasswordCost;
import org.vivavoce.config.Config;
import org.vivavoce.config.ConfigException;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.ContentListener;
import org.vivavoce.db.Database;
import org.vivavoce.db.DatabaseException;
import org.vivavoce.db.Directory;
import org.vivavoce.db.PublicCache;
import org.vivavoce.doctor.DoctorRoutes;
import org.vivavoce.feedback.FeedbackRoutes;
import org.vivavoce.ingest.ImportWorker;
import org.vivavoce.ingest.VocabularyWorker;
import org.vivavoce.media.MediaRoutes;
import org.vivavoce.media.Normaliser;
import org.vivavoce.operate.Metrics;
import org.vivavoce.operate.MetricsRoutes;
import org.vivavoce.operate.OperationsRoutes;
import org.vivavoce.operate.Running;
import org.vivavoce.publishing.RelatedWorker;
import org.vivavoce.related.QuestionWorker;
import org.vivavoce.related.ReadNextEditor;
import org.vivavoce.related.ReadNextWorker;
import org.vivavoce.search.SearchRoutes;
import org.vivavoce.search.SearchWorker;
import org.vivavoce.search.SuggestRoutes;
import org.vivavoce.search.SuggestionBackfill;
import org.vivavoce.seo.FeedRoutes;
import org.vivavoce.seo.IndexNowWorker;
import org.vivavoce.seo.InstallRoutes;
import org.vivavoce.seo.PictureRoutes;
import org.vivavoce.seo.PictureWarmUp;
import org.vivavoce.seo.SecurityTextRoutes;
import org.vivavoce.seo.SeoRoutes;
import org.vivavoce.site.SiteRoutes;
import org.vivavoce.specialty.SpecialtyQueries;
import org.vivavoce.specialty.SpecialtyRoutes;
import org.vivavoce.topic.TopicQueries;
import org.vivavoce.topic.TopicRoutes;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Bodies;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.ErrorPages;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HeaderDeadline;
import org.vivavoce.web.HeaderLimit;
import org.vivavoce.web.HostHandler;
import org.vivavoce.web.Hosts;
import org.vivavoce.web.Origins;
import org.vivavoce.web.PageCache;
import org.vivavoce.web.PageCacheHandler;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Requests;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SecurityHeaders;
import org.vivavoce.web.SerialConnectionFactory;
import org.vivavoce.web.ThreadHandler;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** The composition root: everything is wired here, the whole route table stands here. */
public final class App implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(App.class);
  private static final long LARGEST_REQUEST_BYTES = 1_000_000;
  private static final int LARGEST_FORM_BYTES = 4_000_000;
  private static final int LARGEST_HEADER_BYTES = 16_384;
  private static final long STOP_MILLIS = 6_000;
  private static final long IDLE_MILLIS = 30_000;
  private static final long SLOWEST_BYTES_A_SECOND = 1_000;

  private static final Duration LONGEST_HEADERS = Duration.ofSeconds(30);
  private static final Duration PATIENCE_WITH_BODIES = Duration.ofMinutes(1);

  private static final int BODIES_WAITED_FOR = 2_000;

  /** About half the threads that there are before Java 21. */
  private static final int LONG_BODIES_AT_ONCE = 100;

  private static final int CONNECTIONS_THAT_WAIT = 1_024;
  private static final int MOST_CONNECTIONS = 10_000;

  private final ClientAddress addresses;
  private final Accounts accounts;
  private final RouteTable routes;
  private final ContentListener listener;
  private final PacedLists lists;
  private final ScheduledThreadPoolExecutor timer = timer();
  final Javalin server;
  private final @Nullable Javalin management;
  private final Config config;
  private final Jdbi jdbi;
  private final Jdbi requests;
  private final Clock clock;
  private final Frame frame;
  private final ReadNextEditor readNext;
  private final BesideKeeper beside;
  private final HealthRoutes health;
  private final Running running;
  private final List<Worker> workers = new ArrayList<>();
  private final List<BackgroundWorker> jobs = new CopyOnWriteArrayList<>();
  private final List<HttpConfiguration> connections = new ArrayList<>();
  private boolean warm = true;
  private final @Nullable Metrics metrics;

  /**
   * @param database migrated; the caller closes it after this
   */
  public App(Config config, Database database, Clock clock) {
    this(config, database, clock, PasswordCost.STANDARD);
  }

  /**
   * @param database migrated; the caller closes it after this
   * @param cost of a password
   */
  public App(Config config, Database database, Clock clock, PasswordCost cost) {
    this.config = config;
    this.jdbi = database.jdbi();
    this.requests = database.forRequests();
    this.clock = clock;
    Words words = Words.load();
    PublicCache cache = new PublicCache();
    Assets assets = Assets.load();
    this.frame = new Frame(config, new Paths(config.baseUrl()), words, assets, clock);
    Views views = new Views(words);
    this.health = new HealthRoutes(requests, database::isMigrated, database::isOutOfReach);
    this.addresses = new ClientAddress(config.trustedProxies());
    this.accounts = new Accounts(requests, addresses, frame, views, assets, clock, cost);
    this.readNext = new ReadNextEditor(jdbi, clock);
    this.beside = new BesideKeeper(jdbi);
    this.routes =
        routes(
            requests,
            database.reads(),
            cache,
            clock,
            addresses,
            frame,
            views,
            accounts,
            readNext,
            beside);
    assets.addRoutes(routes);
    health.addTo(routes);
    ErrorPages errors = new ErrorPages(frame, views, routes);
    SecurityHeaders securityHeaders = new SecurityHeaders(config.baseUrl().startsWith("https:"));
    RequestGuard guard = new RequestGuard(securityHeaders, assets);
    BareErrors bareErrors = new BareErrors(words, securityHeaders);
    Hosts hosts = new Hosts(config.baseUrl(), config.isLoopback());
    PageCache pages =
        new PageCache(config.cacheMegabytes() * 1_048_576L, clock, DatabaseException::isOutage);
    Limits limits = new Limits(addresses);
    this.running = new Running(config, database, cache, pages, this::jobs, clock);
    new OperationsRoutes(running, frame, views).addTo(routes);
    this.metrics = config.managementPort() == 0 ? null : new Metrics(running);
    this.lists = new PacedLists(new Heard(cache, pages), cache::changedRows, this::later);
    this.listener = database.listen(lists);
    this.server =
        Javalin.create(
            javalin -> {
              configure(javalin, config.host(), config.port(), bareErrors, this::warmUp);
              if (metrics != null) {
                javalin.requestLogger.http((context, millis) -> measure(metrics, context, millis));
              }
              javalin.jetty.modifyServer(jetty -> jetty.insertHandler(new PageCacheHandler(pages)));
              // In front of the pages that are kept, and of all others.
              javalin.jetty.modifyServer(
                  jetty -> jetty.insertHandler(new HostHandler(hosts, config.baseUrl())));
              javalin.routes.before(guard::before);
              javalin.routes.before(accounts.guard()::before);
              javalin.routes.beforeMatched(accounts.guard()::beforeMatched);
              javalin.routes.beforeMatched(guard::beforeMatched);
              javalin.routes.after(guard::after);
              javalin.routes.after(this::showWhatWasDone);
              serve(routes, pages, limits, database::doubtReplica, javalin);
              errors.register(
                  javalin.routes, DatabaseException::isOutage, accounts.guard()::givesBackUnsaved);
            });
    RouteTable forOperators = new RouteTable();
    health.addTo(forOperators);
    if (metrics != null) {
      new MetricsRoutes(metrics).addTo(forOperators);
    }
    this.management =
        metrics == null
            ? null
            : Javalin.create(
                javalin -> {
                  configure(
                      javalin,
                      config.managementHost(),
                      config.managementPort(),
                      bareErrors,
                      jetty -> {});
                  javalin.routes.before(MetricsRoutes.guard(config.managementHost()));
                  serve(forOperators, null, null, () -> false, javalin);
                });
  }

  /**
   * Every page that the portal has.
   *
   * @param reads for what readers are shown
   */
  static RouteTable routes(
      Jdbi jdbi,
      Jdbi reads,
      PublicCache cache,
      Clock clock,
      ClientAddress addresses,
      Frame frame,
      Views views,
      Accounts accounts,
      ReadNextEditor readNext,
      BesideKeeper beside) {
    ArticleLists lists = new ArticleLists(reads, cache);
    Directory directory = new Directory(reads, cache);
    Origins origins = new Origins(frame.config().baseUrl(), frame.config().isLoopback());
    RouteTable routes = new RouteTable();
    new SiteRoutes(directory, lists, frame, views).addTo(routes);
    new ArticleRoutes(reads, beside, readNext, addresses, origins, frame, views).addTo(routes);
    new FeedbackRoutes(jdbi, clock, addresses, origins, frame, views).addTo(routes);
    new SpecialtyRoutes(new SpecialtyQueries(reads, cache), directory, lists, frame, views)
        .addTo(routes);
    new DoctorRoutes(reads, cache, directory, lists, frame, views).addTo(routes);
    new TopicRoutes(new TopicQueries(reads, cache), directory, lists, frame, views).addTo(routes);
    new SearchRoutes(reads, jdbi, cache, lists, clock, addresses, frame, views).addTo(routes);
    new SuggestRoutes(reads, frame).addTo(routes);
    new MediaRoutes(reads).addTo(routes);
    new SeoRoutes(reads, cache, frame).addTo(routes);
    new PictureRoutes(reads, frame).addTo(routes);
    new InstallRoutes(frame).addTo(routes);
    new SecurityTextRoutes(frame).addTo(routes);
    new FeedRoutes(reads, cache, frame, frame.config().isLoopback()).addTo(routes);
    new ApiRoutes(reads, frame).addTo(routes);
    accounts.addTo(routes);
    new DashboardRoutes(jdbi, clock, frame, views).addTo(routes);
    new ManuscriptRoutes(jdbi, clock, frame, views).addTo(routes);
    new FeedbackQueueRoutes(jdbi, clock, accounts.mailer(), frame, views).addTo(routes);
    new RedFlagRoutes(jdbi, frame, views).addTo(routes);
    new EmergencyPhraseRoutes(jdbi, cache, frame, views).addTo(routes);
    new PreviewRoutes(jdbi, clock, frame, views).addTo(routes);
    new ReviewCycleRoutes(jdbi, clock, frame, views).addTo(routes);
    new VoicesRoutes(jdbi, frame, views).addTo(routes);
    new ManagedRoutes(jdbi, frame, views).addTo(routes);
    new ImportRoutes(jdbi, frame, views).addTo(routes);
    new ExportRoutes(jdbi, frame, views).addTo(routes);
    new AuditRoutes(jdbi, frame, views).addTo(routes);
    return routes;
  }

  /**
   * Begins to listen as soon as a page of each kind was made, or {@link WarmUp#budget} is used up:
   * the first readers would wait longer than all others, and in an onrush be turned away.
   */
  public App startWarm() {
    warm = false;
    server.jettyServer().server().setOpenEarly(false);
    return start();
  }

  private void warmUp(Server jetty) {
    if (!warm) {
      warm = true;
      awaitHearing();
      WarmUp.of(jetty, URI.create(config.baseUrl()).getAuthority());
    }
  }

  /** For a moment: what is made by a deaf instance is not kept. */
  private void awaitHearing() {
    try {
      for (int time = 0; time < 50 && !running.pages().figures().heard(); time++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins to listen. */
  public App start() {
    server.start();
    if (management != null) {
      startManagement(management);
    }
    return this;
  }

  /**
   * @throws ConfigException where its port cannot be had; nothing runs then
   */
  private void startManagement(Javalin management) {
    try {
      management.start();
    } catch (JavalinBindException e) {
      close();
      throw new ConfigException(
          "MANAGEMENT_PORT "
              + config.managementPort()
              + " on MANAGEMENT_HOST "
              + config.managementHost()
              + " cannot be had: another program uses it, or this machine has no such address;"
              + " set both to what is free, or MANAGEMENT_PORT to 0 for none");
    }
  }

  /** Begins the work in the background, which any instance may do for all. */
  public App work() {
    workers.add(Normaliser.start(jdbi)::close);
    add(RelatedWorker.start(jdbi));
    add(HourlyWorker.start(jdbi, clock));
    add(ScheduleWorker.start(jdbi, clock));
    add(ImportWorker.start(jdbi, clock));
    add(VocabularyWorker.start(jdbi));
    workers.add(PictureWarmUp.start()::close);
    add(SuggestionBackfill.start(jdbi));
    add(SearchWorker.start(jdbi));
    add(QuestionWorker.start(jdbi));
    add(ReadNextWorker.start(readNext));
    add(beside.start());
    if (config.smtp() != null) {
      add(new DigestWorker(jdbi, accounts.mailer(), clock, frame.zone(), frame).start());
    }
    if (config.indexNow() != null) {
      add(new IndexNowWorker(jdbi, config.indexNow(), frame.paths(), clock).start());
    }
    if (metrics != null) {
      add(metrics.start());
    }
    return this;
  }

  /** Begins one of them, and knows of it. */
  private void add(BackgroundWorker job) {
    jobs.add(job);
    workers.add(job::close);
  }

  private List<BackgroundWorker.Figures> jobs() {
    return jobs.stream().map(BackgroundWorker::figures).toList();
  }

  /** As its worker does again and again. */
  void lookAtFigures() {
    if (metrics != null) {
      metrics.look();
    }
  }

  private static void measure(Metrics metrics, Context context, Float millis) {
    metrics.answered(
        context.method().name(), Requests.route(context), context.statusCode(), millis);
  }

  /** The port on which it listens: the configured one, or the one the system chose for 0. */
  public int port() {
    return server.port();
  }

  /**
   * The URL at which the first administrator sets a password; each call makes the earlier ones
   * void.
   *
   * @return empty where somebody can sign in already
   */
  public Optional<String> setUpLink() {
    return accounts.setUpLink();
  }

  public List<RouteTable.Route> routes() {
    return routes.routes();
  }

  /**
   * Says that it is not ready, and goes on answering for as long as {@code DRAIN_SECONDS} says, so
   * that those who hand it requests look elsewhere, each with the last answer over its connection;
   * then lets requests that have begun end, for six seconds at most, while the work in the
   * background ends.
   */
  @Override
  public void close() {
    health.stopping();
    connections.forEach(http -> http.setPersistentConnectionsEnabled(false));
    List<Thread> ends = workers.stream().map(each -> ended(each::close)).toList();
    drain();
    server.stop();
    ends.forEach(App::await);
    keepWhatWasReadNext();
    listener.close();
    timer.shutdownNow();
    if (management != null) {
      management.stop();
    }
    if (metrics != null) {
      metrics.close();
    }
  }

  private void drain() {
    try {
      TimeUnit.SECONDS.sleep(config.drainSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread ended(Runnable end) {
    Thread thread = new Thread(end, "end-of-work");
    thread.start();
    return thread;
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "paced-lists");
              thread.setDaemon(true);
              return thread;
            },
            // At the end nobody waits for lists any more.
            new ThreadPoolExecutor.DiscardPolicy());
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  private void later(long millis, Runnable what) {
    ScheduledFuture<?> unused = timer.schedule(what, millis, TimeUnit.MILLISECONDS);
  }

  /** What was counted since the last minute; where it fails, no stop waits for it. */
  void keepWhatWasReadNext() {
    try {
      readNext.flush();
    } catch (JdbiException e) {
      log.warn("What was read next in the last minute is not kept: {}", e.getMessage());
    }
  }

  private void configure(
      JavalinConfig javalin,
      String host,
      int port,
      BareErrors bareErrors,
      Consumer<Server> beforeListening) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.concurrency.useVirtualThreads = Runtime.version().feature() >= 21;
    javalin.http.maxRequestSize = LARGEST_REQUEST_BYTES;
    javalin.http.prefer405over404 = false;
    javalin.http.compressionStrategy = CompressionStrategy.GZIP;
    // Uploads go to a file beyond a little, and are no larger than the largest recording.
    javalin.jetty.multipartConfig.maxInMemoryFileSize(64, SizeUnit.KB);
    javalin.jetty.multipartConfig.maxFileSize(200, SizeUnit.MB);
    javalin.jetty.multipartConfig.maxTotalRequestSize(205, SizeUnit.MB);
    javalin.jetty.addConnector(
        (jetty, http) -> {
          ServerConnector connector =
              new ServerConnector(jetty, new SerialConnectionFactory(http)) {
                @Override
                protected void doStart() throws Exception {
                  beforeListening.accept(jetty);
                  super.doStart();
                }
              };
          connector.setHost(host);
          connector.setPort(port);
          connector.setAcceptQueueSize(CONNECTIONS_THAT_WAIT);
          connector.addBean(new HeaderDeadline(connector, LONGEST_HEADERS));
          return connector;
        });
    javalin.jetty.modifyHttpConfiguration(
        http -> {
          connections.add(http);
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(LARGEST_HEADER_BYTES);
          http.setIdleTimeout(IDLE_MILLIS);
          http.addCustomizer(new HeaderLimit());
          // Where messages and paths can be read in two ways, a proxy in front reads them the other
          // way. Empty segments alone are let through, to be redirected.
          http.setHttpCompliance(HttpCompliance.STRICT);
          http.setUriCompliance(
              UriCompliance.DEFAULT.with(
                  "one-reading", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
        });
    javalin.jetty.modifyServer(
        jetty -> {
          jetty.setStopTimeout(STOP_MILLIS);
          jetty.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, jetty));
          // Whoever sends much, and more slowly than any line does, holds a thread for nothing.
          jetty.insertHandler(new MinimumDataRateHandler(SLOWEST_BYTES_A_SECOND, 0));
          jetty.insertHandler(new ThreadHandler());
          jetty.insertHandler(
              new EagerContentHandler(
                  new Bodies(
                      addresses,
                      accounts::isAtWork,
                      PATIENCE_WITH_BODIES,
                      BODIES_WAITED_FOR,
                      LONG_BODIES_AT_ONCE)));
          jetty.insertHandler(new LastRequests());
          jetty.setErrorHandler(bareErrors);
        });
    javalin.jetty.modifyServletContextHandler(
        context -> {
          context.setErrorHandler(bareErrors);
          // A long transcript with captions of its own, in letters of several bytes.
          context.setMaxFormContentSize(LARGEST_FORM_BYTES);
        });
  }

  private static void serve(
      RouteTable routes,
      @Nullable PageCache pages,
      @Nullable Limits limits,
      BooleanSupplier again,
      JavalinConfig javalin) {
    for (RouteTable.Route route : routes.routes()) {
      RouteTable.Kept kept = route.kept();
      Handler handler =
          route.roles().equals(Set.of(Role.PUBLIC))
                  && !route.method().equals(HandlerType.POST)
                  && !isSentInParts(route)
              ? onceMore(route.handler(), again)
              : route.handler();
      if (limits != null) {
        handler = limits.inTurn(route, handler);
      }
      if (kept != null && pages != null) {
        handler = pages.keeping(kept, handler);
      }
      if (limits != null) {
        handler = limits.limited(route, handler);
      }
      javalin.routes.addHttpHandler(
          route.method(), route.path(), handler, route.roles().toArray(Role[]::new));
    }
  }

  /** Of which something may be on its way already when the rest fails. */
  private static boolean isSentInParts(RouteTable.Route route) {
    return route.path().startsWith("/media/") || route.path().startsWith("/sitemaps/");
  }

  /** Whoever was reading from the replica when it went reads from the primary. */
  private static Handler onceMore(Handler handler, BooleanSupplier again) {
    return context -> {
      try {
        handler.handle(context);
      } catch (Exception e) {
        // On a replica, reading can stand in the way of what is replayed, and gives way.
        if (!(DatabaseException.isOutage(e) || DatabaseException.isCollision(e))
            || context.res().isCommitted()
            || !again.getAsBoolean()) {
          throw e;
        }
        handler.handle(context);
      }
    };
  }

  /** Whoever has changed something in the newsroom sees it on the public pages at once. */
  private void showWhatWasDone(Context context) {
    if (context.method().equals(HandlerType.POST)
        && context.path().startsWith("/admin/")
        && context.statusCode() == HttpStatus.SEE_OTHER.getCode()) {
      listener.catchUp(requests);
      lists.flush();
    }
  }

  /** What each instance does about what any of them has published. */
  private record Heard(PublicCache figures, PageCache pages) implements ContentListener.Heard {
    @Override
    public void changes(Set<String> tags) {
      // The figures first: a page that is made from now on is made of new ones.
      figures.changed(tags);
      pages.drop(tags);
    }

    @Override
    public void anything() {
      figures.clear();
      pages.doubt();
    }

    @Override
    public void nothing() {
      figures.deaf();
      pages.deaf();
    }

    @Override
    public void again() {
      figures.hearing();
      pages.hearing();
    }
  }

  /** What works in the background until it is closed. */
  private interface Worker {
    void close();
  }
}
