package org.vivavoce.ingest;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines of which none, however long, is ever held whole beyond a limit. */
final class BoundedLines implements AutoCloseable {
  private static final int BUFFER = 1 << 13;
  private final Reader reader;
  private final int longest;
  private final long most;
  private final char[] buffer = new char[BUFFER];
  private int at;
  private int end;
  private long read;
  private boolean afterReturn;

  /**
   * @param longest of a line, in characters: of a longer one, one character more is kept
   * @param most characters in all
   */
  BoundedLines(Reader reader, int longest, long most) {
    this.reader = reader;
    this.longest = longest;
    this.most = most;
  }

  /**
   * @return the next line without its end, or null at the end of the file
   * @throws IOException where the file has more characters than are allowed in all
   */
  @Nullable String next() throws IOException {
    StringBuilder line = null;
    while (fill()) {
      int from = at;
      while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
        at++;
      }
      if (afterReturn && from == at && buffer[at] == '\n') {
        afterReturn = false;
        at++;
        continue;
      }
      afterReturn = false;
      line = line == null ? new StringBuilder() : line;
      line.append(buffer, from, Math.min(at - from, longest + 1 - line.length()));
      if (at < end) {
        afterReturn = buffer[at++] == '\r';
        return line.toString();
      }
    }
    return line == null ? null : line.toString();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    at = 0;
    end = Math.max(0, reader.read(buffer));
    read += end;
    if (read > most) {
      throw new IOException("unpacked, it has more than " + most + " characters");
    }
    return end > 0;
  }
}
