package org.vivavoce.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.vivavoce.media.Jpeg;

/**
 * Makes a portrait of a photograph: a square JPEG of {@value #SIDE} pixels, drawn anew. Of the file
 * that was sent nothing is kept but what can be seen: no place, no telephone, no second file hidden
 * in it.
 */
final class PortraitImage {
  static final int SIDE = 512;
  static final int LARGEST_BYTES = 10_000_000;
  static final long MOST_PIXELS = 40_000_000;
  static final int SMALLEST_SIDE = 160;
  private static final int LONGEST_SIDE = 20_000;
  private static final int MOST_SCANS = 64;
  private static final float QUALITY = 0.85f;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** What is needed to draw a PNG; texts, profiles and times are left out before it is read. */
  private static final Set<String> PNG_CHUNKS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  /** Large photographs take memory while they are decoded: one at a time. */
  private static final Semaphore decoding = new Semaphore(1, true);

  private static final long PATIENCE_SECONDS = 30;

  private PortraitImage() {}

  /**
   * @return a JPEG
   * @throws PortraitException where the file is not a picture that can be taken, and why
   */
  static byte[] of(byte[] file, PortraitCrop crop) {
    if (file.length == 0) {
      throw new PortraitException("portrait.missing");
    }
    if (file.length > LARGEST_BYTES) {
      throw new PortraitException("portrait.large");
    }
    Cleaned cleaned = cleaned(file);
    try {
      if (!decoding.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new PortraitException("portrait.busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortraitException("portrait.busy");
    }
    try {
      return Jpeg.of(resampled(decoded(cleaned, crop)), QUALITY);
    } finally {
      decoding.release();
    }
  }

  private static Cleaned cleaned(byte[] file) {
    if (startsWith(file, PNG)) {
      return png(file);
    }
    if (file.length > 3 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8) {
      return jpeg(file);
    }
    String head = new String(file, 0, Math.min(16, file.length), US_ASCII);
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      throw new PortraitException("portrait.webp");
    }
    if (head.startsWith("ftyp", 4)) {
      throw new PortraitException("portrait.heic");
    }
    throw new PortraitException("portrait.unknown");
  }

  private static Cleaned png(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).position(PNG.length);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.writeBytes(PNG);
    int orientation = 1;
    while (in.remaining() >= 12) {
      int start = in.position();
      int length = in.getInt();
      if (length < 0 || length > in.remaining() - 8) {
        throw new PortraitException("portrait.broken");
      }
      String type = new String(file, start + 4, 4, US_ASCII);
      CRC32 crc = new CRC32();
      crc.update(file, start + 4, 4 + length);
      in.position(start + 8 + length);
      boolean sound = in.getInt() == (int) crc.getValue();
      if (type.equals("acTL")) {
        throw new PortraitException("portrait.animated");
      }
      if (type.equals("eXIf")) {
        orientation = orientation(file, start + 8, length);
      }
      if (PNG_CHUNKS.contains(type)) {
        if (!sound) {
          throw new PortraitException("portrait.broken");
        }
        kept.write(file, start, 12 + length);
      }
      if (type.equals("IEND")) {
        return new Cleaned("png", kept.toByteArray(), orientation);
      }
    }
    throw new PortraitException("portrait.broken");
  }

  private static Cleaned jpeg(byte[] file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, 2);
    int orientation = 1;
    int scans = 0;
    int at = 2;
    while (at + 4 <= file.length) {
      if (file[at] != (byte) 0xff) {
        throw new PortraitException("portrait.broken");
      }
      int marker = file[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0xd9) {
        break;
      }
      int length = ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff);
      int end = at + 2 + length;
      if (length < 2 || end > file.length || marker == 0xd8) {
        throw new PortraitException("portrait.broken");
      }
      boolean exif =
          marker == 0xe1 && length >= 8 && new String(file, at + 4, 6, US_ASCII).equals("Exif\0\0");
      if (exif && orientation == 1) {
        orientation = orientation(file, at + 10, length - 8);
      }
      // Of what programs add, only what says how the colours are stored is needed.
      boolean added = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
      if (!added || marker == 0xee) {
        kept.write(file, at, end - at);
      }
      at = end;
      if (marker == 0xda) {
        if (++scans > MOST_SCANS) {
          throw new PortraitException("portrait.hostile");
        }
        int scan = at;
        while (at + 1 < file.length && !endsScan(file, at)) {
          at++;
        }
        kept.write(file, scan, at - scan);
      }
    }
    if (scans == 0
        || at + 1 >= file.length
        || file[at] != (byte) 0xff
        || (file[at + 1] & 0xff) != 0xd9) {
      throw new PortraitException("portrait.broken");
    }
    kept.write(0xff);
    kept.write(0xd9);
    return new Cleaned("jpeg", kept.toByteArray(), orientation);
  }

  /** A marker, but neither a stuffed byte nor a restart. */
  private static boolean endsScan(byte[] file, int at) {
    if (file[at] != (byte) 0xff) {
      return false;
    }
    int next = file[at + 1] & 0xff;
    return next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7);
  }

  /**
   * The orientation that an Exif block (a TIFF header and its first directory) tells; 1 if none.
   */
  private static int orientation(byte[] file, int from, int length) {
    if (length < 14) {
      return 1;
    }
    ByteBuffer tiff = ByteBuffer.wrap(file, from, length).slice();
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > length - 2) {
      return 1;
    }
    int entries = tiff.getShort(directory) & 0xffff;
    for (int entry = 0, at = directory + 2;
        entry < entries && at <= length - 12;
        entry++, at += 12) {
      if ((tiff.getShort(at) & 0xffff) == 0x0112) {
        int value = tiff.getShort(at + 8) & 0xffff;
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  private static Square decoded(Cleaned cleaned, PortraitCrop crop) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(cleaned.format()).next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(cleaned.bytes()))) {
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if ((long) width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) {
        throw new PortraitException("portrait.pixels");
      }
      boolean turned = cleaned.orientation() >= 5;
      Rectangle seen = crop.of(turned ? height : width, turned ? width : height);
      if (seen.width < SMALLEST_SIDE) {
        throw new PortraitException("portrait.small");
      }
      Rectangle stored = stored(seen, width, height, cleaned.orientation());
      // At least twice as large as it will be, so that nothing is lost; but not much larger.
      int step = Math.max(1, stored.width / (2 * SIDE));
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceRegion(stored);
      param.setSourceSubsampling(step, step, 0, 0);
      return pixels(reader.read(0, param), cleaned.orientation());
    } catch (IOException | RuntimeException e) {
      if (e instanceof PortraitException refusal) {
        throw refusal;
      }
      throw new PortraitException("portrait.broken", e);
    } finally {
      reader.dispose();
    }
  }

  /** Where a square that somebody sees upright lies in the picture as it is stored. */
  private static Rectangle stored(Rectangle seen, int width, int height, int orientation) {
    int side = seen.width;
    int fromRight = width - side;
    int fromBottom = height - side;
    return switch (orientation) {
      case 2 -> new Rectangle(fromRight - seen.x, seen.y, side, side);
      case 3 -> new Rectangle(fromRight - seen.x, fromBottom - seen.y, side, side);
      case 4 -> new Rectangle(seen.x, fromBottom - seen.y, side, side);
      case 5 -> new Rectangle(seen.y, seen.x, side, side);
      case 6 -> new Rectangle(seen.y, fromBottom - seen.x, side, side);
      case 7 -> new Rectangle(fromRight - seen.y, fromBottom - seen.x, side, side);
      case 8 -> new Rectangle(fromRight - seen.y, seen.x, side, side);
      default -> seen;
    };
  }

  /** The pixels of a square picture, upright, on white. */
  private static Square pixels(BufferedImage image, int orientation) {
    int side = Math.min(image.getWidth(), image.getHeight());
    int last = side - 1;
    int[] upright = new int[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int column =
            switch (orientation) {
              case 2, 3 -> last - x;
              case 5, 6 -> y;
              case 7, 8 -> last - y;
              default -> x;
            };
        int row =
            switch (orientation) {
              case 3, 4 -> last - y;
              case 5, 8 -> x;
              case 6, 7 -> last - x;
              default -> y;
            };
        upright[y * side + x] = onWhite(colour(image, column, row));
      }
    }
    return new Square(side, upright);
  }

  /** Java takes plain grey for linear light, and would make it paler. */
  private static int colour(BufferedImage image, int x, int y) {
    Raster raster = image.getRaster();
    if (raster.getNumBands() > 2 || image.getColorModel() instanceof IndexColorModel) {
      return image.getRGB(x, y);
    }
    int depth = image.getColorModel().getComponentSize(0);
    int most = (1 << depth) - 1;
    int grey = raster.getSample(x, y, 0) * 255 / most;
    int alpha = raster.getNumBands() == 2 ? raster.getSample(x, y, 1) * 255 / most : 255;
    return (alpha << 24) | (grey << 16) | (grey << 8) | grey;
  }

  private static int onWhite(int argb) {
    int alpha = argb >>> 24;
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int part = (argb >> shift) & 0xff;
      mixed |= ((part * alpha + 255 * (255 - alpha) + 127) / 255) << shift;
    }
    return mixed;
  }

  /** To the size of a portrait, each pixel the weighted mean of those that it covers. */
  private static BufferedImage resampled(Square square) {
    int side = square.side();
    float[][] weights = new float[SIDE][];
    int[] firsts = new int[SIDE];
    double scale = (double) side / SIDE;
    double reach = Math.max(1, scale);
    for (int to = 0; to < SIDE; to++) {
      double centre = (to + 0.5) * scale - 0.5;
      int first = (int) Math.max(0, Math.ceil(centre - reach));
      int last = (int) Math.min(side - 1, Math.floor(centre + reach));
      float[] row = new float[last - first + 1];
      float sum = 0;
      for (int from = first; from <= last; from++) {
        row[from - first] = (float) Math.max(0, 1 - Math.abs(from - centre) / reach);
        sum += row[from - first];
      }
      for (int at = 0; at < row.length; at++) {
        row[at] = sum == 0 ? 1f / row.length : row[at] / sum;
      }
      firsts[to] = first;
      weights[to] = row;
    }
    BufferedImage portrait = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    float[] narrow = new float[SIDE * side];
    int[] result = new int[SIDE * SIDE];
    for (int shift = 16; shift >= 0; shift -= 8) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < SIDE; x++) {
          float sum = 0;
          for (int at = 0; at < weights[x].length; at++) {
            sum += weights[x][at] * ((square.pixels()[y * side + firsts[x] + at] >> shift) & 0xff);
          }
          narrow[y * SIDE + x] = sum;
        }
      }
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          float sum = 0;
          for (int at = 0; at < weights[y].length; at++) {
            sum += weights[y][at] * narrow[(firsts[y] + at) * SIDE + x];
          }
          result[y * SIDE + x] |= Math.min(255, Math.round(sum)) << shift;
        }
      }
    }
    portrait.setRGB(0, 0, SIDE, SIDE, result, 0, SIDE);
    return portrait;
  }

  private static boolean startsWith(byte[] file, byte[] head) {
    return file.length >= head.length
        && java.util.Arrays.equals(file, 0, head.length, head, 0, head.length);
  }

  /** A file of which nothing is left but the picture. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Cleaned(String format, byte[] bytes, int orientation) {}

  /** Rows of a square, each pixel as 0xRRGGBB. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Square(int side, int[] pixels) {}
}
