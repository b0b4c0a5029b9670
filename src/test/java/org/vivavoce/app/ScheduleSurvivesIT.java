package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.Database;
import org.vivavoce.db.Rows;
import org.vivavoce.web.Role;

/**
 * Two portals over one database have two hundred things to do at one time, and one of them is
 * killed amid them: each is done once, and none by half.
 */
class ScheduleSurvivesIT {
  private static final int ANSWERS = 100;
  private static final int JOBS = 2 * ANSWERS;

  @RegisterExtension final SharedServer server = new SharedServer();

  @Test
  void eachJobIsDoneOnceWhoeverIsKilled() throws Exception {
    try (Database database = server.database()) {
      database.migrate();
      Jdbi jdbi = database.jdbi();
      PortalProcess one = PortalProcess.start(server.data());
      PortalProcess other = null;
      try {
        prepare(one, jdbi);
        other = PortalProcess.start(server.data());
        schedule(jdbi);
        waitFor(jdbi, JOBS / 4);
        one.kill();
        int done = done(jdbi);
        assertTrue(done < JOBS, "it was killed amid them: " + done);
        waitFor(jdbi, JOBS);
      } finally {
        one.kill();
        if (other != null) {
          other.kill();
        }
      }
      assertAll(
          () ->
              assertEquals(
                  JOBS, number(jdbi, "scheduled_job where state = 'done' and attempts = 1")),
          () -> assertEquals(JOBS, entries(jdbi, "manuscript.scheduled_run")),
          () ->
              assertEquals(
                  JOBS,
                  number(
                      jdbi,
                      "(select distinct detail -> 'job' from audit_entry where action = 'manuscript.scheduled_run') job")),
          () -> assertEquals(ANSWERS, entries(jdbi, "manuscript.publish")),
          () -> assertEquals(ANSWERS, entries(jdbi, "article.publish")),
          () -> assertEquals(ANSWERS, entries(jdbi, "manuscript.withdraw")),
          () -> assertEquals(ANSWERS, entries(jdbi, "article.withdraw")),
          () -> assertEquals(ANSWERS, number(jdbi, "article where status = 'withdrawn'")),
          () -> assertEquals(ANSWERS, number(jdbi, "article_change where event = 'withdrawn'")),
          () -> assertEquals(ANSWERS, number(jdbi, "article_change")));
    }
  }

  /** One answer goes its way to an approval; the others are made like it. */
  private static void prepare(PortalProcess portal, Jdbi jdbi) {
    jdbi.useHandle(
        handle -> {
          handle.execute("insert into specialty (slug, name) values ('oncology', 'Oncology')");
          handle.execute(
              "insert into doctor (slug, kind, name) values ('dora', 'person', 'Dora Doctor')");
        });
    Visitor editor = visitor(portal, jdbi, Role.EDITOR);
    Visitor reviewer = visitor(portal, jdbi, Role.REVIEWER);
    HttpResponse<String> created =
        editor.post(
            "/admin/articles/new",
            "title",
            "Answer?",
            "lang",
            "en",
            "doctor",
            "1",
            "specialty",
            "1",
            "transcript",
            "It is so. And it stays so.");
    String path = created.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
    assertEquals(303, editor.post(path + "/submit", "base", "1").statusCode());
    assertEquals(303, reviewer.post(path + "/approve", "base", "1").statusCode());
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  """
                  with fresh as (
                    insert into manuscript (stage, owner_id, title, doctor_id, specialty_id)
                    select stage, owner_id, 'Answer ' || number || '?', doctor_id, specialty_id
                      from manuscript, generate_series(2, :answers) number
                    returning id, title),
                  saved as (
                    insert into revision (manuscript_id, number, content, transcript_sha256, account_id)
                    select fresh.id, 1,
                           content || jsonb_build_object('title', fresh.title, 'slug', 'answer-' || fresh.id),
                           transcript_sha256, account_id
                      from fresh, revision
                    returning id, manuscript_id)
                  insert into approval (manuscript_id, revision_id, account_id, transcript_sha256)
                  select saved.manuscript_id, saved.id, account_id, transcript_sha256 from saved, approval
                  """)
              .bind("answers", ANSWERS)
              .execute();
          handle.execute(
              """
              update manuscript set revision_id = revision.id
                from revision where revision.manuscript_id = manuscript.id
              """);
        });
  }

  /** To be published, and withdrawn a second later; all of it late already. */
  private static void schedule(Jdbi jdbi) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into scheduled_job (manuscript_id, kind, revision_number, run_at, local_time, time_zone, reason,
                                           account_id)
                select manuscript.id, kind, case kind when 'publish' then 1 end,
                       now() - case kind when 'publish' then interval '2 s' else interval '1 s' end, now(), 'UTC',
                       case kind when 'publish' then '' else 'It is over.' end, owner_id
                  from manuscript, unnest(array['publish', 'withdraw']) kind
                """));
  }

  private static Visitor visitor(PortalProcess portal, Jdbi jdbi, Role role) {
    Clock clock = Clock.systemUTC();
    Visitor visitor =
        TestAccounts.signedIn(portal, jdbi, clock, TestAccounts.add(jdbi, clock, null, role));
    visitor.page("/admin/account");
    return visitor;
  }

  private static void waitFor(Jdbi jdbi, int jobs) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (done(jdbi) < jobs) {
      assertTrue(System.nanoTime() < deadline, () -> done(jdbi) + " of " + jobs);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static int done(Jdbi jdbi) {
    return number(jdbi, "scheduled_job where state <> 'waiting'");
  }

  private static int entries(Jdbi jdbi, String action) {
    return number(jdbi, "audit_entry where action = '" + action + "'");
  }

  private static int number(Jdbi jdbi, String from) {
    return Rows.one(jdbi, Integer.class, "select count(*) from " + from);
  }
}
