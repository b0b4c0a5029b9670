package org.vivavoce.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs ffmpeg on files that nobody vouches for: with the one demultiplexer that their inspection
 * found, no protocol but local files, and bounds on time, memory and size.
 */
final class Ffmpeg {
  private static final Logger log = LoggerFactory.getLogger(Ffmpeg.class);

  /** EBU R 128, as speech is delivered to telephones: LUFS. */
  static final double LOUDNESS = -16;

  /** In dBTP; what is encoded with loss overshoots a little. */
  static final double TRUE_PEAK = -1;

  private static final double HEADROOM = 1;

  /** By so many LU an answer may differ from another before a listener turns the volume. */
  private static final double TOLERANCE = 0.7;

  /** What EBU R 128 says of nothing, in LUFS. */
  private static final double SILENCE = -69;

  private static final int MOST_CORRECTIONS = 5;
  private static final int MOST_ENCODINGS = 8;
  private static final int MOST_MEMORY_BYTES = 256 * 1024 * 1024;
  static final long LARGEST_OUTPUT_BYTES = 400L * 1024 * 1024;
  private static final int KEPT_MESSAGES = 16_384;
  private static final Map<String, String> DEMULTIPLEXERS =
      Map.of(
          "audio/mpeg", "mp3",
          "audio/mp4", "mov",
          "audio/aac", "aac",
          "audio/ogg", "ogg",
          "audio/webm", "matroska",
          "audio/wav", "wav");
  private static final Pattern INTEGRATED = Pattern.compile("I:\\s+(-?(?:[0-9.]+|inf)) LUFS");
  private static final Pattern PEAK = Pattern.compile("Peak:\\s+(-?(?:[0-9.]+|inf)) dBFS");

  private final Path program;
  private volatile boolean stopped;
  private volatile @Nullable Process running;

  private Ffmpeg(Path program) {
    this.program = program;
  }

  /** The one on the PATH; empty where there is none, or one that cannot write MP3 and Opus. */
  static Optional<Ffmpeg> find() {
    String path = System.getenv("PATH");
    if (path == null) {
      return Optional.empty();
    }
    for (String folder : path.split(File.pathSeparator)) {
      Path program = Path.of(folder.isEmpty() ? "." : folder).resolve("ffmpeg");
      if (Files.isExecutable(program)) {
        return new Ffmpeg(program).ifItEncodes();
      }
    }
    return Optional.empty();
  }

  /**
   * The loudness of listeners' files follows from what is measured: first of the original, then of
   * what was made of it, until both files are as they should be.
   *
   * @throws BadMediaException where there is no sound
   * @throws IOException where ffmpeg cannot be run, runs for too long, or cannot decode the file
   */
  Made normalise(Path original, AudioFacts facts, Path mp3, Path opus) throws IOException {
    Loudness sent = loudness(original, facts, facts);
    if (!(sent.integrated() > SILENCE)) {
      throw new BadMediaException(
          "holds no sound that could be heard; record it again and check the microphone");
    }
    double gain = LOUDNESS - sent.integrated();
    double limit = TRUE_PEAK - HEADROOM;
    for (int attempt = 1; ; attempt++) {
      encode(original, facts, gain, limit, mp3, opus);
      Loudness madeMp3 = loudness(mp3, AudioInspector.inspect(mp3, LARGEST_OUTPUT_BYTES), facts);
      Loudness madeOpus = loudness(opus, AudioInspector.inspect(opus, LARGEST_OUTPUT_BYTES), facts);
      double peak = Math.max(madeMp3.truePeak(), madeOpus.truePeak());
      double missing = LOUDNESS - madeMp3.integrated();
      boolean loudEnough = Math.abs(missing) <= TOLERANCE || attempt > MOST_CORRECTIONS;
      if ((peak <= TRUE_PEAK && loudEnough) || attempt == MOST_ENCODINGS) {
        return new Made(madeMp3.integrated(), peak);
      }
      if (peak > TRUE_PEAK) {
        limit -= peak - TRUE_PEAK + 0.2;
      }
      if (!loudEnough) {
        gain += missing;
      }
    }
  }

  /**
   * @throws IOException where ffmpeg cannot be run, runs for too long, or cannot decode the file
   */
  Levels levels(Path original, AudioFacts facts) throws IOException {
    List<Levels> levels = new ArrayList<>();
    List<String> arguments = input(original, facts, "error");
    arguments.addAll(
        List.of("-ac", "1", "-ar", String.valueOf(Levels.SAMPLE_RATE), "-f", "s16le", "pipe:1"));
    run(arguments, facts, output -> levels.add(Levels.of(output)));
    return levels.get(0);
  }

  /**
   * @param gain in dB
   * @param limit on the samples' peaks, in dBFS; at four times the rate, so that it holds between
   *     the samples too
   */
  private void encode(
      Path original, AudioFacts facts, double gain, double limit, Path mp3, Path opus)
      throws IOException {
    String filter =
        String.format(
            Locale.ROOT,
            "[0:a:0]aformat=channel_layouts=mono,aresample=192000,volume=%.2fdB,"
                + "alimiter=limit=%.5f:attack=5:release=50:level=false,"
                + "aformat=sample_rates=48000:channel_layouts=mono,asplit=2[a][b]",
            gain,
            Math.pow(10, limit / 20));
    List<String> arguments = input(original, facts, "error");
    arguments.addAll(List.of("-filter_complex", filter));
    // Nothing of what the original says about itself goes out: not where it was recorded, nor by
    // which telephone.
    List<String> plain =
        List.of(
            "-map_metadata",
            "-1",
            "-map_chapters",
            "-1",
            "-fflags",
            "+bitexact",
            "-flags:a",
            "+bitexact",
            "-fs",
            String.valueOf(LARGEST_OUTPUT_BYTES));
    arguments.addAll(List.of("-map", "[a]", "-c:a", "libmp3lame", "-b:a", "64k", "-ar", "44100"));
    arguments.addAll(plain);
    arguments.addAll(List.of("-f", "mp3", "-y", local(mp3)));
    arguments.addAll(List.of("-map", "[b]", "-c:a", "libopus", "-b:a", "32k"));
    arguments.addAll(List.of("-application", "voip"));
    arguments.addAll(plain);
    arguments.addAll(List.of("-f", "ogg", "-y", local(opus)));
    run(arguments, facts, Ffmpeg::ignore);
  }

  /**
   * @param original whose length bounds the time that measuring may take
   */
  private Loudness loudness(Path file, AudioFacts facts, AudioFacts original) throws IOException {
    List<String> arguments = input(file, facts, "info");
    arguments.addAll(
        List.of(
            "-af",
            "aformat=channel_layouts=mono,ebur128=peak=true:framelog=verbose",
            "-f",
            "null",
            "-"));
    String messages = run(arguments, original, Ffmpeg::ignore);
    return new Loudness(last(INTEGRATED, messages), last(PEAK, messages));
  }

  /**
   * @return in dBTP
   */
  double truePeak(Path file) throws IOException {
    AudioFacts facts = AudioInspector.inspect(file, LARGEST_OUTPUT_BYTES);
    return loudness(file, facts, facts).truePeak();
  }

  private static double last(Pattern pattern, String messages) throws IOException {
    Matcher matcher = pattern.matcher(messages);
    String found = null;
    while (matcher.find()) {
      found = matcher.group(1);
    }
    if (found == null) {
      throw new IOException("ffmpeg measured no loudness: " + lastLine(messages));
    }
    return found.equals("-inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(found);
  }

  private List<String> input(Path file, AudioFacts facts, String messages) {
    return new ArrayList<>(
        List.of(
            program.toString(),
            "-nostdin",
            "-hide_banner",
            "-nostats",
            "-v",
            messages,
            "-max_alloc",
            String.valueOf(MOST_MEMORY_BYTES),
            "-threads",
            "1",
            "-protocol_whitelist",
            "file",
            "-f",
            String.valueOf(DEMULTIPLEXERS.get(facts.contentType())),
            "-vn",
            "-sn",
            "-dn",
            "-i",
            local(file)));
  }

  /** With its protocol, so that no name of a file can be taken for an option or for a protocol. */
  private static String local(Path file) {
    return "file:" + file.toAbsolutePath();
  }

  /**
   * @return the last of what it said on standard error
   */
  private String run(List<String> arguments, AudioFacts facts, Reader reader) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(arguments);
    inBareSurroundings(builder);
    Process process = start(builder);
    Duration limit = Duration.ofSeconds(30).plusMillis(facts.durationMillis() / 2);
    Thread watch = watch(process, limit);
    FutureTask<String> messages = listen(process);
    try (InputStream output = process.getInputStream()) {
      process.getOutputStream().close();
      reader.read(output);
      int status = process.waitFor();
      String said = messages.get();
      if (watch.isAlive()) {
        watch.interrupt();
      } else {
        throw new IOException("ffmpeg took longer than " + limit.toSeconds() + " s");
      }
      if (status != 0) {
        // Not for good: it may have been told to stop, or have had no room.
        throw new IOException(
            "cannot be decoded (" + lastLine(said) + "); export it anew and send it");
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("ffmpeg was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("ffmpeg's messages broke off: " + e.getCause(), e);
    } finally {
      process.destroyForcibly();
      watch.interrupt();
    }
  }

  private static void inBareSurroundings(ProcessBuilder builder) {
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    builder.directory(new File("/"));
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    running = process;
    if (stopped) {
      process.destroyForcibly();
    }
    return process;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Ends what is running, and whatever would be run later. */
  void stop() {
    stopped = true;
    Process process = running;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** Ends only when it is interrupted or the time is up; the process is ended then. */
  private static Thread watch(Process process, Duration limit) {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(limit.toMillis());
                process.destroyForcibly();
              } catch (InterruptedException e) {
                // It ended in time.
                Thread.currentThread().interrupt();
              }
            },
            "ffmpeg-watch");
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  /** A hostile file can make it say very much: only the last of it is kept. */
  private static FutureTask<String> listen(Process process) {
    FutureTask<String> messages =
        new FutureTask<>(
            () -> {
              StringBuilder said = new StringBuilder();
              byte[] buffer = new byte[4096];
              try (InputStream errors = process.getErrorStream()) {
                for (int read = errors.read(buffer); read >= 0; read = errors.read(buffer)) {
                  said.append(new String(buffer, 0, read, UTF_8));
                  if (said.length() > 2 * KEPT_MESSAGES) {
                    said.delete(0, said.length() - KEPT_MESSAGES);
                  }
                }
              }
              return said.toString();
            });
    Thread listener = new Thread(messages, "ffmpeg-messages");
    listener.setDaemon(true);
    listener.start();
    return messages;
  }

  private Optional<Ffmpeg> ifItEncodes() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(program.toString(), "-v", "fatal", "-hide_banner", "-encoders")
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      // As it will be run: one that needs more than that is of no use.
      inBareSurroundings(builder);
      Process process = builder.start();
      process.getOutputStream().close();
      String encoders = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean ended = process.waitFor(10, TimeUnit.SECONDS);
      if (ended && encoders.contains("libmp3lame") && encoders.contains("libopus")) {
        return Optional.of(this);
      }
      log.warn("{} cannot write MP3 and Opus (libmp3lame, libopus), and is not used", program);
      return Optional.empty();
    } catch (IOException e) {
      log.warn("{} cannot be run, and is not used: {}", program, e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void ignore(InputStream output) throws IOException {
    output.transferTo(OutputStream.nullOutputStream());
  }

  private static String lastLine(String messages) {
    String[] lines = messages.strip().split("\\R");
    String last = lines[lines.length - 1].strip().toLowerCase(Locale.ROOT);
    // It names the file, whose place is nobody's business.
    String plain = last.replaceAll("file:\\S+", "the file");
    return plain.isEmpty() ? "no reason given" : plain.substring(0, Math.min(200, plain.length()));
  }

  /** What of its output is of use. */
  private interface Reader {
    void read(InputStream output) throws IOException;
  }

  /**
   * @param integrated in LUFS
   * @param truePeak in dBTP
   */
  private record Loudness(double integrated, double truePeak) {}

  /**
   * Of what listeners get.
   *
   * @param loudness of the MP3, integrated, in LUFS
   * @param truePeak the higher of the MP3's and the Opus', in dBTP
   */
  record Made(double loudness, double truePeak) {}
}
