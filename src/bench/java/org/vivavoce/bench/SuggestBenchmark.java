package org.vivavoce.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.app.App;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.Config;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.Database;
import org.vivavoce.search.SuggestionBackfill;
import org.vivavoce.web.Paths;

/**
 * What suggestions cost over HTTP, over whatever the database of the settings holds: for beginnings
 * of the questions and conditions in it, as they come to be while somebody types. Ends with an
 * error where the 95th percentile of any kind is above twenty milliseconds.
 */
public final class SuggestBenchmark {
  private static final int ASKED = 300;
  private static final int WARM_UP = 100;
  private static final double MOST_MILLIS = 20;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String origin;

  private SuggestBenchmark(String origin) {
    this.origin = origin;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(Map.of("DEMO", "false", "PORT", "0"));
    Config config = Config.from(environment);
    boolean kept;
    try (Database database = Database.open(config)) {
      long start = System.nanoTime();
      database.migrate();
      System.out.printf("migrated in %.1f s%n", (System.nanoTime() - start) / 1e9);
      backfill(database.jdbi());
      try (App app = new App(config, database, Clock.systemUTC(), TestAccounts.COST).start()) {
        kept =
            new SuggestBenchmark("http://localhost:" + app.port()).run(database.jdbi(), System.out);
      }
    }
    System.exit(kept ? 0 : 1);
  }

  private static void backfill(Jdbi jdbi) throws InterruptedException {
    long start = System.nanoTime();
    try (BackgroundWorker worker = SuggestionBackfill.start(jdbi)) {
      while (!worker.isClosed() && count(jdbi, "suggestion_backfill") > 0) {
        Thread.sleep(100);
      }
    }
    System.out.printf(
        "gone through in %.1f s: %,d suggestions, %,d words%n",
        (System.nanoTime() - start) / 1e9,
        count(jdbi, "suggestion"),
        count(jdbi, "suggestion_word"));
  }

  private static long count(Jdbi jdbi, String table) {
    return jdbi.withHandle(
        handle -> handle.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }

  private boolean run(Jdbi jdbi, PrintStream out) throws IOException, InterruptedException {
    Map<String, List<String>> typed = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    for (String name : names(jdbi)) {
      String[] words = name.replaceAll("[^\\p{L}\\p{N} ]+", "").strip().split(" +");
      String one = words[random.nextInt(words.length)];
      String other = words[random.nextInt(words.length)];
      type(typed, "two letters of any word", start(one, 2));
      type(typed, "three letters", start(one, 3));
      type(typed, "five letters", start(one, 5));
      type(typed, "a whole word", one);
      type(typed, "two words begun", start(one, 3) + " " + start(other, 3));
      type(typed, "a word and two letters", one + " " + start(other, 2));
      type(typed, "the beginning", start(name, 4 + random.nextInt(20)));
      type(typed, "all of it", start(name, 80));
      type(typed, "what is in nothing", start(one, 4) + "qx");
    }
    boolean kept = true;
    List<Double> all = new ArrayList<>();
    for (List<String> each : typed.values()) {
      for (String text : each.subList(0, Math.min(WARM_UP, each.size()))) {
        millis(text);
      }
    }
    out.printf("%d beginnings of each kind; milliseconds: median, 95th percentile, most%n", ASKED);
    for (Map.Entry<String, List<String>> each : typed.entrySet()) {
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
      kept &= told(out, each.getKey(), times) <= MOST_MILLIS;
      out.printf("%26s slowest: %s%n", "", slowest);
    }
    kept &= told(out, "all", all) <= MOST_MILLIS;
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

  private static List<String> names(Jdbi jdbi) {
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

  private static void type(Map<String, List<String>> typed, String kind, String text) {
    typed.computeIfAbsent(kind, each -> new ArrayList<>()).add(text);
  }

  private static String start(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }

  private double millis(String text) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + "/search/suggest?q=" + Paths.encoded(text)))
            .build();
    long start = System.nanoTime();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    double millis = (System.nanoTime() - start) / 1e6;
    if (response.statusCode() != 200) {
      throw new IllegalStateException(text + " answers " + response.statusCode());
    }
    return millis;
  }
}
