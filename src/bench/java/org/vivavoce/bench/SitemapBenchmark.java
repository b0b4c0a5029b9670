package org.vivavoce.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.vivavoce.app.App;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.Config;
import org.vivavoce.db.Database;

/**
 * What the sitemap costs over whatever the database of the settings holds: how soon the index and
 * each file begin and end, first and again, and how much more memory is held while files are being
 * sent, to one reader and to many at once. Ends with an error where a file takes longer than two
 * seconds or holds more than 64 MB.
 */
public final class SitemapBenchmark {
  private static final int ROUNDS = 3;
  private static final int READERS = 8;
  private static final double MOST_MILLIS = 2_000;
  private static final double MOST_MEGABYTES = 64;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String origin;

  private SitemapBenchmark(String origin) {
    this.origin = origin;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(Map.of("DEMO", "false", "PORT", "0"));
    Config config = Config.from(environment);
    boolean kept;
    try (Database database = Database.open(config)) {
      database.migrate();
      try (App app = new App(config, database, Clock.systemUTC(), TestAccounts.COST).start()) {
        kept = new SitemapBenchmark("http://localhost:" + app.port()).run(System.out);
      }
    }
    System.exit(kept ? 0 : 1);
  }

  private boolean run(PrintStream out) throws IOException, InterruptedException {
    Reply index = read("/sitemap.xml");
    List<String> files = new ArrayList<>();
    for (Element location : Jsoup.parse(text("/sitemap.xml"), Parser.xmlParser()).select("loc")) {
      files.add(URI.create(location.text()).getPath());
    }
    out.printf(
        "the index names %d files; asked for the first time it begins after %.0f ms and ends after %.0f ms%n",
        files.size(), index.firstByte(), index.lastByte());
    List<Reply> first = new ArrayList<>();
    for (String file : files) {
      first.add(read(file));
    }
    report(out, "files, first", first);
    List<Reply> again = new ArrayList<>();
    List<Reply> indexes = new ArrayList<>();
    List<Reply> unchanged = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      indexes.add(read("/sitemap.xml"));
      for (String file : files) {
        Reply reply = read(file);
        again.add(reply);
        unchanged.add(read(file, "If-None-Match", reply.etag()));
      }
    }
    report(out, "files, again", again);
    report(out, "files, 304", unchanged);
    report(out, "the index, again", indexes);

    // The largest in the middle of its way, so often that everything it needs is there.
    int largest = 0;
    for (int at = 0; at < first.size(); at++) {
      largest = first.get(at).bytes() > first.get(largest).bytes() ? at : largest;
    }
    long before = heldBytes();
    double one = megabytes(heldWhileReading(List.of(files.get(largest))) - before);
    before = heldBytes();
    List<String> many = new ArrayList<>();
    for (int at = 0; at < READERS; at++) {
      many.add(files.get((largest + at) % files.size()));
    }
    double all = megabytes(heldWhileReading(many) - before);
    out.printf(
        "held more in the middle of a file of %,d bytes: %.1f MB; of %d files at once: %.1f MB%n",
        first.get(largest).bytes(), one, READERS, all);
    first.addAll(again);
    first.addAll(indexes);
    first.add(index);
    return Math.max(one, all) < MOST_MEGABYTES
        && first.stream().allMatch(each -> each.lastByte() < MOST_MILLIS);
  }

  /** Begins to read each, and stops half-way until what is held has been counted. */
  private long heldWhileReading(List<String> files) throws IOException, InterruptedException {
    List<InputStream> begun = new ArrayList<>();
    for (String file : files) {
      HttpResponse<InputStream> response = ask(file, "Accept-Encoding", "identity");
      response.body().readNBytes(1024 * 1024);
      begun.add(response.body());
    }
    long held = heldBytes();
    for (InputStream each : begun) {
      each.transferTo(OutputStream.nullOutputStream());
      each.close();
    }
    return held;
  }

  private static long heldBytes() {
    // Twice: what only the first frees of references has gone after the second.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static double megabytes(long bytes) {
    return bytes / 1e6;
  }

  private static void report(PrintStream out, String what, List<Reply> replies) {
    List<Double> begins = new ArrayList<>(replies.stream().map(Reply::firstByte).toList());
    List<Double> ends = new ArrayList<>(replies.stream().map(Reply::lastByte).toList());
    Collections.sort(begins);
    Collections.sort(ends);
    out.printf(
        "%-18s %4d answers, %,13d bytes sent; begin after %.0f ms (most %.0f), end after %.0f ms (most %.0f)%n",
        what,
        replies.size(),
        replies.stream().mapToLong(Reply::bytes).sum(),
        begins.get(begins.size() / 2),
        begins.get(begins.size() - 1),
        ends.get(ends.size() / 2),
        ends.get(ends.size() - 1));
  }

  private String text(String path) throws IOException, InterruptedException {
    try (InputStream body = new GZIPInputStream(ask(path, "Accept-Encoding", "gzip").body())) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Reply read(String path, String... headers) throws IOException, InterruptedException {
    long start = System.nanoTime();
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Accept-Encoding";
    all[headers.length + 1] = "gzip";
    HttpResponse<InputStream> response = ask(path, all);
    try (InputStream body = response.body()) {
      long bytes = body.read() < 0 ? 0 : 1;
      double firstByte = (System.nanoTime() - start) / 1e6;
      bytes += body.transferTo(OutputStream.nullOutputStream());
      return new Reply(
          bytes,
          firstByte,
          (System.nanoTime() - start) / 1e6,
          response.headers().firstValue("ETag").orElse(""));
    }
  }

  private HttpResponse<InputStream> ask(String path, String... headers)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(URI.create(origin + path)).headers(headers).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200 && response.statusCode() != 304) {
      throw new UncheckedIOException(new IOException(path + " answers " + response.statusCode()));
    }
    return response;
  }

  /**
   * @param bytes as sent, compressed
   * @param firstByte milliseconds after the request
   * @param lastByte milliseconds after the request
   */
  private record Reply(long bytes, double firstByte, double lastByte, String etag) {}
}
