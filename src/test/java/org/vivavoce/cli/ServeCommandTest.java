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
    assertDoesNotThrow(() -> ServeCommand.insistOnTemporaryFiles(folder));
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> ServeCommand.insistOnTemporaryFiles(folder.resolve("missing")));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(folder + "/missing"), message);
    assertTrue(message.contains("--tmpfs"), message);
  }
}
