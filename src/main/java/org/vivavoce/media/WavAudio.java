package org.vivavoce.media;

import java.io.IOException;
import java.util.Set;

/** WAV: chunks that fill the file exactly, one of them the format, one the samples. */
final class WavAudio {
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;
  private static final long UNKNOWN = 0xffff_ffffL;
  private static final int MOST_CHUNKS = 1_000;
  private static final Set<Integer> DEPTHS = Set.of(8, 16, 24, 32, 64);

  private WavAudio() {}

  static AudioInspector.Sound read(SoundFile file) throws IOException {
    long said = file.u32le(4);
    // Written to a pipe, where nobody could go back and fill the lengths in.
    boolean open = said == UNKNOWN || said == 0;
    long end = open ? file.size() : 8 + said;
    if (end < file.size() - 1 || (end == file.size() - 1 && file.u8(end) != 0)) {
      throw new BadMediaException(
          "is a WAV that goes on after its end at byte "
              + end
              + "; export the sound anew and send that");
    }
    if (end > file.size() + 1) {
      throw SoundFile.truncated("its samples");
    }
    end = Math.min(end, file.size());
    Format format = null;
    long samples = -1;
    int chunks = 0;
    long at = 12;
    while (at < end) {
      file.need(at, 8, "a chunk");
      String id = file.text(at, 4);
      long content = at + 8;
      long length = file.u32le(at + 4);
      if (open && id.equals("data") && (length == UNKNOWN || length == 0)) {
        length = end - content;
      }
      file.need(content, length, "its chunk '" + printable(id) + "'");
      if (++chunks > MOST_CHUNKS) {
        throw new BadMediaException("is a WAV of too many chunks; export it anew and send it");
      }
      if (id.equals("fmt ")) {
        format = format(file, content, length);
      } else if (id.equals("data")) {
        if (samples >= 0) {
          throw new BadMediaException("is a WAV with two sets of samples; export it anew");
        }
        samples = length;
      } else {
        ForeignContent.refuse(file, content, content + length, "its chunk '" + printable(id) + "'");
      }
      at = content + length + (length & 1);
    }
    if (format == null || samples < 0) {
      throw SoundFile.truncated("its chunks");
    }
    int frame = format.channels() * format.bits() / 8;
    if (samples % frame != 0) {
      throw SoundFile.truncated("a sample");
    }
    return new AudioInspector.Sound(
        "audio/wav",
        "pcm",
        (double) samples / frame / Math.max(1, format.rate()),
        format.channels(),
        format.rate());
  }

  private static Format format(SoundFile file, long at, long length) throws IOException {
    if (length < 16) {
      throw SoundFile.truncated("its format");
    }
    int kind = file.u16le(at);
    if (kind == EXTENSIBLE && length >= 40) {
      kind = file.u16le(at + 24);
    }
    int channels = file.u16le(at + 2);
    int bits = file.u16le(at + 14);
    if ((kind != PCM && kind != FLOAT) || !DEPTHS.contains(bits) || channels == 0) {
      throw new BadMediaException(
          "is a WAV in a coding (" + kind + ") that is not taken; export it as PCM or as MP3");
    }
    return new Format(channels, file.u32le(at + 4), bits);
  }

  private static String printable(String id) {
    return id.replaceAll("[^ -~]", "?").strip();
  }

  private record Format(int channels, long rate, int bits) {}
}
