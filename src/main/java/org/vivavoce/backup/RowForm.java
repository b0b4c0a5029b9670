package org.vivavoce.backup;

import java.util.zip.Deflater;

/** In which of PostgreSQL's own forms of {@code COPY} the rows of a table are written. */
enum RowForm {
  /** A line a row, fields parted by tabs, {@code \N} for null. */
  TEXT("text", "tsv", Deflater.DEFAULT_COMPRESSION),
  /** Sound and pictures: as text they would be twice as long, and they are compressed already. */
  BINARY("binary", "bin", Deflater.NO_COMPRESSION);

  private final String form;
  private final String ending;
  private final int compression;

  RowForm(String form, String ending, int compression) {
    this.form = form;
    this.ending = ending;
    this.compression = compression;
  }

  static RowForm of(String table) {
    return table.equals("media_chunk") ? BINARY : TEXT;
  }

  /** The name in the archive. */
  String entry(String table) {
    return "tables/" + table + "." + ending;
  }

  /** Of {@code COPY}. */
  String options() {
    return "format " + form;
  }

  int compression() {
    return compression;
  }
}
