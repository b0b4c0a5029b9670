package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Writer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page as the bytes that are sent. One character beyond Latin-1 would make a text of the
 * whole page twice as large, and slow to encode; here each piece is encoded for itself.
 */
final class Utf8Writer extends Writer {
  /** So short a piece is encoded character by character. */
  private static final int SHORT = 24;

  private static final byte REPLACEMENT = '?';

  /** By character; null for those that are written as they are. */
  private static final byte @Nullable [][] ESCAPES = new byte['>' + 1][];

  static {
    ESCAPES['"'] = "&quot;".getBytes(UTF_8);
    ESCAPES['&'] = "&amp;".getBytes(UTF_8);
    ESCAPES['\''] = "&#39;".getBytes(UTF_8);
    ESCAPES['<'] = "&lt;".getBytes(UTF_8);
    ESCAPES['>'] = "&gt;".getBytes(UTF_8);
  }

  /** Whether a character of ASCII is written as it is. */
  private static final boolean[] PLAIN = new boolean[0x80];

  static {
    for (int character = 0; character < PLAIN.length; character++) {
      PLAIN[character] = character >= ESCAPES.length || ESCAPES[character] == null;
    }
  }

  private byte[] bytes;
  private int length;

  /** The first half of a character that was parted between two pieces; 0 for none. */
  private char high;

  /**
   * @param capacity bytes for which there is room at first
   */
  Utf8Writer(int capacity) {
    bytes = new byte[capacity];
  }

  /** Forgets what was written. */
  void clear() {
    length = 0;
    high = 0;
  }

  /** For how many bytes there is room. */
  int capacity() {
    return bytes.length;
  }

  /** Takes what is encoded already: whole characters. */
  void write(byte[] encoded) {
    end();
    room(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
  }

  @Override
  public void write(int character) {
    room(3);
    put((char) character);
  }

  @Override
  public void write(char[] characters, int offset, int count) {
    room(3L * count);
    for (int at = offset; at < offset + count; at++) {
      put(characters[at]);
    }
  }

  @Override
  public void write(String text) {
    write(text, 0, text.length());
  }

  @Override
  public void write(String text, int offset, int count) {
    if (count > SHORT && high == 0 && !Character.isHighSurrogate(text.charAt(offset + count - 1))) {
      write(text.substring(offset, offset + count).getBytes(UTF_8));
      return;
    }
    room(3L * count);
    for (int at = offset; at < offset + count; at++) {
      put(text.charAt(at));
    }
  }

  /** Text, in which what would be markup is written so that it is none. */
  void writeEscaped(String text) {
    int at = 0;
    while (at < text.length()) {
      at = writePlain(text, at);
      if (at < text.length()) {
        char character = text.charAt(at++);
        byte[] escape = character < ESCAPES.length ? ESCAPES[character] : null;
        if (escape == null) {
          write(character);
        } else {
          write(escape);
        }
      }
    }
  }

  /**
   * Writes characters of ASCII for as long as they are no markup: nearly all there are.
   *
   * @return where the first one is that is something else
   */
  private int writePlain(String text, int from) {
    end(text.charAt(from));
    room(text.length() - from);
    byte[] to = bytes;
    int next = length;
    int at = from;
    for (; at < text.length(); at++) {
      char character = text.charAt(at);
      if (character >= PLAIN.length || !PLAIN[character]) {
        break;
      }
      to[next++] = (byte) character;
    }
    length = next;
    return at;
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  /** All that was written. */
  byte[] toByteArray() {
    end();
    return Arrays.copyOf(bytes, length);
  }

  /** The same, unless the other half comes now. */
  private void end(char next) {
    if (!Character.isLowSurrogate(next)) {
      end();
    }
  }

  /** What was begun of a character comes to no end. */
  private void end() {
    if (high != 0) {
      high = 0;
      room(1);
      bytes[length++] = REPLACEMENT;
    }
  }

  /** Where there is room for it. */
  private void put(char character) {
    if (high != 0) {
      char first = high;
      high = 0;
      if (Character.isLowSurrogate(character)) {
        int whole = Character.toCodePoint(first, character);
        bytes[length++] = (byte) (0xF0 | (whole >> 18));
        bytes[length++] = following(whole >> 12);
        bytes[length++] = following(whole >> 6);
        bytes[length++] = following(whole);
        return;
      }
      bytes[length++] = REPLACEMENT;
    }
    if (character < 0x80) {
      bytes[length++] = (byte) character;
    } else if (character < 0x800) {
      bytes[length++] = (byte) (0xC0 | (character >> 6));
      bytes[length++] = following(character);
    } else if (Character.isHighSurrogate(character)) {
      high = character;
    } else if (Character.isLowSurrogate(character)) {
      bytes[length++] = REPLACEMENT;
    } else {
      bytes[length++] = (byte) (0xE0 | (character >> 12));
      bytes[length++] = following(character >> 6);
      bytes[length++] = following(character);
    }
  }

  /** A byte after the first of a character. */
  private static byte following(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  /** Makes room for so many bytes, and for what may be left of a parted character. */
  private void room(long more) {
    long needed = length + more + 1;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, 2L * bytes.length)));
    }
  }
}
