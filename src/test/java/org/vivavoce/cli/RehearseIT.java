package org.vivavoce.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the container’s build lets Java write an archive of classes from. */
class RehearseIT {
  @Test
  void itStartsAnswersAndEndsByItself() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Cli.run(
            new String[] {"rehearse"},
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertAll(
        () -> assertEquals(0, code, err.toString(StandardCharsets.UTF_8)),
        () -> assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Answered ")));
  }
}
