package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class BestSentenceTest {
  @Test
  void choosesTheSentenceWithTheMostDifferentWords() {
    assertEquals(
        "A <mark>stent</mark> helps with <mark>swallowing</mark>.",
        best("The [stent] is a [stent]. A [stent] helps with [swallowing]. No more."));
  }

  @Test
  void theFirstOneWhereNothingMatches() {
    assertEquals("Good morning.", best("Good morning. Good night."));
  }

  @Test
  void anAbbreviationDoesNotCutTheSentence() {
    assertEquals(
        "Ask Dr. <mark>Keller</mark> about 2.5 mg of it, e.g. for <mark>pain</mark>.",
        best("Good day. [Ask] me. Ask Dr. [Keller] about 2.5 mg of it, e.g. for [pain]. [Bye]."));
  }

  @Test
  void marksAtASentencesEndsStayWithTheirSentences() {
    assertEquals(
        "<mark>Swallowing</mark> gets <mark>easier</mark>.",
        best("This is the [stent]. [Swallowing] gets [easier]. No more."));
  }

  @Test
  void hostileTextStaysText() {
    assertEquals(
        "&lt;img src=x onerror=alert(1)&gt; <mark>pain</mark>",
        best("<img src=x onerror=alert(1)> [pain]"));
  }

  @Test
  void longSentencesAreCutAroundTheMatch() {
    String sentence = best("word ".repeat(300) + "[needle] " + "word ".repeat(300));
    assertTrue(sentence.length() < 400, sentence);
    assertTrue(sentence.startsWith("… "), sentence);
    assertTrue(sentence.endsWith(" …"), sentence);
    assertTrue(sentence.contains("<mark>needle</mark>"), sentence);
  }

  private static String best(String text) {
    String marked = text.replace('[', BestSentence.START).replace(']', BestSentence.STOP);
    return BestSentence.of(marked, Locale.ENGLISH).toString();
  }
}
