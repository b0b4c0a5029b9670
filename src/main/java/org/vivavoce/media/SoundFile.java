package org.vivavoce.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file read at any place through a small window, never whole. What lies beyond its end is said to
 * be missing.
 */
final class SoundFile implements Closeable {
  private static final int WINDOW = 64 * 1024;

  /** As many tables of an MP4 are read side by side. */
  private static final int WINDOWS = 4;

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer[] windows = new ByteBuffer[WINDOWS];
  private final long[] starts = new long[WINDOWS];
  private int next;

  /** The one of them that was read last. */
  private ByteBuffer window = ByteBuffer.allocate(0);

  private long windowStart;

  private SoundFile(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  static SoundFile open(Path path) throws IOException {
    return new SoundFile(FileChannel.open(path));
  }

  long size() {
    return size;
  }

  int u8(long at) throws IOException {
    if (at < windowStart || at >= windowStart + window.limit()) {
      turnTo(at);
    }
    return window.get((int) (at - windowStart)) & 0xff;
  }

  int u16(long at) throws IOException {
    return (u8(at) << 8) | u8(at + 1);
  }

  int u16le(long at) throws IOException {
    return u8(at) | (u8(at + 1) << 8);
  }

  long u32(long at) throws IOException {
    return ((long) u16(at) << 16) | u16(at + 2);
  }

  long u32le(long at) throws IOException {
    return u16le(at) | ((long) u16le(at + 2) << 16);
  }

  /** Eight bytes; negative where the first bit is set. */
  long i64(long at) throws IOException {
    return (u32(at) << 32) | u32(at + 4);
  }

  long i64le(long at) throws IOException {
    return u32le(at) | (u32le(at + 4) << 32);
  }

  boolean has(long at, String ascii) throws IOException {
    if (at < 0 || at + ascii.length() > size) {
      return false;
    }
    for (int each = 0; each < ascii.length(); each++) {
      if (u8(at + each) != ascii.charAt(each)) {
        return false;
      }
    }
    return true;
  }

  /** A few bytes as characters of the same numbers. */
  String text(long at, int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int each = 0; each < length; each++) {
      bytes[each] = (byte) u8(at + each);
    }
    return new String(bytes, ISO_8859_1);
  }

  /**
   * @throws BadMediaException where a part that begins here would end after the file
   */
  void need(long at, long length, String what) {
    if (length < 0 || at > size - length) {
      throw truncated(what);
    }
  }

  static BadMediaException truncated(String what) {
    return new BadMediaException(
        "breaks off in the middle of " + what + "; send the whole file again");
  }

  /** Whether all bytes from one place to another are 0. */
  boolean isZero(long from, long to) throws IOException {
    for (long at = from; at < to; at++) {
      if (u8(at) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void turnTo(long at) throws IOException {
    for (int each = 0; each < WINDOWS; each++) {
      if (windows[each] != null
          && at >= starts[each]
          && at < starts[each] + windows[each].limit()) {
        window = windows[each];
        windowStart = starts[each];
        return;
      }
    }
    load(at);
  }

  private void load(long at) throws IOException {
    if (at < 0 || at >= size) {
      throw truncated("its data");
    }
    next = (next + 1) % WINDOWS;
    if (windows[next] == null) {
      windows[next] = ByteBuffer.allocate(WINDOW);
    }
    window = windows[next];
    // A little of what lies before, since tags are read from their ends.
    windowStart = starts[next] = Math.max(0, at - 1024);
    window.clear();
    while (window.hasRemaining() && channel.read(window, windowStart + window.position()) >= 0) {
      // Until the window or the file is at its end.
    }
    window.flip();
    if (at >= windowStart + window.limit()) {
      throw truncated("its data");
    }
  }
}
