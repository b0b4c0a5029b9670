package org.vivavoce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a line of the log is made of, whoever wrote what stands in it. */
class LogEncoderTest {
  /** Ends lines, clears screens, turns the reading direction, and says half a character. */
  private static final String HOSTILE =
      "a\r\n2026-01-01T00:00:00.000Z ERROR forged\u001b[2J\u0085b\u2028c\u2029d\u202ee\u009bf\ud83dg\u0000\"\\é😀";

  private static final String ENCODED =
      "a\\r\\n2026-01-01T00:00:00.000Z ERROR forged\\u001b[2J\\u0085b\\u2028c\\u2029d\\u202ee\\u009bf\\ud83dg\\u0000\"\\é😀";

  private final LoggerContext context = new LoggerContext();

  @Test
  void aLineIsAnObject() throws IOException {
    String line = encoded(true, HOSTILE, null, Map.of("request", "42"));
    JsonNode object = new ObjectMapper().readTree(line);
    assertAll(
        () -> assertEquals(1, line.lines().count(), line),
        () -> assertEquals("2026-11-27T10:15:30.007Z", object.path("time").asText()),
        () -> assertEquals("WARN", object.path("level").asText()),
        () -> assertEquals("org.vivavoce.web.ErrorPages", object.path("logger").asText()),
        () -> assertEquals("a thread", object.path("thread").asText()),
        () -> assertEquals("42", object.path("request").asText()),
        () -> assertEquals(ENCODED, object.path("message").asText()),
        () -> assertFalse(object.has("exception")),
        () -> assertFalse(object.has("worker")));
  }

  @Test
  void anObjectHoldsTheStack() throws IOException {
    String line = encoded(true, "failed", failure(), Map.of("worker", "import-worker"));
    JsonNode object = new ObjectMapper().readTree(line);
    List<String> stack = object.path("exception").asText().lines().toList();
    assertAll(
        () -> assertEquals(1, line.lines().count(), line),
        () -> assertEquals("import-worker", object.path("worker").asText()),
        () -> assertEquals("java.lang.IllegalStateException: " + ENCODED, stack.get(0)),
        () -> assertTrue(stack.get(1).startsWith("  at org.vivavoce.cli."), stack.get(1)),
        () -> assertTrue(stack.contains("Caused by: java.io.IOException: " + ENCODED)),
        () -> assertTrue(stack.contains("Suppressed: java.lang.Error: " + ENCODED)));
  }

  @Test
  void textIsALineAndItsStack() {
    String text = encoded(false, HOSTILE, failure(), Map.of("request", "42"));
    List<String> lines = text.lines().toList();
    assertAll(
        () ->
            assertEquals(
                "2026-11-27T10:15:30.007Z WARN  web.ErrorPages [42] " + ENCODED, lines.get(0)),
        () -> assertEquals("java.lang.IllegalStateException: " + ENCODED, lines.get(1)),
        () ->
            assertTrue(
                text.chars().allMatch(each -> each == '\n' || !Character.isISOControl(each)), text),
        () ->
            assertTrue(
                lines.stream()
                    .skip(1)
                    .allMatch(
                        line ->
                            line.startsWith("  ")
                                || line.startsWith("java.lang.IllegalStateException: ")
                                || line.startsWith("Caused by: ")
                                || line.startsWith("Suppressed: ")),
                text));
  }

  @Test
  void whoeverGoesRoundInCirclesComesToAnEnd() {
    Exception first = new Exception("first");
    first.addSuppressed(new Exception("second", first));
    String text = encoded(false, "failed", first, Map.of());
    assertTrue(text.contains("second"), text);
  }

  @Test
  void whatIsLongIsCut() {
    String text = encoded(false, "x".repeat(LogText.LONGEST + 17), null, Map.of());
    assertTrue(text.endsWith("x … (17 characters more)\n"), text.substring(text.length() - 40));
  }

  @Test
  void aFileIsNoTerminal(@TempDir Path folder) throws IOException {
    Path file = Files.createSymbolicLink(folder.resolve("file"), folder.resolve("log"));
    Path terminal = Files.createSymbolicLink(folder.resolve("tty"), Path.of("/dev/pts/3"));
    assertAll(
        () -> assertFalse(Logging.isTerminal(file)),
        () -> assertTrue(Logging.isTerminal(terminal)));
  }

  private static Exception failure() {
    Exception failure = new IllegalStateException(HOSTILE, new IOException(HOSTILE));
    failure.addSuppressed(new Error(HOSTILE));
    return failure;
  }

  private String encoded(
      boolean json, String message, @Nullable Throwable failure, Map<String, String> mdc) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("org.vivavoce.web.ErrorPages"),
            Level.WARN,
            "{}",
            failure,
            new Object[] {message});
    event.setTimeStamp(1_795_774_530_007L);
    event.setThreadName("a thread");
    event.setMDCPropertyMap(mdc);
    return new String(new LogEncoder(json).encode(event), UTF_8);
  }
}
