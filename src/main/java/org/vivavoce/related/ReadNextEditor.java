package org.vivavoce.related;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/**
 * Counts how often readers go from one answer straight to another. Of nobody anything is kept: in
 * memory are sums, and for a day, that the same network is counted once, numbers that are made with
 * a salt which is forgotten when the day ends.
 */
public final class ReadNextEditor {
  /** Pairs that are summed before they are written; others are not counted meanwhile. */
  static final int MOST_PAIRS = 2_000;

  /** Readers' steps that are known of one day; more are not counted. */
  static final int MOST_STEPS = 50_000;

  /** Days after which the sums are halved, so that old habits fade. */
  static final int DAYS_TO_HALVE = 30;

  private static final int SALT_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Jdbi jdbi;
  private final Clock clock;
  private final byte[] salt = new byte[SALT_BYTES];
  private final Set<Long> steps = new HashSet<>();
  private Map<Pair, Integer> sums = new HashMap<>();
  private LocalDate day = LocalDate.MIN;

  public ReadNextEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Counts one step, in memory.
   *
   * @param from the address of an answer, as the reader had it
   * @param network from where the reader comes; the same step of it counts once a day
   */
  public synchronized void count(String from, String to, String network) {
    LocalDate today = today();
    if (!today.equals(day)) {
      day = today;
      RANDOM.nextBytes(salt);
      steps.clear();
    }
    Pair pair = new Pair(from, to);
    boolean room = sums.containsKey(pair) || sums.size() < MOST_PAIRS;
    if (room && steps.size() < MOST_STEPS && steps.add(hash(from + '\n' + to + '\n' + network))) {
      sums.merge(pair, 1, Integer::sum);
    }
  }

  /** Adds what was counted to what is kept; only answers that are public by now are. */
  public void flush() {
    Map<Pair, Integer> counted = taken();
    if (counted.isEmpty()) {
      return;
    }
    List<Map.Entry<Pair, Integer>> all = List.copyOf(counted.entrySet());
    try {
      jdbi.useTransaction(
          handle ->
              RelatedEditor.ask(
                  handle,
                  handle
                      .createQuery(
                          """
                          with fresh as (
                            select here.article_id, there.article_id as next_id, sum(counted.times)::int as times
                              from unnest(:from, :to, :times) counted (here, there, times)
                              join published_slug here on here.slug = counted.here
                              join published_slug there on there.slug = counted.there
                             where here.article_id <> there.article_id
                             group by here.article_id, there.article_id),
                          written as (
                            insert into read_next as known (article_id, next_id, times)
                            select article_id, next_id, times from fresh order by article_id, next_id
                            on conflict (article_id, next_id) do update
                              set times = least(known.times::bigint + excluded.times, 1000000000)::int
                            returning article_id, next_id, times)
                          select distinct written.article_id
                            from written join fresh using (article_id, next_id)
                           where written.times >= :often and written.times - fresh.times < :often
                          """)
                      .bind(
                          "from",
                          all.stream().map(each -> each.getKey().from()).toArray(String[]::new))
                      .bind(
                          "to", all.stream().map(each -> each.getKey().to()).toArray(String[]::new))
                      .bind("times", all.stream().map(Map.Entry::getValue).toArray(Integer[]::new))
                      .bind("often", ListEditor.OFTEN)
                      .mapTo(Long.class)
                      .list()));
    } catch (RuntimeException e) {
      putBack(counted);
      throw e;
    }
  }

  /**
   * Halves all sums, where that is due and no other instance does it; what was read next a single
   * time is forgotten.
   *
   * @return whether it was done
   */
  public boolean fade() {
    LocalDate today = today();
    return jdbi.inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "insert into read_next_halved (on_day) values (:today) on conflict do nothing")
              .bind("today", today)
              .execute();
          int due =
              handle
                  .createUpdate(
                      """
                      update read_next_halved set on_day = :today
                       where single in (select single from read_next_halved
                                         where on_day <= :before for update skip locked)
                      """)
                  .bind("today", today)
                  .bind("before", today.minusDays(DAYS_TO_HALVE))
                  .execute();
          if (due == 0) {
            return false;
          }
          // So that nobody who adds to them holds some of these rows, and waits for others.
          handle.execute("lock table read_next in share row exclusive mode");
          handle.execute("delete from read_next where times < 2");
          handle.execute("update read_next set times = times / 2");
          RelatedEditor.ask(
              handle,
              handle
                  .createQuery(
                      "select distinct article_id from read_next where times < :often and times >= :often / 2")
                  .bind("often", ListEditor.OFTEN)
                  .mapTo(Long.class)
                  .list());
          return true;
        });
  }

  private synchronized Map<Pair, Integer> taken() {
    Map<Pair, Integer> taken = sums;
    sums = new HashMap<>();
    return taken;
  }

  private synchronized void putBack(Map<Pair, Integer> counted) {
    counted.forEach(
        (pair, times) -> {
          if (sums.containsKey(pair) || sums.size() < MOST_PAIRS) {
            sums.merge(pair, times, Integer::sum);
          }
        });
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  private long hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      return ByteBuffer.wrap(digest.digest(text.getBytes(UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private record Pair(String from, String to) {}
}
