package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.TestDatabase;

/** What the Dockerfile promises, as far as it shows without a container. */
class ContainerIT {
  private static final Pattern CHECK = Pattern.compile("(?m)^HEALTHCHECK [^\\[]*CMD (\\[.*\\])$");

  private final String file;

  ContainerIT() throws IOException {
    file = Files.readString(Path.of("Dockerfile"));
  }

  @Test
  void anyBaseWillDoAndNobodyIsRoot() {
    assertAll(
        () ->
            assertEquals(
                List.of("${BASE}", "${BASE}"),
                Pattern.compile("(?m)^FROM (\\S+)")
                    .matcher(file)
                    .results()
                    .map(each -> each.group(1))
                    .toList()),
        () ->
            assertTrue(
                Pattern.compile("(?m)^USER [1-9][0-9]+$").matcher(file).find(),
                "by its number, as clusters want it"),
        () -> assertTrue(file.contains("\nVOLUME /data\n"), "what is to be kept has a place"),
        () ->
            assertTrue(
                file.contains("\nENTRYPOINT [\"java\", "), "signals reach Java, and no shell"));
  }

  @Test
  void itsHealthCheckTellsWhatIsReadyFromWhatIsNot() throws Exception {
    Matcher check = CHECK.matcher(file.replace("\\\n", ""));
    assertTrue(check.find(), "it has one");
    List<String> command =
        new ObjectMapper().readValue(check.group(1), new TypeReference<List<String>>() {});
    int port;
    try (Portal portal = Portal.over(TestDatabase.migrated())) {
      port = URI.create(portal.url("/")).getPort();
      assertEquals(0, status(command, port));
      portal.database().refuseConnections();
      assertNotEquals(0, status(command, port), "without its database");
    }
    assertNotEquals(0, status(command, port), "where nobody listens");
  }

  @Test
  void theLibraryForBrotliLiesWhereTheBuildLooksForIt() {
    assertTrue(file.contains("jar xf vivavoce.jar \"lib/linux-$(uname -m)\""));
    assertAll(
        List.of("x86_64", "aarch64").stream()
            .map(
                machine ->
                    () ->
                        assertNotNull(
                            getClass().getResource("/lib/linux-" + machine + "/libbrotli.so"),
                            machine)));
  }

  private static int status(List<String> command, int port) throws Exception {
    ProcessBuilder asked = new ProcessBuilder(command).redirectErrorStream(true);
    asked.environment().put("PORT", Integer.toString(port));
    Process process = asked.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it is answered in time");
    return process.exitValue();
  }
}
