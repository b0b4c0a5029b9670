package org.vivavoce.ingest;

import java.io.InputStream;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** Reads the file of a run from the database, chunk by chunk. */
final class RunChunks extends InputStream {
  private final Handle handle;
  private final long run;
  private byte[] chunk = new byte[0];
  private int at;
  private int position;
  private boolean ended;

  RunChunks(Handle handle, long run) {
    this.handle = handle;
    this.run = run;
  }

  @Override
  public int read() {
    return fill() ? chunk[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int from, int length) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int read = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, bytes, from, read);
    at += read;
    return read;
  }

  private boolean fill() {
    if (at < chunk.length) {
      return true;
    }
    if (!ended) {
      chunk =
          handle
              .createQuery(
                  "select bytes from import_chunk where run_id = :run and position = :position")
              .bind("run", run)
              .bind("position", position++)
              .mapTo(byte[].class)
              .findOne()
              .orElse(new byte[0]);
      at = 0;
      ended = chunk.length == 0;
    }
    return !ended;
  }
}
