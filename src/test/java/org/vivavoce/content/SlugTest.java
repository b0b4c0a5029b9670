package org.vivavoce.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugTest {
  @ParameterizedTest
  @CsvSource({
    "What is GERD?, what-is-gerd",
    "Crohn’s disease, crohns-disease",
    "Müde — was nun?, mude-was-nun",
    "ﬁne print, fine-print",
    "  --  ,answer",
    "心臓, answer",
    "α1-antitrypsin, 1-antitrypsin"
  })
  void isMadeOfAnyTitle(String title, String slug) {
    assertEquals(slug, Slug.of(title).value());
  }

  @Test
  void isCutBetweenWords() {
    String slug = Slug.of("word ".repeat(60)).value();
    assertTrue(slug.length() <= 100);
    assertTrue(slug.endsWith("-word"), slug);
    assertEquals(100, Slug.of("x".repeat(300)).value().length());
  }

  @Test
  void aNumberFitsEvenOnALongOne() {
    Slug numbered = Slug.of("x".repeat(300)).numbered(12_345);
    assertEquals(100, numbered.value().length());
    assertTrue(numbered.value().endsWith("x-12345"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "a-", "-a", "a--b", "A", "a b", "a/b", "ä", "a\n"})
  void refusesWhatIsNone(String text) {
    assertFalse(Slug.isValid(text));
    assertThrows(IllegalArgumentException.class, () -> new Slug(text));
  }
}
