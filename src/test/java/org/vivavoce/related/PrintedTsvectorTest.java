package org.vivavoce.related;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PrintedTsvectorTest {
  @Test
  void readsWhatPostgresqlPrints() {
    assertEquals(
        List.of(
            "a\\b 0 0 1", "cancer 1 0 1", "it's 0 1 0", "plain 0 0 1", "x:1,2 1 1 1", "ada 0 0 0"),
        read("'a\\\\b':7 'cancer':2,15A 'it''s':3B 'plain' 'x:1,2':4,5A,6B 'ada':9C"));
    assertEquals(List.of(), read(""));
  }

  private static List<String> read(String printed) {
    List<String> read = new ArrayList<>();
    PrintedTsvector.read(
        printed, (lexeme, inA, inB, inD) -> read.add(lexeme + " " + inA + " " + inB + " " + inD));
    return read;
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
