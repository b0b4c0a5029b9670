package org.vivavoce.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts searches that found nothing, by their words and the day, so that the newsroom learns which
 * answers are missing. Who searched is not kept; nor are the words until they were asked for
 * several times. Until then they are told apart by an HMAC, whose key is exchanged every {@value
 * #DAYS_COUNTED} days and forgotten as long after.
 */
public final class SearchMissEditor {
  /** Times within {@link #DAYS_COUNTED} after which the words themselves are kept. */
  static final int ASKED_TO_BE_NAMED = 3;

  /** Days over which the times are counted. */
  static final int DAYS_COUNTED = 30;

  /** Days after which a count is forgotten. */
  static final int DAYS_KEPT = 90;

  /** Different searches in a day; beyond, only those that are counted already are counted on. */
  static final int MOST_A_DAY = 5_000;

  private static final int LONGEST = 80;

  /** An address or a long number may say who it was. */
  private static final Pattern PERSONAL = Pattern.compile("@|(?:[0-9][ ./-]?){6}");

  private static final String HMAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Logger log = LoggerFactory.getLogger(SearchMissEditor.class);
  private static final Duration ONCE = Duration.ofHours(1);

  /** In memory alone, and so many at the most. */
  private static final int MOST_REMEMBERED = 50_000;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Cache<String, Boolean> counted;

  public SearchMissEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.counted =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(ONCE)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /**
   * Counts one search, and the same of the same network once an hour: a page that is loaded again
   * is not asked for by several. Where that fails, the reader gets their page all the same.
   *
   * @param query as it was typed; overlong ones, and such as may name somebody, are not counted
   * @param network as {@link org.vivavoce.web.ClientAddress#network} has it
   */
  void count(String query, String network) {
    String words = normalised(query);
    if (words.isEmpty() || words.length() > LONGEST || PERSONAL.matcher(words).find()) {
      return;
    }
    if (counted.asMap().putIfAbsent(network + '\n' + words, Boolean.TRUE) != null) {
      return;
    }
    LocalDate today = today();
    try {
      jdbi.useTransaction(
          handle -> {
            // A count that is lost with a crash is no loss, and no reader waits for the disk.
            handle.execute("set local synchronous_commit = off");
            List<byte[]> hashes = hashes(handle, words, today);
            handle
                .createUpdate(
                    """
                    insert into search_miss as miss (day, query_hash, query, asked)
                    select :today, :hash, named.query, 1
                      from (select case when coalesce(sum(asked), 0) + 1 >= :named then :query end as query
                              from search_miss where query_hash in (:hash, :before) and day > :since) named
                     where exists (select from search_miss where day = :today and query_hash = :hash)
                        or (select count(*) from search_miss where day = :today) < :most
                    on conflict (day, query_hash) do update
                      set asked = miss.asked + 1, query = coalesce(miss.query, excluded.query)
                    """)
                .bind("today", today)
                .bind("hash", hashes.get(0))
                .bind("before", hashes.get(hashes.size() - 1))
                .bind("query", words)
                .bind("named", ASKED_TO_BE_NAMED)
                .bind("since", today.minusDays(DAYS_COUNTED))
                .bind("most", MOST_A_DAY)
                .execute();
          });
    } catch (JdbiException e) {
      log.warn("A search without result was not counted: {}", e.getMessage());
    }
  }

  /**
   * Forgets counts of long ago, exchanges the key when its time is over, and forgets the one of
   * before as soon as nothing is counted by it any more.
   *
   * @return how many counts
   */
  public int sweep() {
    LocalDate today = today();
    return jdbi.inTransaction(
        handle -> {
          int forgotten =
              handle
                  .createUpdate("delete from search_miss where day < :oldest")
                  .bind("oldest", today.minusDays(DAYS_KEPT))
                  .execute();
          LocalDate counted = today.minusDays(DAYS_COUNTED);
          boolean fresh =
              handle
                  .createQuery("select exists (select from search_miss_key where since > :counted)")
                  .bind("counted", counted)
                  .mapTo(Boolean.class)
                  .one();
          if (!fresh) {
            insertKey(handle, today);
          }
          handle
              .createUpdate(
                  """
                  delete from search_miss_key old
                   where exists (select from search_miss_key later
                                  where later.since > old.since and later.since <= :counted)
                  """)
              .bind("counted", counted)
              .execute();
          return forgotten;
        });
  }

  /** Of the words by the key in use, and by the one of before, where there is one. */
  private static List<byte[]> hashes(Handle handle, String words, LocalDate today) {
    List<byte[]> keys = keys(handle);
    if (keys.isEmpty()) {
      insertKey(handle, today);
      keys = keys(handle);
    }
    return keys.stream().map(key -> hash(key, words)).toList();
  }

  private static List<byte[]> keys(Handle handle) {
    return handle
        .createQuery("select key from search_miss_key order by since desc limit 2")
        .mapTo(byte[].class)
        .list();
  }

  /** Of two instances that do so at once, the first one's holds for both. */
  private static void insertKey(Handle handle, LocalDate since) {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    handle
        .createUpdate(
            "insert into search_miss_key (since, key) values (:since, :key) on conflict do nothing")
        .bind("since", since)
        .bind("key", key)
        .execute();
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  /** The same search, however it was typed. */
  static String normalised(String query) {
    return Normalizer.normalize(query, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{M}\\p{N}@./-]+", " ")
        .replaceAll("^[ ./-]+|[ ./-]+$", "");
  }

  private static byte[] hash(byte[] key, String words) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(words.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }
}
