package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestClock;
import org.vivavoce.ingest.Imports;
import org.vivavoce.publishing.Publisher;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What editors decide of what stands beside an answer, and what they say of several together. */
class VoicesIT {
  private Portal portal;
  private Jdbi jdbi;
  private Newsroom newsroom;
  private SignedIn editor;
  private SignedIn reviewer;
  private long article;
  private String path;

  @BeforeEach
  void open() {
    portal = Portal.withDemo();
    jdbi = portal.database().jdbi();
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    reviewer = newsroom.account("Rosa Reviewer", null, Role.REVIEWER);
    article = number("select id from article where title like 'What is the treatment for esoph%'");
    path = "/admin/voices/" + article;
    execute("delete from pending_work");
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void whatStandsThereIsShownWithItsReasonsAndOnlyEditorsDecide() {
    Document page = newsroom.page(editor, path);
    assertEquals(5, page.select("#other .voices-desk__line").size());
    assertTrue(page.selectFirst("#other .voices-desk__facts").text().contains("Score "));
    assertEquals(5, page.select("#other button[value=ban]").size());
    Document read = newsroom.page(reviewer, path);
    assertEquals(5, read.select("#other .voices-desk__line").size());
    assertTrue(read.select("main form[method=post] button[name=act]").isEmpty());
    long other = standing().get(0);
    for (Role role : List.of(Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR)) {
      SignedIn somebody = newsroom.account("Somebody Else", null, role);
      assertEquals(403, post(somebody, "pin", other).statusCode(), role.name());
      assertEquals(403, write(somebody, "agree", "They do.").statusCode(), role.name());
    }
    assertEquals(0, number("select count(*) from related_pair"));
    assertEquals(0, number("select count(*) from question_note"));
  }

  @Test
  void aPairIsPinnedForBothAndBannedAndTakenBackWithNames() {
    long other = number("select id from article where title like 'Does immunotherapy%'");
    assertEquals(303, post(editor, "pin", other).statusCode());
    assertEquals("pin Edda Editor", pair());
    assertEquals(2, number("select count(*) from related_pending"));
    for (long each : List.of(article, other)) {
      Document page = newsroom.page(editor, "/admin/voices/" + each);
      assertEquals(1, page.select("button[value=undo]").size(), "from both sides");
      assertTrue(page.text().contains("Pinned by Edda Editor"), page.text());
      assertTrue(page.text().contains("found anew"), page.text());
    }
    assertEquals(303, post(editor, "pin", other).statusCode(), "twice is once");
    assertEquals(303, post(editor, "ban", other).statusCode());
    assertEquals("ban Edda Editor", pair());
    assertEquals(303, post(editor, "undo", other).statusCode());
    assertEquals(303, post(editor, "undo", other).statusCode());
    assertEquals(0, number("select count(*) from related_pair"));
    assertEquals(
        "related.pin related.ban related.lift",
        text(
            "select string_agg(action, ' ' order by id) from audit_entry where action like 'related.%' and actor like 'Edda Editor (account %' and article_id = "
                + article));
    assertTrue(
        newsroom
            .page(editor, "/admin/audit?action=related.pin")
            .text()
            .contains("Pinned an answer in Other Voices"));
  }

  @Test
  void noAnswerHasMoreThanThreePins() {
    List<Long> others =
        Rows.list(
            jdbi,
            Long.class,
            "select id from article where status = 'published' and demo and id <> :id order by id limit 4",
            "id",
            article);
    for (int at = 0; at < 3; at++) {
      assertEquals(303, post(editor, "pin", others.get(at)).statusCode());
    }
    HttpResponse<String> refused = post(editor, "pin", others.get(3));
    assertEquals(422, refused.statusCode());
    assertTrue(refused.body().contains("has 3 pinned answers already"), refused.body());
    assertEquals(
        422,
        newsroom
            .post(editor, "/admin/voices/" + others.get(3), Map.of("act", "pin", "other", article))
            .statusCode(),
        "nor from the other side");
    assertEquals(303, post(editor, "ban", others.get(3)).statusCode(), "bans are not counted");
  }

  @Test
  void whatCannotStandBesideItIsRefusedAndSaysWhy() {
    Imports.run(
        jdbi,
        Imports.line("1", "What is real?", "This."),
        Imports.line("2", "What is a draft?", "This.", "\"status\": \"draft\""));
    long withdrawn = standing().get(0);
    jdbi.useTransaction(
        handle ->
            new Publisher(handle, "test").withdraw(withdrawn, TestClock.FIXED.instant(), "Wrong."));
    Map<Long, String> refused =
        Map.of(
            withdrawn,
            "not public",
            number("select id from article where title = 'What is a draft?'"),
            "not public",
            article,
            "beside itself",
            number("select id from article where title = 'What is real?'"),
            "The demonstration",
            0L,
            "not public",
            999_999L,
            "not public");
    refused.forEach(
        (other, why) -> {
          HttpResponse<String> response = post(editor, "pin", other);
          assertEquals(422, response.statusCode(), why);
          assertTrue(Jsoup.parse(response.body()).select("[role=alert]").text().contains(why), why);
        });
    assertEquals(0, number("select count(*) from related_pair"));
    assertEquals(404, newsroom.get(editor, "/admin/voices/" + withdrawn).statusCode());
    assertEquals(
        404,
        newsroom
            .post(editor, "/admin/voices/" + withdrawn, Map.of("act", "pin", "other", article))
            .statusCode());
  }

  @Test
  void anotherAnswerIsFoundByItsAddressAndByWordsOfItsTitle() {
    String slug = text("select slug from article where title like 'Does immunotherapy%'");
    long other = number("select id from article where title like 'Does immunotherapy%'");
    for (String typed :
        List.of(
            slug,
            "/articles/" + slug,
            "https://example.org/articles/" + slug + "?x=1#y",
            "immunotherapy esophageal")) {
      Document page =
          newsroom.page(
              editor,
              path
                  + "?q="
                  + java.net.URLEncoder.encode(typed, java.nio.charset.StandardCharsets.UTF_8));
      assertEquals(
          List.of("" + other), page.select("#found input[name=other]").eachAttr("value"), typed);
    }
    for (String typed : List.of("'%22%27%3B--", "the+of", "%26+%7C+%21", "%00", "xyzzy")) {
      Document page = newsroom.page(editor, path + "?q=" + typed);
      assertTrue(page.select("#found li").isEmpty(), typed);
    }
  }

  @Test
  void whatIsSaidOfThemIsShownToReadersAndIsToBeLookedAtAgainWhenOneIsAnother() {
    assertEquals(303, write(editor, "partly", "Both say <i>surgery</i>.").statusCode());
    String said = readers();
    assertTrue(said.contains("The answers agree in part."), said);
    assertTrue(said.contains("Both say <i>surgery</i>."), said);
    assertEquals("Edda Editor 1", text("select written_by || ' ' || version from question_note"));
    assertFalse(newsroom.page(editor, path).text().contains("To be looked at again"));

    long other =
        number(
            "select article_id from article_question where article_id <> %d and key = (select key from article_question where article_id = %d)"
                .formatted(article, article));
    jdbi.useTransaction(
        handle ->
            new Publisher(handle, "test").withdraw(other, TestClock.FIXED.instant(), "Wrong."));
    assertNull(
        Jsoup.parse(portal.get(publicPath()).body()).selectFirst(".same-question"),
        "whoever answers alone");
    Document page = newsroom.page(editor, path);
    assertTrue(page.text().contains("To be looked at again"), page.text());
    assertTrue(page.text().contains("Both say"), "it is kept");
    assertTrue(newsroom.page(reviewer, "/admin/voices").text().contains("To be looked at again"));
    assertEquals(
        1, newsroom.page(editor, "/admin").select("a[href^=/admin/voices/]").size(), "on the desk");
    HttpResponse<String> alone = write(editor, "agree", "They do.");
    assertEquals(422, alone.statusCode());
    assertEquals(
        303,
        newsroom
            .post(editor, path + "/note", Map.of("act", "remove", "seen", seen()))
            .statusCode());
    assertEquals(0, number("select count(*) from question_note"));
    assertEquals(
        "question.note question.note_removed",
        text(
            "select string_agg(action, ' ' order by id) from audit_entry where action like 'question.%'"));
  }

  @Test
  void whatCannotBeSaidIsGivenBackAsItWasTyped() {
    for (Map.Entry<String, String> each :
        Map.of(
                "", "Some words.",
                "agree", "",
                "perhaps", "Some words.",
                "differ", "x".repeat(601))
            .entrySet()) {
      HttpResponse<String> response = write(editor, each.getKey(), each.getValue());
      assertEquals(422, response.statusCode(), each.getKey());
      Document page = Jsoup.parse(response.body());
      assertEquals(each.getValue(), page.selectFirst("#note").text());
      assertFalse(page.select("[role=alert] a").isEmpty());
    }
    assertEquals(0, number("select count(*) from question_note"));
  }

  @Test
  void ofTwoEditorsTheSecondIsToldAndLosesNothing() {
    SignedIn second = newsroom.account("Sven Second", null, Role.EDITOR);
    String seen = seen();
    assertEquals(303, write(editor, "agree", "First words.", seen).statusCode());
    HttpResponse<String> late = write(second, "differ", "Second words.", seen);
    assertEquals(409, late.statusCode());
    Document page = Jsoup.parse(late.body());
    assertTrue(page.text().contains("First words."), "what stands now");
    assertEquals("Second words.", page.selectFirst("#note").text());
    assertEquals("First words.", text("select note from question_note"));
    assertEquals(
        303,
        write(second, "differ", "Second words.", page.selectFirst("input[name=seen]").val())
            .statusCode());
    assertEquals("Second words.", text("select note from question_note"));
    assertEquals(
        409,
        newsroom.post(editor, path + "/note", Map.of("act", "remove", "seen", seen)).statusCode());

    String before = seen();
    execute("update article set updated_at = now() + interval '1 second' where id = " + article);
    assertEquals(409, write(editor, "agree", "Read before that.", before).statusCode());
  }

  @Test
  void theAnswersPageInTheNewsroomLeadsThere() {
    newsroom.visitor(editor).page("/admin/articles");
    HttpResponse<String> opened =
        newsroom.post(editor, "/admin/articles/from/" + article, Map.of());
    String manuscript =
        opened.headers().firstValue("Location").orElseThrow().replaceAll("[?#].*", "");
    Document review = newsroom.page(editor, manuscript + "/review");
    assertNotNull(review.selectFirst("a[href=" + path + "]"), review.text());
    assertNotNull(
        newsroom.page(editor, path).selectFirst("nav.trail a[href=" + manuscript + "/review]"));
  }

  private HttpResponse<String> post(SignedIn who, String act, long other) {
    return newsroom.post(who, path, Map.of("act", act, "other", other));
  }

  private HttpResponse<String> write(SignedIn who, String agreement, String note) {
    return write(who, agreement, note, seen());
  }

  private HttpResponse<String> write(SignedIn who, String agreement, String note, String seen) {
    return newsroom.post(
        who, path + "/note", Map.of("agreement", agreement, "note", note, "seen", seen));
  }

  private String seen() {
    return newsroom.page(editor, path).selectFirst("input[name=seen]").val();
  }

  private String publicPath() {
    return "/articles/" + text("select slug from article where id = " + article);
  }

  private String readers() {
    return Jsoup.parse(portal.get(publicPath()).body()).selectFirst(".same-question").text();
  }

  private List<Long> standing() {
    return Rows.list(
        jdbi,
        Long.class,
        "select related_id from related_article where article_id = :id order by position",
        "id",
        article);
  }

  private String pair() {
    return text(
        "select decision || ' ' || decided_by from related_pair where article_id < related_id");
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private void execute(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }
}
