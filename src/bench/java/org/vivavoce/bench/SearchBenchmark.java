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
import org.vivavoce.search.SearchWorker;

/**
 * What a search costs over HTTP, with all that its page shows, over whatever the database of the
 * settings holds: for questions and conditions in it, for some of their words, and for misspelt
 * ones. Ends with an error where the 95th percentile of any kind is above the milliseconds given, a
 * hundred unless told otherwise.
 */
public final class SearchBenchmark {
  private static final double MOST_MILLIS = 100;

  private SearchBenchmark() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    double most = arguments.length == 0 ? MOST_MILLIS : Double.parseDouble(arguments[0]);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(Map.of("DEMO", "false", "PORT", "0"));
    Config config = Config.from(environment);
    boolean kept;
    try (Database database = Database.open(config)) {
      database.migrate();
      backfill(database.jdbi());
      try (App app = new App(config, database, Clock.systemUTC(), TestAccounts.COST).start()) {
        kept = run(database.jdbi(), "http://localhost:" + app.port(), most);
      }
    }
    System.exit(kept ? 0 : 1);
  }

  private static void backfill(Jdbi jdbi) throws InterruptedException {
    long start = System.nanoTime();
    try (BackgroundWorker worker = SearchWorker.start(jdbi)) {
      while (!worker.isClosed() && isBehind(jdbi)) {
        Thread.sleep(100);
      }
    }
    System.out.printf("postings are there after %.1f s%n", (System.nanoTime() - start) / 1e9);
  }

  private static boolean isBehind(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select exists (select from article_search where words is null)
                           or exists (select from search_change)
                    """)
                .mapTo(Boolean.class)
                .one());
  }

  private static boolean run(Jdbi jdbi, String origin, double most)
      throws IOException, InterruptedException {
    AskedOverHttp asked = new AskedOverHttp(origin + "/search?q=");
    SplittableRandom random = new SplittableRandom(1);
    for (String name : AskedOverHttp.names(jdbi)) {
      String[] words = name.replaceAll("[^\\p{L}\\p{N} ]+", "").strip().split(" +");
      String one = words[random.nextInt(words.length)];
      String other = words[random.nextInt(words.length)];
      asked.add("a word", one);
      asked.add("two words", one + " " + other);
      asked.add("two words, misspelt", misspelt(one, random) + " " + misspelt(other, random));
      asked.add("a word and what is asked", one + " treatment");
      asked.add("all of it", name);
      asked.add("all of it, misspelt", misspelt(name, random));
      asked.add("in quotation marks", '"' + one + '"');
      asked.add("what is in nothing", one + "qxz");
    }
    return asked.run(System.out, most);
  }

  private static String misspelt(String text, SplittableRandom random) {
    if (text.length() < 4) {
      return text;
    }
    int at = 1 + random.nextInt(text.length() - 2);
    return text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
  }
}
