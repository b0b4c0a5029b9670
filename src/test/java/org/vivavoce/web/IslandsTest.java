package org.vivavoce.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That they say what the engine says is tested with every template, by {@link WholePage}. */
class IslandsTest {
  private static final String ISLAND = "<th:block island:at=\"0\"></th:block>";

  @Test
  void whatOnlyInsertsValuesIsOneIsland() {
    assertEquals(
        ISLAND,
        in(
            "<div><p class=\"a__b\" th:if=\"${page.name}\" th:text=\"${page.name}\"></p>\n"
                + "<ul><li th:each=\"line, at : ${page.lines}\"><b th:unless=\"${at.first}\">, </b>"
                + "<a th:href=\"${line.href}\" th:text=\"|(${line.text})|\"></a></li></ul></div>"));
  }

  @Test
  void whiteSpaceAroundItIsTheEngines() {
    assertEquals(
        "<div th:id=\"__${x}__\">\n  " + ISLAND + "\n</div>",
        in("<div th:id=\"__${x}__\">\n  <p th:text=\"${page.name}\"></p>\n</div>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Nothing to be worked out.
        "<p class=\"a\">Words</p>",
        // Worked out before the rest, or by the engine's other means.
        "<p th:text=\"__${page.name}__\"></p>",
        "<p>[[${page.name}]]</p>",
        "<p th:text=\"${page.name} + 'x'\"></p>",
        "<p th:with=\"a=*{name}\" th:text=\"${a}\"></p>",
        "<p th:insert=\"~{web/fragments :: card(${page.card}, 3)}\"></p>",
        "<p th:if=\"${page.name}\" th:replace=\"~{web/fragments :: card(${page.card}, 3)}\"></p>",
        "<p onclick=\"a\" th:onclick=\"${page.name}\"></p>",
        // Templates are put together by this name.
        "<main th:text=\"${page.name}\"></main>",
        // An attribute that stands there already.
        "<a href=\"/\" th:href=\"${page.name}\"></a>",
        // Not well-formed.
        "<p><b th:text=\"${page.name}\"></p></b>",
        "<p th:text=\"${page.name}\">",
        "a < b <p th:text=\"${page.name}\"></p>",
      })
  void theRestIsTheEngines(String template) {
    assertEquals(template, in(template));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "article/article",
        "article/history",
        "doctor/doctor",
        "doctor/doctors",
        "feedback/feedback",
        "search/search",
        "site/about",
        "site/home",
        "specialty/specialties",
        "specialty/specialty",
        "topic/topic",
        "topic/topics",
        "web/error",
      })
  void aPageOfReadersIsOne(String template) {
    String text = new TemplateTexts(WholePage.WORDS).of(template);
    assertEquals("<!doctype html>\n" + ISLAND + "\n", islands().in(text));
  }

  @Test
  void mostTemplatesOfReadersHoldSome() throws Exception {
    int all = 0;
    int without = 0;
    for (String folder : List.of("article", "doctor", "search", "site", "specialty", "topic")) {
      try (Stream<Path> files = Files.list(Path.of("src/main/resources/templates", folder))) {
        for (Path each : files.toList()) {
          all++;
          without += in(Files.readString(each)).contains("island:at") ? 0 : 1;
        }
      }
    }
    assertTrue(without * 4 <= all, without + " of " + all + " hold none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Plain", "a < b & \"c\" 'd' — ä\uD83D\uDE42", "false", " OFF ", "no", "0"})
  void whatIsSaidInUnusualWaysIsWhatTheEngineSays(String text) {
    for (boolean flag : new boolean[] {true, false}) {
      for (int number : new int[] {0, 1, 1_234}) {
        for (List<String> lines :
            List.of(List.<String>of(), List.of(text), List.of("x", text, "y"))) {
          WholePage.checkIslands(
              "test/islands",
              new Unusual(
                  text.equals("0") ? null : text,
                  flag,
                  number,
                  lines,
                  new TreeMap<>(Map.of("k", text, "l", "m")),
                  List.of(LocalDate.of(2026, 11, 26))));
        }
      }
    }
  }

  private static String in(String template) {
    return islands().in(template);
  }

  private static Islands islands() {
    return new Islands(
        new IslandValues(WholePage.WORDS, new PropertyPaths()), new TemplateTexts(WholePage.WORDS));
  }

  /** Values of every kind. */
  public record Unusual(
      @Nullable String text,
      boolean flag,
      int number,
      List<String> lines,
      SortedMap<String, String> pairs,
      List<LocalDate> days) {
    public Unusual {
      lines = List.copyOf(lines);
      days = List.copyOf(days);
    }

    public @Nullable String first() {
      return lines.isEmpty() ? null : lines.get(0);
    }

    /** 1 to 3. */
    public int count() {
      return 1 + Math.floorMod(number, 3);
    }

    public boolean isOdd() {
      return number % 2 == 1;
    }

    public String told(String word) {
      return word + ": " + text;
    }
  }
}
