package org.vivavoce.seo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.PublicCache;
import org.vivavoce.web.HttpCache.Finished;

class FeedCacheTest {
  private static final int PATIENT = 60_000;
  private final PublicCache changes = new PublicCache();
  private final AtomicInteger made = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final ExecutorService readers = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    gate.countDown();
    readers.shutdownNow();
  }

  @Test
  void aFeedIsMadeOnceUntilSomethingIsPublished() {
    FeedCache cache = new FeedCache(changes, PATIENT);
    Optional<Finished> first = cache.get(key("a"), this::make);
    assertSame(first.orElseThrow(), cache.get(key("a"), this::make).orElseThrow());
    assertEquals(1, made.get());
    changes.clear();
    assertNotSame(first.orElseThrow(), cache.get(key("a"), this::make).orElseThrow());
    assertEquals(2, made.get());
  }

  @Test
  void whatIsUnknownIsNotKept() {
    FeedCache cache = new FeedCache(changes, PATIENT);
    assertTrue(cache.get(key("a"), Optional::empty).isEmpty());
    assertTrue(cache.get(key("a"), this::make).isPresent());
  }

  @Test
  void aFailureIsToldAndNotKept() {
    FeedCache cache = new FeedCache(changes, PATIENT);
    IllegalStateException failure = new IllegalStateException("no database");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                cache.get(
                    key("a"),
                    () -> {
                      throw failure;
                    })));
    assertTrue(cache.get(key("a"), this::make).isPresent());
  }

  @Test
  void whoeverAsksTogetherWaitsForTheSame() throws Exception {
    FeedCache cache = new FeedCache(changes, PATIENT);
    List<Future<Optional<Finished>>> asked = new ArrayList<>();
    for (int reader = 0; reader < 20; reader++) {
      asked.add(readers.submit(() -> cache.get(key("a"), this::makeBehindTheGate)));
    }
    gate.countDown();
    for (Future<Optional<Finished>> each : asked) {
      assertTrue(each.get(1, TimeUnit.MINUTES).isPresent());
    }
    assertEquals(1, made.get());
  }

  @Test
  void fewAreMadeAtOnceAndNobodyWaitsForEver() {
    FeedCache cache = new FeedCache(changes, 1);
    for (int feed = 0; feed < 200; feed++) {
      String slug = "feed-" + feed;
      assertThrows(
          RejectedExecutionException.class, () -> cache.get(key(slug), this::makeBehindTheGate));
    }
    // Two in the making, and those that stand in the queue.
    gate.countDown();
    FeedCache patient = new FeedCache(changes, PATIENT);
    assertTrue(patient.get(key("a"), this::make).isPresent());
    assertTrue(made.get() <= 67, made::toString);
  }

  @Test
  void whatChangedMeanwhileIsMadeAnew() throws Exception {
    FeedCache cache = new FeedCache(changes, PATIENT);
    CountDownLatch begun = new CountDownLatch(1);
    Supplier<Optional<Finished>> slow =
        () -> {
          begun.countDown();
          return makeBehindTheGate();
        };
    Future<Optional<Finished>> old = readers.submit(() -> cache.get(key("a"), slow));
    begun.await();
    changes.clear();
    Finished fresh = cache.get(key("a"), this::make).orElseThrow();
    gate.countDown();
    assertNotSame(fresh, old.get(1, TimeUnit.MINUTES).orElseThrow());
    assertSame(fresh, cache.get(key("a"), this::make).orElseThrow());
  }

  private Optional<Finished> make() {
    return Optional.of(new Finished("feed " + made.incrementAndGet()));
  }

  private Optional<Finished> makeBehindTheGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return make();
  }

  private static FeedCache.Key key(String slug) {
    return new FeedCache.Key(AtomWriter.TYPE, FeedSubject.Kind.TOPIC, slug);
  }
}
