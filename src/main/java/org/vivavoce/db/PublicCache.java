package org.vivavoce.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Figures that are dear to count and change only when something is published: kept until then. They
 * may be as old as the notification takes, well under a second, or ten minutes where none arrives.
 */
public final class PublicCache {
  private final AtomicLong changes = new AtomicLong();
  private final Cache<Object, Object> kept =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  /**
   * @param key a record or list that no other figure shares; it fixes the figure's type
   */
  @SuppressWarnings("unchecked") // the key fixes the type
  public <T> T get(Object key, Supplier<T> compute) {
    // A figure that was being counted while something changed ends under the old number, where
    // nobody looks for it.
    return (T) kept.get(new Numbered(changes.get(), key), ignored -> compute.get());
  }

  /**
   * The same for what may not be there: that it is not is asked anew each time, so that whoever
   * asks for many things that do not exist crowds out none that do.
   */
  @SuppressWarnings("unchecked") // the key fixes the type
  public <T> Optional<T> find(Object key, Supplier<Optional<T>> compute) {
    return Optional.ofNullable(
        (T) kept.get(new Numbered(changes.get(), key), ignored -> compute.get().orElse(null)));
  }

  /**
   * How many changes are known: for what is kept elsewhere, being too large for this, until there
   * is one more.
   */
  public long changes() {
    return changes.get();
  }

  public void clear() {
    changes.incrementAndGet();
    kept.invalidateAll();
  }

  /** A key, and the number of changes that were known when its figure was asked for. */
  private record Numbered(long changes, Object key) {}
}
