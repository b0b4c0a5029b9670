package org.vivavoce.content;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The readable part of a public URL: lower-case ASCII letters and digits in words joined by single
 * hyphens, at most 100 characters.
 */
public record Slug(String value) {
  private static final int LONGEST = 100;
  private static final Pattern VALID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern APOSTROPHES = Pattern.compile("['’`´]");
  private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");

  public Slug {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "not a slug: '"
              + value
              + "'; use a-z, 0-9 and single hyphens, at most "
              + LONGEST
              + " characters");
    }
  }

  public static boolean isValid(String value) {
    return value.length() <= LONGEST && VALID.matcher(value).matches();
  }

  /**
   * The slug of any title: accents dropped, words kept whole where they fit; "answer" where no
   * ASCII letter or digit is left.
   */
  public static Slug of(String title) {
    String plain = MARKS.matcher(Normalizer.normalize(title, Normalizer.Form.NFKD)).replaceAll("");
    String words = APOSTROPHES.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("");
    String hyphened = OTHERS.matcher(words).replaceAll("-");
    return new Slug(shortened(trimmed(hyphened), LONGEST));
  }

  /** This slug made distinct by a number, cut so that it still fits. */
  public Slug numbered(int number) {
    String suffix = "-" + number;
    return new Slug(shortened(value, LONGEST - suffix.length()) + suffix);
  }

  @Override
  public String toString() {
    return value;
  }

  private static String trimmed(String hyphened) {
    int from = hyphened.startsWith("-") ? 1 : 0;
    int to =
        hyphened.length() > from && hyphened.endsWith("-")
            ? hyphened.length() - 1
            : hyphened.length();
    return from >= to ? "answer" : hyphened.substring(from, to);
  }

  private static String shortened(String hyphened, int longest) {
    if (hyphened.length() <= longest) {
      return hyphened;
    }
    int lastWhole = hyphened.lastIndexOf('-', longest);
    return hyphened
        .substring(0, lastWhole > longest / 2 ? lastWhole : longest)
        .replaceAll("-+$", "");
  }
}
