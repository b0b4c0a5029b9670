package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import io.javalin.Javalin;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.Accounts;
import org.vivavoce.auth.PasswordCost;
import org.vivavoce.config.Config;
import org.vivavoce.db.DatabaseException;
import org.vivavoce.db.PublicCache;
import org.vivavoce.db.TestClock;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.web.Assets;
import org.vivavoce.web.ErrorPages;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Paths;
import org.vivavoce.web.RequestGuard;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.SignedIn;
import org.vivavoce.web.Views;
import org.vivavoce.web.Words;

/** Looking after doctors, specialties and conditions, and reading the log, over HTTP. */
class ManagementIT {
  private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private TestDatabase database;
  private PublicCache cache;
  private Javalin server;
  private Set<Role> roles = Set.of(Role.EDITOR, Role.ADMINISTRATOR);
  private boolean provedLately = true;

  @BeforeEach
  void open() {
    database = TestDatabase.withDemo();
    Words words = Words.load();
    cache = new PublicCache(TestClock.FIXED);
    Config config = Config.from(Map.of());
    Frame frame =
        new Frame(config, new Paths(config.baseUrl()), words, Assets.load(), TestClock.FIXED);
    Views views = new Views(words, cache::lastChange);
    Accounts accounts =
        new Accounts(
            database.jdbi(), frame, views, Assets.load(), TestClock.FIXED, PasswordCost.STANDARD);
    RouteTable routes = App.routes(database.jdbi(), cache, TestClock.FIXED, frame, views, accounts);
    Assets.load().addRoutes(routes);
    RequestGuard guard = new RequestGuard(false);
    ErrorPages errors = new ErrorPages(frame, views, routes);
    server =
        Javalin.create(
            javalin -> {
              javalin.startup.showJavalinBanner = false;
              javalin.routes.before(guard::before);
              javalin.routes.before(
                  context ->
                      new SignedIn(7, "Edith Editor", null, roles, null, "token", provedLately)
                          .rememberIn(context));
              for (RouteTable.Route route : routes.routes()) {
                javalin.routes.addHttpHandler(
                    route.method(),
                    route.path(),
                    route.handler(),
                    route.roles().toArray(Role[]::new));
              }
              errors.register(javalin.routes, DatabaseException::isOutage);
            });
    server.start("localhost", 0);
  }

  @AfterEach
  void close() {
    server.stop();
    database.close();
  }

  @Test
  void listsAreSearchedAndPaged() {
    assertAll(
        () -> assertEquals(14, page("/admin/doctors").select("tbody tr").size()),
        () ->
            assertEquals(
                List.of("Amara Okafor"),
                page("/admin/doctors?q=okaf").select("tbody .data-table__title").eachText()),
        () ->
            assertEquals(
                List.of("Esophageal cancer"),
                page("/admin/topics?q=Food%20Pipe%20cancer")
                    .select("tbody .data-table__title")
                    .eachText(),
                "found by another name"),
        () ->
            assertEquals(
                0, page("/admin/topics?q=%25%25").select("tbody tr").size(), "% is a letter"),
        () -> assertEquals(404, get("/admin/topics?page=9").statusCode()),
        () -> assertEquals("no-store", header(get("/admin/topics"), "Cache-Control")));
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into topic (slug, name) select 'many-' || n, 'Many ' || n from generate_series(1, 120) n"));
    assertEquals(50, page("/admin/topics?page=2").select("tbody tr").size());
    assertEquals(
        "/admin/topics?q=Many&page=3",
        page("/admin/topics?q=Many&page=2").selectFirst("a[rel=next]").attr("href"));
  }

  @Test
  void aConditionIsWrittenAndChangedAndEachIsLogged() {
    HttpResponse<String> created =
        post(
            "/admin/topics",
            Map.of(
                "name", "Fainting", "synonyms", "Syncope\nsyncope\n\npassing out", "icd10", "R55"));
    assertEquals(303, created.statusCode(), created.body());
    String at = path(created);
    Map<String, String> form = form(at);
    assertEquals("fainting", form.get("slug"), "made of the name");
    assertEquals("passing out\nSyncope", form.get("synonyms"));
    form.put("definition", "For a moment the brain gets too little blood.");
    assertEquals(at + "?done=saved", header(post(at, form), "Location"));
    assertEquals("For a moment the brain gets too little blood.", form(at).get("definition"));
    assertEquals(
        List.of("topic.create", "topic.change"),
        strings("select action from audit_entry where action like 'topic.%' order by id"));
    assertEquals(
        "For a moment the brain gets too little blood.",
        string(
            "select detail #>> '{changes,definition,after}' from audit_entry where action = 'topic.change'"));
  }

  @Test
  void whatIsWrongIsSaidBesideItsFieldAndTheInputIsKept() {
    HttpResponse<String> refused =
        post(
            "/admin/doctors",
            Map.of(
                "name",
                "",
                "slug",
                "Not A Slug",
                "kind",
                "organization",
                "credentials",
                "MD",
                "languages",
                "english"));
    Document document = Jsoup.parse(refused.body());
    assertEquals(422, refused.statusCode());
    assertEquals(
        List.of("#name", "#languages", "#slug", "#credentials"),
        document.select(".error-summary a").eachAttr("href"));
    for (String field : List.of("name", "languages", "slug", "credentials")) {
      Element input = document.getElementById(field);
      assertEquals("true", input.attr("aria-invalid"), field);
      assertTrue(
          input.attr("aria-describedby").contains(field + "-error")
              && document.getElementById(field + "-error") != null,
          field);
    }
    assertEquals("Not A Slug", document.getElementById("slug").val());
    HttpResponse<String> taken = post("/admin/topics", Map.of("name", "ESOPHAGITIS"));
    assertEquals(422, taken.statusCode());
    assertEquals(
        List.of("#name", "#slug"),
        Jsoup.parse(taken.body()).select(".error-summary a").eachAttr("href"));
  }

  @Test
  void theSecondOfTwoSaversLosesNothing() {
    String at = at("/admin/topics", "esophagitis");
    Map<String, String> mine = form(at);
    Map<String, String> theirs = form(at);
    theirs.put("definition", "What they wrote.");
    assertEquals(303, post(at, theirs).statusCode());
    mine.put("definition", "What I wrote.");
    HttpResponse<String> conflict = post(at, mine);
    Document document = Jsoup.parse(conflict.body());
    assertAll(
        () -> assertEquals(409, conflict.statusCode()),
        () -> assertEquals("What they wrote.", document.selectFirst(".versions del").text()),
        () -> assertEquals("What I wrote.", document.selectFirst(".versions ins").text()),
        () -> assertEquals("What I wrote.", document.getElementById("definition").val()));
    mine.put("version", document.selectFirst("input[name=version]").val());
    assertEquals(303, post(at, mine).statusCode(), "having seen both, the second may go on");
    assertEquals("What I wrote.", form(at).get("definition"));
  }

  @Test
  void ofManyWhoSaveAtOnceOneWins() throws Exception {
    String at = at("/admin/topics", "esophagitis");
    Map<String, String> form = form(at);
    ExecutorService editors = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> saves = new ArrayList<>();
      for (int number = 0; number < 8; number++) {
        Map<String, String> own = new LinkedHashMap<>(form);
        own.put("definition", "Number " + number);
        saves.add(() -> post(at, own).statusCode());
      }
      List<Integer> statuses = new ArrayList<>();
      for (var saved : editors.invokeAll(saves)) {
        statuses.add(saved.get());
      }
      assertEquals(
          1, statuses.stream().filter(status -> status == 303).count(), () -> "" + statuses);
      assertEquals(7, statuses.stream().filter(status -> status == 409).count());
    } finally {
      editors.shutdown();
    }
  }

  @Test
  void aFormerAddressLeadsOnInOneHopAndIsReclaimed() {
    String at = at("/admin/topics", "esophagitis");
    rename(at, "inflamed-gullet");
    rename(at, "gullet-inflammation");
    assertAll(
        () -> assertMoved("/topics/esophagitis", "/topics/gullet-inflammation"),
        () -> assertMoved("/topics/inflamed-gullet", "/topics/gullet-inflammation"),
        () -> assertEquals(200, get("/topics/gullet-inflammation").statusCode()));
    rename(at, "esophagitis");
    assertAll(
        () -> assertEquals(200, get("/topics/esophagitis").statusCode(), "its own again, no loop"),
        () -> assertMoved("/topics/gullet-inflammation", "/topics/esophagitis"),
        () -> assertMoved("/topics/inflamed-gullet", "/topics/esophagitis"));
    HttpResponse<String> refused =
        post("/admin/topics", Map.of("name", "Another", "slug", "inflamed-gullet"));
    assertEquals(422, refused.statusCode(), "an address has one owner");
    assertEquals(
        List.of("#slug"), Jsoup.parse(refused.body()).select(".error-summary a").eachAttr("href"));
    String doctor = at("/admin/doctors", "amara-okafor");
    rename(doctor, "dr-okafor");
    assertMoved("/doctors/amara-okafor?page=1", "/doctors/dr-okafor?page=1");
    String specialty = at("/admin/specialties", "oncology");
    rename(specialty, "cancer-medicine");
    assertMoved("/specialties/oncology", "/specialties/cancer-medicine");
  }

  @Test
  void aNewNameIsFoundBySearchAndShownToReaders() {
    String at = at("/admin/doctors", "amara-okafor");
    Map<String, String> form = form(at);
    form.put("name", "Amara Zebulon");
    assertEquals(303, post(at, form).statusCode());
    cache.clear();
    assertFalse(page("/search?q=zebulon").select(".card").isEmpty());
    assertTrue(page("/doctors/amara-okafor").selectFirst("h1").text().startsWith("Amara Zebulon"));
    String topic = at("/admin/topics", "esophagitis");
    Map<String, String> names = form(topic);
    names.put("synonyms", names.get("synonyms") + "\nquibbleflame");
    assertEquals(303, post(topic, names).statusCode());
    assertFalse(page("/search?q=quibbleflame").select(".card").isEmpty());
  }

  @Test
  void duplicateConditionsAreMergedWithAllThatHangsOnThem() {
    long kept = id("topic", "esophageal-cancer");
    long gone = id("topic", "esophagitis");
    long both =
        number(
            "select article_id from article_topic where topic_id = "
                + gone
                + " order by article_id limit 1");
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into article_topic (article_id, topic_id, position) values (?, ?, 9) on conflict do nothing",
                    both,
                    kept));
    long answers =
        number(
            "select count(distinct article_id) from article_topic where topic_id in ("
                + kept
                + ","
                + gone
                + ")");
    rename("/admin/topics/" + gone, "gullet-fire");
    Document choice = page("/admin/topics/" + gone + "/merge?q=Esophageal");
    String preview =
        choice.select("tbody a").stream()
            .filter(link -> link.text().equals("Esophageal cancer"))
            .findFirst()
            .orElseThrow()
            .attr("href");
    Document plan = page(preview);
    assertTrue(plan.text().contains("Of these, filed under both already"));
    HttpResponse<String> merged = post("/admin/topics/" + gone + "/merge", hidden(plan));
    assertEquals("/admin/topics/" + kept + "?done=merged", header(merged, "Location"));
    cache.clear();
    assertAll(
        () -> assertMoved("/topics/gullet-fire", "/topics/esophageal-cancer"),
        () -> assertMoved("/topics/esophagitis", "/topics/esophageal-cancer"),
        () ->
            assertEquals(
                answers,
                number("select count(*) from article_topic where topic_id = " + kept),
                "each answer once"),
        () ->
            assertEquals(0, number("select count(*) from article_topic where topic_id = " + gone)),
        () ->
            assertEquals(
                0, number("select count(*) from related_article where topic_id = " + gone)),
        () ->
            assertTrue(
                strings("select name from topic_synonym where topic_id = " + kept)
                    .containsAll(List.of("Esophagitis", "inflamed gullet", "gullet cancer"))),
        () ->
            assertTrue(
                strings("select code from topic_code where topic_id = " + kept)
                    .containsAll(List.of("C15", "K20"))),
        () -> assertEquals(1, number("select count(*) from pending_work where kind = 'related'")),
        () ->
            assertEquals(
                1, number("select count(*) from audit_entry where action = 'topic.merge'")),
        () ->
            assertEquals("/admin/topics/" + kept, header(get("/admin/topics/" + gone), "Location")),
        () -> assertFalse(page("/search?q=inflamed%20gullet").select(".card").isEmpty()),
        () -> assertFalse(page("/admin/topics").text().contains("Esophagitis,")));
    assertEquals(404, post("/admin/topics/" + gone + "/merge", hidden(plan)).statusCode(), "once");
  }

  @Test
  void whatStillNamesTheOneThatWentFindsTheOneThatStays() {
    long kept = id("topic", "esophageal-cancer");
    long gone = id("topic", "esophagitis");
    merge("/admin/topics/", gone, kept);
    long article = number("select min(id) from article where status = 'published'");
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("delete from article_topic where article_id = ?", article);
              handle.execute(
                  "insert into article_topic (article_id, topic_id, position) values (?, ?, 0), (?, ?, 1)",
                  article,
                  kept,
                  article,
                  gone);
            });
    assertEquals(
        List.of(String.valueOf(kept)),
        strings("select topic_id::text from article_topic where article_id = " + article));
    Imports.run(
        database.jdbi(),
        Imports.line("late", "Why?", "Because.", "\"topics\": [{\"name\": \"Esophagitis\"}]"));
    assertEquals(
        List.of("esophageal-cancer"),
        strings(
            """
            select topic.slug from article_topic link join topic on topic.id = link.topic_id
              join article_import import on import.article_id = link.article_id where import.source_id = 'late'
            """));
    // Merged once more, whatever named the first finds the last.
    long last = id("topic", "gastroesophageal-reflux-disease");
    merge("/admin/topics/", kept, last);
    assertMoved("/topics/esophagitis", "/topics/gastroesophageal-reflux-disease");
    assertEquals(last, number("select merged_into_id from topic where id = " + gone));
    // The name of one that went is free for the one that stays.
    Map<String, String> form = form("/admin/topics/" + last);
    form.put("name", "Esophagitis");
    form.put("slug", "esophagitis");
    assertEquals(303, post("/admin/topics/" + last, form).statusCode());
    assertMoved("/topics/gastroesophageal-reflux-disease", "/topics/esophagitis");
    assertEquals(200, get("/topics/esophagitis").statusCode());
  }

  @Test
  void doctorsAreMergedUnlessOneReviewedTheOther() {
    long kept = id("doctor", "amara-okafor");
    long gone = id("doctor", "henrik-solberg");
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "update article set reviewer_id = null where reviewer_id in (?, ?)", kept, gone);
              handle.execute(
                  "update article set reviewer_id = ? where id = (select min(id) from article where doctor_id = ?)",
                  gone,
                  kept);
            });
    Document refused = page("/admin/doctors/" + gone + "/merge?into=" + kept);
    assertTrue(refused.text().contains("One answer of one of them was reviewed by the other"));
    assertTrue(refused.select("form[method=post] button.button--danger").isEmpty());
    assertEquals(
        422,
        post(
                "/admin/doctors/" + gone + "/merge",
                Map.of(
                    "into",
                    "" + kept,
                    "fromVersion",
                    form("/admin/doctors/" + gone).get("version"),
                    "intoVersion",
                    form("/admin/doctors/" + kept).get("version")))
            .statusCode());
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update article set reviewer_id = null where reviewer_id = ?", gone));
    long answers =
        number("select count(*) from article where doctor_id in (" + kept + "," + gone + ")");
    merge("/admin/doctors/", gone, kept);
    assertAll(
        () -> assertMoved("/doctors/henrik-solberg", "/doctors/amara-okafor"),
        () ->
            assertEquals(answers, number("select count(*) from article where doctor_id = " + kept)),
        () -> assertFalse(page("/search?q=okafor").select(".card").isEmpty()));
    // An answer that is written under the old number hangs on the doctor that stays.
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update article set doctor_id = ? where id = (select min(id) from article)",
                    gone));
    assertEquals(0, number("select count(*) from article where doctor_id = " + gone));
  }

  @Test
  void aMergeOfWhatWasChangedSinceIsLookedAtAgain() {
    long kept = id("specialty", "oncology");
    long gone = id("specialty", "surgical-oncology");
    Document plan = page("/admin/specialties/" + gone + "/merge?into=" + kept);
    Map<String, String> form = form("/admin/specialties/" + kept);
    form.put("description", "Something else.");
    assertEquals(303, post("/admin/specialties/" + kept, form).statusCode());
    assertEquals(409, post("/admin/specialties/" + gone + "/merge", hidden(plan)).statusCode());
    merge("/admin/specialties/", gone, kept);
    assertMoved("/specialties/surgical-oncology", "/specialties/oncology");
    provedLately = false;
    assertEquals(
        "/admin/account/prove?next=%2Fadmin%2Fspecialties%2F" + kept + "%2Fmerge%3Finto%3D1",
        header(get("/admin/specialties/" + kept + "/merge?into=1"), "Location"));
  }

  @Test
  void whatIsInUseIsNotDeletedAndWhatIsNotCanBe() {
    String used = at("/admin/specialties", "oncology");
    assertEquals(409, post(used + "/delete", Map.of()).statusCode());
    String unused = path(post("/admin/specialties", Map.of("name", "Unused")));
    rename(unused, "never-used");
    assertEquals(
        "/admin/specialties?done=deleted", header(post(unused + "/delete", Map.of()), "Location"));
    assertEquals(404, get(unused).statusCode());
    assertEquals(
        303, post("/admin/specialties", Map.of("name", "Other", "slug", "unused")).statusCode());
  }

  @Test
  void aPortraitIsDrawnAnewAndOneThatIsNoneIsRefused() throws IOException {
    String at = at("/admin/doctors", "amara-okafor");
    BufferedImage photograph = new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(photograph, "png", png);
    HttpResponse<String> stored = upload(at + "/portrait", png.toByteArray());
    assertEquals(at + "?done=portrait", header(stored, "Location"));
    HttpResponse<byte[]> shown = bytes(at + "/portrait");
    assertEquals("image/jpeg", header(shown, "Content-Type"));
    assertEquals(512, ImageIO.read(new ByteArrayInputStream(shown.body())).getWidth());
    String publicSrc =
        page("/doctors/amara-okafor").selectFirst("main .portrait__image").attr("src");
    assertEquals(200, get(publicSrc).statusCode());
    HttpResponse<String> refused =
        upload(at + "/portrait", "<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8));
    assertEquals(422, refused.statusCode());
    assertEquals(
        "#picture", Jsoup.parse(refused.body()).selectFirst(".error-summary a").attr("href"));
    assertEquals(422, upload(at + "/portrait", new byte[0]).statusCode());
    assertEquals(303, post(at + "/portrait/remove", Map.of()).statusCode());
    assertEquals(404, get(at + "/portrait").statusCode());
    assertEquals(404, get(publicSrc).statusCode(), "a picture that was taken away is gone");
  }

  @Test
  void theLogIsFilteredAndPaged() {
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    insert into audit_entry (actor, action, detail)
                    select 'Nobody', 'test.entry', jsonb_build_object('n', n) from generate_series(1, 250) n
                    """));
    String slug = string("select slug from article order by id limit 1");
    Document first = page("/admin/audit?actor=Nobody&action=test.entry");
    Document second = page(first.selectFirst("a[rel=next]").attr("href"));
    Document third = page(second.selectFirst("a[rel=next]").attr("href"));
    Document back = page(third.selectFirst("a[rel=prev]").attr("href"));
    assertAll(
        () -> assertEquals(100, first.select("tbody tr").size()),
        () -> assertEquals(null, first.selectFirst("a[rel=prev]")),
        () -> assertEquals(50, third.select("tbody tr").size()),
        () -> assertEquals(null, third.selectFirst("a[rel=next]")),
        () -> assertEquals(second.select("tbody").text(), back.select("tbody").text()),
        () -> assertEquals("250", first.selectFirst("dd").text(), "newest first"),
        () -> assertEquals(1, page("/admin/audit?article=" + slug).select("tbody tr").size()),
        () -> assertTrue(page("/admin/audit?article=nonsense").text().contains("No answer has")));
  }

  @Test
  void theLogIsTakenAlongAsATableWithoutFormulas() {
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into audit_entry (actor, action) values ('=HYPERLINK(\"x\")', 'test.formula')"));
    HttpResponse<String> csv = get("/admin/audit.csv?action=test.formula");
    assertEquals(
        "\"id\",\"happened_at\",\"actor\",\"action\",\"article_id\",\"article\",\"detail\"",
        csv.body().split("\r\n")[0]);
    assertTrue(
        csv.body().contains("\"'=HYPERLINK(\"\"x\"\")\",\"test.formula\",\"\",\"\",\"{}\"\r\n"),
        csv.body());
    assertTrue(header(csv, "Content-Type").startsWith("text/csv"));
    assertEquals(1, number("select count(*) from audit_entry where action = 'audit.export'"));
    roles = Set.of(Role.EDITOR);
    assertEquals(null, page("/admin/audit").selectFirst("a[href^=/admin/audit.csv]"));
  }

  @Test
  void hostileTextIsInertWhereverItIsShown() {
    String at =
        path(
            post(
                "/admin/topics",
                Map.of(
                    "name",
                    HOSTILE,
                    "slug",
                    "hostile",
                    "definition",
                    HOSTILE,
                    "synonyms",
                    HOSTILE)));
    Map<String, String> mine = form(at);
    Map<String, String> theirs = form(at);
    theirs.put("definition", HOSTILE + " 2");
    post(at, theirs);
    for (String html :
        List.of(
            get("/admin/topics").body(),
            get(at).body(),
            post(at, mine).body(),
            get(at + "/merge?q=e").body(),
            get(at + "/merge?into=1").body(),
            get("/admin/audit").body())) {
      assertFalse(html.contains("<script>alert"));
      assertTrue(Jsoup.parse(html).select("[onerror]").isEmpty());
      assertTrue(Jsoup.parse(html).outerHtml().contains("&lt;script&gt;alert(1)"));
    }
  }

  @Test
  void everyPageIsAccessibleAndValidAndFits() {
    String doctor = at("/admin/doctors", "amara-okafor");
    String topic = at("/admin/topics", "esophagitis");
    List<String> paths =
        List.of(
            "/admin/doctors",
            "/admin/doctors/new",
            doctor,
            doctor + "?done=saved",
            "/admin/specialties",
            "/admin/topics?q=nothing-of-the-kind",
            topic,
            topic + "/merge?q=e",
            topic + "/merge?into=" + id("topic", "esophageal-cancer"),
            "/admin/audit");
    for (String path : paths) {
      assertEquals(List.of(), Nu.violations(get(path).body()), path);
    }
    HttpResponse<String> refused = post("/admin/doctors", Map.of("name", "", "slug", "A B"));
    assertEquals(List.of(), Nu.violations(refused.body()));
    try (Chromium chromium = Chromium.open()) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : new int[] {320, 1280}) {
          chromium.visit(
              new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800),
              page -> {
                for (String path : paths) {
                  page.navigate(url(path));
                  String where = path + " at " + width + " px, " + scheme;
                  assertEquals(List.of(), Chromium.violations(page), where);
                  assertEquals(0, Chromium.overhang(page), where);
                  page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
                  assertEquals(0, Chromium.overhang(page), where + ", text twice as large");
                }
              });
        }
      }
      chromium.visit(
          new Browser.NewContextOptions().setForcedColors(ForcedColors.ACTIVE),
          page -> {
            page.navigate(url("/admin/doctors/new"));
            assertEquals(List.of(), Chromium.violations(page), "forced colours");
            page.locator("#slug").fill("A B");
            page.locator("#name").fill("X");
            page.locator("button.button--primary").click();
            assertEquals(
                "error-summary", page.evaluate("document.activeElement.className"), "told at once");
          });
    }
  }

  private void rename(String at, String slug) {
    Map<String, String> form = form(at);
    form.put("slug", slug);
    assertEquals(303, post(at, form).statusCode());
  }

  private void merge(String list, long gone, long kept) {
    Document plan = page(list + gone + "/merge?into=" + kept);
    HttpResponse<String> merged = post(list + gone + "/merge", hidden(plan));
    assertEquals(list + kept + "?done=merged", header(merged, "Location"), merged.body());
    cache.clear();
  }

  private void assertMoved(String from, String to) {
    HttpResponse<String> response = get(from);
    assertEquals(301, response.statusCode(), from);
    assertEquals(to, header(response, "Location"));
    assertEquals(200, get(to).statusCode(), "in one hop");
  }

  private String at(String list, String slug) {
    String table =
        list.endsWith("doctors") ? "doctor" : list.endsWith("topics") ? "topic" : "specialty";
    return list + "/" + id(table, slug);
  }

  private long id(String table, String slug) {
    return number(
        "select id from " + table + " where slug = '" + slug + "' and merged_into_id is null");
  }

  /** What the form at a path would send. */
  private Map<String, String> form(String path) {
    Map<String, String> values = new LinkedHashMap<>();
    Element form = page(path).selectFirst("form:has(input[name=version])");
    for (Element input : form.select("input, textarea, select")) {
      values.put(
          input.attr("name"),
          input.is("select") ? input.select("option[selected]").val() : input.val());
    }
    return values;
  }

  private static Map<String, String> hidden(Document document) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Element input : document.select("main form[method=post] input[type=hidden]")) {
      values.put(input.attr("name"), input.val());
    }
    return values;
  }

  private long number(String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private String string(String sql) {
    return strings(sql).get(0);
  }

  private List<String> strings(String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private Document page(String path) {
    HttpResponse<String> response = get(path);
    assertEquals(200, response.statusCode(), path);
    return Jsoup.parse(response.body());
  }

  private String url(String path) {
    return "http://localhost:" + server.port() + path;
  }

  private HttpResponse<String> get(String path) {
    return send(
        HttpRequest.newBuilder(URI.create(url(path))), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> bytes(String path) {
    return send(
        HttpRequest.newBuilder(URI.create(url(path))), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<String> post(String path, Map<String, String> form) {
    List<String> pairs = new ArrayList<>();
    form.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value)));
    return send(
        HttpRequest.newBuilder(URI.create(url(path)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs))),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> upload(String path, byte[] file) {
    String head =
        """
        --b
        Content-Disposition: form-data; name="across"

        10
        --b
        Content-Disposition: form-data; name="picture"; filename="../../x.png"
        Content-Type: image/png

        """
            .replace("\n", "\r\n");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(file);
    body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return send(
        HttpRequest.newBuilder(URI.create(url(path)))
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())),
        HttpResponse.BodyHandlers.ofString());
  }

  private <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request.build(), handler);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String path(HttpResponse<?> response) {
    return header(response, "Location").replaceAll("\\?.*", "");
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
