package org.vivavoce.ingest;

import java.util.List;

/** An import file has bad lines, so that nothing of it was imported. */
public class BadImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<BadLine> lines;

  BadImportException(List<BadLine> lines, int count) {
    super(
        count == 1
            ? "1 bad line; nothing was imported"
            : count + " bad lines; nothing was imported");
    this.lines = List.copyOf(lines);
  }

  /** The first of them. */
  public List<BadLine> lines() {
    return lines;
  }
}
