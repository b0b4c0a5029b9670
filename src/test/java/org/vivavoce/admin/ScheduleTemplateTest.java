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
import org.vivavoce.web.WholePage;

/** Renders the schedule with as little, as much, and as hostile a text. */
class ScheduleTemplateTest {
  private static final String TEMPLATE = "admin/schedule/schedule";

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/schedule", pages(), "panel");
  }

  @Test
  void whoMayOnlyLookIsOfferedNothing() {
    Document document = WholePage.document(TEMPLATE, full("Plain words").get(TEMPLATE));
    assertAll(
        () -> assertEquals(2, document.select("tbody tr").size()),
        () -> assertEquals(1, document.select("tbody a[href$=#schedule-heading]").size()),
        () -> assertEquals(2, document.select("main form[method=post]").size()));
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), ScheduleTemplateTest::full);
  }

  /** With everything on it, for the page on which it stands. */
  static SchedulePanel panel(String text) {
    return new SchedulePanel(
        text,
        List.of(
            new SchedulePanel.Waiting(
                text,
                text,
                text,
                text,
                List.of(text),
                form(text, "Moved", true),
                "/admin/schedule/1/cancel"),
            new SchedulePanel.Waiting(text, text, text, null, List.of(), null, null)),
        List.of(
            new SchedulePanel.Failed(text, text, List.of(text), "/admin/schedule/2/dismiss"),
            new SchedulePanel.Failed(text, text, List.of(text), null)),
        form(text, "Publish", true),
        form(text, "Withdraw", false));
  }

  private static SchedulePanel.Form form(String text, String id, boolean open) {
    return new SchedulePanel.Form(
        "/admin/articles/1/schedule/publish",
        3,
        1,
        field(text, id + "Date").typed("date"),
        field(text, id + "Time").typed("time"),
        field(text, id + "Offset"),
        open ? List.of(new Option(text, text), new Option("+01:00", text)) : List.of(),
        open ? field(text, id + "Reason") : null,
        open);
  }

  private static FormField field(String text, String id) {
    return FormField.of(id, text, true, 100, List.of(new FormError(id, text, null)));
  }

  private static Map<String, Record> minimal() {
    return Map.of(
        TEMPLATE,
        new SchedulePage(
            desk("Heading"),
            "/admin/schedule",
            "UTC",
            false,
            "",
            List.of(new SchedulePage.Section("waiting", "Waiting", "None", List.of(), null))));
  }

  private static Map<String, Record> full(String text) {
    Moment moment = Moment.of(Instant.EPOCH, ZoneId.of("UTC"));
    return Map.of(
        TEMPLATE,
        new SchedulePage(
            desk(text),
            "/admin/schedule",
            text,
            true,
            "waiting",
            List.of(
                new SchedulePage.Section(
                    "waiting",
                    text,
                    text,
                    List.of(
                        new SchedulePage.Line(
                            text,
                            "/admin/articles/1/review",
                            text,
                            moment,
                            text,
                            text,
                            text,
                            List.of(text, text),
                            "/admin/articles/1/review#schedule-heading",
                            "/admin/schedule/1/cancel",
                            "/admin/schedule/1/dismiss"),
                        new SchedulePage.Line(
                            text,
                            "/admin/articles/1/review",
                            text,
                            moment,
                            null,
                            text,
                            text,
                            List.of(),
                            null,
                            null,
                            null)),
                    "/admin/schedule?part=waiting&after=1m1"))));
  }

  private static Desk desk(String heading) {
    return WholePage.desk(heading, "/admin/schedule");
  }
}
