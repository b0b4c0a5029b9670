package org.vivavoce.content;

/**
 * What is said from one moment of a recording to another, in milliseconds from its start; the text
 * may have several lines.
 */
public record Cue(int startMillis, int endMillis, String text) {
  public Cue {
    if (startMillis < 0 || endMillis <= startMillis) {
      throw new IllegalArgumentException(
          "a cue cannot last from "
              + startMillis
              + " to "
              + endMillis
              + " ms; it starts at 0 or later and ends after its start");
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException("the cue at " + startMillis + " ms has no text");
    }
  }
}
