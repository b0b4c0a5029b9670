package org.vivavoce.media;

import java.io.IOException;

/** AAC as a row of ADTS frames. */
final class AdtsAudio {
  private static final int[] RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };
  private static final int SAMPLES = 1_024;

  private AdtsAudio() {}

  /**
   * @param start where the first frame begins
   */
  static AudioInspector.Sound read(SoundFile file, long start) throws IOException {
    long end = MpegAudio.startOfTrailingTags(file, start);
    long samples = 0;
    int rateIndex = -1;
    int channels = 0;
    long at = start;
    while (at < end) {
      file.need(at, 7, "a frame");
      if (at + 7 > end || file.u8(at) != 0xff || (file.u8(at + 1) & 0xf6) != 0xf0) {
        throw MpegAudio.noFrame(at, "AAC");
      }
      int index = (file.u8(at + 2) >> 2) & 0xf;
      int length = ((file.u8(at + 3) & 3) << 11) | (file.u8(at + 4) << 3) | (file.u8(at + 5) >> 5);
      if (index >= RATES.length || length < 7 || (rateIndex >= 0 && index != rateIndex)) {
        throw MpegAudio.noFrame(at, "AAC");
      }
      file.need(at, length, "a frame");
      rateIndex = index;
      channels = Math.max(channels, ((file.u8(at + 2) & 1) << 2) | (file.u8(at + 3) >> 6));
      samples += (long) SAMPLES * ((file.u8(at + 6) & 3) + 1);
      at += length;
    }
    if (rateIndex < 0 || at > end) {
      throw SoundFile.truncated("a frame");
    }
    return new AudioInspector.Sound(
        "audio/aac",
        "aac",
        (double) samples / RATES[rateIndex],
        // 7 stands for eight; 0, which names none, for what the sound itself says: most often one.
        channels == 7 ? 8 : Math.max(1, channels),
        RATES[rateIndex]);
  }
}
