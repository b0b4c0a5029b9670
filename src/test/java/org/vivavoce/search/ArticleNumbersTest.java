package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArticleNumbersTest {
  @Test
  void articlesAreNumberedInTheOrderInWhichTheyAreFirstMet() {
    ArticleNumbers numbers = new ArticleNumbers();
    assertEquals(0, numbers.of(70));
    assertEquals(1, numbers.of(5));
    assertEquals(0, numbers.of(70));
    assertEquals(2, numbers.size());
    assertEquals(70, numbers.article(0));
    assertEquals(5, numbers.article(1));
  }

  @Test
  void asManyAsThereAreKeepTheirNumbers() {
    Random random = new Random(5);
    ArticleNumbers numbers = new ArticleNumbers();
    Map<Long, Integer> expected = new HashMap<>();
    for (int round = 0; round < 50_000; round++) {
      // Numbers that follow each other, and such as differ in their upper half alone.
      long article =
          random.nextBoolean() ? 1 + random.nextInt(20_000) : (1L + random.nextInt(9_000)) << 32;
      expected.putIfAbsent(article, expected.size());
      assertEquals(expected.get(article), numbers.of(article));
    }
    assertEquals(expected.size(), numbers.size());
    expected.forEach((article, number) -> assertEquals(article, numbers.article(number)));
  }
}
