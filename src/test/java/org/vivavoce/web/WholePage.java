package org.vivavoce.web;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.params.provider.Arguments;
import org.vivavoce.config.Config;
import org.vivavoce.db.TestClock;

/** What holds for every page of the newsroom, whatever stands on it: for the tests of each room. */
public final class WholePage {
  /** Text that would be script, markup, or a computation, if it were not text. */
  public static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ${7*7} #{nav.topics} __${1+1}__ [[9]]";

  public static final Words WORDS = Words.load();
  public static final Frame FRAME =
      new Frame(
          Config.from(Map.of()),
          new Paths("http://localhost:8080"),
          WORDS,
          Assets.load(),
          TestClock.FIXED);
  private static final Views VIEWS = new Views(WORDS);
  private static final Views ENGINE_ALONE = new Views(WORDS, false);
  private static final String DOOR = "/admin/(login|set-up|invitations|reset)(/.*)?";

  private WholePage() {}

  /** The frame of a page at which an editor is at work. */
  public static Desk desk(String heading, String section) {
    return FRAME.desk(
        new SignedIn(1, heading, null, Set.of(Role.EDITOR), null, "token", true),
        heading,
        section,
        heading);
  }

  /**
   * Every template with as little, as much, and as hostile a text as can be: its name, which of
   * them, and its page.
   */
  public static Stream<Arguments> each(
      Map<String, Record> minimal, Function<String, Map<String, Record>> full) {
    return Stream.of(
            Map.entry("minimal", minimal),
            Map.entry("full", full.apply("Plain words")),
            Map.entry("hostile", full.apply(HOSTILE)))
        .flatMap(
            kind ->
                kind.getValue().entrySet().stream()
                    .map(page -> arguments(page.getKey(), kind.getKey(), page.getValue())));
  }

  /** As a browser gets it. */
  public static Document document(String template, Record page) {
    return Jsoup.parse(new String(VIEWS.render(template, page), StandardCharsets.UTF_8));
  }

  /**
   * What is worked out beforehand is the same, letter by letter, as what the engine makes of it.
   */
  public static void checkIslands(String template, Record page) {
    assertEquals(
        new String(ENGINE_ALONE.render(template, page), StandardCharsets.UTF_8),
        new String(VIEWS.render(template, page), StandardCharsets.UTF_8));
  }

  /**
   * @param template for example {@code admin/management/list}
   * @param kind {@code hostile} where its text is {@link #HOSTILE}
   */
  public static void check(String template, String kind, Record page) {
    checkIslands(template, page);
    String html = new String(VIEWS.render(template, page), StandardCharsets.UTF_8);
    Document document = Jsoup.parse(html);
    List<String> ids = document.select("[id]").eachAttr("id");
    assertAll(
        () -> assertFalse(document.title().isBlank()),
        () -> assertEquals(1, document.select("h1").size()),
        () -> assertEquals(1, document.select("main#main").size()),
        () -> assertEquals("#main", document.selectFirst("a").attr("href"), "a skip link first"),
        () -> assertEquals(ids.stream().distinct().toList(), ids, "no id stands twice"),
        () -> assertEquals(List.of(), unlabelled(document), "each field has a label"),
        () -> assertEquals(List.of(), leadingNowhere(document), "what explains a field is there"),
        () -> assertEquals(List.of(), formsOfNobody(document), "each form says whose it is"),
        () ->
            assertEquals(
                0,
                document
                    .select("script:not([src], [type=application/ld+json]), style, [style]")
                    .size()),
        () -> assertFalse(html.contains(" th:"), "every attribute was used up"),
        () -> assertFalse(html.contains("<script>alert")),
        () -> assertEquals(0, document.select("[onerror], img[src=x]").size()));
    if (kind.equals("hostile")) {
      assertAll(
          () -> assertTrue(document.text().contains("<script>alert(1)</script>"), "as it is"),
          () -> assertTrue(document.text().contains("${7*7}"), "nothing is computed"),
          () -> assertTrue(document.text().contains("__${1+1}__"), "nothing is computed before"));
    }
  }

  /**
   * @param folder below {@code templates}, for example {@code admin/management}
   * @param parts templates in it that are no pages
   */
  public static void checkEachIsTested(String folder, Stream<Arguments> pages, String... parts)
      throws IOException {
    Set<String> tested =
        pages.map(each -> (String) each.get()[0]).collect(Collectors.toCollection(TreeSet::new));
    Arrays.stream(parts).map(part -> folder + "/" + part).forEach(tested::add);
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/templates", folder))) {
      assertEquals(
          files
              .map(file -> folder + "/" + file.getFileName().toString().replace(".html", ""))
              .collect(Collectors.toCollection(TreeSet::new)),
          tested);
    }
  }

  private static List<String> unlabelled(Document document) {
    return document.select("input:not([type=hidden]), select, textarea").stream()
        .filter(field -> field.closest("label") == null)
        .filter(field -> document.select("label[for=" + field.id() + "]").isEmpty())
        .map(Element::outerHtml)
        .toList();
  }

  private static List<String> leadingNowhere(Document document) {
    return Stream.concat(
            document.select("[aria-describedby], [aria-labelledby]").stream()
                .flatMap(
                    each -> Stream.of(each.attr("aria-describedby"), each.attr("aria-labelledby")))
                .flatMap(named -> Arrays.stream(named.split(" "))),
            // Those to another page's field are for that page to answer.
            document.select(".error-summary a[href^=#]").eachAttr("href").stream()
                .map(href -> href.substring(1)))
        .filter(id -> !id.isEmpty() && document.getElementById(id) == null)
        .toList();
  }

  private static List<String> formsOfNobody(Document document) {
    return document.select("main form[method=post]").stream()
        .filter(form -> !form.attr("action").matches(DOOR))
        .filter(form -> form.select("input[name=csrf][value=token]").size() != 1)
        .map(Element::outerHtml)
        .toList();
  }
}
