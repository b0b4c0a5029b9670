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
    int end = cut;
    while (end > 0
        && (isSpace(text.charAt(end - 1)) || ",;:–-".indexOf(text.charAt(end - 1)) >= 0)) {
      end--;
    }
    return text.substring(0, end) + " …";
  }

  private static boolean isSpace(char character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
