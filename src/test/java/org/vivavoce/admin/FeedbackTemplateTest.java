package org.vivavoce.admin;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
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
import org.vivavoce.web.Link;
import org.vivavoce.web.WholePage;

/** Renders the queue of readers' feedback with as little, as much, and as hostile a text. */
class FeedbackTemplateTest {
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/feedback", pages());
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), FeedbackTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    Desk desk = WholePage.desk("A", "/x");
    Moment moment = Moment.of(Instant.EPOCH, ZoneId.of("UTC"));
    FormField note = FormField.of("note", "", true, 9, List.of());
    FormField answer = FormField.of("answer", "", true, 9, List.of());
    return Map.of(
        "admin/feedback/queue",
        new FeedbackQueuePage(
            desk,
            "/x",
            Selection.of("show", "", List.of()),
            Selection.of("whose", "", List.of()),
            Selection.of("specialty", "", List.of()),
            "",
            "",
            null,
            false,
            List.of(),
            null,
            null),
        "admin/feedback/item",
        new FeedbackItemPage(
            desk,
            List.of(),
            List.of(),
            1,
            "A",
            "en",
            "error",
            "pending",
            "Open",
            List.of("A"),
            moment,
            "A",
            null,
            List.of(),
            null,
            null,
            List.of(),
            null,
            null,
            List.of(),
            note,
            "/x/notes",
            null,
            null,
            null,
            null,
            null,
            null,
            answer,
            "A",
            List.of(),
            null,
            null));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = WholePage.desk(text, "/x");
    Moment moment = Moment.of(Instant.EPOCH, ZoneId.of("UTC"));
    List<FormError> errors =
        Stream.of("state", "to", "answer", "outcome", "note")
            .map(field -> new FormError(field, text))
            .toList();
    List<Option> options = List.of(new Option("", text), new Option(text, text));
    return Map.of(
        "admin/feedback/queue",
        new FeedbackQueuePage(
            desk,
            "/x",
            Selection.of("show", text, options),
            Selection.of("whose", text, options),
            Selection.of("specialty", text, options),
            text,
            text,
            text,
            true,
            List.of(
                new FeedbackQueuePage.Line(
                    "/x/1", text, "de", text, text, "pending", text, text, text, moment),
                new FeedbackQueuePage.Line(
                    "/x/2", text, "en", text, text, "draft", text, null, null, moment)),
            "/x?after=2",
            "/x?before=1"),
        "admin/feedback/item",
        new FeedbackItemPage(
            desk,
            List.of(new Link("/x", text)),
            errors,
            3,
            text,
            "de",
            text,
            "pending",
            text,
            List.of(text, text),
            moment,
            text,
            text,
            List.of(new Link("/x", text)),
            text,
            text,
            List.of(text),
            "mailto:x",
            text,
            List.of(new FeedbackItemPage.NoteLine(text, List.of(text), moment)),
            FormField.of("note", text, true, 9, errors),
            "/x/notes",
            "/x/assign",
            text,
            "1",
            "/x/assign",
            new Selection(FormField.of("to", text, FormField.Need.LATER, null, errors), options),
            "/x/answer",
            FormField.of("answer", text, true, 9, errors),
            text,
            List.of(text),
            "/x/close",
            "/x/reopen"));
  }
}
