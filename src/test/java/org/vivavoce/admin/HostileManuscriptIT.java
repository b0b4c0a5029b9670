package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.app.Form;
import org.vivavoce.app.Nu;
import org.vivavoce.app.Portal;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.media.Tones;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What somebody means to break the newsroom with: in every field, and as every kind of file. */
class HostileManuscriptIT {
  private static final String NEW = "/admin/articles/new";

  @TempDir static Path folder;
  private static Portal portal;
  private static Newsroom newsroom;
  private static Jdbi jdbi;
  private static SignedIn editor;
  private static SignedIn reviewer;
  private static byte[] sound;

  @BeforeAll
  static void open() throws IOException {
    TestDatabase database = TestDatabase.withDemo();
    jdbi = database.jdbi();
    portal = Portal.over(database);
    newsroom = new Newsroom(portal);
    editor = newsroom.account(evil("editor"), null, Role.EDITOR);
    reviewer = newsroom.account(evil("reviewer"), null, Role.REVIEWER);
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              insert into doctor (slug, kind, name, title, credentials, institution, biography)
              values ('evil-doctor', 'person', ?, ?, ?, ?, ?)
              """,
              evil("doctor"),
              evil("doctorTitle"),
              evil("credentials"),
              evil("institution"),
              evil("biography"));
          handle.execute(
              "insert into specialty (slug, name, description) values ('evil-specialty', ?, ?)",
              evil("specialty"),
              evil("description"));
          handle.execute(
              "insert into topic (slug, name, definition) values ('evil-topic', ?, ?)",
              evil("topic"),
              evil("definition"));
        });
    sound = Files.readAllBytes(Tones.beeps(folder.resolve("voice.wav"), 3, 0.5, 0.2, 440, 9_000));
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  /** Told apart by the field, so that none can be missing from where it is to be read. */
  private static String evil(String field) {
    return field + " \"'><script>alert(1)</script><img src=x onerror=alert(2)>${7*7}";
  }

  @Test
  void everyFieldIsInertInEveryRendering() {
    Map<String, Object> fields = answer();
    fields.putAll(
        Map.of(
            "title", evil("title"),
            "transcript", evil("transcript"),
            "careLevel", "urgent",
            "careText", evil("careText"),
            "conflicts", evil("conflicts"),
            "sourceTitle", evil("sourceTitle"),
            "sourceUrl", "https://example.org/'onerror='alert(1)",
            "slug", "evil",
            "captions",
                "WEBVTT\n\n00:00.000 --> 00:02.000\n"
                    + evil("caption").replace("<", "&lt;").replace(">", "&gt;")));
    fields.putAll(
        Map.of(
            "doctor", id("select id from doctor where slug = 'evil-doctor'"),
            "specialty", id("select id from specialty where slug = 'evil-specialty'"),
            "topics", evil("topic")));
    HttpResponse<String> created =
        newsroom
            .visitor(editor)
            .post(NEW, Newsroom.form(fields).file("audioFile", "voice.wav", "audio/wav", sound));
    String path = location(created);
    post(editor, path + "/comments", Map.of("comment", evil("comment")));
    Map<String, Object> changed = Newsroom.fields(newsroom.page(editor, path));
    for (String field : List.of("title", "transcript", "careText", "conflicts", "sourceTitle")) {
      changed.put(field, "again " + changed.get(field));
    }
    changed.put(
        "captions", changed.get("captions").toString().replace("caption ", "again caption "));
    assertEquals(303, newsroom.post(editor, path, changed).statusCode());
    changed.put("form", UUID.randomUUID().toString());
    assertEquals(204, newsroom.post(editor, path + "/autosave", changed).statusCode());

    String[] read = {
      "title", "transcript", "careText", "conflicts", "sourceTitle", "doctor", "specialty", "topic"
    };
    String[] workflow = {"editor", "comment"};
    look("list", newsroom.get(editor, "/admin/articles?all"), "title", "doctor", "specialty");
    isInert(
        "its search",
        newsroom.get(editor, "/admin/articles?q=" + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"));
    look("form", newsroom.get(editor, path), with(workflow, read, "caption"));
    look(
        "form of the autosave",
        newsroom.get(editor, path + "?restore=" + changed.get("form")),
        read);
    look("review", newsroom.get(editor, path + "/review"), with(workflow, read));
    look("versions", newsroom.get(editor, path + "/revisions"), "title", "editor");
    look("first version", newsroom.get(editor, path + "/revisions/1"), "title", "editor");
    look(
        "difference",
        newsroom.get(editor, path + "/revisions/2"),
        "title",
        "transcript",
        "careText",
        "conflicts",
        "sourceTitle",
        "caption",
        "editor");
    HttpResponse<String> conflict = newsroom.post(editor, path, changed);
    assertEquals(409, conflict.statusCode());
    look("conflict", conflict, with(read, new String[] {"caption", "editor"}));
    String[] page = {
      "title",
      "transcript",
      "careText",
      "conflicts",
      "sourceTitle",
      "doctor",
      "specialty",
      "topic",
      "credentials"
    };
    look("preview", newsroom.get(editor, path + "/preview"), page);
    look(
        "preview of the autosave",
        newsroom.get(editor, path + "/preview?unsaved=" + changed.get("form")),
        page);
    isInert("log", newsroom.get(administrator(), "/admin/audit"));
    HttpResponse<String> captions = newsroom.get(editor, path + "/captions.vtt");
    assertAll(
        () ->
            assertEquals(
                "text/vtt;charset=utf-8",
                captions.headers().firstValue("Content-Type").orElse("").replace(" ", "")),
        () ->
            assertEquals(
                "nosniff", captions.headers().firstValue("X-Content-Type-Options").orElse("")),
        () -> assertFalse(captions.body().contains("<")));

    // Refused, and said back: no address that is none, no link that is a script.
    Map<String, Object> bad = Newsroom.fields(newsroom.page(editor, path));
    bad.putAll(
        Map.of(
            "slug", evil("slug"),
            "topics", evil("unknown"),
            "recordedOn", evil("recordedOn"),
            "reviewDueOn", evil("reviewDueOn"),
            "lang", "en\"><script>alert(1)</script>",
            "captions", evil("captions"),
            "doctorName", evil("doctorName")));
    HttpResponse<String> refused = newsroom.post(editor, path, bad);
    assertEquals(422, refused.statusCode());
    isInert("refusal", refused, "slug", "unknown", "recordedOn", "reviewDueOn", "captions");

    // Reviewed, sent back, published, changed, withdrawn.
    post(editor, path + "/submit", Map.of("base", 2));
    post(reviewer, path + "/send-back", Map.of("comment", evil("sentBack")));
    isInert("sent back", newsroom.get(editor, path), "sentBack", "reviewer");
    publish(path, 2, "");
    Map<String, Object> next = Newsroom.fields(newsroom.page(editor, path));
    next.put("transcript", evil("next transcript"));
    assertEquals(303, newsroom.post(editor, path, next).statusCode());
    publish(path, 3, evil("reason"));
    look("answer", portal.get("/articles/evil"), with(page, new String[] {"reviewer"}));
    look(
        "history",
        portal.get("/articles/evil/history"),
        "title",
        "transcript",
        "reason",
        "reviewer");
    isInert("home", portal.get("/"));
    isInert("doctor", portal.get("/doctors/evil-doctor"), "title", "doctor", "biography");
    isInert("doctors", portal.get("/doctors"), "doctor");
    isInert("specialty", portal.get("/specialties/evil-specialty"), "title", "specialty");
    isInert("specialties", portal.get("/specialties"), "specialty");
    isInert("topic", portal.get("/topics/evil-topic"), "title", "topic", "definition");
    isInert("topics", portal.get("/topics"), "topic");
    isInert("search", portal.get("/search?q=transcript%20onerror%20alert"), "title");
    post(editor, path + "/withdraw", Map.of("withdrawReason", evil("withdrawn")));
    HttpResponse<String> gone = portal.get("/articles/evil");
    assertEquals(410, gone.statusCode());
    isInert("tombstone", gone, "title", "withdrawn");
    isInert("withdrawn", newsroom.get(editor, path + "/review"), "withdrawn", "reviewer");
    publish(path, 3, evil("back"));
    look("history", portal.get("/articles/evil/history"), "title", "reason", "withdrawn");
  }

  private static void publish(String path, int base, String reason) {
    post(editor, path + "/submit", Map.of("base", base));
    post(reviewer, path + "/approve", Map.of("base", base));
    post(editor, path + "/publish", Map.of("base", base, "reason", reason));
  }

  /** Every field is there to be read, and none of them does anything. */
  private static void look(String rendering, HttpResponse<String> response, String... fields) {
    isInert(rendering, response, fields);
    assertEquals(List.of(), Nu.violations(response.body()), rendering);
  }

  private static void isInert(String rendering, HttpResponse<String> response, String... fields) {
    String html = response.body();
    Document page = Jsoup.parse(html);
    // What stands in fields and tells what things are is read as well.
    StringBuilder read = new StringBuilder(page.wholeText());
    page.select("input, option").forEach(field -> read.append('\n').append(field.val()));
    page.select("[aria-label]").forEach(each -> read.append('\n').append(each.attr("aria-label")));
    String text = read.toString().replaceAll("\\s+", " ");
    assertAll(
        rendering,
        Stream.concat(
            Arrays.stream(fields)
                .map(
                    field ->
                        () ->
                            assertTrue(
                                text.contains(field + " ") && text.contains("onerror=alert(2)"),
                                field + " is to be read")),
            Stream.of(
                () -> assertFalse(html.contains("<script>alert"), "a script"),
                () -> assertEquals(0, page.select("script:not([src], [type$=json])").size()),
                () -> assertEquals(0, page.select("[src=x], [onerror]").size()),
                () ->
                    assertEquals(
                        List.of(),
                        page.select("[href], [src], [action], [formaction]").stream()
                            .flatMap(
                                each ->
                                    Stream.of("href", "src", "action", "formaction")
                                        .map(each::attr))
                            .filter(
                                url ->
                                    url.strip()
                                        .matches("(?is)(javascript|data|vbscript|file|blob):.*"))
                            .toList()),
                () ->
                    assertEquals(
                        0,
                        page.select("main").text().split("alert\\(2\\)>49", -1).length - 1,
                        "computed"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\u0001javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "blob:https://example.org/1",
        "//example.org/",
        "/admin/logout",
        "https:example.org",
        "https://",
        "https:///etc/passwd",
        "https://example.org/\"onmouseover=\"alert(1)",
        "https://example.org/<script>alert(1)</script>"
      })
  void whatIsNoWebAddressIsNoSource(String url) {
    Map<String, Object> fields = answer();
    fields.putAll(Map.of("sourceTitle", "A source", "sourceUrl", url));
    HttpResponse<String> refused = newsroom.post(editor, NEW, fields);
    assertEquals(422, refused.statusCode());
    assertEquals(
        List.of("#sourceUrl1"),
        Jsoup.parse(refused.body()).select(".error-summary a").eachAttr("href"));
    isInert(url, refused);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void whatIsNoSoundIsRefusedAndNothingElseIsLost(String kind, String name, byte[] content) {
    long before = id("select count(*) from media");
    Map<String, Object> fields = answer();
    HttpResponse<String> refused =
        newsroom
            .visitor(editor)
            .post(NEW, Newsroom.form(fields).file("audioFile", name, "audio/mpeg", content));
    Document page = Jsoup.parse(refused.body());
    assertAll(
        () -> assertEquals(422, refused.statusCode()),
        () -> assertEquals(List.of("#audio"), page.select(".error-summary a").eachAttr("href")),
        () -> assertTrue(page.select("#audio-error").text().length() > name.length()),
        () -> assertEquals("Some words.", page.getElementById("transcript").wholeText()),
        () -> assertEquals(before, id("select count(*) from media"), "nothing of it is kept"));
    isInert(kind, refused);
  }

  static Stream<Arguments> files() throws IOException {
    byte[] svg =
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".getBytes(UTF_8);
    byte[] html = "<!doctype html><script>alert(1)</script>".getBytes(UTF_8);
    byte[] wav =
        Files.readAllBytes(Tones.beeps(folder.resolve("whole.wav"), 1, 0.5, 0.2, 440, 9_000));
    return Stream.of(
        arguments("a drawing", "voice.svg", svg),
        arguments("a drawing that says it is sound", "voice.mp3", svg),
        arguments("a page", "voice.mp3", html),
        arguments("a ZIP", "voice.zip", zip(10)),
        arguments("a ZIP bomb", "voice.m4a", zip(20_000_000)),
        arguments("sound and a ZIP", "voice.wav", joined(wav, zip(10))),
        arguments("sound and a page", "voice.wav", joined(wav, html)),
        arguments("a page and sound", "voice.wav", joined(html, wav)),
        arguments("nothing", "voice.wav", new byte[0]),
        arguments("the half of it", "voice.wav", Arrays.copyOf(wav, wav.length / 2)),
        arguments("its head alone", "voice.wav", Arrays.copyOf(wav, 44)),
        arguments("a playlist", "voice.mp3", "#EXTM3U\nfile:///etc/passwd\n".getBytes(UTF_8)),
        arguments("a name that leads elsewhere", "../../../etc/passwd", html),
        arguments("a name of another system", "..\\..\\windows\\win.ini", html),
        arguments("a name that is a script", "'><img src=x onerror=alert(2)>.mp3", html),
        arguments("a very long name", "x".repeat(2_000) + ".mp3", html));
  }

  /** A file's name is for people: it names nothing on this machine. */
  @ParameterizedTest
  @ValueSource(
      strings = {"../../escaped.wav", "/tmp/escaped.wav", "..\\escaped.wav", "escaped.svg"})
  void aFileIsKeptUnderItsContentWhateverItIsCalled(String name) throws IOException {
    HttpResponse<String> taken =
        newsroom
            .visitor(editor)
            .post(
                NEW,
                Newsroom.form(answer())
                    .with("act", "save-anyway")
                    .file("audioFile", name, "image/svg+xml", sound));
    Document form = newsroom.page(editor, location(taken));
    String media = form.selectFirst("audio source").attr("src");
    assertTrue(media.matches("/admin/media/[0-9a-f]{64}\\.wav"), media);
    assertEquals(
        "audio/wav", newsroom.get(editor, media).headers().firstValue("Content-Type").orElse(""));
    assertFalse(form.html().contains("escaped"));
    try (Stream<Path> there = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertEquals(
          List.of(),
          there
              .map(each -> each.getFileName().toString())
              .filter(each -> each.contains("escaped"))
              .toList());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("captions")
  void captionsThatCannotBeReadAreRefusedAndNothingElseIsLost(String kind, byte[] content) {
    HttpResponse<String> refused = captioned(content);
    Document page = Jsoup.parse(refused.body());
    assertAll(
        () -> assertEquals(422, refused.statusCode()),
        () ->
            assertTrue(
                page.select(".error-summary a").eachAttr("href").stream()
                    .allMatch("#captions"::equals)),
        () -> assertEquals("Some words.", page.getElementById("transcript").wholeText()));
    isInert(kind, refused);
  }

  static Stream<Arguments> captions() {
    String vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\nDéjà vu.\n";
    return Stream.of(
        arguments("Latin 1", vtt.getBytes(ISO_8859_1)),
        arguments("UTF-16", ("\ufeff" + vtt).getBytes(UTF_16LE)),
        arguments("UTF-16 without its mark", vtt.getBytes(UTF_16LE)),
        arguments("cut off within a letter", new byte[] {'W', 'E', 'B', (byte) 0xc3}),
        arguments("letters longer than they may be", new byte[] {(byte) 0xc0, (byte) 0xbc}),
        arguments("a page", "<!doctype html><script>alert(1)</script>".getBytes(UTF_8)),
        arguments("sound", Arrays.copyOf(sound, 2_000)),
        arguments("far too long", (vtt + "x".repeat(1_100_000)).getBytes(UTF_8)));
  }

  @Test
  void captionsInUtf8AreTakenWithTheirMark() {
    String path =
        location(captioned("\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\nDéjà vu.\n".getBytes(UTF_8)));
    assertTrue(
        Newsroom.fields(newsroom.page(editor, path))
            .get("captions")
            .toString()
            .contains("Déjà vu."));
  }

  private static HttpResponse<String> captioned(byte[] content) {
    Form form = Newsroom.form(answer()).file("captionsFile", "../words.vtt", "text/vtt", content);
    return newsroom.visitor(editor).post(NEW, form);
  }

  /** As an administrator, who reads the log. */
  private static SignedIn administrator() {
    return newsroom.account("Ada Administrator", null, Role.ADMINISTRATOR);
  }

  private static Map<String, Object> answer() {
    Map<String, Object> fields = new HashMap<>();
    fields.putAll(
        Map.of(
            "title", "Is it safe?",
            "lang", "en",
            "doctor", id("select id from doctor where slug = 'amara-okafor'"),
            "specialty", id("select id from specialty where slug = 'oncology'"),
            "topics", "Esophageal cancer",
            "transcript", "Some words."));
    return fields;
  }

  private static void post(SignedIn who, String path, Map<String, ?> fields) {
    HttpResponse<String> response = newsroom.post(who, path, fields);
    assertEquals(
        303,
        response.statusCode(),
        () -> path + ": " + Jsoup.parse(response.body()).select(".error-summary").text());
  }

  private static String location(HttpResponse<String> response) {
    assertEquals(
        303,
        response.statusCode(),
        () -> Jsoup.parse(response.body()).select(".error-summary, h1").text());
    return response.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
  }

  private static String[] with(String[] some, String[] others, String... more) {
    return Stream.of(some, others, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static byte[] zip(int zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("../../voice.mp3"));
      zip.write(new byte[zeros]);
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static long id(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
