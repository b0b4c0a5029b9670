package org.vivavoce.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.web.Paths;

/** Texts of several kinds, and how long a portal takes to answer each. */
final class AskedOverHttp {
  /** Texts of each kind. */
  static final int ASKED = 300;

  private static final int WARM_UP = 100;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;
  private final Map<String, List<String>> kinds = new LinkedHashMap<>();

  /**
   * @param address to which the text is added
   */
  AskedOverHttp(String address) {
    this.address = address;
  }

  /** Questions and conditions that are there, in no order but always in the same. */
  static List<String> names(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    (select title from published_article order by md5(id::text) limit :questions)
                    union all
                    (select name from published_topic order by md5(id::text) limit :topics)
                    """)
                .bind("questions", ASKED * 2 / 3)
                .bind("topics", ASKED / 3)
                .mapTo(String.class)
                .list());
  }

  void add(String kind, String text) {
    kinds.computeIfAbsent(kind, each -> new ArrayList<>()).add(text);
  }

  /**
   * Asks for all of them, one after the other, and prints how long that took.
   *
   * @param mostMillis that the 95th percentile of any kind may take
   * @return whether none took longer
   */
  boolean run(PrintStream out, double mostMillis) throws IOException, InterruptedException {
    for (List<String> each : kinds.values()) {
      for (String text : each.subList(0, Math.min(WARM_UP, each.size()))) {
        millis(text);
      }
    }
    boolean kept = true;
    List<Double> all = new ArrayList<>();
    out.printf("%d of each kind; milliseconds: median, 95th percentile, most%n", ASKED);
    for (Map.Entry<String, List<String>> each : kinds.entrySet()) {
      List<Double> times = new ArrayList<>();
      String slowest = "";
      double most = 0;
      for (String text : each.getValue()) {
        double millis = millis(text);
        times.add(millis);
        if (millis > most) {
          most = millis;
          slowest = text;
        }
      }
      all.addAll(times);
      kept &= told(out, each.getKey(), times) <= mostMillis;
      out.printf("%26s slowest: %s%n", "", slowest);
    }
    kept &= told(out, "all", all) <= mostMillis;
    return kept;
  }

  private static double told(PrintStream out, String what, List<Double> times) {
    Collections.sort(times);
    double late = times.get(times.size() * 95 / 100);
    out.printf(
        "%-26s %7.1f %7.1f %7.1f%n",
        what, times.get(times.size() / 2), late, times.get(times.size() - 1));
    return late;
  }

  private double millis(String text) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + Paths.encoded(text))).build();
    long start = System.nanoTime();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    double millis = (System.nanoTime() - start) / 1e6;
    if (response.statusCode() != 200) {
      throw new IllegalStateException(text + " answers " + response.statusCode());
    }
    return millis;
  }
}
