package org.vivavoce.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names are looked up as the same. */
class NameKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Heart Attack | heart attack",
        "  heart--attack, NOS  | heart attack nos",
        "Barrett’s esophagus | barretts esophagus",
        "Barrett's esophagus | barretts esophagus",
        "Ménière disease | meniere disease",
        "Sjögren–Larsson | sjogren larsson",
        "œdème | oedeme",
        "Weiß | weiss",
        "２型糖尿病 | 2型糖尿病",
        "Türkçe İ | turkce i",
        "ﬁbrosis | fibrosis",
        "Vitamin B₁₂ | vitamin b12",
        "हृदय रोग | हृदय रोग",
        "адисон ё | адисон е",
        "α-thalassemia | α thalassemia",
        "(?!) | ''"
      })
  void namesAlikeHaveOneKey(String name, String key) {
    assertEquals(key, NameKey.of(name));
  }

  @Test
  void theKeyOfAKeyIsTheKeyItselfAndNoneIsTooLong() {
    Random random = new Random(7);
    for (int round = 0; round < 3000; round++) {
      StringBuilder name = new StringBuilder();
      int length = random.nextInt(40);
      for (int at = 0; at < length; at++) {
        int letter = random.nextInt(4) == 0 ? random.nextInt(0x20000) : random.nextInt(0x250);
        if (Character.isDefined(letter) && !(letter >= 0xd800 && letter <= 0xdfff)) {
          name.appendCodePoint(letter);
        }
      }
      String key = NameKey.of(name.toString());
      assertEquals(key, NameKey.of(key), () -> name.codePoints().boxed().toList().toString());
      assertTrue(key.equals(key.strip()) && !key.contains("  "), key);
    }
    assertEquals(NameKey.LONGEST, NameKey.of("ab".repeat(5000)).length());
    assertTrue(NameKey.of("\ufdfa".repeat(5000)).length() <= NameKey.LONGEST);
    assertTrue(
        NameKey.of("\ud83d\ude00 " + "\ud800\udf30".repeat(5000)).length() <= NameKey.LONGEST);
  }
}
