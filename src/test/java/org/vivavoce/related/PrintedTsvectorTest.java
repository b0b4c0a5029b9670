package org.vivavoce.related;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrintedTsvectorTest {
  @Test
  void readsWhatPostgresqlPrints() {
    assertEquals(
        Map.of("cancer", 2, "it's", 1, "a\\b", 1, "plain", 1, "x:1,2", 3),
        PrintedTsvector.counts("'a\\\\b':7 'cancer':2,15A 'it''s':3B 'plain' 'x:1,2':4,5,6"));
    assertEquals(Map.of(), PrintedTsvector.counts(""));
  }

  @Test
  void sketchesTellCopiesFromOthers() {
    String text =
        "The first aspect is this, and the second aspect is that, and so it goes on for long.";
    TextSketch sketch = TextSketch.of(text);
    assertEquals(1, sketch.likeness(TextSketch.of(text.toUpperCase(Locale.ROOT))));
    assertTrue(sketch.likeness(TextSketch.of(text + " Well.")) > 0.7);
    assertTrue(
        sketch.likeness(TextSketch.of("Something else altogether stands here, about other things."))
            < 0.2);
  }
}
