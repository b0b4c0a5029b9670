package org.vivavoce.content;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordDifferenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one two three | one two three | one two three",
        "one two three | one 2 three | one [-two-][+2+] three",
        "one two three | one three | one [-two -]three",
        "one | one, two | one[+, two+]",
        "a b c d | a x y d | a [-b c-][+x y+] d",
        "don’t go | do go | [-don’t-][+do+] go",
        "5 mg | 50 mg | [-5-][+50+] mg"
      })
  void wordsAreComparedWhole(String before, String after, String expected) {
    assertEquals(expected, shown(WordDifference.of(before, after)));
  }

  @Test
  void nothingAndSomething() {
    assertEquals("[+all new+]", shown(WordDifference.of("", "all new")));
    assertEquals("[-all gone-]", shown(WordDifference.of("all gone", "")));
    assertFalse(WordDifference.of("", "").isChange());
    assertTrue(WordDifference.of("a", "A").isChange());
  }

  @Test
  void paragraphsStayParted() {
    assertEquals(
        "One.\n\n[-Two-][+Zwei+].\n\nThree.",
        shown(WordDifference.of("One.\n\nTwo.\n\nThree.", "One.\n\nZwei.\n\nThree.")));
  }

  @Test
  void whatStayedIsShownAroundEachChangeAlone() {
    String much =
        IntStream.range(100, 300).mapToObj(each -> "word" + each + " ").collect(joining());
    String markup =
        WordDifference.of(much + "two " + much + "five", much + "three " + much + "<six>")
            .markup("out", "in", "same & so on")
            .toString();
    assertEquals(2, markup.split("same &amp; so on", -1).length - 1, markup);
    assertTrue(markup.contains("word298 word299 <del>"), markup);
    assertTrue(markup.contains("</ins> word100 word101 "), markup);
    assertTrue(markup.endsWith("in </span>&lt;six&gt;</ins>"), markup);
    assertTrue(markup.length() < 1_500, markup);
    String little = "word ".repeat(100);
    assertFalse(
        WordDifference.of(little + "two", little + "three")
            .markup("out", "in", "same")
            .toString()
            .contains("same"));
  }

  @Test
  void bothTextsCanBeReadOffWhateverTheyAre() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      String before = text(random);
      String after = text(random);
      List<WordDifference.Run> runs = WordDifference.of(before, after).runs();
      assertEquals(before, without(runs, WordDifference.Kind.ADDED));
      assertEquals(after, without(runs, WordDifference.Kind.REMOVED));
    }
  }

  @Test
  void longTextsThatShareNothingTakeNoTime() {
    String before = words(60_000, "a");
    String after = words(60_000, "b");
    Work.assertAtMost(
        Duration.ofSeconds(5),
        () -> {
          List<WordDifference.Run> runs = WordDifference.of(before, after).runs();
          assertEquals(before, without(runs, WordDifference.Kind.ADDED));
          assertEquals(after, without(runs, WordDifference.Kind.REMOVED));
        });
    // What is spent is spent on the whole of it, however many stretches differ.
    String paragraphs =
        IntStream.range(0, 280)
            .mapToObj(i -> "a ".repeat(350) + "\nkept " + i + "\n")
            .collect(joining());
    Work.assertAtMost(
        Duration.ofSeconds(5),
        () -> WordDifference.of(paragraphs, paragraphs.replace("a ", "b ").replace("b a", "c")));
    String lines = IntStream.range(0, 5_000).mapToObj(i -> "line " + i).collect(joining("\n"));
    Work.assertAtMost(
        Duration.ofSeconds(5),
        () ->
            assertEquals(
                3, WordDifference.of(lines, lines.replace("line 2500\n", "line\n")).runs().size()));
  }

  @Test
  void everythingInTheMarkupIsEscaped() {
    String markup =
        WordDifference.of("a <b> c", "a <i>\"' c").markup("<out>", "<in>", "<same>").toString();
    assertFalse(markup.contains("<b>") || markup.contains("<i>") || markup.contains("<out>"));
    assertTrue(markup.contains("<del><span class=\"visually-hidden\">&lt;out&gt; </span>"), markup);
    assertTrue(markup.contains("&quot;&#39;"), markup);
  }

  private static String shown(WordDifference difference) {
    return difference.runs().stream()
        .map(
            run ->
                switch (run.kind()) {
                  case KEPT -> run.text();
                  case REMOVED -> "[-" + run.text() + "-]";
                  case ADDED -> "[+" + run.text() + "+]";
                })
        .collect(joining());
  }

  private static String without(List<WordDifference.Run> runs, WordDifference.Kind kind) {
    return runs.stream()
        .filter(run -> run.kind() != kind)
        .map(WordDifference.Run::text)
        .collect(joining());
  }

  private static String text(Random random) {
    List<String> parts =
        List.of("a", "b", " ", "  ", "\n", "\n\n", ",", "don’t", "-", "é", "𝄞", "x y");
    return random.ints(random.nextInt(30), 0, parts.size()).mapToObj(parts::get).collect(joining());
  }

  private static String words(int count, String stem) {
    return IntStream.range(0, count).mapToObj(at -> stem + at).collect(joining(" "));
  }
}
