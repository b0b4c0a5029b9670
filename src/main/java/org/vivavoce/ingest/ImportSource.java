package org.vivavoce.ingest;

import java.io.InputStream;

/**
 * Where lines come from.
 *
 * @param name for messages
 * @param content plain or gzipped
 * @param length in bytes, or 0 where it is not known
 * @param companions the files that lines may name
 * @param mostCharacters once unpacked
 * @param mostLines of any kind
 */
record ImportSource(
    String name,
    InputStream content,
    long length,
    Companions companions,
    long mostCharacters,
    long mostLines) {
  /** Of an operator, who knows what they do. */
  static ImportSource unlimited(
      String name, InputStream content, long length, Companions companions) {
    return new ImportSource(name, content, length, companions, Long.MAX_VALUE, Long.MAX_VALUE);
  }
}
