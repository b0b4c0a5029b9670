package org.vivavoce.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Sentences;
import org.vivavoce.media.Captions;
import org.vivavoce.media.Levels;

/**
 * Speaks every demonstration answer with a synthetic voice into db/demo/audio, as MP3, Opus,
 * captions and a line of recordings.jsonl each, and names the files in the answers' own lines.
 * Equal texts give equal files, as long as flite and ffmpeg stay the same.
 */
public final class DemoVoices {
  private static final Path DEMO = Path.of("db", "demo");
  private static final Path AUDIO = DEMO.resolve("audio");
  private static final List<String> ARTICLES =
      List.of("articles-general.jsonl", "articles-digestion.jsonl");
  private static final String ID_PREFIX = "demo-";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final double LEAD_IN_SECONDS = 0.15;
  private static final double SENTENCE_PAUSE_SECONDS = 0.35;
  private static final double PARAGRAPH_PAUSE_SECONDS = 0.7;
  private static final double LEAD_OUT_SECONDS = 0.4;
  private static final long MOST_BYTES = 12_000_000;
  private static final double LOUDNESS_TOLERANCE = 1;
  private static final double HIGHEST_PEAK_DECIBELS = -1;

  /** What flite says wrongly as it is written, and how it says it rightly. */
  private static final Map<String, String> SPOKEN =
      Map.ofEntries(
          Map.entry("PD-L1", "P D L one"),
          Map.entry("HER2", "her two"),
          Map.entry("B12", "B twelve"),
          Map.entry("FODMAP", "fod map"),
          Map.entry("atrial", "aytrial"),
          Map.entry("codeine", "coe deen"),
          Map.entry("coeliac", "seeliac"),
          Map.entry("defences", "defenses"),
          Map.entry("diclofenac", "dye klo fenack"),
          Map.entry("duodenum", "duo deenum"),
          Map.entry("eosinophilic", "eeo sinno fillic"),
          Map.entry("esophagitis", "a soffa jytis"),
          Map.entry("neighbours", "neighbors"),
          Map.entry("oestrogen", "estrogen"),
          Map.entry("paracetamol", "paraseetamol"),
          Map.entry("phlegm", "flem"),
          Map.entry("physiotherapist", "physio therapist"),
          Map.entry("physiotherapy", "physio therapy"),
          Map.entry("reflux", "ree flux"),
          Map.entry("squamous", "skuaymus"),
          Map.entry("steroid", "steer oid"),
          Map.entry("steroids", "steer oids"),
          Map.entry("tumour", "tumor"),
          Map.entry("tumours", "tumors"),
          Map.entry("windpipe", "wind pipe"),
          Map.entry("yoghurt", "yogurt"));

  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:-[A-Z]\\d)?");
  private static final Pattern DURATION = Pattern.compile("(?<=, \"durationSeconds\": )\\d+");
  private static final Pattern VOICE_FIELDS =
      Pattern.compile(", \"(?:audio|captions)\": \"[^\"]*\"|, \"syntheticVoice\": (?:true|false)");

  private final DemoSound sound;

  private record Clip(String name, long millis, DemoSound.Loudness mp3, DemoSound.Loudness opus) {}

  private DemoVoices(DemoSound sound) {
    this.sound = sound;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream out = System.out;
    for (String program : List.of("flite", "ffmpeg")) {
      if (!DemoSound.isInstalled(program)) {
        throw new IllegalStateException(
            program + " is not on the PATH: the demonstration's voices need flite and ffmpeg");
      }
    }
    Path scratch = Files.createTempDirectory("voices");
    try {
      new DemoVoices(new DemoSound(scratch)).recordAll(out);
    } finally {
      try (Stream<Path> files = Files.list(scratch)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(scratch);
    }
  }

  private void recordAll(PrintStream out) throws IOException, InterruptedException {
    Files.createDirectories(AUDIO);
    List<Clip> clips = new ArrayList<>();
    StringBuilder recordings = new StringBuilder();
    for (String file : ARTICLES) {
      StringBuilder lines = new StringBuilder();
      for (String line : Files.readAllLines(DEMO.resolve(file))) {
        Clip clip = record(JSON.readTree(line), recordings);
        clips.add(clip);
        lines.append(withVoice(line, clip)).append('\n');
        out.printf(Locale.ROOT, "%s: %.1f s%n", clip.name(), clip.millis() / 1000.0);
      }
      Files.writeString(DEMO.resolve(file), lines);
    }
    Files.writeString(AUDIO.resolve("recordings.jsonl"), recordings);
    removeOthers(clips, out);
    report(clips, out);
  }

  private Clip record(JsonNode article, StringBuilder recordings)
      throws IOException, InterruptedException {
    String name = article.path("id").textValue().substring(ID_PREFIX.length());
    DoctorVoice voice = DoctorVoice.of(article.path("author").path("name").textValue());
    List<Cue> cues = new ArrayList<>();
    byte[] speech = speak(article.path("body").textValue(), voice, cues);
    byte[] levelled = sound.levelled(speech, voice);
    Path mp3 = AUDIO.resolve(name + ".mp3");
    Path opus = AUDIO.resolve(name + ".opus");
    sound.writeMp3(levelled, mp3);
    sound.writeOpus(levelled, opus);
    Files.writeString(AUDIO.resolve(name + ".vtt"), Captions.vtt(cues, false));
    long millis = millis(levelled.length, DemoSound.RATE);
    ObjectNode recording = JSON.createObjectNode();
    recording.put("name", name);
    recording.put("voice", voice.description());
    recording.put("durationMillis", millis);
    recording.put("waveform", Base64.getEncoder().encodeToString(waveform(levelled)));
    recordings.append(JSON.writeValueAsString(recording)).append('\n');
    return new Clip(name, millis, sound.loudness(mp3), sound.loudness(opus));
  }

  /**
   * Each sentence by itself, so that the captions know exactly when it is heard.
   *
   * @param cues receives the sentences
   */
  private byte[] speak(String body, DoctorVoice voice, List<Cue> cues)
      throws IOException, InterruptedException {
    ByteArrayOutputStream speech = new ByteArrayOutputStream();
    double pause = LEAD_IN_SECONDS;
    for (List<String> paragraph : Sentences.of(body, Locale.ENGLISH)) {
      for (String sentence : paragraph) {
        speech.writeBytes(silence(pause, voice));
        int start = millis(speech.size(), voice.rate());
        speech.writeBytes(sound.speak(pronounceable(sentence), voice));
        cues.add(new Cue(start, millis(speech.size(), voice.rate()), sentence));
        pause = SENTENCE_PAUSE_SECONDS;
      }
      pause = PARAGRAPH_PAUSE_SECONDS;
    }
    speech.writeBytes(silence(LEAD_OUT_SECONDS, voice));
    return speech.toByteArray();
  }

  private static byte[] silence(double seconds, DoctorVoice voice) {
    return new byte[2 * (int) Math.round(seconds * voice.rate())];
  }

  private static int millis(int bytes, int rate) {
    return (int) Math.round(bytes * 500.0 / rate);
  }

  private static String pronounceable(String sentence) {
    return WORD.matcher(sentence.replace('’', '\''))
        .replaceAll(
            found -> {
              String word = found.group();
              String inLowerCase = SPOKEN.getOrDefault(word.toLowerCase(Locale.ROOT), word);
              return Matcher.quoteReplacement(SPOKEN.getOrDefault(word, inLowerCase));
            });
  }

  private static byte[] waveform(byte[] levelled) throws IOException {
    ShortBuffer samples = DemoSound.samples(levelled);
    int step = DemoSound.RATE / Levels.SAMPLE_RATE;
    ByteBuffer fewer =
        ByteBuffer.allocate(2 * (samples.limit() / step)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; fewer.hasRemaining(); at += step) {
      fewer.putShort((short) ((samples.get(at) + samples.get(at + 1)) / 2));
    }
    return Levels.of(new ByteArrayInputStream(fewer.array())).waveform();
  }

  /** The line as it was but for the fields of the voice: it is written by hand otherwise. */
  private static String withVoice(String line, Clip clip) {
    String timed =
        DURATION.matcher(line).replaceFirst(Long.toString(Math.round(clip.millis() / 1000.0)));
    String silent = VOICE_FIELDS.matcher(timed).replaceAll("");
    return silent.substring(0, silent.lastIndexOf('}'))
        + ", \"audio\": \"audio/%1$s.mp3\", \"captions\": \"audio/%1$s.vtt\", \"syntheticVoice\": true}"
            .formatted(clip.name());
  }

  private static void removeOthers(List<Clip> clips, PrintStream out) throws IOException {
    Set<String> wanted = new HashSet<>(Set.of("recordings.jsonl"));
    for (Clip clip : clips) {
      for (String kind : List.of(".mp3", ".opus", ".vtt")) {
        wanted.add(clip.name() + kind);
      }
    }
    try (Stream<Path> files = Files.list(AUDIO)) {
      for (Path file : files.sorted().toList()) {
        if (!wanted.contains(file.getFileName().toString())) {
          out.println("removed, as no answer has it any more: " + file);
          Files.delete(file);
        }
      }
    }
  }

  private static void report(List<Clip> clips, PrintStream out) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(AUDIO)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    DoubleSummaryStatistics integrated = new DoubleSummaryStatistics();
    DoubleSummaryStatistics peak = new DoubleSummaryStatistics();
    for (Clip clip : clips) {
      for (DemoSound.Loudness loudness : List.of(clip.mp3(), clip.opus())) {
        integrated.accept(loudness.integrated());
        peak.accept(loudness.truePeak());
      }
    }
    out.printf(
        Locale.ROOT,
        "%d clips, %.0f s of speech, %,d bytes; %.1f to %.1f LUFS, true peak at most %.1f dB%n",
        clips.size(),
        clips.stream().mapToLong(Clip::millis).sum() / 1000.0,
        bytes,
        integrated.getMin(),
        integrated.getMax(),
        peak.getMax());
    boolean level =
        integrated.getMin() >= DemoSound.LOUDNESS - LOUDNESS_TOLERANCE
            && integrated.getMax() <= DemoSound.LOUDNESS + LOUDNESS_TOLERANCE
            && peak.getMax() <= HIGHEST_PEAK_DECIBELS;
    if (!level || bytes >= MOST_BYTES) {
      throw new IllegalStateException("too large, or not of one loudness: see the line above");
    }
  }
}
