package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Searches;

/** What patients call things, and British spelling, find what doctors wrote of them. */
class WordingsIT {
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
    "oesophageal cancer, esophageal cancer",
    "food pipe cancer, esophageal cancer",
    "cancer of the gullet, esophageal cancer",
    "gullet cancer, esophageal cancer",
    "oesophagus removed, esophagus has been removed",
    "trouble swallowing cancer, swallow",
    "barretts oesophagus, Barrett",
    "acid reflux, heartburn",
    "throwing up blood, vomiting blood",
    "bowel cancer, bowel cancer",
    "colorectal cancer, bowel cancer",
    "gastric cancer, stomach cancer",
    "irritable bowel, irritable bowel",
    "myocardial infarction, heart attack",
    "coronary thrombosis, heart attack",
    "hypertension tablets, blood pressure",
    "anticoagulants, blood thinner",
    "hypothyroidism tablets, thyroid",
    "slow thyroid, thyroid",
    "cerebrovascular accident, stroke",
    "analgesics migraine, painkillers",
    "sick headache, migraine",
    "fits medicine, seizures",
    "epileptic fit, epilepsy",
    "puffer asthma, inhaler",
    "smoker's lung, COPD",
    "nephrolithiasis, kidney stone",
    "stones in the kidney, kidney stone",
    "washing the blood, dialysis",
    "water infection, urinary tract",
    "bladder infection, urinary tract",
    "manic depression antidepressants, antidepressants",
    "feeling down thoughts of suicide, suicide",
    "haematemesis, vomiting blood",
    "hepatic steatosis, fatty liver"
  })
  void isFoundAmongTheFirstThree(String query, String title) {
    Searches.assertAmongTheFirstThree(portal, query, title);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"myocardial infarction\"", "hypertension -pressure"})
  void whoeverWritesAnOperatorMeansTheseVeryWords(String query) {
    List<String> wordings =
        portal.database().jdbi().withHandle(handle -> NameVariants.of(handle, query).wordings());
    assertEquals(List.of(), wordings);
  }

  @Test
  void wordingsAreFewWhateverIsAsked() {
    for (String query :
        List.of(
            "",
            "%_'\\\"--",
            "heart attack stroke cancer kidney stones food pipe water pill sugar disease fits",
            "a ".repeat(90),
            "\u0000\uD800 heart")) {
      List<String> wordings =
          portal.database().jdbi().withHandle(handle -> NameVariants.of(handle, query).wordings());
      assertTrue(wordings.size() <= NameVariants.MOST, wordings::toString);
      assertFalse(wordings.contains(query.strip()), wordings::toString);
    }
  }
}
