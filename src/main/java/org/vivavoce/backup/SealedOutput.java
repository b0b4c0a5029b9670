package org.vivavoce.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file that ends with the SHA-256 of all that comes before, in hexadecimal: it takes the place of
 * the last {@value #SEAL_BYTES} bytes that were written, which whoever writes keeps free for it.
 */
final class SealedOutput extends OutputStream {
  static final int SEAL_BYTES = 64;

  private final OutputStream out;
  private final MessageDigest digest = Digests.sha256();
  private final byte[] tail = new byte[SEAL_BYTES];
  private int held;
  private long count;

  SealedOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int over = Math.max(0, held + length - SEAL_BYTES);
    int ofHeld = Math.min(held, over);
    pass(tail, 0, ofHeld);
    System.arraycopy(tail, ofHeld, tail, 0, held - ofHeld);
    held -= ofHeld;
    int ofGiven = over - ofHeld;
    pass(bytes, offset, ofGiven);
    System.arraycopy(bytes, offset + ofGiven, tail, held, length - ofGiven);
    held += length - ofGiven;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /**
   * Ends the file.
   *
   * @return its SHA-256, the seal included
   */
  byte[] seal() throws IOException {
    try {
      MessageDigest whole = (MessageDigest) digest.clone();
      byte[] seal = HexFormat.of().formatHex(digest.digest()).getBytes(US_ASCII);
      whole.update(seal);
      out.write(seal);
      out.flush();
      count += seal.length;
      return whole.digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's own SHA-256 can be cloned", e);
    }
  }

  /** How long the file is. */
  long count() {
    return count;
  }

  private void pass(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0) {
      digest.update(bytes, offset, length);
      out.write(bytes, offset, length);
      count += length;
    }
  }
}
