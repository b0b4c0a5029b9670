package org.vivavoce.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser may give up at any byte: what is whole before it is a recording. */
class BrokenOffTest {
  private static final Path SAMPLES = Path.of("src/test/resources/audio");
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"chromium.webm", "live.webm", "fragments.m4a"})
  void whereverItBreaksOffThePartBeforeIsTaken(String name) throws IOException {
    byte[] whole = Files.readAllBytes(SAMPLES.resolve(name));
    int longest = 0;
    for (int length = whole.length; length > 1_500; length -= 97) {
      Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      BrokenOff.mend(file);
      byte[] left = Files.readAllBytes(file);
      assertArrayEquals(Arrays.copyOf(whole, left.length), left, "nothing is changed in it");
      try {
        longest = Math.max(longest, AudioInspector.inspect(file).durationMillis());
      } catch (BadMediaException e) {
        assertTrue(
            length < whole.length / 2, length + " of " + whole.length + ": " + e.getMessage());
      }
    }
    assertEquals(AudioInspector.inspect(SAMPLES.resolve(name)).durationMillis(), longest);
  }

  @Test
  void whatIsNoRecordingOfABrowserIsLeftAsItIs() throws IOException {
    byte[] cut = Arrays.copyOf(Files.readAllBytes(SAMPLES.resolve("tagged.mp3")), 3_333);
    Path file = Files.write(folder.resolve("cut"), cut);
    BrokenOff.mend(file);
    assertArrayEquals(cut, Files.readAllBytes(file));
    assertThrows(BadMediaException.class, () -> AudioInspector.inspect(file));
  }
}
