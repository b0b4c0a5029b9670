package org.vivavoce.bench;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.config.Config;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Slug;
import org.vivavoce.db.Database;
import org.vivavoce.publishing.Publication;
import org.vivavoce.publishing.Publications;
import org.vivavoce.publishing.Publisher;
import org.vivavoce.publishing.RelatedWorker;

/**
 * What it costs to publish, edit and withdraw an answer over whatever the database of the settings
 * holds, and how soon the lists of others have followed. Ends with an error where the 95th
 * percentile of any transaction is above 200 milliseconds. What it publishes it withdraws; no
 * portal may run over the database meanwhile, which would do the worker's work. With the argument
 * {@code own} the lists of others are left to whichever portal runs over the database next.
 */
public final class RelatedBenchmark {
  private static final int ANSWERS = 150;
  private static final int WARM_UP = 30;
  private static final double MOST_MILLIS = 200;

  private final Jdbi jdbi;
  private final Map<String, List<Double>> times = new LinkedHashMap<>();

  private final boolean withOthers;

  private RelatedBenchmark(Jdbi jdbi, boolean withOthers) {
    this.jdbi = jdbi;
    this.withOthers = withOthers;
  }

  public static void main(String[] arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("DEMO", "false");
    boolean kept;
    try (Database database = Database.open(Config.from(environment))) {
      database.migrate();
      boolean withOthers = arguments.length == 0 || !arguments[0].equals("own");
      kept = new RelatedBenchmark(database.jdbi(), withOthers).run(System.out);
    }
    System.exit(kept ? 0 : 1);
  }

  private boolean run(PrintStream out) {
    if (withOthers) {
      long start = System.nanoTime();
      RelatedWorker.workOff(jdbi);
      out.printf("what waited was done in %.1f s%n", (System.nanoTime() - start) / 1e9);
    }
    List<Model> models =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select article.lang, article.title, article.transcript, article.doctor_id, article.specialty_id,
                               article.duration_seconds, article.demo,
                               array(select topic_id from published_article_topic link
                                      where link.article_id = article.id order by position) as topic_ids
                          from published_article article
                         order by md5(article.id::text)
                         limit :most
                        """)
                    .bind("most", ANSWERS + WARM_UP + 1)
                    .mapTo(Model.class)
                    .list());
    for (int at = 0; at + 1 < models.size(); at++) {
      if (at == WARM_UP) {
        times.clear();
      }
      follow(models.get(at), models.get(at + 1), at);
    }
    out.printf("%d answers; milliseconds: median, 95th percentile, most%n", ANSWERS);
    boolean kept = true;
    for (Map.Entry<String, List<Double>> each : times.entrySet()) {
      Collections.sort(each.getValue());
      List<Double> sorted = each.getValue();
      double late = sorted.get(sorted.size() * 95 / 100);
      out.printf(
          "%-28s %8.1f %8.1f %8.1f%n",
          each.getKey(), sorted.get(sorted.size() / 2), late, sorted.get(sorted.size() - 1));
      kept &= each.getKey().startsWith("others") || late <= MOST_MILLIS;
    }
    return kept;
  }

  /** One answer from its first day to its last. */
  private void follow(Model one, Model other, int number) {
    Slug slug = Slug.of("bench-related-" + number + "-" + Long.toString(System.nanoTime(), 36));
    long id =
        timed(
            "new",
            () ->
                jdbi.inTransaction(
                    handle ->
                        new Publisher(handle, "bench")
                            .publishOne(
                                publication(null, slug, one, one.title(), mixed(one, other)),
                                "article.bench")));
    settleOthers("others after it is new");
    timed(
        "edited",
        () ->
            jdbi.inTransaction(
                handle ->
                    new Publisher(handle, "bench")
                        .publishOne(
                            publication(id, slug, other, other.title(), mixed(other, one)),
                            "article.bench")));
    settleOthers("others after it is edited");
    timed(
        "withdrawn",
        () ->
            jdbi.inTransaction(
                handle -> {
                  new Publisher(handle, "bench").withdraw(id, Instant.now(), "Measured.");
                  return true;
                }));
    settleOthers("others after it is withdrawn");
  }

  private void settleOthers(String what) {
    if (withOthers) {
      timed(what, () -> RelatedWorker.workOff(jdbi));
    }
  }

  private <T> T timed(String what, Supplier<T> work) {
    long start = System.nanoTime();
    T done = work.get();
    times.computeIfAbsent(what, each -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
    return done;
  }

  /** The first half of one text and the second of another: no copy of either. */
  private static String mixed(Model one, Model other) {
    List<String> first = Arrays.asList(one.transcript().split(" "));
    List<String> second = Arrays.asList(other.transcript().split(" "));
    return String.join(" ", first.subList(0, (first.size() + 1) / 2))
        + " "
        + String.join(" ", second.subList(second.size() / 2, second.size()));
  }

  private static Publication publication(
      @Nullable Long id, Slug slug, Model model, String title, String transcript) {
    return Publications.of(
        id,
        slug,
        model.lang(),
        title,
        transcript,
        new Publications.Filed(
            model.doctorId(),
            model.specialtyId(),
            model.topicIds() == null ? List.of() : model.topicIds()),
        model.durationSeconds(),
        CareLevel.URGENT,
        model.demo(),
        Instant.now());
  }

  /** An answer that is there, after which others are made. */
  public record Model(
      String lang,
      String title,
      String transcript,
      long doctorId,
      long specialtyId,
      @Nullable Integer durationSeconds,
      boolean demo,
      @Nullable List<Long> topicIds) {}
}
