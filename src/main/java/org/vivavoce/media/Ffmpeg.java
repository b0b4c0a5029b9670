package org.vivavoce.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs ffmpeg on files that nobody vouches for: with the one demultiplexer that their inspection
 * found, no protocol but local files, and bounds on time, memory and size.
 */
final class Ffmpeg {
  private static final Logger log = LoggerFactory.getLogger(Ffmpeg.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** EBU R 128, as speech is delivered to telephones: LUFS. */
  static final double LOUDNESS = -16;

  /** In dBTP; what is encoded with loss overshoots a little. */
  static final double TRUE_PEAK = -1;

  private static final double HEADROOM = 1;
  private static final int MOST_MEMORY_BYTES = 256 * 1024 * 1024;
  private static final long LARGEST_OUTPUT_BYTES = 400L * 1024 * 1024;
  private static final int KEPT_MESSAGES = 16_384;
  private static final Map<String, String> DEMULTIPLEXERS =
      Map.of(
          "audio/mpeg", "mp3",
          "audio/mp4", "mov",
          "audio/aac", "aac",
          "audio/ogg", "ogg",
          "audio/webm", "matroska",
          "audio/wav", "wav");
  private static final Pattern INTEGRATED = Pattern.compile("I:\\s+(-?[0-9.]+) LUFS");
  private static final Pattern PEAK = Pattern.compile("Peak:\\s+(-?[0-9.]+) dBFS");

  private final Path program;

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
   * The loudness of listeners' files follows from two passes: one that measures, one that evens
   * out.
   *
   * @throws BadMediaException where the sound cannot be decoded, or there is none
   * @throws IOException where ffmpeg cannot be run, or runs for too long
   */
  Made normalise(Path original, AudioFacts facts, Path mp3, Path opus) throws IOException {
    JsonNode measured = measure(original, facts);
    double aim = TRUE_PEAK - HEADROOM;
    for (int attempt = 1; ; attempt++) {
      encode(original, facts, measured, aim, mp3, opus);
      Made made = made(mp3, facts);
      double excess = made.truePeak() - TRUE_PEAK;
      if (excess <= 0 || attempt == 3) {
        return made;
      }
      aim -= excess + 0.2;
    }
  }

  /**
   * @throws BadMediaException where the sound cannot be decoded
   * @throws IOException where ffmpeg cannot be run, or runs for too long
   */
  Levels levels(Path original, AudioFacts facts) throws IOException {
    List<Levels> levels = new ArrayList<>();
    List<String> arguments = input(original, facts, "error");
    arguments.addAll(
        List.of("-ac", "1", "-ar", String.valueOf(Levels.SAMPLE_RATE), "-f", "s16le", "pipe:1"));
    run(arguments, facts, output -> levels.add(Levels.of(output)));
    return levels.get(0);
  }

  private JsonNode measure(Path original, AudioFacts facts) throws IOException {
    List<String> arguments = input(original, facts, "info");
    arguments.addAll(
        List.of(
            "-af",
            "aformat=channel_layouts=mono,loudnorm=I=%s:TP=%s:LRA=11:print_format=json"
                .formatted(LOUDNESS, TRUE_PEAK - HEADROOM),
            "-f",
            "null",
            "-"));
    String messages = run(arguments, facts, Ffmpeg::ignore);
    int from = messages.lastIndexOf('{');
    int to = messages.lastIndexOf('}');
    if (from < 0 || to < from) {
      throw new IOException("ffmpeg measured no loudness: " + lastLine(messages));
    }
    JsonNode measured = JSON.readTree(messages.substring(from, to + 1));
    if (!Double.isFinite(measured.path("input_i").asDouble(Double.NEGATIVE_INFINITY))
        || measured.path("input_i").asText().contains("inf")) {
      throw new BadMediaException(
          "holds no sound that could be heard; record it again and check the microphone");
    }
    return measured;
  }

  private void encode(
      Path original, AudioFacts facts, JsonNode measured, double aim, Path mp3, Path opus)
      throws IOException {
    String filter =
        "[0:a:0]aformat=channel_layouts=mono,"
            + "loudnorm=I=%s:TP=%.2f:LRA=11:linear=true:measured_I=%s:measured_TP=%s:measured_LRA=%s:measured_thresh=%s:offset=%s,"
                .formatted(
                    LOUDNESS,
                    aim,
                    measured.path("input_i").asDouble(),
                    measured.path("input_tp").asDouble(),
                    measured.path("input_lra").asDouble(),
                    measured.path("input_thresh").asDouble(),
                    measured.path("target_offset").asDouble())
            + "aformat=sample_rates=48000:channel_layouts=mono,asplit=2[a][b]";
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

  private Made made(Path mp3, AudioFacts original) throws IOException {
    AudioFacts facts = AudioInspector.inspect(mp3);
    List<String> arguments = input(mp3, facts, "info");
    arguments.addAll(List.of("-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"));
    String messages = run(arguments, original, Ffmpeg::ignore);
    return new Made(last(INTEGRATED, messages), last(PEAK, messages));
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
    return Double.parseDouble(found);
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
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    builder.directory(new File("/"));
    Process process = builder.start();
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
        throw new BadMediaException(
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
      Process process =
          new ProcessBuilder(program.toString(), "-v", "fatal", "-hide_banner", "-encoders")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
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
   * Of the MP3 that listeners get.
   *
   * @param loudness integrated, in LUFS
   * @param truePeak in dBTP
   */
  record Made(double loudness, double truePeak) {}
}
