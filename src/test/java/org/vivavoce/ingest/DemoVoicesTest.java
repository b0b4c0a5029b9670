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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vivavoce.content.Cue;
import org.vivavoce.media.Captions;

/** Each answer of the demonstration can be heard; if not, org.vivavoce.bench.DemoVoices is due. */
class DemoVoicesTest {
  private static final Path DEMO = Path.of("db", "demo");
  private static final Path AUDIO = DEMO.resolve("audio");
  private static final ObjectMapper JSON = new ObjectMapper();

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
    for (Cue cue : Captions.parse(captions(answer))) {
      sentences.add(cue.text());
    }
    assertEquals(
        answer.path("body").textValue().strip().replaceAll("\\s+", " "),
        String.join(" ", sentences));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void hasCaptionsOneAfterTheOtherWithinItsClip(JsonNode answer) throws IOException {
    int duration = recording(answer).path("durationMillis").intValue();
    List<Cue> cues = Captions.parse(captions(answer), duration);
    assertTrue(cues.get(cues.size() - 1).endMillis() < duration);
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
    assertEquals(200, recording.path("waveform").binaryValue().length);
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

  private static String captions(JsonNode answer) throws IOException {
    return Files.readString(AUDIO.resolve(name(answer) + ".vtt"));
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

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
