package org.vivavoce.media;

import java.io.IOException;

/** How long the sound of one Opus packet is (RFC 6716, section 3). */
final class OpusPacket {
  /** By the first five bits; samples of one frame at 48 kHz. */
  private static final int[] SILK = {480, 960, 1920, 2880};

  private static final int[] HYBRID = {480, 960};
  private static final int[] CELT = {120, 240, 480, 960};
  private static final int LONGEST = 5_760;

  private OpusPacket() {}

  /**
   * @param length of the packet in bytes, at least 1
   * @return samples at 48 kHz
   * @throws BadMediaException where it is longer than a packet may be
   */
  static int samples(SoundFile file, long at, int length) throws IOException {
    int first = file.u8(at);
    int configuration = first >> 3;
    int frame =
        configuration < 12
            ? SILK[configuration & 3]
            : configuration < 16 ? HYBRID[configuration & 1] : CELT[configuration & 3];
    int frames =
        switch (first & 3) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default -> length < 2 ? 0 : file.u8(at + 1) & 0x3f;
        };
    if (frames * frame > LONGEST) {
      throw new BadMediaException(
          "is damaged: its Opus packet at byte " + at + " is too long; export it anew");
    }
    return frames * frame;
  }
}
