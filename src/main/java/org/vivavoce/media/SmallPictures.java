package org.vivavoce.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Portraits as small as lists show them, at twice the pixels. They are made when first asked for
 * and kept in memory. Of pictures that hold more than what can be seen (how they are turned, what
 * their colours mean) none is made, and the picture itself serves.
 */
final class SmallPictures {
  /** Of the shorter side. */
  static final int SIDE = 192;

  static final String TYPE = "image/jpeg";
  private static final int LARGEST_BYTES = 1_000_000;
  private static final int MOST_PIXELS = 4_000_000;
  private static final float QUALITY = 0.8f;
  private static final long KEPT_BYTES = 4_000_000;
  private static final byte[] NONE = {};

  private final Cache<String, byte[]> kept =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_BYTES)
          .weigher((String sha256, byte[] bytes) -> 200 + bytes.length)
          .executor(Runnable::run)
          .build();

  /** However many are asked for: one is drawn at a time. */
  private final Semaphore turn = new Semaphore(1, true);

  /** Empty where the file itself has to serve. */
  Optional<byte[]> of(StoredFile file, StoredFiles files) throws IOException {
    if (!file.contentType().equals(TYPE) || file.byteLength() > LARGEST_BYTES) {
      return Optional.empty();
    }
    byte[] small = kept.getIfPresent(file.sha256());
    if (small == null) {
      byte[] whole = MediaRoutes.whole(files, file);
      turn.acquireUninterruptibly();
      try {
        small = kept.get(file.sha256(), name -> smaller(whole).orElse(NONE));
      } finally {
        turn.release();
      }
    }
    return small.length == 0 ? Optional.empty() : Optional.of(small);
  }

  static Optional<byte[]> smaller(byte[] jpeg) {
    if (!isPlain(jpeg)) {
      return Optional.empty();
    }
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (Math.min(width, height) <= SIDE || (long) width * height > MOST_PIXELS) {
          return Optional.empty();
        }
        byte[] bytes = Jpeg.of(scaled(reader.read(0)), QUALITY);
        return bytes.length < jpeg.length ? Optional.of(bytes) : Optional.empty();
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Readers of pictures throw much besides IOException at broken ones.
      return Optional.empty();
    }
  }

  /** Without Exif, which may say how it is turned, and without a profile of colours. */
  private static boolean isPlain(byte[] jpeg) {
    int at = 2;
    while (at + 4 <= jpeg.length && jpeg[at] == (byte) 0xff) {
      int marker = jpeg[at + 1] & 0xff;
      if (marker == 0xda) {
        return true;
      }
      if (marker >= 0xe1 && marker <= 0xef) {
        return false;
      }
      at += 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
    }
    return false;
  }

  /** Halved until it is less than twice as large, so that no pixel is left out. */
  private static BufferedImage scaled(BufferedImage image) {
    BufferedImage now = image;
    while (true) {
      int shorter = Math.min(now.getWidth(), now.getHeight());
      if (shorter == SIDE) {
        return now;
      }
      double factor = Math.max(0.5, (double) SIDE / shorter);
      int width = (int) Math.round(now.getWidth() * factor);
      int height = (int) Math.round(now.getHeight() * factor);
      BufferedImage next = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = next.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(now, 0, 0, width, height, null);
      graphics.dispose();
      now = next;
    }
  }
}
