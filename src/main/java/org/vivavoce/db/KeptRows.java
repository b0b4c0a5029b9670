package org.vivavoce.db;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What there is of one kind, in the order of the names, with the number of answers of each: read
 * once, and then row by row where something was published. Counting everything anew with each
 * publication would cost more the more there is.
 *
 * @param <R> a row as pages show it
 */
public final class KeptRows<R> {
  private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

  private final Function<String, OptionalLong> numberIn;
  private final Function<R, String> name;
  private final Loader<R> loader;
  private final LongSupplier sweeping;

  /** Those that have changed since they were read; has a lock of its own, so that none waits. */
  private final Set<Long> changed = new HashSet<>();

  private final ReentrantLock reading = new ReentrantLock();
  private Map<Long, R> rows = Map.of();
  private List<R> list = List.of();
  private long known = -1;
  private long readNanos;

  /**
   * @param numberIn the number of a row in the tag of its list; empty where the tag is another's
   * @param name by which rows are ordered
   * @param sweeping a number that changes when anything may have changed
   */
  KeptRows(
      Function<String, OptionalLong> numberIn,
      Function<R, String> name,
      LongSupplier sweeping,
      Loader<R> loader) {
    this.numberIn = numberIn;
    this.name = name;
    this.sweeping = sweeping;
    this.loader = loader;
  }

  /** All of them by name; the same list until something changes. */
  public List<R> all() {
    reading.lock();
    try {
      return upToDate();
    } finally {
      reading.unlock();
    }
  }

  private List<R> upToDate() {
    long now = sweeping.getAsLong();
    Set<Long> owed = takeChanged();
    boolean read = false;
    try {
      if (known != now || System.nanoTime() - readNanos > LONGEST_NANOS || !update(owed)) {
        // Whatever changes from here on is owed again.
        rows = loader.load(Optional.empty());
        list = List.copyOf(rows.values());
        known = now;
        readNanos = System.nanoTime();
      }
      read = true;
    } finally {
      if (!read) {
        changed(owed);
      }
    }
    return list;
  }

  /** Reads these anew; false where one is new or called otherwise, so that the order is another. */
  private boolean update(Set<Long> owed) {
    if (owed.isEmpty()) {
      return true;
    }
    Map<Long, R> fresh = loader.load(Optional.of(owed));
    for (Map.Entry<Long, R> row : fresh.entrySet()) {
      R before = rows.get(row.getKey());
      if (before == null || !name.apply(before).equals(name.apply(row.getValue()))) {
        return false;
      }
    }
    Map<Long, R> updated = new LinkedHashMap<>(rows);
    for (Long id : owed) {
      R row = fresh.get(id);
      if (row == null) {
        updated.remove(id);
      } else {
        updated.replace(id, row);
      }
    }
    rows = updated;
    list = List.copyOf(updated.values());
    return true;
  }

  /** Lists that have changed, by their tags. */
  void changedLists(Set<String> tags) {
    List<Long> numbers = new ArrayList<>();
    for (String tag : tags) {
      numberIn.apply(tag).ifPresent(numbers::add);
    }
    changed(numbers);
  }

  private void changed(Collection<Long> numbers) {
    synchronized (changed) {
      changed.addAll(numbers);
    }
  }

  private Set<Long> takeChanged() {
    synchronized (changed) {
      Set<Long> taken = Set.copyOf(changed);
      changed.clear();
      return taken;
    }
  }

  /** Reads rows. */
  public interface Loader<R> {
    /**
     * @param only the numbers of those wanted; empty for all
     * @return by number, in the order of their names
     */
    Map<Long, R> load(Optional<Set<Long>> only);
  }
}
