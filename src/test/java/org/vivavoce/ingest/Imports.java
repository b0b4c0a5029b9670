package org.vivavoce.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.TestClock;

/** Imports lines as an operator does. */
public final class Imports {
  private Imports() {}

  /** One line: an answer by Ada Example in Oncology. */
  public static String line(String id, String title, String body) {
    return """
        {"id": "%s", "title": "%s", "body": "%s", "author": {"name": "Ada Example"}, "specialty": "Oncology"}"""
        .formatted(id, title, body);
  }

  /** The same with further fields, in JSON. */
  public static String line(String id, String title, String body, String more) {
    String line = line(id, title, body);
    return line.substring(0, line.length() - 1) + ", " + more.replace("\n", " ") + "}";
  }

  public static ImportSummary run(Jdbi jdbi, String... lines) {
    Path file = file(lines);
    try {
      return run(jdbi, file, new ImportOptions(false, false, false, null, "test"));
    } finally {
      file.toFile().delete();
    }
  }

  /** The same with files beside the import file. */
  public static ImportSummary runIn(Path folder, Jdbi jdbi, String... lines) {
    try {
      Path file = Files.createTempFile(folder, "import", ".jsonl");
      Files.writeString(file, String.join("\n", lines) + "\n");
      return run(jdbi, file, new ImportOptions(false, false, false, null, "test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ImportSummary run(Jdbi jdbi, Path file, ImportOptions options) {
    return new Importer(jdbi, TestClock.FIXED).run(List.of(file), options, ImportProgress.NONE);
  }

  public static Path file(String... lines) {
    try {
      return Files.writeString(
          Files.createTempFile("import", ".jsonl"), String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
