package org.vivavoce.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each answer of the demonstration can be heard; if not, org.vivavoce.bench.DemoVoices is due. */
class DemoVoicesTest {
  private static final Path DEMO = Path.of("db", "demo");
  private static final Path AUDIO = DEMO.resolve("audio");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CUE =
      Pattern.compile("(\\d\\d):(\\d\\d\\.\\d{3}) --> (\\d\\d):(\\d\\d\\.\\d{3})\n(.+)");

  static List<JsonNode> answers() throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    answers.addAll(lines(DEMO.resolve("articles-general.jsonl")));
    answers.addAll(lines(DEMO.resolve("articles-digestion.jsonl")));
    return answers;
  }

  @ParameterizedTest
  @MethodSource("answers")
  void isSpokenAsItIsWritten(JsonNode answer) throws IOException {
    List<String> sentences = new ArrayList<>();
    Matcher cue = CUE.matcher(Files.readString(AUDIO.resolve(name(answer) + ".vtt")));
    while (cue.find()) {
      sentences.add(cue.group(5).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
    }
    assertEquals(
        answer.path("body").textValue().strip().replaceAll("\\s+", " "),
        String.join(" ", sentences));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void hasCaptionsOneAfterTheOtherWithinItsClip(JsonNode answer) throws IOException {
    String captions = Files.readString(AUDIO.resolve(name(answer) + ".vtt"));
    assertTrue(captions.startsWith("WEBVTT\n\n"), captions);
    double previousEnd = 0;
    Matcher cue = CUE.matcher(captions);
    while (cue.find()) {
      double start = seconds(cue.group(1), cue.group(2));
      double end = seconds(cue.group(3), cue.group(4));
      assertTrue(previousEnd <= start && start < end, cue::group);
      previousEnd = end;
    }
    assertTrue(previousEnd < recording(answer).path("durationMillis").longValue() / 1000.0);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void namesItsClip(JsonNode answer) throws IOException {
    String name = name(answer);
    assertEquals("audio/" + name + ".mp3", answer.path("audio").textValue());
    assertEquals("audio/" + name + ".vtt", answer.path("captions").textValue());
    assertTrue(answer.path("syntheticVoice").booleanValue());
    assertTrue(Files.size(AUDIO.resolve(name + ".mp3")) > 0);
    assertTrue(Files.size(AUDIO.resolve(name + ".opus")) > 0);
    JsonNode recording = recording(answer);
    assertEquals(
        Math.round(recording.path("durationMillis").longValue() / 1000.0),
        answer.path("durationSeconds").longValue());
    assertTrue(!recording.path("voice").asText().isBlank());
    assertEquals(200, recording.path("peaks").binaryValue().length);
  }

  @Test
  void nothingElseIsThere() throws IOException {
    Set<String> expected = new TreeSet<>(Set.of("recordings.jsonl"));
    for (JsonNode answer : answers()) {
      expected.addAll(Set.of(name(answer) + ".mp3", name(answer) + ".opus", name(answer) + ".vtt"));
    }
    try (Stream<Path> files = Files.list(AUDIO)) {
      assertEquals(
          expected,
          files
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void isSmallEnoughForTheProgram() throws IOException {
    try (Stream<Path> files = Files.list(AUDIO)) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      assertTrue(bytes < 12_000_000, () -> bytes + " bytes");
    }
  }

  private static String name(JsonNode answer) {
    return answer.path("id").textValue().substring("demo-".length());
  }

  private static JsonNode recording(JsonNode answer) throws IOException {
    List<JsonNode> found =
        lines(AUDIO.resolve("recordings.jsonl")).stream()
            .filter(each -> each.path("name").asText().equals(name(answer)))
            .toList();
    assertEquals(1, found.size(), () -> "lines of recordings.jsonl for " + name(answer));
    return found.get(0);
  }

  private static double seconds(String minutes, String seconds) {
    return 60 * Integer.parseInt(minutes) + Double.parseDouble(seconds);
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
