package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vivavoce.db.Await.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;

/** Two instances on one database, behind a balancer that knows nothing of sessions. */
class TwoInstancesIT {
  private static final String SLUG = "how-is-metastatic-esophageal-cancer-treated";
  private static final String ARTICLE = "/articles/" + SLUG;
  private Portal one;
  private Portal two;
  private Balancer balancer;

  @BeforeEach
  void open() {
    one = Portal.over(TestDatabase.withDemo(), Map.of("CACHE_MEGABYTES", "8"));
    two = Portal.over(one.database(), Map.of("CACHE_MEGABYTES", "8"));
    balancer = new Balancer(one, two);
  }

  @AfterEach
  void close() {
    balancer.close();
    two.closeAlone();
    one.close();
  }

  @Test
  void anEditorWorksOnBothAndReadersSeeItOnBoth() {
    Visitor editor = signedIn(Role.EDITOR);
    Visitor reviewer = signedIn(Role.REVIEWER);
    seenOnBoth(200);
    long id =
        one.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .select("select id from article where slug = ?", SLUG)
                        .mapTo(Long.class)
                        .one());
    String path = follow(editor, editor.post("/admin/articles/from/" + id));
    follow(editor, editor.post(path + "/withdraw", "withdrawReason", "A trial."));
    seenOnBoth(410);
    follow(editor, editor.post(path + "/submit", "base", base(editor, path)));
    follow(reviewer, reviewer.post(path + "/approve", "base", base(editor, path)));
    // So that it is the other one's turn.
    balancer.get("/healthz");
    follow(
        editor,
        editor.post(path + "/publish", "base", base(editor, path), "reason", "It is right."));
    seenOnBoth(200);
    assertTrue(
        balancer.asked().containsAll(Set.of("0 GET", "1 GET", "0 POST", "1 POST")),
        () -> "alternately: " + balancer.asked());
  }

  @Test
  void aRecordingArrivesByBoth() throws IOException {
    Visitor editor = signedIn(Role.EDITOR);
    byte[] sound =
        Files.readAllBytes(Path.of("db/demo/audio/acid-suppressing-tablets-long-term.mp3"));
    UUID id = UUID.randomUUID();
    editor.page("/admin/account");
    HttpResponse<String> begun =
        editor.post(
            "/admin/uploads",
            Form.of("upload", id.toString()),
            "Upload-Length",
            String.valueOf(sound.length));
    assertEquals(201, begun.statusCode(), begun::body);
    int piece = 65_536;
    for (int at = 0; at < sound.length; at += piece) {
      HttpResponse<String> added =
          editor.sendBytes(
              "PATCH",
              "/admin/uploads/" + id,
              Arrays.copyOfRange(sound, at, Math.min(sound.length, at + piece)),
              "Content-Type",
              "application/partial-upload",
              "Upload-Offset",
              String.valueOf(at));
      assertEquals(204, added.statusCode(), added::body);
    }
    HttpResponse<String> finished =
        editor.post("/admin/uploads/" + id + "/finish", Form.of("title", "What came by both?"));
    assertEquals(200, finished.statusCode(), finished::body);
    assertTrue(
        balancer.asked().containsAll(Set.of("0 PATCH", "1 PATCH")),
        () -> "alternately: " + balancer.asked());
  }

  @Test
  void readersDoNotNoticeThatOneIsStopped() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(8);
    List<Future<Integer>> read = new ArrayList<>();
    List<String> pages = List.of(ARTICLE, "/", "/search?q=cancer", "/specialties/oncology");
    for (int reader = 0; reader < 8; reader++) {
      read.add(
          readers.submit(
              () -> {
                int asked = 0;
                while (!done.get()) {
                  String page = pages.get(asked++ % pages.size());
                  HttpResponse<String> answer = balancer.get(page);
                  assertEquals(200, answer.statusCode(), page);
                  assertTrue(answer.body().endsWith("</html>\n"), "all of it");
                }
                return asked;
              }));
    }
    TimeUnit.MILLISECONDS.sleep(300);
    two.stop();
    TimeUnit.MILLISECONDS.sleep(300);
    done.set(true);
    for (Future<Integer> each : read) {
      assertTrue(each.get(30, TimeUnit.SECONDS) > 0);
    }
    readers.shutdown();
  }

  /** By the form at the door. */
  private Visitor signedIn(Role role) {
    TestAccounts.Person person = TestAccounts.add(one, role);
    Visitor visitor = balancer.visitor();
    visitor.page("/admin/login");
    HttpResponse<String> in =
        visitor.post("/admin/login", "email", person.email(), "password", TestAccounts.PASSWORD);
    assertEquals("/admin", in.headers().firstValue("Location").orElse(in.body()));
    visitor.page("/admin");
    return visitor;
  }

  /** To where a form leads. */
  private static String follow(Visitor who, HttpResponse<String> posted) {
    assertEquals(303, posted.statusCode(), posted::body);
    String path = posted.headers().firstValue("Location").orElseThrow();
    who.page(path);
    return path.replaceAll("\\?.*", "");
  }

  private static String base(Visitor who, String path) {
    return who.page(path).select("input[name=base]").first().val();
  }

  private void seenOnBoth(int status) {
    for (Portal each : List.of(one, two)) {
      await(() -> each.get(ARTICLE).statusCode() == status);
    }
  }
}
