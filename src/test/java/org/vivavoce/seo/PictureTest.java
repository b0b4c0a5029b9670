package org.vivavoce.seo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.seo.Picture.Format;

/** Share images and covers, as pixels. */
class PictureTest {
  private static final int BAND = 446;
  private static final Path PORTRAITS = Path.of("db/demo/portraits");
  private static final Picture.Voice VOICE =
      new Picture.Voice("Ada Example", "MD · Cardiologist", "The Clinic", "AE", 1, null);

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyPictureHasItsSizeAndNothingShinesThrough(Format format) throws IOException {
    byte[] png = png(picture(format, "Why does it hurt?", VOICE, null));
    ByteBuffer header = ByteBuffer.wrap(png);
    int side = format.isCover() ? 1400 : 1200;
    Set<Integer> colors = new HashSet<>();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    for (int y = 0; y < image.getHeight(); y += 3) {
      for (int x = 0; x < image.getWidth(); x += 3) {
        colors.add(image.getRGB(x, y));
      }
    }
    assertAll(
        () -> assertEquals(side, header.getInt(16)),
        () -> assertEquals(format.isCover() ? 1400 : 630, header.getInt(20)),
        () -> assertEquals(8, png[24], "bits of each colour"),
        () -> assertEquals(2, png[25], "red, green and blue, and no alpha"),
        () -> assertTrue(colors.size() > 20, "something is drawn: " + colors.size()),
        () -> assertTrue(png.length < 300_000, "messengers refuse large ones: " + png.length));
  }

  @Test
  void whatIsDrawnMakesThePictureAndNothingElse() {
    byte[] one = png(picture(Format.SHARED_ANSWER, "Why does it hurt?", VOICE, null));
    byte[] same = png(picture(Format.SHARED_ANSWER, "Why does it hurt?", VOICE, null));
    byte[] question = png(picture(Format.SHARED_ANSWER, "Why does it itch?", VOICE, null));
    byte[] demo = png(picture(Format.SHARED_ANSWER, "Why does it hurt?", VOICE, "Demonstration"));
    Picture.Voice other = new Picture.Voice("Bo Example", "MD", null, "BE", 1, null);
    byte[] doctor = png(picture(Format.SHARED_ANSWER, "Why does it hurt?", other, null));
    assertAll(
        () -> assertArrayEquals(one, same),
        () -> assertFalse(Arrays.equals(one, question)),
        () -> assertFalse(Arrays.equals(one, demo)),
        () -> assertFalse(Arrays.equals(one, doctor)));
  }

  static Stream<String> longTexts() {
    return Stream.of(
        "Why me?",
        "Can swallowing problems be the first sign of cancer of the gullet? ".repeat(4),
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
            .repeat(4),
        "W".repeat(600),
        "i ".repeat(300),
        "Можно ли принимать аспирин каждый день? ".repeat(7));
  }

  @ParameterizedTest
  @MethodSource("longTexts")
  void theQuestionStaysWithinItsBox(String question) {
    BufferedImage image =
        PictureDesign.draw(picture(Format.SHARED_ANSWER, question, VOICE, null), null);
    int paper = Palette.SAND_50.color().getRGB();
    boolean written = false;
    for (int y = 130; y < BAND; y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean margin = x < 66 || x > 1200 - 66 || y < 136 || y > BAND - 6;
        if (margin) {
          assertEquals(paper, image.getRGB(x, y), "at " + x + ", " + y);
        }
        written |= image.getRGB(x, y) == Palette.INK_900.color().getRGB();
      }
    }
    assertTrue(written);
  }

  @Test
  void whatIsTooLongEndsInAnEllipsis() {
    TextBlock block =
        TextBlock.fit(Typeface.bold(), "many words ".repeat(60), "en", 600, 200, 60, 40, 1.2);
    assertAll(
        () -> assertEquals(40, block.size()),
        () -> assertEquals(4, block.lines().size()),
        () -> assertTrue(block.lines().get(3).endsWith("…")),
        () ->
            assertTrue(
                block.lines().stream().allMatch(line -> block.face().width(line, 40) <= 600)));
  }

  @Test
  void lettersThatTheFontLacksAreNotDrawnAsBoxes() {
    Typeface face = Typeface.bold();
    assertAll(
        () -> assertEquals(Optional.of("Größe — Ödem"), face.legible("Größe — Ödem")),
        () -> assertEquals(Optional.of("Щитовидная"), face.legible("Щитовидная")),
        () -> assertEquals(Optional.of("Γιατί πονάει;"), face.legible("Γιατί πονάει;")),
        () -> assertEquals(Optional.of("é"), face.legible("e\u0301")),
        () -> assertEquals(Optional.empty(), face.legible("高血压")),
        () -> assertEquals(Optional.empty(), face.legible("What is صداع?")),
        () -> assertEquals(Optional.empty(), face.legible("HbA1c ⋧ 6.5")),
        () ->
            assertEquals(Optional.of("Is coffee bad?"), face.legible("Is coffee ☕\ufe0f bad 🤔?")),
        () -> assertEquals(Optional.of("a doctor says"), face.legible("a doctor 👩🏽‍⚕️ says")),
        () -> assertEquals(Optional.of("1 a"), face.legible("1\ufe0f\u20e3\u0000\t\u202e a\ud800")),
        () -> assertEquals(Optional.empty(), face.legible("🤔")),
        () -> assertEquals(Optional.empty(), face.legible(" ")));
  }

  @Test
  void whatCannotBeWrittenIsReplacedByWhatElseIsKnown() {
    Picture chinese = picture(Format.SHARED_ANSWER, "高血压", VOICE, null);
    Picture substitute = picture(Format.SHARED_ANSWER, "A doctor’s own voice", VOICE, null);
    assertArrayEquals(png(substitute), png(chinese));
  }

  @Test
  void pairsAreKerned() {
    Typeface face = Typeface.bold();
    assertAll(
        () -> assertTrue(face.width("AV", 100) < face.width("A", 100) + face.width("V", 100) - 2),
        () -> assertTrue(face.width("To", 100) < face.width("T", 100) + face.width("o", 100) - 2),
        () -> assertEquals(face.width("nn", 100), 2 * face.width("n", 100), 0.01));
  }

  @Test
  void coloursAndMarkAreTheSites() throws IOException {
    String tokens = Files.readString(Path.of("static/css/tokens.css"));
    String icon = Files.readString(Path.of("static/img/icon.svg"));
    assertAll(
        Arrays.stream(Palette.values())
            .map(
                each ->
                    () ->
                        assertTrue(
                            tokens.contains(
                                "--"
                                    + each.name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replaceAll("_", "-")
                                        .replace("white", "white: #ffffff;")
                                        .replaceAll("-([0-9]+)$", "-$1: " + each.css() + ";")),
                            each.name())));
    assertTrue(icon.contains(PictureDesign.BUBBLE_DATA) && icon.contains(PictureDesign.WAVE_DATA));
  }

  @Test
  void themeColoursAreOneAndTheSame() throws IOException {
    String tokens = Files.readString(Path.of("static/css/tokens.css"));
    String header = Files.readString(Path.of("static/css/layout.css"));
    String layout = Files.readString(Path.of("src/main/resources/templates/web/layout.html"));
    String icon = Files.readString(Path.of("static/img/icon.svg"));
    assertAll(
        () ->
            assertTrue(
                layout.contains(
                    "<meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"%s\">"
                        .formatted(Palette.SAND_100.css()))),
        () ->
            assertTrue(
                layout.contains(
                    "<meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"%s\">"
                        .formatted(Palette.NIGHT_950.css()))),
        () ->
            assertTrue(tokens.contains("--sunken: light-dark(var(--sand-100), var(--night-950))")),
        () -> assertTrue(tokens.contains("--sunken: var(--sand-100)")),
        () -> assertTrue(tokens.contains("--paper: var(--sand-50)")),
        () -> assertTrue(tokens.contains("--brand: var(--sea-700)")),
        () ->
            assertTrue(
                java.util.regex.Pattern.compile(
                        "\\.emergency-strip \\{[^}]*background: var\\(--sunken\\)")
                    .matcher(header)
                    .find(),
                "what touches the browser's own bar"),
        () -> assertTrue(icon.contains("fill=\"" + Palette.SEA_700.css() + "\"")),
        () -> assertTrue(holds("apple-touch-icon.png", Palette.SEA_700)),
        () -> assertTrue(holds("icon-192.png", Palette.SEA_700)),
        () -> assertTrue(holds("icon-512.png", Palette.SEA_700)),
        () -> assertTrue(holds("icon-maskable-512.png", Palette.SEA_700)));
  }

  private static boolean holds(String icon, Palette color) throws IOException {
    BufferedImage image = ImageIO.read(Path.of("static/img", icon).toFile());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == color.color().getRGB()) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void everyPortraitOfTheDemonstrationIsDrawn() throws IOException {
    try (Stream<Path> files = Files.list(PORTRAITS)) {
      for (Path file : files.toList()) {
        Optional<SvgDrawing> drawing = SvgDrawing.parse(Files.readAllBytes(file));
        assertTrue(drawing.isPresent(), file.toString());
        assertTrue(drawing.get().parts().size() > 3, file.toString());
      }
    }
  }

  @Test
  void thePortraitFillsItsCircle() {
    String svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'><rect width='96' height='96' fill='#ff0000'/></svg>";
    Picture picture = picture(Format.SHARED_ANSWER, "Why?", VOICE, null);
    BufferedImage drawn =
        PictureDesign.draw(picture, portrait("image/svg+xml", svg.getBytes(UTF_8)));
    BufferedImage initials = PictureDesign.draw(picture, null);
    assertEquals(Color.RED.getRGB(), drawn.getRGB(72 + 62, 538));
    assertNotEquals(Color.RED.getRGB(), drawn.getRGB(72, 538 - 62), "a circle, not a square");
    assertNotEquals(Color.RED.getRGB(), initials.getRGB(72 + 62, 538));
  }

  @Test
  void aPhotographIsDrawnUprightAndSquare() throws IOException {
    BufferedImage photograph = new BufferedImage(3000, 1200, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 1200; y++) {
      for (int x = 0; x < 3000; x++) {
        photograph.setRGB(x, y, x < 900 || x >= 2100 ? 0xff0000 : y < 600 ? 0x00ff00 : 0x0000ff);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(photograph, "png", png);
    BufferedImage drawn =
        PictureDesign.draw(
            picture(Format.SHARED_ANSWER, "Why?", VOICE, null),
            portrait("image/png", png.toByteArray()));
    assertAll(
        () -> assertEquals(0xff00ff00, drawn.getRGB(134, 500)),
        () -> assertEquals(0xff0000ff, drawn.getRGB(134, 580)),
        () -> assertEquals(0xff0000ff, drawn.getRGB(80, 545), "the sides are cut off"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "M0 5A5 5 0 1 1 10 5A5 5 0 1 1 0 5Z",
        "M0 5a5 5 0 0 1 10 0a5 5 0 1 1-10 0",
        "M5 0A5 5 0 1 0 5 10A5 5 0 0 0 5 0Z"
      })
  void arcsMakeCircles(String data) {
    java.awt.geom.Rectangle2D box = SvgDrawing.path(data, false).getBounds2D();
    assertAll(
        () -> assertEquals(0, box.getMinX(), 0.01),
        () -> assertEquals(0, box.getMinY(), 0.01),
        () -> assertEquals(10, box.getMaxX(), 0.01),
        () -> assertEquals(10, box.getMaxY(), 0.01),
        () -> assertTrue(SvgDrawing.path(data, false).contains(5, 5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no picture",
        "<svg viewBox='0 0 96 96'>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg viewBox='0 0 9 9'><path d='&a;'/></svg>",
        "<svg viewBox='0 0 96 96'><image href='http://localhost/'/></svg>",
        "<svg viewBox='0 0 96 96'><rect width='9' height='9' transform='scale(9)'/></svg>",
        "<svg viewBox='0 0 96 96'><path d='M0 0L'/></svg>",
        "<svg viewBox='0 0 96 96'><path d='L1 1'/></svg>",
        "<svg viewBox='0 0 96 96'><path d='M0 0A1 1 0 0 0 1'/></svg>",
        "<svg viewBox='0 0 96 96'><path d='M0 0L1e999 1'/></svg>",
        "<svg viewBox='0 0 96 96'><rect width='x'/></svg>",
        "<svg viewBox='0 0 96 96'><rect fill='url(#a)'/></svg>",
        "<html viewBox='0 0 96 96'/>"
      })
  void whatIsNotUnderstoodIsNotDrawn(String svg) {
    assertTrue(
        PortraitFile.read(new PictureQueries.StoredPortrait("image/svg+xml", svg.getBytes(UTF_8)))
            .isEmpty());
  }

  static Stream<String> hostileDrawings() {
    String open = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'>";
    String line = "<path d='M0 0L9 9' stroke='#000' stroke-width='%s'/>";
    return Stream.concat(
        Stream.of(
                line.formatted("-1"),
                line.formatted("NaN"),
                line.formatted("Infinity"),
                line.formatted("1e308"),
                line.formatted("0x1p9"),
                line.formatted("9d"),
                line.formatted("999999"),
                "<rect width='-9' height='9'/>",
                "<rect width='9' height='NaN'/>",
                "<rect x='-Infinity' width='9' height='9'/>",
                "<rect width='999999' height='999999'/>",
                "<circle r='-9'/>",
                "<circle cx='1e308' r='9'/>",
                "<circle cx='9' cy='999999' r='9'/>",
                "<path d='M0 0L%s 9'/>".formatted("9".repeat(400)),
                "<path d='M0 0l%s'/>".formatted("300 300 ".repeat(2_000)),
                "<path d='M0 0%s'/>".formatted("L9 9L0 0".repeat(5_000)),
                "<path d='M0 0%s'/>".formatted("A9 9 0 0 1 9 9A9 9 0 0 1 0 0".repeat(1_500)),
                "<path d='M0 0A%s 9 0 0 1 9 9'/>".formatted("9".repeat(308)),
                "<rect width='9' height='9'/>".repeat(501),
                "<g>".repeat(2_000) + "</g>".repeat(2_000))
            .map(parts -> open + parts + "</svg>"),
        Stream.of(
            "<svg><rect width='9' height='9'/></svg>",
            "<svg viewBox='0 0 0 0'/>",
            "<svg viewBox='0 0 NaN NaN'/>",
            "<svg viewBox='0 0 -9 -9'/>",
            open + " ".repeat(70_000) + "</svg>",
            "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"
                + open.replace("96 96", "&b; 96")
                + "</svg>"));
  }

  @ParameterizedTest
  @MethodSource("hostileDrawings")
  void aHostilePortraitIsLeftOut(String svg) {
    byte[] drawn =
        new Pictures(
                name ->
                    Optional.of(
                        new PictureQueries.StoredPortrait("image/svg+xml", svg.getBytes(UTF_8))),
                10_000)
            .png(pictured("Why?"))
            .orElseThrow(AssertionError::new);
    assertArrayEquals(png(pictured("Why?")), drawn);
  }

  @Test
  void noPictureIsKeptWithoutThePortraitThatCouldNotBeFetched() {
    AtomicInteger asked = new AtomicInteger();
    Pictures pictures =
        new Pictures(
            name -> {
              if (asked.getAndIncrement() == 0) {
                throw new IllegalStateException("the database is away");
              }
              return Optional.empty();
            },
            10_000);
    assertThrows(IllegalStateException.class, () -> pictures.png(pictured("Why?")));
    assertTrue(pictures.png(pictured("Why?")).isPresent());
    assertEquals(2, asked.get());
  }

  @Test
  void whatIsReadLooksOtherThanWhatIsHeard() {
    Picture heard = picture(Format.SHARED_DOCTOR, "Ada", VOICE, null);
    Picture read =
        new Picture(
            heard.format(),
            heard.site(),
            heard.headline(),
            heard.lang(),
            heard.substitutes(),
            heard.label(),
            heard.note(),
            heard.voice(),
            false,
            heard.waveform(),
            null);
    assertFalse(Arrays.equals(png(heard), png(read)));
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, false, OWN",
    "false, true, false, INSTITUTION",
    "true, false, true, SYNTHETIC",
    "false, false, true, SYNTHETIC",
    "true, true, true, MIXED",
    "false, true, true, MIXED",
    "true, false, false, NONE",
    "false, false, false, NONE"
  })
  void whoIsHeardIsSaidAsItIs(
      boolean person, boolean recorded, boolean synthetic, PictureQueries.Speech speech) {
    assertEquals(speech, PictureQueries.Speech.of(person, recorded, synthetic));
  }

  @Test
  void aHugeOrBrokenPhotographIsNotRead() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), "png", png);
    byte[] huge = png.toByteArray();
    ByteBuffer.wrap(huge).putInt(16, 60_000).putInt(20, 60_000);
    assertAll(
        () -> assertTrue(read("image/png", huge).isEmpty()),
        () -> assertTrue(read("image/png", Arrays.copyOf(png.toByteArray(), 36)).isEmpty()),
        () -> assertTrue(read("image/webp", "RIFF".getBytes(UTF_8)).isEmpty()));
  }

  @Test
  void whatWasDrawnIsKept() {
    AtomicInteger read = new AtomicInteger();
    Pictures pictures =
        new Pictures(
            name -> {
              read.incrementAndGet();
              return Optional.empty();
            },
            1_000);
    Picture.Voice pictured = new Picture.Voice("Ada", null, null, "A", 1, "hash");
    pictures.png(picture(Format.SHARED_ANSWER, "Why?", pictured, null));
    pictures.png(picture(Format.SHARED_ANSWER, "Why?", pictured, null));
    assertEquals(1, read.get());
    pictures.png(picture(Format.SHARED_ANSWER, "Who?", pictured, null));
    assertEquals(2, read.get());
  }

  @Test
  void twoAreDrawnAtOnceAndWhoWouldWaitTooLongIsTold() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Pictures pictures =
        new Pictures(
            name -> {
              begun.countDown();
              await(go);
              return Optional.empty();
            },
            1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Optional<byte[]>> first = threads.submit(() -> pictures.png(pictured("1")));
      Future<Optional<byte[]>> second = threads.submit(() -> pictures.png(pictured("2")));
      await(begun);
      assertTrue(pictures.png(pictured("3")).isEmpty());
      go.countDown();
      assertTrue(first.get(1, TimeUnit.MINUTES).isPresent());
      assertTrue(second.get(1, TimeUnit.MINUTES).isPresent());
      assertTrue(pictures.png(pictured("3")).isPresent());
    } finally {
      go.countDown();
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Picture pictured(String question) {
    return picture(
        Format.SHARED_ANSWER, question, new Picture.Voice("Ada", null, null, "A", 1, "hash"), null);
  }

  private static Optional<PictureDesign.Portrait> read(String type, byte[] bytes) {
    return PortraitFile.read(new PictureQueries.StoredPortrait(type, bytes));
  }

  private static PictureDesign.Portrait portrait(String type, byte[] bytes) {
    return read(type, bytes).orElseThrow(AssertionError::new);
  }

  private static byte[] png(Picture picture) {
    return new Pictures(name -> Optional.empty(), 10_000)
        .png(picture)
        .orElseThrow(AssertionError::new);
  }

  private static Picture picture(
      Format format, String headline, Picture.Voice voice, @Nullable String demo) {
    return new Picture(
        format,
        "Vivavoce",
        headline,
        "en",
        List.of("心脏", "A doctor’s own voice"),
        "Cardiology",
        "Answers questions.",
        voice,
        true,
        Collections.nCopies(44, 128),
        demo);
  }
}
