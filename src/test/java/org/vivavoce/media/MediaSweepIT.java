package org.vivavoce.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;

/** Files that nothing refers to are deleted in the end; all others stay. */
class MediaSweepIT {
  private static final int GRACE_DAYS = 7;

  @TempDir Path folder;
  private TestDatabase database;
  private Jdbi jdbi;

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    jdbi = database.jdbi();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatNothingRefersToGoesAfterTheGracePeriodAndNotBefore() {
    store("a drawing");
    assertEquals(0, MediaEditor.sweep(jdbi, GRACE_DAYS), "just stored");
    age();
    store("another drawing");
    assertEquals(1, MediaEditor.sweep(jdbi, GRACE_DAYS));
    assertEquals(List.of("another drawing"), contents());
  }

  @Test
  void whatIsStoredAgainBeginsItsTimeAnew() {
    store("a drawing");
    age();
    store("a drawing");
    assertEquals(0, MediaEditor.sweep(jdbi, GRACE_DAYS));
    assertEquals(List.of("a drawing"), contents());
  }

  @Test
  void theRecordingOfADraftStaysAndThatOfNobodyGoes() {
    Tones.beeps(folder.resolve("draft.wav"), 2, 0.5, 0.2, 440, 9_000);
    Tones.beeps(folder.resolve("left.wav"), 3, 0.5, 0.2, 440, 9_000);
    Imports.runIn(
        folder,
        jdbi,
        Imports.line("1", "Why?", "So.", "\"status\": \"draft\", \"audio\": \"draft.wav\""));
    jdbi.useTransaction(handle -> RecordingEditor.take(handle, folder.resolve("left.wav")));
    age();
    assertEquals(1, MediaEditor.sweep(jdbi, GRACE_DAYS));
    assertEquals(1, contents().size());
    assertEquals(1, recordings());
  }

  @Test
  void theRecordingOfWhatSomebodyHasNotSavedYetStays() {
    long recording =
        jdbi.inTransaction(
            handle ->
                RecordingEditor.take(
                        handle, Tones.beeps(folder.resolve("unsaved.wav"), 2, 0.5, 0.2, 440, 9_000))
                    .recordingId());
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "insert into account (email, name, roles) values ('a@example.org', 'A', '{author}')");
          handle.execute(
              """
              insert into unsaved_answer (account_id, form_id, content)
              select id, gen_random_uuid(), jsonb_build_object('recording', ?::text) from account
              """,
              recording);
        });
    age();
    assertEquals(0, MediaEditor.sweep(jdbi, GRACE_DAYS));
    assertEquals(1, recordings());
    jdbi.useHandle(handle -> handle.execute("delete from unsaved_answer"));
    assertEquals(1, MediaEditor.sweep(jdbi, GRACE_DAYS));
    assertEquals(0, recordings());
  }

  @Test
  void whatAnAnswerLetsGoOfIsKeptForTheGracePeriod() {
    Tones.beeps(folder.resolve("first.wav"), 2, 0.5, 0.2, 440, 9_000);
    Tones.beeps(folder.resolve("second.wav"), 3, 0.5, 0.2, 440, 9_000);
    Imports.runIn(folder, jdbi, Imports.line("1", "Why?", "So.", "\"audio\": \"first.wav\""));
    age();
    Imports.runIn(folder, jdbi, Imports.line("1", "Why?", "So.", "\"audio\": \"second.wav\""));
    assertEquals(0, MediaEditor.sweep(jdbi, GRACE_DAYS), "the change may have been a mistake");
    assertEquals(2, recordings());
    age();
    assertEquals(1, MediaEditor.sweep(jdbi, GRACE_DAYS));
    assertEquals(1, recordings());
  }

  @Test
  void whatATableRefersToThatTheSweepDoesNotKnowStaysToo() {
    long kept = store("what a revision refers to");
    store("what nothing refers to");
    age();
    database
        .ownerJdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "create table later_revision as select "
                        + kept
                        + "::bigint as media_id; alter table later_revision add foreign key (media_id) references media (id)"));
    assertEquals(1, MediaEditor.sweep(jdbi, GRACE_DAYS));
    assertEquals(List.of("what a revision refers to"), contents());
  }

  private long store(String content) {
    return jdbi.inTransaction(
        handle ->
            MediaEditor.store(
                handle,
                "image/svg+xml",
                new ByteArrayInputStream(
                    content.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  private void age() {
    jdbi.useHandle(
        handle -> handle.execute("update media set touched_at = touched_at - interval '8 days'"));
  }

  private int recordings() {
    return Rows.one(jdbi, Integer.class, "select count(*) from recording");
  }

  private List<String> contents() {
    return Rows.list(
        jdbi,
        String.class,
        "select encode(substring(bytes from 1 for 40), 'escape') from media_chunk order by media_id");
  }
}
