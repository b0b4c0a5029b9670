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
import org.vivavoce.web.Desk;
import org.vivavoce.web.Link;
import org.vivavoce.web.WholePage;

/** The newsroom's first page, and what its charts draw. */
class DashboardTemplateTest {
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/dashboard", pages());
  }

  @Test
  void theTallestBarFillsTheChartAndNothingIsLeftOutOfTheTable() {
    Chart chart =
        Chart.of(
            "x",
            "X",
            "Some.",
            "Week",
            "Answers",
            List.of(count(0), count(200), count(50), count(1)));
    Document page =
        WholePage.document(
            "admin/dashboard/dashboard",
            new DashboardPage(
                WholePage.desk("A", "/admin"), null, List.of(), List.of(chart), List.of()));
    assertAll(
        () ->
            assertEquals(
                List.of("0.0", "120.0", "30.0", "2.0"),
                page.select("rect").eachAttr("height"),
                "what is not nothing is to be seen"),
        () ->
            assertEquals(
                List.of("120.0", "0.0", "90.0", "118.0"), page.select("rect").eachAttr("y")),
        () -> assertEquals("200", page.select(".chart__highest").text()),
        () ->
            assertEquals(
                List.of("0", "200", "50", "1"), page.select(".chart tbody td").eachText()));
  }

  @Test
  void whereNothingWasCountedNothingIsDrawn() {
    Chart chart = Chart.of("x", "X", "None.", "Week", "Answers", List.of(count(0), count(0)));
    assertAll(
        () -> assertEquals("0", chart.highest()),
        () ->
            assertEquals(
                List.of("0.0", "0.0"), chart.bars().stream().map(Chart.Bar::height).toList()));
  }

  private static Chart.Count count(long value) {
    return new Chart.Count("a week", value, Long.toString(value), false);
  }

  static Stream<Arguments> pages() {
    return WholePage.each(
        Map.of(
            "admin/dashboard/dashboard",
            new DashboardPage(
                WholePage.desk("A", "/admin"), null, List.of(), List.of(), List.of())),
        DashboardTemplateTest::full);
  }

  private static Map<String, Record> full(String text) {
    Desk desk = WholePage.desk(text, "/admin");
    return Map.of(
        "admin/dashboard/dashboard",
        new DashboardPage(
            desk,
            "/x",
            List.of(
                new DashboardPage.Task(
                    "drafts",
                    text,
                    true,
                    List.of(
                        new DashboardPage.Item("/x", text, text),
                        new DashboardPage.Item("/x", text, "")),
                    new Link("/x", text))),
            List.of(
                Chart.of(
                    "due",
                    text,
                    text,
                    text,
                    text,
                    List.of(
                        new Chart.Count(text, 2, text, true),
                        new Chart.Count(text, 1, text, false)))),
            List.of(new DashboardPage.Missing(text, "/search?q=x", text))));
  }
}
