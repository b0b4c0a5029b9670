package org.vivavoce.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Writes everything there is into one file, from one snapshot, row by row: it takes as little
 * memory for much as for little. The same content gives the same bytes.
 *
 * <p>It is written beside its name and takes it at the end, once it is on the disk: whatever bears
 * the name is whole.
 */
public final class ArchiveExport {
  private static final int BUFFER_BYTES = 1 << 18;

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  /** No time of its own: the first that a ZIP can tell. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Jdbi jdbi;
  private final String portalVersion;

  /**
   * @param portalVersion of this program, for whoever finds the archive
   */
  public ArchiveExport(Jdbi jdbi, String portalVersion) {
    this.jdbi = jdbi;
    this.portalVersion = portalVersion;
  }

  /**
   * What was written.
   *
   * @param bytes how long the file is
   * @param sha256 of the file, in hexadecimal
   * @param answers how many are in it, drafts not counted
   * @param rows how many rows, of all tables
   */
  public record Written(long bytes, String sha256, long answers, long rows) {}

  /**
   * Writes an archive and notes that there is one.
   *
   * @param withAccounts whether people can sign in after it is restored
   * @param replace whether a file of that name may be replaced
   * @throws BackupException where it cannot be written; a file of that name stays as it was
   */
  public Written write(Path file, boolean withAccounts, boolean replace) {
    Path target = file.toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw new BackupException(file + " is a folder; name a file");
    }
    if (!replace && Files.exists(target)) {
      throw new BackupException(
          file + " is there already; name another file, or replace it with --force");
    }
    // Only the root, a folder, lies in none.
    Path folder = Objects.requireNonNull(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try (FileChannel channel = openPart(part)) {
      Written written;
      try {
        written = write(channel, withAccounts);
        channel.force(true);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(part);
        throw e;
      }
      try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
        entry.force(true);
      }
      note(written);
      return written;
    } catch (IOException e) {
      throw new BackupException(file + " cannot be written: " + e, e);
    } catch (UncheckedIOException e) {
      throw new BackupException(file + " cannot be written: " + e.getCause(), e);
    }
  }

  /**
   * For its owner's eyes only, whatever lies there already, and for one writer at a time. Where it
   * is a link that somebody else has laid, it fails.
   */
  @SuppressWarnings("MustBeClosedChecker")
  private static FileChannel openPart(Path part) throws IOException {
    FileChannel channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(OWNERS));
    boolean mine = false;
    try {
      Files.setPosixFilePermissions(part, OWNERS);
      FileLock lock = channel.tryLock();
      mine = lock != null;
    } catch (OverlappingFileLockException e) {
      mine = false;
    } finally {
      if (!mine) {
        channel.close();
      }
    }
    if (!mine) {
      throw new BackupException(part + " is being written by another export");
    }
    channel.truncate(0);
    return channel;
  }

  private Written write(FileChannel channel, boolean withAccounts) throws IOException {
    SealedOutput sealed = new SealedOutput(Channels.newOutputStream(channel));
    ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(sealed, BUFFER_BYTES));
    Manifest manifest =
        jdbi.inTransaction(
            TransactionIsolationLevel.REPEATABLE_READ,
            handle -> {
              handle.setReadOnly(true);
              ArchiveSession.begin(handle);
              return write(handle, zip, withAccounts);
            });
    begin(zip, Manifest.NAME, Deflater.DEFAULT_COMPRESSION);
    zip.write(manifest.json());
    zip.closeEntry();
    // Its place is taken by the seal.
    zip.setComment("0".repeat(SealedOutput.SEAL_BYTES));
    zip.finish();
    zip.flush();
    String sha256 = HexFormat.of().formatHex(sealed.seal());
    return new Written(sealed.count(), sha256, manifest.rows("article"), manifest.rows());
  }

  private Manifest write(Handle handle, ZipOutputStream zip, boolean withAccounts)
      throws IOException {
    Catalogue catalogue = Catalogue.read(handle);
    Set<String> undecided = Contents.undecided(catalogue.names());
    if (!undecided.isEmpty()) {
      throw new BackupException(
          "the database has tables that this version does not know: "
              + String.join(", ", undecided)
              + "; export with the version that made them");
    }
    String schema =
        Catalogue.schemaVersion(handle)
            .orElseThrow(() -> new BackupException("the database has no schema yet"));
    List<Manifest.Entry> entries = new ArrayList<>();
    for (Table table : catalogue.archived()) {
      entries.add(write(handle, zip, table, RowQuery.of(catalogue, table, withAccounts)));
    }
    return new Manifest(
        Manifest.FORMAT, Manifest.VERSION, portalVersion, schema, withAccounts, entries);
  }

  private static Manifest.Entry write(Handle handle, ZipOutputStream zip, Table table, String query)
      throws IOException {
    RowForm form = RowForm.of(table.name());
    String name = form.entry(table.name());
    begin(zip, name, form.compression());
    MessageDigest digest = Digests.sha256();
    CountingOutput counting = new CountingOutput(new DigestOutputStream(zip, digest));
    long rows =
        ArchiveSession.copyOut(
            handle, "copy (" + query + ") to stdout (" + form.options() + ")", counting);
    zip.closeEntry();
    return new Manifest.Entry(
        name,
        table.name(),
        table.columns(),
        rows,
        counting.count(),
        HexFormat.of().formatHex(digest.digest()),
        lastGiven(handle, table));
  }

  /** Numbers that were given and deleted since are told of in the log: they are not given again. */
  private static Map<String, Long> lastGiven(Handle handle, Table table) {
    Map<String, Long> last = new TreeMap<>();
    for (String column : table.identities()) {
      handle
          .createQuery(
              "select pg_sequence_last_value(pg_get_serial_sequence(:table, :column)::regclass)")
          .bind("table", ArchiveSession.quoted(table.name()))
          .bind("column", column)
          .mapTo(Long.class)
          .findOne()
          .ifPresent(number -> last.put(column, number));
    }
    return last;
  }

  private static void begin(ZipOutputStream zip, String name, int level) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.setLevel(level);
    zip.putNextEntry(entry);
  }

  private void note(Written written) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into backup (bytes, sha256, version) values (:bytes, :sha256, :version)")
                .bind("bytes", written.bytes())
                .bind("sha256", HexFormat.of().parseHex(written.sha256()))
                .bind("version", portalVersion)
                .execute());
  }

  /** Tells how much went through. */
  private static final class CountingOutput extends OutputStream {
    private final OutputStream out;
    private long count;

    CountingOutput(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int single) throws IOException {
      out.write(single);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }

    long count() {
      return count;
    }
  }
}
