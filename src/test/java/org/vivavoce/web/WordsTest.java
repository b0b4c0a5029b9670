package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Object[] TEXTS = {"one", "it’s {1}", "", "ä\uD83D\uDE42", "<b>", "6", "7"};
  private static final Object[] NUMBERS = {999, 0, 1_000, 2_345_678, 1, 17, 3};
  private static final Object[] OTHERS = {-5, 12_345L, 0.5, 99, "x", 1, 2};
  private final Words words = Words.load();

  @Test
  void everyMessageReadsAsItsFormatSays() throws IOException {
    int plain = 0;
    for (String file : new String[] {"messages", "newsroom", "articles", "accounts"}) {
      Properties properties = new Properties();
      try (InputStreamReader reader =
          new InputStreamReader(
              Objects.requireNonNull(
                  WordsTest.class.getResourceAsStream("/messages/" + file + ".properties")),
              UTF_8)) {
        properties.load(reader);
      }
      for (String key : properties.stringPropertyNames()) {
        MessageFormat format = new MessageFormat(properties.getProperty(key), Locale.UK);
        boolean isPlain = Arrays.stream(format.getFormats()).allMatch(Objects::isNull);
        if (isPlain) {
          plain++;
          assertEquals(format.format(TEXTS), words.of(key, TEXTS), key);
          assertEquals(format.format(OTHERS), words.of(key, OTHERS), key);
        }
        assertEquals(format.format(NUMBERS), words.of(key, NUMBERS), key);
      }
    }
    assertTrue(plain > 100);
  }

  @Test
  void sizesAreSaidInTheUnitThatFits() {
    assertEquals("0.1 MB", words.size(0));
    assertEquals("50.3 MB", words.size(50_331_648));
    assertEquals("999.9 MB", words.size(999_900_000));
    assertEquals("1.0 GB", words.size(1_000_000_000));
    assertEquals("270.6 GB", words.size(270_553_200_000L));
  }

  @Test
  void aNumberIsSaidTheSameTheFirstTimeAndLater() {
    for (int round = 0; round < 2; round++) {
      assertEquals("no answers", words.of("list.count", 0));
      assertEquals("1 answer", words.of("list.count", 1));
      assertEquals("199 answers", words.of("list.count", 199));
      assertEquals("200 answers", words.of("list.count", 200));
      assertEquals("1,234 answers", words.of("list.count", 1_234));
      assertEquals("1 second", words.of("duration.seconds", 1));
    }
  }

  @Test
  void aMessageThatIsMissingIsAMistake() {
    assertThrows(IllegalArgumentException.class, () -> words.of("no.such.message", 1));
    assertThrows(IllegalArgumentException.class, () -> words.of("no.such.message", "one"));
  }
}
