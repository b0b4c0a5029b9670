package org.vivavoce.media;

import java.io.IOException;

/**
 * WebM with one track of Opus or Vorbis, as browsers record it: parts of a length that is not known
 * beforehand, and no word on how long the whole is.
 */
final class WebmAudio {
  private static final long EBML = 0x1A45DFA3L;
  private static final long DOC_TYPE = 0x4282;
  private static final long SEGMENT = 0x18538067L;
  private static final long SEEK_HEAD = 0x114D9B74L;
  private static final long INFO = 0x1549A966L;
  private static final long TRACKS = 0x1654AE6BL;
  private static final long CLUSTER = 0x1F43B675L;
  private static final long CUES = 0x1C53BB6BL;
  private static final long TAGS = 0x1254C367L;
  private static final long CHAPTERS = 0x1043A770L;
  private static final long ATTACHMENTS = 0x1941A469L;
  private static final long VOID = 0xEC;
  private static final long CHECKSUM = 0xBF;
  private static final long TIMESTAMP_SCALE = 0x2AD7B1;
  private static final long INFO_DURATION = 0x4489;
  private static final long TRACK_ENTRY = 0xAE;
  private static final long TRACK_TYPE = 0x83;
  private static final long CODEC_ID = 0x86;
  private static final long AUDIO = 0xE1;
  private static final long SAMPLING_FREQUENCY = 0xB5;
  private static final long CHANNELS = 0x9F;
  private static final long TIMESTAMP = 0xE7;
  private static final long SIMPLE_BLOCK = 0xA3;
  private static final long BLOCK_GROUP = 0xA0;
  private static final long BLOCK = 0xA1;
  private static final long POSITION = 0xA7;
  private static final long PREVIOUS_SIZE = 0xAB;
  private static final long SILENT_TRACKS = 0x5854;
  private static final int SOUND = 2;

  private final SoundFile file;
  private String codec = "";
  private long channels = 1;
  private double rate;
  private long scale = 1_000_000;
  private double saidMillis;
  private double endMillis;
  private long clusterTime;
  private int blocks;
  private int tracks;

  private WebmAudio(SoundFile file) {
    this.file = file;
  }

  static AudioInspector.Sound read(SoundFile file) throws IOException {
    return new WebmAudio(file).read();
  }

  private AudioInspector.Sound read() throws IOException {
    Element header = element(0, file.size());
    header(header);
    Element segment = element(header.end(), file.size());
    if (segment.id() != SEGMENT) {
      throw MpegAudio.noFrame(segment.start(), "WebM");
    }
    segment(segment);
    for (long at = segment.end(); at < file.size(); ) {
      Element rest = element(at, file.size());
      if (rest.id() != VOID) {
        throw MpegAudio.noFrame(at, "WebM");
      }
      ForeignContent.refuse(file, rest.content(), rest.end(), "its padding");
      at = rest.end();
    }
    if (tracks == 0 || blocks == 0) {
      throw SoundFile.truncated("its sound");
    }
    double millis = codec.equals("opus") ? endMillis : Math.max(endMillis, saidMillis);
    return new AudioInspector.Sound(
        "audio/webm",
        codec,
        millis / 1000,
        (int) Math.min(channels, 255),
        codec.equals("opus") ? 48_000 : (long) rate);
  }

  private void header(Element header) throws IOException {
    if (header.id() != EBML || header.unknown()) {
      throw MpegAudio.noFrame(0, "WebM");
    }
    String type = "";
    for (long at = header.content(); at < header.end(); ) {
      Element each = element(at, header.end());
      if (each.id() == DOC_TYPE) {
        type = text(each);
      }
      at = each.end();
    }
    if (!type.equals("webm")) {
      throw new BadMediaException("is Matroska, but not WebM; export the sound as WebM or MP3");
    }
  }

  private void segment(Element segment) throws IOException {
    for (long at = segment.content(); at < segment.end(); ) {
      Element each = element(at, segment.end());
      at = each.end();
      if (each.id() == CLUSTER) {
        at = cluster(each);
      } else if (each.unknown()) {
        throw MpegAudio.noFrame(each.start(), "WebM");
      } else if (each.id() == INFO) {
        info(each);
      } else if (each.id() == TRACKS) {
        tracks(each);
      } else if (each.id() == ATTACHMENTS) {
        throw new BadMediaException("has files attached to it; export the sound alone");
      } else if (!isSegmentsOwn(each.id())) {
        throw MpegAudio.noFrame(each.start(), "WebM");
      }
      if (each.id() != CLUSTER) {
        ForeignContent.refuse(file, each.content(), each.end(), "its tags");
      }
    }
  }

  /**
   * @return where it ends, which may only be known by what follows it
   */
  private long cluster(Element cluster) throws IOException {
    clusterTime = 0;
    long at = cluster.content();
    while (at < cluster.end()) {
      Element each = element(at, cluster.end());
      if (cluster.unknown()
          && (each.id() == CLUSTER || isSegmentsOwn(each.id()))
          && each.id() != VOID
          && each.id() != CHECKSUM) {
        return at;
      }
      if (each.unknown()) {
        throw MpegAudio.noFrame(at, "WebM");
      }
      if (each.id() == TIMESTAMP) {
        clusterTime = number(each);
      } else if (each.id() == SIMPLE_BLOCK) {
        block(each);
      } else if (each.id() == BLOCK_GROUP) {
        blockGroup(each);
      } else if (each.id() == VOID
          || each.id() == CHECKSUM
          || each.id() == POSITION
          || each.id() == PREVIOUS_SIZE
          || each.id() == SILENT_TRACKS) {
        ForeignContent.refuse(file, each.content(), each.end(), "its padding");
      } else {
        throw MpegAudio.noFrame(at, "WebM");
      }
      at = each.end();
    }
    return at;
  }

  private void blockGroup(Element group) throws IOException {
    for (long at = group.content(); at < group.end(); ) {
      Element each = element(at, group.end());
      if (each.unknown()) {
        throw MpegAudio.noFrame(at, "WebM");
      }
      if (each.id() == BLOCK) {
        block(each);
      } else {
        ForeignContent.refuse(file, each.content(), each.end(), "a block");
      }
      at = each.end();
    }
  }

  private void block(Element block) throws IOException {
    long at = block.content();
    if (block.end() - at < 5 || tracks == 0) {
      throw MpegAudio.noFrame(block.start(), "WebM");
    }
    // Track numbers of one byte: there is one track.
    int lacing = file.u8(at + 3) & 6;
    if ((file.u8(at) & 0x80) == 0 || lacing != 0) {
      throw MpegAudio.noFrame(block.start(), "WebM");
    }
    long packet = at + 4;
    double millis = (clusterTime + (short) file.u16(at + 1)) * (scale / 1e6);
    double lasts =
        codec.equals("opus")
            ? OpusPacket.samples(file, packet, (int) Math.min(block.end() - packet, 1 << 20)) / 48.0
            : 0;
    endMillis = Math.max(endMillis, millis + lasts);
    blocks++;
  }

  private void info(Element info) throws IOException {
    double said = 0;
    for (long at = info.content(); at < info.end(); ) {
      Element each = element(at, info.end());
      if (each.id() == TIMESTAMP_SCALE) {
        scale = Math.max(1, Math.min(number(each), 1_000_000_000L));
      } else if (each.id() == INFO_DURATION) {
        said = real(each);
      }
      at = each.end();
    }
    saidMillis = said * (scale / 1e6);
  }

  private void tracks(Element all) throws IOException {
    for (long at = all.content(); at < all.end(); ) {
      Element each = element(at, all.end());
      if (each.id() == TRACK_ENTRY) {
        if (++tracks > 1) {
          throw new BadMediaException("has more than one track; export the sound alone");
        }
        track(each);
      }
      at = each.end();
    }
  }

  private void track(Element track) throws IOException {
    long type = 0;
    String coding = "";
    for (long at = track.content(); at < track.end(); ) {
      Element each = element(at, track.end());
      if (each.id() == TRACK_TYPE) {
        type = number(each);
      } else if (each.id() == CODEC_ID) {
        coding = text(each);
      } else if (each.id() == AUDIO) {
        audio(each);
      }
      at = each.end();
    }
    if (type != SOUND) {
      throw new BadMediaException("is a film; export the sound alone and send that");
    }
    codec = coding.equals("A_OPUS") ? "opus" : coding.equals("A_VORBIS") ? "vorbis" : "";
    if (codec.isEmpty()) {
      throw new BadMediaException(
          "is WebM of another coding than Opus or Vorbis; export it as MP3");
    }
  }

  private void audio(Element audio) throws IOException {
    for (long at = audio.content(); at < audio.end(); ) {
      Element each = element(at, audio.end());
      if (each.id() == SAMPLING_FREQUENCY) {
        rate = real(each);
      } else if (each.id() == CHANNELS) {
        channels = number(each);
      }
      at = each.end();
    }
  }

  private static boolean isSegmentsOwn(long id) {
    return id == SEEK_HEAD
        || id == INFO
        || id == TRACKS
        || id == CUES
        || id == TAGS
        || id == CHAPTERS
        || id == ATTACHMENTS
        || id == VOID
        || id == CHECKSUM;
  }

  /**
   * @param limit where that which it is part of ends
   */
  private Element element(long at, long limit) throws IOException {
    if (at >= limit) {
      throw SoundFile.truncated("its data");
    }
    int idLength = Integer.numberOfLeadingZeros(file.u8(at)) - 23;
    if (idLength > 4) {
      throw MpegAudio.noFrame(at, "WebM");
    }
    long id = 0;
    for (int each = 0; each < idLength; each++) {
      id = (id << 8) | file.u8(at + each);
    }
    long sizeAt = at + idLength;
    int sizeLength = Integer.numberOfLeadingZeros(file.u8(sizeAt)) - 23;
    if (sizeLength > 8) {
      throw MpegAudio.noFrame(at, "WebM");
    }
    long size = file.u8(sizeAt) & ((1 << (8 - sizeLength)) - 1);
    boolean unknown = size == (1 << (8 - sizeLength)) - 1;
    for (int each = 1; each < sizeLength; each++) {
      int next = file.u8(sizeAt + each);
      unknown &= next == 0xff;
      size = (size << 8) | next;
    }
    long content = sizeAt + sizeLength;
    if (unknown) {
      return new Element(id, at, content, limit, true);
    }
    if (size > limit - content) {
      throw SoundFile.truncated("its data");
    }
    return new Element(id, at, content, content + size, false);
  }

  private long number(Element element) throws IOException {
    long length = element.end() - element.content();
    if (element.unknown() || length > 8) {
      throw MpegAudio.noFrame(element.start(), "WebM");
    }
    long number = 0;
    for (long at = element.content(); at < element.end(); at++) {
      number = (number << 8) | file.u8(at);
    }
    return number;
  }

  private double real(Element element) throws IOException {
    long length = element.end() - element.content();
    if (length == 4) {
      return Float.intBitsToFloat((int) file.u32(element.content()));
    }
    if (length == 8) {
      return Double.longBitsToDouble(file.i64(element.content()));
    }
    throw MpegAudio.noFrame(element.start(), "WebM");
  }

  private String text(Element element) throws IOException {
    long length = element.end() - element.content();
    if (length > 32) {
      throw MpegAudio.noFrame(element.start(), "WebM");
    }
    return file.text(element.content(), (int) length).replace("\0", "");
  }

  /**
   * @param unknown whether its end is that of what it is part of, for want of a better
   */
  private record Element(long id, long start, long content, long end, boolean unknown) {}
}
