package org.vivavoce.bench;

import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.vivavoce.app.App;
import org.vivavoce.app.Visitor;
import org.vivavoce.app.Wire;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.config.Config;
import org.vivavoce.db.Database;
import org.vivavoce.web.Role;

/**
 * What the newsroom's pages and an answer's way into the public cost over HTTP, over whatever the
 * database of the settings holds. It leaves two accounts and some confirmed answers behind: give it
 * a database of its own.
 */
public final class NewsroomBenchmark {
  private static final int ROUNDS = 40;
  private static final int WARM_UP = 10;

  private final Jdbi jdbi;
  private final Visitor editor;
  private final Visitor reviewer;
  private final Map<String, List<Double>> times = new LinkedHashMap<>();
  private boolean warm;

  private NewsroomBenchmark(Jdbi jdbi, Visitor editor, Visitor reviewer) {
    this.jdbi = jdbi;
    this.editor = editor;
    this.reviewer = reviewer;
  }

  public static void main(String[] arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(Map.of("DEMO", "false", "PORT", "0"));
    Config config = Config.from(environment);
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(config)) {
      database.migrate();
      try (App app = new App(config, database, clock, TestAccounts.COST).start()) {
        Wire portal =
            new Wire() {
              @Override
              public String url(String path) {
                return "http://localhost:" + app.port() + path;
              }
            };
        Jdbi jdbi = database.jdbi();
        Visitor editor =
            TestAccounts.signedIn(
                portal, jdbi, clock, TestAccounts.add(jdbi, clock, null, Role.EDITOR));
        Visitor reviewer =
            TestAccounts.signedIn(
                portal, jdbi, clock, TestAccounts.add(jdbi, clock, null, Role.REVIEWER));
        new NewsroomBenchmark(jdbi, editor, reviewer).run(System.out);
      }
    }
  }

  /** Half of the answers are taken into the newsroom, as if each had been opened once. */
  private void openHalf() {
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              """
              insert into manuscript (article_id, owner_id, stage, title, doctor_id, specialty_id, updated_at,
                                      review_due_on)
              select article.id, (select min(id) from account), 'draft', article.title, article.doctor_id,
                     article.specialty_id, article.updated_at, article.review_due_on
                from article
               where article.id % 2 = 0
                 and not exists (select from manuscript where manuscript.article_id = article.id)
              """);
          handle.execute(
              """
              insert into revision (manuscript_id, number, content, transcript_sha256)
              select manuscript.id, 1, jsonb_build_object('title', manuscript.title),
                     encode(sha256(convert_to(manuscript.title, 'UTF8')), 'hex')
                from manuscript where revision_id is null
              """);
          handle.execute(
              """
              update manuscript set revision_id = revision.id, live_revision_id = revision.id
                from revision where revision.manuscript_id = manuscript.id and manuscript.revision_id is null
              """);
        });
    jdbi.useHandle(handle -> handle.execute("analyze manuscript"));
  }

  /**
   * Every tenth answer has been written about by a reader, and every fiftieth waits for its time.
   */
  private void fillQueues() {
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              """
              insert into feedback (article_id, version_at, kind, body, state)
              select id, now(), case when id % 3 = 0 then 'error' else 'unhelpful' end, 'I was told otherwise.', 'open'
                from article
               where status = 'published' and id % 10 = 0
                 and not exists (select from feedback where article_id = article.id)
              """);
          handle.execute(
              """
              insert into feedback_day (day, article_id, yes, no)
              select current_date - (id % 80)::int, id, 3, 1 from article where status = 'published' and id % 10 = 0
              on conflict do nothing
              """);
          handle.execute(
              """
              insert into scheduled_job (manuscript_id, kind, run_at, local_time, time_zone, reason, account_id)
              select id, 'withdraw', now() + id * interval '1 minute' + interval '1 hour', now() at time zone 'UTC', 'UTC',
                     'A trial.', owner_id
                from manuscript where id % 25 = 0
              on conflict do nothing
              """);
        });
    jdbi.useHandle(handle -> handle.execute("analyze feedback, feedback_day, scheduled_job"));
  }

  private void run(PrintStream out) {
    openHalf();
    fillQueues();
    long specialty =
        number("select specialty_id from article group by 1 order by count(*) desc, 1 limit 1");
    long doctor =
        number("select doctor_id from article group by 1 order by count(*) desc, 1 limit 1");
    String word = text("select split_part(title, ' ', 3) from article order by id desc limit 1");
    String title = text("select title from article order by id limit 1");
    String transcript = text("select transcript from article order by id limit 1");
    List<Long> articles =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select id from article
                         where status = 'published' and (review_due_on is null or review_due_on > current_date)
                           and not exists (select from manuscript where article_id = article.id)
                         order by md5(id::text) limit :count
                        """)
                    .bind("count", ROUNDS + WARM_UP)
                    .mapTo(Long.class)
                    .list());
    int round = 0;
    for (long article : articles) {
      warm = round++ >= WARM_UP;
      page("the list", "/admin/articles?status=");
      page("the list's second page", "/admin/articles?" + next());
      page("sorted by title", "/admin/articles?sort=title");
      page("sorted by next review", "/admin/articles?sort=due");
      page("drafts", "/admin/articles?status=draft");
      page("published", "/admin/articles?status=published");
      page("one specialty", "/admin/articles?specialty=" + specialty);
      page("one doctor", "/admin/articles?doctor=" + doctor);
      page("a word of a title", "/admin/articles?q=" + word);
      page("a word that nobody wrote", "/admin/articles?q=xylophonic");
      page("mine", "/admin/articles?mine=on");
      page("the log", "/admin/audit");
      page("the first page", "/admin");
      page("reviews due", "/admin/reviews?whose=all");
      page("one's own reviews due", "/admin/reviews?whose=mine");
      page("the schedule", "/admin/schedule");
      page("feedback", "/admin/feedback");
      page("conflicts of imports", "/admin/import/conflicts");
      String[] alike = {"act", "find-alike", "title", title, "transcript", transcript};
      timed("similar answers", 200, () -> editor.post("/admin/articles/new", alike), "find-alike");
      String path = publish(article);
      page("an answer's form", path);
      page("an answer's review", path + "/review");
    }
    out.printf(
        "%,d answers, %,d of them opened; %d rounds after %d to warm up; milliseconds: median, 95th percentile, most%n",
        number("select count(*) from article"),
        number("select count(*) from manuscript"),
        ROUNDS,
        WARM_UP);
    times.forEach(
        (what, each) -> {
          Collections.sort(each);
          out.printf(
              "%-26s %7.1f %7.1f %7.1f%n",
              what,
              each.get(each.size() / 2),
              each.get(each.size() * 95 / 100),
              each.get(each.size() - 1));
        });
  }

  private String publish(long article) {
    editor.page("/admin/account");
    reviewer.page("/admin/account");
    String path =
        post("open", editor, "/admin/articles/from/" + article)
            .headers()
            .firstValue("Location")
            .orElseThrow()
            .replaceAll("\\?.*", "");
    post("ask for review", editor, path + "/submit", "base", "1");
    post("approve", reviewer, path + "/approve", "base", "1");
    post("publish", editor, path + "/publish", "base", "1", "reason", "Measured.");
    return path;
  }

  private String next() {
    String href = editor.page("/admin/articles?status=").select("a[rel=next]").attr("href");
    return href.substring(href.indexOf('?') + 1);
  }

  private void page(String what, String path) {
    timed(what, 200, () -> editor.get(path), path);
  }

  private HttpResponse<String> post(String what, Visitor who, String path, String... fields) {
    return timed(what, 303, () -> who.post(path, fields), path);
  }

  private HttpResponse<String> timed(
      String what, int status, Supplier<HttpResponse<String>> asked, String path) {
    long start = System.nanoTime();
    HttpResponse<String> response = asked.get();
    double millis = (System.nanoTime() - start) / 1e6;
    if (response.statusCode() != status) {
      throw new IllegalStateException(
          path
              + " answers "
              + response.statusCode()
              + ": "
              + Jsoup.parse(response.body()).select("[role=alert]").text());
    }
    if (warm) {
      times.computeIfAbsent(what, each -> new ArrayList<>()).add(millis);
    }
    return response;
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }
}
