package org.vivavoce.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** WAV files of any length, without any tool. */
public final class Tones {
  private static final int RATE = 8_000;

  private Tones() {}

  /**
   * Speech of a kind: beeps of {@code loud} seconds, parted by {@code pause} seconds of silence.
   *
   * @param loudness of the beeps, at most 32,767
   */
  public static Path beeps(
      Path file, int count, double loud, double pause, double hertz, int loudness) {
    int beep = (int) (loud * RATE);
    int gap = (int) (pause * RATE);
    ByteBuffer samples =
        ByteBuffer.allocate(2 * (count * (beep + gap) + gap)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; samples.hasRemaining(); at++) {
      boolean sounds = at % (beep + gap) >= gap;
      double wave = Math.sin(2 * Math.PI * hertz * at / RATE) * (0.6 + 0.4 * Math.sin(at / 97.0));
      samples.putShort((short) (sounds ? loudness * wave : 0));
    }
    return wav(file, samples.array());
  }

  /**
   * @param samples 16 bit, mono, 8,000 Hz; an even number of bytes
   */
  public static Path wav(Path file, byte[] samples) {
    byte[] header =
        ByteBuffer.allocate(44)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RIFF".getBytes(US_ASCII))
            .putInt(36 + samples.length)
            .put("WAVEfmt ".getBytes(US_ASCII))
            .putInt(16)
            .putShort((short) 1)
            .putShort((short) 1)
            .putInt(RATE)
            .putInt(2 * RATE)
            .putShort((short) 2)
            .putShort((short) 16)
            .put("data".getBytes(US_ASCII))
            .putInt(samples.length)
            .array();
    try (var out = Files.newOutputStream(file)) {
      out.write(header);
      out.write(samples);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
