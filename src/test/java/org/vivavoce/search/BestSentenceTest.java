package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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
  void aRareWordSaysMoreThanACommonOne() {
    assertEquals(
        "Avoid <mark>grapefruit</mark> juice altogether.",
        best(
            "Your [tablets] help. Take the [tablets] daily. The [tablets] are small."
                + " Avoid [grapefruit] juice altogether. Keep the [tablets] dry."));
  }

  /** A word is as rare as it is on the whole page. */
  @Test
  void whatIsRareIsToldFromAllAnswersOfThePage() {
    String here = "The [stent] stays for weeks. Some [bleed] for a day.";
    String others = "You may [bleed]. They [bleed]. Some [bleed]. Do you [bleed] now.";
    assertEquals("The <mark>stent</mark> stays for weeks.", of(here, others).get(0));
    assertEquals(
        "Some <mark>bleed</mark> for a day.",
        of(here, "A [stent]. The [stent]. One [stent] more. My [stent] is in place.").get(0));
  }

  @Test
  void wordsThatStandTogetherBelongTogether() {
    assertEquals(
        "The <mark>blood</mark> <mark>pressure</mark> falls when you rest every day now.",
        best(
            "The [blood] that was taken this morning may say that your [pressure]."
                + " The [blood] that was taken then says no more about any [pressure]."
                + " The [blood] [pressure] falls when you rest every day now."));
  }

  @Test
  void neitherAHeadingNorAQuestionWhereSomethingIsSaid() {
    assertEquals(
        "Most people find a <mark>stent</mark> helps them to <mark>swallow</mark>.",
        best(
            "[Stent] and [swallow]\n\nCan a [stent] help me to [swallow]?"
                + " Most people find a [stent] helps them to [swallow]."));
    assertEquals(
        "Can a <mark>stent</mark> help me to <mark>swallow</mark>?",
        best("Can a [stent] help me to [swallow]? Nobody knows for sure."),
        "but where it alone matches");
  }

  @Test
  void aWordIsTheSameHoweverItIsInflected() {
    assertEquals(
        "One <mark>stent</mark> helps with <mark>swallowing</mark>.",
        best("A [stent], two [stents], [STENTS] everywhere. One [stent] helps with [swallowing]."));
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

  @Test
  void aPlaceIsWithinTheTextAlsoWhereNoSpacePartsSentences() {
    BestSentence.Pick pick = BestSentence.of(List.of(marked("头痛。".repeat(9) + "[胃痛]。"))).get(0);
    assertTrue(pick.place() > 0.7 && pick.place() < 1, () -> "at " + pick.place());
  }

  @Test
  void tellsWhereTheSentenceStands() {
    BestSentence.Pick pick =
        BestSentence.of(List.of(marked("Good morning all. The [stent] stays. Good night."))).get(0);
    assertEquals("The stent stays.", pick.text());
    assertTrue(pick.place() > 0.3 && pick.place() < 0.5, () -> "at " + pick.place());
    assertEquals(0, BestSentence.of(List.of(marked(""))).get(0).place());
  }

  private static String best(String text) {
    return of(text).get(0);
  }

  private static List<String> of(String... texts) {
    return BestSentence.of(Stream.of(texts).map(BestSentenceTest::marked).toList()).stream()
        .map(pick -> pick.html().toString())
        .toList();
  }

  private static BestSentence.Marked marked(String text) {
    return new BestSentence.Marked(
        text.replace('[', BestSentence.START).replace(']', BestSentence.STOP), Locale.ENGLISH);
  }
}
