package org.vivavoce.content;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedFlagsTest {
  private static final RedFlags FLAGS =
      RedFlags.of(
          List.of(
              new RedFlags.Term("chest pain", "en"),
              new RedFlags.Term("pain in the chest", "en"),
              new RedFlags.Term("can't breathe", "en"),
              new RedFlags.Term("bleeding", "en"),
              new RedFlags.Term("seizure", "en"),
              new RedFlags.Term("self-harm", "en"),
              new RedFlags.Term("haemoptysis", "en"),
              new RedFlags.Term("Brustschmerz", "de"),
              new RedFlags.Term("méningite", "fr"),
              new RedFlags.Term("胸痛", "zh"),
              new RedFlags.Term("!!", "en")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Chest pain               | chest pain
          CHEST PAINS!             | chest pain
          no chest-pain at all     | chest pain
          a chest ‑ pain           | chest pain
          the chest\\npain          | chest pain
          the chest\\n\\npain        | chest pain
          chest<br>pain            | chest pain
          <b>ch</b>est <i>pain</i> | chest pain
          *chest* _pain_           | chest pain
          chest&nbsp;pain          | chest pain
          chest\u00a0pain          | chest pain
          ch\u00adest pa\u200bin    | chest pain
          chest pa-\\nin            | chest pain
          chestpain                | chest pain
          “chest” pain             | chest pain
          <chest pain>             | chest pain
          chést paín               | chest pain
          pain in my chest         | pain in the chest
          Pains in his chest       | pain in the chest
          I can’t breathe          | can't breathe
          I cant breathe           | can't breathe
          It bleeds                | bleeding
          two seizures             | seizure
          selfharm                 | self-harm
          self harming             | self-harm
          Starke Brustschmerzen    | Brustschmerz
          MENINGITE                | méningite
          他有胸痛吗                 | 胸痛
          """)
  void isFoundHoweverItIsWritten(String text, String term) {
    assertEquals(List.of(term), FLAGS.in("", text.translateEscapes()));
    assertEquals(List.of(term), FLAGS.in(text.translateEscapes(), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Not in the chest. Pain elsewhere.",
        "chest painting",
        "orchest pain",
        "chest and pain",
        "she seized it",
        "Brust und Schmerz",
        "pain, chest"
      })
  void isNotFoundInOtherWords(String text) {
    assertEquals(List.of(), FLAGS.in("", text));
  }

  @Test
  void isNotPutTogetherOfTitleAndTranscript() {
    assertEquals(List.of(), FLAGS.in("Chest", "Pain"));
  }

  @Test
  void termsThatFindTheSameHaveTheSameKey() {
    assertAll(
        () -> assertEquals(RedFlags.key("the Chest pains"), RedFlags.key("chest-pain")),
        () -> assertNotEquals(RedFlags.key("chest pain"), RedFlags.key("pain in the chest")),
        () -> assertEquals("", RedFlags.key("!! the")));
  }

  @Test
  void onlyWordsCountForTheHash() {
    assertAll(
        () -> assertEquals(RedFlags.sha256("A", "b  c\n\nd"), RedFlags.sha256(" A ", "b c d")),
        () -> assertNotEquals(RedFlags.sha256("A b", "c"), RedFlags.sha256("A", "b c")));
  }
}
