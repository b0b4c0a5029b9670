package org.vivavoce.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How often one network may ask for what is dear. Counted in memory alone, by each instance, and
 * forgotten some minutes later: nothing is written down of who asked.
 *
 * <p>This very machine may ask as often as it likes: what comes from it is a proxy that is not
 * named among {@code TRUSTED_PROXIES}, and bears the requests of everybody.
 */
public final class RateLimit {
  /** So that many addresses cost time, not memory. */
  private static final int MOST_COUNTED = 50_000;

  private static final Duration KEPT = Duration.ofMinutes(10);

  private final ClientAddress addresses;
  private final int aMinute;
  private final int atOnce;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_COUNTED)
          .expireAfterAccess(KEPT)
          .executor(Runnable::run)
          .build();

  /**
   * @param aMinute so many requests in the long run
   * @param atOnce so many one after another, after a while without any
   */
  public RateLimit(ClientAddress addresses, int aMinute, int atOnce) {
    this.addresses = addresses;
    this.aMinute = aMinute;
    this.atOnce = atOnce;
  }

  /** The same handler, for whoever has not asked too often: 429 and when to come back. */
  public Handler limiting(Handler handler) {
    return context -> {
      String address = addresses.of(context);
      if (!ClientAddress.isThisMachine(address)) {
        ConsumptionProbe probe =
            buckets
                .get(ClientAddress.network(address), network -> bucket())
                .tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
          long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
          context.header("Retry-After", Long.toString(seconds));
          throw new HttpResponseException(HttpStatus.TOO_MANY_REQUESTS.getCode());
        }
      }
      handler.handle(context);
    };
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(atOnce).refillGreedy(aMinute, Duration.ofMinutes(1)))
        .build();
  }
}
