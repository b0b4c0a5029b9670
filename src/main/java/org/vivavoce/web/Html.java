package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.util.IWritableCharSequence;

/** Rendered HTML, as the bytes that are sent: a page takes them as they are. */
final class Html implements IWritableCharSequence {
  private final byte[] bytes;
  private @Nullable String text;

  /**
   * @param bytes in UTF-8; they are not copied
   */
  Html(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public void write(Writer writer) throws IOException {
    if (writer instanceof Utf8Writer page) {
      page.write(bytes);
    } else {
      writer.write(toString());
    }
  }

  @Override
  public int length() {
    return toString().length();
  }

  @Override
  public char charAt(int index) {
    return toString().charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return toString().subSequence(start, end);
  }

  @Override
  public String toString() {
    String known = text;
    if (known == null) {
      known = new String(bytes, UTF_8);
      text = known;
    }
    return known;
  }
}
