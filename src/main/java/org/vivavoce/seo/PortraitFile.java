package org.vivavoce.seo;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads portraits so that a huge one costs no more memory than is drawn of it. */
final class PortraitFile {
  static final int LARGEST_BYTES = 10_000_000;
  private static final long MOST_PIXELS = 40_000_000;

  /** Of the largest circle, in pixels. */
  static final int LARGEST_SIDE = 560;

  private static final int SIDE_READ = 2 * LARGEST_SIDE;

  private PortraitFile() {}

  /** Empty where it is of a kind that cannot be drawn, or broken. */
  static Optional<PictureDesign.Portrait> read(PictureQueries.StoredPortrait file) {
    if (file.contentType().equals("image/svg+xml")) {
      return SvgDrawing.parse(file.bytes())
          .map(drawing -> (graphics, side) -> drawing.draw(graphics, 0, 0, side));
    }
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file.bytes()))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        return square(reader).map(image -> (graphics, side) -> draw(graphics, image, side));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Readers of pictures throw much besides IOException at broken ones.
      return Optional.empty();
    }
  }

  private static Optional<BufferedImage> square(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > MOST_PIXELS) {
      return Optional.empty();
    }
    int side = Math.min(width, height);
    int every = Math.max(1, side / SIDE_READ);
    ImageReadParam part = reader.getDefaultReadParam();
    part.setSourceRegion(
        new java.awt.Rectangle((width - side) / 2, (height - side) / 2, side, side));
    part.setSourceSubsampling(every, every, 0, 0);
    return Optional.of(reader.read(0, part));
  }

  /** Halved until it is less than twice as large as it is drawn, so that nothing flickers. */
  private static void draw(Graphics2D graphics, BufferedImage image, int side) {
    BufferedImage smaller = image;
    while (smaller.getWidth() >= 2 * side) {
      int half = smaller.getWidth() / 2;
      BufferedImage next = new BufferedImage(half, half, BufferedImage.TYPE_INT_ARGB);
      Graphics2D own = next.createGraphics();
      own.setRenderingHints(graphics.getRenderingHints());
      own.drawImage(smaller, 0, 0, half, half, null);
      own.dispose();
      smaller = next;
    }
    graphics.drawImage(smaller, 0, 0, side, side, null);
  }
}
