package org.vivavoce.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a browser recorded until it, or its battery, gave up: the file ends in the middle of
 * something. Everything before that can be heard.
 */
final class BrokenOff {
  private static final long CLUSTER = 0x1F43B675L;
  private static final long SEGMENT = 0x18538067L;

  private BrokenOff() {}

  /**
   * Cuts a WebM or an MP4 in fragments after the last part that is there whole; anything else is
   * left as it is.
   */
  static void mend(Path path) throws IOException {
    long end;
    try (SoundFile file = SoundFile.open(path)) {
      if (file.has(0, "\u001aE\u00df\u00a3")) {
        end = endOfWebm(file);
      } else if (file.has(4, "ftyp")) {
        end = endOfMp4(file);
      } else {
        return;
      }
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(end);
    }
  }

  /** Goes into what holds parts of its own and does not say how long it is. */
  private static long endOfWebm(SoundFile file) throws IOException {
    long at = 0;
    while (at < file.size()) {
      long next = endOfElement(file, at);
      if (next < 0) {
        return at;
      }
      at = next;
    }
    return at;
  }

  /** Where an element ends, or its content begins; -1 where it is not there whole. */
  private static long endOfElement(SoundFile file, long at) throws IOException {
    int idLength = Integer.numberOfLeadingZeros(file.u8(at)) - 23;
    if (idLength > 4 || at + idLength >= file.size()) {
      return -1;
    }
    long id = 0;
    for (int each = 0; each < idLength; each++) {
      id = (id << 8) | file.u8(at + each);
    }
    long sizeAt = at + idLength;
    int sizeLength = Integer.numberOfLeadingZeros(file.u8(sizeAt)) - 23;
    if (sizeLength > 8 || sizeAt + sizeLength > file.size()) {
      return -1;
    }
    long size = file.u8(sizeAt) & ((1 << (8 - sizeLength)) - 1);
    boolean unknown = size == (1 << (8 - sizeLength)) - 1;
    for (int each = 1; each < sizeLength; each++) {
      int next = file.u8(sizeAt + each);
      unknown &= next == 0xff;
      size = (size << 8) | next;
    }
    long content = sizeAt + sizeLength;
    if (unknown && (id == SEGMENT || id == CLUSTER)) {
      return content;
    }
    return unknown || size > file.size() - content ? -1 : content + size;
  }

  /** A fragment is its description and its sound: the one is of no use without the other. */
  private static long endOfMp4(SoundFile file) throws IOException {
    long whole = 0;
    long at = 0;
    while (at + 8 <= file.size()) {
      long size = file.u32(at);
      if (size < 8 || size > file.size() - at) {
        break;
      }
      boolean described = file.has(at + 4, "moof");
      at += size;
      if (!described) {
        whole = at;
      }
    }
    return whole;
  }
}
