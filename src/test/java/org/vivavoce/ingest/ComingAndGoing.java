package org.vivavoce.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.TestClock;
import org.vivavoce.publishing.Publisher;

/** Answers that are published, changed, withdrawn and restored at random. */
public final class ComingAndGoing {
  private ComingAndGoing() {}

  /**
   * Imports about a third of the answers, and withdraws some of those that are public.
   *
   * @param answers that there may be, by their numbers
   * @param oneIn so many that are public is withdrawn, about
   * @param line of an import that makes an answer of a number
   */
  public static void round(
      Jdbi jdbi, Random random, int answers, int oneIn, BiFunction<Integer, Random, String> line) {
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < answers; id++) {
      if (random.nextInt(3) == 0) {
        lines.add(line.apply(id, random));
      }
    }
    if (!lines.isEmpty()) {
      Imports.run(jdbi, lines.toArray(String[]::new));
    }
    jdbi.useTransaction(
        handle -> {
          for (long id :
              handle
                  .createQuery("select id from article where status = 'published' order by id")
                  .mapTo(Long.class)
                  .list()) {
            if (random.nextInt(oneIn) == 0) {
              new Publisher(handle, "test").withdraw(id, TestClock.FIXED.instant(), "Wrong.");
            }
          }
        });
  }
}
