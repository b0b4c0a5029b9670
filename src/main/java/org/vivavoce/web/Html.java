package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.util.IWritableCharSequence;

/** HTML that is written where a page wants it, as the bytes that are sent. */
public final class Html implements IWritableCharSequence {
  private static final int USUAL_LENGTH = 1_024;

  private final Consumer<Utf8Writer> source;
  private @Nullable String text;

  /**
   * @param source writes it, the same each time
   */
  Html(Consumer<Utf8Writer> source) {
    this.source = source;
  }

  /**
   * @param bytes in UTF-8; they are not copied
   */
  public static Html of(byte[] bytes) {
    return new Html(page -> page.write(bytes));
  }

  void write(Utf8Writer page) {
    source.accept(page);
  }

  @Override
  public void write(Writer writer) throws IOException {
    if (writer instanceof Utf8Writer page) {
      write(page);
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
      Utf8Writer page = new Utf8Writer(USUAL_LENGTH);
      write(page);
      known = new String(page.toByteArray(), UTF_8);
      text = known;
    }
    return known;
  }
}
