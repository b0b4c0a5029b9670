package org.vivavoce.db;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** The database's clock, which all instances have in common. */
public final class DatabaseClock {
  private DatabaseClock() {}

  /** How far a clock is ahead of it; negative where it is behind. */
  public static Duration ahead(Jdbi jdbi, Clock clock) {
    return jdbi.withHandle(
        handle -> {
          // Not counting how long it takes to ask.
          handle.execute("select 1");
          Instant before = clock.instant();
          Instant theirs =
              handle.createQuery("select clock_timestamp()").mapTo(Instant.class).one();
          Instant after = clock.instant();
          return Duration.between(
              theirs, before.plus(Duration.between(before, after).dividedBy(2)));
        });
  }
}
