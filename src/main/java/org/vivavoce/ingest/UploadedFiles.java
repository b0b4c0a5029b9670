package org.vivavoce.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.vivavoce.media.TemporaryFolder;

/**
 * A ZIP with one import file and the files that its lines name, unpacked into a folder of its own,
 * which goes with this. Nothing is written outside of that folder, and no more than a limit.
 */
final class UploadedFiles implements AutoCloseable {
  private static final int MOST_ENTRIES = 20_000;
  private static final int LONGEST_NAME = 500;
  private final TemporaryFolder folder;
  private final Path lines;

  private UploadedFiles(TemporaryFolder folder, Path lines) {
    this.folder = folder;
    this.lines = lines;
  }

  /**
   * @param mostBytes unpacked
   * @throws IOException saying in words what is wrong with it
   */
  static UploadedFiles unpacked(InputStream content, long mostBytes) throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("import");
    try {
      return new UploadedFiles(folder, unpack(content, folder.path().toRealPath(), mostBytes));
    } catch (IOException | RuntimeException e) {
      folder.close();
      if (e instanceof ZipException || e instanceof IllegalArgumentException) {
        throw new IOException("the ZIP is damaged: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /** The import file. */
  Path lines() {
    return lines;
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }

  private static Path unpack(InputStream content, Path folder, long mostBytes) throws IOException {
    Path lines = null;
    long left = mostBytes;
    int entries = 0;
    // Not closed: what it reads from is the caller's.
    ZipInputStream zip = new ZipInputStream(content);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (++entries > MOST_ENTRIES) {
        throw new IOException("the ZIP has more than " + MOST_ENTRIES + " files");
      }
      Path file = inside(folder, entry.getName());
      if (entry.isDirectory() || isLitter(entry.getName())) {
        left = copy(zip, OutputStream.nullOutputStream(), left);
        continue;
      }
      if (Files.exists(file)) {
        throw new IOException("the ZIP has two files of one name");
      }
      Files.createDirectories(parent(file));
      try (OutputStream out = Files.newOutputStream(file)) {
        left = copy(zip, out, left);
      }
      if (isLines(entry.getName())) {
        if (lines != null) {
          throw new IOException("the ZIP has more than one .jsonl file");
        }
        lines = file;
      }
    }
    if (lines == null) {
      throw new IOException("the ZIP has no .jsonl file");
    }
    return lines;
  }

  private static long copy(InputStream in, OutputStream out, long most) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = most;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      left -= read;
      if (left < 0) {
        throw new IOException("the ZIP is too large unpacked: import it on the command line");
      }
      out.write(buffer, 0, read);
    }
    return left;
  }

  private static Path inside(Path folder, String name) throws IOException {
    try {
      Path file = folder.resolve(name).normalize();
      boolean plain = !name.startsWith("/") && !name.contains("\\") && !name.contains("\0");
      if (plain && name.length() <= LONGEST_NAME && file.startsWith(folder)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // said below, like other names
    }
    throw new IOException("the ZIP has a file whose name leads out of it, or is too long");
  }

  private static boolean isLines(String name) {
    return name.endsWith(".jsonl") || name.endsWith(".jsonl.gz");
  }

  /** What a Mac packs in without being asked. */
  private static boolean isLitter(String name) {
    return name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}
