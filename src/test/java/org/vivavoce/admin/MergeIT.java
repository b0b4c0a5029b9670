package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Two who save the same answer: what they did is brought together, and the rest is asked. */
class MergeIT {
  private static final String TEXT = "First.\n\nSecond.\n\nThird.\n\nFourth.";
  private static Portal portal;
  private static Newsroom newsroom;
  private static SignedIn editor;
  private static SignedIn colleague;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    colleague = newsroom.account("Cole Colleague", null, Role.EDITOR);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void whatOnlyOneTouchedIsBroughtTogetherAndSaidSo() {
    String path = create();
    Map<String, Object> theirs = form(path);
    Map<String, Object> mine = form(path);
    theirs.put("title", "A better question?");
    theirs.put("transcript", TEXT.replace("Second.", "Second, by Cole."));
    mine.put("conflicts", "Paid by nobody.");
    mine.put("transcript", TEXT.replace("Third.", "Third, by Edda.") + "\n\nFifth.");
    assertEquals(303, newsroom.post(colleague, path, theirs).statusCode());
    Document page = conflict(path, mine);
    assertAll(
        () -> assertEquals("A better question?", page.getElementById("title").val()),
        () -> assertEquals("Paid by nobody.", page.getElementById("conflicts").wholeText()),
        () ->
            assertEquals(
                "First.\n\nSecond, by Cole.\n\nThird, by Edda.\n\nFourth.\n\nFifth.",
                page.getElementById("transcript").wholeText()),
        () -> assertEquals(List.of(), page.select(".conflict__question")),
        () -> assertTrue(page.text().contains("Kept from you: Conflicts of interest.")),
        () -> assertTrue(page.text().contains("Brought together from both of you: Transcript.")),
        () -> assertEquals("Title", page.selectFirst(".conflict__taken dt").text()));
    assertEquals(303, newsroom.post(editor, path, Newsroom.fields(page)).statusCode());
    assertEquals("A better question?", form(path).get("title"));
  }

  @Test
  void whatBothTouchedIsAskedAndMineStandsUntilIChooseTheirs() {
    String path = create();
    Map<String, Object> theirs = form(path);
    Map<String, Object> mine = form(path);
    theirs.putAll(
        Map.of(
            "title", "Theirs?",
            "conflicts", "Theirs.",
            "transcript", "First, theirs.\n\nSecond.\n\nThird, theirs.\n\nFourth."));
    mine.putAll(
        Map.of(
            "title", "Mine?",
            "conflicts", "Mine.",
            "transcript", "First, mine.\n\nSecond.\n\nThird, mine.\n\nFourth."));
    assertEquals(303, newsroom.post(colleague, path, theirs).statusCode());
    Document page = conflict(path, mine);
    assertAll(
        () -> assertEquals("Mine?", page.getElementById("title").val()),
        () -> assertEquals(4, page.select(".conflict__question").size()),
        () -> assertEquals(4, page.select(".conflict__question:has(del):has(ins)").size()),
        () -> assertEquals(4, page.select(".conflict__question [value=mine][checked]").size()));
    Map<String, Object> chosen = Newsroom.fields(page);
    chosen.put("keep-title", "theirs");
    chosen.put("keep-passage-2", "theirs");
    // What is typed beside the choice stays, wherever it moves the passages.
    chosen.put("transcript", "Before it.\n\n" + chosen.get("transcript"));
    assertEquals(303, newsroom.post(editor, path, chosen).statusCode());
    Map<String, Object> now = form(path);
    assertAll(
        () -> assertEquals("Theirs?", now.get("title")),
        () -> assertEquals("Mine.", now.get("conflicts")),
        () ->
            assertEquals(
                "Before it.\n\nFirst, mine.\n\nSecond.\n\nThird, theirs.\n\nFourth.",
                now.get("transcript")));
  }

  @Test
  void aThirdSaveInBetweenIsAskedAboutAgainWithAllThatWasChosen() {
    String path = create();
    Map<String, Object> theirs = form(path);
    Map<String, Object> mine = form(path);
    theirs.put("title", "Theirs?");
    mine.putAll(Map.of("title", "Mine?", "transcript", TEXT + "\n\nMine.", "topics", ""));
    assertEquals(303, newsroom.post(colleague, path, theirs).statusCode());
    Map<String, Object> chosen = Newsroom.fields(conflict(path, mine));
    chosen.put("keep-title", "theirs");
    Map<String, Object> third = form(path);
    third.put("careLevel", "urgent");
    third.put("careText", "Call.");
    assertEquals(303, newsroom.post(colleague, path, third).statusCode());
    Document page = conflict(path, chosen);
    assertAll(
        () -> assertEquals("Theirs?", page.getElementById("title").val()),
        () -> assertEquals(TEXT + "\n\nMine.", page.getElementById("transcript").wholeText()),
        () -> assertEquals("Call.", page.getElementById("careText").wholeText()),
        () -> assertEquals(List.of(), page.select(".conflict__question")));
    assertEquals(303, newsroom.post(editor, path, Newsroom.fields(page)).statusCode());
    assertEquals("Call.", form(path).get("careText"));
  }

  @Test
  void theQuestionsStayWhileTheFormIsShownOnceMore() {
    String path = create();
    Map<String, Object> theirs = form(path);
    Map<String, Object> mine = form(path);
    theirs.put("title", "Theirs?");
    mine.put("title", "Mine?");
    assertEquals(303, newsroom.post(colleague, path, theirs).statusCode());
    Map<String, Object> more = Newsroom.fields(conflict(path, mine));
    more.put("act", "more-sources");
    Document page = Jsoup.parse(newsroom.post(editor, path, more).body());
    assertEquals(1, page.select(".conflict__question").size());
    assertEquals("Mine?", page.getElementById("title").val());
    more.put("act", "save");
    more.put("slug", "Not A Slug");
    HttpResponse<String> unfit = newsroom.post(editor, path, more);
    assertEquals(422, unfit.statusCode());
    assertEquals(
        1, Jsoup.parse(unfit.body()).select("#keep-title-theirs").size(), "still to be chosen");
  }

  /** Whatever is sent by a hostile browser, what was typed is what is saved. */
  @Test
  void choicesThatCannotBeMeantChangeNothing() {
    String path = create();
    Map<String, Object> mine = new HashMap<>(form(path));
    mine.putAll(
        Map.of(
            "merging", "99999999999",
            "keep-title", "x",
            "keep-nothing", "theirs",
            "shown", "x",
            "passage-1", "5-2",
            "passage-theirs-1", "Evil.",
            "keep-passage-1", "theirs",
            "title", "Mine?"));
    assertEquals(303, newsroom.post(editor, path, mine).statusCode());
    assertEquals("Mine?", form(path).get("title"));
    assertEquals(TEXT, form(path).get("transcript"));
  }

  private static Document conflict(String path, Map<String, Object> mine) {
    HttpResponse<String> response = newsroom.post(editor, path, mine);
    assertEquals(409, response.statusCode());
    return Jsoup.parse(response.body());
  }

  private static Map<String, Object> form(String path) {
    return new HashMap<>(Newsroom.fields(newsroom.page(editor, path)));
  }

  private static String create() {
    return newsroom
        .post(
            editor,
            "/admin/articles/new",
            Map.of("title", "Whose?", "lang", "en", "transcript", TEXT))
        .headers()
        .firstValue("Location")
        .orElseThrow()
        .replaceAll("\\?.*", "");
  }
}
