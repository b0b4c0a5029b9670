package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.web.Day;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;
import org.vivavoce.web.Pager;
import org.vivavoce.web.Portrait;
import org.vivavoce.web.WholePage;
import org.vivavoce.web.Words;

/** Renders the templates of this room with as little, as much, and as hostile a text as can be. */
class ManagementTemplateTest {
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/management", pages());
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), ManagementTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    Desk desk = WholePage.desk("A", "/x");
    Pager pager = new Pager(1, 1, null, null, List.of(new Pager.Step(1, null, false)));
    return Map.of(
        "admin/management/list",
        new ManagedListPage(desk, "/x", "", "none", "/x/new", "New", List.of(), pager),
        "admin/management/edit",
        new ManagedEditPage(desk, List.of(), "/x", "", List.of(), List.of(), null, null, null),
        "admin/management/merge",
        new ManagedMergePage(desk, List.of(), "/x/1/merge", "", false, List.of(), null),
        "admin/management/audit",
        new AuditPage(
            desk,
            "/x",
            Selection.of("actor", "", List.of()),
            Selection.of("action", "", List.of()),
            "",
            false,
            null,
            List.of(),
            null,
            null));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = WholePage.desk(text, "/x");
    Portrait portrait =
        new Portrait("/admin/doctors/1/portrait", "/admin/doctors/1/portrait", "AB", 3);
    Day day = new Day("2026-01-31", "31 January 2026");
    List<Link> trail = List.of(new Link("/x", text));
    List<FormError> errors =
        List.of(
            new FormError("a", text),
            new FormError("b", text),
            new FormError("b", text, new Link("/x", text)),
            new FormError("picture", text));
    List<Option> options = List.of(new Option("", text), new Option(text, text));
    List<ManagedEditPage.Fact> facts = List.of(new ManagedEditPage.Fact(text, text));
    Pager pager =
        new Pager(
            1,
            2,
            null,
            "/x?page=2",
            List.of(new Pager.Step(1, null, false), new Pager.Step(2, "/x?page=2", false)));
    return Map.of(
        "admin/management/list",
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
        "admin/management/edit",
        new ManagedEditPage(
            desk,
            trail,
            "/x/1",
            "5",
            errors,
            List.of(
                question("line", FormField.of("a", text, true, 200, errors), text, options),
                question(
                    "text",
                    FormField.of("b", text, false, 9, errors)
                        .named("d")
                        .in("ar")
                        .with(new Link("/x", text)),
                    text,
                    options),
                question(
                    "choice",
                    FormField.of("c", text, FormField.Need.LATER, null, errors),
                    text,
                    options)),
            new ManagedEditPage.Conflict(
                List.of(
                    new ManagedEditPage.Saving(
                        text, Moment.of(Instant.EPOCH, ZoneId.of("UTC")), text),
                    new ManagedEditPage.Saving(
                        text, Moment.of(Instant.EPOCH, ZoneId.of("UTC")), null)),
                text,
                List.of(
                    new ManagedEditPage.Difference(text, text, ""),
                    new ManagedEditPage.Difference(text, "", text))),
            new ManagedEditPage.More(
                facts,
                "/topics/x",
                "/x/1/merge",
                "/x/1/delete",
                List.of(new ManagedEditPage.Offer(text, text, "take-1"))),
            new ManagedEditPage.Picture(
                portrait,
                "/x/1/portrait",
                "/x/1/portrait/remove",
                "/static/js/portrait.js",
                FormField.of("picture", "", true, null, errors),
                true,
                FormField.of("across", text, false, null, errors).between(0, 100),
                FormField.of("down", "20", false, null, errors).between(0, 100),
                FormField.of("size", "30", false, null, errors).between(10, 100),
                160)),
        "admin/management/merge",
        new ManagedMergePage(
            desk,
            trail,
            "/x/1/merge",
            text,
            true,
            List.of(new ManagedMergePage.Candidate("/x/1/merge?into=2", text, text, text)),
            new ManagedMergePage.Plan(
                text,
                text,
                2,
                "5",
                "6",
                facts,
                List.of(new ManagedEditPage.Difference(text, text, text)),
                List.of(text),
                true)),
        "admin/management/audit",
        new AuditPage(
            desk,
            "/x",
            Selection.of("actor", text, options),
            Selection.of("action", text, options),
            text,
            true,
            "/x.csv",
            List.of(
                new AuditPage.Line(
                    "2026-01-31T10:00:00Z",
                    "31 Jan 2026, 10:00:00",
                    text,
                    text,
                    "topic.change",
                    text,
                    "/x/1",
                    List.of(new AuditPage.Detail(text, text)))),
            "/x?after=2",
            "/x?before=1"));
  }

  /** Whatever is written down in the log has a name there. */
  @Test
  void everyActHasAName() throws IOException {
    Pattern code =
        Pattern.compile(
            "\"((?:account|article|audit|doctor|feedback|manuscript)\\.[a-z_.]+)\"|'(audit\\.[a-z]+)'");
    Pattern write = Pattern.compile("(?:write|log|audit|publish)\\s*\\([^;]*|'audit\\.[a-z]+'");
    Set<String> written = new TreeSet<>();
    for (String room : List.of("admin", "auth", "publishing", "ingest")) {
      try (Stream<Path> files = Files.walk(Path.of("src/main/java/org/vivavoce", room))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          Matcher statement = write.matcher(Files.readString(file));
          while (statement.find()) {
            Matcher act = code.matcher(statement.group());
            while (act.find()) {
              written.add(act.group(1) == null ? act.group(2) : act.group(1));
            }
          }
        }
      }
    }
    for (ManagedKind kind : ManagedKind.values()) {
      for (String act : List.of("create", "change", "delete", "merge")) {
        written.add(kind.code() + "." + act);
      }
    }
    Words words = Words.load();
    assertTrue(written.contains("account.login") && written.contains("manuscript.approve"));
    assertEquals(
        List.of(), written.stream().filter(act -> !words.has("audit.action." + act)).toList());
  }

  @Test
  void aFieldIsPrintedWithAllThatIsKnownOfIt() {
    Map<String, Record> pages = full("Plain words");
    Document document =
        WholePage.document("admin/management/edit", pages.get("admin/management/edit"));
    Element text = document.getElementById("b");
    assertAll(
        () -> assertEquals("d", text.attr("name")),
        () -> assertEquals("ar", text.attr("lang")),
        () -> assertEquals("9", text.attr("maxlength")),
        () -> assertEquals("Plain words", text.val()),
        () -> assertEquals("true", text.attr("aria-invalid")),
        () -> assertEquals("b-hint b-error", text.attr("aria-describedby")),
        () -> assertEquals(1, document.select("#b-hint a[href=/x]").size()),
        () -> assertEquals(2, document.select("#b-error p").size(), "all that is wrong with it"),
        () -> assertEquals(1, document.select("#b-error a[href=/x]").size()),
        () -> assertEquals("Plain words", document.selectFirst("#c option[selected]").val()),
        () -> assertFalse(document.getElementById("c").hasAttr("aria-invalid")),
        () -> assertEquals(1, document.select("label[for=b] .field__optional").size()),
        () -> assertEquals(0, document.select("label[for=c] .field__optional").size()),
        () -> assertEquals("number", document.getElementById("across").attr("type")),
        () -> assertEquals("10", document.getElementById("size").attr("min")));
  }

  private static ManagedEditPage.Question question(
      String type, FormField field, String text, List<Option> options) {
    return new ManagedEditPage.Question(type, field, text, text, 3, options);
  }
}
