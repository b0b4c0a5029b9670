package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One form for what is typed and for what is suggested. */
class SuggestionWordsTest {
  @ParameterizedTest
  @CsvSource({
    "Esophageal cancer, esophageal cancer",
    "'What is (are) Sjögren’s  syndrome ?', what is are sjogrens syndrome",
    "Barrett's, barretts",
    "Ménière disease, meniere disease",
    "Straße Łódź Ærø, strasse lodz aero",
    "COVID-19, covid 19",
    "ﬁbrosis, fibrosis",
    "'', ''",
    "'?!', ''",
    "心臓, 心臓"
  })
  void caseAccentsAndSignsMakeNoDifference(String text, String folded) {
    assertEquals(folded, SuggestionWords.folded(text));
  }

  @ParameterizedTest
  @CsvSource({
    "oesophagus, esophagus",
    "oestrogen, estrogen",
    "haemorrhage, hemorrhage",
    "anaemia, anemia",
    "leukaemia, leukemia",
    "paediatric, pediatric",
    "orthopaedics, orthopedics",
    "aetiology, etiology",
    "diarrhoea, diarrhea",
    "sleep apnoea, sleep apnea",
    "coeliac disease, celiac disease",
    "foetus, fetus",
    "tumour, tumor",
    "sulphur, sulfur",
    "leucocyte, leukocyte"
  })
  void britishSpellingIsFoundFromTheBeginningOfAWord(String british, String american) {
    assertEquals(SuggestionWords.folded(american), SuggestionWords.folded(british));
    String whole = SuggestionWords.folded(american);
    int length = british.length();
    assertTrue(whole.startsWith(SuggestionWords.folded(british.substring(0, length - 1))));
    assertTrue(whole.startsWith(SuggestionWords.folded(british.substring(0, length - 2))));
  }

  @ParameterizedTest
  @CsvSource({"hemorrhoids", "aerobic", "toe", "four hours", "shoes"})
  void otherWordsStayAsTheyAre(String word) {
    assertEquals(word, SuggestionWords.folded(word));
  }

  @Test
  void itIsFoundByItsFirstWordAndByThoseThatSaySomething() {
    assertEquals(
        List.of("what", "treatments", "stroke"),
        List.copyOf(SuggestionWords.found("what are the treatments for stroke stroke")));
  }

  @Test
  void aNameIsAsLongAsItsRowMayBe() {
    assertEquals(SuggestionWords.LONGEST, SuggestionWords.folded("ﷺ".repeat(300)).length());
    assertEquals(
        List.of(SuggestionWords.LONGEST_WORD),
        SuggestionWords.found("a".repeat(300)).stream().map(String::length).toList());
    assertEquals("a", SuggestionWords.start("a😀", 2), "no half character");
  }
}
