package org.vivavoce.ingest;

/** What is wrong with one line of an import file, for the person who has to mend it. */
public record BadLine(String file, long line, String field, String reason) {
  @Override
  public String toString() {
    return file + ", line " + line + ", " + field + ": " + reason;
  }
}
