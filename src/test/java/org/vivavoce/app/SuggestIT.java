package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.web.Paths;

/** What is suggested while somebody types. */
class SuggestIT {
  private static final ObjectMapper JSON = new ObjectMapper();
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
  @CsvSource({
    "eso, /topics/esophageal-cancer",
    "canc esoph, /topics/esophageal-cancer",
    "OESOPH CANC, /topics/esophageal-cancer",
    "ésóph  càncer, /topics/esophageal-cancer",
    "food pipe ca, /topics/esophageal-cancer",
    "barretts, /topics/barretts-esophagus",
    "okaf, /doctors/amara-okafor",
    "amara o, /doctors/amara-okafor",
    "surg onc, /specialties/surgical-oncology",
    "does immuno, /articles/does-immunotherapy-work-for-esophageal-cancer",
    "immunoth work, /articles/does-immunotherapy-work-for-esophageal-cancer",
  })
  void eachWordMayBeTheBeginningOfOne(String typed, String path) {
    List<String> paths = paths(suggest(portal, typed));
    assertTrue(paths.contains(path), () -> typed + " suggests " + paths);
  }

  @Test
  void conditionsThatBeginSoComeFirstAndQuestionsAreNotCrowdedOut() {
    List<String> paths = paths(suggest(portal, "esoph"));
    assertAll(
        paths::toString,
        () -> assertEquals("/topics/esophageal-cancer", paths.get(0)),
        () -> assertTrue(paths.contains("/topics/esophagitis")),
        () -> assertTrue(count(paths, "/articles/") >= 3),
        () -> assertTrue(paths.size() <= 8));
  }

  @Test
  void eachIsSaidToBeWhatItIs() {
    assertAll(
        () ->
            assertTrue(
                note("esophageal c", "/topics/esophageal-cancer")
                    .matches("Condition, \\d+ answers"),
                note("esophageal c", "/topics/esophageal-cancer")),
        () ->
            assertTrue(
                note("food pipe", "/topics/esophageal-cancer")
                    .matches("Esophageal cancer, \\d+ answers")),
        () -> assertTrue(note("okafor", "/doctors/amara-okafor").matches("Doctor, \\d+ answers")),
        () ->
            assertTrue(note("oncol", "/specialties/oncology").matches("Specialty, \\d+ answers?")),
        () ->
            assertTrue(
                note("does immunoth", "/articles/does-immunotherapy-work-for-esophageal-cancer")
                    .matches("Question, answered by [\\w ]+")));
  }

  @Test
  void theNumberOfAnswersIsThatOfThePage() {
    String note = note("esophageal c", "/topics/esophageal-cancer");
    String page = portal.page("/topics/esophageal-cancer").text();
    assertTrue(page.contains(note.replaceAll("\\D+(\\d+) answers", "$1 answers")), note);
  }

  @Test
  void nothingStandsThereTwiceAndNeverMoreThanEight() {
    for (String typed : List.of("ca", "he", "wh", "what", "how", "is", "st", "pain", "cancer")) {
      JsonNode suggested = suggest(portal, typed);
      List<String> paths = paths(suggested);
      assertTrue(paths.size() <= 8, typed);
      assertFalse(paths.isEmpty(), typed);
      assertEquals(paths.stream().distinct().toList(), paths, typed);
      assertEquals(suggested.get(1).size(), suggested.get(2).size());
      assertEquals(suggested.get(1).size(), suggested.get(3).size());
    }
  }

  @Test
  void itIsWhatBrowsersAskForAndMayBeKeptForAMinute() throws JsonProcessingException {
    HttpResponse<String> response =
        portal.get("/search/suggest?q=Heart%20%20att%20", "X-Forwarded-Host", "evil.example");
    JsonNode answer = JSON.readTree(response.body());
    String etag = header(response, "ETag");
    HttpResponse<String> again =
        portal.get("/search/suggest?q=Heart%20%20att%20", "If-None-Match", etag);
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () ->
            assertEquals(
                "application/x-suggestions+json; charset=utf-8",
                header(response, "Content-Type").toLowerCase(java.util.Locale.ROOT)),
        () -> assertEquals(4, answer.size()),
        () -> assertEquals("Heart  att ", answer.get(0).asText(), "as it was typed"),
        () -> assertEquals("Heart attack", answer.get(1).get(0).asText()),
        () ->
            assertEquals(
                "http://localhost:8080/topics/heart-attack", answer.get(3).get(0).asText()),
        () -> assertEquals("public, max-age=60", header(response, "Cache-Control")),
        () -> assertEquals("noindex", header(response, "X-Robots-Tag")),
        () -> assertEquals(List.of(), response.headers().allValues("Set-Cookie")),
        () -> assertEquals(304, again.statusCode()),
        () -> assertEquals("", again.body()),
        () -> assertEquals(200, portal.send("HEAD", "/search/suggest?q=he").statusCode()));
  }

  @Test
  void nothingThatIsTypedCountsAsASearchWithoutResult() {
    suggest(portal, "qwxyzzy suggested");
    int counted =
        Rows.one(portal.database().jdbi(), Integer.class, "select count(*) from search_miss");
    assertEquals(0, counted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "e",
        "a b c",
        "the of",
        "'; drop table suggestion; --",
        "<script>alert(1)</script>",
        "%",
        "_%_",
        "\\",
        "*:* & | ! ( )",
        "\u0000\u0001\u001f\u007f",
        "heart\u0000attack",
        "\uFFFF\uFDD0",
        "ﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺ",
        "🩺 心臓 قلب",
        "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a",
        "he at he at he at he at he at he at he at he at he at he at"
      })
  void survivesWhatIsTyped(String typed) {
    JsonNode suggested = suggest(portal, typed);
    assertEquals(4, suggested.size());
    assertTrue(suggested.get(1).size() <= 8);
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    JsonNode suggested = suggest(portal, "a".repeat(79) + "😀" + "b".repeat(5_000));
    assertEquals("a".repeat(79), suggested.get(0).asText());
    for (String path : List.of("/search/suggest", "/search/suggest?q", "/search/suggest?q=a&q=b")) {
      assertEquals(200, portal.get(path).statusCode(), path);
    }
  }

  @Test
  void onlyWhatIsPublishedIsSuggestedAndByTheNameThatItHasNow() {
    try (Portal other = Portal.over(TestDatabase.migrated())) {
      Imports.run(
          other.database().jdbi(),
          answer(
              "1", "Who mends a clavicle?", "Ada Example", "Bones", "Broken clavicle", "published"),
          answer("2", "Who draws a clavicle?", "Dee Draft", "Drafts", "Drawn clavicle", "draft"),
          answer("3", "Who lost a clavicle?", "Wim Gone", "Losses", "Lost clavicle", "published"));
      assertEquals(
          List.of(
              "Broken clavicle", "Lost clavicle", "Who lost a clavicle?", "Who mends a clavicle?"),
          names(suggest(other, "clavic")).stream().sorted().toList());
      withdraw(other, "3");
      assertEquals(
          List.of("Broken clavicle", "Who mends a clavicle?"), names(suggest(other, "clavic")));
      assertEquals(List.of(), names(suggest(other, "draf")));
      assertEquals(List.of("Ada Example"), names(suggest(other, "ada ex")));
      assertEquals(List.of(), names(suggest(other, "wim")));

      Imports.run(
          other.database().jdbi(),
          answer(
              "1",
              "Who sets a collarbone?",
              "Bea Sample",
              "Bones",
              "Broken collarbone",
              "published"),
          answer(
              "2", "Who draws a clavicle?", "Dee Draft", "Drafts", "Drawn clavicle", "published"));
      assertEquals(
          List.of("Broken collarbone", "Who sets a collarbone?"), names(suggest(other, "collar")));
      assertEquals(
          List.of("Drawn clavicle", "Who draws a clavicle?"), names(suggest(other, "clavic")));
      assertEquals(List.of(), names(suggest(other, "ada")));

      withdraw(other, "1");
      for (String typed : List.of("collar", "bea", "bones", "who sets")) {
        assertEquals(List.of(), names(suggest(other, typed)), typed);
      }
    }
  }

  @Test
  void aQuestionThatSeveralAnsweredIsSuggestedOnceWhileOneOfThemIsThere() {
    try (Portal other = Portal.over(TestDatabase.migrated())) {
      List<String> lines = new ArrayList<>();
      for (int at = 1; at <= 100; at++) {
        lines.add(answer("" + at, "What is gout?", "Doctor " + at, "Joints", "Gout", "published"));
      }
      lines.add(
          answer("x", "What is (are) Gouty tophi ?", "Doctor x", "Joints", "Gout", "published"));
      Imports.run(other.database().jdbi(), lines.toArray(String[]::new));
      JsonNode suggested = suggest(other, "what is gout");
      assertEquals(List.of("What is gout?", "What is (are) Gouty tophi ?"), names(suggested));
      assertEquals("Question, answered by Doctor 1 and others", suggested.get(2).get(0).asText());
      assertEquals("Question, answered by Doctor x", suggested.get(2).get(1).asText());
      assertEquals(
          List.of("What is gout?", "What is (are) Gouty tophi ?"),
          names(suggest(other, "gout what")));
      assertEquals("Condition, 101 answers", suggest(other, "gout").get(2).get(0).asText());

      for (int at = 1; at <= 100; at++) {
        if (at != 2) {
          withdraw(other, "" + at);
        }
      }
      JsonNode left = suggest(other, "what is gout");
      assertEquals(List.of("What is gout?", "What is (are) Gouty tophi ?"), names(left));
      assertEquals("Question, answered by Doctor 2", left.get(2).get(0).asText());
    }
  }

  private static void withdraw(Portal portal, String sourceId) {
    portal.withdraw(
        Rows.one(
            portal.database().jdbi(),
            Long.class,
            "select article_id from article_import where source_id = :id",
            "id",
            sourceId));
  }

  private static String answer(
      String id, String title, String doctor, String specialty, String topic, String status) {
    return """
        {"id": "%s", "title": "%s", "body": "Words.", "author": {"name": "%s"}, "specialty": "%s", "topics": [{"name": "%s"}], "status": "%s"}"""
        .formatted(id, title, doctor, specialty, topic, status);
  }

  private static String note(String typed, String path) {
    JsonNode suggested = suggest(portal, typed);
    int at = paths(suggested).indexOf(path);
    assertTrue(at >= 0, suggested::toString);
    return suggested.get(2).get(at).asText();
  }

  private static long count(List<String> paths, String start) {
    return paths.stream().filter(path -> path.startsWith(start)).count();
  }

  private static List<String> names(JsonNode suggested) {
    List<String> names = new ArrayList<>();
    suggested.get(1).forEach(each -> names.add(each.asText()));
    return names;
  }

  private static List<String> paths(JsonNode suggested) {
    List<String> paths = new ArrayList<>();
    suggested.get(3).forEach(each -> paths.add(each.asText().replace("http://localhost:8080", "")));
    return paths;
  }

  private static JsonNode suggest(Wire portal, String typed) {
    HttpResponse<String> response = portal.get("/search/suggest?q=" + Paths.encoded(typed));
    assertEquals(200, response.statusCode(), typed);
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
