package org.vivavoce.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.Trees;

/**
 * How many pages a second come over the wire, how long they take, and what each costs of the
 * processor: the packed portal over the embedded database of {@code DATA_DIR}, asked by {@code wrk}
 * from this machine, beside nginx with the same page compressed on disk in the same run, where
 * there is one, and beside an answer's page and a search made by a plain Spring Boot program
 * ({@code mvn -f src/bench/yardstick/pom.xml package}), where that is built. Needs Linux and {@code
 * wrk}. Takes fourteen minutes; the first argument is the packed portal, {@code
 * target/vivavoce.jar} where there is none. With a second, {@code made}, it measures what is not
 * kept alone.
 */
public final class WireBenchmark {
  private static final int READERS = 32;

  /** More than find turns are told to come back, so that no search of theirs would be measured. */
  private static final int SEARCHERS = 8;

  private static final int SECONDS = 10;
  private static final String DEMO_ARTICLE =
      "/articles/how-is-metastatic-esophageal-cancer-treated";
  private static final List<String> START = List.of("Range: bytes=0-65535");
  private static final List<String> IDENTITY = List.of("Accept-Encoding: identity");
  private static final Path YARDSTICK = Path.of("src/bench/yardstick/target");
  private static final int WARM_UP_SECONDS = 10;

  /** So often for what is made anew: Java compiles its pages for more than a minute. */
  private static final int WARM_UPS = 6;

  /** So often what is compared is measured, in turn. */
  private static final int TURNS = 3;

  private static final int URLS = 500;
  private static final Pattern ARTICLE = Pattern.compile("href=\"(/articles/[a-z0-9-]+)\"");
  private static final Pattern SPECIALTY = Pattern.compile("href=\"(/specialties/[a-z0-9-]+)\"");
  private static final Pattern PAGE = Pattern.compile("[?&]page=([0-9]+)");
  private static final Pattern AUDIO =
      Pattern.compile("\"(/media/[0-9a-f]{64}\\.(?:mp3|m4a|opus|ogg|webm))\"");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final PrintStream out;
  private double comparison;
  private int connections = READERS;

  private WireBenchmark(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    Path portal = Path.of(arguments.length == 0 ? "target/vivavoce.jar" : arguments[0]);
    if (!Files.exists(portal)) {
      System.err.println(portal + " is not there; mvn package makes it");
      System.exit(1);
    }
    Path folder = Files.createTempDirectory("vivavoce-wire");
    try {
      WireBenchmark benchmark = new WireBenchmark(folder, System.out);
      if (arguments.length < 2) {
        benchmark.kept(portal);
        benchmark.made(portal);
        benchmark.recordings(portal);
      } else if (arguments[1].equals("made")) {
        benchmark.made(portal);
      } else {
        System.err.println("what is " + arguments[1] + "? Only made can be measured by itself");
        System.exit(1);
      }
    } finally {
      Trees.delete(folder);
    }
  }

  private void kept(Path jar) throws Exception {
    out.println(
        "| page | requests/s | of nginx | median ms | 99 % ms | portal, CPU ms | database, CPU ms |");
    out.println("|---|---|---|---|---|---|---|");
    try (RunningServer portal = portal(jar, 48)) {
      Pages pages = pages(portal);
      nginx(portal, pages.article);
      wrk(portal, pages.article, List.of(), null, 2 * WARM_UP_SECONDS);
      row("article, kept", portal, pages.article, List.of(), null);
      row("article, 304", portal, pages.article, held(portal, pages.article), null);
      row("500 articles, kept", portal, "/", List.of(), script(pages.articles));
      row("list, kept", portal, pages.list, List.of(), null);
      row("its last page, kept", portal, pages.deep, List.of(), null);
      row("search, kept", portal, wordsOf(pages.list), List.of(), null);
      // For different things, so that the memory is that of a portal in which all is done.
      connections = SEARCHERS;
      wrk(portal, "/", List.of(), script(pages.searches), WARM_UP_SECONDS);
      connections = READERS;
      out.printf(
          Locale.ROOT, "%nThe portal holds %.0f MB of memory.%n%n", portal.residentMegabytes());
    }
  }

  private void made(Path jar) throws Exception {
    out.println(
        "Without keeping any page (`CACHE_MEGABYTES=0`), not compressed, beside an answer's page and a search made by Spring:");
    out.println();
    out.println(
        "| page | requests/s | of Spring's | median ms | 99 % ms | server, CPU ms | database, CPU ms |");
    out.println("|---|---|---|---|---|---|---|");
    try (RunningServer portal = portal(jar, 0)) {
      made(portal, pages(portal));
    }
    out.println();
  }

  private void made(RunningServer portal, Pages pages) throws Exception {
    try (RunningServer yardstick = yardstick(portal, pages.article)) {
      Path articles = script(pages.articles);
      comparison = 0;
      besideSpring("500 articles", portal, yardstick, articles);
      row("article", portal, pages.article, IDENTITY, null);
      withoutCopies(portal, articles);
      comparison = 0;
      row("list", portal, pages.list, IDENTITY, null);
      row("its last page", portal, pages.deep, IDENTITY, null);
      connections = SEARCHERS;
      besideSpring(
          "searches for all titles in turn, " + SEARCHERS + " at once",
          portal,
          yardstick,
          Wrk.scriptFromAnywhere(folder, titles(portal, pages)));
      connections = READERS;
    }
  }

  private void recordings(Path jar) throws Exception {
    out.println("Recordings, of the demonstration over a database of its own:");
    out.println();
    out.println(
        "| range | requests/s | of nginx | median ms | 99 % ms | portal, CPU ms | database, CPU ms |");
    out.println("|---|---|---|---|---|---|---|");
    Map<String, String> demonstration =
        Map.of("DATA_DIR", folder.resolve("demonstration").toString(), "DEMO", "true");
    try (RunningServer portal =
        RunningServer.portal(jar, folder.resolve("portal.log"), demonstration)) {
      String audio = found(AUDIO, ask(portal, DEMO_ARTICLE).body()).iterator().next();
      HttpResponse<byte[]> whole =
          client.send(
              HttpRequest.newBuilder(URI.create(portal.url(audio))).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      Path file = Files.write(folder.resolve("recording"), whole.body());
      comparison = besideNginx("/recording", "64 KB from nginx’s disk", START);
      row("64 KB", portal, audio, START, null);
      row("all of it, %,d KB".formatted(Files.size(file) / 1024), portal, audio, List.of(), null);
    }
  }

  private void nginx(RunningServer portal, String article) throws Exception {
    byte[] html = ask(portal, article).body().getBytes(UTF_8);
    Files.write(folder.resolve("page.html"), html);
    try (GZIPOutputStream zip =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("page.html.gz")))) {
      zip.write(html);
    }
    comparison =
        besideNginx("/page.html", "the same page from nginx, compressed on disk", List.of());
  }

  /**
   * One line of what nginx sends from this folder.
   *
   * @return requests a second; 0 without nginx
   */
  private double besideNginx(String path, String what, List<String> headers) throws Exception {
    Optional<Path> nginx = onPath("nginx");
    if (nginx.isEmpty()) {
      out.println("| (nginx is not on this machine) | | | | | | |");
      return 0;
    }
    comparison = 0;
    int port = RunningServer.freePort();
    Path settings = folder.resolve("nginx.conf");
    Files.writeString(
        settings,
        """
        worker_processes 1; daemon off; pid %1$s/nginx.pid; error_log %1$s/nginx.log;
        events { worker_connections 1024; }
        http {
          access_log off; types { text/html html; } keepalive_requests 1000000000; sendfile on; tcp_nopush on;
          open_file_cache max=100;
          server { listen 127.0.0.1:%2$d; root %1$s; gzip_static on; }
        }
        """
            .formatted(folder, port));
    // Its worker may be another user's.
    folder.toFile().setExecutable(true, false);
    folder.toFile().setReadable(true, false);
    Process process =
        new ProcessBuilder(
                nginx.get().toString(), "-c", settings.toString(), "-p", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    try (RunningServer server = new RunningServer(process, port, null)) {
      server.await(path);
      return row(what, server, path, headers, null);
    }
  }

  /** A line of each, of the middle one of several measurements in turn. */
  private void besideSpring(
      String what, RunningServer portal, @Nullable RunningServer yardstick, Path script)
      throws Exception {
    for (int time = 0; time < WARM_UPS; time++) {
      if (yardstick != null) {
        wrk(yardstick, "/", IDENTITY, script, WARM_UP_SECONDS);
      }
      wrk(portal, "/", IDENTITY, script, WARM_UP_SECONDS);
    }
    List<Measured> theirs = new ArrayList<>();
    List<Measured> ours = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      if (yardstick != null) {
        theirs.add(measured(what, yardstick, "/", IDENTITY, script));
      }
      ours.add(measured(what, portal, "/", IDENTITY, script));
    }
    comparison = 0;
    if (theirs.isEmpty()) {
      out.println("| (the yardstick is not built) | | | | | | |");
    } else {
      print(what + ", Spring Boot", middle(theirs));
      comparison = middle(theirs).second;
    }
    print(what, middle(ours));
  }

  private static Measured middle(List<Measured> measured) {
    return measured.stream()
        .sorted(Comparator.comparingDouble(Measured::second))
        .toList()
        .get(measured.size() / 2);
  }

  /**
   * One line of the table.
   *
   * @return requests a second
   */
  private double row(
      String what, RunningServer server, String path, List<String> headers, @Nullable Path script)
      throws Exception {
    wrk(server, path, headers, script, WARM_UP_SECONDS);
    Measured measured = measured(what, server, path, headers, script);
    boolean file = path.startsWith("/media/") || path.equals("/recording");
    print(file ? what + measured.transfer : what, measured);
    return measured.second;
  }

  private Measured measured(
      String what, RunningServer server, String path, List<String> headers, @Nullable Path script)
      throws Exception {
    double portal = server.portalMillis();
    double database = server.databaseMillis();
    String said = wrk(server, path, headers, script, SECONDS);
    portal = server.portalMillis() - portal;
    database = server.databaseMillis() - database;
    double requests = Wrk.number(said, "([0-9]+) requests in");
    if (said.contains("Non-2xx") && !headers.toString().contains("If-None-Match")) {
      throw new IllegalStateException(what + " is not answered:\n" + said);
    }
    return new Measured(
        Wrk.number(said, "Requests/sec: +([0-9.]+)"),
        Wrk.quantile(said, "50%"),
        Wrk.quantile(said, "99%"),
        portal / requests,
        server.data() == null ? "" : "%.3f".formatted(database / requests),
        transfer(said));
  }

  private void print(String what, Measured measured) {
    out.printf(
        Locale.ROOT,
        "| %s | %,.0f | %s | %.2f | %.2f | %.3f | %s |%n",
        what,
        measured.second,
        comparison == 0 ? "" : "%.2f".formatted(measured.second / comparison),
        measured.median,
        measured.late,
        measured.portal,
        measured.database);
  }

  /** For example: 1.2 GB a second. */
  private static String transfer(String said) {
    Matcher matcher = Pattern.compile("Transfer/sec: +([0-9.]+)([KMG]?B)").matcher(said);
    return matcher.find() ? ", %s %s a second".formatted(matcher.group(1), matcher.group(2)) : "";
  }

  private String wrk(
      RunningServer server, String path, List<String> headers, @Nullable Path script, int seconds)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(headers);
    if (headers.stream().noneMatch(header -> header.startsWith("Accept-Encoding"))) {
      all.add("Accept-Encoding: gzip");
    }
    return Wrk.run(server.url(path), connections, seconds, all, script);
  }

  private List<String> held(RunningServer portal, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> page = ask(portal, path);
    return List.of("If-None-Match: " + page.headers().firstValue("ETag").orElseThrow());
  }

  private Path script(List<String> paths) throws IOException {
    return Wrk.script(folder, paths);
  }

  private Pages pages(RunningServer portal) throws IOException, InterruptedException {
    Set<String> lists = found(SPECIALTY, ask(portal, "/specialties").body());
    String list = "";
    int last = 0;
    for (String each : lists) {
      int pages =
          found(PAGE, ask(portal, each).body()).stream()
              .mapToInt(Integer::parseInt)
              .max()
              .orElse(1);
      if (pages > last) {
        last = pages;
        list = each;
      }
    }
    Set<String> articles = new LinkedHashSet<>();
    for (int page = 1; page <= last && articles.size() < URLS; page++) {
      articles.addAll(found(ARTICLE, ask(portal, list + "?page=" + page).body()));
    }
    List<String> most = articles.stream().limit(URLS).toList();
    List<String> searches = most.stream().map(WireBenchmark::wordsOf).toList();
    return new Pages(most.get(0), most, list, last > 1 ? list + "?page=" + last : list, searches);
  }

  /** A search for what a page is about, by the words of its address. */
  private static String wordsOf(String page) {
    return "/search?q=" + page.substring(page.lastIndexOf('/') + 1).replace('-', '+');
  }

  /** Searches for the titles of all answers, in no order; of some without an embedded database. */
  private static List<String> titles(RunningServer portal, Pages pages) throws Exception {
    if (portal.data() == null) {
      return pages.searches;
    }
    return portal.strings("select slug from published_article order by md5(slug)").stream()
        .map(WireBenchmark::wordsOf)
        .toList();
  }

  private static Set<String> found(Pattern pattern, String html) {
    Set<String> found = new LinkedHashSet<>();
    Matcher matcher = pattern.matcher(html);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private HttpResponse<String> ask(RunningServer server, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url(path))).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private RunningServer portal(Path jar, int megabytes) throws Exception {
    return RunningServer.portal(
        jar, folder.resolve("portal.log"), Map.of("CACHE_MEGABYTES", Integer.toString(megabytes)));
  }

  /** An answer's page as a plain Spring Boot program makes it; null where that is not built. */
  private @Nullable RunningServer yardstick(RunningServer portal, String article) throws Exception {
    Path program = YARDSTICK.resolve("yardstick-1.jar");
    if (!Files.exists(program) || portal.data() == null) {
      return null;
    }
    int port = RunningServer.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx400m",
            "-cp",
            program + ":" + YARDSTICK.resolve("dependency") + "/*:target/classes",
            "org.vivavoce.yardstick.Yardstick");
    Map<String, String> settings = builder.environment();
    settings.put("SERVER_PORT", Integer.toString(port));
    settings.put("BASE_URL", portal.url(""));
    settings.put("SPRING_DATASOURCE_URL", portal.databaseUrl());
    settings.put("SPRING_DATASOURCE_USERNAME", "postgres");
    settings.put("SPRING_DATASOURCE_PASSWORD", portal.databasePassword());
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("yardstick.log").toFile())
            .start();
    RunningServer server = new RunningServer(process, port, portal.data());
    server.await(article);
    return server;
  }

  /** One line of pages for which what stands beside their answers is found out each time. */
  private void withoutCopies(RunningServer portal, Path articles) throws Exception {
    if (portal.data() == null) {
      return;
    }
    try (Connection held = portal.withoutCopies()) {
      row("500 articles, what stands beside them not kept", portal, "/", IDENTITY, articles);
    }
  }

  private static Optional<Path> onPath(String program) {
    for (String each : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
      Path path = Path.of(each, program);
      if (Files.isExecutable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /**
   * What was measured.
   *
   * @param second requests a second
   * @param median milliseconds
   * @param late the 99th percentile
   * @param portal milliseconds of the processor for each request
   * @param database the same; empty where there is none
   * @param transfer bytes a second, in words
   */
  private record Measured(
      double second, double median, double late, double portal, String database, String transfer) {}

  /** What is asked for. */
  private record Pages(
      String article, List<String> articles, String list, String deep, List<String> searches) {}
}
