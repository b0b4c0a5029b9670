package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

/**
 * Markup that is safe to print unescaped, because everything in it but this class' own tags was
 * escaped here.
 */
public final class SafeHtml {
  private final String markup;

  private SafeHtml(String markup) {
    this.markup = markup;
  }

  /**
   * Plain text, with the parts between the two given marker characters emphasised by {@code
   * <mark>}.
   */
  public static SafeHtml marked(String text, char start, char end) {
    requireNonNull(text);
    StringBuilder out = new StringBuilder(text.length() + 32);
    boolean open = false;
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == start && !open) {
        out.append("<mark>");
        open = true;
      } else if (each == end && open) {
        out.append("</mark>");
        open = false;
      } else if (each != start && each != end) {
        escape(each, out);
      }
    }
    return new SafeHtml(open ? out.append("</mark>").toString() : out.toString());
  }

  @Override
  public String toString() {
    return markup;
  }

  private static void escape(char each, StringBuilder out) {
    switch (each) {
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '&' -> out.append("&amp;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.append(each);
    }
  }
}
