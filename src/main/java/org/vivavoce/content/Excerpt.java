package org.vivavoce.content;

/** The beginnings of texts. */
public final class Excerpt {
  private Excerpt() {}

  /**
   * The beginning of a text, cut between words.
   *
   * @param most characters, the ellipsis not counted
   */
  public static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int cut = text.lastIndexOf(' ', most);
    if (cut < most / 2) {
      cut = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }
    return text.substring(0, cut).replaceAll("[\\s,;:–-]+$", "") + " …";
  }
}
