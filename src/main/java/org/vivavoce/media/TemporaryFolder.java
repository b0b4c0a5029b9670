package org.vivavoce.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for files that are needed for moments, which goes with this. Whoever has one holds a
 * lock in it: the one of a portal that was killed is locked by nobody, and swept by the next.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TemporaryFolder.class);
  private static final String NAMES = "vivavoce-{recording,upload,import,demo}*";
  private static final String LOCK = "lock";

  /** Between the making of a folder and its lock passes less. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** What has no lock was made before there were any; no work takes so long. */
  private static final Duration LONGEST_WORK = Duration.ofDays(1);

  private final Path folder;
  private final Path content;
  private final FileChannel lock;

  private TemporaryFolder(Path folder, Path content, FileChannel lock) {
    this.folder = folder;
    this.content = content;
    this.lock = lock;
  }

  /**
   * Makes one where Java keeps such ({@code java.io.tmpdir}), which is made where it is missing.
   *
   * @param kind recording, upload, import or demo
   */
  public static TemporaryFolder create(String kind) throws IOException {
    return create(parent(), kind);
  }

  static TemporaryFolder create(Path parent, String kind) throws IOException {
    Files.createDirectories(parent);
    Path folder = Files.createTempDirectory(parent, "vivavoce-" + kind + own());
    FileChannel lock = null;
    try {
      lock =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        throw new IOException("somebody else has locked " + folder);
      }
      return new TemporaryFolder(folder, Files.createDirectory(folder.resolve("content")), lock);
    } catch (IOException | RuntimeException e) {
      if (lock != null) {
        lock.close();
      }
      delete(folder);
      throw e;
    }
  }

  /** Where the files may be put. */
  public Path path() {
    return content;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      delete(folder);
    }
  }

  /** Deletes what portals left that were killed; nothing of one that lives. */
  public static void sweep() {
    sweep(parent(), GRACE);
  }

  static void sweep(Path parent, Duration grace) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, NAMES)) {
      for (Path each : left) {
        // To open a lock of our own, and to close it, would give it up.
        if (!String.valueOf(each.getFileName()).contains(own())) {
          sweepOne(each, grace);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("What an earlier run left behind could not be looked for: {}", e.getMessage());
    }
  }

  private static void sweepOne(Path left, Duration grace) {
    Path lock = left.resolve(LOCK);
    try {
      if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
        if (isOlder(left, LONGEST_WORK)) {
          delete(left);
        }
      } else if (isOlder(lock, grace)) {
        try (FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock held = channel.tryLock()) {
          if (held != null) {
            delete(left);
          }
        }
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Of another account, or swept by another portal just now.
      log.debug("{} was not swept", left, e);
    }
  }

  private static boolean isOlder(Path path, Duration age) throws IOException {
    Instant modified = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    return !modified.isAfter(Instant.ofEpochMilli(System.currentTimeMillis()).minus(age));
  }

  /** No other process of this machine, or of another container, is called so, or ever was. */
  private static String own() {
    ProcessHandle self = ProcessHandle.current();
    long since = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return "-" + self.pid() + "-" + since + "-";
  }

  private static Path parent() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    }
  }
}
