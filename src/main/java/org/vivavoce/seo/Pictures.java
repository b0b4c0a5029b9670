package org.vivavoce.seo;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws pictures, few at a time, and keeps those that were drawn last. A picture is known by what
 * is drawn on it, so that whatever changes there changes the picture, and nothing else does.
 */
final class Pictures {
  private static final long KEPT_BYTES = 48L << 20;

  /** What a key and its entry take beside the picture. */
  private static final int ENTRY_BYTES = 4_096;

  private static final int AT_ONCE = 2;
  private static final int MOST_WAITING = 16;
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);

  /** Whether any was drawn: before, fonts are being loaded, and all wait for longer. */
  private static volatile boolean warm;

  private final Function<String, Optional<PictureQueries.StoredPortrait>> portraits;
  private final long patienceMillis;
  private final Semaphore drawing = new Semaphore(AT_ONCE, true);
  private final Cache<Picture, byte[]> kept =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_BYTES)
          .weigher((Picture picture, byte[] png) -> png.length + ENTRY_BYTES)
          .build();

  /**
   * @param portraits the file of a SHA-256
   * @param patienceMillis how long a picture waits for others to be drawn
   */
  Pictures(
      Function<String, Optional<PictureQueries.StoredPortrait>> portraits, long patienceMillis) {
    this.portraits = portraits;
    this.patienceMillis = patienceMillis;
  }

  /** As PNG; empty where too many are being drawn. */
  Optional<byte[]> png(Picture picture) {
    byte[] known = kept.getIfPresent(picture);
    if (known != null) {
      return Optional.of(known);
    }
    if (!mayDraw()) {
      return Optional.empty();
    }
    try {
      // Somebody else may have drawn it while this one waited.
      byte[] meanwhile = kept.getIfPresent(picture);
      if (meanwhile != null) {
        return Optional.of(meanwhile);
      }
      byte[] drawn = encoded(drawn(picture));
      warm = true;
      kept.put(picture, drawn);
      return Optional.of(drawn);
    } finally {
      drawing.release();
    }
  }

  /** Loads what the first picture takes: the fonts above all. */
  static void warmUp() {
    encoded(
        PictureDesign.draw(
            new Picture(
                Picture.Format.SHARED_ANSWER,
                "A",
                "A",
                "en",
                List.of(),
                "A",
                "A",
                new Picture.Voice("A", "A", null, "A", 1, null),
                true,
                List.of(1),
                null),
            null));
    warm = true;
  }

  private BufferedImage drawn(Picture picture) {
    // Where it cannot be fetched just now, there is no picture: without it, one would be kept.
    Optional<PictureDesign.Portrait> portrait = portrait(picture);
    if (portrait.isPresent()) {
      try {
        return PictureDesign.draw(picture, portrait.get());
      } catch (RuntimeException e) {
        LOG.warn("A portrait cannot be drawn", e);
      }
    }
    return PictureDesign.draw(picture, null);
  }

  private boolean mayDraw() {
    if (drawing.getQueueLength() >= MOST_WAITING) {
      return false;
    }
    try {
      return drawing.tryAcquire(warm ? patienceMillis : 5 * patienceMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Optional<PictureDesign.Portrait> portrait(Picture picture) {
    return Optional.ofNullable(picture.voice())
        .map(Picture.Voice::portrait)
        .flatMap(portraits)
        .flatMap(PortraitFile::read);
  }

  private static byte[] encoded(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 << 10);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(image, null, null));
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
