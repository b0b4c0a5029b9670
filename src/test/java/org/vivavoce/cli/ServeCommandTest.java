package org.vivavoce.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.config.ConfigException;

/** What the portal insists on before it starts. */
class ServeCommandTest {
  @Test
  void temporaryFilesHaveAPlace(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("not/yet");
    assertDoesNotThrow(() -> ServeCommand.insistOnTemporaryFiles(missing));
    try (var left = Files.list(missing)) {
      assertEquals(0, left.count());
    }
    Path file = Files.createFile(folder.resolve("file"));
    ConfigException refused =
        assertThrows(ConfigException.class, () -> ServeCommand.insistOnTemporaryFiles(file));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains("--tmpfs"), message);
  }
}
