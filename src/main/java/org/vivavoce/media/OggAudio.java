package org.vivavoce.media;

import java.io.IOException;

/**
 * Ogg with one stream of Opus or Vorbis: pages that fill the file, each with its checksum, numbered
 * without a gap, the last one marked as the last.
 */
final class OggAudio {
  private static final int HEADER = 27;
  private static final int FIRST = 2;
  private static final int LAST = 4;
  private static final int CONTINUED = 1;
  private static final int OPUS_RATE = 48_000;
  private static final long POLYNOMIAL = 0x04c11db7L;
  private static final int[] CHECKSUMS = checksums();

  private final SoundFile file;
  private String codec = "";
  private int channels;
  private long rate;
  private long preSkip;
  private long serial;
  private long lastGranule = -1;
  private long firstSoundGranule = -1;
  private long firstSoundSamples;
  private long samples;
  private long pageSamples;
  private int packets;

  private OggAudio(SoundFile file) {
    this.file = file;
  }

  static AudioInspector.Sound read(SoundFile file) throws IOException {
    return new OggAudio(file).read();
  }

  private AudioInspector.Sound read() throws IOException {
    long at = 0;
    long number = 0;
    boolean ended = false;
    while (at < file.size()) {
      file.need(at, HEADER, "a page");
      if (!file.has(at, "OggS") || file.u8(at + 4) != 0) {
        throw MpegAudio.noFrame(at, "Ogg");
      }
      int segments = file.u8(at + 26);
      file.need(at, HEADER + segments, "a page");
      int content = 0;
      for (int segment = 0; segment < segments; segment++) {
        content += file.u8(at + HEADER + segment);
      }
      int whole = HEADER + segments + content;
      file.need(at, whole, "a page");
      checkNumber(at, number, ended);
      checkSum(at, whole);
      ended = (file.u8(at + 5) & LAST) != 0;
      page(at, segments, content);
      number++;
      at += whole;
    }
    if (!ended) {
      throw new BadMediaException(
          "breaks off: its last Ogg page is not marked as the last; send the whole file again");
    }
    double seconds =
        codec.equals("opus") ? (double) opusSamples() / OPUS_RATE : (double) lastGranule / rate;
    return new AudioInspector.Sound("audio/ogg", codec, Math.max(0, seconds), channels, rate);
  }

  private void checkNumber(long at, long number, boolean ended) throws IOException {
    if (number == 0) {
      serial = file.u32le(at + 14);
    }
    boolean begins = (file.u8(at + 5) & FIRST) != 0;
    if (file.u32le(at + 14) != serial || begins != (number == 0) || ended) {
      throw new BadMediaException("holds more than one Ogg stream; export the sound alone");
    }
    if (file.u32le(at + 18) != number) {
      throw new BadMediaException(
          "lacks its Ogg page " + number + " at byte " + at + "; send the whole file again");
    }
  }

  private void checkSum(long at, int whole) throws IOException {
    int sum = 0;
    for (int each = 0; each < whole; each++) {
      int value = each >= 22 && each < 26 ? 0 : file.u8(at + each);
      sum = (sum << 8) ^ CHECKSUMS[((sum >>> 24) ^ value) & 0xff];
    }
    if ((sum & 0xffff_ffffL) != file.u32le(at + 22)) {
      throw new BadMediaException(
          "is damaged: its Ogg page at byte " + at + " has a wrong checksum; send it again");
    }
  }

  private void page(long at, int segments, int content) throws IOException {
    long start = at + HEADER + segments;
    if (codec.isEmpty()) {
      identify(start, content);
    }
    int headers = codec.equals("opus") ? 2 : 3;
    if (packets < headers) {
      ForeignContent.refuse(file, start, start + content, "its tags");
    }
    boolean within = (file.u8(at + 5) & CONTINUED) != 0;
    long packet = start;
    int length = 0;
    pageSamples = 0;
    for (int segment = 0; segment < segments; segment++) {
      int size = file.u8(at + HEADER + segment);
      length += size;
      if (size < 255 || segment == segments - 1) {
        boolean sound = packets >= headers;
        if (sound && !within && codec.equals("opus") && length > 0) {
          long in = OpusPacket.samples(file, packet, length);
          samples += in;
          pageSamples += in;
        }
        packets += size < 255 ? 1 : 0;
        within = size == 255;
        packet += length;
        length = 0;
      }
    }
    granule(at, headers);
  }

  private void granule(long at, int headers) throws IOException {
    long granule = file.i64le(at + 6);
    if (granule == -1 || packets <= headers) {
      return;
    }
    if (granule < lastGranule) {
      throw new BadMediaException(
          "goes back in time at its Ogg page at byte " + at + "; export it anew and send it");
    }
    if (firstSoundGranule < 0) {
      firstSoundGranule = granule;
      firstSoundSamples = samples;
    }
    lastGranule = granule;
  }

  /** Without what the encoder put before the sound, and after it. */
  private long opusSamples() {
    long before = Math.max(0, firstSoundGranule - firstSoundSamples);
    long said = lastGranule - before;
    if (said > samples || said < samples - Math.max(pageSamples, OPUS_RATE)) {
      throw new BadMediaException(
          "says that it lasts "
              + said / OPUS_RATE
              + " s, but holds another length of sound; export it anew");
    }
    return said - preSkip;
  }

  private void identify(long at, int length) throws IOException {
    if (length >= 19 && file.has(at, "OpusHead") && file.u8(at + 8) < 16) {
      codec = "opus";
      channels = file.u8(at + 9);
      preSkip = file.u16le(at + 10);
      // Whatever was recorded, Opus is played at this rate.
      rate = OPUS_RATE;
    } else if (length >= 30 && file.has(at, "\u0001vorbis") && file.u32le(at + 7) == 0) {
      codec = "vorbis";
      channels = file.u8(at + 11);
      rate = file.u32le(at + 12);
      if (rate == 0) {
        throw new BadMediaException("says that it has 0 samples a second; export it anew");
      }
    } else {
      throw new BadMediaException("is Ogg of another coding than Opus or Vorbis; export it as MP3");
    }
  }

  private static int[] checksums() {
    int[] sums = new int[256];
    for (int each = 0; each < 256; each++) {
      int sum = each << 24;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 0x8000_0000) != 0 ? (sum << 1) ^ (int) POLYNOMIAL : sum << 1;
      }
      sums[each] = sum;
    }
    return sums;
  }
}
