package org.vivavoce.media;

/** A stretch of a recording in which nobody speaks, in milliseconds from its start. */
public record Silence(int startMillis, int endMillis) {
  public Silence {
    if (startMillis < 0 || endMillis <= startMillis) {
      throw new IllegalArgumentException(
          "a silence cannot last from "
              + startMillis
              + " to "
              + endMillis
              + " ms; it starts at 0 or later and ends after its start");
    }
  }
}
