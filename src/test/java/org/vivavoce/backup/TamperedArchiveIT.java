package org.vivavoce.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.db.Rows;
import org.vivavoce.db.TestDatabase;

/** What is cut off, altered, added or missing is known before anything is written. */
class TamperedArchiveIT {
  private static final String MEDIA = "tables/media_chunk.bin";
  private static final String SCHEMA = "\"schema\" : \"040\"";
  private static final String FLAGS = "tables/red_flag.tsv";
  @TempDir private static Path folder;
  private static TestDatabase blank;
  private static byte[] whole;

  @BeforeAll
  static void open() throws IOException {
    blank = TestDatabase.blank();
    byte[] sound = new byte[20_000];
    new Random(1).nextBytes(sound);
    Path file = folder.resolve("whole.zip");
    try (TestDatabase source = TestDatabase.migrated()) {
      source
          .jdbi()
          .useHandle(
              handle -> {
                handle.execute(
                    """
                    insert into media (sha256, content_type, byte_length)
                    values (encode(sha256(?), 'hex'), 'image/png', ?)
                    """,
                    sound,
                    sound.length);
                handle.execute(
                    "insert into media_chunk (media_id, position, bytes) select id, 0, ? from media",
                    sound);
              });
      new ArchiveExport(source.jdbi(), "1").write(file, true, false);
    }
    whole = Files.readAllBytes(file);
  }

  @AfterAll
  static void close() {
    if (blank != null) {
      blank.close();
    }
  }

  @Test
  void oneAlteredByteAnywhereIsFound() throws IOException {
    for (int at = 0; at < whole.length; at += at < 500 || at > whole.length - 500 ? 1 : 37) {
      byte[] altered = whole.clone();
      altered[at] = (byte) (altered[at] ^ 1 << (at % 8));
      refused(altered, "byte " + at);
    }
  }

  @Test
  void whatIsCutOffIsFound() throws IOException {
    for (int length = 0; length < whole.length; length += length < 200 ? 1 : 97) {
      refused(Arrays.copyOf(whole, length), "of length " + length);
    }
    refused(Arrays.copyOf(whole, whole.length - 1), "one byte short");
    refused(Arrays.copyOf(whole, whole.length + 1), "one byte more");
    refused(Arrays.copyOfRange(whole, 1, whole.length), "without its first byte");
    refused(new byte[0], "empty");
    refused("no archive".repeat(100).getBytes(StandardCharsets.UTF_8), "some text");
  }

  /** By somebody who put the right sum at its end. */
  @Test
  void entriesAreWhatTheManifestSaysThoughTheFileIsSealedAgain() throws IOException {
    assertDoesNotThrow(() -> Archive.open(file(sealedAgain(entries -> {}))).close());
    for (String name : List.of(MEDIA, FLAGS, Manifest.NAME)) {
      refused(sealedAgain(entries -> entries.remove(name)), name + " is missing");
      refused(
          sealedAgain(entries -> entries.compute(name, (key, bytes) -> flipped(bytes, 40))),
          name + " is altered");
      refused(
          sealedAgain(entries -> entries.compute(name, (key, bytes) -> cut(bytes))),
          name + " is cut off");
      refused(
          sealedAgain(
              entries ->
                  entries.compute(name, (key, bytes) -> Arrays.copyOf(bytes, bytes.length + 1))),
          name + " is longer");
    }
    for (String name :
        List.of(
            "tables/more.tsv",
            "../../../tmp/vivavoce-slipped",
            "/tmp/vivavoce-slipped",
            "..\\slipped",
            "tables/",
            "TABLES/RED_FLAG.TSV")) {
      refused(sealedAgain(entries -> entries.put(name, new byte[] {1})), name + " is added");
    }
    assertFalse(Files.exists(Path.of("/tmp/vivavoce-slipped")));
  }

  @Test
  void aManifestThatNamesOtherThingsIsRefused() throws IOException {
    refused(named("\"vivavoce-archive\"", "\"another\""), "of another format");
    refused(named("tables/red_flag.tsv", "../red_flag.tsv"), "an entry elsewhere");
    refused(named("\"rows\" :", "\"lines\" :"), "without what is needed");
    refused(
        sealedAgain(entries -> entries.put(Manifest.NAME, "[]".getBytes(StandardCharsets.UTF_8))),
        "a list");
    String newer = refused(named("\"formatVersion\" : 1", "\"formatVersion\" : 2"), "newer");
    assertTrue(newer.contains("version 2, written by Vivavoce 1"), newer);
  }

  @Test
  void anArchiveOfALaterSchemaSaysWhatToDo() throws IOException {
    BackupException refused =
        assertThrows(
            BackupException.class, () -> restore(named(SCHEMA, "\"schema\" : \"041\""), blank));
    assertEquals(
        "the archive is of schema 041, written by Vivavoce 1, and this version knows 040;"
            + " restore it with the version that wrote it",
        refused.getMessage());
    assertEquals(0, relations());
  }

  /** 038 to 040 have added nothing that is archived. */
  @Test
  void anArchiveOfAnEarlierSchemaIsMigratedWhereThereIsNoneYet() throws IOException {
    byte[] earlier = named(SCHEMA, "\"schema\" : \"037\"");
    try (TestDatabase migrated = TestDatabase.migrated();
        TestDatabase target = TestDatabase.blank()) {
      BackupException refused =
          assertThrows(BackupException.class, () -> restore(earlier, migrated));
      assertTrue(
          refused.getMessage().contains("the database has 040 already"), refused.getMessage());
      restore(earlier, target);
      assertTrue(target.database().isMigrated());
      Path again = folder.resolve("migrated.zip");
      new ArchiveExport(target.jdbi(), "1").write(again, true, false);
      assertArrayEquals(whole, Files.readAllBytes(again));
    }
  }

  @Test
  void aTableThatIsMissingFromBothIsMissed() throws IOException {
    Manifest manifest = Manifest.read(entries().get(Manifest.NAME));
    Manifest less =
        new Manifest(
            manifest.format(),
            manifest.formatVersion(),
            manifest.portal(),
            manifest.schema(),
            manifest.accounts(),
            manifest.entries().stream().filter(entry -> !entry.name().equals(FLAGS)).toList());
    Path file =
        file(
            sealedAgain(
                entries -> {
                  entries.remove(FLAGS);
                  entries.put(Manifest.NAME, less.json());
                }));
    try (TestDatabase target = TestDatabase.migrated();
        ArchiveRestore archive = ArchiveRestore.open(file)) {
      BackupException refused =
          assertThrows(BackupException.class, () -> archive.into(target.database()));
      assertEquals("the archive lacks red_flag", refused.getMessage());
    }
  }

  /** Before there is even a schema. */
  private static String refused(byte[] archive, String what) throws IOException {
    Path file = file(archive);
    BackupException refused =
        assertThrows(
            BackupException.class,
            () -> {
              try (ArchiveRestore opened = ArchiveRestore.open(file)) {
                opened.into(blank.database());
              }
            },
            what);
    assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
    assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
    assertEquals(0, relations(), what);
    return refused.getMessage();
  }

  private static void restore(byte[] bytes, TestDatabase target) throws IOException {
    try (ArchiveRestore archive = ArchiveRestore.open(file(bytes))) {
      archive.into(target.database());
    }
  }

  private static long relations() {
    return Rows.one(
        blank.jdbi(),
        Long.class,
        "select count(*) from pg_class where relnamespace = 'public'::regnamespace");
  }

  private static byte[] named(String before, String after) throws IOException {
    return sealedAgain(
        entries -> {
          String json = new String(entries.get(Manifest.NAME), StandardCharsets.UTF_8);
          assertTrue(json.contains(before), json);
          entries.put(Manifest.NAME, json.replace(before, after).getBytes(StandardCharsets.UTF_8));
        });
  }

  private static byte[] sealedAgain(Consumer<Map<String, byte[]>> change) throws IOException {
    Map<String, byte[]> entries = entries();
    change.accept(entries);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SealedOutput sealed = new SealedOutput(bytes);
    ZipOutputStream zip = new ZipOutputStream(sealed);
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      zip.putNextEntry(new ZipEntry(entry.getKey()));
      zip.write(entry.getValue());
      zip.closeEntry();
    }
    zip.setComment("0".repeat(SealedOutput.SEAL_BYTES));
    zip.finish();
    sealed.seal();
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(whole))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 1;
    return flipped;
  }

  private static byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length - 2);
  }

  private static Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("tampered.zip"), bytes);
  }
}
