package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.web.Paths;

/** Results that say their answers at a glance. */
class GlanceIT {
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void theMomentOfASentenceIsItsAnchorOnTheAnswersPage() {
    int moments = 0;
    int anchors = 0;
    for (String query : List.of("cancer", "chest pain")) {
      for (Element moment : search(query).select(".card__moment")) {
        String href = moment.attr("href");
        Element anchor =
            portal.page(href.replaceAll("#.*", "")).getElementById(href.replaceAll(".*#", ""));
        String match = moment.closest(".card").select(".card__match").text();
        moments++;
        if (anchor != null && anchor.text().equals(match)) {
          anchors++;
        }
        assertEquals(
            "Listen from " + moment.text(), moment.attr("aria-label"), "says what it shows");
        assertTrue(moment.text().matches("[0-9]+:[0-5][0-9]"), moment.text());
      }
    }
    assertTrue(moments >= 15, "moments: " + moments);
    assertTrue(anchors >= moments - 1, anchors + " of " + moments + " lead to their sentence");
  }

  @Test
  void estimatedTimesSaySo() {
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update article set cues_estimated = true where title like 'Which changes in a mole%'"));
    Element card = search("changes in a mole").selectFirst(".card:has(.card__moment)");
    assertTrue(card.select(".card__heard").text().startsWith("at about "), card.text());
    assertTrue(card.select(".card__moment").attr("aria-label").startsWith("Listen from about "));
  }

  @Test
  void theSameQuestionByAnotherVoiceFoldsUnderTheFirst() {
    Document page = search("esophageal cancer that has not spread");
    Element same = page.selectFirst(".search__same");
    assertAll(
        () -> assertEquals("Another answer to this question:", same.select("p").get(0).text()),
        () -> assertEquals(1, same.select("a:not([data-part])").size()),
        () ->
            assertTrue(
                same.parent().select(".card__title").text().contains("has not spread"),
                same.parent().text()));
    // Its link stands in the order of the ranking, and can be followed and heard as before.
    List<String> links = articles(page);
    int fold = links.indexOf(same.select("a").attr("href"));
    assertEquals(
        same.parent().select(".card__link").attr("href"), links.get(fold - 1), links::toString);
    assertEquals(200, portal.get(same.select("a").attr("href")).statusCode());
    assertEquals(1, same.select("[data-voice] a[href$=.mp3]").size());
  }

  @Test
  void withoutACrisisLineThereIsStillTheNumberToCall() {
    Element card = search("suicide").selectFirst("main .care-card--emergency");
    assertEquals(List.of("tel:112"), card.select("a").eachAttr("href"));
    assertTrue(card.text().contains("call 112 now"), card.text());
  }

  @Test
  void noAnswerIsLostOrShownTwice() {
    for (String query : List.of("heart attack", "esophageal cancer", "blood pressure", "stroke")) {
      Document page = search(query);
      List<String> links = page.select(".card__link, .search__same-link").eachAttr("href");
      assertEquals(links.stream().distinct().toList(), links, query);
      int total = Integer.parseInt(page.select(".page__count").text().replaceAll("\\D.*", ""));
      assertEquals(Math.min(10, total), links.size(), query);
    }
  }

  @Test
  void aConditionOfSeveralAnswersIsOffered() {
    Document page = search("swallowing");
    Element chip = page.selectFirst(".search__topics a[href=/topics/esophageal-cancer]");
    assertTrue(chip.text().matches("Esophageal cancer: [3-9] of these answers.*"), chip.text());
    List<String> hrefs = page.select(".search__topics a").eachAttr("href");
    assertEquals(hrefs.stream().distinct().toList(), hrefs);
    assertFalse(search("eczema").select(".search__topics").text().contains("of these answers"));
  }

  private static List<String> articles(Document page) {
    List<String> links = new ArrayList<>();
    for (String href : page.select("main a[href^=/articles/]").eachAttr("href")) {
      if (!href.contains("#") && !links.contains(href)) {
        links.add(href);
      }
    }
    return links;
  }

  private static Document search(String query) {
    return portal.page("/search?q=" + Paths.encoded(query));
  }
}
