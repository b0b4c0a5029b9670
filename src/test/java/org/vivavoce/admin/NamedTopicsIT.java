package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.app.Portal;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.TopicMatcher;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Conditions that an answer names are offered; who edits it says whether it is about them. */
class NamedTopicsIT {
  private static TestDatabase database;
  private static Portal portal;
  private static Newsroom newsroom;
  private static SignedIn editor;

  @BeforeAll
  static void open() {
    database = TestDatabase.migrated();
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  """
                  insert into topic (slug, name) values ('cancer', 'Cancer'), ('gullet-cancer', 'Oesophageal cancer'),
                    ('kidney-stone', 'Kidney stone'), ('stroke', 'Stroke'), ('tia', 'TIA'),
                    ('hostile', '<b>Ague</b>'), ('old-stroke', 'Apoplexy')
                  """);
              handle.execute(
                  "insert into topic_synonym (topic_id, name) select id, 'cancer of the gullet' from topic where slug = 'gullet-cancer'");
              handle.execute(
                  "update topic set merged_into_id = (select id from topic where slug = 'stroke') where slug = 'old-stroke'");
            });
    database.jdbi().useTransaction(TopicMatcher::settle);
    portal = Portal.over(database);
    newsroom = new Newsroom(portal);
    editor = newsroom.account("Edda Editor", null, Role.EDITOR);
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void theirNamesAreFoundAndTheLongestCounts() {
    assertEquals(
        List.of("Oesophageal cancer", "Kidney stone", "Stroke"),
        named(
            "Can cancer of the gullet come back?",
            "It may. Kidney stones do, too; a kidney stone passes. No STROKE, no TIA."));
    assertEquals(
        List.of("Stroke", "Cancer"),
        named("Is it a stroke?", "Cancer, cancer, cancer."),
        "what the question names goes before what the answer does");
    assertEquals(List.of(), named("", ""));
    assertEquals(List.of(), named("Apoplexy?", "It was merged, and tia stands for too much."));
    long stroke =
        Rows.one(database.jdbi(), Long.class, "select id from topic where slug = 'stroke'");
    assertEquals(
        List.of(),
        new NamedTopics(database.jdbi()).in("A stroke?", "A stroke.", List.of(stroke)),
        "what it has already is not offered");
  }

  @Test
  void whatIsTickedIsAddedWhenTheAnswerIsSaved() {
    Map<String, Object> fields =
        new HashMap<>(
            Map.of(
                "title", "Do <b>ague</b> and kidney stones go together?",
                "lang", "en",
                "transcript", "No. Nor does a stroke.",
                "topics", "Cancer\n"));
    String path =
        newsroom
            .post(editor, "/admin/articles/new", fields)
            .headers()
            .firstValue("Location")
            .orElseThrow()
            .replaceAll("\\?.*", "");
    Document page = newsroom.page(editor, path);
    assertEquals("Cancer", page.getElementById("topics").text().strip(), "nothing of its own");
    assertEquals(
        List.of("<b>Ague</b>", "Kidney stone", "Stroke"),
        page.select("[name=namedTopic]").eachAttr("value"));
    assertTrue(page.select("[name=namedTopic][checked]").isEmpty(), "the editor says so");
    fields.put("base", page.select("[name=base]").val());
    fields.put("namedTopic", "Kidney stone");
    assertEquals(303, newsroom.post(editor, path, fields).statusCode());
    Document saved = newsroom.page(editor, path);
    assertEquals("Cancer\nKidney stone", saved.getElementById("topics").wholeText().strip());
    assertEquals(
        List.of("<b>Ague</b>", "Stroke"), saved.select("[name=namedTopic]").eachAttr("value"));
  }

  private static List<String> named(String title, String transcript) {
    return new NamedTopics(database.jdbi()).in(title, transcript, List.of());
  }
}
