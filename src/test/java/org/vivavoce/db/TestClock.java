package org.vivavoce.db;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** The noon at which every test takes place. */
public final class TestClock {
  public static final Clock FIXED =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

  private TestClock() {}
}
