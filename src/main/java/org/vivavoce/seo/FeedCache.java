package org.vivavoce.seo;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.vivavoce.db.PublicCache;
import org.vivavoce.web.HttpCache.Finished;

/**
 * Finished feeds, kept until something is published. Each is made once, however many ask for it
 * meanwhile, and few are made at once: readers all come back just when something has changed.
 */
final class FeedCache {
  private static final long KEPT_BYTES = 16L << 20;

  /** What a key and its entry take beside the feed. */
  private static final int ENTRY_BYTES = 1_024;

  private static final int AT_ONCE = 2;
  private static final int MOST_WAITING = 64;

  private final PublicCache changes;
  private final long patienceMillis;
  private final AtomicLong seen = new AtomicLong();
  private final ThreadPoolExecutor makers =
      new ThreadPoolExecutor(
          AT_ONCE,
          AT_ONCE,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread thread = new Thread(task, "feed-maker");
            thread.setDaemon(true);
            return thread;
          });
  private final ConcurrentHashMap<Numbered, CompletableFuture<Optional<Finished>>> making =
      new ConcurrentHashMap<>();
  private final Cache<Numbered, Finished> kept =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_BYTES)
          .weigher((Numbered key, Finished feed) -> feed.byteLength() + ENTRY_BYTES)
          .expireAfterWrite(Duration.ofMinutes(10))
          .build();

  /**
   * @param changes knows when something was published
   * @param patienceMillis how long anybody waits for a feed to be made
   */
  FeedCache(PublicCache changes, long patienceMillis) {
    this.changes = changes;
    this.patienceMillis = patienceMillis;
    makers.allowCoreThreadTimeOut(true);
  }

  /**
   * @param make gives nothing where there is no such feed, which is not kept: unknown addresses are
   *     without number
   * @throws RejectedExecutionException where too many are being made
   */
  Optional<Finished> get(Key key, Supplier<Optional<Finished>> make) {
    long now = changes.changes();
    if (seen.getAndAccumulate(now, Math::max) < now) {
      kept.invalidateAll();
    }
    Numbered numbered = new Numbered(now, key);
    Finished known = kept.getIfPresent(numbered);
    if (known != null) {
      return Optional.of(known);
    }
    CompletableFuture<Optional<Finished>> feed =
        making.computeIfAbsent(
            numbered, ignored -> CompletableFuture.supplyAsync(() -> make(numbered, make), makers));
    try {
      return feed.get(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new RejectedExecutionException("not made in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Optional<Finished> make(Numbered numbered, Supplier<Optional<Finished>> make) {
    try {
      // Somebody else may have finished it between a look at what is kept and this.
      Finished known = kept.getIfPresent(numbered);
      if (known != null) {
        return Optional.of(known);
      }
      Optional<Finished> made = make.get();
      // What changed meanwhile may not stand in it.
      if (numbered.changes == changes.changes()) {
        made.ifPresent(feed -> kept.put(numbered, feed));
      }
      return made;
    } finally {
      making.remove(numbered);
    }
  }

  /**
   * @param type the feed's media type
   */
  record Key(String type, FeedSubject.Kind kind, String slug) {}

  private record Numbered(long changes, Key key) {}
}
