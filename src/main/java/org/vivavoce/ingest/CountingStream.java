package org.vivavoce.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.util.zip.GZIPInputStream;

/** Counts what has been read of a file, for the progress bar. */
final class CountingStream extends FilterInputStream {
  private long count;

  CountingStream(InputStream in) {
    super(in);
  }

  /** Its content, unpacked where its first bytes say that it is packed by gzip. */
  InputStream unzipped() throws IOException {
    BufferedInputStream content = new BufferedInputStream(this);
    content.mark(2);
    boolean zipped = content.read() == 0x1f && content.read() == 0x8b;
    content.reset();
    return zipped ? new GZIPInputStream(content, 1 << 16) : content;
  }

  /** Fails with {@link java.nio.charset.CharacterCodingException} where a text is not UTF-8. */
  static Reader utf8(InputStream content) {
    return new InputStreamReader(
        content,
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count += value < 0 ? 0 : 1;
    return value;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int read = super.read(bytes, from, length);
    count += Math.max(0, read);
    return read;
  }
}
