package org.vivavoce.media;

import java.io.IOException;
import java.util.Set;

/** MP4 with one track of AAC: in one piece, or in fragments as browsers record it. */
final class Mp4Audio {
  private static final Set<String> PADDING = Set.of("free", "skip", "wide", "uuid", "meta", "udta");
  private static final Set<String> INDEXES =
      Set.of("styp", "sidx", "mfra", "pdin", "emsg", "prft", "ssix");
  private static final Set<String> TEXTS = Set.of("text", "sbtl");
  private static final int MOST_BOXES = 1_000_000;
  private static final int AAC = 0x40;

  private final SoundFile file;
  private int boxes;
  private long timescale;
  private long movieTimescale;
  private long movieUnits;
  private long units;
  private int tracks;
  private int channels;
  private long rate;
  private long defaultDuration;
  private boolean fragmented;
  private long soundStart = Long.MAX_VALUE;
  private long soundEnd;
  private long pendingBytes;
  private long covered = -1;

  private Mp4Audio(SoundFile file) {
    this.file = file;
  }

  static AudioInspector.Sound read(SoundFile file) throws IOException {
    return new Mp4Audio(file).read();
  }

  private AudioInspector.Sound read() throws IOException {
    boolean movie = false;
    long firstData = Long.MAX_VALUE;
    long lastData = 0;
    for (long at = 0; at < file.size(); ) {
      Box box = box(at, file.size());
      if (box.type().equals("ftyp") == at > 0) {
        throw MpegAudio.noFrame(at, "MP4");
      }
      switch (box.type()) {
        case "moov" -> {
          if (movie) {
            throw MpegAudio.noFrame(at, "MP4");
          }
          movie = true;
          movie(box);
        }
        case "moof" -> {
          checkPending(0);
          fragment(box);
        }
        case "mdat" -> {
          firstData = Math.min(firstData, box.content());
          lastData = box.end();
          if (fragmented) {
            long unclaimed = box.content() + Math.min(pendingBytes, box.end() - box.content());
            checkPending(box.end() - box.content());
            ForeignContent.refuse(file, unclaimed, box.end(), "what follows its sound");
          }
        }
        default -> {
          if (at > 0 && !PADDING.contains(box.type()) && !INDEXES.contains(box.type())) {
            throw MpegAudio.noFrame(at, "MP4");
          }
          ForeignContent.refuse(file, box.content(), box.end(), "its tags");
        }
      }
      at = box.end();
    }
    checkPending(0);
    if (!movie || timescale == 0 || tracks != 1 || lastData == 0) {
      throw SoundFile.truncated("its index");
    }
    if (soundEnd > lastData || (soundEnd > 0 && soundStart < firstData)) {
      throw SoundFile.truncated("its sound");
    }
    if (covered >= 0) {
      ForeignContent.refuse(file, firstData, soundStart, "what stands before its sound");
      ForeignContent.refuse(file, soundEnd, lastData, "what follows its sound");
    }
    double seconds = (double) units / timescale;
    // An edit list leaves out what the encoder put before the sound and after it.
    if (movieUnits > 0 && movieTimescale > 0) {
      seconds = Math.min(seconds, (double) movieUnits / movieTimescale);
    }
    // The field of the description ends at 65,535 Hz.
    return new AudioInspector.Sound(
        "audio/mp4", "aac", seconds, channels, rate == 0 ? timescale : rate);
  }

  /** The sound of a fragment has to follow it, all of it. */
  private void checkPending(long bytes) {
    if (bytes < pendingBytes) {
      throw SoundFile.truncated("its sound");
    }
    pendingBytes = 0;
  }

  private void movie(Box movie) throws IOException {
    for (long at = movie.content(); at < movie.end(); ) {
      Box box = box(at, movie.end());
      switch (box.type()) {
        case "trak" -> track(box);
        case "mvhd" -> movieTimescale = timescale(box);
        case "mvex" -> {
          fragmented = true;
          for (long inner = box.content(); inner < box.end(); ) {
            Box defaults = box(inner, box.end());
            if (defaults.type().equals("trex")) {
              defaultDuration = file.u32(defaults.at(12, 4));
            }
            inner = defaults.end();
          }
        }
        default -> ForeignContent.refuse(file, box.content(), box.end(), "its tags");
      }
      at = box.end();
    }
  }

  private void track(Box track) throws IOException {
    if (TEXTS.contains(handler(track))) {
      // The names of chapters, as editors of sound write them.
      ForeignContent.refuse(file, track.content(), track.end(), "its chapters");
      return;
    }
    if (++tracks > 1) {
      throw new BadMediaException("has more than one track; export the sound alone and send that");
    }
    for (long at = track.content(); at < track.end(); ) {
      Box box = box(at, track.end());
      if (box.type().equals("mdia")) {
        media(box);
      } else if (box.type().equals("edts")) {
        edits(box);
      } else {
        ForeignContent.refuse(file, box.content(), box.end(), "its tags");
      }
      at = box.end();
    }
  }

  /** The kind of a track; empty where it does not say. */
  private String handler(Box track) throws IOException {
    for (long at = track.content(); at < track.end(); ) {
      Box box = box(at, track.end());
      if (box.type().equals("mdia")) {
        for (long inner = box.content(); inner < box.end(); ) {
          Box each = box(inner, box.end());
          if (each.type().equals("hdlr")) {
            return file.text(each.at(8, 4), 4);
          }
          inner = each.end();
        }
      }
      at = box.end();
    }
    return "";
  }

  private long timescale(Box header) throws IOException {
    return file.u32(header.at(file.u8(header.at(0, 1)) == 1 ? 20 : 12, 4));
  }

  private void edits(Box edits) throws IOException {
    Box list = box(edits.content(), edits.end());
    if (!list.type().equals("elst") || list.end() != edits.end()) {
      throw MpegAudio.noFrame(list.start(), "MP4");
    }
    boolean wide = file.u8(list.at(0, 1)) == 1;
    long count = file.u32(list.at(4, 4));
    int width = wide ? 20 : 12;
    list.at(8, count * width);
    for (long each = 0; each < count; each++) {
      long at = list.content() + 8 + each * width;
      long duration = wide ? Math.max(0, file.i64(at)) : file.u32(at);
      movieUnits = saturated(movieUnits, (double) duration);
    }
  }

  private void media(Box media) throws IOException {
    for (long at = media.content(); at < media.end(); ) {
      Box box = box(at, media.end());
      switch (box.type()) {
        case "mdhd" -> timescale = timescale(box);
        case "hdlr" -> {
          String kind = file.text(box.at(8, 4), 4);
          if (kind.equals("vide")) {
            throw new BadMediaException("is a film; export the sound alone and send that");
          }
          if (!kind.equals("soun")) {
            throw new BadMediaException("has no sound; export the sound as M4A or MP3");
          }
          ForeignContent.refuse(file, box.content(), box.end(), "its tags");
        }
        case "minf" -> information(box);
        default -> ForeignContent.refuse(file, box.content(), box.end(), "its tags");
      }
      at = box.end();
    }
  }

  private void information(Box information) throws IOException {
    for (long at = information.content(); at < information.end(); ) {
      Box box = box(at, information.end());
      if (box.type().equals("stbl")) {
        sampleTable(box);
      } else {
        ForeignContent.refuse(file, box.content(), box.end(), "its tags");
      }
      at = box.end();
    }
  }

  private void sampleTable(Box table) throws IOException {
    Box sizes = null;
    Box chunks = null;
    Box chunkSamples = null;
    for (long at = table.content(); at < table.end(); ) {
      Box box = box(at, table.end());
      switch (box.type()) {
        case "stsd" -> description(box);
        case "stts" -> times(box);
        case "stsz" -> sizes = box;
        case "stco", "co64" -> chunks = box;
        case "stsc" -> chunkSamples = box;
        default -> ForeignContent.refuse(file, box.content(), box.end(), "its tags");
      }
      at = box.end();
    }
    if (sizes == null || chunks == null || chunkSamples == null) {
      throw SoundFile.truncated("its index");
    }
    places(sizes, chunks, chunkSamples);
  }

  private void description(Box box) throws IOException {
    if (file.u32(box.at(4, 4)) != 1) {
      throw new BadMediaException("changes its coding midway; export it anew and send it");
    }
    Box entry = box(box.content() + 8, box.end());
    if (!entry.type().equals("mp4a")) {
      throw new BadMediaException(
          "is MP4 of another coding than AAC ("
              + entry.type().replaceAll("[^ -~]", "?")
              + "); export it as M4A (AAC) or MP3");
    }
    channels = file.u16(entry.at(16, 2));
    rate = file.u32(entry.at(24, 4)) >> 16;
    int version = file.u16(entry.at(8, 2));
    long inner = entry.content() + 28 + (version == 1 ? 16 : version == 2 ? 36 : 0);
    while (inner < entry.end()) {
      Box child = box(inner, entry.end());
      if (child.type().equals("esds") && !isAac(child)) {
        throw new BadMediaException("is MP4 of another coding than AAC; export it as M4A or MP3");
      }
      ForeignContent.refuse(file, child.content(), child.end(), "its tags");
      inner = child.end();
    }
  }

  /** Down to the object type of the decoder's configuration (ISO/IEC 14496-1). */
  private boolean isAac(Box box) throws IOException {
    long at = box.content() + 4;
    if (file.u8(at) != 3) {
      return false;
    }
    at = afterLength(at + 1);
    int flags = file.u8(at + 2);
    at += 3 + ((flags & 0x80) != 0 ? 2 : 0) + ((flags & 0x20) != 0 ? 2 : 0);
    if ((flags & 0x40) != 0) {
      at += 1 + file.u8(at);
    }
    if (file.u8(at) != 4) {
      return false;
    }
    at = afterLength(at + 1);
    int type = file.u8(at);
    configuration(at + 13);
    return type == AAC || (type >= 0x66 && type <= 0x68);
  }

  /** The decoder's own word on the channels, since that of the description is always two. */
  private void configuration(long at) throws IOException {
    if (file.u8(at) != 5) {
      return;
    }
    int bits = file.u16(afterLength(at + 1));
    boolean plain = bits >> 11 != 31 && ((bits >> 7) & 0xf) != 15;
    int said = (bits >> 3) & 0xf;
    if (plain && said > 0) {
      channels = said == 7 ? 8 : said;
    }
  }

  private long afterLength(long at) throws IOException {
    long next = at;
    for (int bytes = 0; bytes < 4 && (file.u8(next) & 0x80) != 0; bytes++) {
      next++;
    }
    return next + 1;
  }

  private void times(Box box) throws IOException {
    long count = file.u32(box.at(4, 4));
    box.at(8, count * 8);
    for (long each = 0; each < count; each++) {
      long at = box.content() + 8 + each * 8;
      units = saturated(units, (double) file.u32(at) * file.u32(at + 4));
    }
  }

  /** Where the sound lies: from the first of its chunks to the end of the last. */
  private void places(Box sizes, Box chunks, Box chunkSamples) throws IOException {
    boolean wide = chunks.type().equals("co64");
    long same = file.u32(sizes.at(4, 4));
    long samples = file.u32(sizes.at(8, 4));
    long count = file.u32(chunks.at(4, 4));
    long rows = file.u32(chunkSamples.at(4, 4));
    if (same == 0) {
      sizes.at(12, samples * 4);
    }
    chunks.at(8, count * (wide ? 8 : 4));
    chunkSamples.at(8, rows * 12);
    long row = 0;
    long perChunk = 0;
    long sample = 0;
    for (long chunk = 1; chunk <= count; chunk++) {
      while (row < rows && file.u32(chunkSamples.content() + 8 + row * 12) <= chunk) {
        perChunk = file.u32(chunkSamples.content() + 12 + row * 12);
        row++;
      }
      long place = chunks.content() + 8 + (chunk - 1) * (wide ? 8 : 4);
      long start = wide ? file.i64(place) : file.u32(place);
      long bytes = 0;
      long last = Math.min(samples, sample + perChunk);
      if (same != 0) {
        bytes = saturated(0, (double) same * (last - sample));
        sample = last;
      }
      for (; sample < last; sample++) {
        bytes += file.u32(sizes.content() + 12 + sample * 4);
      }
      if (start < 0 || bytes > file.size() - start) {
        throw SoundFile.truncated("its sound");
      }
      if (start < covered) {
        throw new BadMediaException("has an index out of order; export it anew and send it");
      }
      if (covered >= 0) {
        // What no sample claims may be anything.
        ForeignContent.refuse(file, covered, start, "a gap in its sound");
      }
      covered = start + bytes;
      soundStart = Math.min(soundStart, start);
      soundEnd = Math.max(soundEnd, start + bytes);
    }
    if (sample < samples) {
      throw SoundFile.truncated("its index");
    }
  }

  private void fragment(Box fragment) throws IOException {
    if (!fragmented) {
      throw MpegAudio.noFrame(fragment.start(), "MP4");
    }
    for (long at = fragment.content(); at < fragment.end(); ) {
      Box box = box(at, fragment.end());
      if (box.type().equals("traf")) {
        run(box);
      } else {
        ForeignContent.refuse(file, box.content(), box.end(), "its tags");
      }
      at = box.end();
    }
  }

  private void run(Box track) throws IOException {
    long duration = defaultDuration;
    long size = 0;
    for (long at = track.content(); at < track.end(); ) {
      Box box = box(at, track.end());
      long flags = file.u32(box.at(0, 4)) & 0xffffff;
      if (box.type().equals("tfhd")) {
        long next = 8L + ((flags & 1) != 0 ? 8 : 0) + ((flags & 2) != 0 ? 4 : 0);
        if ((flags & 8) != 0) {
          duration = file.u32(box.at(next, 4));
          next += 4;
        }
        if ((flags & 0x10) != 0) {
          size = file.u32(box.at(next, 4));
        }
      } else if (box.type().equals("trun")) {
        samples(box, flags, duration, size);
      } else {
        ForeignContent.refuse(file, box.content(), box.end(), "its tags");
      }
      at = box.end();
    }
  }

  private void samples(Box box, long flags, long duration, long size) throws IOException {
    long count = file.u32(box.at(4, 4));
    long at = box.content() + 8 + ((flags & 1) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 4 : 0);
    int width = 4 * Long.bitCount(flags & 0xf00);
    if (width == 0) {
      units = saturated(units, (double) count * duration);
      pendingBytes = saturated(pendingBytes, (double) count * size);
      return;
    }
    if (count > (box.end() - at) / width) {
      throw SoundFile.truncated("its index");
    }
    for (long each = 0; each < count; each++, at += width) {
      boolean own = (flags & 0x100) != 0;
      units = saturated(units, (double) (own ? file.u32(at) : duration));
      long bytes = (flags & 0x200) != 0 ? file.u32(at + (own ? 4 : 0)) : size;
      pendingBytes = saturated(pendingBytes, (double) bytes);
    }
  }

  /** A sum that does not overflow, whatever a file claims. */
  private static long saturated(long sum, double more) {
    double whole = sum + more;
    return whole > Long.MAX_VALUE / 4.0 ? Long.MAX_VALUE / 4 : sum + (long) more;
  }

  private Box box(long at, long limit) throws IOException {
    if (++boxes > MOST_BOXES) {
      throw new BadMediaException("is an MP4 of too many parts; export it anew and send it");
    }
    if (limit - at < 8) {
      throw SoundFile.truncated("its parts");
    }
    long size = file.u32(at);
    String type = file.text(at + 4, 4);
    int header = 8;
    if (size == 1) {
      file.need(at, 16, "its parts");
      size = file.i64(at + 8);
      header = 16;
    } else if (size == 0) {
      size = limit - at;
    }
    if (size < header) {
      throw MpegAudio.noFrame(at, "MP4");
    }
    if (size > limit - at) {
      throw SoundFile.truncated("its part '" + type.replaceAll("[^ -~]", "?") + "'");
    }
    return new Box(type, at, at + header, at + size);
  }

  private record Box(String type, long start, long content, long end) {
    /**
     * @return the place so many bytes into the content
     * @throws BadMediaException where a field there would go beyond it
     */
    long at(long offset, long length) {
      if (length < 0 || offset > end - content || length > end - content - offset) {
        throw SoundFile.truncated("its index");
      }
      return content + offset;
    }
  }
}
