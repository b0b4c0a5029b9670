package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.content.Work;

/** What becomes of photographs, and of what only pretends to be one. */
class PortraitTest {
  private static final int RED = 0xff0000;
  private static final int GREEN = 0x00ff00;
  private static final int BLUE = 0x0000ff;
  private static final int YELLOW = 0xffff00;

  @Test
  void aPhotographBecomesASmallSquare() throws IOException {
    BufferedImage portrait = read(PortraitImage.of(jpeg(quarters(900, 600)), PortraitCrop.CENTRE));
    assertAll(
        () -> assertEquals(512, portrait.getWidth()),
        () -> assertEquals(512, portrait.getHeight()),
        () -> assertLooks(RED, portrait, 100, 100),
        () -> assertLooks(GREEN, portrait, 412, 100),
        () -> assertLooks(BLUE, portrait, 100, 412),
        () -> assertLooks(YELLOW, portrait, 412, 412));
  }

  @Test
  void anyPartOfItCanBeChosen() throws IOException {
    byte[] photograph = png(quarters(900, 600));
    assertLooks(YELLOW, read(PortraitImage.of(photograph, new PortraitCrop(100, 100, 50))), 10, 10);
    assertLooks(RED, read(PortraitImage.of(photograph, new PortraitCrop(0, 0, 50))), 500, 500);
    assertThrows(IllegalArgumentException.class, () -> new PortraitCrop(0, 101, 50));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void itStandsUprightHoweverTheTelephoneWasHeld(int orientation) throws IOException {
    BufferedImage seen = quarters(600, 900);
    byte[] held = withExif(jpeg(asHeld(seen, orientation)), orientation);
    BufferedImage portrait = read(PortraitImage.of(held, new PortraitCrop(0, 0, 100)));
    // The upper square of what was seen: red and green, and beneath them the beginning of the rest.
    assertAll(
        "orientation " + orientation,
        () -> assertLooks(RED, portrait, 60, 60),
        () -> assertLooks(GREEN, portrait, 450, 60),
        () -> assertLooks(BLUE, portrait, 60, 500),
        () -> assertLooks(YELLOW, portrait, 450, 500));
  }

  @Test
  void whereAndWithWhatItWasTakenIsLeftOut() throws IOException {
    byte[] photograph = withExif(jpeg(quarters(900, 600)), 1);
    assertTrue(contains(photograph, "SECRET-PLACE"));
    byte[] portrait = PortraitImage.of(photograph, PortraitCrop.CENTRE);
    assertFalse(contains(portrait, "SECRET-PLACE"));
    assertFalse(contains(portrait, "Exif"));
  }

  @Test
  void aSecondFileHiddenInAPictureDoesNotGetThrough() throws IOException {
    String script = "<script>alert(1)</script><?php system('id') ?>PK\u0003\u0004";
    byte[] behind = joined(jpeg(quarters(900, 600)), script.getBytes(US_ASCII));
    byte[] within = withSegment(jpeg(quarters(900, 600)), 0xfe, script.getBytes(US_ASCII));
    byte[] text = withChunk(png(quarters(900, 600)), "tEXt", ("a\0" + script).getBytes(US_ASCII));
    for (byte[] polyglot : new byte[][] {behind, within, text}) {
      assertTrue(contains(polyglot, "<script>"));
      byte[] portrait = PortraitImage.of(polyglot, PortraitCrop.CENTRE);
      assertFalse(contains(portrait, "<script>"));
      assertFalse(contains(portrait, "<?php"));
    }
  }

  @Test
  void whatSeesThroughStandsOnWhiteAndGreyStaysAsGreyAsItWas() throws IOException {
    BufferedImage clear = new BufferedImage(300, 300, BufferedImage.TYPE_INT_ARGB);
    assertLooks(0xffffff, read(PortraitImage.of(png(clear), PortraitCrop.CENTRE)), 256, 256);
    BufferedImage grey = new BufferedImage(300, 300, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 300; x++) {
        grey.getRaster().setSample(x, y, 0, 100);
      }
    }
    for (byte[] file : new byte[][] {png(grey), jpeg(grey)}) {
      assertLooks(0x646464, read(PortraitImage.of(file, PortraitCrop.CENTRE)), 256, 256);
    }
    BufferedImage indexed = new BufferedImage(300, 300, BufferedImage.TYPE_BYTE_INDEXED);
    indexed.createGraphics().fillRect(0, 0, 300, 300);
    assertLooks(0xffffff, read(PortraitImage.of(png(indexed), PortraitCrop.CENTRE)), 256, 256);
  }

  @Test
  void aBombIsToldBeforeItIsDecoded() throws IOException {
    byte[] wide = hugePng(30_000, 30_000);
    assertTrue(wide.length < 100_000);
    long before = Work.nanos();
    assertRefused("portrait.pixels", wide);
    assertTrue(Work.nanos() - before < 2_000_000_000L, "at once");
    assertRefused("portrait.pixels", hugePng(2_000_000_000, 2_000_000_000));
    assertRefused("portrait.pixels", hugePng(1_000, 39_000));
    assertRefused("portrait.large", Arrays.copyOf(png(quarters(300, 300)), 10_000_001));
    // A text that unpacks to very much is not even unpacked.
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("Comment\0\0".getBytes(US_ASCII));
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(text)) {
      deflater.write(new byte[200_000_000]);
    }
    byte[] bomb = withChunk(png(quarters(300, 300)), "zTXt", text.toByteArray());
    assertEquals(512, read(PortraitImage.of(bomb, PortraitCrop.CENTRE)).getWidth());
  }

  @Test
  void whatIsNoPictureIsRefusedWithALineThatSaysWhatToDo() throws IOException {
    byte[] jpeg = jpeg(quarters(900, 600));
    byte[] png = png(quarters(900, 600));
    assertAll(
        () -> assertRefused("portrait.missing", new byte[0]),
        () -> assertRefused("portrait.unknown", "<svg onload='alert(1)'/>".getBytes(US_ASCII)),
        () -> assertRefused("portrait.unknown", "GIF89a\1\0\1\0".getBytes(US_ASCII)),
        () -> assertRefused("portrait.unknown", new byte[] {1}),
        () -> assertRefused("portrait.webp", "RIFF\0\0\0\0WEBPVP8 ".getBytes(US_ASCII)),
        () -> assertRefused("portrait.heic", "\0\0\0\30ftypheic".getBytes(US_ASCII)),
        () -> assertRefused("portrait.broken", Arrays.copyOf(jpeg, jpeg.length / 2)),
        () -> assertRefused("portrait.broken", Arrays.copyOf(jpeg, 20)),
        () -> assertRefused("portrait.broken", Arrays.copyOf(png, png.length / 2)),
        () -> assertRefused("portrait.broken", Arrays.copyOf(png, 12)),
        () -> assertRefused("portrait.small", png(quarters(100, 900))),
        () -> assertRefused("portrait.animated", withChunk(png, "acTL", new byte[8])));
    byte[] bent = png.clone();
    bent[bent.length / 2] ^= 0x55;
    assertRefused("portrait.broken", bent);
  }

  @Test
  void whateverIsBentIsDrawnOrRefusedButNeverAFailure() throws IOException {
    Random random = new Random(20_261_124);
    byte[][] sound = {withExif(jpeg(quarters(320, 240)), 6), png(quarters(320, 240))};
    for (int round = 0; round < 400; round++) {
      byte[] bent = sound[round % 2].clone();
      for (int count = random.nextInt(12) + 1; count > 0; count--) {
        bent[random.nextInt(round % 4 < 2 ? Math.min(700, bent.length) : bent.length)] =
            (byte) random.nextInt(256);
      }
      byte[] file =
          random.nextInt(4) == 0 ? Arrays.copyOf(bent, random.nextInt(bent.length)) : bent;
      try {
        assertEquals(512, read(PortraitImage.of(file, PortraitCrop.CENTRE)).getWidth());
      } catch (PortraitException refused) {
        assertTrue(refused.key().startsWith("portrait."), refused.key());
      }
    }
  }

  @Test
  void theSameFileBecomesTheSamePortrait() throws IOException {
    byte[] photograph = jpeg(quarters(900, 600));
    assertArrayEquals(
        PortraitImage.of(photograph, PortraitCrop.CENTRE),
        PortraitImage.of(photograph, PortraitCrop.CENTRE));
  }

  private static void assertRefused(String key, byte[] file) {
    assertEquals(
        key,
        assertThrows(PortraitException.class, () -> PortraitImage.of(file, PortraitCrop.CENTRE))
            .key());
  }

  private static void assertLooks(int colour, BufferedImage image, int x, int y) {
    int there = image.getRGB(x, y) & 0xffffff;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int difference = Math.abs(((there >> shift) & 0xff) - ((colour >> shift) & 0xff));
      assertTrue(
          difference < 16, () -> "%06x at %d, %d and not %06x".formatted(there, x, y, colour));
    }
  }

  /** Red, green; beneath, blue, yellow. */
  private static BufferedImage quarters(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean left = x < width / 2;
        image.setRGB(x, y, y < height / 2 ? (left ? RED : GREEN) : (left ? BLUE : YELLOW));
      }
    }
    return image;
  }

  /** As a telephone that is held otherwise stores what was seen. */
  private static BufferedImage asHeld(BufferedImage seen, int orientation) {
    int width = seen.getWidth();
    int height = seen.getHeight();
    boolean turned = orientation >= 5;
    BufferedImage held =
        new BufferedImage(
            turned ? height : width, turned ? width : height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int right = width - 1 - x;
        int bottom = height - 1 - y;
        int colour = seen.getRGB(x, y);
        // By what the standard says of the stored rows and columns.
        switch (orientation) {
          case 2 -> held.setRGB(right, y, colour);
          case 3 -> held.setRGB(right, bottom, colour);
          case 4 -> held.setRGB(x, bottom, colour);
          case 5 -> held.setRGB(y, x, colour);
          case 6 -> held.setRGB(y, right, colour);
          case 7 -> held.setRGB(bottom, right, colour);
          case 8 -> held.setRGB(bottom, x, colour);
          default -> held.setRGB(x, y, colour);
        }
      }
    }
    return held;
  }

  private static byte[] withExif(byte[] jpeg, int orientation) {
    ByteArrayOutputStream exif = new ByteArrayOutputStream();
    exif.writeBytes("Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0".getBytes(US_ASCII));
    exif.write(orientation);
    exif.writeBytes("\0\0\0\0\0\0SECRET-PLACE".getBytes(US_ASCII));
    return withSegment(jpeg, 0xe1, exif.toByteArray());
  }

  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    byte[] head = {
      jpeg[0],
      jpeg[1],
      (byte) 0xff,
      (byte) marker,
      (byte) ((content.length + 2) >> 8),
      (byte) (content.length + 2)
    };
    return joined(head, content, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  /** Right after the header. */
  private static byte[] withChunk(byte[] png, String type, byte[] content) {
    return joined(
        Arrays.copyOf(png, 33), chunk(type, content), Arrays.copyOfRange(png, 33, png.length));
  }

  private static byte[] chunk(String type, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(US_ASCII));
    crc.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(type.getBytes(US_ASCII))
        .put(content)
        .putInt((int) crc.getValue())
        .array();
  }

  private static byte[] hugePng(int width, int height) throws IOException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(rows)) {
      deflater.write(new byte[1_000_000]);
    }
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    return joined(
        Arrays.copyOf(png(quarters(1, 1)), 8),
        chunk("IHDR", header),
        chunk("IDAT", rows.toByteArray()),
        chunk("IEND", new byte[0]));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private static boolean contains(byte[] file, String text) {
    return new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).contains(text);
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    return written(image, "jpeg");
  }

  private static byte[] png(BufferedImage image) throws IOException {
    return written(image, "png");
  }

  private static byte[] written(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, bytes));
    return bytes.toByteArray();
  }

  private static BufferedImage read(byte[] portrait) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(portrait));
  }
}
