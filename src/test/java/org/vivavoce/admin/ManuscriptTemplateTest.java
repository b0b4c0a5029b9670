package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.content.Source;
import org.vivavoce.content.WordDifference;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Link;
import org.vivavoce.web.WholePage;

/** Renders every template for manuscripts with as little, as much, and as hostile a text. */
class ManuscriptTemplateTest {
  private static final String ARTICLES = "/admin/articles";

  /** The ids of all that can be wrong with an answer. */
  private static final List<String> QUESTIONS =
      List.of(
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
          "syntheticVoice");

  private static final List<String> ACTS =
      List.of("workflow", "reviewer", "reason", "withdrawReason", "comment");

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/manuscript", pages(), "workflow");
  }

  @Test
  void eachQuestionIsPrintedWithAllThatIsKnownOfIt() {
    Document document = form(full("Plain words"));
    Element address = document.getElementById("sourceUrl1");
    Element transcript = document.getElementById("transcript");
    assertAll(
        () -> assertEquals("sourceUrl", address.attr("name")),
        () -> assertEquals("url", address.attr("inputmode")),
        () -> assertEquals("2000", address.attr("maxlength")),
        () -> assertEquals("false", address.attr("spellcheck")),
        () -> assertEquals("sources-hint sourceUrl1-error", address.attr("aria-describedby")),
        () -> assertEquals("true", address.attr("aria-invalid")),
        () -> assertEquals("de", transcript.attr("lang")),
        () -> assertFalse(transcript.hasAttr("spellcheck"), "a text is checked"),
        () -> assertEquals("false", document.getElementById("captions").attr("spellcheck")),
        () -> assertEquals("none", document.getElementById("slug").attr("autocapitalize")),
        () -> assertEquals("date", document.getElementById("recordedOn").attr("type")),
        () -> assertEquals(1, document.select("#topics-hint a[href=/admin/topics/new]").size()),
        () -> assertEquals(1, document.select("#title-error a[href=/articles/x]").size()),
        () -> assertEquals("1", document.selectFirst("#specialty option[selected]").val()),
        () -> assertEquals(1, document.select("#doctor input[checked][value=1]").size()));
  }

  @Test
  void aDraftOwesNoAnswerAndIsToldOfNoFault() {
    Document document = form(minimal());
    assertAll(
        () -> assertEquals(0, document.select("[required], .field__optional").size()),
        () -> assertEquals(0, document.select("[aria-invalid], .field__error").size()),
        () ->
            assertEquals(
                3, document.select("[aria-describedby=sources-hint][name=sourceUrl]").size()),
        () -> assertEquals("Choose", document.selectFirst("#doctor option").text()));
  }

  private static Document form(Map<String, Record> pages) {
    return WholePage.document(
        "admin/manuscript/manuscript", pages.get("admin/manuscript/manuscript"));
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), ManuscriptTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    Desk desk = WholePage.desk("Heading", ARTICLES);
    ManuscriptForm empty =
        new ManuscriptForm(
            "", "", "en", "", "", "", "", "", "", List.of(), "", "", "", "", "", "", "", false);
    return Map.of(
        "admin/manuscript/manuscripts",
        new ManuscriptsPage(
            desk,
            "/admin/articles",
            "/admin/articles?all",
            null,
            null,
            "",
            selection("status", ""),
            selection("specialty", ""),
            selection("doctor", ""),
            selection("sort", ""),
            false,
            false,
            false,
            "",
            List.of(),
            null,
            null,
            null),
        "admin/manuscript/manuscript",
        new ManuscriptPage(
            desk,
            "/static/js/manuscript.js",
            "/admin/articles/new",
            0,
            null,
            empty,
            ManuscriptFields.of(empty, false, new Link("/admin/topics/new", "New"), List.of()),
            List.of(),
            Chooser.listing(List.of(), "Choose"),
            Chooser.listing(List.of(), "Choose"),
            List.of(new Option("en", "English")),
            List.of(new Option("", "None")),
            null,
            List.of(),
            null,
            List.of(),
            null,
            "/admin/articles/new",
            new SafetyNets.InForm(List.of(), null)),
        "admin/manuscript/review",
        new ReviewPage(
            desk,
            "en",
            List.of(),
            List.of(),
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            workflow("x", false, List.of()),
            null,
            null,
            SafetyTemplateTest.minimalNets(),
            null),
        "admin/manuscript/revisions",
        new RevisionsPage(desk, "/admin/articles/1", List.of()),
        "admin/manuscript/revision",
        new RevisionPage(
            desk,
            "en",
            "/admin/articles/1/revisions/1",
            "/admin/articles/1/revisions",
            1,
            Moment.of(Instant.EPOCH, ZoneId.of("UTC")),
            null,
            null,
            List.of(),
            false,
            null,
            null,
            List.of(),
            List.of(),
            1,
            null,
            List.of()));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = WholePage.desk(text, ARTICLES);
    Moment moment = Moment.of(Instant.EPOCH, ZoneId.of("UTC"));
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
    List<Option> options = options(text);
    AudioLine audio =
        new AudioLine(
            "/admin/media/a.mp3", "audio/mpeg", WholePage.WORDS.duration(61), "0.4 MB", text);
    List<FieldChange> changes =
        List.of(
            new FieldChange(
                text,
                WordDifference.of("before " + text, text + " after").markup("out", "in", "same")));
    List<FormError> errors =
        Stream.concat(QUESTIONS.stream(), ACTS.stream())
            .map(field -> new FormError(field, text, new Link("/articles/x", text)))
            .toList();
    return Map.of(
        "admin/manuscript/manuscripts",
        new ManuscriptsPage(
            desk,
            "/admin/articles",
            "/admin/articles?all",
            "/admin/articles/new",
            new Link("/admin/articles/new", text),
            text,
            selection("status", text),
            selection("specialty", text),
            selection("doctor", text),
            selection("sort", text),
            true,
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
                    new Link("/admin/articles/1", text),
                    List.of(text),
                    moment,
                    WholePage.WORDS.day(java.time.LocalDate.EPOCH),
                    true,
                    text),
                new ManuscriptsPage.Line(
                    text,
                    null,
                    "/admin/articles/from/1",
                    null,
                    null,
                    "published",
                    text,
                    null,
                    List.of(),
                    moment,
                    null,
                    false,
                    null),
                new ManuscriptsPage.Line(
                    text,
                    null,
                    null,
                    null,
                    null,
                    "withdrawn",
                    text,
                    null,
                    List.of(),
                    moment,
                    null,
                    false,
                    null)),
            "/admin/articles?before=1m1",
            "/admin/articles?after=1m1",
            "/admin/articles?all"),
        "admin/manuscript/manuscript",
        new ManuscriptPage(
            desk,
            "/static/js/manuscript.js",
            "/admin/articles/1",
            3,
            "0b0e8f4e-0000-4000-8000-000000000000",
            form,
            ManuscriptFields.of(form, true, new Link("/admin/topics/new", text), errors),
            List.of(text, "Reflux"),
            new Chooser(options, new Chooser.Search(text, 2, true)),
            new Chooser(options, null),
            options,
            options,
            audio,
            errors,
            new ManuscriptPage.Conflict(
                text,
                moment,
                3,
                2,
                changes,
                text,
                text,
                List.of(
                    new ManuscriptPage.Question("title", "title", text, changes, null),
                    new ManuscriptPage.Question("audio", "audio", text, List.of(), text)),
                List.of(
                    new ManuscriptPage.Passage(1, "0-1", text, changes.get(0).difference()),
                    new ManuscriptPage.Passage(2, "2-3", text, changes.get(0).difference())),
                text,
                text),
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
            workflow(text, true, errors),
            "/admin/articles/1/autosave",
            new SafetyNets.InForm(
                List.of(new FormError("transcript", text, null)), SafetyTemplateTest.alike(text))),
        "admin/manuscript/review",
        new ReviewPage(
            desk,
            "de",
            List.of(text),
            fields(text),
            audio,
            audio,
            text,
            changes,
            errors,
            List.of(new Link("#workflow", text)),
            workflow(text, true, errors),
            new Link("/admin/feedback?show=all&article=1", text),
            new Link("/admin/voices/1", text),
            SafetyTemplateTest.fullNets(text, errors),
            ScheduleTemplateTest.panel(text)),
        "admin/manuscript/revisions",
        new RevisionsPage(
            desk,
            "/admin/articles/1",
            List.of(
                new RevisionsPage.Line(
                    2, "/admin/articles/1/revisions/2", moment, text, List.of(text)))),
        "admin/manuscript/revision",
        new RevisionPage(
            desk,
            "de",
            "/admin/articles/1/revisions/2",
            "/admin/articles/1/revisions",
            2,
            moment,
            text,
            selection("against", text),
            changes,
            true,
            audio,
            audio,
            List.of(text),
            fields(text),
            3,
            "/admin/articles/1/revisions/2/restore",
            List.of(new FormError("revision", text, null))));
  }

  private static List<ReviewPage.Field> fields(String text) {
    return QUESTIONS.stream()
        .filter(field -> !field.equals("audio") && !field.equals("captions"))
        .map(
            field ->
                new ReviewPage.Field(
                    field,
                    text,
                    List.of(text),
                    List.of(new Source(text, "https://example.org/"), new Source(text, null))))
        .toList();
  }

  private static Workflow workflow(String text, boolean full, List<FormError> errors) {
    Moment moment = Moment.of(Instant.EPOCH, ZoneId.of("UTC"));
    String path = "/admin/articles/1";
    return new Workflow(
        full ? "review" : null,
        "draft",
        text,
        text,
        3,
        text,
        moment,
        full ? text : null,
        full ? text : null,
        full ? List.of(new ScheduleNote(text, path, true)) : List.of(),
        full ? "/articles/x" : null,
        full ? path : null,
        path + "/review",
        path + "/preview",
        path + "/revisions",
        full ? path + "/submit" : null,
        full ? options(text) : List.of(),
        full ? path + "/approve" : null,
        full ? text : null,
        full ? path + "/send-back" : null,
        full ? path + "/publish" : null,
        full,
        full ? path + "/withdraw" : null,
        full ? path + "/comments" : null,
        full ? text : null,
        full
            ? List.of(
                new Workflow.CommentLine(
                    text, moment, List.of(text), null, path + "/comments/1/resolve"),
                new Workflow.CommentLine(text, moment, List.of(text), text, null))
            : List.of(),
        full ? List.of(new FormError("title", text, new Link("/articles/x", text))) : List.of(),
        full ? path : "",
        Workflow.Fields.of(1L, new Workflow.Typed(text, text, text), errors));
  }

  private static Selection selection(String id, String chosen) {
    return Selection.of(id, chosen, options(chosen));
  }

  private static List<Option> options(String text) {
    return List.of(new Option("", text), new Option("1", text), new Option("2", text));
  }
}
