package org.vivavoce.admin;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.media.Tones;
import org.vivavoce.media.UploadEditor;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Recordings sent piece by piece, over HTTP. */
class UploadIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PIECE = UploadEditor.SMALLEST_PIECE_BYTES;
  @TempDir private static Path folder;
  private static Portal portal;
  private static Newsroom newsroom;
  private static SignedIn doctor;
  private static byte[] sound;
  private static int tones = 300;

  @BeforeAll
  static void open() {
    portal = Portal.over(TestDatabase.withDemo());
    newsroom = new Newsroom(portal);
    doctor = newsroom.account("Dora Doctor", doctorId(), Role.AUTHOR);
    sound = sound();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void piecesBecomeADraftOfTheDoctorWhoSentThem() {
    UUID id = UUID.randomUUID();
    HttpResponse<String> begun = begin(doctor, id, sound.length);
    assertAll(
        () -> assertEquals(201, begun.statusCode()),
        () -> assertEquals("/admin/uploads/" + id, header(begun, "Location")),
        () -> assertEquals("0", header(begun, "Upload-Offset")));
    for (int offset = 0; offset < sound.length; offset += PIECE) {
      HttpResponse<String> added = append(doctor, id, offset, piece(sound, offset));
      int end = Math.min(sound.length, offset + PIECE);
      assertAll(
          () -> assertEquals(204, added.statusCode()),
          () -> assertEquals(String.valueOf(end), header(added, "Upload-Offset")),
          () -> assertEquals(end == sound.length ? "?1" : "?0", header(added, "Upload-Complete")));
    }
    HttpResponse<String> made =
        finish(doctor, id, Map.of("title", "What was said?", "recordedOn", "2026-01-02"));
    assertEquals(200, made.statusCode(), made.body());
    Manuscript manuscript = manuscript(made);
    ManuscriptContent content = manuscript.revision().content();
    assertAll(
        () -> assertEquals(doctor.accountId(), manuscript.ownerId()),
        () -> assertEquals(Manuscript.Stage.DRAFT, manuscript.stage()),
        () -> assertEquals(doctor.doctorId(), content.doctorId()),
        () -> assertEquals("What was said?", content.title()),
        () -> assertEquals("what-was-said", content.slug()),
        () -> assertEquals("", content.transcript()),
        () -> assertEquals(LocalDate.parse("2026-01-02"), content.recordedOn()),
        () -> assertArrayEquals(sound, stored(manuscript)),
        () -> assertEquals(0, count("select count(*) from upload_piece where upload_id = ?", id)),
        () ->
            assertEquals(
                1,
                count(
                    """
                    select count(*) from audit_entry
                     where action = 'manuscript.create' and (detail ->> 'manuscript')::bigint = ?
                    """,
                    manuscript.id())));
    assertEquals(
        "The recording is here, in a draft. Now give it its words.",
        newsroom.page(doctor, location(made)).select(".desk-notice[role=status]").text());
  }

  /** Whoever did not hear the answer to the button asks again, perhaps twice at once. */
  @Test
  void whatIsFinishedTwiceIsOneDraft() throws Exception {
    byte[] mine = sound();
    UUID id = sent(doctor, mine);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Callable<String> ask = () -> location(finish(doctor, id, Map.of("title", "Twice?")));
    List<Future<String>> answers = threads.invokeAll(List.of(ask, ask, ask, ask));
    threads.shutdown();
    String first = answers.get(0).get();
    for (Future<String> answer : answers) {
      assertEquals(first, answer.get());
    }
    assertEquals(1, count("select count(*) from manuscript where title = 'Twice?' and ? > 0", 1));
    // Long after, when the newsroom has forgotten how it came, the same recording is the same
    // draft.
    jdbi("delete from upload where id = ?", id);
    sent(doctor, id, mine);
    assertEquals(first, location(finish(doctor, id, Map.of("title", "Twice?"))));
  }

  @Test
  void aPieceThatBeginsElsewhereIsToldWhereToBegin() {
    UUID id = UUID.randomUUID();
    begin(doctor, id, sound.length);
    append(doctor, id, 0, piece(sound, 0));
    for (int offset : new int[] {0, PIECE - 1, 2 * PIECE}) {
      HttpResponse<String> refused = append(doctor, id, offset, piece(sound, 0));
      assertEquals(409, refused.statusCode());
      assertEquals(String.valueOf(PIECE), header(refused, "Upload-Offset"));
    }
    HttpResponse<String> early = finish(doctor, id, Map.of());
    HttpResponse<String> again = begin(doctor, id, sound.length);
    HttpResponse<String> told = newsroom.get(doctor, "/admin/uploads/" + id);
    assertAll(
        () -> assertEquals(409, early.statusCode(), "nothing is made of a part"),
        () -> assertEquals(String.valueOf(PIECE), header(early, "Upload-Offset")),
        () -> assertEquals(201, again.statusCode(), "begun once more is found again"),
        () -> assertEquals(String.valueOf(PIECE), header(again, "Upload-Offset")),
        () -> assertEquals(204, told.statusCode()),
        () -> assertEquals(String.valueOf(PIECE), header(told, "Upload-Offset")),
        () -> assertEquals(String.valueOf(sound.length), header(told, "Upload-Length")),
        () -> assertEquals(404, begin(doctor, id, sound.length + 1).statusCode()));
  }

  /** Two windows that send the same: each piece is there once, and the file is what it was. */
  @Test
  void piecesSentByTwoAtOnceAreThereOnce() throws Exception {
    UUID id = UUID.randomUUID();
    byte[] mine = sound();
    begin(doctor, id, mine.length);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    for (int offset = 0; offset < mine.length; offset += PIECE) {
      int from = offset;
      Callable<Integer> add = () -> append(doctor, id, from, piece(mine, from)).statusCode();
      List<Integer> statuses = new java.util.ArrayList<>();
      for (Future<Integer> each : threads.invokeAll(List.of(add, add))) {
        statuses.add(each.get());
      }
      statuses.sort(null);
      assertEquals(List.of(204, 409), statuses);
    }
    threads.shutdown();
    assertArrayEquals(mine, stored(manuscript(finish(doctor, id, Map.of()))));
  }

  @Test
  void whatSomebodyElseSendsIsNotThere() {
    SignedIn other = newsroom.account("Otto Other", null, Role.AUTHOR, Role.EDITOR);
    UUID id = sent(doctor, sound);
    assertAll(
        () -> assertEquals(404, newsroom.get(other, "/admin/uploads/" + id).statusCode()),
        () -> assertEquals(404, append(other, id, 0, piece(sound, 0)).statusCode()),
        () -> assertEquals(404, finish(other, id, Map.of()).statusCode()),
        () -> assertEquals(404, begin(other, id, sound.length).statusCode()));
  }

  @Test
  void whatIsTooLargeOrTooManyOrNothingIsRefused() {
    HttpResponse<String> huge = begin(doctor, UUID.randomUUID(), 200L * 1024 * 1024 + 1);
    UUID id = UUID.randomUUID();
    begin(doctor, id, 2_000_000);
    assertAll(
        () -> assertEquals(413, huge.statusCode()),
        () -> assertTrue(huge.body().contains("200 MB"), huge.body()),
        () -> assertEquals(400, begin(doctor, UUID.randomUUID(), 0).statusCode()),
        () ->
            assertEquals(
                413, append(doctor, id, 0, new byte[1_000_001]).statusCode(), "in one piece"),
        () -> assertEquals(400, append(doctor, id, 0, new byte[1]).statusCode(), "in crumbs"),
        () -> assertEquals(400, append(doctor, id, 0, new byte[0]).statusCode()),
        () ->
            assertEquals(
                415,
                newsroom
                    .visitor(doctor)
                    .sendBytes(
                        "PATCH",
                        "/admin/uploads/" + id,
                        new byte[PIECE],
                        "Content-Type",
                        "application/octet-stream",
                        "Upload-Offset",
                        "0")
                    .statusCode()));
    SignedIn busy = newsroom.account("Bea Busy", null, Role.AUTHOR);
    for (int number = 0; number < 6; number++) {
      begin(busy, UUID.randomUUID(), 1_000_000);
    }
    assertEquals(3, count("select count(*) from upload where account_id = ?", busy.accountId()));
  }

  /** What is no sound is refused in words, and is still there afterwards. */
  @Test
  void whatIsNoSoundIsRefusedInWordsAndKept() {
    UUID id =
        sent(
            doctor,
            "no sound at all".repeat(9_000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (int times = 0; times < 2; times++) {
      HttpResponse<String> refused = finish(doctor, id, Map.of("title", "Junk?", "name", "x.mp3"));
      assertEquals(422, refused.statusCode());
      assertTrue(
          json(refused).path("error").asText().startsWith("“x.mp3” is no sound that can be taken"),
          refused.body());
    }
    assertEquals(0, count("select count(*) from manuscript where title = 'Junk?' and ? > 0", 1));
    assertEquals(3, count("select count(*) from upload_piece where upload_id = ?", id));
  }

  /** A browser that gave up in the middle of a word leaves a file without an end. */
  @Test
  void whatBrokeOffIsTakenAsFarAsItGoes() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of("src/test/resources/audio/chromium.webm"));
    byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
    UUID id = sent(doctor, cut);
    assertEquals(422, finish(doctor, id, Map.of()).statusCode(), "of a file it would be a fault");
    HttpResponse<String> made = finish(doctor, id, Map.of("brokeOff", "1"));
    assertEquals(200, made.statusCode(), made.body());
    byte[] stored = stored(manuscript(made));
    assertArrayEquals(Arrays.copyOf(whole, stored.length), stored, "nothing is changed in it");
    assertTrue(stored.length > cut.length - 5_000, stored.length + " of " + cut.length);
    assertTrue(location(made).endsWith("?done=broke-off"));
  }

  @Test
  void aRecordingTakesThePlaceOfThatOfADraft() {
    SignedIn editor = newsroom.account("Edda Editor", null, Role.EDITOR);
    byte[] first = sound();
    long id = id(location(finish(doctor, sent(doctor, first), Map.of("title", "Anew?"))));
    String path = "/admin/articles/" + id;
    Map<String, Object> fields = Newsroom.fields(newsroom.page(editor, path));
    fields.put("transcript", "These are its words.");
    fields.put("captions", "WEBVTT\n\n00:00.100 --> 00:00.900\nThese are its words.\n");
    assertEquals(303, newsroom.post(editor, path, fields).statusCode());

    // Words that were saved meanwhile stand in nobody's way, and stay.
    HttpResponse<String> replaced =
        finish(
            doctor,
            sent(doctor, sound()),
            Map.of("manuscript", id, "base", 1, "recordedOn", "2026-01-03"));
    assertEquals(200, replaced.statusCode(), replaced.body());
    ManuscriptContent content = manuscript(replaced).revision().content();
    assertAll(
        () -> assertEquals("These are its words.", content.transcript()),
        () -> assertEquals(List.of(), content.cues(), "they were timed to another sound"),
        () -> assertEquals(LocalDate.parse("2026-01-03"), content.recordedOn()),
        () -> assertEquals(3, manuscript(replaced).revision().number()));

    // Another recording does.
    byte[] third = sound();
    UUID late = sent(doctor, third);
    HttpResponse<String> moved = finish(doctor, late, Map.of("manuscript", id, "base", 2));
    assertEquals(409, moved.statusCode());
    assertEquals(3, json(moved).path("current").asInt());
    HttpResponse<String> decided = finish(doctor, late, Map.of("manuscript", id, "base", 3));
    assertArrayEquals(third, stored(manuscript(decided)));
    assertEquals(
        location(decided),
        location(finish(doctor, late, Map.of("manuscript", id, "base", 3))),
        "once more changes nothing");
    assertEquals(4, manuscript(decided).revision().number());
  }

  @Test
  void nobodyRecordsIntoWhatIsNotTheirs() {
    SignedIn stranger = newsroom.account("Stella Stranger", null, Role.AUTHOR);
    long id = id(location(finish(doctor, sent(doctor, sound()), Map.of("title", "Mine?"))));
    UUID upload = sent(stranger, sound());
    assertAll(
        () ->
            assertEquals(
                404, finish(stranger, upload, Map.of("manuscript", id, "base", 1)).statusCode()),
        () -> assertEquals(404, finish(stranger, upload, Map.of("manuscript", "x")).statusCode()),
        () ->
            assertEquals(
                403, newsroom.get(stranger, "/admin/articles/" + id + "/record").statusCode()),
        () -> assertEquals(1, count("select count(*) from revision where manuscript_id = ?", id)),
        () ->
            assertEquals(200, finish(stranger, upload, Map.of()).statusCode(), "nothing is lost"));
  }

  /** Without a script: a file in a form. */
  @Test
  void aFileInAFormBecomesADraftOnce() throws IOException {
    Path file = Files.write(folder.resolve("take.wav"), sound());
    Map<String, String> fields =
        Map.of("title", "In a form?", "form", UUID.randomUUID().toString());
    HttpResponse<String> first =
        newsroom.upload(doctor, "/admin/articles/record", fields, Map.of("audioFile", file));
    HttpResponse<String> second =
        newsroom.upload(doctor, "/admin/articles/record", fields, Map.of("audioFile", file));
    assertEquals(303, first.statusCode());
    assertEquals(header(first, "Location"), header(second, "Location"));
    HttpResponse<String> none = newsroom.post(doctor, "/admin/articles/record", fields);
    Path junk = Files.writeString(folder.resolve("junk.txt"), "no sound");
    HttpResponse<String> bad =
        newsroom.upload(doctor, "/admin/articles/record", fields, Map.of("audioFile", junk));
    assertAll(
        () -> assertEquals(422, none.statusCode()),
        () -> assertTrue(none.body().contains("No file is chosen")),
        () -> assertTrue(none.body().contains("In a form?"), "what was typed is given back"),
        () -> assertEquals(422, bad.statusCode()),
        () -> assertTrue(bad.body().contains("junk.txt"), bad::body));
  }

  @Test
  void theMicrophoneIsForThesePagesAlone() {
    HttpResponse<String> record = newsroom.get(doctor, "/admin/articles/record");
    HttpResponse<String> form = newsroom.get(doctor, "/admin/articles/new");
    assertAll(
        () -> assertTrue(header(record, "Permissions-Policy").contains("microphone=(self)")),
        () -> assertTrue(header(record, "Permissions-Policy").contains("camera=()")),
        () ->
            assertTrue(
                header(record, "Content-Security-Policy").contains("media-src 'self' blob:;")),
        () -> assertTrue(header(form, "Permissions-Policy").contains("microphone=()")),
        () -> assertTrue(header(form, "Content-Security-Policy").contains("media-src 'self';")));
  }

  @Test
  void whatNobodyGoesOnWithIsSweptAfterADay() {
    UUID old = sent(doctor, sound);
    UUID fresh = sent(doctor, sound);
    jdbi("update upload set touched_at = now() - interval '25 hours' where id = ?", old);
    UploadEditor.sweep(portal.database().jdbi());
    assertAll(
        () -> assertEquals(0, count("select count(*) from upload_piece where upload_id = ?", old)),
        () -> assertEquals(0, count("select count(*) from upload where id = ?", old)),
        () -> assertEquals(1, count("select count(*) from upload where id = ?", fresh)));
  }

  private static UUID sent(SignedIn who, byte[] bytes) {
    UUID id = UUID.randomUUID();
    sent(who, id, bytes);
    return id;
  }

  private static void sent(SignedIn who, UUID id, byte[] bytes) {
    begin(who, id, bytes.length);
    for (int offset = 0; offset < bytes.length; offset += PIECE) {
      assertEquals(204, append(who, id, offset, piece(bytes, offset)).statusCode());
    }
  }

  private static HttpResponse<String> begin(SignedIn who, UUID id, long length) {
    return newsroom
        .visitor(who)
        .post(
            "/admin/uploads",
            Form.of("upload", id.toString()),
            "Upload-Length",
            String.valueOf(length));
  }

  private static HttpResponse<String> append(SignedIn who, UUID id, long offset, byte[] bytes) {
    return newsroom
        .visitor(who)
        .sendBytes(
            "PATCH",
            "/admin/uploads/" + id,
            bytes,
            "Content-Type",
            "application/partial-upload",
            "Upload-Offset",
            String.valueOf(offset));
  }

  private static HttpResponse<String> finish(SignedIn who, UUID id, Map<String, ?> fields) {
    Visitor visitor = newsroom.visitor(who);
    return visitor.post("/admin/uploads/" + id + "/finish", Newsroom.form(fields));
  }

  private static byte[] piece(byte[] bytes, int offset) {
    return Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + PIECE));
  }

  private static Manuscript manuscript(HttpResponse<String> made) {
    return new ManuscriptQueries(portal.database().jdbi()).find(id(location(made))).orElseThrow();
  }

  private static byte[] stored(Manuscript manuscript) {
    return portal
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select string_agg(bytes, ''::bytea order by position)
                          from recording join media_chunk on media_id = original_media_id
                         where recording.id = :id
                        """)
                    .bind("id", manuscript.revision().recordingId())
                    .mapTo(byte[].class)
                    .one());
  }

  /** A recording of which there is no other. */
  private static byte[] sound() {
    try {
      return Files.readAllBytes(
          Tones.beeps(folder.resolve("sound.wav"), 12, 0.7, 0.3, tones++, 9_000));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String location(HttpResponse<String> made) {
    return json(made).path("location").asText();
  }

  private static long id(String location) {
    return Long.parseLong(location.replaceAll("\\?.*", "").replaceAll(".*/", ""));
  }

  private static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError(response.statusCode() + " " + response.body(), e);
    }
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static int count(String sql, Object argument) {
    return portal
        .database()
        .jdbi()
        .withHandle(handle -> handle.select(sql, argument).mapTo(Integer.class).one());
  }

  private static void jdbi(String sql, Object argument) {
    portal.database().jdbi().useHandle(handle -> handle.execute(sql, argument));
  }

  private static long doctorId() {
    return Rows.one(
        portal.database().jdbi(), Long.class, "select id from doctor where slug = 'amara-okafor'");
  }
}
