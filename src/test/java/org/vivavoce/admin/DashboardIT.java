package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.search.SearchMissEditor;
import org.vivavoce.web.Role;

/** What each sees first, and that it holds what waits for them and for nobody else. */
class DashboardIT {
  private TestClock.Movable clock;
  private Portal portal;
  private Jdbi jdbi;

  @BeforeEach
  void open() {
    clock = TestClock.movable();
    portal =
        Portal.over(TestDatabase.migrated(), Map.of("TRUSTED_PROXIES", "127.0.0.1,::1"), clock);
    jdbi = portal.database().jdbi();
  }

  @AfterEach
  void close() {
    portal.close();
  }

  @Test
  void whoHasNothingToDoIsToldSo() {
    Document page = TestAccounts.signedIn(portal, Role.EDITOR).page("/admin");
    assertAll(
        () -> assertTrue(page.text().contains("Nothing waits for you.")),
        () -> assertEquals(0, page.select(".task").size()),
        () -> assertEquals("Today", page.select("[aria-current]").text()),
        () -> assertEquals(4, page.select(".chart svg").size()),
        () ->
            assertEquals(
                12, page.selectFirst("[aria-labelledby=chart-published]").select("rect").size()),
        () ->
            assertEquals(
                12,
                page.selectFirst("[aria-labelledby=chart-published]").select("tbody tr").size()));
  }

  @Test
  void eachSeesWhatWaitsForThem() {
    TestAccounts.Person editor = TestAccounts.add(portal, Role.EDITOR);
    TestAccounts.Person reviewer = TestAccounts.add(portal, Role.REVIEWER);
    TestAccounts.Person other = TestAccounts.add(portal, Role.REVIEWER);
    long draft = manuscript("A draft", editor, "draft", null);
    long remarked = manuscript("Remarked upon", editor, "draft", null);
    manuscript("Asked of one", editor, "in_review", reviewer);
    manuscript("Asked of anybody", editor, "in_review", null);
    manuscript("To be published", editor, "approved", reviewer);
    comment(remarked, reviewer);
    comment(draft, editor);

    assertAll(
        () ->
            assertEquals(
                List.of("remarked Remarked upon", "to-publish To be published", "drafts A draft"),
                tasks(editor)),
        () ->
            assertEquals(
                List.of("to-review Asked of one", "to-review Asked of anybody"), tasks(reviewer)),
        () -> assertEquals(List.of("to-review Asked of anybody"), tasks(other)),
        () -> assertEquals(List.of(), tasks(TestAccounts.add(portal, Role.ADMINISTRATOR))),
        () -> assertEquals(List.of(), tasks(TestAccounts.add(portal, Role.AUTHOR))));

    for (int more = 0; more < 5; more++) {
      manuscript("Draft " + more, editor, "draft", null);
    }
    Document page = TestAccounts.signedIn(portal, editor).page("/admin");
    assertAll(
        () -> assertEquals(5, page.select("[aria-labelledby=task-drafts] li").size()),
        () ->
            assertEquals(
                "/admin/articles?mine=1",
                page.selectFirst("[aria-labelledby=task-drafts] > p a").attr("href")));
  }

  @Test
  void chartsCountWhatIsPublishedAndWhatIsDue() {
    Imports.run(
        jdbi,
        Imports.line("1", "Why?", "Because.", "\"slug\": \"one\""),
        Imports.line("2", "How?", "Thus.", "\"slug\": \"two\""),
        Imports.line("3", "When?", "Then.", "\"slug\": \"three\""));
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              update article set published_at = ?::timestamptz, reviewer_name = 'R', recorded_on = null,
                     reviewed_on = '2020-01-01', review_due_on = (array['2026-11-22', '2026-11-23', '2027-01-31']::date[])[id::int
                       - (select min(id)::int from article) + 1]
              """,
              clock.instant());
          handle.execute(
              "update article set published_at = ?::timestamptz where slug = 'three'",
              clock.instant().minus(Duration.ofDays(7)));
        });
    Document page = TestAccounts.signedIn(portal, Role.AUTHOR).page("/admin");
    List<String> published = figures(page, "published");
    assertAll(
        () -> assertEquals(List.of("1", "2"), published.subList(10, 12)),
        () -> assertEquals(List.of("1", "1", "0", "1", "0", "0", "0"), figures(page, "due")),
        () ->
            assertTrue(
                page.text().contains("One answer is overdue; 2 are due within six months."),
                page.text()),
        () ->
            assertTrue(page.text().contains("3 answers in twelve weeks, 2 of them in this one.")));
  }

  @Test
  void jobsThatAreLateAndReviewsThatAreDueComeFirst() {
    TestAccounts.Person editor = TestAccounts.add(portal, Role.EDITOR);
    long late = manuscript("Late", editor, "draft", null);
    long failed = manuscript("Failed", editor, "draft", null);
    long soon = manuscript("Soon", editor, "draft", null);
    long later = manuscript("In a week", editor, "draft", null);
    job(late, editor, "waiting", Duration.ofMinutes(-2));
    job(failed, editor, "failed", Duration.ofDays(-3));
    job(soon, editor, "waiting", Duration.ofHours(3));
    job(later, editor, "waiting", Duration.ofDays(7));
    Document page = TestAccounts.signedIn(portal, editor).page("/admin");
    assertAll(
        () ->
            assertEquals(
                List.of("stuck-jobs Failed", "stuck-jobs Late", "coming-jobs Soon"),
                tasks(editor).subList(0, 3)),
        () ->
            assertEquals(
                List.of("Not done at its time"),
                page.select(".task--urgent .task__heading").eachText()),
        () ->
            assertEquals(
                "Withdrawal, 23 November 2026, 15:00 UTC",
                page.select("[aria-labelledby=task-coming-jobs] .task__note").text()),
        () ->
            assertEquals(
                List.of(),
                tasks(TestAccounts.add(portal, Role.REVIEWER)),
                "editors see to the schedule"));
  }

  @Test
  void reviewsThatAreDueAndImportsThatDifferAreTold() {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because.", "\"slug\": \"one\""));
    Long speaker = Long.valueOf(kept("select doctor_id from article").get(0));
    TestAccounts.Person doctor = TestAccounts.add(portal, speaker, Role.AUTHOR);
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              update article set reviewer_name = 'R', recorded_on = null, reviewed_on = '2020-01-01',
                     review_due_on = '2026-11-22'
              """);
          handle.execute(
              """
              insert into import_conflict (article_id, source_id, line, line_hash)
              select article_id, source_id, '{}', repeat('a', 64) from article_import
              """);
        });
    Document page = TestAccounts.signedIn(portal, doctor).page("/admin");
    assertAll(
        () -> assertEquals(List.of("reviews Why?"), tasks(doctor)),
        () ->
            assertEquals(
                "due on 22 November 2026",
                page.select("[aria-labelledby=task-reviews] .task__note").text()),
        () -> assertEquals(1, page.select(".task--urgent").size(), "it is overdue"),
        () ->
            assertEquals(
                List.of("overdue Why?", "conflicts Why?"),
                tasks(TestAccounts.add(portal, Role.EDITOR)),
                "whoever can act is told, too"),
        () ->
            assertTrue(
                TestAccounts.signedIn(portal, Role.EDITOR)
                    .page("/admin")
                    .select("[aria-labelledby=task-overdue] .task__note")
                    .text()
                    .matches("was due on 22 November 2026; for .+ to see to")));
  }

  @Test
  void overdueReviewsThatAreNobodysAreToldToWhoCanAct() {
    Imports.run(
        jdbi,
        Imports.line("1", "Why?", "Because.", "\"slug\": \"one\""),
        Imports.line("2", "How?", "Thus.", "\"slug\": \"two\""));
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              update article set reviewer_name = 'R', recorded_on = null, reviewed_on = '2020-01-01',
                     review_due_on = case slug when 'one' then '2026-11-22'::date else '2026-11-23' end
              """);
        });
    TestAccounts.Person editor = TestAccounts.add(portal, Role.EDITOR);
    Document page = TestAccounts.signedIn(portal, editor).page("/admin");
    assertAll(
        () -> assertEquals(List.of("overdue Why?"), tasks(editor), "the other is due only today"),
        () ->
            assertEquals(
                "was due on 22 November 2026; nobody’s to see to",
                page.select("[aria-labelledby=task-overdue] .task__note").text()),
        () -> assertEquals(1, page.select(".task--urgent").size()),
        () -> assertEquals(List.of("overdue Why?"), tasks(TestAccounts.add(portal, Role.REVIEWER))),
        () -> assertEquals(List.of(), tasks(TestAccounts.add(portal, Role.AUTHOR))));
  }

  @Test
  void whatReadersSayIsCountedAndWaitsForWhoSeesToIt() {
    Imports.run(jdbi, Imports.line("1", "Why?", "Because.", "\"slug\": \"one\""));
    TestAccounts.Person author = TestAccounts.add(portal, Role.AUTHOR);
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              insert into feedback_day (day, article_id, yes, no)
              select day::date, article.id, yes, no from article,
                     (values ('2026-11-23', 3, 1), ('2026-11-22', 1, 2)) votes (day, yes, no)
              """);
          handle.execute(
              """
              insert into feedback (article_id, version_at, kind, body, state, assigned_to)
              select article.id, now(), written.kind, written.body, written.state,
                     case written.state when 'assigned' then ?::bigint end
                from article, (values ('helpful', 'Thank you.', 'open'), ('error', 'Wrong dose.', 'open'),
                                      ('error', 'Yours.', 'assigned')) written (kind, body, state)
               order by written.body desc
              """,
              author.id());
        });
    Document page = TestAccounts.signedIn(portal, Role.EDITOR).page("/admin");
    List<String> helped = figures(page, "helpful");
    assertAll(
        () ->
            assertEquals(
                List.of("“Wrong dose.”", "“Thank you.”"),
                page.select("[aria-labelledby=task-from-readers] .task__note").stream()
                    .map(note -> note.text().split(";", 2)[0])
                    .toList(),
                "errors first"),
        () -> assertEquals(List.of("from-readers Why?"), tasks(author)),
        () -> assertEquals(List.of("33 % (1 of 3)", "75 % (3 of 4)"), helped.subList(10, 12)),
        () -> assertEquals("nobody said", helped.get(0)),
        () ->
            assertTrue(
                page.text().contains("7 readers have said so in twelve weeks; it helped 4.")));
  }

  @Test
  void searchesWithoutResultAreCountedAndTheirWordsKeptOnlyWhenOften() {
    portal.get("/search?q=Sugar%20Disease!");
    portal.get("/search?q=sugar+disease");
    assertEquals(List.of("1"), kept("select asked from search_miss"), "loaded again");
    portal.get("/search?q=sugar%20%20disease", "X-Forwarded-For", "192.0.2.1");
    assertEquals(List.of(), kept("select query from search_miss where query is not null"));
    assertEquals(List.of("2"), kept("select asked from search_miss"));
    portal.send("HEAD", "/search?q=sugar+disease");
    portal.get("/search?q=sugar+disease&page=2");
    portal.get("/search?q=me@example.org");
    portal.get("/search?q=call%20079%20123%2045");
    portal.get("/search?q=" + "x".repeat(81));
    assertEquals(List.of("2"), kept("select asked from search_miss"));
    clock.pass(Duration.ofDays(1));
    portal.get("/search?q=sugar+disease");
    assertEquals(
        List.of("sugar disease 1"),
        kept("select concat(query, ' ', asked) from search_miss where query is not null"));
    Document page = TestAccounts.signedIn(portal, Role.AUTHOR).page("/admin");
    assertAll(
        () -> assertEquals("sugar disease 3 times", page.select(".missing li").text()),
        () -> assertEquals("/search?q=sugar%20disease", page.select(".missing a").attr("href")),
        () -> assertEquals("3", figures(page, "missed").get(11)));
  }

  /** Whoever has the table alone tries all words of a dictionary in vain. */
  @Test
  void wordsAreHashedByAKeyThatIsExchangedAndForgotten() {
    String plain = "select count(*) from search_miss where query_hash = sha256('sugar disease')";
    String hashes = "select encode(query_hash, 'hex') from search_miss order by day, query_hash";
    String keys = "select since from search_miss_key order by since";
    SearchMissEditor misses = new SearchMissEditor(jdbi, clock);
    misses.sweep();
    portal.get("/search?q=sugar+disease");
    assertEquals(List.of("0"), kept(plain));
    assertEquals(1, kept(hashes).size());
    String first = kept(keys).get(0);

    clock.pass(Duration.ofDays(29));
    misses.sweep();
    assertEquals(List.of(first), kept(keys), "not yet");
    portal.get("/search?q=sugar+disease");
    clock.pass(Duration.ofDays(1));
    misses.sweep();
    misses.sweep();
    assertEquals(2, kept(keys).size(), "the one of before is still counted by");
    portal.get("/search?q=sugar+disease");
    assertEquals(2, Set.copyOf(kept(hashes)).size(), "by another key");
    portal.get("/search?q=sugar+disease", "X-Forwarded-For", "192.0.2.1");
    assertEquals(
        List.of("sugar disease"),
        kept("select query from search_miss where query is not null"),
        "counted on over the exchange");

    clock.pass(Duration.ofDays(30));
    misses.sweep();
    assertEquals(2, kept(keys).size());
    assertFalse(kept(keys).contains(first), "forgotten");
    assertEquals(3, kept(hashes).size(), "what was counted by it is still counted in all");
  }

  /** Also where nobody looks for anything any more. */
  @Test
  void countsAreForgottenByTheClock() {
    SearchMissEditor misses = new SearchMissEditor(jdbi, clock);
    portal.get("/search?q=sugar+disease");
    clock.pass(Duration.ofDays(90));
    assertEquals(0, misses.sweep(), "a day too early");
    clock.pass(Duration.ofDays(1));
    assertEquals(1, misses.sweep());
    assertEquals(List.of("0"), kept("select count(*) from search_miss"));
  }

  /** The same words under two keys are one line. */
  @Test
  void whatIsMissingIsToldOncePerWords() {
    SearchMissEditor misses = new SearchMissEditor(jdbi, clock);
    misses.sweep();
    clock.pass(Duration.ofDays(29));
    for (int reader = 1; reader <= 3; reader++) {
      portal.get("/search?q=sugar+disease", "X-Forwarded-For", "192.0.2." + reader);
    }
    clock.pass(Duration.ofDays(1));
    misses.sweep();
    for (int reader = 4; reader <= 5; reader++) {
      portal.get("/search?q=sugar+disease", "X-Forwarded-For", "192.0.2." + reader);
    }
    assertEquals(List.of("2"), kept("select count(distinct query_hash) from search_miss"));
    assertEquals(
        "sugar disease 5 times",
        TestAccounts.signedIn(portal, Role.AUTHOR).page("/admin").select(".missing li").text());
  }

  @Test
  void whatWasFoundIsNotCounted() {
    Imports.run(jdbi, Imports.line("1", "Why sugar?", "Because.", "\"slug\": \"one\""));
    portal.get("/search?q=sugar");
    portal.get("/search?q=");
    assertEquals(List.of(), kept("select asked from search_miss"));
    portal.get("/search?q=sugar+disease");
    assertEquals(List.of("1"), kept("select asked from search_miss"), "found only in part");
  }

  @Test
  void aDayHoldsOnlySoManyDifferentSearches() {
    portal.get("/search?q=known");
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into search_miss (day, query_hash, asked)
                select ?::date, sha256(n::text::bytea), 1 from generate_series(1, 4999) n
                """,
                clock.instant().toString().substring(0, 10)));
    portal.get("/search?q=one+more");
    portal.get("/search?q=known", "X-Forwarded-For", "192.0.2.1");
    assertEquals(List.of("2"), kept("select asked from search_miss where asked > 1"));
    assertEquals(List.of("5000"), kept("select count(*) from search_miss"));
  }

  private List<String> tasks(TestAccounts.Person person) {
    return TestAccounts.signedIn(portal, person).page("/admin").select(".task li").stream()
        .map(
            item ->
                item.closest(".task").attr("aria-labelledby").substring("task-".length())
                    + " "
                    + item.selectFirst("a").text())
        .toList();
  }

  private static List<String> figures(Document page, String chart) {
    return page.select("[aria-labelledby=chart-" + chart + "] tbody td").eachText();
  }

  private List<String> kept(String query) {
    return jdbi.withHandle(handle -> handle.createQuery(query).mapTo(String.class).list());
  }

  private long manuscript(
      String title,
      TestAccounts.Person owner,
      String stage,
      TestAccounts.@Nullable Person reviewer) {
    return jdbi.inTransaction(
        handle -> {
          long id =
              handle
                  .createQuery(
                      """
                    insert into manuscript (title, owner_id, reviewer_id, stage, updated_at)
                    values (:title, :owner, :reviewer, :stage, clock_timestamp()) returning id
                    """)
                  .bind("title", title)
                  .bind("owner", owner.id())
                  .bind("reviewer", reviewer == null ? null : reviewer.id())
                  .bind("stage", stage)
                  .mapTo(Long.class)
                  .one();
          handle.execute(
              """
              with saved as (
                insert into revision (manuscript_id, number, content, transcript_sha256)
                values (?, 1, '{}', repeat('0', 64)) returning id, manuscript_id)
              update manuscript set revision_id = saved.id from saved where manuscript.id = saved.manuscript_id
              """,
              id);
          return id;
        });
  }

  private void job(long manuscript, TestAccounts.Person who, String state, Duration from) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into scheduled_job (manuscript_id, kind, run_at, local_time, time_zone, reason, account_id,
                                               state, finished_at, failure)
                    values (:manuscript, 'withdraw', :at, (:at::timestamptz at time zone 'UTC'), 'UTC', 'Wrong.', :who,
                            :state, case when :state = 'failed' then :at::timestamptz end,
                            case when :state = 'failed' then '[]'::jsonb end)
                    """)
                .bind("manuscript", manuscript)
                .bind("at", clock.instant().plus(from))
                .bind("who", who.id())
                .bind("state", state)
                .execute());
  }

  private void comment(long manuscript, TestAccounts.Person who) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "insert into manuscript_comment (manuscript_id, account_id, body) values (?, ?, 'Shorter.')",
                manuscript,
                who.id()));
  }
}
