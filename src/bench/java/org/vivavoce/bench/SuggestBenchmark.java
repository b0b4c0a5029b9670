package org.vivavoce.bench;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.app.App;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.Config;
import org.vivavoce.db.BackgroundWorker;
import org.vivavoce.db.Database;
import org.vivavoce.search.SuggestionBackfill;

/**
 * What suggestions cost over HTTP, over whatever the database of the settings holds: for beginnings
 * of the questions and conditions in it, as they come to be while somebody types. Ends with an
 * error where the 95th percentile of any kind is above twenty milliseconds.
 */
public final class SuggestBenchmark {
  private static final double MOST_MILLIS = 20;

  private SuggestBenchmark() {}

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
        kept = run(database.jdbi(), "http://localhost:" + app.port());
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

  private static boolean run(Jdbi jdbi, String origin) throws IOException, InterruptedException {
    AskedOverHttp typed = new AskedOverHttp(origin + "/search/suggest?q=");
    SplittableRandom random = new SplittableRandom(1);
    for (String name : AskedOverHttp.names(jdbi)) {
      String[] words = name.replaceAll("[^\\p{L}\\p{N} ]+", "").strip().split(" +");
      String one = words[random.nextInt(words.length)];
      String other = words[random.nextInt(words.length)];
      typed.add("two letters of any word", start(one, 2));
      typed.add("three letters", start(one, 3));
      typed.add("five letters", start(one, 5));
      typed.add("a whole word", one);
      typed.add("two words begun", start(one, 3) + " " + start(other, 3));
      typed.add("a word and two letters", one + " " + start(other, 2));
      typed.add("the beginning", start(name, 4 + random.nextInt(20)));
      typed.add("all of it", start(name, 80));
      typed.add("what is in nothing", start(one, 4) + "qx");
    }
    return typed.run(System.out, MOST_MILLIS);
  }

  private static String start(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }
}
