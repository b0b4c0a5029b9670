package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;

/** What a reader of the demonstration sees. */
class PublicPagesIT {
  private static final String METASTASIS = "/articles/how-is-metastatic-esophageal-cancer-treated";
  private static final String CHEST_PAIN = "/articles/when-is-chest-pain-a-sign-of-a-heart-attack";
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
  void homeOffersSearchNewestAnswersConditionsAndSpecialties() {
    Document home = portal.page("/");
    assertAll(
        () -> assertEquals("q", home.selectFirst("main form[action=/search] input").attr("name")),
        () -> assertEquals(6, home.select("#newest ~ .cards .card").size()),
        () -> assertTrue(home.select("#topics ~ .chips a[href^=/topics/]").size() >= 20),
        () -> assertTrue(home.select(".tile a[href^=/specialties/]").size() >= 8));
  }

  @Test
  void anArticleShowsEverythingThatMakesItTrustworthy() {
    Document page = portal.page(METASTASIS);
    assertAll(
        () ->
            assertEquals("How is metastatic esophageal cancer treated?", page.select("h1").text()),
        () -> assertEquals("/doctors/amara-okafor", page.select(".byline__name").attr("href")),
        () -> assertTrue(page.select(".byline").text().contains("MBBS, FRCP")),
        () -> assertTrue(page.select(".byline").text().contains("Harbourside Cancer Centre")),
        () -> assertTrue(page.select(".byline img").attr("src").startsWith("/media/")),
        () ->
            assertEquals("/specialties/oncology", page.select(".answer__specialty a").attr("href")),
        () ->
            assertEquals(
                List.of(
                    "Clinically reviewed",
                    "Next review due",
                    "Last edited",
                    "Published",
                    "Recorded"),
                page.select(".dates dt").eachText()),
        () -> assertEquals(5, page.select(".dates time[datetime~=^\\d{4}-\\d\\d-\\d\\d$]").size()),
        () -> assertTrue(page.select(".dates__by a").attr("href").startsWith("/doctors/")),
        () -> assertTrue(page.select(".player time").attr("datetime").startsWith("PT1M")),
        () -> assertEquals(3, page.select(".transcript__text p").size()),
        () -> assertFalse(page.select(".care-card").isEmpty()),
        () -> assertTrue(page.select(".sources a[href^=https://]").size() >= 2),
        () -> assertTrue(page.select(".answer__conflicts").text().contains("None declared")),
        () -> assertTrue(page.select("#topics ~ .chips").text().contains("Esophageal cancer")),
        () -> assertTrue(page.text().contains("does not replace")),
        () -> assertEquals("tel:112", page.select(".emergency-strip a").attr("href")),
        () -> assertTrue(page.select(".share a[href^=mailto:]").size() == 1),
        () ->
            assertEquals(
                List.of("Home", "Specialties", "Oncology"), page.select(".crumbs a").eachText()),
        () ->
            assertEquals(
                "http://localhost:8080" + METASTASIS,
                page.select("link[rel=canonical]").attr("href")));
  }

  @Test
  void otherVoicesAreFiveOthersEachWithAReason() {
    Document page = portal.page(METASTASIS);
    List<Element> voices = page.select(".voices .card");
    Set<String> hrefs = new HashSet<>(page.select(".voices .card__link").eachAttr("href"));
    assertAll(
        () -> assertEquals(5, voices.size()),
        () -> assertEquals(5, hrefs.size(), "five different ones"),
        () -> assertFalse(hrefs.contains(METASTASIS), "never the article itself"),
        () ->
            voices.forEach(
                voice ->
                    assertAll(
                        () -> assertFalse(voice.select(".card__reason").text().isBlank()),
                        () -> assertNotNull(voice.selectFirst(".portrait")),
                        () -> assertFalse(voice.select(".card__doctor").text().isBlank()),
                        () -> assertFalse(voice.select(".card__specialty").text().isBlank()),
                        () -> assertNotNull(voice.selectFirst(".duration time")),
                        () -> assertFalse(voice.select(".card__excerpt").text().isBlank()))),
        () ->
            assertTrue(
                page.select(".voices .card__doctor").eachText().stream().distinct().count() >= 3,
                "at most two of one person"));
  }

  @Test
  void theSameQuestionAnsweredByAnotherDoctorSaysSo() {
    Set<String> reasons = new TreeSet<>();
    for (String path : articles()) {
      reasons.addAll(portal.page(path).select(".card__reason").eachText());
    }
    assertAll(
        () -> assertTrue(reasons.contains("The same question, another voice"), reasons::toString),
        () -> assertTrue(reasons.contains("Compares the two conditions"), reasons::toString),
        () -> assertTrue(reasons.contains("Also about Esophageal cancer"), reasons::toString));
  }

  @Test
  void whatIsUrgentStandsBeforeTheAnswerAndIsToldInWords() {
    Document page = portal.page(CHEST_PAIN);
    Element card = page.selectFirst(".care-card--emergency");
    assertNotNull(card);
    Element transcript = page.selectFirst(".transcript");
    assertAll(
        () ->
            assertTrue(
                card.elementSiblingIndex() < transcript.elementSiblingIndex(),
                "the card stands first"),
        () -> assertTrue(card.selectFirst("h2").text().startsWith("Immediate action required")),
        () -> assertEquals("tel:112", card.select("a").attr("href")));
  }

  @Test
  void allThreeLevelsOfCareOneOverdueReviewAndAMissingOneAreInTheDemonstration() {
    Set<String> levels = new TreeSet<>();
    int overdue = 0;
    int unreviewed = 0;
    for (String path : articles()) {
      Document page = portal.page(path);
      page.select(".care-card").forEach(card -> levels.add(card.className()));
      overdue += page.select(".notice--overdue").size();
      unreviewed += page.text().contains("Not reviewed here") ? 1 : 0;
    }
    assertEquals(3, levels.size(), levels::toString);
    assertEquals(1, overdue);
    assertTrue(unreviewed >= 1);
  }

  @Test
  void theCastIsLargeEnough() {
    assertAll(
        () -> assertTrue(articles().size() >= 40, "40 answers"),
        () -> assertTrue(portal.page("/doctors").select("#people + .people .person").size() >= 12),
        () -> assertTrue(portal.page("/specialties").select(".letter__name").size() >= 8),
        () -> assertTrue(portal.page("/topics").select(".letter__name").size() >= 20));
  }

  @Test
  void everyPageSaysThatThisIsADemonstration() {
    for (String path :
        List.of(
            "/",
            METASTASIS,
            "/specialties",
            "/specialties/oncology",
            "/doctors",
            "/doctors/amara-okafor",
            "/topics",
            "/topics/esophageal-cancer",
            "/search?q=cancer")) {
      assertTrue(portal.page(path).select(".demo-banner").text().contains("fictional"), path);
    }
  }

  @Test
  void demonstrationArticlesStayOutOfSearchEnginesExceptOnThisMachine() {
    assertNull(portal.page(METASTASIS).selectFirst("meta[name=robots]"));
  }

  @Test
  void aDoctorsProfileShowsQualificationsAndAnswers() {
    Document page = portal.page("/doctors/amara-okafor");
    assertAll(
        () -> assertTrue(page.select("h1").text().startsWith("Amara Okafor")),
        () -> assertTrue(page.text().contains("Harbourside Cancer Centre")),
        () -> assertTrue(page.text().contains("English, Igbo")),
        () -> assertTrue(page.select(".card__link").eachAttr("href").contains(METASTASIS)));
  }

  @Test
  void doctorsAndConditionsCanBeReadLetterByLetter() {
    assertAll(
        () ->
            assertEquals(
                List.of("Amara Okafor"),
                portal.page("/doctors?letter=a").select(".person__name").eachText()),
        () ->
            assertEquals(
                List.of("A", "C", "D"),
                portal.page("/doctors?letter=a").select(".alphabet a").eachText().subList(0, 3)),
        () -> assertEquals(404, portal.get("/doctors?letter=q").statusCode()),
        () ->
            assertEquals(
                List.of("Barrett's esophagus"),
                portal.page("/topics?letter=b").select(".letter__name").eachText()));
  }

  @Test
  void aConditionShowsItsOtherNamesAndItsAnswersNewestFirst() {
    Document page = portal.page("/topics/esophageal-cancer");
    List<String> edited = page.select(".card__dates time").eachAttr("datetime");
    assertAll(
        () -> assertTrue(page.select(".topic__synonyms").text().contains("food pipe cancer")),
        () -> assertTrue(page.select(".card").size() >= 12),
        () -> assertFalse(edited.isEmpty()));
  }

  @Test
  void everyAnswerIsWithinThreeClicksOfHome() {
    Set<String> reached = new HashSet<>(Set.of("/"));
    Set<String> edge = Set.of("/");
    for (int click = 0; click < 3; click++) {
      Set<String> next = new TreeSet<>();
      for (String path : edge) {
        portal.page(path).select("main a[href^=/], header a[href^=/], .pager a").stream()
            .map(link -> link.attr("href").replaceAll("#.*", ""))
            .filter(href -> !href.startsWith("/media") && !href.startsWith("/search"))
            .forEach(next::add);
      }
      next.removeAll(reached);
      reached.addAll(next);
      edge = next;
    }
    List<String> missing = new ArrayList<>(articles());
    missing.removeAll(reached);
    assertEquals(List.of(), missing);
  }

  @Test
  void everyLinkOfEveryPageLeadsSomewhere() {
    Set<String> seen = new TreeSet<>(Set.of("/"));
    List<String> left = new ArrayList<>(seen);
    while (!left.isEmpty()) {
      String path = left.remove(left.size() - 1);
      for (String href : portal.page(path).select("a[href^=/]").eachAttr("href")) {
        String target = href.replaceAll("#.*", "");
        if (seen.add(target)) {
          left.add(target);
        }
      }
    }
    assertTrue(seen.size() > 80, "the crawl went somewhere: " + seen.size());
  }

  private static List<String> articles() {
    return Rows.list(
        portal.database().jdbi(),
        String.class,
        "select '/articles/' || slug from published_article order by id");
  }
}
