package org.vivavoce.media;

import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * What was sent of recordings and pictures since the start, counted for all who read by one {@link
 * org.jdbi.v3.core.Jdbi}.
 */
public final class MediaFigures implements JdbiConfig<MediaFigures> {
  private final LongAdder whole = new LongAdder();
  private final LongAdder ranges = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Files that were asked for from beginning to end. */
  public long whole() {
    return whole.sum();
  }

  /** Parts of files that were asked for. */
  public long ranges() {
    return ranges.sum();
  }

  /** Bytes of files that were handed over to be sent. */
  public long bytes() {
    return bytes.sum();
  }

  void sentWhole() {
    whole.increment();
  }

  void sentRanges(int count) {
    ranges.add(count);
  }

  void sent(int count) {
    bytes.add(count);
  }

  /** The same one: it counts for all. */
  @Override
  public MediaFigures createCopy() {
    return this;
  }
}
