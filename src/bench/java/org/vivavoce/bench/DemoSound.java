package org.vivavoce.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What flite and ffmpeg do for the demonstration's voices. Sound is passed as 16-bit little-endian
 * samples of one channel.
 */
final class DemoSound {
  /** What flite speaks in, and what is published: nothing lies above its 8 kHz to be kept. */
  static final int RATE = 16_000;

  static final double LOUDNESS = -16;

  /** The coders take some of the loudness away. */
  private static final double LOUDNESS_BEFORE_CODING = LOUDNESS + 0.6;

  /** Limiting sees the peaks between the samples only at a multiple of the rate. */
  private static final int LIMITING_RATE = 4 * RATE;

  /** Low enough that the coders' overshoot stays under -1 dB. */
  private static final double LIMIT_DECIBELS = -4.5;

  /** Less rumble, and more of the consonants, which these voices mumble. */
  private static final String TONE =
      "aresample=%d,highpass=f=70,equalizer=f=3200:width_type=q:width=0.8:gain=3"
          .formatted(LIMITING_RATE);

  private static final String EVENING_OUT =
      "acompressor=threshold=-20dB:ratio=2.5:attack=5:release=80:knee=6";

  private static final List<String> EXACT =
      List.of("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-y");

  /**
   * Measured on these voices (extended short-time objective intelligibility, 1 at best): LAME's own
   * "better" levels 0 to 3 are worse at so few bits (0.92 to 0.94 at 16 kbit/s) than level 5
   * (0.95), and its variable bit rate needs 24 kbit/s at least. Opus at 12 kbit/s is as
   * intelligible (0.95) and keeps the highs up to 8 kHz.
   */
  private static final List<String> MP3 =
      List.of(
          "-c:a",
          "libmp3lame",
          "-b:a",
          "16k",
          "-abr",
          "1",
          "-compression_level",
          "0",
          "-id3v2_version",
          "0",
          "-write_xing",
          "1");

  private static final List<String> OPUS =
      List.of(
          "-c:a",
          "libopus",
          "-b:a",
          "11k",
          "-vbr",
          "on",
          "-application",
          "voip",
          "-frame_duration",
          "60",
          "-compression_level",
          "10",
          "-page_duration",
          "5000000");

  /**
   * Below this (of 32,768) flite is silent; the breath kept around a sentence softens its edges.
   */
  private static final int SILENCE = 160;

  private static final int BREATH = RATE * 3 / 100;

  /** Flite writes no chunks but the format and the samples. */
  private static final int WAVE_HEADER_BYTES = 44;

  private static final Pattern INTEGRATED = Pattern.compile("\\bI:\\s+(\\S+) LUFS");
  private static final Pattern TRUE_PEAK = Pattern.compile("\\bPeak:\\s+(\\S+) dBFS");

  private final Path scratch;

  /** In LUFS and dBTP. */
  record Loudness(double integrated, double truePeak) {}

  /**
   * @param scratch an empty folder of one's own
   */
  DemoSound(Path scratch) {
    this.scratch = scratch;
  }

  static boolean isInstalled(String program) throws InterruptedException {
    try {
      new ProcessBuilder(program, "-version")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static ShortBuffer samples(byte[] sound) {
    return ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
  }

  /**
   * @return samples at the voice's rate, without flite's own pauses at both ends
   */
  byte[] speak(String sentence, DoctorVoice voice) throws IOException, InterruptedException {
    Path wave = scratch.resolve("sentence.wav");
    List<String> command = new ArrayList<>(List.of("flite", "-voice", voice.engine()));
    command.addAll(setting("duration_stretch", voice.stretch()));
    if (voice.hertz() > 0) {
      command.addAll(setting("int_f0_target_mean", voice.engineHertz()));
    }
    command.addAll(List.of("-t", sentence, "-o", wave.toString()));
    run(command, new byte[0]);
    byte[] written = Files.readAllBytes(wave);
    byte[] spoken = trimmed(Arrays.copyOfRange(written, WAVE_HEADER_BYTES, written.length));
    if (spoken.length == 0) {
      throw new IllegalStateException("flite says nothing for: " + sentence);
    }
    return spoken;
  }

  /**
   * @param speech samples at the voice's rate
   * @return samples at {@link #RATE}, of the published loudness
   */
  byte[] levelled(byte[] speech, DoctorVoice voice) throws IOException, InterruptedException {
    List<String> input = samplesOf(voice.rate());
    double gain = 0;
    double loudness = measured(speech, input, TONE).integrated();
    byte[] sound;
    int rounds = 0;
    do {
      // Of each decibel of gain, evening out takes a part away, the more the peakier a voice is.
      gain += 1.4 * (LOUDNESS_BEFORE_CODING - loudness);
      String chain =
          String.format(
              Locale.ROOT,
              "%s,volume=%.2fdB,%s,alimiter=limit=%.4f:level=0:latency=1:attack=3:release=60,aresample=%d",
              TONE,
              gain,
              EVENING_OUT,
              Math.pow(10, LIMIT_DECIBELS / 20),
              RATE);
      sound = run(ffmpeg(input, List.of("-af", chain, "-f", "s16le", "-")), speech);
      loudness = measured(sound, samplesOf(RATE), "anull").integrated();
      rounds++;
    } while (rounds < 8 && Math.abs(LOUDNESS_BEFORE_CODING - loudness) > 0.1);
    return sound;
  }

  void writeMp3(byte[] sound, Path file) throws IOException, InterruptedException {
    write(sound, file, MP3);
  }

  void writeOpus(byte[] sound, Path file) throws IOException, InterruptedException {
    write(sound, file, OPUS);
  }

  Loudness loudness(Path file) throws IOException, InterruptedException {
    return measured(new byte[0], List.of("-i", file.toString()), "anull");
  }

  private static List<String> setting(String name, double value) {
    return List.of("--setf", String.format(Locale.ROOT, "%s=%.4f", name, value));
  }

  private static byte[] trimmed(byte[] sound) {
    ShortBuffer samples = samples(sound);
    int first = 0;
    int end = samples.limit();
    while (first < end && Math.abs(samples.get(first)) < SILENCE) {
      first++;
    }
    while (end > first && Math.abs(samples.get(end - 1)) < SILENCE) {
      end--;
    }
    return first == end
        ? new byte[0]
        : Arrays.copyOfRange(
            sound, 2 * Math.max(0, first - BREATH), 2 * Math.min(samples.limit(), end + BREATH));
  }

  private void write(byte[] sound, Path file, List<String> codec)
      throws IOException, InterruptedException {
    List<String> output = new ArrayList<>(codec);
    output.addAll(EXACT);
    output.add(file.toString());
    run(ffmpeg(samplesOf(RATE), output), sound);
  }

  private Loudness measured(byte[] sound, List<String> input, String chain)
      throws IOException, InterruptedException {
    run(
        ffmpeg(
            input,
            List.of("-af", chain + ",ebur128=peak=true:framelog=verbose", "-f", "null", "-")),
        sound);
    String summary = Files.readString(scratch.resolve("messages"));
    return new Loudness(last(INTEGRATED, summary), last(TRUE_PEAK, summary));
  }

  private static double last(Pattern value, String summary) {
    return value
        .matcher(summary)
        .results()
        .reduce((earlier, later) -> later)
        .map(found -> Double.parseDouble(found.group(1)))
        .orElseThrow(() -> new IllegalStateException("ffmpeg measured nothing: " + summary));
  }

  private static List<String> samplesOf(int rate) {
    return List.of("-f", "s16le", "-ar", Integer.toString(rate), "-ac", "1", "-i", "-");
  }

  private static List<String> ffmpeg(List<String> input, List<String> output) {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostats"));
    command.addAll(input);
    command.addAll(output);
    return command;
  }

  private byte[] run(List<String> command, byte[] input) throws IOException, InterruptedException {
    Path messages = scratch.resolve("messages");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Files.write(scratch.resolve("input"), input).toFile())
            .redirectError(messages.toFile())
            .start();
    byte[] output;
    try (InputStream stream = process.getInputStream()) {
      output = stream.readAllBytes();
    }
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed: " + Files.readString(messages, UTF_8));
    }
    return output;
  }
}
