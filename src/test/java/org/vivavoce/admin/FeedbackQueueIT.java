package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Letterbox;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** The newsroom's queue of what readers wrote. */
class FeedbackQueueIT {
  private static final String SLUG = "i-have-diabetes-and-a-small-sore-on-my-foot-does-it-matter";
  private static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ${7*7} [[9]]";
  private static Portal portal;
  private static Jdbi jdbi;
  private static Newsroom newsroom;
  private static SignedIn editor;
  private static SignedIn colleague;
  private static SignedIn reviewer;
  private static SignedIn author;
  private static SignedIn stranger;
  private static long article;

  @BeforeAll
  static void open() {
    portal = Portal.withDemo();
    jdbi = portal.database().jdbi();
    newsroom = new Newsroom(portal);
    article = number("select id from article where slug = '" + SLUG + "'");
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    colleague = newsroom.account("Colin Colleague", null, Role.EDITOR);
    reviewer = newsroom.account("Rita Reviewer", null, Role.REVIEWER);
    author =
        newsroom.account(
            "Ada Author",
            number("select doctor_id from article where id = " + article),
            Role.AUTHOR);
    stranger = newsroom.account("Stan Stranger", null, Role.AUTHOR);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @BeforeEach
  void forget() {
    jdbi.useHandle(handle -> handle.execute("delete from feedback"));
  }

  @Test
  void everybodySeesWhatConcernsThem() {
    String error = item("error", "A dose is wrong.", null);
    String remark = item("unhelpful", "No word of children.", null);
    assertAll(
        () -> assertEquals(2, lines(editor, "")),
        () -> assertEquals(2, lines(author, "")),
        () -> assertEquals(1, lines(reviewer, "")),
        () -> assertEquals(0, lines(stranger, "")),
        () -> assertEquals(200, newsroom.get(reviewer, error).statusCode()),
        () -> assertEquals(404, newsroom.get(reviewer, remark).statusCode()),
        () -> assertEquals(404, newsroom.get(stranger, error).statusCode()),
        () -> assertEquals(404, act(stranger, error, "/notes", "note", "Hello.").statusCode()),
        () -> assertEquals(404, act(stranger, error, "/assign", "to", "").statusCode()),
        () ->
            assertEquals(404, act(reviewer, remark, "/close", "outcome", "changed").statusCode()));
    // Whoever is asked to see to it sees it.
    assertEquals(303, act(editor, remark, "/assign", "to", id(stranger)).statusCode());
    assertAll(
        () -> assertEquals(1, lines(stranger, "")),
        () -> assertEquals(1, lines(stranger, "?show=mine")),
        () -> assertEquals(0, lines(editor, "?show=mine")),
        () -> assertEquals(200, newsroom.get(stranger, remark).statusCode()),
        () ->
            assertEquals(303, act(stranger, remark, "/close", "outcome", "unchanged").statusCode()),
        () -> assertEquals(1, lines(editor, "?show=closed")),
        () -> assertEquals(1, lines(editor, "?show=open")),
        () -> assertEquals(2, lines(editor, "?show=all&article=" + article)),
        () -> assertEquals(0, lines(editor, "?show=all&article=999999")),
        () -> assertEquals(404, newsroom.get(editor, "/admin/feedback?article=x").statusCode()));
  }

  @Test
  void itIsNarrowedDownByStateAssigneeSpecialtyAndWordsOfTheTitle() {
    String first = item("error", "A dose is wrong.", null);
    String second = item("error", "A name is wrong.", "ann@example.org");
    String third = item("unhelpful", "No word of children.", null);
    act(editor, second, "/assign", "to", id(editor));
    act(editor, second, "/answer", "answer", "Thank you.");
    act(editor, third, "/assign", "to", id(colleague));
    long specialty = number("select specialty_id from article where id = " + article);
    long elsewhere = number("select id from specialty where slug = 'oncology'");
    assertAll(
        () -> assertEquals(List.of(third, first), shown("")),
        () -> assertEquals(List.of(third), shown("?show=assigned")),
        () -> assertEquals(List.of(second), shown("?show=answered")),
        () -> assertEquals(List.of(third, second, first), shown("?show=unclosed")),
        () -> assertEquals(List.of(), shown("?show=closed")),
        () -> assertEquals(List.of(second), shown("?show=all&whose=mine")),
        () -> assertEquals(List.of(second), shown("?show=mine"), "an address of before"),
        () -> assertEquals(List.of(), shown("?whose=mine"), "answered already"),
        () -> assertEquals(List.of(first), shown("?whose=nobody")),
        () -> assertEquals(List.of(third), shown("?whose=somebody")),
        () -> assertEquals(List.of(third, second), shown("?show=all&whose=somebody")),
        () -> assertEquals(2, shown("?specialty=" + specialty).size()),
        () -> assertEquals(0, shown("?specialty=" + elsewhere).size()),
        () -> assertEquals(2, shown("?q=SORE+diabet").size(), "in any order, also begun alone"),
        () -> assertEquals(2, shown("?q=%27sore%27+%26+%7C+!+:*+%00").size(), "signs say nothing"),
        () -> assertEquals(0, shown("?q=sore+thumb").size()),
        () ->
            assertEquals(
                2, shown("?q=" + "sore+".repeat(100)).size(), "no more than are looked at"),
        () -> assertEquals(1, shown("?whose=somebody&q=foot&specialty=" + specialty).size()),
        () -> assertEquals(404, newsroom.get(editor, "/admin/feedback?specialty=x").statusCode()));
    assertEquals(1, lines(colleague, "?whose=mine"));
    assertEquals(0, lines(stranger, "?show=all&q=foot"), "as much as concerns them");
    Document page =
        newsroom.page(
            editor, "/admin/feedback?show=all&whose=nobody&q=%22foot%22&specialty=" + specialty);
    assertAll(
        () -> assertEquals("all", page.select("#show option[selected]").val()),
        () -> assertEquals("nobody", page.select("#whose option[selected]").val()),
        () -> assertEquals("" + specialty, page.select("#specialty option[selected]").val()),
        () -> assertEquals("\"foot\"", page.getElementById("q").val()),
        () -> assertEquals(1, page.select("details[open] form[method=get] #article").size()));
  }

  @Test
  void itsPagesKeepWhatItIsNarrowedDownBy() {
    for (int at = 0; at < 30; at++) {
      item("error", "Error " + at, null);
    }
    String mine = item("error", "Another's.", null);
    act(editor, mine, "/assign", "to", id(editor));
    Document page = newsroom.page(editor, "/admin/feedback?whose=nobody&q=foot+%26+sore");
    assertEquals(25, page.select("tbody tr").size());
    Document next = newsroom.page(editor, page.selectFirst("[rel=next]").attr("href"));
    assertEquals(5, next.select("tbody tr").size());
    assertEquals("foot & sore", next.getElementById("q").val());
    Document back = newsroom.page(editor, next.selectFirst("[rel=prev]").attr("href"));
    assertEquals(page.select("tbody a").eachAttr("href"), back.select("tbody a").eachAttr("href"));
  }

  @Test
  void whoDoesNotSeeAllOfItTakesButDoesNotGive() {
    String error = item("error", "A dose is wrong.", "ann@example.org");
    assertAll(
        () -> assertFalse(newsroom.get(reviewer, error).body().contains("ann@example.org")),
        () -> assertEquals(422, act(reviewer, error, "/assign", "to", id(stranger)).statusCode()),
        () -> assertEquals(422, act(reviewer, error, "/close", "outcome", "changed").statusCode()),
        () -> assertEquals(422, act(reviewer, error, "/answer", "answer", "Hm.").statusCode()),
        () -> assertEquals(303, act(reviewer, error, "/assign", "to", id(reviewer)).statusCode()),
        () -> assertTrue(newsroom.get(reviewer, error).body().contains("ann@example.org")),
        () -> assertEquals(422, act(author, error, "/assign", "to", id(author)).statusCode()),
        () -> assertEquals(303, act(reviewer, error, "/close", "outcome", "changed").statusCode()),
        () -> assertEquals(422, act(editor, error, "/assign", "to", id(editor)).statusCode()),
        () -> assertEquals(422, act(editor, error, "/assign", "to", "999999").statusCode()));
  }

  @Test
  void anItemIsDealtWithAndTheLogSaysByWhomButNotForWhom() {
    String path = item("error", "A dose is wrong.", "ann@example.org");
    act(editor, path, "/assign", "to", id(colleague));
    act(colleague, path, "/notes", "note", "Looks right to me.\n\nDoes it?");
    // Once more, as somebody does who was told that the database was away.
    act(colleague, path, "/notes", "note", "Looks right to me.\n\nDoes it?");
    HttpResponse<String> answered = act(colleague, path, "/answer", "answer", "It is mended.");
    assertEquals(path + "?done=kept", location(answered));
    Document page = newsroom.page(editor, path);
    String mailto = page.selectFirst("a[href^=mailto:]").attr("href");
    assertAll(
        () -> assertTrue(mailto.startsWith("mailto:ann%40example.org?subject="), mailto),
        () -> assertTrue(mailto.contains("It%20is%20mended."), mailto),
        () -> assertTrue(page.text().contains("Looks right to me.")),
        () -> assertEquals(1, lines(editor, "?show=answered")),
        () -> assertEquals(422, act(editor, path, "/answer", "answer", "Again.").statusCode()),
        () -> assertEquals(303, act(editor, path, "/close", "outcome", "changed").statusCode()),
        () -> assertEquals(422, act(editor, path, "/close", "outcome", "changed").statusCode()),
        () -> assertEquals(303, act(editor, path, "/reopen").statusCode()),
        () -> assertEquals(422, act(editor, path, "/reopen").statusCode()));
    List<String> log =
        Rows.list(
            jdbi,
            String.class,
            """
            select action from audit_entry
             where action like 'feedback.%' and article_id = :article and detail ->> 'feedback' = :id
             order by id
            """,
            "article",
            article,
            "id",
            path.replaceAll(".*/", ""));
    assertEquals(
        List.of(
            "feedback.assign",
            "feedback.note",
            "feedback.answer",
            "feedback.close",
            "feedback.reopen"),
        log);
    assertEquals(
        0, number("select count(*) from audit_entry where detail::text like '%ann@example.org%'"));
  }

  @Test
  void ofTwoAtOnceTheSecondIsToldAndLosesNothing() throws Exception {
    String path = item("error", "A dose is wrong.", "ann@example.org");
    Map<String, Object> seen = Map.of("version", version(path), "answer", "From Colin.");
    assertEquals(
        303, newsroom.post(editor, path + "/answer", with(seen, "From Edda.")).statusCode());
    HttpResponse<String> second = newsroom.post(colleague, path + "/answer", seen);
    Document page = Jsoup.parse(second.body());
    assertAll(
        () -> assertEquals(409, second.statusCode()),
        () -> assertTrue(page.text().contains("Somebody has dealt with this")),
        () -> assertTrue(page.text().contains("From Colin.")),
        () -> assertTrue(page.text().contains("From Edda.")));
    String other = item("error", "Another.", null);
    int version = version(other);
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Integer>> acts =
          List.of(() -> closed(editor, other, version), () -> closed(colleague, other, version));
      int done = 0;
      for (Future<Integer> act : both.invokeAll(acts)) {
        done += act.get() == 303 ? 1 : 0;
      }
      assertEquals(1, done, "one of the two closed it");
    } finally {
      both.shutdownNow();
    }
  }

  @Test
  void whatReadersWriteStaysText() {
    String path = item("error", HOSTILE, null);
    act(editor, path, "/notes", "note", HOSTILE);
    for (String page : List.of("/admin/feedback", path)) {
      String html = newsroom.get(editor, page).body();
      Document document = Jsoup.parse(html);
      assertAll(
          page,
          () -> assertTrue(document.text().contains(HOSTILE), document.text()),
          () -> assertEquals(0, document.select("main script, main img, [onerror]").size()),
          () -> assertFalse(html.contains("<script>alert")));
    }
  }

  @Test
  void theAnswerIsMailedAsPlainText() throws Exception {
    try (Letterbox letterbox = Letterbox.open();
        Portal mailing =
            Portal.over(TestDatabase.withDemo(), Map.of("SMTP_URL", letterbox.url()))) {
      Newsroom room = new Newsroom(mailing);
      SignedIn who = room.account("Edda Editor", null, Role.EDITOR);
      String path = item(mailing, "error", HOSTILE, "ann@example.org");
      HttpResponse<String> answered =
          room.post(
              who,
              path + "/answer",
              Map.of("version", 1, "answer", "Mended.\r\nBcc: all@example.org\r\n.\r\nEnd."));
      assertEquals(path + "?done=mailed", location(answered));
      String letter = letterbox.letter();
      String head = letter.substring(0, letter.indexOf("\r\n\r\n"));
      assertAll(
          () -> assertTrue(letter.contains("RCPT TO:<ann@example.org>"), letter),
          () -> assertFalse(letter.contains("RCPT TO:<all@example.org>"), letter),
          () -> assertTrue(head.contains("Content-Type: text/plain"), head),
          () -> assertFalse(head.contains("Bcc:"), head),
          () -> assertTrue(letter.contains("> <script>alert(1)</script>"), letter),
          () -> assertTrue(letter.contains("End."), letter));
      Document page = room.page(who, path);
      assertTrue(page.text().contains("It was sent by e-mail."), page.text());
      assertEquals(0, page.select("a[href^=mailto:]").size());
    }
  }

  @Test
  void numbersStandInTheListAndBesideTheAnswer() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into feedback_count (article_id, yes, no, errors) values (?, 12, 3, 2)
                on conflict (article_id) do update set yes = 12, no = 3, errors = 2
                """,
                article));
    String said = "Readers: 12 of 15 found it helpful; 2 reports of errors";
    HttpResponse<String> opened =
        newsroom.post(editor, "/admin/articles/from/" + article, Map.of());
    String manuscript = location(opened).replaceAll("\\?.*", "");
    assertAll(
        () ->
            assertTrue(
                newsroom
                    .page(editor, "/admin/articles?q=foot")
                    .select(".notes")
                    .text()
                    .contains(said)),
        () ->
            assertEquals(
                said,
                newsroom
                    .page(editor, manuscript + "/review")
                    .select("a[href='/admin/feedback?show=all&article=" + article + "']")
                    .text()));
  }

  @Test
  void theQueueIsTurnedPageByPage() {
    for (int number = 0; number < 2 * FeedbackQueueQueries.PAGE_SIZE + 1; number++) {
      item("error", "Number " + number + ".", null);
    }
    Document first = newsroom.page(editor, "/admin/feedback");
    Document second = newsroom.page(editor, first.selectFirst("[rel=next]").attr("href"));
    Document third = newsroom.page(editor, second.selectFirst("[rel=next]").attr("href"));
    Document back = newsroom.page(editor, third.selectFirst("[rel=prev]").attr("href"));
    assertAll(
        () -> assertEquals(0, first.select("[rel=prev]").size()),
        () -> assertEquals(FeedbackQueueQueries.PAGE_SIZE, second.select("tbody tr").size()),
        () -> assertTrue(third.select("tbody").text().contains("Number 0.")),
        () -> assertEquals(0, third.select("[rel=next]").size()),
        () -> assertEquals(second.select("tbody").text(), back.select("tbody").text()));
  }

  private static int closed(SignedIn who, String path, int version) {
    return newsroom
        .post(who, path + "/close", Map.of("version", version, "outcome", "unchanged"))
        .statusCode();
  }

  private static Map<String, Object> with(Map<String, Object> fields, String answer) {
    Map<String, Object> all = new HashMap<>(fields);
    all.put("answer", answer);
    return all;
  }

  /** Does it to the item as it is now. */
  private static HttpResponse<String> act(SignedIn who, String path, String act, String... fields) {
    Map<String, Object> all = new HashMap<>();
    all.put("version", version(path));
    for (int at = 0; at < fields.length; at += 2) {
      all.put(fields[at], fields[at + 1]);
    }
    return newsroom.post(who, path + act, all);
  }

  private static int version(String path) {
    return (int) number("select version from feedback where id = " + path.replaceAll(".*/", ""));
  }

  private static int lines(SignedIn who, String query) {
    return newsroom.page(who, "/admin/feedback" + query).select("tbody tr").size();
  }

  private static List<String> shown(String query) {
    return newsroom.page(editor, "/admin/feedback" + query).select("tbody a").eachAttr("href");
  }

  private static String id(SignedIn who) {
    return Long.toString(who.accountId());
  }

  private static String item(String kind, String body, String email) {
    return item(portal, kind, body, email);
  }

  /** Something that a reader wrote: its path in the newsroom. */
  private static String item(Portal where, String kind, String body, String email) {
    return "/admin/feedback/"
        + Rows.one(
            where.database().jdbi(),
            Long.class,
            """
            insert into feedback (article_id, version_at, kind, body, email)
            select id, updated_at, :kind, :body, :email from article where slug = :slug
            returning id
            """,
            "kind",
            kind,
            "body",
            body,
            "email",
            email,
            "slug",
            SLUG);
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }

  private static long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
