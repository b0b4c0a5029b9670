package org.vivavoce.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vivavoce.db.Trees;

/**
 * What readers notice while the portal is under strain, over the embedded database of {@code
 * DATA_DIR}: two portals behind nginx that are started anew one after the other while 200 requests
 * a second come; two thousand connections that never end their request; and many times the searches
 * that can be answered. Everything happens on this machine, within two minutes. Needs Linux, nginx
 * and {@code wrk}; the argument is the packed portal.
 */
public final class StrainBenchmark {
  private static final int A_SECOND = 200;
  private static final int SLOW = 2_000;
  private static final int STRAIN_SECONDS = 30;

  /** So many times what can be answered comes at least. */
  private static final int TIMES = 10;

  private static final Pattern ARTICLE = Pattern.compile("href=\"(/articles/[a-z0-9-]+)\"");

  private final Path jar;
  private final Path folder;
  private final PrintStream out;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private StrainBenchmark(Path jar, Path folder, PrintStream out) {
    this.jar = jar;
    this.folder = folder;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    Path jar = Path.of(arguments.length == 0 ? "target/vivavoce.jar" : arguments[0]);
    Path folder = Files.createTempDirectory("vivavoce-strain");
    try {
      new StrainBenchmark(jar, folder, System.out).run();
    } finally {
      Trees.delete(folder);
    }
    System.exit(0);
  }

  private void run() throws Exception {
    out.println("| strain | requests | statuses | median ms | 99 % ms | most ms |");
    out.println("|---|---|---|---|---|---|");
    restarts();
    try (RunningServer portal = portal(RunningServer.freePort())) {
      String article = article(portal.url("/"));
      for (int time = 0; time < 3_000; time++) {
        ask(portal.url(article));
      }
      warmUp(portal, article);
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Load> alone =
          CompletableFuture.supplyAsync(() -> load(List.of(portal.url(article)), over));
      TimeUnit.SECONDS.sleep(5);
      over.set(true);
      alone.join().print("a kept answer, " + A_SECOND + " a second, nothing else");
      slowConnections(portal, article);
      searches(portal, article);
    }
  }

  /** As after some minutes of readers, each of whom opens a connection and some of whom write. */
  private void warmUp(RunningServer portal, String article) throws IOException {
    for (int reader = 0; reader < 3_000; reader++) {
      boolean writes = reader % 10 == 0;
      String asked =
          (writes ? "POST /admin/login" : "GET " + article)
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + (writes
                  ? "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\n"
                  : "Accept-Encoding: gzip\r\n\r\n");
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port())) {
        socket.getOutputStream().write(asked.getBytes(US_ASCII));
        socket.getOutputStream().write((writes ? "email=" : "").getBytes(US_ASCII));
        socket.getInputStream().readAllBytes();
      }
    }
  }

  private void restarts() throws Exception {
    int[] ports = {RunningServer.freePort(), RunningServer.freePort(), RunningServer.freePort()};
    RunningServer one = portal(ports[0]);
    RunningServer two = portal(ports[1]);
    Process nginx = nginx(ports);
    try {
      String front = "http://localhost:" + ports[2];
      one.await("/readyz");
      List<String> urls = new ArrayList<>();
      Matcher links = ARTICLE.matcher(ask(front + "/").body());
      while (links.find()) {
        urls.add(front + links.group(1));
      }
      urls.addAll(List.of(front + "/", front + "/specialties", front + "/topics"));
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Load> readers = CompletableFuture.supplyAsync(() -> load(urls, over));
      TimeUnit.SECONDS.sleep(3);
      one.close();
      one = portal(ports[0]);
      TimeUnit.SECONDS.sleep(3);
      two.close();
      two = portal(ports[1]);
      TimeUnit.SECONDS.sleep(3);
      over.set(true);
      readers.join().print("two portals behind nginx, started anew in turn");
    } finally {
      nginx.destroy();
      nginx.waitFor(10, TimeUnit.SECONDS);
      one.close();
      two.close();
    }
  }

  private void slowConnections(RunningServer portal, String article) throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int number = 0; number < SLOW; number++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), portal.port());
        // Half of them never end the header, half never send what they promised.
        String begun =
            number % 2 == 0
                ? "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
                : "POST /admin/login HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                    + portal.url("")
                    + "\r\nContent-Length: 1000\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=";
        socket.getOutputStream().write(begun.getBytes(US_ASCII));
        slow.add(socket);
      }
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Load> readers =
          CompletableFuture.supplyAsync(() -> load(List.of(portal.url(article)), over));
      for (int second = 0; second < 15; second++) {
        for (Socket each : slow) {
          try {
            each.getOutputStream().write('a');
          } catch (IOException e) {
            // Let go by the portal.
          }
        }
        TimeUnit.SECONDS.sleep(1);
      }
      over.set(true);
      readers.join().print("a kept answer beside " + SLOW + " slow connections");
    } finally {
      for (Socket each : slow) {
        each.close();
      }
    }
  }

  private void searches(RunningServer portal, String article) throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("searches.lua"),
            """
            words = { "cancer", "pain", "cough", "heart", "kidney", "stroke", "fever", "skin", "blood", "sleep" }
            request = function()
              return wrk.format(nil, "/search?q=" .. words[math.random(#words)] .. "+" .. words[math.random(#words)] .. "+" .. math.random(100000))
            end
            """);
    // Each connection pauses for a second, and waits for its answer as well.
    Path flooding =
        Files.writeString(
            folder.resolve("flood.lua"),
            Files.readString(script) + "delay = function() return math.random(500, 1500) end\n");
    String alone = Wrk.run(portal.url("/"), 2, 10, List.of(), script);
    double capacity = Wrk.number(alone, "Requests/sec: +([0-9.]+)");
    int flooded = (int) Math.ceil(capacity * TIMES * 1.25);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Load> readers =
        CompletableFuture.supplyAsync(() -> load(List.of(portal.url(article)), over));
    String flood = Wrk.run(portal.url("/"), flooded, STRAIN_SECONDS, List.of(), flooding);
    over.set(true);
    double offered = Wrk.number(flood, "Requests/sec: +([0-9.]+)");
    Matcher refused = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)").matcher(flood);
    double answered =
        offered - (refused.find() ? Double.parseDouble(refused.group(1)) : 0) / STRAIN_SECONDS;
    readers
        .join()
        .print(
            String.format(
                Locale.ROOT,
                "a kept answer beside %.0f searches a second (%.1f times the %.0f that can be answered; %.0f were)",
                offered,
                offered / capacity,
                capacity,
                answered));
  }

  private RunningServer portal(int port) throws IOException, InterruptedException {
    return RunningServer.portal(
        jar,
        folder.resolve("portal.log"),
        Map.of("DEMO", "false", "PORT", Integer.toString(port), "DRAIN_SECONDS", "2"));
  }

  /** As the README describes it. */
  private Process nginx(int[] ports) throws IOException, InterruptedException {
    Path settings =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            worker_processes 1; daemon off; pid %1$s/nginx.pid; error_log %1$s/nginx.log;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              upstream vivavoce {
                server 127.0.0.1:%2$d max_fails=1 fail_timeout=2s;
                server 127.0.0.1:%3$d max_fails=1 fail_timeout=2s;
                keepalive 32;
              }
              server {
                listen 127.0.0.1:%4$d;
                location / {
                  proxy_pass http://vivavoce;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host localhost;
                  proxy_next_upstream error timeout;
                  proxy_connect_timeout 2s;
                }
              }
            }
            """
                .formatted(folder, ports[0], ports[1], ports[2]));
    Process nginx =
        new ProcessBuilder("nginx", "-c", settings.toString(), "-p", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    TimeUnit.SECONDS.sleep(1);
    return nginx;
  }

  private String article(String home) {
    Matcher link = ARTICLE.matcher(ask(home).body());
    if (!link.find()) {
      throw new IllegalStateException(home + " shows no answer");
    }
    return link.group(1);
  }

  private HttpResponse<String> ask(String url) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks for these in turn, so many times a second, each when its time has come. */
  private Load load(List<String> urls, AtomicBoolean over) {
    Load load = new Load(out);
    ExecutorService readers = Executors.newFixedThreadPool(32);
    long next = System.nanoTime();
    for (int number = 0; !over.get(); number++) {
      String url = urls.get(number % urls.size());
      long due = next;
      readers.execute(
          () -> {
            String status;
            try {
              status = Integer.toString(ask(url).statusCode());
            } catch (IllegalStateException e) {
              status = String.valueOf(e.getCause());
            }
            load.add(status, (System.nanoTime() - due) / 1e6);
          });
      next += 1_000_000_000L / A_SECOND;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    readers.shutdown();
    try {
      readers.awaitTermination(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return load;
  }

  /** What was answered, and when, from the moment at which each was to be asked. */
  private static final class Load {
    private final PrintStream out;
    private final Map<String, Integer> statuses = new TreeMap<>();
    private final List<Double> millis = new ArrayList<>();

    Load(PrintStream out) {
      this.out = out;
    }

    synchronized void add(String status, double took) {
      statuses.merge(status, 1, Integer::sum);
      millis.add(took);
    }

    synchronized void print(String strain) {
      Collections.sort(millis);
      out.printf(
          Locale.ROOT,
          "| %s | %d | %s | %.1f | %.1f | %.1f |%n",
          strain,
          millis.size(),
          statuses,
          millis.get(millis.size() / 2),
          millis.get(millis.size() * 99 / 100),
          millis.get(millis.size() - 1));
    }
  }
}
