package org.vivavoce.media;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Tells what a sound file is by reading it through from its first byte to its last, never by its
 * name. Whatever does not belong to the sound or to its tags makes it bad: what is cut off, what
 * was appended, what is something else besides. Memory is bounded, whatever the file says of
 * itself.
 */
public final class AudioInspector {
  /** Ten hours of a doctor's answer in MP3 would be smaller. */
  public static final long LARGEST_BYTES = 200L * 1024 * 1024;

  private static final long SHORTEST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 36_000_000;
  private static final int MOST_CHANNELS = 8;
  private static final int LOWEST_RATE = 1_000;
  private static final int HIGHEST_RATE = 768_000;

  private AudioInspector() {}

  /**
   * @throws BadMediaException where it is no sound file that is taken
   */
  public static AudioFacts inspect(Path path) throws IOException {
    return inspect(path, LARGEST_BYTES);
  }

  /**
   * @param largest how many bytes it may have
   * @throws BadMediaException where it is no sound file that is taken
   */
  static AudioFacts inspect(Path path, long largest) throws IOException {
    try (SoundFile file = SoundFile.open(path)) {
      if (file.size() == 0) {
        throw new BadMediaException("is empty; send the file again");
      }
      if (file.size() > largest) {
        throw new BadMediaException(
            "is larger than " + largest / 1024 / 1024 + " MB; send it as MP3 or M4A");
      }
      Sound sound = sound(file);
      ForeignContent.refuseEnds(file);
      return facts(sound, file.size());
    }
  }

  private static Sound sound(SoundFile file) throws IOException {
    if (file.has(0, "RIFF") && file.has(8, "WAVE")) {
      return WavAudio.read(file);
    }
    if (file.has(0, "OggS")) {
      return OggAudio.read(file);
    }
    if (file.has(0, "\u001aE\u00df\u00a3")) {
      return WebmAudio.read(file);
    }
    if (file.has(4, "ftyp")) {
      return Mp4Audio.read(file);
    }
    long start = MpegAudio.endOfLeadingTags(file);
    if (file.size() >= start + 2 && file.u8(start) == 0xff) {
      int second = file.u8(start + 1);
      if ((second & 0xf6) == 0xf0) {
        return AdtsAudio.read(file, start);
      }
      if ((second & 0xe0) == 0xe0) {
        return MpegAudio.read(file, start);
      }
    }
    throw new BadMediaException(
        "is no sound that can be taken, but "
            + ForeignContent.nameOf(file)
            + "; send MP3, M4A, AAC, Ogg, WebM or WAV");
  }

  private static AudioFacts facts(Sound sound, long size) {
    if (sound.rate() < LOWEST_RATE || sound.rate() > HIGHEST_RATE) {
      throw new BadMediaException(
          "says that it has " + sound.rate() + " samples a second, which no recording has");
    }
    if (sound.channels() < 1 || sound.channels() > MOST_CHANNELS) {
      throw new BadMediaException(
          "has " + sound.channels() + " channels; send mono or stereo sound");
    }
    // Counted in doubles, so that no length that a file claims can overflow.
    double millis = sound.seconds() * 1000;
    if (!(millis >= SHORTEST_MILLIS)) {
      throw new BadMediaException("holds hardly any sound; record it again");
    }
    if (millis > LONGEST_MILLIS) {
      throw new BadMediaException("is longer than ten hours; send the answer alone");
    }
    int bitRate = (int) Math.max(1, Math.min(Integer.MAX_VALUE, size * 8_000.0 / millis));
    return new AudioFacts(
        sound.contentType(),
        sound.codec(),
        (int) Math.round(millis),
        bitRate,
        sound.channels(),
        (int) sound.rate());
  }

  /**
   * What a reader of one format found.
   *
   * @param rate samples a second
   */
  record Sound(String contentType, String codec, double seconds, int channels, long rate) {}
}
