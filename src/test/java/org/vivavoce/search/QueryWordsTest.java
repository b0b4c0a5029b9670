package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryWordsTest {
  @Test
  void signsPartWordsAndPossessivesGo() {
    assertEquals(
        List.of("barrett", "oesophagus", "x", "ray", "isaacs", "type", "2", "what"),
        QueryWords.of("Barrett’s oesophagus, x-ray? ISAACS' (type 2) WHAT"));
  }

  @Test
  void aNumberAndItsUnitAreTwo() {
    assertEquals(List.of("aspirin", "100", "mg"), QueryWords.of("aspirin 100mg"));
    assertEquals(List.of("type", "3a", "t4n2"), QueryWords.of("type 3a t4n2"));
  }

  @Test
  void lettersKeepTheirAccentsInOneForm() {
    assertEquals(List.of("sj\u00f6gren"), QueryWords.of("Sjo\u0308gren"));
  }

  @Test
  void nothingIsLongerThanItMayBe() {
    assertEquals(QueryWords.MOST, QueryWords.of("ab ".repeat(500)).size());
    assertEquals(List.of(), QueryWords.of("a".repeat(QueryWords.LONGEST + 1)));
    assertTrue(QueryWords.of("\u0000 \uD800 ?!").isEmpty());
  }

  @Test
  void marksWordsAsTheyAreWritten() {
    assertEquals(
        "<Cysts> in the kidney: a <cyst>, not cystitis.",
        QueryWords.marked(
            "Cysts in the kidney: a cyst, not cystitis.", Set.of("cyst", "cysts"), '<', '>'));
  }
}
