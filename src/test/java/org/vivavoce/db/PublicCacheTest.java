package org.vivavoce.db;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.vivavoce.content.ContentChange;

class PublicCacheTest {
  private final PublicCache cache = new PublicCache();
  private final AtomicInteger counted = new AtomicInteger();

  @Test
  void aFigureIsCountedOnceUntilSomethingChanges() {
    assertEquals(1, cache.get("figure", counted::incrementAndGet));
    assertEquals(1, cache.get("figure", counted::incrementAndGet));
    cache.changed(Set.of(ContentChange.OVERVIEW));
    assertEquals(2, cache.get("figure", counted::incrementAndGet));
  }

  @Test
  void aFigureOfOneListIsCountedAnewForThatListAlone() {
    String list = ContentChange.topic(1);
    cache.get(list, "figure", counted::incrementAndGet);
    cache.changed(Set.of(ContentChange.topic(2), ContentChange.article(1), ContentChange.OVERVIEW));
    assertEquals(1, cache.get(list, "figure", counted::incrementAndGet));
    cache.changed(Set.of(list));
    assertEquals(2, cache.get(list, "figure", counted::incrementAndGet));
  }

  @Test
  void ofAFigureNoneButTheLastIsHeld() {
    for (int change = 0; change < 1_000; change++) {
      cache.changed(Set.of(ContentChange.OVERVIEW, ContentChange.topic(1)));
      cache.get("figure", counted::incrementAndGet);
      cache.get(ContentChange.topic(1), "figure of a list", counted::incrementAndGet);
    }
    assertEquals(2, cache.size());
  }

  @Test
  void whatIsNotThereIsAskedForEachTime() {
    assertEquals(Optional.empty(), cache.find("name", Optional::empty));
    assertEquals(Optional.of(1), cache.find("name", () -> Optional.of(counted.incrementAndGet())));
    assertEquals(Optional.of(1), cache.find("name", () -> Optional.of(counted.incrementAndGet())));
  }

  @Test
  void aNameIsAskedForEachTimeWhileNothingIsHeard() {
    cache.deaf();
    cache.find("name", () -> Optional.of(counted.incrementAndGet()));
    assertEquals(Optional.of(2), cache.find("name", () -> Optional.of(counted.incrementAndGet())));
    cache.hearing();
    cache.find("name", () -> Optional.of(counted.incrementAndGet()));
    assertEquals(Optional.of(3), cache.find("name", () -> Optional.of(counted.incrementAndGet())));
  }
}
