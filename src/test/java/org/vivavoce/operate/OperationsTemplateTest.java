package org.vivavoce.operate;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.web.WholePage;

/** Renders the operators' page with as little, as much, and as hostile a text as can be. */
class OperationsTemplateTest {
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void everyPageIsWholeAndInert(String template, String kind, Record page) {
    WholePage.check(template, kind, page);
  }

  @Test
  void everyTemplateIsTested() throws IOException {
    WholePage.checkEachIsTested("admin/operations", pages());
  }

  static Stream<Arguments> pages() {
    return WholePage.each(minimal(), OperationsTemplateTest::full);
  }

  private static Map<String, Record> minimal() {
    return Map.of(
        "admin/operations/operations",
        new OperationsPage(
            WholePage.desk("A", "/x"),
            null,
            "export",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of()));
  }

  private static Map<String, Record> full(String text) {
    List<OperationsPage.Fact> facts = List.of(new OperationsPage.Fact(text, text));
    return Map.of(
        "admin/operations/operations",
        new OperationsPage(
            WholePage.desk(text, "/x"),
            text,
            text,
            facts,
            facts,
            List.of(
                new OperationsPage.Job(text, true, text, text, text, "1", "1"),
                new OperationsPage.Job(text, false, text, text, text, "1", "0")),
            facts,
            facts,
            facts,
            List.of(text),
            List.of(new OperationsPage.Step(text, text, "2026-01-31", "31 January 2026", text))));
  }
}
