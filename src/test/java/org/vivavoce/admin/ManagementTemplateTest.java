package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.config.Config;
import org.vivavoce.db.TestClock;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Day;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Link;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Portrait;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** Renders the templates of this room with as little, as much, and as hostile a text as can be. */
class ManagementTemplateTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ${7*7} #{nav.topics} __${1+1}__ [[9]]";
  private static final Path TEMPLATES = Path.of("src/main/resources/templates/admin/management");
  private static final Words WORDS = Words.load();
  private static final Views VIEWS = new Views(WORDS, () -> Instant.EPOCH);
  private static final Frame FRAME =
      new Frame(
          Config.from(Map.of()),
          new Paths("http://localhost:8080"),
          WORDS,
          Assets.load(),
          TestClock.FIXED);

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsAWholePage(String template, String kind, Record page) {
    Document document = Jsoup.parse(VIEWS.render("admin/management/" + template, page));
    List<String> ids = document.select("[id]").eachAttr("id");
    assertAll(
        () -> assertEquals(1, document.select("h1").size()),
        () -> assertEquals(1, document.select("main#main").size()),
        () -> assertEquals("#main", document.selectFirst("a").attr("href"), "a skip link first"),
        () -> assertEquals(ids.size(), Set.copyOf(ids).size(), () -> "each id once: " + ids),
        () ->
            assertEquals(
                List.of(),
                document.select("input:not([type=hidden]), select, textarea").stream()
                    .filter(each -> document.select("label[for=" + each.id() + "]").isEmpty())
                    .map(Element::outerHtml)
                    .toList(),
                "each field has a label"),
        () ->
            assertEquals(
                document.select("main form[method=post]").size(),
                document.select("main form[method=post] > input[name=csrf]").size(),
                "each form that changes something says whose it is"),
        () -> assertEquals(0, document.select("script:not([src]), style, [style]").size()),
        () -> assertFalse(document.html().contains("th:"), "every attribute was used up"));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void hostileTextStaysText(String template, String kind, Record page) {
    String html = VIEWS.render("admin/management/" + template, page);
    assertAll(
        () -> assertFalse(html.contains("<script>alert")),
        () -> assertFalse(html.contains("<img src=x")),
        () -> assertEquals(0, Jsoup.parse(html).select("[onerror]").size()),
        () ->
            assertTrue(
                !kind.equals("hostile") || Jsoup.parse(html).text().contains("__${1+1}__"),
                "nothing in the text is computed"));
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    Set<String> tested =
        pages().map(each -> (String) each.get()[0]).collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      Set<String> there =
          files
              .map(file -> file.getFileName().toString().replace(".html", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(there, tested);
    }
  }

  static Stream<Arguments> pages() {
    return Stream.of(
            Map.entry("minimal", minimal()),
            Map.entry("full", full("Plain words")),
            Map.entry("hostile", full(HOSTILE)))
        .flatMap(
            kind ->
                kind.getValue().entrySet().stream()
                    .map(page -> arguments(page.getKey(), kind.getKey(), page.getValue())));
  }

  private static Map<String, Record> minimal() {
    Desk desk = desk("A");
    Pager pager = new Pager(1, 1, null, null, List.of(new Pager.Step(1, null, false)));
    return Map.of(
        "list",
        new ManagedListPage(desk, "/x", "", "none", "/x/new", "New", List.of(), pager),
        "edit",
        new ManagedEditPage(
            desk, List.of(), "/x", "", List.of(), List.of(), false, List.of(), null, null),
        "merge",
        new ManagedMergePage(desk, List.of(), "/x/1/merge", "", false, List.of(), null),
        "audit",
        new AuditPage(
            desk, "/x", List.of(), "", List.of(), "", "", false, null, List.of(), null, null));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = desk(text);
    Portrait portrait = new Portrait("/admin/doctors/1/portrait", "AB", 3);
    Day day = new Day("2026-01-31", "31 January 2026");
    List<Link> trail = List.of(new Link("/x", text));
    List<FormError> errors =
        List.of(new FormError("a", text), new FormError("b", text), new FormError("picture", text));
    List<ManagedEditPage.Option> options =
        List.of(new ManagedEditPage.Option("", text), new ManagedEditPage.Option(text, text));
    List<ManagedEditPage.Fact> facts = List.of(new ManagedEditPage.Fact(text, text));
    Pager pager =
        new Pager(
            1,
            2,
            null,
            "/x?page=2",
            List.of(new Pager.Step(1, null, false), new Pager.Step(2, "/x?page=2", false)));
    return Map.of(
        "list",
        new ManagedListPage(
            desk,
            "/x",
            text,
            text,
            "/x/new",
            text,
            List.of(
                new ManagedListPage.Row("/x/1", text, text, portrait, text, day),
                new ManagedListPage.Row("/x/2", text, "", null, text, day)),
            pager),
        "edit",
        new ManagedEditPage(
            desk,
            trail,
            "/x/1",
            "5",
            errors,
            List.of(
                question("line", FormField.of("a", text, true, 200, errors), text, options),
                question("text", FormField.of("b", text, false, null, errors), text, options),
                question("choice", FormField.of("c", text, false, null, errors), text, options)),
            true,
            List.of(new ManagedEditPage.Difference(text, text, text)),
            new ManagedEditPage.More(facts, "/topics/x", "/x/1/merge", "/x/1/delete"),
            new ManagedEditPage.Picture(
                portrait, "/x/1/portrait", "/x/1/portrait/remove", text, 10, 20, 30)),
        "merge",
        new ManagedMergePage(
            desk,
            trail,
            "/x/1/merge",
            text,
            true,
            List.of(new ManagedMergePage.Candidate("/x/1/merge?into=2", text, text, text)),
            new ManagedMergePage.Plan(text, text, 2, "5", "6", facts, List.of(text), true)),
        "audit",
        new AuditPage(
            desk,
            "/x",
            options,
            text,
            options,
            text,
            text,
            true,
            "/x.csv",
            List.of(
                new AuditPage.Line(
                    "2026-01-31T10:00:00Z",
                    "31 Jan 2026, 10:00:00",
                    text,
                    "topic.change",
                    text,
                    "/x/1",
                    List.of(new AuditPage.Detail(text, text)))),
            "/x?after=2",
            "/x?before=1"));
  }

  private static ManagedEditPage.Question question(
      String type, FormField field, String text, List<ManagedEditPage.Option> options) {
    return new ManagedEditPage.Question(type, field, text, text, 3, options);
  }

  private static Desk desk(String text) {
    return FRAME.desk(
        new SignedIn(1, text, null, Set.of(Role.EDITOR), null, "token", true), text, "/x", text);
  }
}
