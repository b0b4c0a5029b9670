package org.vivavoce.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.Trees;

/**
 * What pages that are not kept cost of the processor over a database of many answers beside one of
 * few, in turn: two packed portals, each over the embedded database of its own folder ({@code
 * CorpusGenerator} makes both), asked by {@code wrk} from this machine. Needs Linux and {@code
 * wrk}. Takes ten minutes. Arguments: the packed portal, the folder of few, the folder of many.
 *
 * <p>Answers are of any age, five hundred; lists are those of the largest specialty, the first page
 * and the thousandth, or the last where there are fewer. Copies of what stands beside answers are
 * deleted from both, and made again by whichever portal runs over them.
 */
public final class GrowthBenchmark {
  private static final int READERS = 32;
  private static final int SECONDS = 6;
  private static final int WARM_UPS = 8;
  private static final int ROUNDS = 5;
  private static final int DEEP = 1_000;
  private static final List<String> IDENTITY = List.of("Accept-Encoding: identity");

  private final Path folder;
  private final PrintStream out;

  private GrowthBenchmark(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("which portal, over which folder of few answers, and of many?");
      System.exit(1);
    }
    Path folder = Files.createTempDirectory("vivavoce-growth");
    try {
      new GrowthBenchmark(folder, System.out)
          .run(Path.of(arguments[0]), arguments[1], arguments[2]);
    } finally {
      Trees.delete(folder);
    }
  }

  private void run(Path jar, String few, String many) throws Exception {
    try (RunningServer small = portal(jar, few);
        RunningServer large = portal(jar, many)) {
      Pages ofFew = pages(small);
      Pages ofMany = pages(large);
      out.printf("%,d answers beside %,d%n%n", ofMany.count, ofFew.count);
      out.println(
          "| page | of few: portal, CPU ms | database, CPU ms | of many: portal | database | all of it, times |");
      out.println("|---|---|---|---|---|---|");
      compare("answer", small, ofFew.articles, large, ofMany.articles);
      try (Connection one = small.withoutCopies();
          Connection other = large.withoutCopies()) {
        compare("answer, nothing kept beside it", small, ofFew.articles, large, ofMany.articles);
      }
      compare("list, first page", small, ofFew.list, large, ofMany.list);
      compare("list, a late page", small, ofFew.deep, large, ofMany.deep);
    }
  }

  private void compare(
      String what, RunningServer small, Path ofFew, RunningServer large, Path ofMany)
      throws Exception {
    for (int time = 0; time < WARM_UPS; time++) {
      ask(small, ofFew);
      ask(large, ofMany);
    }
    List<Cost> few = new ArrayList<>();
    List<Cost> many = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      few.add(ask(small, ofFew));
      many.add(ask(large, ofMany));
    }
    Cost less = median(few);
    Cost more = median(many);
    out.printf(
        Locale.ROOT,
        "| %s | %.3f | %.3f | %.3f | %.3f | %.2f |%n",
        what,
        less.portal,
        less.database,
        more.portal,
        more.database,
        more.all() / less.all());
  }

  private Cost ask(RunningServer server, Path script) throws Exception {
    double portal = server.portalMillis();
    double database = server.databaseMillis();
    String said = Wrk.run(server.url("/"), READERS, SECONDS, IDENTITY, script);
    if (said.contains("Non-2xx")) {
      throw new IllegalStateException("not answered:\n" + said);
    }
    double requests = Wrk.number(said, "([0-9]+) requests in");
    return new Cost(
        (server.portalMillis() - portal) / requests,
        (server.databaseMillis() - database) / requests);
  }

  private static Cost median(List<Cost> costs) {
    return costs.stream()
        .sorted((left, right) -> Double.compare(left.all(), right.all()))
        .toList()
        .get(costs.size() / 2);
  }

  private Pages pages(RunningServer portal) throws Exception {
    List<String> articles =
        portal.strings(
            """
              select '/articles/' || slug
                from (select id, slug from published_article
                       where id in (select (random() * (select max(id) from published_article))::bigint
                                      from generate_series(1, 5000))
                       order by random() limit 500) drawn
              """);
    String largest =
        portal
            .strings(
                """
                  select specialty.slug || ' ' || count(*)
                    from published_article article
                    join published_specialty specialty on specialty.id = article.specialty_id
                   group by specialty.slug order by count(*) desc limit 1
                  """)
            .get(0);
    String list = "/specialties/" + largest.replaceAll(" .*", "");
    int answers = Integer.parseInt(largest.replaceAll(".* ", ""));
    int last = (answers + ArticleLists.PAGE_SIZE - 1) / ArticleLists.PAGE_SIZE;
    return new Pages(
        Integer.parseInt(portal.strings("select count(*)::text from published_article").get(0)),
        Wrk.script(folder, articles),
        Wrk.script(folder, List.of(list)),
        Wrk.script(folder, List.of(list + "?page=" + Math.min(DEEP, last))));
  }

  private RunningServer portal(Path jar, String data) throws Exception {
    return RunningServer.portal(
        jar,
        folder.resolve("portal.log"),
        Map.of("CACHE_MEGABYTES", "0", "DATA_DIR", data, "DEMO", "false"));
  }

  /** Of one request, in milliseconds of the processor. */
  private record Cost(double portal, double database) {
    double all() {
      return portal + database;
    }
  }

  /** What is asked for, and of how many answers. */
  private record Pages(int count, Path articles, Path list, Path deep) {}
}
