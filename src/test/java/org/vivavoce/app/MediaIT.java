package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.Imports;
import org.vivavoce.media.Tones;

/** Sound over HTTP: whole, in ranges, to many at once, and to nobody who may not hear it. */
class MediaIT {
  @TempDir static Path folder;
  private static Portal portal;
  private static byte[] sound;
  private static String path;

  @BeforeAll
  static void open() throws IOException {
    TestDatabase database = TestDatabase.migrated();
    byte[] samples = new byte[700_000];
    new Random(1).nextBytes(samples);
    sound = Files.readAllBytes(Tones.wav(folder.resolve("voice.wav"), samples));
    Tones.beeps(folder.resolve("draft.wav"), 3, 0.5, 0.2, 440, 9_000);
    Tones.beeps(folder.resolve("withdrawn.wav"), 4, 0.5, 0.2, 440, 9_000);
    Files.writeString(
        folder.resolve("voice.vtt"),
        "WEBVTT\n\n00:00.500 --> 00:02.000\nSecret <b>one</b> & two.\n\n00:02.000 --> 00:03.000\nThree.\n");
    Imports.runIn(
        folder,
        database.jdbi(),
        Imports.line(
            "1",
            "Why?",
            "Secret one & two. Three.",
            "\"slug\": \"why\", \"aliases\": [\"why-once\"], \"audio\": \"voice.wav\", \"captions\": \"voice.vtt\""),
        Imports.line(
            "2",
            "What?",
            "That. This.",
            "\"slug\": \"draft\", \"status\": \"draft\", \"audio\": \"draft.wav\""),
        Imports.line(
            "3", "How?", "So. And so.", "\"slug\": \"gone\", \"audio\": \"withdrawn.wav\""),
        Imports.line("4", "Mute?", "Nothing is to be heard.", "\"slug\": \"mute\""));
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'Wrong.' where slug = 'gone'"));
    portal = Portal.over(database);
    path =
        URI.create(portal.page("/articles/why").select("audio source").last().absUrl("src"))
            .getPath();
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void theWholeFileComesAsItWasSent() {
    HttpResponse<byte[]> response = portal.bytes(path, "Accept-Encoding", "gzip, br");
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () -> assertArrayEquals(sound, response.body()),
        () -> assertEquals("audio/wav", header(response, "Content-Type")),
        () -> assertEquals("bytes", header(response, "Accept-Ranges")),
        () -> assertEquals(String.valueOf(sound.length), header(response, "Content-Length")),
        () -> assertTrue(header(response, "ETag").matches("\"[0-9a-f]{64}\"")),
        () -> assertTrue(header(response, "Cache-Control").contains("max-age=86400")),
        () -> assertEquals("nosniff", header(response, "X-Content-Type-Options")),
        () -> assertEquals("", header(response, "Content-Encoding")));
  }

  @Test
  void theHeadIsToldWithoutTheBodyAndWithoutRanges() {
    HttpResponse<String> response = portal.send("HEAD", path, "Range", "bytes=0-9");
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () -> assertEquals(String.valueOf(sound.length), header(response, "Content-Length")),
        () -> assertEquals("bytes", header(response, "Accept-Ranges")),
        () -> assertEquals("", response.body()));
  }

  /** RFC 9110, section 14; the file has 700,044 bytes, its chunks 262,144 each. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0 | 0 | 0",
        "bytes=0-1 | 0 | 1",
        "bytes=0- | 0 | 700043",
        "bytes=43- | 43 | 700043",
        "bytes=262143-262144 | 262143 | 262144",
        "bytes=262144-524287 | 262144 | 524287",
        "bytes=100000-600000 | 100000 | 600000",
        "bytes=1-262144 | 1 | 262144",
        "bytes=262143-524286 | 262143 | 524286",
        "bytes=524287- | 524287 | 700043",
        "bytes=700043-700043 | 700043 | 700043",
        "bytes=700000-9999999 | 700000 | 700043",
        "bytes=0-99999999999999999999999999 | 0 | 700043",
        "bytes=-1 | 700043 | 700043",
        "bytes=-1000 | 699044 | 700043",
        "bytes=-99999999999999999999999999 | 0 | 700043",
        "bytes=000000000000000000000000000005-007 | 5 | 7",
        "BYTES=5-7 | 5 | 7",
        "bytes= 5-7 | 5 | 7",
        "bytes=,,5-7,, | 5 | 7",
        "bytes=5-7,900000- | 5 | 7",
        "bytes=900000-,-0,5-7 | 5 | 7"
      })
  void aRangeIsSentByItself(String range, int first, int last) {
    HttpResponse<byte[]> response = portal.bytes(path, "Range", range);
    assertAll(
        () -> assertEquals(206, response.statusCode()),
        () ->
            assertEquals(
                "bytes " + first + "-" + last + "/700044", header(response, "Content-Range")),
        () -> assertEquals(last - first + 1, response.body().length),
        () -> assertArrayEquals(Arrays.copyOfRange(sound, first, last + 1), response.body()),
        () -> assertEquals("audio/wav", header(response, "Content-Type")));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "bytes=700044-",
        "bytes=700044-700050",
        "bytes=-0",
        "bytes=99999999999999999999999999-",
        "bytes=800000-900000,-0",
        // More than two that overlap, and more than any player wants.
        "bytes=0-,0-,0-,0-",
        "bytes=0-99,50-149,20-30,25-60",
        "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18,20-20,22-22,24-24,26-26,28-28,30-30,32-32"
      })
  void whatCannotBeSatisfiedIsRefusedWithTheLength(String range) {
    HttpResponse<byte[]> response = portal.bytes(path, "Range", range);
    assertAll(
        () -> assertEquals(416, response.statusCode()),
        () -> assertEquals("bytes */700044", header(response, "Content-Range")),
        () -> assertTrue(response.body().length < 1_000),
        () -> assertEquals("no-store", header(response, "Cache-Control")));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=5",
        "bytes=7-5",
        "bytes=0-1,7-5",
        "bytes=a-b",
        "bytes=0x1-0x5",
        "bytes=1.5-7",
        "bytes=--5",
        "bytes=5--7",
        "bytes=5-7-9",
        "bytes=5 -7",
        "bytes 5-7",
        "bytes:5-7",
        "items=5-7",
        "none",
        "=5-7",
        "bytes=٥-٧",
        "bytes=5-7;q=1"
      })
  void whatIsNoRangeIsIgnored(String range) {
    // Sent as it is: the ordinary client would refuse some of these itself.
    String response =
        raw(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nRange: "
                + range
                + "\r\n\r\n");
    assertTrue(response.startsWith("HTTP/1.1 200 "), () -> response.substring(0, 60));
    assertTrue(response.contains("Content-Length: 700044"));
  }

  @Test
  void aHugeRangeHeaderDoesNoHarm() {
    String range = "bytes=" + "0-0,".repeat(3_000);
    assertEquals(200, portal.bytes(path, "Range", range).statusCode());
  }

  @Test
  void severalRangesComeAsParts() {
    HttpResponse<byte[]> response = portal.bytes(path, "Range", "bytes=0-3, 262142-262145, -4");
    String type = header(response, "Content-Type");
    assertEquals(206, response.statusCode());
    assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
    assertEquals("", header(response, "Content-Range"));
    String boundary = "\r\n--" + type.substring(type.indexOf('=') + 1);
    String[] parts = new String(response.body(), ISO_8859_1).split(boundary, -1);
    assertEquals(5, parts.length, "a preamble, three parts, and the end");
    assertEquals("--\r\n", parts[4]);
    int[][] ranges = {{0, 3}, {262_142, 262_145}, {700_040, 700_043}};
    for (int at = 0; at < 3; at++) {
      int first = ranges[at][0];
      int last = ranges[at][1];
      String expected =
          "\r\nContent-Type: audio/wav\r\nContent-Range: bytes "
              + first
              + "-"
              + last
              + "/700044\r\n\r\n"
              + new String(Arrays.copyOfRange(sound, first, last + 1), ISO_8859_1);
      assertEquals(expected, parts[at + 1]);
    }
    assertEquals(String.valueOf(response.body().length), header(response, "Content-Length"));
  }

  @Test
  void whoHoldsItAlreadyIsToldSo() {
    String etag = header(portal.bytes(path), "ETag");
    assertAll(
        () -> assertEquals(304, portal.bytes(path, "If-None-Match", etag).statusCode()),
        () -> assertEquals(304, portal.bytes(path, "If-None-Match", "\"x\", " + etag).statusCode()),
        () -> assertEquals(304, portal.bytes(path, "If-None-Match", "*").statusCode()),
        () ->
            assertEquals(
                304, portal.bytes(path, "If-None-Match", etag, "Range", "bytes=0-9").statusCode()),
        () -> assertEquals(200, portal.bytes(path, "If-None-Match", "\"x\"").statusCode()),
        () -> assertEquals(200, portal.bytes(path, "If-Match", etag).statusCode()),
        () -> assertEquals(412, portal.bytes(path, "If-Match", "\"x\"").statusCode()),
        () -> assertEquals(412, portal.bytes(path, "If-Match", "W/" + etag).statusCode()));
  }

  @Test
  void theRestOfAnotherFileIsNotSent() {
    String etag = header(portal.bytes(path), "ETag");
    assertAll(
        () -> assertEquals(206, status("If-Range", etag)),
        () -> assertEquals(200, status("If-Range", "\"another\"")),
        () -> assertEquals(200, status("If-Range", "W/" + etag), "a weak tag will not do"),
        () -> assertEquals(200, status("If-Range", "Tue, 24 Nov 2026 00:00:00 GMT")));
  }

  @Test
  void onlyWhatIsPublishedIsHeard() {
    Jdbi jdbi = portal.database().jdbi();
    String draft = mediaOf(jdbi, "draft");
    String withdrawn = mediaOf(jdbi, "gone");
    assertAll(
        () -> assertEquals(404, portal.bytes(draft).statusCode()),
        () -> assertEquals(404, portal.bytes(draft, "Range", "bytes=0-9").statusCode()),
        () -> assertEquals(404, portal.send("HEAD", draft).statusCode()),
        () -> assertEquals(410, portal.bytes(withdrawn).statusCode()),
        () -> assertEquals(410, portal.bytes(withdrawn, "Range", "bytes=0-9").statusCode()),
        () -> assertEquals(404, portal.bytes(path.replace(".wav", ".mp3")).statusCode()),
        () -> assertEquals(404, portal.bytes("/media/" + "0".repeat(64) + ".wav").statusCode()),
        () -> assertEquals(404, portal.bytes("/media/x.wav").statusCode()),
        () -> assertEquals(404, portal.get("/articles/draft/captions.vtt").statusCode()),
        () -> assertEquals(410, portal.get("/articles/gone/captions.vtt").statusCode()),
        () -> assertEquals(404, portal.get("/articles/mute/captions.vtt").statusCode()),
        () -> assertEquals(404, portal.get("/articles/nobody/captions.vtt").statusCode()));
  }

  @Test
  void captionsAreServedAsTheyWereWritten() {
    HttpResponse<String> response = portal.get("/articles/why/captions.vtt");
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () ->
            assertEquals(
                "text/vtt;charset=utf-8",
                header(response, "Content-Type")
                    .replace(" ", "")
                    .toLowerCase(java.util.Locale.ROOT)),
        () -> assertTrue(response.body().startsWith("WEBVTT\n")),
        () -> assertTrue(response.body().contains("00:00.500 --> 00:"), response::body),
        () -> assertTrue(response.body().contains("Secret one &amp; two."), response::body),
        () -> assertFalse(response.body().contains("estimated")),
        () ->
            assertEquals(
                304,
                portal
                    .get("/articles/why/captions.vtt", "If-None-Match", header(response, "ETag"))
                    .statusCode()),
        () ->
            assertEquals(
                "/articles/why/captions.vtt",
                header(portal.get("/articles/why-once/captions.vtt"), "Location")));
  }

  @Test
  void eachSentenceLeadsToItsPlaceInTheRecording() {
    var sentences = portal.page("/articles/why").select(".transcript .sentence");
    assertAll(
        () -> assertEquals(List.of("Secret one & two.", "Three."), sentences.eachText()),
        () -> assertEquals(List.of("t=0.5", "t=2"), sentences.eachAttr("id")),
        () -> assertEquals(List.of(path + "#t=0.5", path + "#t=2"), sentences.eachAttr("href")));
  }

  @Test
  void manyWhoReadAtOnceNeedLittleMemory() throws Exception {
    Path folder = Files.createTempDirectory("vivavoce-large");
    try (TestDatabase database = TestDatabase.migrated()) {
      Tones.wav(folder.resolve("long.wav"), new byte[50 * 1024 * 1024]);
      Imports.runIn(
          folder, database.jdbi(), Imports.line("1", "Long?", "Yes.", "\"audio\": \"long.wav\""));
      try (Portal large = Portal.over(database)) {
        String media =
            URI.create(large.page("/articles/long").select("audio source").last().absUrl("src"))
                .getPath();
        URI server = URI.create(large.url("/"));
        CountDownLatch open = new CountDownLatch(0);
        read(server, media, 0, 1_000_000, open, open);
        long before = liveBytes();
        // More than the database has connections, all of them in the midst of the recording.
        ExecutorService readers = Executors.newFixedThreadPool(64);
        CountDownLatch paused = new CountDownLatch(64);
        CountDownLatch resumed = new CountDownLatch(1);
        List<Future<Long>> read = new ArrayList<>();
        for (int reader = 0; reader < 64; reader++) {
          long from = reader * 700_000L;
          read.add(
              readers.submit(() -> read(server, media, from, from + 6_000_000, paused, resumed)));
        }
        readers.shutdown();
        assertTrue(paused.await(2, TimeUnit.MINUTES), paused.getCount() + " were never served");
        final long grown = liveBytes() - before;
        assertEquals(200, large.get("/articles/long").statusCode());
        resumed.countDown();
        for (Future<Long> each : read) {
          assertTrue(each.get() >= 6_000_000, "all of the range arrived: " + each.get());
        }
        long megabytes = grown / 1024 / 1024;
        assertTrue(megabytes < 64, "the heap grew by " + megabytes + " MB");
        itBreaksOffWhenItIsWithdrawn(large, media, database.jdbi());
      }
    } finally {
      Files.delete(folder.resolve("long.wav"));
      try (var left = Files.list(folder)) {
        for (Path each : left.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(folder);
    }
  }

  private static void itBreaksOffWhenItIsWithdrawn(Portal portal, String media, Jdbi jdbi)
      throws Exception {
    CountDownLatch paused = new CountDownLatch(1);
    CountDownLatch resumed = new CountDownLatch(1);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    Future<Long> read =
        reader.submit(
            () -> read(URI.create(portal.url("/")), media, 0, 50_000_000, paused, resumed));
    reader.shutdown();
    assertTrue(paused.await(1, TimeUnit.MINUTES), "it was never served");
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update article set status = 'withdrawn', withdrawn_at = now(), withdrawn_reason = 'Wrong.'"));
    resumed.countDown();
    // What was on its way arrives.
    long arrived = read.get();
    assertTrue(arrived < 20_000_000, "it breaks off: " + arrived);
    assertEquals(410, portal.bytes(media, "Range", "bytes=0-9").statusCode());
  }

  /** What is held, not what waits to be collected. */
  private static long liveBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /**
   * Reads a range as a telephone does: bit by bit, and after a twelfth of it stops until the others
   * have come as far.
   */
  private static long read(
      URI server,
      String media,
      long first,
      long last,
      CountDownLatch paused,
      CountDownLatch resumed)
      throws Exception {
    try (Socket socket = new Socket()) {
      // Little waits on the way: the server has to wait for who reads.
      socket.setReceiveBufferSize(64 * 1024);
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET "
                  + media
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nRange: bytes="
                  + first
                  + "-"
                  + last
                  + "\r\n\r\n")
              .getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[16 * 1024];
      long total = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        total += read;
        if (total >= 500_000 && total - read < 500_000) {
          paused.countDown();
          resumed.await();
        }
      }
      return total;
    }
  }

  private static String raw(String request) {
    URI server = URI.create(portal.url("/"));
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(request.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int status(String name, String value) {
    return portal.bytes(path, "Range", "bytes=0-9", name, value).statusCode();
  }

  private static String mediaOf(Jdbi jdbi, String slug) {
    return Rows.one(
        jdbi,
        String.class,
        """
        select '/media/' || media.sha256 || '.wav'
          from article
          join recording on recording.id = article.recording_id
          join media on media.id = recording.original_media_id
         where article.slug = :slug
        """,
        "slug",
        slug);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
