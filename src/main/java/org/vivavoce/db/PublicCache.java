package org.vivavoce.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
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

  private final List<KeptRows<?>> rows = new CopyOnWriteArrayList<>();

  private volatile boolean deaf;

  private final Cache<Object, Figure> kept =
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

  /**
   * The same for what may not be there: that it is not is asked anew each time, so that whoever
   * asks for many things that do not exist crowds out none that do. While nothing is heard of
   * changes it is asked each time whether it is still so.
   */
  public <T> Optional<T> find(Object key, Supplier<Optional<T>> compute) {
    return deaf
        ? compute.get()
        : Optional.ofNullable(get(changes.get(), key, () -> compute.get().orElse(null)));
  }

  @SuppressWarnings("unchecked") // the key fixes the type
  private <T> T get(Object number, Object key, Supplier<T> compute) {
    Figure known = kept.getIfPresent(key);
    if (known == null || !known.number.equals(number)) {
      // One counts, however many ask. A figure that was being counted while something changed bears
      // the old number, and is counted anew by whoever asks next. The one before it is forgotten.
      known =
          kept.asMap()
              .compute(
                  key,
                  (same, old) -> {
                    if (old != null && old.number.equals(number)) {
                      return old;
                    }
                    T value = compute.get();
                    return value == null ? null : new Figure(number, value);
                  });
    }
    return known == null ? null : (T) known.value;
  }

  /**
   * Rows that are read one by one where something was published.
   *
   * @param numberIn the number of a row in the tag of its list
   * @param name by which rows are ordered
   */
  <R> KeptRows<R> rows(
      Function<String, OptionalLong> numberIn,
      Function<R, String> name,
      KeptRows.Loader<R> loader) {
    KeptRows<R> kept = new KeptRows<>(numberIn, name, sweeping::get, loader);
    rows.add(kept);
    return kept;
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
      if (ContentChange.isList(tag)) {
        stamps.incrementAndGet(stamp(tag));
      }
    }
    if (tags.contains(ContentChange.OVERVIEW)) {
      changes.incrementAndGet();
    }
  }

  /** Of these lists the rows are read anew when they are next asked for. */
  public void changedRows(Set<String> tags) {
    rows.forEach(each -> each.changedLists(tags));
  }

  public void clear() {
    changes.incrementAndGet();
    sweeping.incrementAndGet();
    kept.invalidateAll();
  }

  /** Whether nothing is heard of changes. */
  public boolean isDeaf() {
    return deaf;
  }

  /** Nothing is heard of changes from now on. */
  public void deaf() {
    deaf = true;
    clear();
  }

  /** Changes are heard of, at the start or again. */
  public void hearing() {
    clear();
    deaf = false;
  }

  /** How many figures are held. */
  public long size() {
    kept.cleanUp();
    return kept.estimatedSize();
  }

  private static int stamp(String tag) {
    return Math.floorMod(tag.hashCode(), STAMPS);
  }

  /** A figure, and the number of changes that were known when it was asked for. */
  private record Figure(Object number, Object value) {}
}
