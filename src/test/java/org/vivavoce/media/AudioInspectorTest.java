package org.vivavoce.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken for sound, how long it is, and what is refused. */
class AudioInspectorTest {
  private static final Path SAMPLES = Path.of("src/test/resources/audio");

  /** A live recording that breaks off between two of its blocks is a shorter live recording. */
  private static final String LIVE = "live.webm";

  /** So is one in fragments, between two of them. */
  private static final String FRAGMENTS = "fragments.m4a";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "cbr.mp3, audio/mpeg, mp3, 1200, 1, 16000",
    "vbr-without-length.mp3, audio/mpeg, mp3, 1296, 1, 16000",
    "tagged.mp3, audio/mpeg, mp3, 1200, 2, 44100",
    "faststart.m4a, audio/mp4, aac, 1200, 1, 16000",
    "index-last.m4a, audio/mp4, aac, 1200, 1, 16000",
    "fragments.m4a, audio/mp4, aac, 1264, 1, 16000",
    "high-rate.m4a, audio/mp4, aac, 1200, 1, 96000",
    "chapters.m4a, audio/mp4, aac, 1200, 1, 16000",
    "plain.aac, audio/aac, aac, 1280, 1, 16000",
    "opus.ogg, audio/ogg, opus, 1200, 1, 48000",
    "vorbis.ogg, audio/ogg, vorbis, 1200, 1, 16000",
    "recorded.webm, audio/webm, opus, 1208, 1, 48000",
    "live.webm, audio/webm, opus, 1208, 1, 48000",
    "chromium.webm, audio/webm, opus, 5459, 1, 48000",
    "wav-8.wav, audio/wav, pcm, 1200, 1, 8000",
    "wav-16.wav, audio/wav, pcm, 1200, 1, 8000",
    "wav-24.wav, audio/wav, pcm, 1200, 1, 8000",
    "wav-float.wav, audio/wav, pcm, 1200, 1, 8000"
  })
  void tellsWhatItIsAndHowLong(
      String name, String type, String codec, int millis, int channels, int rate)
      throws IOException {
    // Under a name that says something else.
    Path file = write("innocent.exe", Files.readAllBytes(SAMPLES.resolve(name)));
    AudioFacts facts = AudioInspector.inspect(file);
    assertEquals(type, facts.contentType());
    assertEquals(codec, facts.codec());
    assertEquals(millis, facts.durationMillis(), 30);
    assertEquals(channels, facts.channels());
    assertEquals(rate, facts.sampleRate());
    assertEquals(Files.size(file) * 8_000.0 / facts.durationMillis(), facts.bitRate(), 100);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void whatBreaksOffIsRefusedWhereverItDoes(String name) throws IOException {
    byte[] whole = Files.readAllBytes(SAMPLES.resolve(name));
    List<Integer> taken = new ArrayList<>();
    for (int at = 1; at <= 200; at++) {
      int length = (int) ((long) whole.length * at / 201);
      if (isTaken(Arrays.copyOf(whole, length))) {
        taken.add(length);
      }
    }
    if (name.equals(LIVE) || name.equals("chromium.webm") || name.equals(FRAGMENTS)) {
      assertTrue(taken.size() <= 4, () -> "only between two parts: " + taken);
    } else if (name.equals("vbr-without-length.mp3") || name.equals("plain.aac")) {
      // Frames without a word on how many there should be: a cut between two of them shows nowhere.
      assertTrue(taken.size() <= 4, () -> "only between two frames: " + taken);
    } else {
      assertEquals(List.of(), taken);
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("appended")
  void whatIsAppendedIsRefused(String name, String what, byte[] more) throws IOException {
    assertRefused(joined(Files.readAllBytes(SAMPLES.resolve(name)), more));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void whatIsNoSoundIsCalledByItsName(String named, byte[] content) throws IOException {
    String message = assertRefused(content);
    assertTrue(message.contains(named), message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hidden")
  void whatIsHiddenBesidesTheSoundIsRefused(String where, byte[] content) throws IOException {
    String message = assertRefused(content);
    assertTrue(message.contains("holds "), message);
  }

  @Test
  void aPictureOfTheSpeakerIsNoReasonToRefuse() throws IOException {
    byte[] picture = joined(bytes("APIC"), new byte[2_000]);
    byte[] sound = Files.readAllBytes(SAMPLES.resolve("cbr.mp3"));
    byte[] untagged = withoutId3(sound);
    assertEquals(
        1200,
        AudioInspector.inspect(write("a", joined(id3(picture), untagged))).durationMillis(),
        30);
  }

  /**
   * A picture is noise to a reader of sound: nothing in it may look like something else by chance.
   */
  @Test
  void largePicturesOfTheSpeakerAreNoReasonEither() throws IOException {
    byte[] untagged = withoutId3(Files.readAllBytes(SAMPLES.resolve("cbr.mp3")));
    for (int seed = 0; seed < 30; seed++) {
      byte[] noise = new byte[1_500_000];
      new Random(seed).nextBytes(noise);
      byte[] picture = joined(bytes("APIC\u00ff\u00d8\u00ff\u00e0"), noise);
      assertTrue(isTaken(joined(id3(picture), untagged)), "picture " + seed);
    }
  }

  @Test
  void whatARecorderLeavesUnsaidOrFillsUpIsNoReasonToRefuse() throws IOException {
    byte[] wav = Files.readAllBytes(SAMPLES.resolve("wav-16.wav"));
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -1).putInt(40, -1);
    assertEquals(1200, AudioInspector.inspect(write("piped", wav)).durationMillis(), 30);
    byte[] mp3 = Files.readAllBytes(SAMPLES.resolve("cbr.mp3"));
    assertEquals(
        1200,
        AudioInspector.inspect(write("filled", joined(mp3, new byte[3_000]))).durationMillis(),
        30);
  }

  /** Tables that are read side by side do not throw each other out of memory, entry by entry. */
  @Test
  void aHugeIndexIsReadQuickly() throws IOException {
    int chunks = 1_000_000;
    ByteBuffer offsets = ByteBuffer.allocate(8 + 4 * chunks).putInt(0).putInt(chunks);
    ByteBuffer sizes = ByteBuffer.allocate(12 + 4 * chunks).putInt(0).putInt(0).putInt(chunks);
    byte[] type = box("ftyp", "M4A \0\0\0\0");
    for (int each = 0; each < chunks; each++) {
      offsets.putInt(type.length + 8 + each);
      sizes.putInt(1);
    }
    byte[] sound = new byte[chunks];
    byte[] description =
        box(
            "mp4a",
            joined(
                ByteBuffer.allocate(28)
                    .putShort(6, (short) 1)
                    .putShort(16, (short) 1)
                    .putInt(24, 16_000 << 16)
                    .array(),
                box(
                    "esds",
                    bytes("\0\0\0\0\3\31\0\0\0\4\21@\25\0\0\0\0\0\0\0\0\0\0\0\5\2\24\b\6\1\2"))));
    byte[] table =
        box(
            "stbl",
            joined(
                joined(
                    box("stsd", joined(ints(0, 1), description)),
                    box("stts", ints(0, 1, chunks, 1))),
                joined(
                    joined(box("stsc", ints(0, 1, 1, 1, 1)), box("stsz", sizes.array())),
                    box("stco", offsets.array()))));
    byte[] media =
        box(
            "mdia",
            joined(
                joined(
                    box("mdhd", ints(0, 0, 0, 16_000, chunks, 0)),
                    box("hdlr", joined(ints(0, 0), bytes("soun\0\0\0\0\0\0\0\0\0\0\0\0\0")))),
                box("minf", table)));
    byte[] movie = box("moov", joined(box("mvhd", ints(0, 0, 0, 1_000, 0)), box("trak", media)));
    Path file = write("index", joined(joined(type, box("mdat", sound)), movie));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertEquals(62_500, AudioInspector.inspect(file).durationMillis()));
  }

  @Test
  void bitsThatChangedOnTheWayAreNoticedInOgg() throws IOException {
    byte[] content = Files.readAllBytes(SAMPLES.resolve("opus.ogg"));
    content[content.length - 100] ^= 1;
    assertTrue(assertRefused(content).contains("checksum"));
  }

  @Test
  void noLengthThatAFileClaimsIsBelieved() throws IOException {
    byte[] content = Files.readAllBytes(SAMPLES.resolve("wav-16.wav"));
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(40, Integer.MAX_VALUE);
    assertTrue(assertRefused(content).contains("breaks off"));
  }

  @Test
  void aBlinkOfSoundIsNoAnswer() throws IOException {
    byte[] content = Files.readAllBytes(SAMPLES.resolve("plain.aac"));
    int second = 7;
    while (content[second] != (byte) 0xff || (content[second + 1] & 0xf6) != 0xf0) {
      second++;
    }
    assertTrue(assertRefused(Arrays.copyOf(content, second)).contains("hardly any sound"));
  }

  static Stream<String> samples() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files
          .map(each -> String.valueOf(each.getFileName()))
          .filter(each -> !each.equals("make.sh"))
          .sorted()
          .toList()
          .stream();
    }
  }

  static Stream<Arguments> appended() throws IOException {
    byte[] zip = zip();
    return samples()
        .flatMap(
            name ->
                Stream.of(
                    arguments(name, "a ZIP", zip),
                    arguments(name, "a script", bytes("\n<script>alert(1)</script>\n")),
                    arguments(name, "a program", joined(bytes("MZ"), new byte[300])),
                    arguments(name, "noise", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})));
  }

  static Stream<Arguments> others() throws IOException {
    return Stream.of(
        arguments("empty", new byte[0]),
        arguments("Windows program", joined(bytes("MZ\u0090\0"), new byte[500])),
        arguments("program", joined(bytes("\u007fELF\2\1\1"), new byte[500])),
        arguments("ZIP", zip()),
        arguments("PDF", bytes("%PDF-1.7\n…")),
        arguments("PNG", joined(bytes("\u0089PNG\r\n\u001a\n"), new byte[50])),
        arguments("JPEG", joined(bytes("\u00ff\u00d8\u00ff\u00e0"), new byte[50])),
        arguments("GIF", bytes("GIF89a;alert(1)")),
        arguments("web page", bytes("<!doctype html><script>alert(1)</script>")),
        arguments("drawing", bytes("<svg xmlns='http://www.w3.org/2000/svg'/>")),
        arguments("playlist", bytes("#EXTM3U\nhttp://169.254.169.254/\n")),
        arguments("text", bytes("ffconcat version 1.0\nfile '/etc/passwd'\n")),
        arguments("captions", bytes("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")),
        arguments("FLAC", joined(bytes("fLaC"), new byte[50])),
        arguments("AIFF", joined(bytes("FORM\0\0\0\0AIFF"), new byte[50])),
        arguments("AMR", bytes("#!AMR\n\0\0\0")),
        arguments("Windows Media", joined(bytes("0&\u00b2u\u008ef"), new byte[50])),
        arguments("RIFF", joined(bytes("RIFF\0\0\0\0AVI "), new byte[50])),
        arguments("unknown kind", new byte[] {0, 1, 2, 3}));
  }

  static Stream<Arguments> hidden() throws IOException {
    byte[] zip = zip();
    byte[] mp3 = withoutId3(Files.readAllBytes(SAMPLES.resolve("cbr.mp3")));
    byte[] wav = Files.readAllBytes(SAMPLES.resolve("wav-16.wav"));
    byte[] m4a = Files.readAllBytes(SAMPLES.resolve("index-last.m4a"));
    return Stream.of(
        arguments("a ZIP in ID3", joined(id3(zip), mp3)),
        arguments("a PDF in ID3", joined(id3(bytes("%PDF-1.4 …")), mp3)),
        arguments("a web page in ID3", joined(id3(bytes("<HTML><body>")), mp3)),
        arguments("a script in ID3v1", joined(mp3, joined(bytes("TAG<script>"), new byte[117]))),
        arguments(
            "a program in a WAV's list", wavWith(wav, joined(bytes("\u007fELF"), new byte[60]))),
        arguments("a ZIP in a WAV's list", wavWith(wav, zip)),
        arguments("a ZIP in the samples of a WAV", wavOf(joined(new byte[8_000], padded(zip)))),
        arguments(
            "a ZIP in the samples of a WAV, and a little more",
            wavOf(joined(joined(new byte[8_000], padded(zip)), new byte[2_000]))),
        arguments(
            "a program in an MP4's sound that no sample claims",
            joined(m4a, box("mdat", joined(bytes("\u007fELF\2\1\1"), new byte[500])))),
        arguments("a web page in an MP4's padding", joined(m4a, box("free", "<!DOCTYPE html>"))),
        arguments(
            "a script in an MP4's tags", joined(m4a, box("udta", "<script>alert(1)</script>"))));
  }

  private boolean isTaken(byte[] content) throws IOException {
    try {
      AudioInspector.inspect(write("cut", content));
      return true;
    } catch (BadMediaException e) {
      return false;
    }
  }

  private String assertRefused(byte[] content) throws IOException {
    Path file = write("refused", content);
    BadMediaException refused =
        assertThrows(BadMediaException.class, () -> AudioInspector.inspect(file));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.length() < 200 && !message.contains("\n"), "one clear line: " + message);
    return message;
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] id3(byte[] content) {
    byte[] header = bytes("ID3\u0004\0\0\0\0\0\0");
    for (int each = 0; each < 4; each++) {
      header[9 - each] = (byte) ((content.length >> (7 * each)) & 0x7f);
    }
    return joined(header, content);
  }

  private static byte[] withoutId3(byte[] content) {
    int length = 0;
    for (int each = 6; each < 10; each++) {
      length = (length << 7) | content[each];
    }
    return Arrays.copyOfRange(content, 10 + length, content.length);
  }

  private static byte[] wavWith(byte[] wav, byte[] list) {
    byte[] content = padded(list);
    byte[] chunk =
        ByteBuffer.allocate(8 + content.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(bytes("LIST"))
            .putInt(content.length)
            .put(content)
            .array();
    byte[] whole = joined(wav, chunk);
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(4, whole.length - 8);
    return whole;
  }

  private static byte[] wavOf(byte[] samples) {
    return ByteBuffer.allocate(44 + samples.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(bytes("RIFF"))
        .putInt(36 + samples.length)
        .put(bytes("WAVEfmt "))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 1)
        .putInt(8_000)
        .putInt(16_000)
        .putShort((short) 2)
        .putShort((short) 16)
        .put(bytes("data"))
        .putInt(samples.length)
        .put(samples)
        .array();
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static byte[] box(String type, String content) {
    return box(type, bytes(content));
  }

  private static byte[] box(String type, byte[] bytes) {
    return ByteBuffer.allocate(8 + bytes.length)
        .putInt(8 + bytes.length)
        .put(bytes(type))
        .put(bytes)
        .array();
  }

  /** With a comment, so that its length is even. */
  private static byte[] padded(byte[] zip) {
    if (zip.length % 2 == 0) {
      return zip;
    }
    byte[] longer = Arrays.copyOf(zip, zip.length + 1);
    longer[zip.length - 2]++;
    return longer;
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("evil.txt"));
      zip.write(bytes("evil"));
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] whole = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, whole, one.length, other.length);
    return whole;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
