package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;

/**
 * What stands on an answer's page where others answer the same, and what is counted of its readers.
 */
class SameQuestionIT {
  private static final String HERE = "Henrik Solberg";
  private Portal portal;
  private Jdbi jdbi;
  private String path;
  private String other;

  @BeforeEach
  void open() {
    portal = Portal.withDemo();
    jdbi = portal.database().jdbi();
    path =
        "/articles/"
            + text("select slug from article where title like 'What is the treatment for esoph%'");
    other =
        "/articles/"
            + text("select slug from article where title like '%treated when it has not%'");
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void theOtherDoctorsAnswerStandsAfterTheVoiceAndBeforeTheWords() {
    Document page = page(path);
    Element block = page.selectFirst(".same-question");
    assertNotNull(block);
    assertEquals("2 doctors answer this question", block.selectFirst("h2").text());
    assertEquals(List.of(other), block.select("a").eachAttr("href"));
    assertTrue(block.text().contains("Mei Tanaka"), block.text());
    assertTrue(block.text().contains("Clinically reviewed"), block.text());
    assertFalse(block.text().contains(HERE), "not this page's own");
    assertEquals("player", block.previousElementSibling().className().split(" ")[0]);
    assertEquals("transcript", block.nextElementSibling().className());
    assertEquals(5, page.select("aside.voices .card").size(), "Other Voices are whole");
    assertEquals(List.of(path), page(other).select(".same-question a").eachAttr("href"));
  }

  @Test
  void whoAnswersAloneIsToldNothingAndWithdrawnAnswersAreNotCounted() {
    String alone =
        "/articles/"
            + text("select slug from article where title = 'How does esophageal cancer spread?'");
    assertNull(page(alone).selectFirst(".same-question"));
    portal.withdraw(Rows.idOf(jdbi, "article", other.substring("/articles/".length())));
    assertNull(page(path).selectFirst(".same-question"));
  }

  @Test
  void institutionsAreVoicesAndOneDoctorIsCountedOnce() {
    execute(
        "update article set doctor_id = (select id from doctor where kind = 'organization') where '/articles/' || slug = '"
            + other
            + "'");
    assertEquals(
        "2 voices answer this question", page(path).selectFirst(".same-question h2").text());
    execute(
        "update article set doctor_id = (select doctor_id from article where '/articles/' || slug = '"
            + path
            + "') where '/articles/' || slug = '"
            + other
            + "'");
    assertNull(page(path).selectFirst(".same-question"));
  }

  @Test
  void whatTheEditorsSayStandsOnEachOfThemEscapedAndWithItsDay() {
    execute(
        """
        insert into question_note (key, demo, agreement, note, written_by, written_at)
        select key, true, 'partly', E'Both <b>say</b>.\\nOther Voices too.', 'Edda', '2026-11-20 12:00Z'
          from article_question where article_id = (select id from article where '/articles/' || slug = '%s')
        """
            .formatted(path));
    for (String each : List.of(path, other)) {
      Element note = page(each).selectFirst(".same-question__note");
      assertNotNull(note);
      assertTrue(note.text().contains("The answers agree in part."), note.text());
      assertTrue(note.text().contains("Both <b>say</b>."), note.text());
      assertTrue(note.text().contains("20 November 2026"), note.text());
    }
  }

  @Test
  void aStepFromAnswerToAnswerIsCountedAndNothingElseIs() {
    String ours = portal.url("");
    portal.get(other, "Referer", ours + path + "?from=here#top");
    portal.get(other, "Referer", ours + path);
    portal.send("HEAD", path, "Referer", ours + other);
    portal.get(path, "Referer", "https://evil.example" + other);
    portal.get(path, "Referer", "https://evil.example/?" + ours + other);
    portal.get(path, "Referer", ours + path);
    portal.get(path, "Referer", ours + "/search?q=x");
    portal.get(path, "Referer", ours + other + "/history");
    portal.get(path, "Referer", ours + other, "Sec-Purpose", "prefetch");
    portal.get(path, "Referer", ours + other, "Sec-Fetch-Dest", "empty");
    portal.get(path, "Referer", ours + other, "Sec-Purpose", "prefetch", "X-Looked-At", "yes");
    portal.get(path + "/captions.vtt", "Referer", ours + other);
    portal.get(path, "Referer", "%%%");
    portal.get(path);
    assertEquals("0", text("select count(*)::text from read_next"));
    portal.keepWhatWasReadNext();
    assertEquals(
        "1 " + path + " " + other,
        text(
            """
            select string_agg(times || ' /articles/' || here.slug || ' /articles/' || there.slug, ', ')
              from read_next join article here on here.id = article_id join article there on there.id = next_id
            """));
  }

  @Test
  void aStepIsCountedAlsoWhereTheReaderHoldsThePage() {
    String tag = portal.get(other).headers().firstValue("ETag").orElseThrow();
    assertEquals(
        304, portal.get(other, "Referer", portal.url(path), "If-None-Match", tag).statusCode());
    portal.keepWhatWasReadNext();
    assertEquals("1", text("select sum(times)::text from read_next"));
  }

  private Document page(String path) {
    return Jsoup.parse(portal.get(path).body());
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private void execute(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }
}
