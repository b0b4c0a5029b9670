package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Searches that speak of an emergency, and the newsroom's list of what they say. */
class EmergencyPhraseIT {
  private static final String LIST = "/admin/emergency-phrases";

  private static Portal portal;
  private static Newsroom newsroom;
  private static SignedIn editor;
  private static SignedIn reviewer;

  @BeforeAll
  static void open() {
    portal = Portal.over(TestDatabase.withDemo(), Map.of("CRISIS_LINE", "116 123"));
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @ParameterizedTest
  @CsvSource({
    "chest pain now, true, false",
    "Chest Pian, true, false",
    "can’t breathe qwxyzzy, true, false",
    "suiside, false, true",
    "how do I help my mother who wants to die, false, true",
    "overdose want to die, true, true"
  })
  void theEmergencyCardComesFirst(String query, boolean emergency, boolean crisis) {
    Document page = search(query);
    Element card = page.selectFirst("main > section");
    assertTrue(card.hasClass("care-card--emergency"));
    assertAll(
        () -> assertEquals("h1", card.previousElementSibling().tagName()),
        () -> assertTrue(card.selectFirst("h2").text().startsWith("Immediate action required:")),
        () -> assertEquals("Call 112", card.select("a[href=tel:112]").text()),
        () -> assertEquals(emergency, card.text().contains("minutes count")),
        () -> assertEquals(crisis, card.text().contains("Thoughts of suicide can pass")),
        () -> assertEquals(crisis ? 1 : 0, card.select("a[href=tel:116123]").size()),
        () ->
            assertEquals(card, page.select("main h2").get(0).parent(), "the first heading below"));
  }

  @ParameterizedTest
  @CsvSource({"suicide gene", "stroke rehabilitation", "what is heart attack", "eczema"})
  void otherSearchesBeginWithTheirAnswers(String query) {
    assertEquals(0, search(query).select(".care-card").size());
  }

  @Test
  void theEmptyFormShowsNone() {
    assertEquals(0, portal.page("/search").select(".care-card").size());
  }

  @Test
  void suggestionsAndTheOpenDataAreAsBefore() {
    assertFalse(portal.get("/search/suggest?q=chest+pain+now").body().contains("112"));
    assertFalse(portal.get("/api/v1/articles?q=chest+pain").body().contains("care-card"));
  }

  @Test
  void theListIsKeptWithItsLogAndHoldsAtOnce() throws InterruptedException {
    assertEquals(0, search("my gloopitis burst").select(".care-card").size());
    assertEquals(303, post(reviewer, LIST, phrase("Gloopitis bursts", "emergency")).statusCode());
    Document list = newsroom.page(editor, LIST);
    String path =
        list.select("th a").stream()
            .filter(link -> link.text().equals("Gloopitis bursts"))
            .findFirst()
            .orElseThrow()
            .attr("href");
    awaitCards(1, "my gloopitis burst");

    Map<String, Object> paused = new HashMap<>(phrase("Gloopitis bursts", "crisis"));
    paused.put("state", "paused");
    assertEquals(303, post(editor, path, paused).statusCode());
    awaitCards(0, "my gloopitis burst");
    assertEquals(303, post(editor, path + "/remove", Map.of()).statusCode());
    assertEquals(404, post(editor, path + "/remove", Map.of()).statusCode());
    assertEquals(404, newsroom.get(editor, path).statusCode());
    assertEquals(
        List.of("emergency_phrase.add", "emergency_phrase.change", "emergency_phrase.remove"),
        Rows.list(
            portal.database().jdbi(),
            String.class,
            "select action from audit_entry where detail ->> 'emergencyPhrase' = :id order by id",
            "id",
            path.replaceAll(".*/", "")));
    assertTrue(
        newsroom
            .page(editor, "/admin/audit?action=emergency_phrase.change")
            .text()
            .contains("Gloopitis bursts"));
  }

  @Test
  void whatFindsNothingOrTheSameIsRefused() {
    for (String bad :
        List.of("", "it", "of the", "!!", "x".repeat(101), "CHEST pains", "can’t breathe")) {
      HttpResponse<String> refused = post(editor, LIST, phrase(bad, "emergency"));
      assertEquals(422, refused.statusCode(), bad);
      assertEquals(
          "#phrase", Jsoup.parse(refused.body()).selectFirst(".error-summary a").attr("href"));
    }
    assertEquals(422, post(editor, LIST, phrase("Gloop of doom", "panic")).statusCode());
  }

  @Test
  void aSearchCanBeTried() {
    Document page = newsroom.page(editor, LIST + "?q=" + Paths.encoded("<b>chest pian</b>"));
    assertEquals(
        "“<b>chest pian</b>” shows the emergency number first.",
        page.select(".emergency-phrases__outcome").text());
    assertNull(newsroom.page(editor, LIST).selectFirst(".emergency-phrases__outcome"));
    assertEquals(
        LIST,
        newsroom.page(editor, "/admin/red-flags").select("a[href=" + LIST + "]").attr("href"));
  }

  private static void awaitCards(int count, String query) throws InterruptedException {
    for (int tries = 0; tries < 100; tries++) {
      if (search(query).select(".care-card").size() == count) {
        return;
      }
      Thread.sleep(50);
    }
    assertEquals(count, search(query).select(".care-card").size());
  }

  private static Map<String, Object> phrase(String words, String kind) {
    return Map.of(
        "phrase", words, "kind", kind, "reach", "anywhere", "state", "active", "note", "");
  }

  private static HttpResponse<String> post(SignedIn who, String path, Map<String, ?> fields) {
    return newsroom.post(who, path, fields);
  }

  private static Document search(String query) {
    return portal.page("/search?q=" + Paths.encoded(query));
  }
}
