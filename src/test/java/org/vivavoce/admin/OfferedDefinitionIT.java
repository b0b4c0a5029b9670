package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What a vocabulary says of a condition, offered to its editor. All terms are made up. */
class OfferedDefinitionIT {
  private static final String SAID = "A <b>swelling</b> of the \"vein\".";

  private static Portal portal;
  private static Newsroom newsroom;
  private static SignedIn editor;
  private static Jdbi jdbi;
  private static String path;
  private static long term;

  @BeforeAll
  static void open() {
    portal = Portal.over(TestDatabase.withDemo());
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    jdbi = portal.database().jdbi();
    long topic = id("select id from topic where slug = 'stroke'");
    path = "/admin/topics/" + topic;
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "insert into vocabulary (name, imported_at) values ('doid/subsets/DO_x', now()), ('newnames', now())");
          handle.execute(
              """
              insert into vocabulary_term (vocabulary_id, accession, name, definition, content_hash, topic_id)
              select id, 'DOID:1', 'stroke', ?, repeat('a', 64), ?::bigint from vocabulary where name like 'doid%'
              union all
              select id, 'NN:1', 'stroke', 'Another.', repeat('b', 64), ? from vocabulary where name = 'newnames'
              union all
              select id, 'NN:2', 'stroke', '', repeat('c', 64), ? from vocabulary where name = 'newnames'
              union all
              select id, 'NN:3', 'elsewhere', 'Of another.', repeat('d', 64), null from vocabulary where name = 'newnames'
              """,
              SAID, topic, topic, topic);
        });
    term = id("select id from vocabulary_term where accession = 'DOID:1'");
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void theFormTellsWhatVocabulariesSay() {
    Document page = newsroom.page(editor, path);
    assertAll(
        () ->
            assertEquals(
                List.of("Human Disease Ontology (DOID:1) says:", "newnames (NN:1) says:"),
                page.select(".offer__source").eachText()),
        () -> assertEquals(SAID, page.selectFirst(".offer__text").text()),
        () -> assertEquals(0, page.select(".offer b").size()),
        // Whoever presses Enter in a field saves.
        () -> assertEquals("Save", page.selectFirst("#managed [type=submit]").text()),
        () -> assertEquals("managed", page.selectFirst(".offer button").attr("form")));
    assertEquals(
        0, newsroom.page(editor, "/admin/topics/new").select(".offer").size(), "a new one");
  }

  @Test
  void takenItStandsInTheFormAndNothingIsSaved() {
    String before = definition();
    Map<String, Object> fields = fields();
    fields.put("name", "Stroke, newly named");
    fields.put("act", "take-" + term);
    HttpResponse<String> response = newsroom.post(editor, path, fields);
    Document page = Jsoup.parse(response.body());
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () -> assertEquals(SAID, page.select("[name=definition]").val()),
        () -> assertEquals("Stroke, newly named", page.select("[name=name]").val(), "typed"),
        () -> assertTrue(page.text().contains("is not saved yet")),
        () ->
            assertEquals(
                List.of("newnames (NN:1) says:"), page.select(".offer__source").eachText()),
        () -> assertEquals(before, definition()),
        () -> assertTrue(portal.page("/topics/stroke").text().contains(before)));
    // Looked over and saved, it is the definition, and is offered no longer.
    fields.remove("act");
    fields.put("name", "Stroke");
    fields.put("definition", SAID);
    assertEquals(303, newsroom.post(editor, path, fields).statusCode());
    assertEquals(SAID, definition());
    assertEquals(1, newsroom.page(editor, path).select(".offer").size());
    fields = fields();
    fields.put("definition", before);
    assertEquals(303, newsroom.post(editor, path, fields).statusCode());
  }

  @Test
  void whatIsNotOfTheConditionIsNotTaken() {
    for (String other :
        List.of(
            "take-" + id("select id from vocabulary_term where accession = 'NN:3'"),
            "take-0",
            "take-",
            "take-x")) {
      Map<String, Object> fields = fields();
      fields.put("act", other);
      assertEquals(404, newsroom.post(editor, path, fields).statusCode(), other);
    }
  }

  private static Map<String, Object> fields() {
    Map<String, Object> fields = new HashMap<>();
    for (Element field : newsroom.page(editor, path).select("#managed [name]")) {
      if (!field.attr("name").equals("csrf") && !field.attr("name").equals("act")) {
        fields.put(field.attr("name"), field.val());
      }
    }
    return fields;
  }

  private static String definition() {
    return Rows.one(jdbi, String.class, "select definition from topic where slug = 'stroke'");
  }

  private static long id(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
