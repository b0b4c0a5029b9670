package org.vivavoce.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes and messages, as scripts rely on them. */
class CliTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void wrongUsageEndsWithTwo() {
    assertEquals(2, run(Map.of(), "dance"));
    assertEquals(2, run(Map.of(), "import"));
    assertEquals(2, run(Map.of(), "serve", "--loudly"));
    assertEquals(2, run(Map.of(), "export"));
    assertEquals(2, run(Map.of(), "export", "a.zip", "b.zip"));
    assertEquals(2, run(Map.of(), "restore"));
    assertEquals(2, run(Map.of(), "restore", "a.zip", "--merge"));
    assertEquals(2, run(Map.of(), "user"));
    assertEquals(2, run(Map.of(), "topics"));
    assertEquals(2, run(Map.of(), "topics", "import"));
    assertEquals(2, run(Map.of(), "user", "add", "a@example.org"));
    assertEquals(2, run(Map.of(), "user", "add", "a@b", "--name", "A", "--role", "king"));
    assertTrue(text(err).contains("dance"), text(err));
  }

  @Test
  void aBadSettingEndsWithOneAndOneClearLine() {
    assertEquals(1, run(Map.of("PORT", "eighty"), "serve"));
    assertEquals(
        "vivavoce: PORT is 'eighty', which is no port; write a number from 0 to 65535\n",
        text(err));
    assertEquals("", text(out));
  }

  @Test
  void aDatabaseOutOfReachEndsWithOneAndOneClearLine() {
    assertEquals(1, run(Map.of("DATABASE_URL", "postgres://nobody:x@127.0.0.1:1/none"), "migrate"));
    String last = text(err).lines().reduce((before, line) -> line).orElse("");
    assertTrue(last.startsWith("vivavoce: no connection to jdbc:postgresql://127.0.0.1:1"), last);
  }

  @Test
  void aResetMayTakeTheSecondFactorAwayToo() {
    Map<String, String> nowhere = Map.of("DATABASE_URL", "postgres://nobody:x@127.0.0.1:1/none");
    assertEquals(1, run(nowhere, "user", "reset", "a@example.org", "--second-factor"));
    assertEquals(2, run(nowhere, "user", "reset", "a@example.org", "--third-factor"));
  }

  @Test
  void whatIsNoArchiveIsRefusedBeforeADatabaseIsAskedFor(@TempDir Path folder) throws IOException {
    Map<String, String> nowhere = Map.of("DATABASE_URL", "postgres://nobody:x@127.0.0.1:1/none");
    Path file = folder.resolve("backup.zip");
    assertEquals(1, run(nowhere, "restore", file.toString()));
    assertEquals("vivavoce: " + file + " is no file\n", text(err));
    err.reset();
    Files.writeString(file, "Not an archive. ".repeat(100));
    for (String[] arguments :
        new String[][] {{"restore", file.toString()}, {"restore", "--check", file.toString()}}) {
      assertEquals(1, run(nowhere, arguments));
      assertTrue(
          text(err).startsWith("vivavoce: " + file + " is not an archive as it was written: "),
          text(err));
      assertEquals(1, text(err).lines().count(), text(err));
      err.reset();
    }
  }

  @Test
  void helpListsTheCommands() {
    assertEquals(0, run(Map.of(), "--help"));
    for (String command :
        new String[] {
          "serve",
          "migrate",
          "seed",
          "import",
          "export",
          "restore",
          "related",
          "topics",
          "user",
          "healthcheck"
        }) {
      assertTrue(text(out).contains(command), command);
    }
  }

  private int run(Map<String, String> environment, String... arguments) {
    return Cli.run(arguments, environment, stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
