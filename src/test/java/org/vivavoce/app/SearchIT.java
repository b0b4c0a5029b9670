package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What patients type, and what comes of it. */
class SearchIT {
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @ParameterizedTest
  @CsvSource({
    "immunotherapy, Does immunotherapy work for esophageal cancer?",
    "food pipe cancer, esophageal cancer",
    "oesophageal cancer, esophageal cancer",
    "Okafor, esophageal cancer",
    "hypertension, blood pressure",
    "myocardial infarction, heart attack",
    "thoughts of suicide, suicide"
  })
  void findsByTitleTranscriptDoctorTopicAndSynonym(String query, String title) {
    Searches.assertAmongTheFirstThree(portal, query, title);
  }

  @Test
  void showsTheSentenceThatMatches() {
    Document page = search("stent");
    assertTrue(
        page.select(".card__match mark").eachText().stream()
            .anyMatch(each -> each.toLowerCase(Locale.ROOT).startsWith("stent")),
        page.select(".card__match").eachText()::toString);
  }

  @Test
  void canBeNarrowedToASpecialty() {
    Document page = search("cancer");
    String filter =
        page.select(".search__filters a[href*=specialty=surgical-oncology]").attr("href");
    Document narrowed = portal.page(filter);
    assertAll(
        () -> assertFalse(filter.isEmpty()),
        () ->
            assertEquals(
                List.of("Surgical Oncology"),
                narrowed.select(".card__specialty").eachText().stream().distinct().toList()),
        () -> assertEquals("/search?q=cancer", narrowed.select(".search__active a").attr("href")));
  }

  @Test
  void offersTheConditionOfThatName() {
    assertEquals(
        "/topics/esophageal-cancer",
        search("food pipe cancer").select(".search__topics a").attr("href"));
  }

  @Test
  void findingNothingHelps() {
    Document page = search("qwxyzzy");
    assertAll(
        () -> assertEquals(0, page.select(".card").size()),
        () -> assertTrue(page.text().contains("No answer holds these words")),
        () -> assertTrue(page.select("main a[href=/topics]").size() == 1),
        () -> assertEquals("qwxyzzy", page.select("main input[type=search]").attr("value")));
  }

  @Test
  void partlyFoundWordsAreSaidToBePartlyFound() {
    Document page = search("esophageal qwxyzzy");
    assertTrue(page.select(".card").size() > 0);
    assertTrue(page.text().contains("No answer holds all of these words"));
  }

  @Test
  void isNeitherIndexedNorKept() {
    assertEquals("noindex", search("cancer").select("meta[name=robots]").attr("content"));
    assertEquals(
        "no-store", portal.get("/search?q=cancer").headers().firstValue("Cache-Control").get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; drop table article; --",
        "<script>alert(1)</script>",
        "\"unclosed quote",
        "-- - -cancer or or and ((",
        "a & b | !c <-> d:*",
        "%",
        "\\",
        "\u0000\u0001\u001f",
        "🩺 心臓 قلب",
        "the of and"
      })
  void survivesWhatIsTyped(String query) {
    Document page = search(query);
    assertEquals(0, page.select("main script").size());
    assertEquals(1, page.select("h1").size());
  }

  @Test
  void cutsWhatIsTooLong() {
    assertEquals(200, portal.get("/search?q=" + "a".repeat(5_000)).statusCode());
  }

  @Test
  void aPageBeyondTheLastIsNotThere() {
    assertEquals(404, portal.get("/search?q=cancer&page=99").statusCode());
    assertEquals(404, portal.get("/search?q=cancer&page=abc").statusCode());
  }

  private static Document search(String query) {
    return Searches.page(portal, query);
  }
}
