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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.config.Config;
import org.vivavoce.content.WordDifference;
import org.vivavoce.db.TestClock;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Desk;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Link;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** Renders every template for manuscripts with as little, as much, and as hostile a text. */
class ManuscriptTemplateTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ${7*7} #{nav.topics} __${1+1}__ [[9]]";
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
    Document document = Jsoup.parse(VIEWS.render("admin/manuscript/" + template, page));
    List<String> ids = document.select("[id]").eachAttr("id");
    List<String> unlabelled =
        document.select("input:not([type=hidden]), select, textarea").stream()
            .filter(field -> document.select("label[for=" + field.id() + "]").isEmpty())
            .map(field -> field.outerHtml())
            .toList();
    List<String> dangling =
        document.select("[aria-describedby], [aria-labelledby]").stream()
            .flatMap(
                field -> Stream.of(field.attr("aria-describedby"), field.attr("aria-labelledby")))
            .flatMap(named -> Stream.of(named.split(" ")))
            .filter(id -> !id.isEmpty() && !ids.contains(id))
            .toList();
    assertAll(
        () -> assertEquals(1, document.select("h1").size()),
        () -> assertEquals(new HashSet<>(ids).size(), ids.size(), ids::toString),
        () -> assertEquals(List.of(), unlabelled),
        () -> assertEquals(List.of(), dangling),
        () -> assertEquals(0, document.select("script:not([src]), style, [style]").size()),
        () ->
            assertTrue(
                document.select("form[method=post]").stream()
                    .allMatch(form -> form.select("input[name=csrf]").size() == 1)),
        () ->
            assertEquals(
                0,
                document.getAllElements().stream()
                    .flatMap(element -> element.attributes().asList().stream())
                    .filter(attribute -> attribute.getKey().startsWith("th:"))
                    .count()));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void hostileTextStaysText(String template, String kind, Record page) {
    String html = VIEWS.render("admin/manuscript/" + template, page);
    assertFalse(html.contains("<script>alert"));
    assertFalse(html.contains("<img src=x"));
    assertEquals(0, Jsoup.parse(html).select("[onerror]").size());
    if (kind.equals("hostile")) {
      assertTrue(Jsoup.parse(html).text().contains("${7*7}"), "nothing in the text is computed");
    }
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    Set<String> tested =
        pages().map(each -> (String) each.get()[0]).collect(Collectors.toCollection(TreeSet::new));
    tested.add("workflow");
    try (Stream<Path> files =
        Files.list(Path.of("src/main/resources/templates/admin/manuscript"))) {
      assertEquals(
          files
              .map(file -> file.getFileName().toString().replace(".html", ""))
              .collect(Collectors.toCollection(TreeSet::new)),
          tested);
    }
  }

  static Stream<Arguments> pages() {
    return Stream.of("minimal", "full", "hostile")
        .flatMap(
            kind ->
                (kind.equals("minimal")
                        ? minimal()
                        : full(kind.equals("full") ? "Plain words" : HOSTILE))
                    .entrySet().stream()
                        .map(page -> arguments(page.getKey(), kind, page.getValue())));
  }

  private static Map<String, Record> minimal() {
    Desk desk = desk("Heading");
    ManuscriptForm empty =
        new ManuscriptForm(
            "", "", "en", "", "", "", "", "", "", List.of(), "", "", "", "", "", "", "", false);
    return Map.of(
        "manuscripts",
        new ManuscriptsPage(
            desk,
            "/admin/articles",
            "/admin/articles?all",
            null,
            "",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            false,
            "",
            List.of(),
            null,
            null,
            null),
        "manuscript",
        new ManuscriptPage(
            desk,
            "/static/js/manuscript.js",
            "/admin/articles/new",
            0,
            null,
            empty,
            List.of(new ManuscriptPage.SourceField(1, "", "")),
            Chooser.listing("doctor", List.of(), ""),
            Chooser.listing("specialty", List.of(), ""),
            List.of(new Option("en", "English", true)),
            List.of(new Option("", "None", true)),
            "/admin/topics/new",
            null,
            List.of(),
            null,
            List.of(),
            null,
            "/admin/articles/new"),
        "review",
        new ReviewPage(
            desk, "en", List.of(), null, null, null, List.of(), List.of(), workflow("x", false)),
        "revisions",
        new RevisionsPage(desk, "/admin/articles/1", List.of()),
        "revision",
        new RevisionPage(
            desk,
            "en",
            "/admin/articles/1/revisions/1",
            "/admin/articles/1/revisions",
            1,
            Moment.of(Instant.EPOCH),
            null,
            List.of(),
            List.of(),
            false,
            null,
            null,
            1,
            null,
            List.of()));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = desk(text);
    Moment moment = Moment.of(Instant.EPOCH);
    ManuscriptForm form =
        new ManuscriptForm(
            text,
            text,
            "de",
            "1",
            text,
            "1",
            text,
            text,
            text,
            List.of(new ManuscriptForm.SourceRow(text, text)),
            "urgent",
            text,
            text,
            text,
            text,
            text,
            "1",
            true);
    List<Option> options = List.of(new Option("1", text, true), new Option(text, text, false));
    List<Option> people = List.of(new Option("1", text, true), new Option("2", text, false));
    AudioLine audio =
        new AudioLine("/admin/media/a.mp3", "audio/mpeg", WORDS.duration(61), "0.4 MB", text);
    List<FieldChange> changes =
        List.of(
            new FieldChange(
                text,
                WordDifference.of("before " + text, text + " after").markup("out", "in", "same")));
    List<Finding.Problem> errors =
        Stream.of(
                "title",
                "slug",
                "doctor",
                "specialty",
                "topics",
                "lang",
                "transcript",
                "audio",
                "captions",
                "sourceTitle1",
                "sourceUrl1",
                "careLevel",
                "careText",
                "recordedOn",
                "reviewDueOn",
                "conflicts",
                "syntheticVoice",
                "workflow",
                "reviewer",
                "reason",
                "withdrawReason",
                "comment")
            .map(field -> new Finding.Problem(field, text, new Link("/articles/x", text)))
            .toList();
    return Map.of(
        "manuscripts",
        new ManuscriptsPage(
            desk,
            "/admin/articles",
            "/admin/articles?all",
            "/admin/articles/new",
            text,
            options,
            options,
            options,
            options,
            true,
            true,
            text,
            List.of(
                new ManuscriptsPage.Line(
                    text,
                    "/admin/articles/1",
                    null,
                    text,
                    text,
                    "draft",
                    text,
                    moment,
                    WORDS.day(java.time.LocalDate.EPOCH),
                    text),
                new ManuscriptsPage.Line(
                    text,
                    null,
                    "/admin/articles/from/1",
                    null,
                    null,
                    "published",
                    text,
                    moment,
                    null,
                    null),
                new ManuscriptsPage.Line(
                    text, null, null, null, null, "withdrawn", text, moment, null, null)),
            "/admin/articles?before=1m1",
            "/admin/articles?after=1m1",
            "/admin/articles?all"),
        "manuscript",
        new ManuscriptPage(
            desk,
            "/static/js/manuscript.js",
            "/admin/articles/1",
            3,
            "0b0e8f4e-0000-4000-8000-000000000000",
            form,
            List.of(new ManuscriptPage.SourceField(1, text, text)),
            new Chooser("doctor", people, new Chooser.Search(text, 2, true)),
            new Chooser("specialty", people, null),
            options,
            options,
            "/admin/topics/new",
            audio,
            errors,
            new ManuscriptPage.Conflict(text, moment, 3, changes, text),
            List.of(
                new ManuscriptPage.Offer(
                    text,
                    moment,
                    "/admin/articles/new?restore=0b0e8f4e-0000-4000-8000-000000000000",
                    "/admin/articles/new/discard",
                    "0b0e8f4e-0000-4000-8000-000000000000"),
                new ManuscriptPage.Offer(
                    null,
                    moment,
                    "/admin/articles/1?restore=autosave",
                    "/admin/articles/1/autosave/discard",
                    null)),
            workflow(text, true),
            "/admin/articles/1/autosave"),
        "review",
        new ReviewPage(
            desk,
            "de",
            List.of(
                new ReviewPage.Field("title", text, List.of(text), List.of()),
                new ReviewPage.Field(
                    "sources", text, List.of(), List.of(new Link("https://example.org/", text)))),
            audio,
            audio,
            text,
            changes,
            errors,
            workflow(text, true)),
        "revisions",
        new RevisionsPage(
            desk,
            "/admin/articles/1",
            List.of(
                new RevisionsPage.Line(
                    2, "/admin/articles/1/revisions/2", moment, text, List.of(text)))),
        "revision",
        new RevisionPage(
            desk,
            "de",
            "/admin/articles/1/revisions/2",
            "/admin/articles/1/revisions",
            2,
            moment,
            text,
            options,
            changes,
            true,
            audio,
            audio,
            3,
            "/admin/articles/1/revisions/2/restore",
            List.of(new Finding.Problem("revision", text, null))));
  }

  private static Workflow workflow(String text, boolean full) {
    Moment moment = Moment.of(Instant.EPOCH);
    String path = "/admin/articles/1";
    return new Workflow(
        "draft",
        text,
        text,
        3,
        text,
        moment,
        full ? text : null,
        full ? text : null,
        full ? "/articles/x" : null,
        full ? path : null,
        path + "/review",
        path + "/preview",
        path + "/revisions",
        full ? path + "/submit" : null,
        full ? List.of(new Option("1", text, true)) : List.of(),
        full ? path + "/approve" : null,
        full ? text : null,
        full ? path + "/send-back" : null,
        full ? path + "/publish" : null,
        full,
        full ? path + "/withdraw" : null,
        full ? path + "/comments" : null,
        full
            ? List.of(
                new Workflow.CommentLine(
                    text, moment, List.of(text), null, path + "/comments/1/resolve"),
                new Workflow.CommentLine(text, moment, List.of(text), text, null))
            : List.of(),
        full
            ? List.of(new Finding.Problem("title", text, new Link("/articles/x", text)))
            : List.of(),
        new Workflow.Typed(text, text, text));
  }

  private static Desk desk(String heading) {
    SignedIn who = new SignedIn(1, "Edda Editor", null, Set.of(Role.EDITOR), null, "token", true);
    return FRAME.desk(who, heading, "/admin/articles", heading);
  }
}
