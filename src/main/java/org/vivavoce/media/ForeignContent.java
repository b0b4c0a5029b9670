package org.vivavoce.media;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Finds what has no business in a sound file: a file that is something else altogether, and one
 * that is something else as well.
 */
final class ForeignContent {
  /** The parts of a file that are not sound, such as tags, may hold pictures and words alone. */
  private static final List<Signature> HIDDEN =
      List.of(
          new Signature("PK\u0003\u0004", "a ZIP archive"),
          new Signature("PK\u0005\u0006", "a ZIP archive"),
          new Signature("\u007fELF", "a program"),
          new Signature("this program cannot be run", "a program"),
          new Signature("%pdf-", "a PDF document"),
          new Signature("<script", "a script"),
          new Signature("<html", "a web page"),
          new Signature("<!doctype", "a web page"),
          new Signature("<svg ", "a drawing"),
          new Signature("<svg>", "a drawing"),
          new Signature("<?php", "a script"));

  /** Tells nothing but at the very beginning: three bytes stand anywhere by chance. */
  private static final String SCRIPT = "#!/";

  private static final String ZIP_INDEX = "PK\u0001\u0002";

  private static final List<Signature> OTHERS =
      List.of(
          new Signature("MZ", "a Windows program"),
          new Signature("\u007fELF", "a program"),
          new Signature("\u00ca\u00fe\u00ba\u00be", "a program"),
          new Signature("\u00cf\u00fa\u00ed\u00fe", "a program"),
          new Signature("PK", "a ZIP archive or an office document"),
          new Signature("Rar!", "a RAR archive"),
          new Signature("7z\u00bc\u00af", "a 7z archive"),
          new Signature("\u001f\u008b", "a gzip archive"),
          new Signature("%PDF", "a PDF document"),
          new Signature("%!PS", "a PostScript document"),
          new Signature("{\\rtf", "a text document"),
          new Signature("\u00d0\u00cf\u0011\u00e0", "an office document"),
          new Signature("\u0089PNG", "a PNG picture"),
          new Signature("\u00ff\u00d8\u00ff", "a JPEG picture"),
          new Signature("GIF8", "a GIF picture"),
          new Signature("fLaC", "FLAC sound"),
          new Signature("FORM", "AIFF sound"),
          new Signature("#!AMR", "AMR sound"),
          new Signature("#EXTM3U", "a playlist"),
          new Signature("#!", "a script"),
          new Signature("0&\u00b2u", "Windows Media sound"),
          new Signature(".snd", "AU sound"),
          new Signature("RF64", "WAV sound of more than 4 GB"),
          new Signature("<?xml", "an XML document"),
          new Signature("<!", "a web page"),
          new Signature("<html", "a web page"),
          new Signature("<svg", "a drawing"),
          new Signature("WEBVTT", "captions"));

  private static final int ZIP_END = 22;
  private static final int LONGEST_ZIP_COMMENT = 65_535;
  private static final int PDF_HEAD = 1_024;

  private ForeignContent() {}

  /**
   * @return what a file is that is no sound, in words
   */
  static String nameOf(SoundFile file) throws IOException {
    for (Signature each : OTHERS) {
      if (file.has(0, each.bytes())) {
        return each.name();
      }
    }
    if (file.has(0, "RIFF")) {
      return "a RIFF file without sound";
    }
    boolean text = true;
    for (long at = 0; text && at < Math.min(file.size(), 512); at++) {
      int each = file.u8(at);
      text = each >= ' ' || each == '\n' || each == '\r' || each == '\t';
    }
    return text ? "text" : "of an unknown kind";
  }

  /**
   * Looks through a part of a file that is not sound. What it looks for is long enough that a
   * picture of the speaker holds it by chance in one of some thousand files.
   *
   * @param where the part, in words
   * @throws BadMediaException where something else is hidden in it
   */
  static void refuse(SoundFile file, long from, long to, String where) throws IOException {
    file.need(from, to - from, where);
    if (to - from >= SCRIPT.length() && file.has(from, SCRIPT)) {
      throw hidden("a script", where);
    }
    for (long at = from; at < to; at++) {
      int lower = lower(file.u8(at));
      // Most bytes begin none of them.
      if (lower == 'p' || lower == 0x7f || lower == 't' || lower == '%' || lower == '<') {
        for (Signature each : HIDDEN) {
          if (lower(each.bytes().charAt(0)) == lower && matches(file, at, to, each.bytes())) {
            throw hidden(each.name(), where);
          }
        }
      }
    }
  }

  /**
   * Looks at both ends of a file, where readers of other formats look for theirs.
   *
   * @throws BadMediaException where it is also something else
   */
  static void refuseEnds(SoundFile file) throws IOException {
    long head = Math.min(file.size(), PDF_HEAD);
    for (long at = 0; at < head; at++) {
      if (lower(file.u8(at)) == '%' && matches(file, at, head, "%pdf-")) {
        throw hidden("a PDF document", "its beginning");
      }
    }
    long earliest = Math.max(0, file.size() - ZIP_END - LONGEST_ZIP_COMMENT);
    for (long at = earliest; at <= file.size() - ZIP_END; at++) {
      if (file.u8(at) == 'P' && file.has(at, "PK\u0005\u0006") && isZipEnd(file, at)) {
        throw hidden("a ZIP archive", "its end");
      }
    }
  }

  /** Most readers do not ask that it ends the file, so that what follows does not excuse it. */
  private static boolean isZipEnd(SoundFile file, long at) throws IOException {
    long index = at - file.u32le(at + 12);
    return at + ZIP_END + file.u16le(at + 20) <= file.size()
        && (index == at || file.has(index, ZIP_INDEX) || file.u16le(at + 10) == 0xffff);
  }

  private static BadMediaException hidden(String what, String where) {
    return new BadMediaException(
        "holds " + what + " in " + where + "; export the sound alone and send that");
  }

  private static boolean matches(SoundFile file, long at, long to, String bytes)
      throws IOException {
    if (at + bytes.length() > to) {
      return false;
    }
    // Of words, capitals and small letters are one; the marks of binary files are what they are.
    boolean word = bytes.charAt(0) != 'P' && bytes.charAt(0) != '\u007f';
    for (int each = 0; each < bytes.length(); each++) {
      int one = file.u8(at + each);
      int other = bytes.charAt(each);
      if (one != other && !(word && lower(one) == lower(other))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(int each) {
    return each >= 'A' && each <= 'Z' ? each + 32 : each;
  }

  /**
   * @param bytes as characters of the same numbers
   * @param name with its article
   */
  private record Signature(String bytes, String name) {
    Signature {
      if (bytes.isEmpty() || name.toLowerCase(Locale.ROOT).isBlank()) {
        throw new IllegalArgumentException("a signature has bytes and a name");
      }
    }
  }
}
