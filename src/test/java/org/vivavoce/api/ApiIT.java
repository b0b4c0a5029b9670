package org.vivavoce.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.OpenApi31;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.app.Portal;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;

/** Published answers for programs, compared with what describes them. */
class ApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORIGIN = "http://localhost:8080";
  private static final String LIST = "/api/v1/articles";
  private static final String ONE = "/api/v1/articles/{slug}";
  private static final String DESCRIPTION = "/api/v1/openapi.json";
  private static final String HOSTILE =
      "</script><b onclick='x()'>\\\"Why?\\\" \\u2028 \\u202e ]]> {{7*7}} \\ud83d\\ude00";

  private static Portal portal;
  private static Jdbi jdbi;
  private static JsonNode document;
  private static SchemaRegistry schemas;

  @BeforeAll
  static void open() {
    TestDatabase database = TestDatabase.withDemo();
    jdbi = database.jdbi();
    Imports.run(
        jdbi,
        Imports.line(
            "hostile",
            HOSTILE,
            HOSTILE,
            "\"slug\": \"hostile\", \"lang\": \"pt-BR\", \"sources\": [{\"title\": \"S\"}]"),
        Imports.line(
            "gone", "Gone", "Words.", "\"slug\": \"gone\", \"aliases\": [\"gone-before\"]"),
        Imports.line("moved", "Moved", "Words.", "\"slug\": \"moved\", \"aliases\": [\"former\"]"),
        Imports.line("draft", "Draft", "Words.", "\"slug\": \"draft\", \"status\": \"draft\""));
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                update article set status = 'withdrawn', withdrawn_at = '2026-03-04T12:00:00Z',
                       withdrawn_reason = 'The "dose" was wrong.'
                 where slug = 'gone'
                """));
    portal = Portal.over(database);
    String text = portal.get(DESCRIPTION).body();
    document = read(text);
    schemas =
        SchemaRegistry.withDialect(
            OpenApi31.getInstance(),
            builder ->
                builder
                    .schemas(Map.of("https://test.example/openapi.json", text))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void everyAnswerIsAsDescribedAndEveryDescribedOneIsGiven() {
    Set<String> given = new TreeSet<>();
    String etag = etag(portal.get(LIST));
    check(given, LIST, LIST, 200);
    check(given, LIST, LIST + "?limit=100", 200);
    check(given, LIST, LIST + "?updatedSince=2000-01-01&limit=3", 200);
    check(given, LIST, LIST, 304, "If-None-Match", etag);
    check(given, LIST, LIST + "?limit=0", 400);
    check(given, ONE, LIST + "/moved?limit=1", 400);
    check(given, DESCRIPTION, DESCRIPTION + "?v=1", 400);
    for (String slug : slugs("select slug from published_article order by id")) {
      check(given, ONE, LIST + "/" + slug, 200);
    }
    check(given, ONE, LIST + "/moved", 304, "If-None-Match", etag(portal.get(LIST + "/moved")));
    check(given, ONE, LIST + "/former", 301);
    check(given, ONE, LIST + "/gone", 410);
    check(given, ONE, LIST + "/gone-before", 410);
    check(given, ONE, LIST + "/draft", 404);
    check(given, ONE, LIST + "/%22%3Cscript%3E", 404);
    check(given, DESCRIPTION, DESCRIPTION, 200);
    check(given, DESCRIPTION, DESCRIPTION, 304, "If-None-Match", etag(portal.get(DESCRIPTION)));
    for (String path : List.of(LIST, ONE, DESCRIPTION)) {
      checkOther(given, path, path.replace("{slug}", "moved"));
    }
    try (Portal broken = Portal.over(TestDatabase.withDemo())) {
      broken.database().refuseConnections();
      check(given, LIST, broken.get(LIST), 503);
      check(given, ONE, broken.get(LIST + "/moved"), 503);
      broken.database().acceptConnections();
    }
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .get("get")
                    .get("responses")
                    .fieldNames()
                    .forEachRemaining(status -> described.add(path.getKey() + " " + status)));
    assertEquals(described, given);
  }

  @Test
  void theDescriptionLeavesNothingOpen() {
    List<String> open = new ArrayList<>();
    document
        .get("components")
        .get("schemas")
        .properties()
        .forEach(schema -> findOpen(schema.getKey(), schema.getValue(), open));
    assertAll(
        () -> assertEquals(List.of(), open),
        () -> assertEquals(ORIGIN, document.at("/servers/0/url").asText()),
        () -> assertEquals("3.1.1", document.get("openapi").asText()),
        () ->
            assertEquals(
                Set.of("limit", "cursor", "specialty", "topic", "doctor", "lang", "updatedSince"),
                Set.copyOf(
                    document
                        .at("/paths/~1api~1v1~1articles/get/parameters")
                        .findValuesAsText("name")
                        .stream()
                        .filter(name -> !name.equals("If-None-Match"))
                        .toList())),
        // What it does not describe is refused, so that the comparison is worth something.
        () -> assertFalse(errors("Problem", "{\"type\":\"a\",\"title\":\"b\"}").isEmpty()),
        () -> assertFalse(errors("Source", "{\"title\":\"a\",\"url\":null,\"more\":1}").isEmpty()),
        () -> assertFalse(errors("Source", "{\"title\":\"a\",\"url\":\"no url\"}").isEmpty()));
  }

  @Test
  void pagesFollowEachOtherAndHoldEveryPublishedAnswerOnce() {
    for (String more : List.of("", "&updatedSince=2000-01-01")) {
      List<String> found = new ArrayList<>();
      String next = LIST + "?limit=7" + more;
      while (next != null) {
        HttpResponse<String> response = portal.get(next);
        JsonNode page = read(response.body());
        page.get("articles").forEach(each -> found.add(each.get("slug").asText()));
        assertTrue(page.get("articles").size() <= 7);
        String url = page.get("next").isNull() ? null : page.get("next").asText();
        assertEquals(
            url == null ? "" : "<" + url + ">; rel=\"next\"",
            response.headers().firstValue("Link").orElse(""));
        next = url == null ? null : url.substring(ORIGIN.length());
      }
      assertEquals(
          slugs(
              more.isEmpty()
                  ? "select slug from published_article order by published_at desc, id desc"
                  : "select slug from published_article order by updated_at, id"),
          found);
    }
  }

  @Test
  void filtersNarrowTheListDownAndTakeFormerAddresses() {
    String article =
        """
        select slug from published_article article where %s
         order by published_at desc, id desc limit 100
        """;
    String specialty = slug("select min(slug) from published_specialty");
    String doctor = slug("select min(slug) from published_doctor");
    String topic = slug("select min(slug) from published_topic");
    String ofSpecialty =
        "specialty_id = (select id from specialty where slug = '" + specialty + "')";
    String ofDoctor = "doctor_id = (select id from doctor where slug = '" + doctor + "')";
    String ofTopic =
        "id in (select article_id from article_topic where topic_id = (select id from topic where slug = '"
            + topic
            + "'))";
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into former_slug (kind, slug, target_id)
                select 'topic', 'topic-before', id from topic where slug = ?
                """,
                topic));
    assertAll(
        () -> assertListed(article.formatted(ofSpecialty), "specialty=" + specialty),
        () -> assertListed(article.formatted(ofDoctor), "doctor=" + doctor),
        () -> assertListed(article.formatted(ofTopic), "topic=" + topic),
        () -> assertListed(article.formatted(ofTopic), "topic=topic-before"),
        () -> assertListed(article.formatted("lang = 'pt-BR'"), "lang=pt-BR"),
        () -> assertListed(article.formatted("lang = 'xx'"), "lang=xx"),
        () ->
            assertListed(
                article.formatted(ofTopic + " and " + ofDoctor + " and lang = 'en'"),
                "lang=en&topic=" + topic + "&doctor=" + doctor),
        () ->
            assertListed(
                article.formatted(ofTopic),
                "updatedSince=2000-01-01T00:00:00%2B01:00&topic=" + topic,
                true),
        () -> assertListed(article.formatted("false"), "updatedSince=2999-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "limit, 0",
    "limit, 101",
    "limit, ten",
    "limit, ''",
    "limit, %31%00",
    "cursor, x",
    "cursor, ''",
    "cursor, !!!",
    "lang, EN_us",
    "lang, %27%20or%20true",
    "specialty, nowhere",
    "specialty, %27%3B--",
    "topic, nothing",
    "doctor, nobody",
    "updatedSince, yesterday",
    "updatedSince, 2026-02-30",
    "updatedSince, 2026-01-01T00:00:00",
    "updatedSince, 2026-01-01T00:00:00+01:00",
    "updatedSince, -999999999-01-01"
  })
  void aBadParameterIsNamedAndSaysWhatIsWanted(String name, String value) {
    HttpResponse<String> response = portal.get(LIST + "?" + name + "=" + value);
    JsonNode problem = read(response.body());
    assertAll(
        () -> assertEquals(400, response.statusCode()),
        () -> assertEquals(name, problem.get("parameter").asText()),
        () -> assertEquals(List.of(), errors("Problem", response.body())));
  }

  @ParameterizedTest
  @CsvSource({
    "'?speciality=oncology', speciality",
    "'?Limit=1', Limit",
    "'?utm_source=x', utm_source",
    "'?limit=1&limit=2', limit",
    "'?lang=en&lang=en', lang",
    "'?%22%3E%3Cb%3E=1', '\"><b>'",
    "'/moved?lang=en', lang",
    "'/former?lang=en', lang",
    "'/nothing?lang=en', lang"
  })
  void aParameterThatIsUnknownOrGivenTwiceIsRefusedAndNamed(String query, String name) {
    HttpResponse<String> response = portal.get(LIST + query);
    assertAll(
        () -> assertEquals(400, response.statusCode()),
        () -> assertEquals(name, read(response.body()).path("parameter").asText()),
        () -> assertEquals(List.of(), errors("Problem", response.body())));
  }

  @Test
  void aForgedCursorLeadsToNothingWorseThanARefusal() {
    for (String plain :
        List.of(
            "n:1:2:3",
            "c:1:2",
            "x:1:2",
            "n:99999999999999999:1",
            "n:1:9999999999999999999",
            "n:1;drop table article:1")) {
      String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
      assertEquals(400, portal.get(LIST + "?cursor=" + cursor).statusCode(), plain);
    }
    for (String plain : List.of("n:9999999999999999:1", "n:-9999999999999999:999999999999999999")) {
      String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
      assertEquals(200, portal.get(LIST + "?cursor=" + cursor).statusCode(), plain);
    }
  }

  @Test
  void anAnswerSaysWhatItsPageSays() {
    JsonNode hostile = read(portal.get(LIST + "/hostile").body());
    String spoken = slug("select min(slug) from published_article where recording_id is not null");
    JsonNode voice = read(portal.get(LIST + "/" + spoken).body());
    JsonNode file = voice.at("/audio/files/0");
    HttpResponse<byte[]> sound = portal.bytes(file.get("url").asText().substring(ORIGIN.length()));
    assertAll(
        () -> assertEquals(read("\"" + HOSTILE + "\"").asText(), hostile.get("title").asText()),
        () -> assertEquals("pt-BR", hostile.get("lang").asText()),
        () -> assertTrue(hostile.get("audio").isNull()),
        () -> assertFalse(hostile.get("demo").asBoolean()),
        () -> assertTrue(hostile.get("reviewer").isNull()),
        () -> assertEquals("[{\"title\":\"S\",\"url\":null}]", hostile.get("sources").toString()),
        () -> assertTrue(hostile.at("/licence/url").isNull()),
        () ->
            assertEquals("© Vivavoce. All rights reserved.", hostile.at("/licence/text").asText()),
        () -> assertTrue(voice.get("demo").asBoolean()),
        () -> assertTrue(voice.at("/audio/syntheticVoice").asBoolean()),
        () -> assertEquals(200, sound.statusCode()),
        () -> assertEquals(sound.body().length, file.get("byteLength").asInt()),
        () ->
            assertEquals(
                sound.headers().firstValue("Content-Type").orElse(""), file.get("type").asText()),
        () ->
            assertEquals(
                200,
                portal
                    .get(voice.at("/audio/captionsUrl").asText().substring(ORIGIN.length()))
                    .statusCode()));
  }

  @Test
  void whatIsNotPublicIsNowhere() {
    String all = portal.get(LIST + "?limit=100").body();
    HttpResponse<String> gone = portal.get(LIST + "/gone");
    JsonNode problem = read(gone.body());
    assertAll(
        () -> assertFalse(all.contains("\"draft\"")),
        () -> assertFalse(all.contains("\"gone\"")),
        () -> assertEquals("2026-03-04", problem.get("withdrawnOn").asText()),
        () -> assertEquals("The \"dose\" was wrong.", problem.get("reason").asText()),
        () -> assertEquals("application/problem+json", header(gone, "Content-Type")),
        () -> assertEquals("no-store", header(gone, "Cache-Control")),
        () -> assertEquals(LIST + "/moved", header(portal.get(LIST + "/former"), "Location")),
        () -> assertEquals(LIST + "/moved", header(portal.get(LIST + "/MOVED"), "Location")),
        () -> assertEquals(404, portal.get("/api/v1/nothing").statusCode()));
  }

  @Test
  void pagesOfOtherSitesMayAskWhateverTheAnswer() {
    for (String path :
        List.of(
            LIST,
            LIST + "/",
            LIST + "?limit=0",
            LIST + "/moved",
            LIST + "/former",
            LIST + "/gone",
            LIST + "/unknown",
            DESCRIPTION,
            "/api/v2/anything")) {
      HttpResponse<String> response = portal.get(path, "Origin", "https://other.example");
      assertAll(
          path,
          () -> assertEquals("*", header(response, "Access-Control-Allow-Origin")),
          () -> assertEquals("cross-origin", header(response, "Cross-Origin-Resource-Policy")),
          () -> assertEquals("noindex", header(response, "X-Robots-Tag")),
          () -> assertEquals("", header(response, "Set-Cookie")),
          () -> assertEquals("", header(response, "Access-Control-Allow-Credentials")));
    }
    HttpResponse<String> preflight =
        portal.send(
            "OPTIONS",
            LIST,
            "Origin",
            "https://other.example",
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "if-none-match");
    assertAll(
        () -> assertEquals(204, preflight.statusCode()),
        () -> assertEquals("*", header(preflight, "Access-Control-Allow-Origin")),
        () -> assertEquals("GET, HEAD", header(preflight, "Access-Control-Allow-Methods")),
        () -> assertEquals("If-None-Match", header(preflight, "Access-Control-Allow-Headers")),
        () ->
            assertEquals("", header(portal.get("/articles/moved"), "Access-Control-Allow-Origin")));
  }

  @Test
  void theLicenceIsTheOperators() {
    try (Portal own =
        Portal.over(
            TestDatabase.withDemo(),
            Map.of("LICENSE_URL", "https://creativecommons.org/licenses/by-sa/4.0/"))) {
      JsonNode list = read(own.get(LIST).body());
      JsonNode described = read(own.get(DESCRIPTION).body());
      assertAll(
          () ->
              assertEquals(
                  "https://creativecommons.org/licenses/by-sa/4.0/",
                  list.at("/licence/url").asText()),
          () ->
              assertEquals(
                  "https://creativecommons.org/licenses/by-sa/4.0/",
                  described.at("/info/license/url").asText()),
          () -> assertEquals(List.of(), errors("ArticleList", list.toString())));
    }
  }

  private static void check(
      Set<String> given, String template, String path, int status, String... headers) {
    check(given, template, portal.get(path, headers), status);
  }

  /** That an answer is what is described of its status: content, and headers that must be there. */
  private static void check(
      Set<String> given, String template, HttpResponse<String> response, int status) {
    String what = response.uri() + " " + response.statusCode();
    assertEquals(status, response.statusCode(), what);
    compare(what, template, "" + status, response);
    given.add(template + " " + status);
  }

  private static void checkOther(Set<String> given, String template, String path) {
    HttpResponse<String> response = portal.send("DELETE", path);
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD, OPTIONS", sorted(header(response, "Allow")));
    compare(path, template, "default", response);
    given.add(template + " default");
  }

  private static void compare(
      String what, String template, String status, HttpResponse<String> response) {
    JsonNode described =
        document.get("paths").get(template).get("get").get("responses").get(status);
    assertNotNull(described, what);
    described
        .path("headers")
        .properties()
        .forEach(
            each ->
                assertTrue(
                    response.headers().firstValue(each.getKey()).isPresent()
                        || !each.getValue().path("required").asBoolean(),
                    what + " has no " + each.getKey()));
    if (!described.has("content")) {
      assertEquals("", response.body(), what);
      return;
    }
    Map.Entry<String, JsonNode> content = described.get("content").properties().iterator().next();
    assertEquals(content.getKey(), header(response, "Content-Type"), what);
    String name = content.getValue().at("/schema/$ref").asText().replaceAll(".*/", "");
    assertEquals(List.of(), errors(name, response.body()), what);
  }

  private static List<String> errors(String schema, String json) {
    return schemas
        .getSchema(
            SchemaLocation.of("https://test.example/openapi.json#/components/schemas/" + schema))
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** Objects in which anything else may stand, or of whose properties any may be absent. */
  private static void findOpen(String where, JsonNode schema, List<String> open) {
    if (schema.has("properties")) {
      Set<String> optional = new HashSet<>();
      schema.get("properties").fieldNames().forEachRemaining(optional::add);
      schema.path("required").forEach(name -> optional.remove(name.asText()));
      if (schema.path("additionalProperties").asBoolean(true)
          || !(optional.isEmpty() || where.equals("Problem"))) {
        open.add(where + " " + optional);
      }
    }
    schema
        .properties()
        .forEach(each -> findOpen(where + "." + each.getKey(), each.getValue(), open));
  }

  private static void assertListed(String sql, String query, boolean... anyOrder) {
    List<String> found = new ArrayList<>();
    read(portal.get(LIST + "?limit=100&" + query).body())
        .get("articles")
        .forEach(each -> found.add(each.get("slug").asText()));
    if (anyOrder.length > 0) {
      assertEquals(new TreeSet<>(slugs(sql)), new TreeSet<>(found), query);
    } else {
      assertEquals(slugs(sql), found, query);
    }
  }

  private static String sorted(String list) {
    return String.join(", ", new TreeSet<>(List.of(list.split(", "))));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String etag(HttpResponse<String> response) {
    return response.headers().firstValue("ETag").orElseThrow();
  }

  private static String slug(String sql) {
    return slugs(sql).get(0);
  }

  private static List<String> slugs(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
