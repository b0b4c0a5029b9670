package org.vivavoce.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Told what becomes of each line of an import. */
interface ImportRows {
  /** For those who do not want to know. */
  ImportRows NONE = rows -> {};

  /** Some hundreds at a time; nothing of a dry run is in the database when this is called. */
  void took(List<Row> rows);

  /**
   * One line.
   *
   * @param text the line itself; only where it is a conflict
   * @param content the same, read; only where it is a conflict
   * @param warning what the newsroom would not have let through, or empty
   * @param problem why it is bad, or null
   */
  record Row(
      long line,
      String result,
      String slug,
      String sourceId,
      @Nullable String text,
      @Nullable ImportedLine content,
      String warning,
      @Nullable FieldException problem) {}
}
