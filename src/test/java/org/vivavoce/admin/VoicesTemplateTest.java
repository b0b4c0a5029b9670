package org.vivavoce.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.FormField.Need;
import org.vivavoce.web.Link;
import org.vivavoce.web.WholePage;

/**
 * Renders the pages about what stands beside an answer with as little, as much, and as hostile a
 * text.
 */
class VoicesTemplateTest {
  private static final String HERE = "/admin/voices/1";

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/voices", pages(), "lines");
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), VoicesTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    Desk desk = WholePage.desk("Heading", HERE);
    return Map.of(
        "admin/voices/notes",
        new QuestionNotesPage(desk, List.of()),
        "admin/voices/voices",
        new VoicesPage(
            desk,
            List.of(),
            List.of(),
            "en",
            new Link("/articles/x", "Public"),
            new VoicesPage.Question("Nobody", List.of(), null, null),
            null,
            false,
            List.of(),
            List.of(),
            List.of(),
            new VoicesPage.Search(
                HERE, FormField.of("q", "", Need.LATER, 300, List.of()), null, List.of())));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = WholePage.desk(text, HERE);
    List<FormError> errors =
        List.of(
            new FormError("note", text, null),
            new FormError("agreement", text, null),
            new FormError("other", text, null));
    VoicesPage.Line pinned =
        new VoicesPage.Line(2, text, "de", "/admin/voices/2", List.of(text, text), true);
    VoicesPage.Line line =
        new VoicesPage.Line(3, text, "en", "/admin/voices/3", List.of(text), false);
    return Map.of(
        "admin/voices/notes",
        new QuestionNotesPage(
            desk,
            List.of(
                new QuestionNotesPage.Line(HERE, text, "de", true, text, text),
                new QuestionNotesPage.Line(HERE, text, "en", false, text, text))),
        "admin/voices/voices",
        new VoicesPage(
            desk,
            List.of(new Link("/admin/voices", text), new Link("/admin/articles/1/review", text)),
            errors,
            "de",
            new Link("/articles/x", text),
            new VoicesPage.Question(
                text,
                List.of(line),
                new VoicesPage.Note(text, text, text, text),
                new VoicesPage.NoteForm(
                    HERE + "/note",
                    "0",
                    FormField.of("agreement", "agree", Need.REQUIRED, null, errors),
                    List.of(new Option("agree", text)),
                    FormField.of("note", text, Need.REQUIRED, 600, errors).in("de"),
                    true)),
            HERE,
            true,
            List.of(pinned, line),
            List.of(pinned),
            List.of(line),
            new VoicesPage.Search(
                HERE,
                FormField.of("q", text, Need.LATER, 300, errors),
                text,
                List.of(pinned, line))));
  }
}
