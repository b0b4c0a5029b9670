package org.vivavoce.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallPicturesTest {
  @ParameterizedTest
  @CsvSource({"512, 512, 192, 192", "300, 600, 192, 384", "1000, 250, 768, 192"})
  void theShorterSideIsMadeSmall(int width, int height, int newWidth, int newHeight)
      throws IOException {
    byte[] whole = jpeg(width, height);
    byte[] small = SmallPictures.smaller(whole).orElseThrow();
    BufferedImage seen = ImageIO.read(new ByteArrayInputStream(small));
    assertEquals(newWidth + "x" + newHeight, seen.getWidth() + "x" + seen.getHeight());
    assertTrue(small.length < whole.length);
    Color corner = new Color(seen.getRGB(newWidth - 1, newHeight - 1));
    assertTrue(corner.getRed() > 230 && corner.getBlue() < 30, corner.toString());
  }

  @Test
  void whatIsSmallAlreadyServesItself() throws IOException {
    assertEquals(Optional.empty(), SmallPictures.smaller(jpeg(192, 400)));
  }

  /** Exif says how a picture is turned, a profile what its colours mean. */
  @ParameterizedTest
  @CsvSource({"0xe1", "0xe2", "0xee"})
  void whatHoldsMoreThanThePictureIsLeftAlone(String marker) throws IOException {
    byte[] plain = jpeg(512, 512);
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.write(plain, 0, 2);
    more.writeBytes(new byte[] {(byte) 0xff, (byte) Integer.decode(marker).intValue(), 0, 4, 0, 0});
    more.write(plain, 2, plain.length - 2);
    assertTrue(SmallPictures.smaller(plain).isPresent());
    assertEquals(Optional.empty(), SmallPictures.smaller(more.toByteArray()));
  }

  @Test
  void whatIsBrokenIsLeftAlone() throws IOException {
    byte[] whole = jpeg(512, 512);
    for (int length : new int[] {0, 1, 3, 20, 160}) {
      assertEquals(Optional.empty(), SmallPictures.smaller(Arrays.copyOf(whole, length)));
    }
    assertEquals(Optional.empty(), SmallPictures.smaller("GIF89a: no JPEG".getBytes(UTF_8)));
  }

  private static byte[] jpeg(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, Color.BLUE, width, height, Color.RED));
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
  }
}
