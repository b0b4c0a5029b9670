package org.vivavoce.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {
  @ParameterizedTest
  @CsvSource(
      value = {
        "Rest helps.|20|Rest helps.",
        "Rest helps most of them.|12|Rest helps …",
        "Rest, ice – and time.|12|Rest, ice …",
        "Rest:\t and so on|8|Rest …",
        // No space in the second half: cut where it is.
        "Gastroenterology|6|Gastro …",
        "aaaaa😀bbb|6|aaaaa …",
        "– , ; : – , ; :|9|' …'",
      },
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false)
  void endsBetweenWordsAndWithoutWhatPartsThem(String text, int most, String excerpt) {
    assertEquals(excerpt, Excerpt.of(text, most));
  }
}
