package org.vivavoce.media;

import java.io.IOException;

/**
 * MP3: frames that follow each other without a gap, with tags before and after them. Every frame is
 * looked at, so that the length is true, whatever a header says of it.
 */
final class MpegAudio {
  private static final int[][] BIT_RATES = {
    // MPEG 1, then MPEG 2 and 2.5; layer III, in kbit/s
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, -1},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, -1}
  };
  private static final int[] RATES = {44_100, 48_000, 32_000};
  private static final int MOST_TAGS = 8;
  private static final int LARGEST_TAG = 16 * 1024 * 1024;
  private static final int MOST_PADDING = 64 * 1024;

  private MpegAudio() {}

  /**
   * @param start where the first frame begins
   */
  static AudioInspector.Sound read(SoundFile file, long start) throws IOException {
    long end = startOfTrailingTags(file, start);
    Frame first = frame(file, start, end);
    long frames = 0;
    Information information = information(file, start, first);
    long at = start + (information == null ? 0 : first.length());
    while (at < end) {
      // Some recorders fill up with nothing.
      if (frames > 0 && end - at <= MOST_PADDING && file.isZero(at, end)) {
        break;
      }
      Frame frame = frame(file, at, end);
      if (frame.rate() != first.rate() || frame.samples() != first.samples()) {
        throw noFrame(at, "MP3");
      }
      frames++;
      at += frame.length();
    }
    if (information != null && information.frames() > frames) {
      throw new BadMediaException(
          "breaks off after "
              + frames
              + " of "
              + information.frames()
              + " MP3 frames; send the whole file again");
    }
    long samples = frames * first.samples() - (information == null ? 0 : information.silent());
    return new AudioInspector.Sound(
        "audio/mpeg",
        "mp3",
        (double) Math.max(0, samples) / first.rate(),
        first.channels(),
        first.rate());
  }

  /** Past ID3v2 tags, which stand before the sound. */
  static long endOfLeadingTags(SoundFile file) throws IOException {
    long at = 0;
    for (int tags = 0; tags < MOST_TAGS && file.has(at, "ID3"); tags++) {
      file.need(at, 10, "its tags");
      long length = 0;
      for (int each = 6; each < 10; each++) {
        length = (length << 7) | (file.u8(at + each) & 0x7f);
      }
      long whole = 10 + length + ((file.u8(at + 5) & 0x10) != 0 ? 10 : 0);
      if (whole > LARGEST_TAG) {
        throw new BadMediaException("has tags of more than 16 MB; export the sound alone");
      }
      ForeignContent.refuse(file, at + 10, at + whole, "its tags");
      at += whole;
    }
    long padded = at;
    while (at > 0 && padded < file.size() && padded - at < MOST_PADDING && file.u8(padded) == 0) {
      padded++;
    }
    return padded;
  }

  /** Before ID3v1, APE and Lyrics3 tags, which stand after the sound. */
  static long startOfTrailingTags(SoundFile file, long start) throws IOException {
    long end = file.size();
    for (int tags = 0; tags < MOST_TAGS; tags++) {
      long before = end;
      if (file.has(end - 128, "TAG")) {
        end -= 128;
      } else if (file.has(end - 32, "APETAGEX")) {
        boolean header = (file.u32le(end - 12) & 0x8000_0000L) != 0;
        end -= file.u32le(end - 20) + (header ? 32 : 0);
      } else if (file.has(end - 9, "LYRICS200") && file.text(end - 15, 6).matches("[0-9]{6}")) {
        end -= 15 + Integer.parseInt(file.text(end - 15, 6));
      } else if (end == file.size()) {
        return end;
      }
      if (end == before) {
        return end;
      }
      if (end < start || before - end > LARGEST_TAG) {
        throw SoundFile.truncated("its tags");
      }
      ForeignContent.refuse(file, end, before, "its tags");
    }
    return end;
  }

  static BadMediaException noFrame(long at, String format) {
    return new BadMediaException(
        "has something at byte "
            + at
            + " that is no "
            + format
            + " sound; export the sound anew and send that");
  }

  private static Frame frame(SoundFile file, long at, long end) throws IOException {
    if (at + 4 > end) {
      throw SoundFile.truncated("a frame");
    }
    int second = file.u8(at + 1);
    int version = (second >> 3) & 3;
    int layer = (second >> 1) & 3;
    if (file.u8(at) != 0xff || (second & 0xe0) != 0xe0 || version == 1 || layer == 0) {
      throw noFrame(at, "MP3");
    }
    if (layer != 1) {
      throw new BadMediaException("is MPEG sound of another layer than MP3; export it as MP3");
    }
    int third = file.u8(at + 2);
    boolean one = version == 3;
    int bitRate = BIT_RATES[one ? 0 : 1][third >> 4];
    int rateIndex = (third >> 2) & 3;
    if (bitRate <= 0 || rateIndex == 3) {
      throw noFrame(at, "MP3");
    }
    int rate = RATES[rateIndex] >> (one ? 0 : version == 2 ? 1 : 2);
    int length = (one ? 144 : 72) * bitRate * 1000 / rate + ((third >> 1) & 1);
    if (length < 4 || at + length > end) {
      throw SoundFile.truncated("a frame");
    }
    int mode = file.u8(at + 3) >> 6;
    return new Frame(length, one ? 1152 : 576, rate, mode == 3 ? 1 : 2, one);
  }

  /** What the encoder says in a first frame that is not sound; null where it is sound. */
  private static Information information(SoundFile file, long at, Frame frame) throws IOException {
    int side = frame.one() ? (frame.channels() == 1 ? 17 : 32) : (frame.channels() == 1 ? 9 : 17);
    long tag = at + 4 + side;
    long end = at + frame.length();
    if (end - tag >= 16 && (file.has(tag, "Xing") || file.has(tag, "Info"))) {
      long flags = file.u32(tag + 4);
      long frames = (flags & 1) != 0 ? file.u32(tag + 8) : 0;
      long encoder = tag + 120;
      boolean says = (flags & 0xf) == 0xf && end - encoder >= 24 && file.u8(encoder) == 'L';
      long silent =
          says
              ? (file.u8(encoder + 21) << 4 | file.u8(encoder + 22) >> 4)
                  + ((file.u8(encoder + 22) & 0xf) << 8 | file.u8(encoder + 23))
              : 0;
      return new Information(frames, silent);
    }
    if (end - (at + 36) >= 26 && file.has(at + 36, "VBRI")) {
      return new Information(file.u32(at + 36 + 14), 0);
    }
    return null;
  }

  /**
   * @param one whether it is MPEG 1, not 2 or 2.5
   */
  private record Frame(int length, int samples, int rate, int channels, boolean one) {}

  /**
   * @param frames that the encoder wrote; 0 where it does not say
   * @param silent samples before and after the sound that players leave out
   */
  private record Information(long frames, long silent) {}
}
