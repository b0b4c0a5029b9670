package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
  @ParameterizedTest
  @CsvSource({
    "cancer, cancer, 3, 0",
    "canser, cancer, 3, 1",
    "cancre, cancer, 3, 1",
    "cancr, cancer, 3, 1",
    "canceer, cancer, 3, 1",
    "esophagial, esophageal, 3, 1",
    "diabtees, diabetes, 3, 1",
    "ca, abc, 3, 3",
    "kitten, sitting, 3, 3",
    "kitten, sitting, 2, 3",
    "ab, abcdef, 2, 3",
    "'', ab, 3, 2"
  })
  void countsSlips(String one, String other, int most, int slips) {
    assertEquals(slips, EditDistance.of(one, other, most));
    assertEquals(slips, EditDistance.of(other, one, most));
  }
}
