package org.vivavoce.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.config.Config;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Slug;
import org.vivavoce.db.Database;
import org.vivavoce.db.Trees;
import org.vivavoce.publishing.Publication;
import org.vivavoce.publishing.Publications;
import org.vivavoce.publishing.Publisher;

/**
 * How soon readers see what is published, on two portals over the embedded database of {@code
 * DATA_DIR}: first while nobody reads, from one portal and from two, then in a storm, as ten
 * answers a second are published, edited and withdrawn while {@code wrk} reads from both portals
 * (32 connections that pause between their requests), after such a storm of two and a half minutes
 * that nothing is measured of. Both have made many different pages before, as portals have that
 * have been up for a while. The publisher is this process, so that both portals hear of everything
 * from elsewhere. What it publishes it withdraws. Needs Linux and {@code wrk}; the first argument
 * is the packed portal, the second the seconds of the storm, the third how many pages a second the
 * readers would like (1,500 unless said).
 */
public final class PublishBenchmark {
  private static final int A_SECOND = 10;
  private static final int QUIET = 60;
  private static final int QUIET_WARM_UP = 30;
  private static final int ARTICLES = 500;
  private static final int LISTS = 100;
  private static final int READERS = 32;
  private static final int WARM_UP_ARTICLES = 20_000;
  private static final int WARM_UP_SECONDS = 60;
  private static final int STORM_WARM_UP_SECONDS = 150;

  /** Between two questions after the same page; lists may take half a second. */
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

  private static final long PAUSE_OF_LISTS_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final int FOLLOWED_SECONDS = 10;

  private final Jdbi jdbi;
  private final Path folder;
  private final PrintStream out;
  private final ExecutorService followers = Executors.newCachedThreadPool();
  private final Map<String, List<Double>> times = new ConcurrentHashMap<>();
  private final AtomicInteger unseen = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  private PublishBenchmark(Jdbi jdbi, Path folder, PrintStream out) {
    this.jdbi = jdbi;
    this.folder = folder;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    Path jar = Path.of(arguments.length == 0 ? "target/vivavoce.jar" : arguments[0]);
    int seconds = arguments.length < 2 ? 30 : Integer.parseInt(arguments[1]);
    int pages = arguments.length < 3 ? 1500 : Integer.parseInt(arguments[2]);
    if (!Files.exists(jar)) {
      System.err.println(jar + " is not there; mvn package makes it");
      System.exit(1);
    }
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("DEMO", "false");
    Path folder = Files.createTempDirectory("vivavoce-publish");
    try (Database database = Database.open(Config.from(environment))) {
      database.migrate();
      new PublishBenchmark(database.jdbi(), folder, System.out).run(jar, seconds, pages);
    } finally {
      Trees.delete(folder);
    }
    System.exit(0);
  }

  private void run(Path jar, int seconds, int pages) throws Exception {
    List<Model> models = models();
    int needed = Math.max(STORM_WARM_UP_SECONDS, seconds) * A_SECOND;
    if (models.size() < needed) {
      throw new IllegalStateException(
          "%d answers are published; %d are needed".formatted(models.size(), needed));
    }
    Map<String, String> settings = Map.of("DEMO", "false", "CACHE_MEGABYTES", "48");
    Path unhurried = script(ARTICLES, READERS * 1000 / pages);
    Path eager = script(WARM_UP_ARTICLES, 0);
    try (RunningServer one = RunningServer.portal(jar, folder.resolve("one.log"), settings)) {
      quiet(models, List.of(one), eager, "While nobody reads, one portal");
      try (RunningServer two = RunningServer.portal(jar, folder.resolve("two.log"), settings)) {
        List<RunningServer> portals = List.of(one, two);
        quiet(models, portals, eager, "While nobody reads, two portals");
        inStorm(models, portals, unhurried, seconds);
      }
    }
  }

  private void quiet(List<Model> models, List<RunningServer> portals, Path script, String when) {
    for (RunningServer each : portals) {
      wrk(each, 8, WARM_UP_SECONDS, script);
    }
    storm(models.subList(0, QUIET_WARM_UP), portals, 4);
    times.clear();
    storm(models.subList(QUIET_WARM_UP, QUIET_WARM_UP + QUIET), portals, 4);
    print(when);
    out.println();
  }

  private void inStorm(List<Model> models, List<RunningServer> portals, Path script, int seconds)
      throws Exception {
    // Else both are measured while they translate what they do at every publication.
    storm(models.subList(0, STORM_WARM_UP_SECONDS * A_SECOND), portals, A_SECOND);
    times.clear();
    unseen.set(0);
    failures.set(0);
    out.println(
        "| readers while nothing is published | requests/s | median ms | 99 % ms | most ms | errors |");
    out.println("|---|---|---|---|---|---|");
    read(portals, seconds, script);
    out.println();
    double[] spent = spent(portals);
    CompletableFuture<Void> published =
        CompletableFuture.runAsync(
            () -> storm(models.subList(0, seconds * A_SECOND), portals, A_SECOND));
    out.println("| readers in the storm | requests/s | median ms | 99 % ms | most ms | errors |");
    out.println("|---|---|---|---|---|---|");
    read(portals, seconds, script);
    published.get();
    out.println();
    print("In the storm, %d a second".formatted(A_SECOND));
    double[] after = spent(portals);
    out.printf(
        Locale.ROOT,
        "%nOf the processor, seconds: %.1f and %.1f in the portals, %.1f in the database.%n",
        (after[0] - spent[0]) / 1e3,
        (after[1] - spent[1]) / 1e3,
        (after[2] - spent[2]) / 1e3);
  }

  private static double[] spent(List<RunningServer> portals) throws IOException {
    return new double[] {
      portals.get(0).portalMillis(), portals.get(1).portalMillis(), portals.get(0).databaseMillis()
    };
  }

  /** Both portals are read from at once, the first one by most. */
  private void read(List<RunningServer> portals, int seconds, Path script) {
    List<CompletableFuture<String>> said = new ArrayList<>();
    int connections = READERS * 3 / 4;
    for (RunningServer each : portals) {
      int held = connections;
      said.add(CompletableFuture.supplyAsync(() -> wrk(each, held, seconds, script), followers));
      connections = READERS - connections;
    }
    for (int portal = 0; portal < said.size(); portal++) {
      String text = said.get(portal).join();
      out.printf(
          Locale.ROOT,
          "| of the %s portal | %,.0f | %.2f | %.2f | %.2f | %s |%n",
          portal == 0 ? "first" : "second",
          Wrk.number(text, "Requests/sec: +([0-9.]+)"),
          Wrk.quantile(text, "50%"),
          Wrk.quantile(text, "99%"),
          most(text),
          errors(text));
    }
  }

  private static double most(String text) {
    Matcher line = Pattern.compile("Latency +\\S+ +\\S+ +([0-9.]+)(us|ms|s)").matcher(text);
    if (!line.find()) {
      throw new IllegalStateException(text);
    }
    return Wrk.millis(line.group(1), line.group(2));
  }

  private static String errors(String text) {
    Matcher line = Pattern.compile("(Non-2xx.*|Socket errors.*)").matcher(text);
    return line.find() ? line.group(1) : "0";
  }

  private String wrk(RunningServer server, int connections, int seconds, Path script) {
    try {
      return Wrk.run(
          server.url("/"), connections, seconds, List.of("Accept-Encoding: gzip"), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each is published, and some later ones edited and withdrawn: in turn, at a steady pace. */
  private void storm(List<Model> models, List<RunningServer> portals, int aSecond) {
    ExecutorService publishers = Executors.newFixedThreadPool(4);
    List<CompletableFuture<Void>> done = new ArrayList<>();
    Story story = new Story(portals);
    long next = System.nanoTime();
    for (Model each : models) {
      done.add(
          CompletableFuture.runAsync(() -> story.goOn(each), publishers)
              .exceptionally(
                  failure -> {
                    failures.incrementAndGet();
                    failure.printStackTrace();
                    return null;
                  }));
      next += 1_000_000_000L / aSecond;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).join();
    publishers.shutdown();
    story.end();
  }

  private void print(String when) {
    out.printf("| %s | median ms | 95 %% ms | most ms | times |%n", when);
    out.println("|---|---|---|---|---|");
    times.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            each -> {
              List<Double> sorted = new ArrayList<>(each.getValue());
              Collections.sort(sorted);
              out.printf(
                  Locale.ROOT,
                  "| %s | %.1f | %.1f | %.1f | %d |%n",
                  each.getKey(),
                  sorted.get(sorted.size() / 2),
                  sorted.get(sorted.size() * 95 / 100),
                  sorted.get(sorted.size() - 1),
                  sorted.size());
            });
    out.printf(
        "%nNot published: %d. Not seen within %d s: %d.%n",
        failures.get(), FOLLOWED_SECONDS, unseen.get());
  }

  private List<Model> models() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select article.lang, article.title, article.transcript, article.doctor_id, article.specialty_id,
                           specialty.slug as specialty, article.demo,
                           array(select topic_id from published_article_topic link
                                  where link.article_id = article.id order by position) as topic_ids
                      from published_article article join published_specialty specialty on specialty.id = specialty_id
                     order by md5(article.id::text)
                     limit 2000
                    """)
                .mapTo(Model.class)
                .list());
  }

  /**
   * Of ten readers seven read one of the newest answers, and three a list or the first page; each
   * pauses for half to one and a half times the pause given, else they would take whatever the
   * publisher and the database leave of the processor.
   */
  private Path script(int answers, int pauseMillis) throws IOException {
    List<String> articles =
        paths(
            "select '/articles/' || slug from published_article order by published_at desc, id desc limit "
                + answers);
    List<String> lists = new ArrayList<>(List.of("/", "/", "/specialties", "/topics"));
    lists.addAll(paths("select '/specialties/' || slug from published_specialty order by id"));
    lists.addAll(
        paths(
            """
            select '/doctors/' || slug from published_doctor doctor
             where exists (select from published_article where doctor_id = doctor.id) order by id limit
            """
                + LISTS));
    StringBuilder lua = new StringBuilder("articles = {\n");
    articles.forEach(each -> lua.append("\"").append(each).append("\",\n"));
    lua.append("}\nlists = {\n");
    lists.forEach(each -> lua.append("\"").append(each).append("\",\n"));
    lua.append(
        """
        }
        request = function()
          if math.random(10) <= 7 then
            return wrk.format(nil, articles[math.random(#articles)])
          end
          return wrk.format(nil, lists[math.random(#lists)])
        end
        """);
    if (pauseMillis > 0) {
      lua.append(
          "delay = function() return math.random(%d, %d) end\n"
              .formatted(pauseMillis / 2, pauseMillis * 3 / 2));
    }
    return Files.writeString(folder.resolve("readers-" + answers + ".lua"), lua);
  }

  private List<String> paths(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  /** What happens to answers one after the other, and when it is seen. */
  private final class Story {
    private final List<RunningServer> portals;
    private final List<Standing> standing = new ArrayList<>();
    private int step;

    Story(List<RunningServer> portals) {
      this.portals = portals;
    }

    void goOn(Model model) {
      Standing old = null;
      int now;
      synchronized (this) {
        now = step++ % 3;
        if (now > 0 && !standing.isEmpty()) {
          old = standing.remove(0);
        }
      }
      if (old == null) {
        publish(null, model);
      } else if (now == 1) {
        publish(old, model);
      } else {
        withdraw(old);
      }
    }

    private void publish(@Nullable Standing old, Model model) {
      String mark = "mark" + Long.toString(System.nanoTime(), 36);
      Slug slug = old == null ? Slug.of("bench-" + mark) : old.slug();
      if (old != null) {
        // So that it is kept, and has to be dropped.
        portals.forEach(each -> ask(each, "/articles/" + slug.value()));
      }
      long begun = System.nanoTime();
      long id =
          jdbi.inTransaction(
              handle ->
                  new Publisher(handle, "bench")
                      .publishOne(
                          publication(old == null ? null : old.id(), slug, model, mark),
                          "article.bench"));
      long committed = System.nanoTime();
      note("the transaction of a publication", begun, committed);
      follow(
          old == null ? "new" : "edited",
          "/articles/" + slug.value(),
          page -> page.status() == 200 && page.text().contains(mark),
          committed);
      if (old == null) {
        follow(
            "first in its specialty’s list",
            "/specialties/" + model.specialty(),
            page -> page.text().contains(slug.value()),
            committed);
      }
      synchronized (this) {
        standing.add(new Standing(id, slug));
      }
    }

    private void withdraw(Standing old) {
      portals.forEach(each -> ask(each, "/articles/" + old.slug().value()));
      jdbi.useTransaction(
          handle -> new Publisher(handle, "bench").withdraw(old.id(), Instant.now(), "Measured."));
      follow(
          "withdrawn",
          "/articles/" + old.slug().value(),
          page -> page.status() == 410,
          System.nanoTime());
    }

    /** Asks both portals until they show it. */
    private void follow(String what, String path, Predicate<Answer> shown, long committed) {
      List<CompletableFuture<Void>> seen = new ArrayList<>();
      for (RunningServer each : portals) {
        seen.add(
            CompletableFuture.runAsync(
                () -> {
                  while (!shown.test(ask(each, path))) {
                    if (System.nanoTime() - committed
                        > TimeUnit.SECONDS.toNanos(FOLLOWED_SECONDS)) {
                      unseen.incrementAndGet();
                      return;
                    }
                    // Else it would take from the readers what it asks for without end.
                    LockSupport.parkNanos(
                        path.startsWith("/articles/") ? PAUSE_NANOS : PAUSE_OF_LISTS_NANOS);
                  }
                  note(
                      what
                          + ", from the commit until it is read from the "
                          + (each.equals(portals.get(0)) ? "first" : "second"),
                      committed,
                      System.nanoTime());
                },
                followers));
      }
      CompletableFuture.allOf(seen.toArray(CompletableFuture[]::new)).join();
    }

    private void note(String what, long from, long to) {
      times
          .computeIfAbsent(what, each -> Collections.synchronizedList(new ArrayList<>()))
          .add((to - from) / 1e6);
    }

    void end() {
      for (Standing each : standing) {
        jdbi.useTransaction(
            handle ->
                new Publisher(handle, "bench").withdraw(each.id(), Instant.now(), "Measured."));
      }
    }
  }

  /** On the caller's thread: what hands a request on to others takes longer than the portal. */
  private static Answer ask(RunningServer server, String path) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(server.url(path)).toURL().openConnection();
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      if (stream == null) {
        return new Answer(status, "");
      }
      try (stream) {
        return new Answer(status, new String(stream.readAllBytes(), UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Publication publication(@Nullable Long id, Slug slug, Model model, String mark) {
    return Publications.of(
        id,
        slug,
        model.lang(),
        model.title(),
        model.transcript() + " " + mark + ".",
        new Publications.Filed(
            model.doctorId(),
            model.specialtyId(),
            Optional.ofNullable(model.topicIds()).orElse(List.of())),
        null,
        CareLevel.URGENT,
        model.demo(),
        Instant.now());
  }

  private record Answer(int status, String text) {}

  private record Standing(long id, Slug slug) {}

  /** An answer that is there, after which others are made. */
  public record Model(
      String lang,
      String title,
      String transcript,
      long doctorId,
      long specialtyId,
      String specialty,
      boolean demo,
      @Nullable List<Long> topicIds) {}
}
