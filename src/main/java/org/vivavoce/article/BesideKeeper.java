package org.vivavoce.article;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.BackgroundWorker;

/**
 * Has what stands beside answers copied together in the database ({@code keep_beside}), so that
 * their pages are read from few rows: for those that are asked for twice within a while. Who reads
 * everything once, as search engines do, is not to have everything copied.
 */
public final class BesideKeeper {
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** That are copied in one go; whoever publishes something waits for that, a few milliseconds. */
  private static final int STEP = 8;

  /** Answers that wait to be copied; others are copied when they are asked for again. */
  private static final int MOST_WAITING = 1_000;

  /** For each the last two pages are remembered that were wanted: 256 KB of memory. */
  private static final int PLACES = 32_768;

  /** So long a page is remembered, and up to twice as long. */
  private static final Duration GENERATION = Duration.ofMinutes(15);

  private static final Duration TIDYING = Duration.ofMinutes(1);
  private static final int FORGOTTEN_AT_ONCE = 50;

  /** Longer nobody who publishes something waits for a copy. */
  private static final int LONGEST_SECONDS = 1;

  private final Jdbi jdbi;
  private final AtomicIntegerArray wanted = new AtomicIntegerArray(2 * PLACES);
  private final Set<Long> waiting = ConcurrentHashMap.newKeySet();

  /** By {@link System#nanoTime}; of the worker's own thread. */
  private long tidied = System.nanoTime();

  private long aged = System.nanoTime();

  /** Whether something was being changed when it was to be tidied. */
  private boolean overdue;

  /**
   * @param jdbi to the primary
   */
  public BesideKeeper(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Begins to copy what is asked for. */
  public BackgroundWorker start() {
    return BackgroundWorker.start(
        "beside-keeper", "What stands beside answers is not copied", PAUSE, this::work);
  }

  /**
   * Somebody wants an answer's page. Whoever reads it for the first time in a while, as search
   * engines do with most, is not to look for a copy, nor to have one made.
   *
   * @return whether somebody wanted it within a while; seldom also of one that nobody wanted
   */
  boolean isWantedAgain(String slug) {
    int page = slug.hashCode();
    int place = 2 * Math.floorMod(page ^ (page >>> 16), PLACES);
    int last = wanted.get(place);
    if (last == page || wanted.get(place + 1) == page) {
      return true;
    }
    wanted.set(place + 1, last);
    wanted.set(place, page);
    return false;
  }

  /** What stands beside an answer is to be copied. */
  void keep(long article) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(article);
    }
  }

  private void work(BackgroundWorker worker) {
    long now = System.nanoTime();
    if (now - aged > GENERATION.toNanos()) {
      aged = now;
      age();
    }
    boolean due = overdue || now - tidied > TIDYING.toNanos();
    if (due) {
      tidied = now;
      overdue = false;
    }
    while (!worker.isClosed() && (keepSome() || (due && forgetSome()))) {
      worker.rest();
    }
  }

  /** What was wanted last was wanted before, and what was wanted before is forgotten. */
  void age() {
    for (int place = 0; place < 2 * PLACES; place += 2) {
      wanted.set(place + 1, wanted.getAndSet(place, 0));
    }
  }

  /**
   * Forgets some of the copies that are true no longer, so that what an answer was called, or who
   * gave it, is not kept there for good.
   *
   * @return whether there may be more; false also while something is being changed
   */
  boolean forgetSome() {
    Optional<Integer> forgotten =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select forget_beside(:most)")
                    .setQueryTimeout(LONGEST_SECONDS)
                    .bind("most", FORGOTTEN_AT_ONCE)
                    .map((row, context) -> Optional.ofNullable(row.getObject(1, Integer.class)))
                    .one());
    overdue = forgotten.isEmpty();
    return forgotten.orElse(0) > 0;
  }

  /**
   * Copies some of those that wait.
   *
   * @return whether more may be copied at once; false also while something is being changed
   */
  boolean keepSome() {
    List<Long> some = waiting.stream().limit(STEP).toList();
    if (some.isEmpty()) {
      return false;
    }
    // Whoever asks from here on asks for another copy.
    some.forEach(waiting::remove);
    boolean kept =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select keep_beside(:articles) is not null")
                    .setQueryTimeout(LONGEST_SECONDS)
                    .bind("articles", some.toArray(Long[]::new))
                    .mapTo(Boolean.class)
                    .one());
    if (!kept) {
      waiting.addAll(some);
    }
    return kept;
  }
}
