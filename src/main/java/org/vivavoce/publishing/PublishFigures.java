package org.vivavoce.publishing;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * What was published since the start, and how long it took, counted for all who write by one {@link
 * org.jdbi.v3.core.Jdbi}. What is rolled back is not counted.
 */
public final class PublishFigures implements JdbiConfig<PublishFigures> {
  private final Map<Kind, Total> totals = new EnumMap<>(Kind.class);

  public PublishFigures() {
    for (Kind kind : Kind.values()) {
      totals.put(kind, new Total(new LongAdder(), new LongAdder()));
    }
  }

  /** What becomes of an answer. */
  public enum Kind {
    PUBLISH,
    WITHDRAW,
    RECONFIRM,
    IMPORT
  }

  /** How many answers. */
  public long count(Kind kind) {
    return total(kind).count.sum();
  }

  /** Nanoseconds from the beginning of each to the end of its transaction. */
  public long nanos(Kind kind) {
    return total(kind).nanos.sum();
  }

  /** Counts what begins now, once it is committed. */
  static void begin(Handle handle, Kind kind, int answers) {
    Total total = handle.getConfig(PublishFigures.class).total(kind);
    long begun = System.nanoTime();
    if (handle.isInTransaction()) {
      handle.afterCommit(
          () -> {
            total.count.add(answers);
            total.nanos.add(System.nanoTime() - begun);
          });
    }
  }

  private Total total(Kind kind) {
    Total total = totals.get(kind);
    if (total == null) {
      throw new IllegalStateException(kind + " is not counted");
    }
    return total;
  }

  /** The same one: it counts for all. */
  @Override
  public PublishFigures createCopy() {
    return this;
  }

  private record Total(LongAdder count, LongAdder nanos) {}
}
