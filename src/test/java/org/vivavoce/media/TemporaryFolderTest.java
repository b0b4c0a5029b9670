package org.vivavoce.media;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders for moments: gone in the end, also after a kill, and never before. */
class TemporaryFolderTest {
  @TempDir private Path parent;

  /** Another program that has a folder, or sweeps; lives until it is killed. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws IOException {
      Path parent = Path.of(arguments[1]);
      if (arguments[0].equals("sweep")) {
        TemporaryFolder.sweep(parent, Duration.ZERO);
        System.out.println("swept");
        return;
      }
      TemporaryFolder folder = TemporaryFolder.create(parent, arguments[0]);
      Files.writeString(folder.path().resolve("voice.mp3"), "sound");
      System.out.println(folder.path());
      System.in.read();
    }
  }

  @Test
  void isGoneInTheEndWithAllThatIsInIt() throws IOException {
    Path missing = parent.resolve("not/yet");
    try (TemporaryFolder folder = TemporaryFolder.create(missing, "import")) {
      assertTrue(folder.path().startsWith(missing), "its place is made");
    }
    Files.delete(missing);
    Files.delete(missing.getParent());
    try (TemporaryFolder folder = TemporaryFolder.create(parent, "import")) {
      Files.createDirectories(folder.path().resolve("a/b"));
      Files.writeString(folder.path().resolve("a/b/c.txt"), "c");
      assertEquals(1, left());
    }
    assertEquals(0, left());
  }

  @Test
  void whatAKilledProgramLeftIsSweptAndNothingOfALivingOne() throws Exception {
    for (String kind : new String[] {"recording", "upload", "import", "demo"}) {
      Process other = start(kind);
      try (BufferedReader out = other.inputReader()) {
        Path theirs = Path.of(out.readLine());
        TemporaryFolder.sweep(parent, Duration.ZERO);
        assertTrue(Files.exists(theirs.resolve("voice.mp3")), "the other one lives");
        other.destroyForcibly().onExit().join();
        TemporaryFolder.sweep(parent, Duration.ofDays(1));
        assertTrue(Files.exists(theirs), "somebody may be about to lock it");
        TemporaryFolder.sweep(parent, Duration.ZERO);
        assertEquals(0, left(), kind);
      } finally {
        other.destroyForcibly();
      }
    }
  }

  /** Looking at a lock of one's own and letting go of it would give it up. */
  @Test
  void ownFoldersStayLockedWhileOthersAreSwept() throws Exception {
    try (TemporaryFolder own = TemporaryFolder.create(parent, "upload")) {
      TemporaryFolder.sweep(parent, Duration.ZERO);
      Process other = start("sweep");
      try (BufferedReader out = other.inputReader()) {
        assertEquals("swept", out.readLine());
      }
      assertTrue(Files.exists(own.path()));
    }
  }

  /** Before there were locks, age told: of what was made then, and of nothing else. */
  @Test
  void whatHasNoLockIsSweptAfterADay() throws IOException {
    Path old = Files.createDirectory(parent.resolve("vivavoce-import123"));
    Files.writeString(old.resolve("a.jsonl"), "{}");
    Path oldFile = Files.writeString(parent.resolve("vivavoce-upload123.tmp"), "sound");
    Path fresh = Files.createDirectory(parent.resolve("vivavoce-recording123"));
    Path alien = Files.createDirectory(parent.resolve("vivavoce-bench"));
    Path target = Files.createDirectory(parent.resolve("elsewhere"));
    Files.createSymbolicLink(parent.resolve("vivavoce-demo1"), target);
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    for (Path each : new Path[] {old, oldFile, alien, target}) {
      Files.setLastModifiedTime(each, longAgo);
    }
    TemporaryFolder.sweep(parent, Duration.ZERO);
    assertAll(
        () -> assertFalse(Files.exists(old)),
        () -> assertFalse(Files.exists(oldFile)),
        () -> assertTrue(Files.exists(fresh)),
        () -> assertTrue(Files.exists(alien)),
        () -> assertTrue(Files.exists(target), "links are not followed"));
  }

  private Process start(String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            what,
            parent.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private long left() throws IOException {
    try (var files = Files.list(parent)) {
      return files.count();
    }
  }
}
