package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.http.HandlerType;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;

/**
 * An answer that is not public is nowhere: on no page of the whole route table, in no list, search
 * or related list, not even by the names that only it uses.
 */
class DraftsStayInsideIT {
  private static final List<String> HIDDEN_STATES =
      List.of("draft", "in_review", "approved", "scheduled", "withdrawn");
  private static Portal portal;

  @BeforeAll
  static void open() {
    TestDatabase database = TestDatabase.withDemo();
    List<String> lines = new ArrayList<>();
    for (String state : HIDDEN_STATES) {
      lines.add(hidden(state));
    }
    // A public neighbour, so that the hidden ones would be its Other Voices.
    lines.add(
        Imports.line(
            "open",
            "What is open about zebrafish?",
            "Open zebrafish words for everybody.",
            "\"topics\": [{\"name\": \"Zebrafish\"}], \"slug\": \"open-zebrafish\""));
    Imports.run(database.jdbi(), lines.toArray(String[]::new));
    Jdbi owner = database.ownerJdbi();
    for (String state : HIDDEN_STATES) {
      // Straight at the table: even what no editor could do must not leak.
      owner.useHandle(
          handle ->
              handle
                  .createUpdate(
                      """
                      update article set status = :state,
                             withdrawn_at = case :state when 'withdrawn' then now() end,
                             withdrawn_reason = case :state when 'withdrawn' then 'It was wrong.' end
                       where slug = :slug
                      """)
                  .bind("state", state)
                  .bind("slug", "hidden-" + state.replace('_', '-'))
                  .execute());
    }
    portal = Portal.over(database);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void noPageOfTheRouteTableShowsThem() {
    Map<String, List<String>> parameters =
        Map.of(
            "{slug}",
            List.of(
                "open-zebrafish",
                "oncology",
                "zebrafish",
                "ada-example",
                "amara-okafor",
                "esophageal-cancer",
                "hidden-draft",
                "hidden-in-review",
                "hidden-approved",
                "hidden-scheduled",
                "hidden-withdrawn",
                "hidden-doctor-draft",
                "hidden-specialty-draft",
                "hidden-topic-draft"),
            "{name}",
            List.of("who-we-are", "editorial-policy", "privacy", "accessibility"));
    List<String> leaks = new ArrayList<>();
    int asked = 0;
    for (var route : portal.routes()) {
      if (!route.method().equals(HandlerType.GET)) {
        continue;
      }
      List<String> paths = List.of(route.path());
      for (var parameter : parameters.entrySet()) {
        if (route.path().contains(parameter.getKey())) {
          paths =
              parameter.getValue().stream()
                  .map(value -> route.path().replace(parameter.getKey(), value))
                  .toList();
        }
      }
      for (String path : paths) {
        if (path.contains("{") || path.contains("<")) {
          continue;
        }
        for (String query :
            List.of("", "?page=1", "?page=2", "?q=zebrafish", "?q=hiddenword", "?letter=h")) {
          HttpResponse<String> response = portal.get(path + query);
          asked++;
          String body = response.body().toLowerCase(Locale.ROOT).replace("?q=hiddenword", "");
          boolean tombstone = response.statusCode() == 410;
          if (tombstone) {
            // What it asked was public already.
            body = body.replace("secret zebrafish question withdrawn hidden?", "");
          }
          if (body.contains("secret") || (!tombstone && body.contains("/articles/hidden-"))) {
            leaks.add(path + query + " (" + response.statusCode() + ")");
          }
        }
      }
    }
    assertEquals(List.of(), leaks);
    assertTrue(asked > 200, "the route table was walked: " + asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"draft", "in-review", "approved", "scheduled"})
  void theirAddressIsUnknown(String state) {
    assertEquals(404, portal.get("/articles/hidden-" + state).statusCode());
    assertEquals(404, portal.get("/doctors/hidden-doctor-" + state).statusCode());
    assertEquals(404, portal.get("/specialties/hidden-specialty-" + state).statusCode());
    assertEquals(404, portal.get("/topics/hidden-topic-" + state).statusCode());
  }

  @Test
  void aWithdrawnAnswerIsGoneAndSaysWhy() {
    HttpResponse<String> response = portal.get("/articles/hidden-withdrawn");
    assertEquals(410, response.statusCode());
    assertTrue(response.body().contains("It was wrong."));
    assertTrue(response.body().contains("Secret zebrafish question withdrawn hidden?"));
    for (String more :
        List.of("Secret transcript", "secretword", "Hidden Doctor", "Hidden Topic")) {
      assertFalse(response.body().contains(more), more);
    }
    assertEquals(410, portal.get("/articles/alias-of-withdrawn").statusCode());
  }

  @Test
  void theirWordsFindNothing() {
    for (String words :
        List.of(
            "secretword", "\"Secret transcript\"", "Hidden Doctor Draft", "Hidden Topic Draft")) {
      String body =
          portal.get("/search?q=" + words.replace(" ", "%20").replace("\"", "%22")).body();
      assertFalse(body.contains("card__link\" href=\"/articles/hidden"), words);
    }
  }

  @Test
  void theyStandBesideNobody() {
    assertFalse(portal.get("/articles/open-zebrafish").body().contains("/articles/hidden-"));
  }

  @Test
  void theyAreNotCounted() {
    var page = portal.page("/topics/zebrafish");
    assertEquals(1, page.select(".card").size());
    assertTrue(
        page.select(".page__count").text().startsWith("1 answer"),
        page.select(".page__count").text());
  }

  @Test
  void noPublicViewHoldsThem() {
    Jdbi jdbi = portal.database().jdbi();
    List<String> views =
        Rows.list(
            jdbi,
            String.class,
            """
            select table_name from information_schema.views
             where table_schema = 'public' and table_name like 'published\\_%' order by table_name
            """);
    assertTrue(views.size() >= 10, views::toString);
    for (String view : views) {
      List<String> rows =
          Rows.list(jdbi, String.class, "select to_jsonb(shown)::text from " + view + " shown");
      assertEquals(
          List.of(),
          rows.stream()
              .filter(
                  row -> row.matches("(?i).*(secret|hidden-|hidden (doctor|specialty|topic)).*"))
              .toList(),
          view);
    }
  }

  private static String hidden(String state) {
    String slug = state.replace('_', '-');
    String name = slug.replace('-', ' ');
    return """
        {"id": "%1$s", "slug": "hidden-%1$s", "aliases": ["alias-of-%1$s"], "title": "Secret zebrafish question %1$s hidden?",
         "body": "Secret transcript secretword about zebrafish, hidden.", "author": {"name": "Hidden Doctor %2$s"},
         "specialty": "Hidden Specialty %2$s", "topics": [{"name": "Hidden Topic %2$s"}, {"name": "Zebrafish"}]}"""
        .formatted(slug, name)
        .replace("\n", "");
  }
}
