package org.vivavoce.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An archive that is whole: opening it reads all of it, so that what is cut off, altered, added or
 * missing is known before anything is made of it. Nothing of it is ever written to a file.
 */
final class Archive implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_MANIFEST_BYTES = 1 << 22;

  private final Path file;
  private final ZipFile zip;
  private final Manifest manifest;

  private Archive(Path file, ZipFile zip, Manifest manifest) {
    this.file = file;
    this.zip = zip;
    this.manifest = manifest;
  }

  /**
   * Reads an archive through twice: the file as it is, then every entry.
   *
   * @throws BackupException where it is not one, or not as it was written
   */
  static Archive open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BackupException(file + " is no file");
    }
    try {
      checkSeal(file);
      ZipFile zip = new ZipFile(file.toFile());
      try {
        Manifest manifest = manifest(file, zip);
        checkNames(file, zip, manifest);
        Archive archive = new Archive(file, zip, manifest);
        for (Manifest.Entry entry : manifest.entries()) {
          archive.check(entry);
        }
        return archive;
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (ZipException e) {
      throw refused(file, "it is no archive: " + e.getMessage());
    } catch (IOException e) {
      throw new BackupException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  Manifest manifest() {
    return manifest;
  }

  /**
   * The rows of an entry. Its end is reached only where it still is what the manifest says.
   *
   * @throws IOException from reading where it has changed since it was opened
   */
  InputStream rows(Manifest.Entry entry) throws IOException {
    ZipEntry found = zip.getEntry(entry.name());
    if (found == null) {
      throw new IOException(entry.name() + " is not there any more");
    }
    return new CheckedRows(zip.getInputStream(found), entry);
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new BackupException(file + " cannot be closed: " + e.getMessage(), e);
    }
  }

  private void check(Manifest.Entry entry) throws IOException {
    try (InputStream rows = rows(entry)) {
      rows.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw refused(file, e.getMessage());
    }
  }

  private static void checkSeal(Path file) throws IOException {
    long left = Files.size(file) - SealedOutput.SEAL_BYTES;
    if (left < 0) {
      throw refused(file, "it is cut off");
    }
    MessageDigest digest = Digests.sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream stream = Files.newInputStream(file)) {
      while (left > 0) {
        int read = stream.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw refused(file, "it is cut off");
        }
        digest.update(buffer, 0, read);
        left -= read;
      }
      String seal = new String(stream.readNBytes(SealedOutput.SEAL_BYTES), US_ASCII);
      if (!seal.equals(HexFormat.of().formatHex(digest.digest()))) {
        throw refused(
            file, "it does not end with its own SHA-256, so that it is cut off or altered");
      }
    }
  }

  private static Manifest manifest(Path file, ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(Manifest.NAME);
    if (entry == null) {
      throw refused(file, "it has no " + Manifest.NAME);
    }
    byte[] json;
    try (InputStream stream = zip.getInputStream(entry)) {
      json = stream.readNBytes(LONGEST_MANIFEST_BYTES);
    }
    Manifest manifest;
    try {
      manifest = Manifest.read(json);
    } catch (IOException e) {
      throw refused(file, Manifest.NAME + " is not as it was written");
    }
    if (!manifest.format().equals(Manifest.FORMAT)) {
      throw refused(file, "it is of the format '" + manifest.format() + "'");
    }
    if (!manifest.schema().matches("[0-9]{1,9}")) {
      throw refused(file, "its schema is '" + manifest.schema() + "'");
    }
    if (manifest.formatVersion() != Manifest.VERSION) {
      throw new BackupException(
          file
              + " is an archive of version "
              + manifest.formatVersion()
              + ", written by Vivavoce "
              + manifest.portal()
              + "; this program reads version "
              + Manifest.VERSION
              + ": restore it with that one");
    }
    return manifest;
  }

  private static void checkNames(Path file, ZipFile zip, Manifest manifest) {
    List<String> expected = new ArrayList<>();
    Set<String> tables = new HashSet<>();
    for (Manifest.Entry entry : manifest.entries()) {
      if (!tables.add(entry.table())) {
        throw refused(file, Manifest.NAME + " names " + entry.table() + " twice");
      }
      expected.add(entry.name());
    }
    expected.add(Manifest.NAME);
    List<String> found = new ArrayList<>();
    zip.stream().forEach(entry -> found.add(entry.getName()));
    Collections.sort(expected);
    Collections.sort(found);
    if (!found.equals(expected)) {
      throw refused(file, "its entries are not those that " + Manifest.NAME + " names");
    }
  }

  private static BackupException refused(Path file, String why) {
    return new BackupException(
        file + " is not an archive as it was written: " + why + "; nothing was changed");
  }
}
