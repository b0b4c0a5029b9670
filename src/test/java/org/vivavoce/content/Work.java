package org.vivavoce.content;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.function.Executable;

/**
 * What something costs, by the processor's clock and not by the wall's: whatever else the machine
 * is busy with is not counted. Limits lie far above what is usual and far below what anything takes
 * whose cost grows with the square of its input.
 */
public final class Work {
  private Work() {}

  /** Nanoseconds that this thread has worked. */
  public static long nanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  public static void assertAtMost(Duration limit, Executable work) {
    long before = nanos();
    try {
      work.execute();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    long spent = nanos() - before;
    assertTrue(
        spent <= limit.toNanos(),
        () -> spent / 1_000_000 + " ms of work are more than " + limit.toMillis());
  }
}
