package org.vivavoce.related;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which titles ask the same, and above all which do not. */
class QuestionKeyTest {
  private static final List<List<String>> SAME =
      List.of(
          List.of(
              "What are the symptoms of oesophageal cancer?",
              "Symptoms of esophageal cancer",
              "What are the symptoms of cancer of the esophagus?",
              "What are the signs and symptoms of cancer of the gullet?",
              "Esophageal cancer symptoms",
              "WHAT ARE THE SYMPTOMS OF  ESOPHAGEAL  CANCER ? ?"),
          List.of("What is (are) asthma ?", "What is asthma?", "What’s asthma?"),
          List.of(
              "How is a heart attack treated?",
              "What is the treatment for myocardial infarction?",
              "How to treat a heart attack",
              "What are the treatments for heart attacks?",
              "What treatments are available for a heart attack (myocardial infarction)?"),
          List.of(
              "How is esophageal cancer treated when it has not spread?",
              "What is the treatment for esophageal cancer that has not spread?"),
          List.of(
              "How is metastatic esophageal cancer treated?",
              "How is oesophageal cancer treated after it has spread?"),
          List.of("Who is at risk for stroke?", "What are the risk factors for a stroke?"),
          List.of(
              "How to prevent stroke?",
              "How can strokes be prevented?",
              "How can I prevent a stroke?"),
          List.of("What causes anaemia?", "What are the causes of anemia?"),
          List.of("How is Parkinson's disease diagnosed?", "How to diagnose Parkinson disease?"),
          List.of("What is type 2 diabetes?", "What is diabetes mellitus type 2?"),
          List.of(
              "Can I drink coffee with atrial fibrillation?",
              "Can you drink coffee with atrial fibrillation?"));

  private static final List<String> APART =
      List.of(
          "Who is at risk for stroke?",
          "What is a stroke?",
          "How to prevent stroke?",
          "How is stroke treated?",
          "How do I treat a stroke?",
          "Can stroke be prevented?",
          "What are the early signs of stroke?",
          "What are the warning signs of stroke?",
          "What are the symptoms of stroke?",
          "What are the symptoms of stroke in children?",
          "What are the symptoms of stroke and how is it treated?",
          "Is stroke inherited?",
          "How is stroke inherited?",
          "How is stroke diagnosed?",
          "What is hepatitis A?",
          "What is hepatitis B?",
          "What is hepatitis?",
          "What is vitamin A deficiency?",
          "What is vitamin deficiency?",
          "What is blood group A+?",
          "What is blood group A-?",
          "What is blood group A?",
          "What is pulmonary hypertension?",
          "What is pulmonary arterial hypertension?",
          "Can asthma cause anxiety?",
          "Can anxiety cause asthma?",
          "Can asthma not cause anxiety?",
          "What should I eat before surgery?",
          "What should I eat after surgery?",
          "What should I not eat after surgery?",
          "How is pain treated after surgery?",
          "How is pain treated before surgery?",
          "How is esophageal cancer treated when it has spread?",
          "How is esophageal cancer treated when it has not spread?",
          "How is esophageal cancer treated?",
          "What is small cell lung cancer?",
          "What is non-small cell lung cancer?",
          "What is type 1 diabetes?",
          "What is type 2 diabetes?",
          "How is fever over 39 treated?",
          "How is fever under 39 treated?",
          "How is fever <39 treated in babies?",
          "How is fever >39 treated in babies?");

  @Test
  void theSameQuestionInOtherWordsHasOneKey() {
    assertAll(
        SAME.stream()
            .flatMap(
                titles ->
                    titles.stream()
                        .map(title -> () -> assertEquals(key(titles.get(0)), key(title), title))));
    assertEquals(SAME.size(), SAME.stream().map(titles -> key(titles.get(0))).distinct().count());
    SAME.forEach(titles -> assertNotNull(key(titles.get(0)), titles.get(0)));
  }

  @Test
  void otherQuestionsAboutTheSameHaveOtherKeys() {
    Map<String, String> found = new HashMap<>();
    for (String title : APART) {
      String key = key(title);
      assertNotNull(key, title);
      assertNull(found.put(key, title), () -> title + " is " + key);
    }
  }

  @Test
  void aNameAloneAsksNothing() {
    for (String title :
        Arrays.asList(
            "Stroke",
            "Stroke?",
            "Chronic obstructive pulmonary disease",
            "Living with asthma every day",
            "What is it?",
            "How is it treated?",
            "???",
            "")) {
      assertNull(key(title), title);
    }
  }

  @Test
  void aConditionsOtherNamesStandForItWhereTheyAreItsOwn() {
    List<String> names =
        List.of("Gastric ulcer disease", "Belly sore", "Sore", "GUD", "Ulcer disease");
    String key = key("How is gastric ulcer disease treated?", names);
    assertEquals(key, key("How is belly sore treated?", names));
    assertEquals(key, key("What is the treatment for belly sores?", names));
    assertNotEquals(key, key("How is GUD treated?", names), "an abbreviation");
    assertNotEquals(key, key("How is ulcer disease treated?", names), "something wider");
    assertNotEquals(key, key("How is belly sore treated?"), "an answer about something else");
    List<List<String>> two = List.of(names, List.of("Navel wound", "Belly sore"));
    assertEquals(
        key("How is belly sore treated?"),
        QuestionKey.of("en", "How is belly sore treated?", two),
        "a name of two conditions");
  }

  @Test
  void languagesStayApartAndOthersKeepTheirWordsInOrder() {
    assertEquals(key("What is asthma?"), QuestionKey.of("en-GB", "What is asthma?", List.of()));
    assertEquals(
        "de:was ist nicht asthma", QuestionKey.of("de", "Was ist nicht Asthma?", List.of()));
    assertNull(QuestionKey.of("de", "Asthma", List.of()));
  }

  @Test
  void keysAreBoundedWhateverTheTitle() {
    for (String title :
        List.of(
            "What is " + "very ".repeat(200) + "long?",
            "What is " + "𝔸".repeat(240) + " and more?",
            "How is " + "x".repeat(10_000) + " treated?",
            "how is treated ".repeat(100))) {
      String key = key(title);
      assertTrue(key == null || key.length() <= 250, title);
    }
  }

  private static @Nullable String key(String title) {
    return QuestionKey.of("en", title, List.of());
  }

  private static @Nullable String key(String title, List<String> names) {
    return QuestionKey.of("en", title, List.of(names));
  }
}
