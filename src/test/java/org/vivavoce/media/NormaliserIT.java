package org.vivavoce.media;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;

/** What ffmpeg makes of a recording, and what becomes of recordings that it can make nothing of. */
class NormaliserIT {
  private static Ffmpeg ffmpeg;

  @TempDir Path folder;
  private TestDatabase database;
  private Jdbi jdbi;

  @BeforeAll
  static void find() {
    Optional<Ffmpeg> found = Ffmpeg.find();
    if (found.isEmpty()) {
      String line = "NO RECORDING WAS NORMALISED: there is no ffmpeg on this machine";
      assertFalse("true".equals(System.getenv("CI")), line);
      System.err.println("\n*** " + line + " ***\n");
    }
    assumeTrue(found.isPresent());
    ffmpeg = found.get();
  }

  @BeforeEach
  void open() {
    database = TestDatabase.migrated();
    jdbi = database.jdbi();
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @ParameterizedTest(name = "beeps of {0} of 32,767")
  @ValueSource(ints = {500, 9_000, 32_000})
  void everyListenerHearsTheSameLoudness(int loudness) throws IOException {
    Tones.beeps(folder.resolve("voice.wav"), 8, 0.9, 0.3, 440, loudness);
    take("\"audio\": \"voice.wav\"");
    assertEquals(1, Normaliser.workOff(jdbi, ffmpeg));
    Map<String, Object> recording = recording();
    Path mp3 = copied(recording.get("mp3_media_id"));
    Path opus = copied(recording.get("opus_media_id"));
    AudioFacts mp3Facts = AudioInspector.inspect(mp3);
    AudioFacts opusFacts = AudioInspector.inspect(opus);
    assertAll(
        () -> assertEquals("ready", recording.get("status")),
        () -> assertEquals(Ffmpeg.LOUDNESS, (Float) recording.get("loudness"), 1),
        () -> assertTrue((Float) recording.get("true_peak") <= Ffmpeg.TRUE_PEAK),
        () -> assertEquals("mp3", mp3Facts.codec()),
        () -> assertEquals("opus", opusFacts.codec()),
        () -> assertEquals(1, mp3Facts.channels()),
        () -> assertEquals(1, opusFacts.channels()),
        () -> assertEquals(9_900, mp3Facts.durationMillis(), 60),
        () -> assertEquals(9_900, opusFacts.durationMillis(), 60),
        () -> assertEquals(200, ((byte[]) recording.get("waveform")).length),
        () -> assertEquals(0, Normaliser.workOff(jdbi, ffmpeg), "nothing is left to do"));
  }

  /** Bursts of noise overshoot most when they are encoded; both files are held to the limit. */
  @Test
  void noPeakGoesBeyondTheLimitInAnyFormat() throws IOException {
    Random random = new Random(1);
    ByteBuffer samples = ByteBuffer.allocate(2 * 8_000 * 5).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; samples.hasRemaining(); at++) {
      double burst = at % 4_000 < 400 ? 30_000 * (2 * random.nextDouble() - 1) : 0;
      samples.putShort((short) (burst + 1_500 * Math.sin(2 * Math.PI * 300 * at / 8_000.0)));
    }
    Tones.wav(folder.resolve("voice.wav"), samples.array());
    take("\"audio\": \"voice.wav\"");
    Normaliser.workOff(jdbi, ffmpeg);
    Path mp3 = copied(recording().get("mp3_media_id"));
    Path opus = copied(recording().get("opus_media_id"));
    assertTrue(ffmpeg.truePeak(mp3) <= Ffmpeg.TRUE_PEAK, "MP3: " + ffmpeg.truePeak(mp3));
    assertTrue(ffmpeg.truePeak(opus) <= Ffmpeg.TRUE_PEAK, "Opus: " + ffmpeg.truePeak(opus));
  }

  @Test
  void aShortAnswerIsAsLoudAsALongOne() throws IOException {
    Tones.beeps(folder.resolve("voice.wav"), 1, 1, 0.2, 440, 3_000);
    take("\"audio\": \"voice.wav\"");
    Normaliser.workOff(jdbi, ffmpeg);
    assertEquals(Ffmpeg.LOUDNESS, (Float) recording().get("loudness"), 1);
  }

  @Test
  void aPortalThatStopsLeavesItsWorkAsItFoundIt() throws Exception {
    Tones.wav(folder.resolve("voice.wav"), noise(60));
    take("\"audio\": \"voice.wav\"");
    Ffmpeg stopping = Ffmpeg.find().orElseThrow();
    Thread work =
        new Thread(
            () -> {
              try {
                Normaliser.workOff(jdbi, stopping);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    work.start();
    while (!"1".equals(value("select attempts from recording"))) {
      Thread.sleep(10);
    }
    Thread.sleep(300);
    stopping.stop();
    work.join(20_000);
    assertFalse(work.isAlive());
    assertEquals("waiting", value("select status from recording"));
    assertEquals("0", value("select attempts from recording"));
    assertEquals("t", value("select next_attempt_at <= now() from recording"));
  }

  @Test
  void whatKillsItsWorkerEachTimeIsGivenUp() {
    Tones.beeps(folder.resolve("voice.wav"), 2, 0.5, 0.2, 440, 9_000);
    take("\"audio\": \"voice.wav\"");
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertTrue(RecordingEditor.claim(jdbi).isPresent());
      jdbi.useHandle(handle -> handle.execute("update recording set next_attempt_at = now()"));
    }
    assertTrue(RecordingEditor.claim(jdbi).isEmpty());
    assertEquals("failed", recording().get("status"));
    jdbi.useTransaction(handle -> RecordingEditor.take(handle, folder.resolve("voice.wav")));
    assertEquals("waiting", recording().get("status"), "sent again, it is tried again");
  }

  @Test
  void theTimesOfSentencesFollowThePauses() throws IOException {
    Tones.beeps(folder.resolve("voice.wav"), 3, 1.5, 0.5, 440, 9_000);
    Imports.runIn(
        folder,
        jdbi,
        Imports.line(
            "1",
            "Why?",
            "One two three. Two three one. Three one two.",
            "\"audio\": \"voice.wav\""));
    assertEquals(3, cueStarts().size(), "there are times before anybody has listened");
    Normaliser.workOff(jdbi, ffmpeg);
    List<Integer> starts = cueStarts();
    assertAll(
        () -> assertEquals(500, starts.get(0), 60),
        () -> assertEquals(2_500, starts.get(1), 60),
        () -> assertEquals(4_500, starts.get(2), 60),
        () -> assertEquals("t", value("select cues_estimated from article")));
  }

  @Test
  void captionsThatSomebodyWroteStayAsTheyAre() throws IOException {
    Tones.beeps(folder.resolve("voice.wav"), 3, 0.5, 0.5, 440, 9_000);
    Files.writeString(
        folder.resolve("voice.vtt"), "WEBVTT\n\n00:00.123 --> 00:02.000\nSpoken words.\n");
    take("\"audio\": \"voice.wav\", \"captions\": \"voice.vtt\"");
    Normaliser.workOff(jdbi, ffmpeg);
    assertEquals(List.of(123), cueStarts());
    assertEquals("f", value("select cues_estimated from article"));
  }

  @Test
  void whatTheTelephoneWroteIntoTheFileDoesNotGoOut() throws IOException {
    Files.copy(Path.of("src/test/resources/audio/tagged.mp3"), folder.resolve("tagged.mp3"));
    take("\"audio\": \"tagged.mp3\"");
    Normaliser.workOff(jdbi, ffmpeg);
    byte[] mp3 = Files.readAllBytes(copied(recording().get("mp3_media_id")));
    assertFalse(new String(mp3, java.nio.charset.StandardCharsets.ISO_8859_1).contains("Nobody"));
  }

  @Test
  void everyKindThatIsTakenIsNormalised() throws IOException {
    int count = 0;
    try (var files = Files.list(Path.of("src/test/resources/audio"))) {
      for (Path file : files.filter(each -> !each.toString().endsWith(".sh")).sorted().toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
        Imports.runIn(
            folder,
            jdbi,
            Imports.line(
                "each-" + count,
                "Why " + count + "?",
                "Because. " + count,
                "\"audio\": \"" + file.getFileName() + "\""));
        count++;
      }
    }
    Normaliser.workOff(jdbi, ffmpeg);
    assertEquals(
        String.valueOf(count), value("select count(*) from recording where status = 'ready'"));
  }

  @Test
  void silenceIsNoAnswerAndTheNewsroomIsTold() throws IOException {
    Tones.wav(folder.resolve("voice.wav"), new byte[32_000]);
    take("\"audio\": \"voice.wav\"");
    Normaliser.workOff(jdbi, ffmpeg);
    Map<String, Object> recording = recording();
    assertAll(
        () -> assertEquals("failed", recording.get("status")),
        () -> assertTrue(recording.get("problem").toString().contains("no sound")),
        () ->
            assertEquals(
                "1", value("select count(*) from published_media"), "it is served as sent"),
        () -> assertEquals(0, Normaliser.workOff(jdbi, ffmpeg), "and not tried again"));
  }

  @Test
  void twoInstancesDoNotDoTheSameWork() {
    Tones.beeps(folder.resolve("one.wav"), 2, 0.5, 0.2, 440, 9_000);
    Tones.beeps(folder.resolve("two.wav"), 3, 0.5, 0.2, 440, 9_000);
    take("\"audio\": \"one.wav\"");
    Imports.runIn(folder, jdbi, Imports.line("2", "How?", "So.", "\"audio\": \"two.wav\""));
    RecordingEditor.Waiting first = RecordingEditor.claim(jdbi).orElseThrow();
    RecordingEditor.Waiting second = RecordingEditor.claim(jdbi).orElseThrow();
    assertNotEquals(first.id(), second.id());
    assertTrue(RecordingEditor.claim(jdbi).isEmpty());
    RecordingEditor.release(jdbi, first);
    assertEquals(first.id(), RecordingEditor.claim(jdbi).orElseThrow().id(), "given back");
    jdbi.useHandle(handle -> handle.execute("update recording set next_attempt_at = now()"));
    assertTrue(RecordingEditor.claim(jdbi).isPresent(), "left behind by a crash");
  }

  @Test
  void whatFailsInPassingIsTriedThreeTimes() {
    Tones.beeps(folder.resolve("voice.wav"), 2, 0.5, 0.2, 440, 9_000);
    take("\"audio\": \"voice.wav\"");
    for (int attempt = 1; attempt <= 3; attempt++) {
      jdbi.useHandle(handle -> handle.execute("update recording set next_attempt_at = now()"));
      RecordingEditor.fail(jdbi, RecordingEditor.claim(jdbi).orElseThrow(), "took too long", true);
      assertEquals(attempt < 3 ? "waiting" : "failed", recording().get("status"));
    }
    assertEquals("took too long", recording().get("problem"));
  }

  @Test
  void theOriginalIsKeptButNoLongerPublicAfterADay() throws IOException {
    Tones.beeps(folder.resolve("voice.wav"), 3, 0.5, 0.2, 440, 9_000);
    take("\"audio\": \"voice.wav\"");
    Normaliser.workOff(jdbi, ffmpeg);
    assertEquals(
        "3", value("select count(*) from published_media"), "for those who listen just now");
    jdbi.useHandle(
        handle -> handle.execute("update recording set normalised_at = now() - interval '2 days'"));
    assertEquals("2", value("select count(*) from published_media"));
    assertEquals("3", value("select count(*) from media"));
  }

  private static byte[] noise(int seconds) {
    byte[] samples = new byte[2 * 8_000 * seconds];
    new Random(1).nextBytes(samples);
    return samples;
  }

  private void take(String more) {
    Imports.runIn(folder, jdbi, Imports.line("1", "Why?", "Spoken words.", more));
  }

  private Map<String, Object> recording() {
    return jdbi.withHandle(
        handle ->
            handle.createQuery("select * from recording order by id limit 1").mapToMap().one());
  }

  private String value(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private List<Integer> cueStarts() {
    return Rows.list(jdbi, Integer.class, "select start_ms from article_cue order by position");
  }

  private Path copied(Object media) throws IOException {
    Path file = Files.createTempFile(folder, "copied", "");
    RecordingEditor.copyOut(jdbi, (Long) media, file);
    return file;
  }
}
