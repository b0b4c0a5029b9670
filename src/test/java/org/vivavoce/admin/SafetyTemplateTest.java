package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;
import org.vivavoce.web.WholePage;

/** Renders the pages of red flags and of void previews, and what other pages show of them. */
class SafetyTemplateTest {
  private static final String LIST = "/admin/red-flags";

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/safety", pages(), "parts");
  }

  @Test
  void aListWithoutRedFlagsSaysThatNothingIsHeldUp() {
    Document document =
        WholePage.document("admin/safety/red-flags", minimal().get("admin/safety/red-flags"));
    assertAll(
        () -> assertEquals(0, document.select("table").size()),
        () -> assertEquals(1, document.select(".empty").size()));
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), SafetyTemplateTest::full);
  }

  static SafetyNets minimalNets() {
    return new SafetyNets(null, null, List.of(), "", links("x", false));
  }

  static SafetyNets fullNets(String text, List<FormError> errors) {
    return new SafetyNets(
        new SafetyNets.RedFlagsFound(
            List.of(text, text + "s"),
            text,
            text,
            text,
            "/admin/articles/1/waiver",
            text,
            FormField.of("waiverReason", text, FormField.Need.LATER, 1_000, errors)),
        new SafetyNets.Waivers(
            List.of(
                new SafetyNets.WaiverLine(text, text, text, null, null),
                new SafetyNets.WaiverLine(text, text, text, text, text)),
            "/admin/articles/1/waiver/revoke",
            new Selection(
                FormField.of("waiver", "1", FormField.Need.LATER, null, errors),
                List.of(new Option("1", text))),
            FormField.of("revokeReason", text, FormField.Need.LATER, 1_000, errors)),
        List.of(new FormError("transcript", text, null)),
        "/admin/articles/1",
        links(text, true));
  }

  static SafetyNets.Alike alike(String text) {
    return new SafetyNets.Alike(
        text,
        false,
        List.of(
            new SafetyNets.AlikeLine(text, "/articles/x", text, "published", text, text),
            new SafetyNets.AlikeLine(text, "/admin/articles/2/review", null, "draft", text, text)));
  }

  private static SafetyNets.Links links(String text, boolean full) {
    Moment moment = Moment.of(Instant.EPOCH, ZoneId.of("UTC"));
    return new SafetyNets.Links(
        "/admin/articles/1/previews",
        3,
        FormField.of("previewDays", "7", FormField.Need.LATER, null, List.of()),
        List.of(new Option("7", text)),
        full ? "http://localhost/" + text : null,
        full
            ? List.of(
                new SafetyNets.LinkLine(text, moment, text, "/admin/articles/1/previews/1/revoke"),
                new SafetyNets.LinkLine(text, moment, text, null))
            : List.of());
  }

  private static Map<String, Record> minimal() {
    Desk desk = WholePage.desk("Heading", LIST);
    return Map.of(
        "admin/safety/red-flags",
        new RedFlagsPage(
            desk,
            new Link("/admin/emergency-phrases", "Searches"),
            LIST,
            fields("", List.of()),
            List.of(),
            List.of()),
        "admin/safety/emergency-phrases",
        new EmergencyPhrasesPage(
            desk,
            List.of(new Link(LIST, "List")),
            LIST,
            FormField.of("q", "", false, 200, List.of()),
            null,
            phrase("", List.of()),
            List.of(),
            List.of()),
        "admin/safety/emergency-phrase",
        new EmergencyPhrasePage(
            desk,
            List.of(new Link(LIST, "List")),
            LIST + "/1",
            LIST + "/1/remove",
            phrase("x", List.of()),
            List.of()),
        "admin/safety/red-flag",
        new RedFlagPage(
            desk,
            List.of(new Link(LIST, "List")),
            LIST + "/1",
            LIST + "/1/remove",
            fields("x", List.of()),
            List.of()),
        "admin/safety/preview-void",
        new PreviewVoidPage(desk));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = WholePage.desk(text, LIST);
    Moment moment = Moment.of(Instant.EPOCH, ZoneId.of("UTC"));
    List<FormError> errors =
        Stream.of("term", "language", "note").map(id -> new FormError(id, text, null)).toList();
    List<FormError> phraseErrors =
        Stream.of("phrase", "kind", "note").map(id -> new FormError(id, text, null)).toList();
    return Map.of(
        "admin/safety/red-flags",
        new RedFlagsPage(
            desk,
            new Link("/admin/emergency-phrases", text),
            LIST,
            fields(text, errors),
            errors,
            List.of(
                new RedFlagsPage.Line(text, LIST + "/1", "en", text, text, moment, text),
                new RedFlagsPage.Line(text, LIST + "/2", "de", text, "", moment, null))),
        "admin/safety/red-flag",
        new RedFlagPage(
            desk,
            List.of(new Link(LIST, text)),
            LIST + "/1",
            LIST + "/1/remove",
            fields(text, errors),
            errors),
        "admin/safety/emergency-phrases",
        new EmergencyPhrasesPage(
            desk,
            List.of(new Link(LIST, text)),
            LIST,
            FormField.of("q", text, false, 200, List.of()),
            text,
            phrase(text, phraseErrors),
            phraseErrors,
            List.of(
                new EmergencyPhrasesPage.Line(text, LIST + "/1", text, true, text, moment, text),
                new EmergencyPhrasesPage.Line(text, LIST + "/2", text, false, "", moment, null))),
        "admin/safety/emergency-phrase",
        new EmergencyPhrasePage(
            desk,
            List.of(new Link(LIST, text)),
            LIST + "/1",
            LIST + "/1/remove",
            phrase(text, phraseErrors),
            phraseErrors),
        "admin/safety/preview-void",
        new PreviewVoidPage(desk));
  }

  private static EmergencyPhrasesPage.Fields phrase(String text, List<FormError> errors) {
    return new EmergencyPhrasesPage.Fields(
        FormField.of("phrase", text, true, 100, errors),
        FormField.of("kind", "crisis", FormField.Need.LATER, null, errors),
        List.of(new Option("crisis", "Crisis")),
        FormField.of("reach", "alone", FormField.Need.LATER, null, errors),
        List.of(new Option("alone", "Alone")),
        FormField.of("state", "active", FormField.Need.LATER, null, errors),
        List.of(new Option("active", "Active")),
        FormField.of("note", text, false, 500, errors));
  }

  private static RedFlagsPage.Fields fields(String text, List<FormError> errors) {
    return new RedFlagsPage.Fields(
        FormField.of("term", text, true, 100, errors),
        FormField.of("language", "en", FormField.Need.LATER, null, errors),
        List.of(new Option("en", "English")),
        FormField.of("note", text, false, 500, errors));
  }
}
