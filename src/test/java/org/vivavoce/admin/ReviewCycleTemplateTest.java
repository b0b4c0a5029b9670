package org.vivavoce.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.content.Source;
import org.vivavoce.web.Day;
import org.vivavoce.web.Desk;
import org.vivavoce.web.Duration;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;
import org.vivavoce.web.Link;
import org.vivavoce.web.WholePage;

/** Renders the pages of the review cycle with as little, as much, and as hostile a text. */
class ReviewCycleTemplateTest {
  private static final String QUEUE = "/admin/reviews";

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/reviews", pages());
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), ReviewCycleTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    Desk desk = WholePage.desk("Heading", QUEUE);
    return Map.of(
        "admin/reviews/reviews",
        new ReviewsDuePage(
            desk,
            QUEUE,
            Selection.of("whose", "all", List.of(new Option("all", "All"))),
            Selection.of("specialty", "", List.of(new Option("", "Any"))),
            null,
            List.of(),
            List.of(),
            null,
            null),
        "admin/reviews/review",
        new ReviewDuePage(
            desk,
            List.of(new Link(QUEUE, "Back")),
            "en",
            List.of(),
            new Link("/articles/x", "Public"),
            null,
            List.of(),
            List.of(),
            "0",
            null,
            "Not you",
            FormField.of("years", "3", FormField.Need.LATER, null, List.of()),
            List.of(),
            null,
            null,
            List.of()));
  }

  private static Map<String, Record> full(String text) {
    Desk desk = WholePage.desk(text, QUEUE);
    Day day = new Day("2026-11-23", "23 November 2026");
    List<FormError> errors =
        List.of(new FormError("years", text, null), new FormError("whole", text, null));
    return Map.of(
        "admin/reviews/reviews",
        new ReviewsDuePage(
            desk,
            QUEUE,
            Selection.of("whose", "all", List.of(new Option("all", text))),
            Selection.of("specialty", "", List.of(new Option("", text))),
            "now",
            List.of(
                new ReviewsDuePage.GroupLink(QUEUE, text, true),
                new ReviewsDuePage.GroupLink(QUEUE, text, false)),
            List.of(
                line(text, "now", day, "/admin/articles/1/review"), line(text, "soon", null, null)),
            QUEUE,
            QUEUE + "?after=2026-11-23a1"),
        "admin/reviews/review",
        new ReviewDuePage(
            desk,
            List.of(new Link(QUEUE, text)),
            "de",
            List.of(text, text),
            new Link("/articles/x", text),
            new AudioLine(
                "/admin/media/a.mp3", "audio/mpeg", new Duration("0:01", text, "PT1S"), text, text),
            List.of(text),
            List.of(
                new ReviewPage.Field("title", text, List.of(text), List.of()),
                new ReviewPage.Field(
                    "sourceTitle1", text, List.of(), List.of(new Source(text, null)))),
            "0",
            "/admin/reviews/1",
            null,
            FormField.of("years", "3", FormField.Need.LATER, null, errors),
            List.of(new Option("1", text), new Option("3", text)),
            "/admin/articles/1/review",
            "/admin/articles/from/1",
            errors));
  }

  private static ReviewsDuePage.Line line(String text, String code, Day reviewed, String todo) {
    return new ReviewsDuePage.Line(
        QUEUE + "/1",
        text,
        "de",
        code,
        text,
        new Day("2026-11-23", "23 November 2026"),
        reviewed,
        text,
        text,
        text,
        text,
        todo);
  }
}
