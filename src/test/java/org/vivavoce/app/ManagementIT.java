package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ForcedColors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.ingest.Imports;
import org.vivavoce.web.Role;

/** Looking after doctors, specialties and conditions, and reading the log, over HTTP. */
class ManagementIT {
  private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Shared by all tests until one has renamed or merged what others look for. */
  private static Portal portal;

  private Visitor editor;
  private boolean spoilt;

  @BeforeEach
  void open() {
    if (portal == null) {
      portal = Portal.withDemo();
    }
    editor = TestAccounts.signedIn(portal, Role.EDITOR, Role.ADMINISTRATOR);
  }

  @AfterEach
  void renew() {
    if (spoilt) {
      close();
    }
  }

  @AfterAll
  static void close() {
    if (portal != null) {
      portal.close();
      portal = null;
    }
  }

  @Test
  void listsAreSearchedAndPaged() {
    spoilt = true;
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
    execute(
        "insert into topic (slug, name) select 'many-' || n, 'Many ' || n from generate_series(1, 120) n");
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
        strings("select action from audit_entry where detail ->> 'name' = 'Fainting' order by id"));
    assertEquals(
        "For a moment the brain gets too little blood.",
        string(
            "select detail #>> '{changes,definition,after}' from audit_entry where action = 'topic.change' order by id desc"));
  }

  @Test
  void codesAskForOtherVoicesAndWhatTheyDoNotChangeDoesNot() {
    String at = "/admin/topics/" + id("topic", "esophageal-cancer");
    Map<String, String> form = form(at);
    execute("delete from related_pending");
    form.put("definition", "A growth in the gullet.");
    assertEquals(at + "?done=saved", header(post(at, form), "Location"));
    assertEquals(0, number("select count(*) from related_pending"), "no code is another");
    Map<String, String> coded = form(at);
    coded.merge("mesh", "D012345", (some, more) -> some + "\n" + more);
    assertEquals(at + "?done=saved", header(post(at, coded), "Location"));
    assertEquals(
        number(
            "select count(*) from article_topic join topic on topic.id = topic_id where slug = 'esophageal-cancer'"),
        number("select count(*) from related_pending"),
        "each of its answers once");
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
        () ->
            assertEquals(
                "What they wrote.",
                document.selectFirst(".versions dd:nth-of-type(1) .versions__words").text()),
        () ->
            assertEquals(
                "What I wrote.",
                document.selectFirst(".versions dd:nth-of-type(2) .versions__words").text()),
        () -> assertEquals("What I wrote.", document.getElementById("definition").val()));
    mine.put("version", document.selectFirst("input[name=version]").val());
    assertEquals(303, post(at, mine).statusCode(), "having seen both, the second may go on");
    assertEquals("What I wrote.", form(at).get("definition"));
  }

  @Test
  void whoSavedMeanwhileIsNamedAndWhatOnlyTheyChangedIsTakenOver() {
    String at = at("/admin/topics", "esophagitis");
    Visitor me = editor;
    Map<String, String> mine = form(at);
    TestAccounts.Person colleague = TestAccounts.add(portal, Role.EDITOR);
    editor = TestAccounts.signedIn(portal, colleague);
    Map<String, String> theirs = form(at);
    theirs.put("definition", "What they wrote.");
    theirs.put("icd10", "K20\nK21");
    assertEquals(303, post(at, theirs).statusCode());
    editor = me;
    mine.put("definition", "");
    mine.put("synonyms", "My other name");
    HttpResponse<String> conflict = post(at, mine);
    Document document = Jsoup.parse(conflict.body());
    String told = document.selectFirst(".panel--warning").text();
    assertAll(
        () -> assertEquals(409, conflict.statusCode()),
        () -> assertTrue(told.contains(colleague.name() + " saved it on"), told),
        () -> assertTrue(told.contains("UTC: Definition, ICD-10 codes"), told),
        () -> assertEquals(1, document.select(".panel--warning time[datetime]").size()),
        () ->
            assertTrue(told.contains("the form has what was saved meanwhile: ICD-10 codes."), told),
        () -> assertEquals("K20\nK21", document.getElementById("icd10").val()),
        () -> assertEquals("My other name", document.getElementById("synonyms").val()),
        () ->
            assertEquals(
                List.of("Definition"),
                document.select(".versions__label").eachText(),
                "only what both wrote is to be compared"),
        () ->
            assertEquals(
                List.of(
                    "Saved meanwhile What they wrote.",
                    "In your form: this is what saving keeps Nothing"),
                document.select(".versions__text").eachText()));
    assertEquals(303, post(at, fields(document)).statusCode());
    assertEquals("", form(at).get("definition"));
    assertEquals("K20\nK21", form(at).get("icd10"));
    assertEquals("My other name", form(at).get("synonyms"));
  }

  @Test
  void aVersionThatNobodySentHarmsNothing() {
    String at = at("/admin/topics", "esophagitis");
    for (String version : List.of("", "0", "-1", "999999999999999999", "1'; drop table topic")) {
      Map<String, String> form = form(at);
      form.put("version", version);
      form.put("definition", "Mine.");
      HttpResponse<String> conflict = post(at, form);
      assertEquals(409, conflict.statusCode(), version);
      assertTrue(
          Jsoup.parse(conflict.body()).select(".versions__text").text().contains("Mine."), version);
    }
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
    spoilt = true;
    String at = at("/admin/doctors", "amara-okafor");
    Map<String, String> form = form(at);
    form.put("name", "Amara Zebulon");
    assertEquals(303, post(at, form).statusCode());
    soon(() -> assertFalse(page("/search?q=zebulon").select(".card").isEmpty()));
    assertTrue(page("/doctors/amara-okafor").selectFirst("h1").text().startsWith("Amara Zebulon"));
    String topic = at("/admin/topics", "esophagitis");
    Map<String, String> names = form(topic);
    names.put("synonyms", names.get("synonyms") + "\nquibbleflame");
    assertEquals(303, post(topic, names).statusCode());
    soon(() -> assertFalse(page("/search?q=quibbleflame").select(".card").isEmpty()));
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
    execute(
        "insert into article_topic (article_id, topic_id, position) values (?, ?, 9) on conflict do nothing",
        both,
        kept);
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
    assertEquals("This cannot be undone", plan.selectFirst(".consequences h3").text());
    assertEquals(
        List.of("Definition"),
        plan.select(".versions__label").eachText(),
        "what is not kept is shown; names, codes and the address are");
    HttpResponse<String> merged = post("/admin/topics/" + gone + "/merge", hidden(plan));
    assertEquals("/admin/topics/" + kept + "?done=merged", header(merged, "Location"));
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
        () ->
            assertEquals(
                answers,
                number("select count(distinct article_id) from related_pending where changed")),
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
    execute("delete from article_topic where article_id = ?", article);
    execute(
        "insert into article_topic (article_id, topic_id, position) values (?, ?, 0), (?, ?, 1)",
        article,
        kept,
        article,
        gone);
    assertEquals(
        List.of(String.valueOf(kept)),
        strings("select topic_id::text from article_topic where article_id = " + article));
    Imports.run(
        portal.database().jdbi(),
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
    execute("update article set reviewer_id = null where reviewer_id in (?, ?)", kept, gone);
    execute(
        "update article set reviewer_id = ? where id = (select min(id) from article where doctor_id = ?)",
        gone,
        kept);
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
    execute("update article set reviewer_id = null where reviewer_id = ?", gone);
    long answers =
        number("select count(*) from article where doctor_id in (" + kept + "," + gone + ")");
    merge("/admin/doctors/", gone, kept);
    assertAll(
        () -> assertMoved("/doctors/henrik-solberg", "/doctors/amara-okafor"),
        () ->
            assertEquals(answers, number("select count(*) from article where doctor_id = " + kept)),
        () -> assertFalse(page("/search?q=okafor").select(".card").isEmpty()));
    // An answer that is written under the old number hangs on the doctor that stays.
    execute("update article set doctor_id = ? where id = (select min(id) from article)", gone);
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
    execute("update account_session set proved_at = proved_at - interval '1 hour'");
    assertEquals(
        "/admin/account/prove?next=%2Fadmin%2Fspecialties%2F" + kept + "%2Fmerge%3Finto%3D1",
        header(get("/admin/specialties/" + kept + "/merge?into=1"), "Location"));
    assertEquals(
        "/admin/account/prove?next=%2Fadmin%2Fspecialties%2F" + kept + "%2Fmerge%3Finto%3D1",
        header(
            post(
                "/admin/specialties/" + kept + "/merge",
                Map.of("into", "1", "fromVersion", "1", "intoVersion", "1")),
            "Location"),
        "nothing is merged before it is proved who it is");
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
    HttpResponse<String> stored = upload(at + "/portrait", png(800, 600));
    assertEquals(at + "?done=portrait", header(stored, "Location"));
    HttpResponse<byte[]> shown = portal.bytes(at + "/portrait", "Cookie", editor.cookie());
    assertEquals("image/jpeg", header(shown, "Content-Type"));
    assertEquals(512, ImageIO.read(new ByteArrayInputStream(shown.body())).getWidth());
    String publicSrc =
        page("/doctors/amara-okafor").selectFirst("main .portrait__image").attr("src");
    assertEquals(200, get(publicSrc).statusCode());
    String small =
        page("/doctors").selectFirst("main img.portrait__image[src$=-192.jpg]").attr("src");
    assertEquals(publicSrc, small.replace("-192", ""));
    HttpResponse<byte[]> inLists = portal.bytes(small);
    assertAll(
        () -> assertEquals("image/jpeg", header(inLists, "Content-Type")),
        () -> assertEquals(192, ImageIO.read(new ByteArrayInputStream(inLists.body())).getWidth()),
        () -> assertEquals("public, max-age=86400", header(inLists, "Cache-Control")),
        () ->
            assertEquals(
                304, portal.get(small, "If-None-Match", header(inLists, "ETag")).statusCode()));
    HttpResponse<String> refused =
        upload(at + "/portrait", "<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8));
    assertEquals(422, refused.statusCode());
    assertEquals(
        "#picture", Jsoup.parse(refused.body()).selectFirst(".error-summary a").attr("href"));
    assertEquals(422, upload(at + "/portrait", new byte[0]).statusCode());
    HttpResponse<String> wrong =
        editor.post(
            at + "/portrait", Form.of("across", "101", "down", "40", "size", "9").multipart());
    assertEquals(422, wrong.statusCode());
    Document again = Jsoup.parse(wrong.body());
    assertAll(
        () ->
            assertEquals(
                List.of("#across", "#size"), again.select(".error-summary a").eachAttr("href")),
        () -> assertEquals("101", again.getElementById("across").val(), "what was typed is kept"),
        () -> assertEquals("40", again.getElementById("down").val()),
        () -> assertTrue(again.selectFirst(".portrait-form details").hasAttr("open")));
    assertEquals(303, post(at + "/portrait/remove", Map.of()).statusCode());
    assertEquals(404, get(at + "/portrait").statusCode());
    assertTrue(portal.get(small).statusCode() >= 404, "what is withdrawn cannot be had smaller");
    assertEquals(404, get(publicSrc).statusCode(), "a picture that was taken away is gone");
  }

  @Test
  void theLogIsFilteredAndPaged() {
    execute(
        """
                    insert into audit_entry (actor, action, detail)
                    select 'Nobody', 'test.entry', jsonb_build_object('n', n) from generate_series(1, 120) n
                    """);
    String slug = string("select slug from article order by id limit 1");
    Document first = page("/admin/audit?actor=Nobody&action=test.entry");
    Document second = page(first.selectFirst("a[rel=next]").attr("href"));
    Document third = page(second.selectFirst("a[rel=next]").attr("href"));
    Document back = page(third.selectFirst("a[rel=prev]").attr("href"));
    assertAll(
        () -> assertEquals(50, first.select("tbody tr").size()),
        () -> assertEquals(null, first.selectFirst("a[rel=prev]")),
        () -> assertEquals(20, third.select("tbody tr").size()),
        () -> assertEquals(null, third.selectFirst("a[rel=next]")),
        () -> assertEquals(second.select("tbody").text(), back.select("tbody").text()),
        () -> assertEquals("120", first.selectFirst("dd").text(), "newest first"),
        () ->
            assertEquals(
                first.select("tbody").text(),
                page(second.selectFirst("a[rel=prev]").attr("href")).select("tbody").text()),
        () -> assertEquals(1, page("/admin/audit?article=" + slug).select("tbody tr").size()),
        () -> assertTrue(page("/admin/audit?article=nonsense").text().contains("No answer has")));
  }

  /** Old lines name people by their e-mail addresses, or by names that they no longer have. */
  @Test
  void everybodyStandsInTheLogOnce() {
    TestAccounts.Person person = TestAccounts.add(portal, Role.EDITOR);
    String name = "Edda " + person.id();
    String now = name + " (account " + person.id() + ")";
    execute("update account set name = '" + name + "' where id = " + person.id());
    for (String actor :
        List.of(
            now,
            "Maiden (account " + person.id() + ")",
            "Maiden <" + person.email().toUpperCase(Locale.ROOT) + ">")) {
      execute(
          "insert into audit_entry (actor, action) values ('" + actor + "', 'manuscript.approve')");
    }
    Document log = page("/admin/audit");
    List<String> offered =
        log.select("#actor option").eachText().stream()
            .filter(each -> each.contains(name) || each.contains("Maiden"))
            .toList();
    String value = log.select("#actor option:contains(" + name + ")").val();
    Document theirs = page("/admin/audit?actor=" + URLEncoder.encode(value, UTF_8));
    assertAll(
        () -> assertEquals(List.of(now), offered),
        () -> assertEquals(value, theirs.select("#actor option[selected]").val()),
        () -> assertEquals(3, theirs.select("tbody tr").size()),
        () -> assertFalse(theirs.select("tbody").text().contains("@"), "nobody's address"),
        () -> assertEquals("Approved", theirs.select("tbody td:eq(2) span").first().text()),
        () -> assertEquals("manuscript.approve", theirs.select("tbody code").first().text()),
        () -> assertEquals("Approved", theirs.select("option[value=manuscript.approve]").text()),
        () ->
            assertEquals(
                3,
                page("/admin/audit?actor=" + URLEncoder.encode(now, UTF_8))
                    .select("tbody tr")
                    .size(),
                "as older links ask for them"),
        () ->
            assertTrue(
                get("/admin/audit.csv?actor=" + URLEncoder.encode(value, UTF_8))
                    .body()
                    .contains("\"manuscript.approve\""),
                "the file has the codes"));
  }

  @Test
  void aLongParticularIsCutOnThePageAndWholeInTheFile() {
    execute(
        """
                    insert into audit_entry (actor, action, detail)
                    values ('Somebody', 'test.entry', jsonb_build_object('text', repeat('word ', 1000)))
                    """);
    assertEquals(
        "word ".repeat(60) + "…", page("/admin/audit?actor=Somebody").selectFirst("dd").text());
    assertTrue(
        get("/admin/audit.csv?actor=Somebody").body().contains("word ".repeat(1000)), "all of it");
  }

  @Test
  void theLogIsTakenAlongAsATableWithoutFormulas() {
    execute("insert into audit_entry (actor, action) values ('=HYPERLINK(\"x\")', 'test.formula')");
    long exports = number("select count(*) from audit_entry where action = 'audit.export'");
    HttpResponse<String> csv = get("/admin/audit.csv?action=test.formula");
    assertEquals(
        "\"id\",\"happened_at\",\"actor\",\"action\",\"article_id\",\"article\",\"detail\"",
        csv.body().split("\r\n")[0]);
    assertTrue(
        csv.body().contains("\"'=HYPERLINK(\"\"x\"\")\",\"test.formula\",\"\",\"\",\"{}\"\r\n"),
        csv.body());
    assertTrue(header(csv, "Content-Type").startsWith("text/csv"));
    assertEquals(
        exports + 1, number("select count(*) from audit_entry where action = 'audit.export'"));

    // It names people: whoever found a desk unattended does not carry it away.
    execute("update account_session set proved_at = proved_at - interval '1 hour'");
    HttpResponse<String> unproved = get("/admin/audit.csv?action=test.formula");
    assertEquals(303, unproved.statusCode());
    assertFalse(unproved.body().contains("happened_at"));
    // A browser that is sent to a file stays where it was: it is sent to the page, and told so.
    String ask = header(unproved, "Location");
    String back = "/admin/audit?action=test.formula&done=confirmed";
    assertEquals("/admin/account/prove?next=" + URLEncoder.encode(back, UTF_8), ask);
    assertEquals(null, page(back).selectFirst(".desk-notice"), "nothing is confirmed yet");
    page(ask);
    assertEquals(
        back,
        header(
            editor.post("/admin/account/prove", "password", TestAccounts.PASSWORD, "next", back),
            "Location"));
    Document confirmed = page(back);
    assertEquals("Confirmed: export now.", confirmed.select(".desk-notice").text());
    assertEquals(200, get(confirmed.select("a[href^=/admin/audit.csv]").attr("href")).statusCode());
    editor = TestAccounts.signedIn(portal, Role.EDITOR);
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
  void everyPageAndStateIsAccessibleAndValidAndFits() throws IOException {
    Map<String, String> states = states();
    states.forEach((state, html) -> assertEquals(List.of(), Nu.violations(html), state));
    // Fifty entries are fifty times the same: axe looks at a few of them.
    assertEquals(List.of(), Nu.violations(get("/admin/audit").body()));
    try (Chromium chromium = Chromium.open()) {
      chromium.visit(
          new Browser.NewContextOptions().setViewportSize(320, 800),
          page -> {
            editor.lend(page.context());
            show(page, states);
            for (String state : states.keySet()) {
              page.navigate(portal.url("/states/" + state));
              assertEquals(List.of(), Chromium.violations(page), state);
              assertEquals(0, Chromium.overhang(page), state);
              page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
              assertEquals(0, Chromium.overhang(page), state + ", text twice as large");
            }
            // Of what axe looks for, only contrast hangs on the theme; these have every colour.
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            page.setViewportSize(1280, 800);
            for (String state :
                List.of(
                    "doctors",
                    "doctors-empty",
                    "doctors-conflict",
                    "doctors-merge-late",
                    "doctors-merge-refused",
                    "portrait-crop-wrong",
                    "log")) {
              page.navigate(portal.url("/states/" + state));
              assertEquals(List.of(), contrast(page), state);
              assertEquals(0, Chromium.overhang(page), state);
            }
          });
      chromium.visit(
          new Browser.NewContextOptions().setForcedColors(ForcedColors.ACTIVE),
          page -> {
            editor.lend(page.context());
            page.navigate(portal.url("/admin/doctors/new"));
            assertEquals(List.of(), Chromium.violations(page), "forced colours");
            page.locator("#slug").fill("A B");
            page.locator("#name").fill("X");
            page.locator("main button.button--primary").click();
            assertEquals(
                "error-summary", page.evaluate("document.activeElement.className"), "told at once");
          });
    }
  }

  @Test
  void theSquareOfAPortraitIsMovedByHandKeysAndNumbers() throws IOException {
    String at = at("/admin/doctors", "amara-okafor");
    byte[] photograph = png(800, 400);
    try (Chromium chromium = Chromium.open()) {
      chromium.visit(
          new Browser.NewContextOptions().setViewportSize(360, 800),
          page -> {
            List<String> troubles = Chromium.troubles(page);
            editor.lend(page.context());
            page.navigate(portal.url(at));
            Locator square = page.locator(".crop__square");
            assertFalse(square.isVisible(), "there is nothing to be seen yet");
            page.locator("#picture")
                .setInputFiles(new FilePayload("photograph.png", "image/png", photograph));
            square.waitFor();
            assertEquals(List.of(), Chromium.violations(page));
            assertEquals(List.of(), Nu.violations(page.content()));
            assertEquals(0, Chromium.overhang(page));

            square.focus();
            page.keyboard().press("ArrowRight");
            page.keyboard().press("Shift+ArrowRight");
            assertEquals("61", page.inputValue("#across"));
            page.keyboard().press("ArrowUp");
            assertEquals("50", page.inputValue("#down"), "there is no room above");
            page.keyboard().press("-");
            page.keyboard().press("ArrowUp");
            assertEquals(
                "61 percent across, 49 percent down, 95 percent of the size",
                square.getAttribute("aria-valuetext"));

            page.locator("#size").fill("50");
            page.locator("#across").fill("0");
            page.locator("#down").fill("0");
            square.scrollIntoViewIfNeeded();
            BoundingBox stage = page.locator(".crop__picture").boundingBox();
            BoundingBox corner = square.boundingBox();
            assertEquals(stage.x, corner.x, 1, "the numbers move it too");
            assertEquals(stage.y, corner.y, 1);
            assertEquals(stage.height / 2, corner.width, 1);

            page.mouse().move(corner.x + 10, corner.y + 10);
            page.mouse().down();
            page.mouse().move(corner.x + 10 + stage.width, corner.y + 10, steps(5));
            page.mouse().up();
            assertEquals("100", page.inputValue("#across"), "not beyond the edge");
            assertEquals("0", page.inputValue("#down"));

            page.mouse().click(stage.x + stage.width / 2, stage.y + stage.height / 2);
            assertEquals("50", page.inputValue("#across"), "where one points is the middle");
            assertEquals("50", page.inputValue("#down"));

            pinch(page, stage);
            assertEquals("100", page.inputValue("#size"), "two fingers spread it");

            page.locator("#size").fill("20");
            assertTrue(
                page.locator(".crop__warning").innerText().contains("smaller than 160 pixels"));
            page.locator("#size").fill("60");
            assertEquals("", page.locator(".crop__warning").innerText());
            page.locator("button:has-text('Store the portrait')").click();
            assertTrue(page.url().endsWith("?done=portrait"), page.url());
            assertEquals(List.of(), troubles);
          });
      chromium.visit(
          new Browser.NewContextOptions().setJavaScriptEnabled(false),
          page -> {
            editor.lend(page.context());
            page.navigate(portal.url(at));
            page.locator(".portrait-form summary").click();
            assertTrue(page.locator("#across").isVisible(), "the numbers do it all");
            assertFalse(page.locator(".crop").isVisible());
          });
    }
  }

  private static List<String> contrast(Page page) {
    return new AxeBuilder(page)
        .setLegacyMode(true).withRules(List.of("color-contrast")).analyze().getViolations().stream()
            .map(violation -> violation.getNodes().get(0).getHtml())
            .toList();
  }

  /** Two fingers on the middle of the picture, drawn apart to its whole height and more. */
  private static void pinch(Page page, BoundingBox stage) {
    CDPSession touch = page.context().newCDPSession(page);
    double x = stage.x + stage.width / 2;
    double y = stage.y + stage.height / 2;
    touch(touch, "touchStart", x, y, 15);
    touch(touch, "touchMove", x, y, 25);
    touch(touch, "touchMove", x, y, 60);
    touch(touch, "touchEnd", x, y, 0);
  }

  /**
   * @param apart from the middle, each finger; 0 where both are lifted
   */
  private static void touch(CDPSession touch, String type, double x, double y, double apart) {
    JsonArray points = new JsonArray();
    for (int finger = 0; finger < (apart == 0 ? 0 : 2); finger++) {
      JsonObject point = new JsonObject();
      point.addProperty("id", finger);
      point.addProperty("x", finger == 0 ? x - apart : x + apart);
      point.addProperty("y", y);
      points.add(point);
    }
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.add("touchPoints", points);
    touch.send("Input.dispatchTouchEvent", event);
  }

  private static Mouse.MoveOptions steps(int steps) {
    return new Mouse.MoveOptions().setSteps(steps);
  }

  /**
   * Every page of this room in each state that it can be in. Of specialties and conditions, which
   * have the same templates, only what has other fields.
   */
  private Map<String, String> states() throws IOException {
    spoilt = true;
    String doctor = at("/admin/doctors", "amara-okafor");
    String into =
        "/merge?into="
            + number(
                """
                select min(other.id) from doctor one join doctor other on other.kind = one.kind and other.id <> one.id
                 where one.slug = 'amara-okafor'
                   and not exists (select from article
                                    where (doctor_id, reviewer_id) in ((one.id, other.id), (other.id, one.id)))
                """);
    String specialty = at("/admin/specialties", "oncology");
    String topic = at("/admin/topics", "esophagitis");
    String desk = at("/admin/doctors", "vivavoce-demonstration-desk");
    Map<String, String> states = new LinkedHashMap<>();
    states.put("doctors", get("/admin/doctors?done=saved").body());
    states.put("doctors-empty", get("/admin/doctors?q=nothing-of-the-kind").body());
    for (String list : List.of("doctors", "specialties", "topics")) {
      states.put(list + "-new", get("/admin/" + list + "/new").body());
    }
    states.put(
        "doctors-new-wrong",
        refused(422, post("/admin/doctors", Map.of("name", "", "slug", "A B"))));
    for (String at : List.of(specialty, topic)) {
      states.put(at.split("/")[2] + "-edit", get(at + "?done=saved").body());
    }
    Map<String, String> mine = form(doctor);
    Map<String, String> theirs = form(doctor);
    theirs.put("name", theirs.get("name") + " & Co");
    theirs.put("biography", "");
    mine.put("biography", "What I wrote.");
    assertEquals(303, post(doctor, theirs).statusCode());
    states.put("doctors-edit", get(doctor).body());
    states.put("doctors-conflict", refused(409, post(doctor, mine)));
    Map<String, String> wrong = form(doctor);
    wrong.put("slug", "A B");
    states.put("doctors-edit-wrong", refused(422, post(doctor, wrong)));
    states.put("doctors-merge", get(doctor + "/merge").body());
    states.put("doctors-merge-found", get(doctor + "/merge?q=keller").body());
    states.put("doctors-merge-none", get(doctor + "/merge?q=nothing-of-the-kind").body());
    states.put("specialties-delete-refused", refused(409, post(specialty + "/delete", Map.of())));
    Document plan = page(doctor + into);
    states.put("doctors-merge-plan", plan.outerHtml());
    states.put("doctors-merge-refused", get(desk + into).body());
    Map<String, String> late = hidden(plan);
    late.put("intoVersion", "1");
    states.put("doctors-merge-late", refused(409, post(doctor + "/merge", late)));
    states.put(
        "topics-merge-plan", get(topic + "/merge?into=" + id("topic", "esophageal-cancer")).body());
    states.put("portrait-missing", refused(422, upload(doctor + "/portrait", new byte[0])));
    states.put(
        "portrait-crop-wrong",
        refused(
            422,
            editor.post(
                doctor + "/portrait",
                Form.of("across", "101", "down", "x", "size", "9").multipart())));
    assertEquals(303, upload(doctor + "/portrait", png(400, 400)).statusCode());
    states.put("portrait-stored", get(doctor + "?done=portrait").body());
    states.put("log", get("/admin/audit?action=doctor.change").body());
    states.put("log-empty", get("/admin/audit?actor=Nobody").body());
    states.put("log-unknown", get("/admin/audit?article=nonsense").body());
    return states;
  }

  private static String refused(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    return response.body();
  }

  /** A browser sees each state as it was answered. */
  private static void show(Page page, Map<String, String> states) {
    page.route(
        "**/states/*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("text/html; charset=utf-8")
                    .setBody(states.get(route.request().url().replaceAll(".*/", "")))));
  }

  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
    return png.toByteArray();
  }

  private void rename(String at, String slug) {
    spoilt = true;
    Map<String, String> form = form(at);
    form.put("slug", slug);
    assertEquals(303, post(at, form).statusCode());
  }

  private void merge(String list, long gone, long kept) {
    spoilt = true;
    Document plan = page(list + gone + "/merge?into=" + kept);
    HttpResponse<String> merged = post(list + gone + "/merge", hidden(plan));
    assertEquals(list + kept + "?done=merged", header(merged, "Location"), merged.body());
  }

  private void assertMoved(String from, String to) {
    soon(
        () -> {
          HttpResponse<String> response = get(from);
          assertEquals(301, response.statusCode(), from);
          assertEquals(to, header(response, "Location"));
          assertEquals(200, get(to).statusCode(), "in one hop");
        });
  }

  /** Readers see a change as soon as the portal has heard of it. */
  private static void soon(Runnable assertions) {
    long end = System.nanoTime() + SOON.toNanos();
    while (true) {
      try {
        assertions.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
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
    return fields(page(path));
  }

  private static Map<String, String> fields(Document document) {
    Map<String, String> values = new LinkedHashMap<>();
    Element form = document.selectFirst("form:has(input[name=version])");
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

  private void execute(String sql, Object... arguments) {
    portal.database().jdbi().useHandle(handle -> handle.execute(sql, arguments));
  }

  private long number(String sql) {
    return portal
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private String string(String sql) {
    return strings(sql).get(0);
  }

  private List<String> strings(String sql) {
    return portal
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private Document page(String path) {
    return editor.page(path);
  }

  private HttpResponse<String> get(String path) {
    return editor.get(path);
  }

  private HttpResponse<String> post(String path, Map<String, String> fields) {
    Form form = Form.of();
    fields.forEach(form::with);
    return editor.post(path, form);
  }

  private HttpResponse<String> upload(String path, byte[] file) {
    return editor.post(
        path, Form.of("across", "10").file("picture", "../../x.png", "image/png", file));
  }

  private static String path(HttpResponse<?> response) {
    return header(response, "Location").replaceAll("\\?.*", "");
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
