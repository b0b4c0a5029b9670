package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.admin.DigestWorker;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.config.Config;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Assets;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.Words;

/** Letters about reviews, to a mail server that takes as many as there are. */
class DigestIT {
  private final ConcurrentLinkedQueue<String> letters = new ConcurrentLinkedQueue<>();
  private final TestClock.Movable clock = TestClock.movable();
  private volatile boolean refusing;
  private ServerSocket server;
  private Portal portal;
  private Jdbi jdbi;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::takeAll, "test-mail-server");
    thread.setDaemon(true);
    thread.start();
    portal =
        Portal.over(
            TestDatabase.withDemo(),
            Map.of("SMTP_URL", "smtp://127.0.0.1:" + server.getLocalPort()),
            clock);
    jdbi = portal.database().jdbi();
    execute("update article set review_due_on = null");
  }

  @AfterEach
  void close() throws IOException {
    portal.close();
    server.close();
  }

  @Test
  void eachOwnerGetsOneLetterAWeekWhateverTheNumberOfInstances() throws Exception {
    List<TestAccounts.Person> people = owners(5);
    ExecutorService pool = Executors.newFixedThreadPool(6);
    int sent = 0;
    try {
      List<Future<Integer>> runs = new ArrayList<>();
      for (int instance = 0; instance < 6; instance++) {
        runs.add(pool.submit(() -> worker("UTC").workOff()));
      }
      for (Future<Integer> run : runs) {
        sent += run.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(5, sent);
    assertEquals(5, letters.size());
    for (TestAccounts.Person each : people) {
      assertEquals(
          1,
          letters.stream().filter(letter -> letter.contains("<" + each.email() + ">")).count(),
          each.email());
    }
    clock.pass(Duration.ofDays(6));
    assertEquals(0, worker("UTC").workOff(), "not twice a week");
    clock.pass(Duration.ofDays(1));
    assertEquals(5, worker("UTC").workOff(), "but the next");
  }

  @Test
  void theLetterListsThreeGroupsWithTheirPages() {
    TestAccounts.Person person = owners(1).get(0);
    execute(
        """
        update article set review_due_on = day, title = 'Due ' || day
          from (select id, row_number() over (order by id) as number from article
                 where doctor_id = (select doctor_id from account where id = %d)) mine,
               unnest(array['2026-11-23', '2026-12-01', '2027-01-20']::date[]) with ordinality as days (day, place)
         where mine.id = article.id and place = 1 + (number - 1) %% 3
        """
            .formatted(person.id()));
    assertEquals(1, worker("UTC").workOff());
    String letter = letters.remove();
    assertAll(
        () -> assertTrue(letter.contains("Hello " + person.name()), letter),
        () -> assertTrue(letter.contains("Overdue or due today: "), letter),
        () -> assertTrue(letter.contains("Due 2026-11-23"), letter),
        () -> assertTrue(letter.contains("http://localhost:8080/admin/reviews/"), letter),
        () -> assertTrue(letter.contains("/admin/account"), letter));
  }

  /** Noon in UTC is a Monday; in Honolulu it is two o'clock in the morning. */
  @Test
  void itIsSentAtSevenByThePublishersClock() {
    owners(1);
    assertEquals(0, worker("Pacific/Honolulu").workOff());
    clock.pass(Duration.ofHours(4));
    assertEquals(0, worker("Pacific/Honolulu").workOff());
    clock.pass(Duration.ofHours(1));
    assertEquals(1, worker("Pacific/Honolulu").workOff());
  }

  @Test
  void aRefusedLetterIsTriedAgainEachHourFiveTimesInAll() {
    owners(1);
    refusing = true;
    for (int attempt = 0; attempt < 3; attempt++) {
      assertEquals(0, worker("UTC").workOff());
      assertEquals(0, worker("UTC").workOff(), "not at once");
      clock.pass(Duration.ofHours(1));
    }
    assertEquals(3, number("select tries from digest_sent"));
    refusing = false;
    assertEquals(1, worker("UTC").workOff());
    clock.pass(Duration.ofDays(7));
    refusing = true;
    for (int attempt = 0; attempt < 8; attempt++) {
      worker("UTC").workOff();
      clock.pass(Duration.ofHours(1));
    }
    assertEquals(5, number("select max(tries) from digest_sent"));
  }

  @Test
  void whoWantsNoneGetsNoneNorWhoMayNoLongerSignIn() {
    List<TestAccounts.Person> people = owners(2);
    Visitor visitor = TestAccounts.signedIn(portal, people.get(0));
    Document account = visitor.page("/admin/account");
    assertEquals(
        "No letters any more", account.select("form[action=/admin/account/digest]").text());
    assertEquals(400, visitor.post("/admin/account/digest", "wanted", "maybe").statusCode());
    assertEquals(303, visitor.post("/admin/account/digest", "wanted", "no").statusCode());
    assertEquals(1, number("select count(*) from audit_entry where action = 'account.digest'"));
    assertTrue(visitor.page("/admin/account").text().contains("You get no letter"));
    execute("update account set disabled_at = now() where id = " + people.get(1).id());
    assertEquals(0, worker("UTC").workOff());
    assertEquals(303, visitor.post("/admin/account/digest", "wanted", "yes").statusCode());
    clock.pass(Duration.ofDays(7));
    assertEquals(1, worker("UTC").workOff());
    assertFalse(letters.peek().contains(people.get(1).email()));
  }

  /** Each speaks as one of the doctors, whose answers are all overdue. */
  private List<TestAccounts.Person> owners(int count) {
    List<Long> doctors =
        Rows.list(
            jdbi,
            Long.class,
            """
            select doctor_id from article where status = 'published'
             group by doctor_id order by count(*) desc, doctor_id limit :count
            """,
            "count",
            count);
    List<TestAccounts.Person> people = new ArrayList<>();
    for (Long doctor : doctors) {
      people.add(TestAccounts.add(jdbi, clock, doctor, Role.AUTHOR));
      execute(
          """
          update article set reviewed_on = coalesce(reviewed_on, '2026-01-01'),
                 reviewer_name = coalesce(reviewer_name, 'R'), review_due_on = '2026-11-22'
           where doctor_id = %d
          """
              .formatted(doctor));
    }
    return people;
  }

  private DigestWorker worker(String zone) {
    Config config =
        Config.from(
            Map.of(
                "DATABASE_URL", "jdbc:postgresql://localhost/unused",
                "BASE_URL", "http://localhost:8080",
                "SMTP_URL", "smtp://127.0.0.1:" + server.getLocalPort()));
    Frame frame =
        new Frame(config, new Paths(config.baseUrl()), Words.load(), Assets.load(), clock);
    return new DigestWorker(
        jdbi,
        new Mailer(config.smtp(), config.contactEmail(), config.siteName()),
        clock,
        ZoneId.of(zone),
        frame);
  }

  private void takeAll() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        take(socket);
      } catch (IOException e) {
        // Closed, or given up by who called.
      }
    }
  }

  private void take(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    PrintWriter out = new PrintWriter(socket.getOutputStream(), false, US_ASCII);
    StringBuilder all = new StringBuilder();
    say(out, "220 here");
    boolean inLetter = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      all.append(line).append("\r\n");
      if (inLetter) {
        if (line.equals(".")) {
          inLetter = false;
          letters.add(all.toString().replace("=\r\n", "").replace("=3D", "="));
          say(out, "250 taken");
        }
      } else if (line.equals("DATA")) {
        inLetter = !refusing;
        say(out, refusing ? "451 not now" : "354 go on");
      } else if (line.equals("QUIT")) {
        say(out, "221 bye");
        return;
      } else {
        say(out, "250 fine");
      }
    }
  }

  private static void say(PrintWriter out, String line) {
    out.print(line + "\r\n");
    out.flush();
  }

  private void execute(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
