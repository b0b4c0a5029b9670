package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "When is chest pain a sign of a heart attack? | When could chest pain be a heart attack?",
        "Do I have to take blood pressure tablets for life? | Will I need blood pressure tablets for the rest of my life?",
        "Is it a panic attack or a heart attack? | Panic attack or heart attack: how can I tell?",
        "How is esophageal cancer treated when it has not spread? | What is the treatment for esophageal cancer that has not spread?",
        "What are the treatments for Noonan syndrome ? | what is the Treatment for Noonan’s syndrome"
      })
  void asksTheSame(String one, String other) {
    assertFalse(QuestionKey.of(one).isEmpty());
    assertEquals(QuestionKey.of(one), QuestionKey.of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "How is esophageal cancer treated when it has spread? | How is esophageal cancer treated when it has not spread?",
        "What are the signs of heart failure? | What is heart failure?",
        "What are the symptoms of Charcot-Marie-Tooth disease type 2? | What are the treatments for Charcot-Marie-Tooth disease type 2?",
        "What causes spinal muscular atrophy type 1? | What causes spinal muscular atrophy type 2?",
        "Can I exercise before heart surgery? | Can I exercise after heart surgery?",
        "How is high blood pressure treated? | How is high blood pressure treated in pregnancy?",
        "When is kidney disease diagnosed? | How is kidney disease diagnosed?"
      })
  void asksSomethingElse(String one, String other) {
    assertNotEquals(QuestionKey.of(one), QuestionKey.of(other));
  }

  @Test
  void tooLittleIsNoQuestion() {
    assertEquals("", QuestionKey.of("What is asthma?"));
    assertEquals("", QuestionKey.of(""));
    assertEquals("", QuestionKey.of("心"));
  }
}
