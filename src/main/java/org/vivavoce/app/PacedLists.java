package org.vivavoce.app;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.vivavoce.content.ContentChange;
import org.vivavoce.db.ContentListener;

/**
 * Passes on what is heard, but of one list twice a second at most: whoever publishes ten answers a
 * second would otherwise have the lists and figures of thousands made ten times a second, on every
 * instance. The first change of a list is passed on at once, those that follow within half a second
 * together at its end. What is told of an answer itself never waits, on its page and in lists;
 * feeds, the sitemap and the figures of search follow the lists. Nor does what was done by somebody
 * who now wants to see it ({@link #flush}).
 */
final class PacedLists implements ContentListener.Heard {
  static final long PAUSE_MILLIS = 500;

  private final ContentListener.Heard target;
  private final Consumer<Set<String>> atOnce;
  private final Timer timer;

  /** Lists that have just changed. */
  private final Set<String> resting = new HashSet<>();

  /** Those of them that have changed again. */
  private final Set<String> owed = new LinkedHashSet<>();

  /**
   * @param atOnce told of every change when it is heard of: what it notes costs nothing until
   *     somebody asks
   */
  PacedLists(ContentListener.Heard target, Consumer<Set<String>> atOnce, Timer timer) {
    this.target = target;
    this.atOnce = atOnce;
    this.timer = timer;
  }

  @Override
  public synchronized void changes(Set<String> tags) {
    atOnce.accept(tags);
    Set<String> now = new HashSet<>();
    for (String tag : tags) {
      if (!ContentChange.isList(tag)) {
        now.add(tag);
      } else if (resting.add(tag)) {
        now.add(tag);
        timer.after(PAUSE_MILLIS, () -> rested(tag));
      } else {
        owed.add(tag);
      }
    }
    if (!now.isEmpty()) {
      target.changes(now);
    }
  }

  private synchronized void rested(String tag) {
    if (owed.remove(tag)) {
      timer.after(PAUSE_MILLIS, () -> rested(tag));
      target.changes(Set.of(tag));
    } else {
      resting.remove(tag);
    }
  }

  /** All that waits is passed on before this returns. */
  synchronized void flush() {
    if (!owed.isEmpty()) {
      target.changes(Set.copyOf(owed));
      owed.clear();
    }
  }

  @Override
  public synchronized void anything() {
    owed.clear();
    target.anything();
  }

  @Override
  public synchronized void nothing() {
    target.nothing();
  }

  @Override
  public synchronized void again() {
    owed.clear();
    target.again();
  }

  /** Does something later, on another thread. */
  interface Timer {
    void after(long millis, Runnable what);
  }
}
