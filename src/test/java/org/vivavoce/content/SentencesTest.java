package org.vivavoce.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.text.BreakIterator;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
  /** Where "|" stands, and nowhere else, a sentence ends. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Rest the leg. | Drink water! | Does it hurt? | Call us.",
        "Ask Dr. Keller or Prof. Lee about it. | Mr. Ray, Mrs. Ray and Ms. Bo did.",
        "Use a tablet, e.g. Paracetamol, i.e. 500 mg. | It costs approx. 5 euros.",
        "Rest vs. Ice is a question. | See Fig. 3 and No. 12 of St. Mary's list.",
        "Cough, fever, etc. may come. | Cough, fever, etc. | They may go.",
        "Is it safe? | No. | That is a myth.",
        "Is it safe? | No. | 5 tablets are too many.",
        "Take 2.5 mg at 5 p.m. on Monday. | At 5 p.m. Monday it ends. | It is 5 p.m. | Go home.",
        "J. R. Smith and John F. Kennedy wrote it. | It was I. | Then he left.",
        "You need vitamin D. | Sunshine helps. | You may have hepatitis C. | Doctors can treat it.",
        "The U.S. Department said so. | He lives in the U.S. | They do not.",
        "Well... maybe. | Well… perhaps. | So… I think so. | It ended… | Then it began.",
        "\"Does it hurt?\" she asked. | \"Stop!\" | Then he left.",
        "He said “Stop.” | Then (as I said.) | He left [at last.] | ‘Yes.’ | No, no.",
        "« Oui. » | Puis elle part.",
        "1. Rest the leg. | 2. Drink water.",
        "It grew by 5. | 6 did not. | It fell in Jan. 2020. | The pH is 7. | pH matters.",
        "Really?! | Wait!! | See http://example.org/?a=B.c for more. | Ask v1.2 now.",
        "what?no. done.Then he left",
        "– Yes. | – No. | So. | - Then it goes on.",
        "هل يؤلم؟ | نعم. | راجع الطبيب!",
        "यह है। | वह है।",
        "ይህ ነው። | ያ ነው።",
        "no stop at the end"
      })
  void end(String marked) {
    List<String> expected = Arrays.asList(marked.split(" \\| "));
    assertEquals(List.of(expected), of(String.join(" ", expected)));
  }

  @Test
  void knowTheAbbreviationsOfTheirLanguage() {
    String german = "Nehmen Sie z. B. Tee, bzw. Wasser, ca. 2 Liter. Hr. Roth hat Nr. 5.";
    assertEquals(
        List.of(List.of("Nehmen Sie z. B. Tee, bzw. Wasser, ca. 2 Liter.", "Hr. Roth hat Nr. 5.")),
        Sentences.of(german, Locale.GERMAN));
  }

  @Test
  void endWithoutASpaceInChineseAndJapanese() {
    assertEquals(List.of(List.of("你好。", "再见！", "怎么？", "好的。")), of("你好。再见！怎么？好的。"));
    assertEquals(List.of(List.of("「はい。」", "そうです。")), of("「はい。」そうです。"));
  }

  @Test
  void blankLinesPartParagraphs() {
    assertEquals(
        List.of(List.of("One.", "Two goes on."), List.of("Three.")),
        of("\n\n One.\tTwo\r\n goes  on.\r\n \t\r\n\r\nThree.\n"));
    assertEquals(List.of(), of(" \n \n"));
    assertEquals(List.of(), of(""));
  }

  @Test
  void aLoneSignIsNoSentence() {
    assertEquals(List.of(List.of("Yes. !"), List.of("* * *")), of("Yes. !\n\n* * *"));
    assertEquals(List.of(List.of("5. It is.")), of("5. It is."));
  }

  @Test
  void loseNothing() {
    String[] parts = {
      " ", "\n", "\n\n", ".", "!", "?", "…", "”", "\"", ")", "(", "Dr", "No", "a", "I", "p.m", "5",
      "。", "」", "好", "\u0002", "\u0003", "\u00a0", "é", "😀", "\ud83d", "»", "-", "The", "؟"
    };
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(25); left > 0; left--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      StringBuilder joined = new StringBuilder();
      of(text.toString()).forEach(paragraph -> paragraph.forEach(joined::append));
      assertEquals(withoutSpace(text), withoutSpace(joined));
      if (text.indexOf("。") < 0) {
        StringBuilder spaced = new StringBuilder();
        of(text.toString()).forEach(each -> spaced.append(String.join(" ", each)).append(' '));
        assertEquals(
            String.join(" ", text.toString().strip().split("\\s+")), spaced.toString().strip());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "word ", "x", "好", "a. ", "A. ", ".", "好。", "。-", "Go. ", "! ", "1. ", "\" ", "\n",
        "\u0002 "
      })
  void longTextTakesNoTime(String part) {
    String text = part.repeat(100_000 / part.length());
    of(text);
    Work.assertAtMost(Duration.ofSeconds(2), () -> of(text));
    Work.assertAtMost(Duration.ofSeconds(2), () -> of("Go on. " + text));
  }

  private static String withoutSpace(CharSequence text) {
    return text.toString().replaceAll("\\s", "");
  }

  private static List<List<String>> of(String text) {
    return Sentences.of(text, Locale.ENGLISH);
  }

  /** Which is why the platform is asked only where a word ends with a sign of another script. */
  @ParameterizedTest
  @ValueSource(strings = {"en", "de", "el", "ar", "th", "ja"})
  void noSignOfAsciiButTheStopsEndsOneForThePlatform(String language) {
    BreakIterator platform = BreakIterator.getSentenceInstance(Locale.forLanguageTag(language));
    String signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    for (String before : (signs + "a1。").split("")) {
      for (String last : signs.split("")) {
        for (String closing : List.of("", "\"", ")")) {
          String text = "Some word" + before + last + closing + " ";
          platform.setText(text + "Next one.");
          if (!".!?)]}\"'".contains(last)) {
            assertFalse(platform.isBoundary(text.length()), text);
          }
        }
      }
    }
  }
}
