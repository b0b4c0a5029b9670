package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;

/** What search engines are told is what readers see. */
class StructuredDataIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORIGIN = "http://localhost:8080";
  private static final String ANSWER = "/articles/how-is-metastatic-esophageal-cancer-treated";
  private static final String UNREVIEWED = "article.reviewed_on is null";
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        ANSWER,
        "/specialties",
        "/specialties/oncology",
        "/doctors",
        "/doctors/amara-okafor",
        "/doctors/vivavoce-demonstration-desk",
        "/topics",
        "/topics/esophageal-cancer",
        "/about/who-we-are",
        "/about/editorial-policy",
        "/about/privacy",
        "/about/accessibility"
      })
  void everyPageTellsOfItselfInOneGraph(String path) {
    Document page = portal.page(path);
    JsonNode graph = graph(page);
    String canonical = page.select("link[rel=canonical]").attr("href");
    JsonNode itself = withId(graph, canonical);
    Set<String> defined = new HashSet<>();
    List<String> used = new ArrayList<>();
    ids(graph, defined, used);
    assertAll(
        () -> assertEquals(ORIGIN + path, canonical),
        () -> assertEquals(canonical, itself.path("url").asText()),
        () -> assertEquals("en", itself.path("inLanguage").asText()),
        () ->
            assertEquals(
                page.select("meta[name=description]").attr("content"),
                itself.path("description").asText()),
        () -> assertTrue(shown(page).contains(itself.path("name").asText()), itself.toString()),
        () -> assertEquals("Vivavoce", ofType(graph, "WebSite").path("name").asText()),
        () ->
            assertTrue(
                page.select(".site-footer")
                    .text()
                    .contains(withId(graph, ORIGIN + "/#publisher").path("name").asText())),
        () -> assertEquals(List.of(), used.stream().filter(id -> !defined.contains(id)).toList()),
        () ->
            assertFalse(
                graph.findValues("@type").toString().matches(".*(QAPage|FAQPage|SearchAction).*")));
    assertCrumbs(page, graph);
    assertList(page, itself);
  }

  @Test
  void aReviewedAnswerTellsWhoSaysWhatOnWhichConditionAndWhoReviewedItWhen() {
    Document page = portal.page(ANSWER);
    JsonNode graph = graph(page);
    JsonNode itself = withId(graph, ORIGIN + ANSWER);
    JsonNode answer = ofType(graph, "Article");
    JsonNode voice = ofType(graph, "AudioObject");
    JsonNode author = withId(graph, answer.path("author").path("@id").asText());
    JsonNode reviewer = itself.path("reviewedBy");
    String byline = page.select(".byline").text();
    assertAll(
        () -> assertEquals("MedicalWebPage", itself.path("@type").asText()),
        () ->
            assertEquals(
                page.select(".dates__date:contains(Clinically reviewed) time").attr("datetime"),
                itself.path("lastReviewed").asText()),
        () ->
            assertTrue(
                page.select(".dates__by").text().contains(reviewer.path("name").asText()),
                reviewer.toString()),
        () ->
            assertTrue(
                page.select(".dates__by")
                    .text()
                    .contains(reviewer.path("hasCredential").path("name").asText())),
        () ->
            assertEquals(
                ORIGIN + page.select(".dates__by a").attr("href"), reviewer.path("url").asText()),
        () -> assertEquals("https://schema.org/Oncologic", itself.path("specialty").asText()),
        () ->
            assertEquals(
                page.select("#topics ~ .chips a").eachText(),
                texts(
                    itself.path("about"),
                    each -> withId(graph, each.path("@id").asText()).path("name").asText())),
        () -> assertEquals("Patients", itself.path("audience").path("audienceType").asText()),
        () -> assertEquals(page.select("h1").text(), answer.path("headline").asText()),
        () -> assertEquals(page.select("h1").text(), itself.path("name").asText()),
        () ->
            assertEquals(
                page.select(".answer__specialty").text(), answer.path("articleSection").asText()),
        () ->
            assertEquals(
                page.select(".dates__date:contains(Published) time").attr("datetime"),
                answer.path("datePublished").asText().substring(0, 10)),
        () ->
            assertEquals(
                page.select(".dates__date:contains(Last edited) time").attr("datetime")
                    + "T00:00:00Z",
                answer.path("dateModified").asText()),
        () -> assertTrue(byline.contains(author.path("name").asText()), author.toString()),
        () -> assertTrue(byline.contains(author.path("jobTitle").asText())),
        () -> assertTrue(byline.contains(author.path("hasCredential").path("name").asText())),
        () -> assertTrue(byline.contains(author.path("affiliation").path("name").asText())),
        () ->
            assertEquals(
                ORIGIN + page.select(".byline__name").attr("href"), author.path("url").asText()),
        () ->
            assertEquals(
                page.select(".sources a").eachAttr("href"),
                texts(answer.path("citation"), each -> each.path("url").asText())),
        () ->
            assertEquals(
                page.select(".sources a").eachText(),
                texts(answer.path("citation"), each -> each.path("name").asText())),
        () ->
            assertEquals(
                ORIGIN
                    + page.select(".player audio source[type='audio/mpeg'], .player audio[src]")
                        .attr("src"),
                voice.path("contentUrl").asText()),
        () -> assertEquals("audio/mpeg", voice.path("encodingFormat").asText()),
        () ->
            assertEquals(
                page.select(".player time").attr("datetime"), voice.path("duration").asText()),
        () ->
            assertEquals(
                page.select(".transcript__text").text(),
                voice.path("transcript").asText().replaceAll("\\s+", " ").strip()),
        () ->
            assertEquals(
                portal
                    .send("HEAD", voice.path("contentUrl").asText().substring(ORIGIN.length()))
                    .headers()
                    .firstValue("Content-Length")
                    .orElseThrow(),
                voice.path("contentSize").asText()),
        () ->
            assertEquals(
                page.select("meta[property=og:image]").attr("content"),
                answer.path("image").asText()));
  }

  @Test
  void anAnswerThatNobodyReviewedClaimsNoReview() {
    String slug =
        Rows.one(
            portal.database().jdbi(),
            String.class,
            "select slug from published_article article where "
                + UNREVIEWED
                + " order by id limit 1");
    JsonNode graph = graph(portal.page("/articles/" + slug));
    JsonNode itself = withId(graph, ORIGIN + "/articles/" + slug);
    assertAll(
        () -> assertEquals("WebPage", itself.path("@type").asText()),
        () -> assertTrue(graph.findValues("lastReviewed").isEmpty()),
        () -> assertTrue(graph.findValues("reviewedBy").isEmpty()));
  }

  @Test
  void aProfileTellsWhoSomebodyIs() {
    Document page = portal.page("/doctors/amara-okafor");
    JsonNode graph = graph(page);
    JsonNode itself = withId(graph, ORIGIN + "/doctors/amara-okafor");
    JsonNode person = ofType(graph, "Person");
    assertAll(
        () -> assertEquals("ProfilePage", itself.path("@type").asText()),
        () -> assertEquals(person.path("@id"), itself.path("mainEntity").path("@id")),
        () -> assertTrue(page.select("h1").text().contains(person.path("name").asText())),
        () ->
            assertTrue(
                page.select("h1")
                    .text()
                    .contains(person.path("hasCredential").path("name").asText())),
        () ->
            assertEquals(
                page.select(".profile__role").eachText(),
                List.of(
                    person.path("jobTitle").asText(),
                    person.path("affiliation").path("name").asText())),
        () ->
            assertEquals(
                page.select(".profile__biography").text(), person.path("description").asText()),
        () ->
            assertEquals(
                page.select(".profile__facts .chip").eachText(),
                texts(person.path("knowsAbout"), JsonNode::asText)),
        () ->
            assertEquals(
                page.select(".card__link").eachText(),
                texts(itself.path("hasPart"), each -> each.path("name").asText())));
  }

  @Test
  void aConditionIsKnownByItsOtherNamesAndCodes() {
    Document page = portal.page("/topics/esophageal-cancer");
    JsonNode condition = ofType(graph(page), "MedicalCondition");
    assertAll(
        () -> assertEquals(page.select("h1").text(), condition.path("name").asText()),
        () ->
            assertEquals(page.select(".page__lead").text(), condition.path("description").asText()),
        () ->
            assertTrue(
                page.select(".topic__synonyms")
                    .text()
                    .endsWith(
                        String.join(
                            ", ", texts(condition.path("alternateName"), JsonNode::asText)))),
        () ->
            assertTrue(
                texts(condition.path("code"), each -> each.path("codingSystem").asText())
                    .contains("ICD-10")));
  }

  @Test
  void aQuestionThatWasAskedBeforeIsToldApartInTitleAndDescription() {
    TestDatabase database = TestDatabase.withDemo();
    List<String> slugs =
        database
            .jdbi()
            .inTransaction(
                handle ->
                    handle
                        .createQuery(
                            """
                            update article set title = 'What helps?', excerpt = 'Time does.'
                             where id in (select id from published_article
                                           where doctor_id = (select doctor_id from published_article
                                                               group by 1 having count(*) > 1 limit 1)
                                           order by id limit 2)
                                or id = (select id from published_article order by id desc limit 1)
                            returning slug
                            """)
                        .mapTo(String.class)
                        .list());
    try (Portal own = Portal.over(database)) {
      Set<String> titles = new HashSet<>();
      Set<String> descriptions = new HashSet<>();
      for (String slug : slugs) {
        Document page = own.page("/articles/" + slug);
        titles.add(page.title());
        descriptions.add(page.select("meta[name=description]").attr("content"));
      }
      assertAll(
          () -> assertEquals(3, slugs.size()),
          () -> assertEquals(3, titles.size(), titles.toString()),
          () -> assertEquals(3, descriptions.size(), descriptions.toString()),
          () ->
              assertTrue(titles.toString().matches(".*What helps\\? [^,]+, answer 2 of 2 \\|.*")));
    }
  }

  @Test
  void whatIsModifiedIsTheLastEditThatMattersEverywhereAndNothingWhereNoneIsKnown()
      throws JsonProcessingException {
    TestDatabase database = TestDatabase.withDemo();
    Imports.run(
        database.jdbi(),
        Imports.line("1", "No edit", "Words.", "\"slug\": \"no-edit\""),
        Imports.line(
            "2",
            "Edited",
            "Words.",
            "\"slug\": \"edited\", \"recordedOn\": \"2024-01-02\", \"updatedOn\": \"2024-05-06\""),
        Imports.line("3", "Corrected", "Words.", "\"slug\": \"corrected\""));
    database
        .jdbi()
        .useHandle(
            handle -> {
              // A slip of the pen that was mended here.
              handle.execute(
                  "update article set edited_on = '2999-01-01' where slug in ('no-edit', 'corrected')");
              handle.execute(
                  """
                  insert into article_change (article_id, changed_at, event, reason, before, after)
                  select id, '2998-07-08T21:30:00Z', 'changed', 'The dose.', '{}', '{}'
                    from article where slug = 'corrected'
                  """);
            });
    try (Portal own = Portal.over(database, Map.of("TIME_ZONE", "Europe/Berlin"))) {
      assertEquals("", modified(own, "no-edit"));
      assertEquals("2024-05-06T00:00:00+02:00", modified(own, "edited"));
      assertEquals("2998-07-08T23:30:00+02:00", modified(own, "corrected"));
    }
  }

  /** As structured data, Open Graph, the page itself and the open data have it: all the same. */
  private static String modified(Portal own, String slug) throws JsonProcessingException {
    Document page = own.page("/articles/" + slug);
    JsonNode answer = ofType(graph(page), "Article");
    String modified = page.select("meta[property=article:modified_time]").attr("content");
    String published = answer.path("datePublished").asText();
    String day = modified.isEmpty() ? "" : modified.substring(0, 10);
    JsonNode open = JSON.readTree(own.get("/api/v1/articles/" + slug).body());
    JsonNode listed = JSON.readTree(own.get("/api/v1/articles?limit=100").body()).path("articles");
    assertAll(
        slug,
        () ->
            assertEquals(
                modified.isEmpty() ? published : modified, answer.path("dateModified").asText()),
        () ->
            assertEquals(
                published, page.select("meta[property=article:published_time]").attr("content")),
        () ->
            assertEquals(
                answer.path("articleSection").asText(),
                page.select("meta[property=article:section]").attr("content")),
        () ->
            assertEquals(
                ORIGIN + page.select(".byline__name").attr("href"),
                page.select("meta[property=article:author]").attr("content")),
        () ->
            assertEquals(
                day, page.select(".dates__date:contains(Last edited) time").attr("datetime")),
        () -> assertEquals(day.isEmpty() ? "null" : day, open.path("editedOn").asText()),
        () ->
            assertEquals(
                day.isEmpty() ? "null" : day,
                stream(listed)
                    .filter(each -> each.path("slug").asText().equals(slug))
                    .findFirst()
                    .orElseThrow()
                    .path("editedOn")
                    .asText()));
    return modified;
  }

  @Test
  void aTitleIsShortWhereTheQuestionStandsForItself() {
    assertEquals(
        "How is metastatic esophageal cancer treated? | Vivavoce", portal.page(ANSWER).title());
  }

  /** Of a long question no word is given away for the name of the site, which is told beside it. */
  @Test
  void aTitleThatHasNoRoomForTheSiteIsTheQuestionAlone() {
    String question = "Which of my tablets should I take before breakfast, and which at bedtime?";
    TestDatabase database = TestDatabase.withDemo();
    String slug =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            update article set title = :title
                             where id = (select min(id) from published_article) returning slug
                            """)
                        .bind("title", question)
                        .mapTo(String.class)
                        .one());
    try (Portal own = Portal.over(database)) {
      Document page = own.page("/articles/" + slug);
      assertAll(
          () -> assertEquals(question, page.title()),
          () ->
              assertEquals("Vivavoce", page.select("meta[property=og:site_name]").attr("content")));
    }
  }

  @Test
  void laterPagesOfListsLettersAndHistoriesAreLeftToReaders() {
    assertAll(
        () -> assertEquals("", robots("/specialties/general-practice")),
        () -> assertEquals("noindex", robots("/topics?letter=a")),
        () -> assertEquals("noindex", robots("/doctors?letter=a")),
        () -> assertEquals("noindex", robots(ANSWER + "/history")));
  }

  private static String robots(String path) {
    return portal.page(path).select("meta[name=robots]").attr("content");
  }

  private static void assertCrumbs(Document page, JsonNode graph) {
    List<String> shown = page.select(".crumbs__step").eachText();
    if (shown.isEmpty()) {
      assertTrue(allOfType(graph, "BreadcrumbList").isEmpty());
      return;
    }
    JsonNode steps = ofType(graph, "BreadcrumbList").path("itemListElement");
    assertEquals(shown, texts(steps, each -> each.path("name").asText()));
    List<String> hrefs = new ArrayList<>();
    for (Element link : page.select(".crumbs__link")) {
      hrefs.add(ORIGIN + link.attr("href"));
    }
    hrefs.add(page.select("link[rel=canonical]").attr("href"));
    assertEquals(hrefs, texts(steps, each -> each.path("item").asText()));
  }

  /** What is listed stands on the page, with that name and that address. */
  private static void assertList(Document page, JsonNode itself) {
    JsonNode list = itself.path("mainEntity");
    if (!list.path("@type").asText().equals("ItemList")) {
      return;
    }
    JsonNode items = list.path("itemListElement");
    assertFalse(items.isEmpty());
    int position = 1;
    for (JsonNode item : items) {
      assertEquals(position++, item.path("position").asInt());
      String path = item.path("url").asText().substring(ORIGIN.length());
      assertTrue(
          page.select("main a[href='" + path + "']")
              .eachText()
              .contains(item.path("name").asText()),
          item.toString());
    }
    assertEquals(items.size(), list.path("numberOfItems").asInt());
  }

  private static String shown(Document page) {
    return page.body().text();
  }

  private static JsonNode graph(Document page) {
    List<Element> scripts = page.select("script[type=application/ld+json]");
    assertEquals(1, scripts.size());
    try {
      JsonNode whole = JSON.readTree(scripts.get(0).data());
      assertEquals("https://schema.org", whole.path("@context").asText());
      return whole.path("@graph");
    } catch (JsonProcessingException e) {
      throw new AssertionError("the structured data is no JSON", e);
    }
  }

  private static void ids(JsonNode node, Set<String> defined, List<String> used) {
    if (node.has("@id")) {
      if (node.size() == 1) {
        used.add(node.path("@id").asText());
      } else {
        defined.add(node.path("@id").asText());
      }
    }
    node.forEach(each -> ids(each, defined, used));
  }

  private static JsonNode withId(JsonNode graph, String id) {
    return stream(graph)
        .filter(each -> each.path("@id").asText().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not in " + graph));
  }

  private static JsonNode ofType(JsonNode graph, String type) {
    List<JsonNode> all = allOfType(graph, type);
    assertEquals(1, all.size(), type);
    return all.get(0);
  }

  private static List<JsonNode> allOfType(JsonNode graph, String type) {
    return stream(graph).filter(each -> each.path("@type").asText().equals(type)).toList();
  }

  private static List<String> texts(JsonNode list, Function<JsonNode, String> text) {
    return stream(list).map(text).toList();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
