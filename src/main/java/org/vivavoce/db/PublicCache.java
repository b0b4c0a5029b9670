package org.vivavoce.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import org.vivavoce.content.ContentChange;

/**
 * Figures that are dear to count and change only when something is published: kept until then. They
 * may be as old as the notification takes, well under a second, or ten minutes where none arrives.
 */
public final class PublicCache {
  private static final int STAMPS = 1_024;

  /** Changes of anything, of all lists, or of the whole collection. */
  private final AtomicLong changes = new AtomicLong();

  /** Those of anything, or of all lists. */
  private final AtomicLong sweeping = new AtomicLong();

  /**
   * Changes of single lists, several of which may share a number: then too much is counted anew.
   */
  private final AtomicLongArray stamps = new AtomicLongArray(STAMPS);

  private final Cache<Object, Object> kept =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  /**
   * A figure of the whole collection.
   *
   * @param key a record or list that no other figure shares; it fixes the figure's type
   */
  public <T> T get(Object key, Supplier<T> compute) {
    return get(changes.get(), key, compute);
  }

  /**
   * A figure of one list.
   *
   * @param tag of that list's pages
   * @see ContentChange
   */
  public <T> T get(String tag, Object key, Supplier<T> compute) {
    return get(List.of(sweeping.get(), stamps.get(stamp(tag))), key, compute);
  }

  @SuppressWarnings("unchecked") // the key fixes the type
  private <T> T get(Object number, Object key, Supplier<T> compute) {
    // A figure that was being counted while something changed ends under the old number, where
    // nobody looks for it.
    return (T) kept.get(new Numbered(number, key), ignored -> compute.get());
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

  /** What bears one of these tags has changed. */
  public void changed(Set<String> tags) {
    if (tags.contains(ContentChange.LISTS)) {
      clear();
      return;
    }
    for (String tag : tags) {
      if (!ContentChange.isArticle(tag)) {
        stamps.incrementAndGet(stamp(tag));
      }
    }
    if (tags.contains(ContentChange.OVERVIEW)) {
      changes.incrementAndGet();
    }
  }

  public void clear() {
    changes.incrementAndGet();
    sweeping.incrementAndGet();
    kept.invalidateAll();
  }

  private static int stamp(String tag) {
    return Math.floorMod(tag.hashCode(), STAMPS);
  }

  /** A key, and the number of changes that were known when its figure was asked for. */
  private record Numbered(Object changes, Object key) {}
}
