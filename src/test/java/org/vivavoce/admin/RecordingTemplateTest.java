package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.WholePage;

/** Renders the pages that record and time with as little, as much, and as hostile a text. */
class RecordingTemplateTest {
  private static final String RECORD = "admin/recording/record";
  private static final String CUES = "admin/recording/cues";
  private static final String ARTICLES = "/admin/articles";

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/recording", pages());
  }

  /** Without a script there is a form for a file, and nothing that does nothing. */
  @Test
  void withoutAScriptAFileIsSent() {
    Document page = WholePage.document(RECORD, minimal().get(RECORD));
    assertAll(
        () -> assertEquals(1, page.select("[data-recorder][hidden]").size()),
        () -> assertEquals(1, page.select("form[enctype='multipart/form-data']").size()),
        () -> assertEquals(1, page.select("input[type=file][capture][accept='audio/*']").size()),
        () ->
            assertEquals(
                0, page.select("button[type=button]:not([hidden] *):not(template *)").size()));
  }

  @Test
  void eachSentenceHasAFieldForItsStart() {
    Document page = WholePage.document(CUES, full("Plain words").get(CUES));
    assertAll(
        () ->
            assertEquals(
                List.of("start1", "start2"), page.select("input[name=start]").eachAttr("id")),
        () -> assertEquals("Sentence 2 starts at", page.select("label[for=start2]").text()),
        () -> assertEquals("true", page.getElementById("start2").attr("aria-invalid")),
        () -> assertEquals("de", page.selectFirst(".cues__text").attr("lang")));
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), RecordingTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    return Map.of(
        RECORD,
        new RecordingPage(
            WholePage.desk("Heading", ARTICLES),
            "/static/js/record.js",
            "/admin/articles/1/record",
            "/admin/uploads",
            1,
            "1",
            1,
            "form",
            null,
            FormField.of("audio", "", Need.LATER, null, List.of()),
            null,
            false,
            "/admin/articles/1",
            30,
            List.of()),
        CUES,
        new CuePage(
            WholePage.desk("Heading", ARTICLES),
            "/static/js/cues.js",
            "Nothing is there.",
            "/admin/articles/1/cues",
            1,
            "en",
            "",
            "Written.",
            false,
            null,
            null,
            "/admin/articles/1",
            0,
            List.of(),
            List.of()));
  }

  private static Map<String, Record> full(String text) {
    List<FormError> errors =
        Stream.of("title", "audio").map(field -> new FormError(field, text)).toList();
    List<FormError> untimely = List.of(new FormError("start2", text));
    return Map.of(
        RECORD,
        new RecordingPage(
            WholePage.desk(text, ARTICLES),
            "/static/js/record.js",
            "/admin/articles/record",
            "/admin/uploads",
            1,
            "",
            0,
            "form",
            FormField.of("title", text, Need.OPTIONAL, 300, errors),
            FormField.of("audio", "", Need.LATER, null, errors),
            new AudioLine(
                "/admin/media/a.mp3", "audio/mpeg", WholePage.WORDS.duration(61), "0.4 MB", text),
            true,
            "/admin/articles",
            30,
            errors),
        CUES,
        new CuePage(
            WholePage.desk(text, ARTICLES),
            "/static/js/cues.js",
            text,
            "/admin/articles/1/cues",
            1,
            "de",
            "/admin/media/a.mp3",
            text,
            true,
            text,
            text,
            "/admin/articles/1",
            61.5,
            List.of(line(1, text, untimely), line(2, text, untimely)),
            untimely));
  }

  private static CuePage.Line line(int number, String text, List<FormError> errors) {
    return new CuePage.Line(
        number,
        text,
        FormField.of("start" + number, "0:0" + number, Need.LATER, 12, errors)
            .named("start")
            .asCode());
  }
}
