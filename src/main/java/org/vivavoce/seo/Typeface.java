package org.vivavoce.seo;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TTFTable;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * Roboto, which comes with the program, as outlines to be filled: {@link java.awt.Font} needs
 * libraries that bare machines do not have. It writes what is written with Latin, Greek and
 * Cyrillic letters. Loaded when first drawn with.
 */
final class Typeface {
  private static final String FOLDER = "/com/formdev/flatlaf/fonts/roboto/";
  private static final int NO_GLYPH = 0;

  /** From here on, what stands among the symbols are mostly pictographs. */
  private static final int PICTOGRAPHS = 0x2600;

  private final TrueTypeFont font;
  private final CmapLookup characters;
  private final Kerning kerning;
  private final float unitsPerEm;

  /** No more than the font has glyphs. */
  private final Map<Integer, Glyph> glyphs = new ConcurrentHashMap<>();

  private Typeface(String file) {
    try (InputStream stream = Typeface.class.getResourceAsStream(FOLDER + file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " is missing from the program");
      }
      font = new TTFParser().parse(new RandomAccessReadBuffer(stream.readAllBytes()));
      characters = font.getUnicodeCmapLookup();
      unitsPerEm = font.getUnitsPerEm();
      TTFTable gpos = font.getTableMap().get("GPOS");
      if (gpos == null) {
        throw new IllegalStateException(file + " has no kerning");
      }
      kerning = new Kerning(font.getTableBytes(gpos));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Typeface regular() {
    return Regular.FACE;
  }

  static Typeface medium() {
    return Medium.FACE;
  }

  static Typeface bold() {
    return Bold.FACE;
  }

  /**
   * A text as it can be written: on one line, without pictographs and what cannot be seen. Empty
   * where a letter or a sign is missing from the font, since what is left could say something else.
   */
  Optional<String> legible(String text) {
    StringBuilder legible = new StringBuilder();
    boolean dropped = false;
    for (int character : Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray()) {
      int written = plain(character);
      if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
        legible.append(' ');
      } else if (!isUnseen(written)) {
        if (characters.getGlyphId(written) != NO_GLYPH) {
          legible.appendCodePoint(written);
        } else if (isPictograph(written)) {
          dropped = true;
        } else {
          return Optional.empty();
        }
      }
    }
    String whole = legible.toString().replaceAll(" {2,}", " ").strip();
    if (dropped) {
      whole = whole.replaceAll(" (?=[?!.,;:])", "");
    }
    return whole.codePoints().anyMatch(Character::isLetterOrDigit)
        ? Optional.of(whole)
        : Optional.empty();
  }

  /** Hyphens that differ only in where lines may break. */
  private static int plain(int character) {
    return character == 0x2010 || character == 0x2011 ? '-' : character;
  }

  private static boolean isUnseen(int character) {
    boolean variation = character >= 0xfe00 && character <= 0xfe0f;
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.ENCLOSING_MARK ->
          true;
      default -> variation;
    };
  }

  private static boolean isPictograph(int character) {
    int type = Character.getType(character);
    return character >= PICTOGRAPHS
        && (type == Character.OTHER_SYMBOL || type == Character.MODIFIER_SYMBOL);
  }

  /** In the units of the size. */
  double width(String text, double size) {
    double width = 0;
    int before = NO_GLYPH;
    for (int character : text.codePoints().toArray()) {
      int glyph = characters.getGlyphId(character);
      width += glyph(glyph).advance() + kerned(before, glyph);
      before = glyph;
    }
    return width * size / unitsPerEm;
  }

  /**
   * @param text one that is {@link #legible}
   * @param x where it begins
   * @param y its baseline
   */
  Shape outline(String text, double size, double x, double y) {
    GeneralPath whole = new GeneralPath();
    double at = 0;
    int before = NO_GLYPH;
    for (int character : text.codePoints().toArray()) {
      int glyph = characters.getGlyphId(character);
      at += kerned(before, glyph);
      Glyph drawn = glyph(glyph);
      whole.append(
          drawn.outline().getPathIterator(AffineTransform.getTranslateInstance(at, 0)), false);
      at += drawn.advance();
      before = glyph;
    }
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.scale(size / unitsPerEm, -size / unitsPerEm);
    return whole.createTransformedShape(place);
  }

  private int kerned(int left, int right) {
    return left == NO_GLYPH ? 0 : kerning.between(left, right);
  }

  private Glyph glyph(int id) {
    return glyphs.computeIfAbsent(id, this::read);
  }

  private Glyph read(int id) {
    try {
      // The font's file has one position for all who read it.
      synchronized (font) {
        var outline = font.getGlyph().getGlyph(id);
        return new Glyph(
            outline == null ? new GeneralPath() : outline.getPath(), font.getAdvanceWidth(id));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Glyph(GeneralPath outline, int advance) {}

  private static final class Regular {
    static final Typeface FACE = new Typeface("Roboto-Regular.ttf");
  }

  private static final class Medium {
    static final Typeface FACE = new Typeface("Roboto-Medium.ttf");
  }

  private static final class Bold {
    static final Typeface FACE = new Typeface("Roboto-Bold.ttf");
  }
}
