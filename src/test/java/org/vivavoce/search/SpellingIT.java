package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Searches;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;

/** Slips of the thumb, of the ear and of the tongue find what was meant, and are told of. */
class SpellingIT {
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
    "esophagial canser, esophageal cancer",
    "esofageal cancer, esophageal cancer",
    "oesophagial cancer, esophageal cancer",
    "cancer of the gullett, esophageal cancer",
    "esophageal cancer imunotherapy, immunotherapy",
    "barets esophagus, Barrett",
    "hartburn, heartburn",
    "heart burn, heartburn",
    "stomache cancer, stomach cancer",
    "stomac ulcer helicobakter, stomach ulcer",
    "iritable bowel, irritable bowel",
    "vommiting blood, vomiting blood",
    "chest pian, chest pain",
    "hart attack, heart attack",
    "pannic attack, panic attack",
    "blood presure tablets, blood pressure",
    "bloodpressure tablets, blood pressure",
    "atrial fibrilation, atrial fibrillation",
    "blood thiner, blood thinner",
    "heart faliure weight, heart failure",
    "diabtes type 2, type 2 diabetes",
    "diabetic foot soar, sore on my foot",
    "thyriod tablets, thyroid",
    "warning signs of a stroek, stroke",
    "migrane painkillers, migraine",
    "epilepsie medicine, epilepsy",
    "siezures, seizures",
    "asma inhaler, asthma",
    "inhailer, inhaler",
    "kidny stone, kidney stone",
    "kidneystone, kidney stone",
    "diallysis, dialysis",
    "exzema cream, eczema",
    "steriod cream, steroid cream",
    "antidepresants, antidepressants",
    "thoughts of suiside, suicide",
    "urinary track infection, urinary tract",
    "lower back pane, low back pain",
    "fatty lever, fatty liver",
    "swolowing is hard, swallow"
  })
  void isFoundAmongTheFirstThree(String query, String title) {
    Searches.assertAmongTheFirstThree(portal, query, title);
  }

  /** Hard names lack letters, and everyday words are seldom what somebody could not spell. */
  @ParameterizedTest
  @CsvSource({"hemroids, hemorrhoids", "brest lump, breast lump", "asma, asthma"})
  void lettersThatWereLeftOutAreMissedRatherThanOthersChanged(String query, String meant) {
    try (Portal own = Portal.over(TestDatabase.migrated())) {
      Jdbi jdbi = own.database().jdbi();
      String[] lines =
          IntStream.range(0, 4)
              .mapToObj(
                  each ->
                      Stream.of(
                          Imports.line("p" + each, "Hemorrhoids " + each, "Hemorrhoids itch."),
                          Imports.line("b" + each, "Breast lump " + each, "A lump in a breast."),
                          Imports.line("c" + each, "Best lump " + each, "The best, the best lump."),
                          Imports.line("d" + each, "ASA " + each, "Asa is aspirin; a hem, roids."),
                          Imports.line("a" + each, "Asthma " + each, "Asthma takes the breath.")))
              .flatMap(each -> each)
              .toArray(String[]::new);
      Imports.run(jdbi, lines);
      assertTrue(
          Searches.page(own, query)
              .select(".search__repaired")
              .text()
              .startsWith("Showing results for “" + meant + "”."));
    }
  }

  @Test
  void whatIsMendedIsToldAndCanBeAskedForAsTyped() {
    Document page = Searches.page(portal, "esophagial canser");
    String asTyped = page.select(".search__repaired a").attr("href");
    assertAll(
        () ->
            assertTrue(
                page.select(".search__repaired")
                    .text()
                    .startsWith("Showing results for “esophageal cancer”."),
                page.select(".search__repaired").text()),
        () -> assertEquals("/search?q=esophagial%20canser&exact=1", asTyped),
        () -> assertEquals("esophagial canser", page.select("#search-again").attr("value")));
    Document exact = portal.page(asTyped);
    assertAll(
        () -> assertEquals(0, exact.select(".card").size()),
        () -> assertEquals(0, exact.select(".search__repaired").size()),
        () -> assertTrue(exact.text().contains("No answer holds these words")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "esophageal cancer",
        "oesophageal cancer",
        "heart attacks",
        "stroke's signs",
        "hypertension",
        "kidney-stones",
        "EPILEPSY"
      })
  void whatIsRightIsLeftAsItIs(String query) {
    Document page = Searches.page(portal, query);
    assertFalse(page.select(".card").isEmpty());
    assertEquals("", page.select(".search__repaired").text());
  }

  /** No answer of the demonstration has the words “father”, “kill” or “pills”. */
  @ParameterizedTest
  @CsvSource({
    "my father coughs up blood, ''",
    "i want to kill myself, ''",
    "i dont take my pills, ''",
    "dont stop my blood preassure pills, dont stop my blood pressure pills"
  })
  void everydayWordsAreNoSlips(String query, String mended) {
    String told = Searches.page(portal, query).select(".search__repaired").text();
    assertEquals(
        mended.isEmpty() ? "" : "Showing results for “" + mended + "”.",
        told.replaceFirst(" Search instead for .*", ""));
  }

  @Test
  void whatIsInQuotationMarksIsMeantAsItStands() {
    assertAll(
        () ->
            assertTrue(Searches.titles(portal, "\"panic attack\"").get(0).contains("panic attack")),
        () ->
            assertTrue(
                Searches.titles(portal, "heart attack -panic").stream()
                    .noneMatch(each -> each.toLowerCase(Locale.ROOT).contains("panic"))));
  }

  @Test
  void whereNothingHoldsWhatIsQuotedItIsSaidThatOnlySomeOfItIsHeld() {
    Document page = Searches.page(portal, "\"cancer esophageal panic\"");
    assertFalse(page.select(".card").isEmpty());
    assertTrue(page.text().contains("No answer holds all of these words"), page.text());
    assertFalse(
        Searches.page(portal, "\"panic attack\"")
            .text()
            .contains("No answer holds all of these words"));
  }

  /** The answer to what is asked comes first: not another about the same condition. */
  @ParameterizedTest
  @CsvSource({
    "esophageal cancer symptoms, early signs|first symptoms",
    "stroke warning signs, warning signs",
    "esophageal cancer treatment, treat",
    "stomach ulcer reason, What causes"
  })
  void whatIsAskedIsAnswered(String query, String beginning) {
    String first = Searches.titles(portal, query).get(0);
    assertTrue(
        List.of(beginning.split("\\|")).stream().anyMatch(first::contains),
        () -> query + " finds " + first);
  }
}
