package org.vivavoce.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.content.WordDifference;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;
import org.vivavoce.web.WholePage;

/** Renders the templates of this room with as little, as much, and as hostile a text as can be. */
class ImportTemplateTest {
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/imports", pages());
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), ImportTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    Desk desk = WholePage.desk("A", "/x");
    Link link = new Link("/x", "A");
    Moment at = new Moment("2026-01-31T12:00:00Z", "31 January 2026");
    return Map.of(
        "admin/imports/imports",
        new ImportsPage(desk, "/x", List.of(), "/y", null, List.of()),
        "admin/imports/run",
        new ImportRunPage(
            desk,
            List.of(link),
            "draft",
            "A",
            List.of(),
            List.of(),
            List.of(),
            "/x/1",
            null,
            List.of(),
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null),
        "admin/imports/conflicts",
        new ConflictsPage(desk, List.of(link), List.of(), null),
        "admin/imports/conflict",
        new ConflictPage(
            desk, List.of(link), null, "en", link, "1", at, List.of(), null, 1, "a", List.of()),
        "admin/imports/export",
        new ExportPage(
            desk,
            List.of(link),
            "/x",
            List.of(),
            Selection.of("packing", "", List.of()),
            Selection.of("specialty", "", List.of()),
            FormField.of("doctor", "", false, 200, List.of()),
            List.of()));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = WholePage.desk(text, "/x");
    List<Link> trail = List.of(new Link("/x", text));
    Moment at = new Moment("2026-01-31T12:00:00Z", text);
    FieldChange change =
        new FieldChange(text, WordDifference.of(text + " before", text).markup(text, text, text));
    List<Option> options = List.of(new Option("", text), new Option(text, text));
    AudioLine audio =
        new AudioLine(
            "/admin/media/a.mp3", "audio/mpeg", WholePage.WORDS.duration(61), "0.4 MB", text);
    return Map.of(
        "admin/imports/imports",
        new ImportsPage(
            desk,
            "/x",
            List.of(new FormError("file", text)),
            "/y",
            "/z",
            List.of(new ImportsPage.Row("/x/1", text, "approved", text, at, text, text))),
        "admin/imports/run",
        new ImportRunPage(
            desk,
            trail,
            "draft",
            text,
            List.of(text, text),
            List.of(new ImportRunPage.Fact(text, text)),
            List.of(new FormError("skipBad", text)),
            "/x/1",
            new ImportRunPage.Progress(50, text),
            List.of(
                new ImportRunPage.Count(text, text, "/x/1?result=bad", true),
                new ImportRunPage.Count(text, text, null, false)),
            text,
            List.of(
                new ImportRunPage.Line("1", text, text, text, text, null),
                new ImportRunPage.Line("2", text, text, text, text, "/x/2")),
            "/x/1?result=bad",
            "/x/1?result=bad&after=9",
            "/x/1/report.tsv",
            "/x/1/start",
            text,
            "/x/1/again",
            "/x/1/cancel"),
        "admin/imports/conflicts",
        new ConflictsPage(
            desk, trail, List.of(new ConflictsPage.Row("/x/1", text, text, at)), "/x?after=1"),
        "admin/imports/conflict",
        new ConflictPage(
            desk,
            trail,
            text,
            "de",
            new Link("/m", text),
            text,
            at,
            List.of(new FormError("conflict", text)),
            "/x/1",
            3,
            "a",
            List.of(
                new ConflictPage.Choice("title", text, true, List.of(change), null, null, null),
                new ConflictPage.Choice("sound", text, false, List.of(), text, audio, audio))),
        "admin/imports/export",
        new ExportPage(
            desk,
            trail,
            "/x",
            List.of(new FormError("doctor", text)),
            Selection.of("packing", text, options),
            Selection.of("specialty", text, options),
            FormField.of("doctor", text, false, 200, List.of(new FormError("doctor", text))),
            List.of(new ExportPage.Row(at, text, text))));
  }
}
