package org.vivavoce.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Reads an entry, and fails at its end, or beyond it, where it is not what the manifest says. */
final class CheckedRows extends FilterInputStream {
  private final Manifest.Entry entry;
  private final MessageDigest digest = Digests.sha256();
  private long left;
  private boolean ended;

  CheckedRows(InputStream in, Manifest.Entry entry) {
    super(in);
    this.entry = entry;
    this.left = entry.bytes();
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    if (read < 0) {
      if (!ended) {
        ended = true;
        if (left > 0 || !HexFormat.of().formatHex(digest.digest()).equals(entry.sha256())) {
          throw altered();
        }
      }
      return -1;
    }
    left -= read;
    if (left < 0) {
      throw altered();
    }
    digest.update(bytes, offset, read);
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    throw new IOException("what is skipped is not checked");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private IOException altered() {
    return new IOException(entry.name() + " is cut off or altered");
  }
}
