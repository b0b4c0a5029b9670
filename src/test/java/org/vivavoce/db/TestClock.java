package org.vivavoce.db;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The noon at which every test takes place. */
public final class TestClock {
  public static final Clock FIXED =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

  private TestClock() {}

  /** One that stands at that noon until it is moved on. */
  public static Movable movable() {
    return new Movable();
  }

  /** A clock that a test moves on. */
  public static final class Movable extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>(FIXED.instant());

    private Movable() {}

    public void pass(Duration time) {
      now.updateAndGet(instant -> instant.plus(time));
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
