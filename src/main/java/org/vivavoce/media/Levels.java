package org.vivavoce.media;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How loud a recording is, moment by moment: what its waveform is drawn from, and where nobody
 * speaks.
 *
 * @param waveform how loud each of {@value #STRETCHES} equal stretches is (root mean square), 0 to
 *     255, where the loudest is 255
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record Levels(byte[] waveform, List<Silence> silences) {
  /** The rate at which {@link #of} expects its samples, in Hz. */
  public static final int SAMPLE_RATE = 8_000;

  static final int STRETCHES = 200;
  private static final int WINDOW = SAMPLE_RATE / 50;
  private static final int WINDOW_MILLIS = 20;
  private static final int SHORTEST_SILENCE_MILLIS = 120;

  /** So much softer than its loud passages, and a voice is not speaking. */
  private static final double BELOW_SPEECH_DECIBELS = 28;

  public Levels {
    requireNonNull(waveform);
    silences = List.copyOf(silences);
  }

  /**
   * @param samples 16 bit, little-endian, mono, {@value #SAMPLE_RATE} Hz; read to their end
   * @throws IOException where they cannot be read
   */
  public static Levels of(InputStream samples) throws IOException {
    // Two bytes a window keep ten hours in 4 MB.
    short[] loudness = new short[1024];
    int windows = 0;
    byte[] buffer = new byte[WINDOW * 2];
    for (int read = samples.readNBytes(buffer, 0, buffer.length);
        read >= 2;
        read = samples.readNBytes(buffer, 0, buffer.length)) {
      if (windows == loudness.length) {
        loudness = Arrays.copyOf(loudness, windows * 2);
      }
      long energy = 0;
      for (int at = 0; at + 1 < read; at += 2) {
        long sample = (short) ((buffer[at] & 0xff) | (buffer[at + 1] << 8));
        energy += sample * sample;
      }
      loudness[windows++] = (short) Math.min(Short.MAX_VALUE, Math.sqrt(2.0 * energy / read));
    }
    short[] heard = Arrays.copyOf(loudness, windows);
    return new Levels(waveform(heard), silences(heard));
  }

  private static byte[] waveform(short[] loudness) {
    double[] stretches = new double[STRETCHES];
    double loudest = 1;
    for (int stretch = 0; stretch < STRETCHES && loudness.length > 0; stretch++) {
      int from = (int) ((long) stretch * loudness.length / STRETCHES);
      int to = Math.max(from + 1, (int) ((stretch + 1L) * loudness.length / STRETCHES));
      double energy = 0;
      for (int at = from; at < to; at++) {
        energy += (double) loudness[at] * loudness[at];
      }
      stretches[stretch] = Math.sqrt(energy / (to - from));
      loudest = Math.max(loudest, stretches[stretch]);
    }
    byte[] waveform = new byte[STRETCHES];
    for (int stretch = 0; stretch < STRETCHES; stretch++) {
      waveform[stretch] = (byte) Math.round(stretches[stretch] * 255 / loudest);
    }
    return waveform;
  }

  private static List<Silence> silences(short[] loudness) {
    short[] sorted = loudness.clone();
    Arrays.sort(sorted);
    double speech = sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.9)];
    double threshold = Math.max(8, speech * Math.pow(10, -BELOW_SPEECH_DECIBELS / 20));
    List<Silence> silences = new ArrayList<>();
    int from = -1;
    for (int at = 0; at <= loudness.length; at++) {
      boolean silent = at < loudness.length && loudness[at] < threshold;
      if (silent && from < 0) {
        from = at;
      } else if (!silent && from >= 0) {
        if ((at - from) * WINDOW_MILLIS >= SHORTEST_SILENCE_MILLIS) {
          silences.add(new Silence(from * WINDOW_MILLIS, at * WINDOW_MILLIS));
        }
        from = -1;
      }
    }
    return silences;
  }
}
