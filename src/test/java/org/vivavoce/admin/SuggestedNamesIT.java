package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** What is suggested follows the names that the newsroom gives. */
class SuggestedNamesIT {
  private static final SignedIn WHO =
      new SignedIn(7, "Edith Editor", null, Set.of(Role.EDITOR), null, "token", true);
  private TestDatabase database;
  private ManagedEditor editor;

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    editor = new ManagedEditor(database.jdbi());
    Imports.run(
        database.jdbi(),
        answer("1", "Ada Example", "Rheumatics", "Gouty knees"),
        answer("2", "Bea Sample", "Joints", "Stiff fingers"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aNewNameIsSuggestedAtOnceAndSoAreSynonyms() {
    change(ManagedKind.DOCTOR, "Ada Example", Map.of("name", "Ada Newname"));
    change(ManagedKind.SPECIALTY, "Rheumatics", Map.of("name", "Rheumatology"));
    change(
        ManagedKind.TOPIC, "Gouty knees", Map.of("name", "Gout", "synonyms", "Podagra\nRich toe"));
    assertEquals(
        List.of(
            "doctor Ada Newname",
            "doctor Bea Sample",
            "specialty Joints",
            "specialty Rheumatology",
            "topic Gout",
            "topic Podagra",
            "topic Rich toe",
            "topic Stiff fingers"),
        names());
  }

  @Test
  void ofTwoThatWereMergedOneIsSuggested() {
    for (ManagedKind kind : ManagedKind.values()) {
      String from =
          switch (kind) {
            case DOCTOR -> "Ada Example";
            case SPECIALTY -> "Rheumatics";
            case TOPIC -> "Gouty knees";
          };
      String into =
          switch (kind) {
            case DOCTOR -> "Bea Sample";
            case SPECIALTY -> "Joints";
            case TOPIC -> "Stiff fingers";
          };
      ManagedEntry gone = entry(kind, from);
      ManagedEntry kept = entry(kind, into);
      new ManagedMergeEditor(database.jdbi(), editor)
          .merge(kind, gone.id(), gone.version(), kept.id(), kept.version(), WHO);
    }
    assertEquals(
        List.of(
            "doctor Bea Sample", "specialty Joints", "topic Gouty knees", "topic Stiff fingers"),
        names());
    assertEquals(
        1,
        number("select count(distinct target_id) from published_suggestion where kind = 'topic'"));
  }

  private void change(ManagedKind kind, String name, Map<String, String> changes) {
    ManagedEntry entry = entry(kind, name);
    Map<String, String> values = new HashMap<>(entry.form().values());
    values.putAll(changes);
    assertEquals(
        entry.id(),
        editor.save(entry.id(), new ManagedForm(kind, values, entry.version()), WHO).saved());
  }

  private ManagedEntry entry(ManagedKind kind, String name) {
    long id = number("select id from " + kind.code() + " where name = '" + name + "'");
    return database
        .jdbi()
        .withHandle(handle -> ManagedQueries.find(handle, kind, id).orElseThrow());
  }

  private List<String> names() {
    return Rows.list(
        database.jdbi(),
        String.class,
        """
        select kind || ' ' || name from published_suggestion
         where kind <> 'question' order by kind, words
        """);
  }

  private long number(String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static String answer(String id, String doctor, String specialty, String topic) {
    return """
        {"id": "%s", "title": "Question %s", "body": "Words.", "author": {"name": "%s"}, "specialty": "%s", "topics": [{"name": "%s"}]}"""
        .formatted(id, id, doctor, specialty, topic);
  }
}
