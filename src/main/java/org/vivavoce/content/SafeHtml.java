package org.vivavoce.content;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Markup that is safe to print unescaped, because everything in it but this class' own tags was
 * escaped here.
 */
public final class SafeHtml {
  /** Characters that are shown on either side of a change. */
  private static final int AROUND = 240;

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

  /**
   * What became of a text, in its own order: what was taken out in {@code <del>}, what was put in
   * in {@code <ins>}, each introduced by a word for those who hear the page. What stayed is shown
   * for some lines around each change.
   *
   * @param removed for example "removed:"
   * @param added for example "added:"
   * @param unchanged what stands for the rest, for example "… unchanged …"
   */
  static SafeHtml changed(
      List<WordDifference.Run> runs, String removed, String added, String unchanged) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < runs.size(); at++) {
      WordDifference.Run run = runs.get(at);
      switch (run.kind()) {
        case KEPT -> kept(run.text(), at > 0, at < runs.size() - 1, unchanged, out);
        case REMOVED -> element("del", removed, run.text(), out);
        case ADDED -> element("ins", added, run.text(), out);
      }
    }
    return new SafeHtml(out.toString());
  }

  @Override
  public String toString() {
    return markup;
  }

  private static void kept(
      String text, boolean follows, boolean precedes, String unchanged, StringBuilder out) {
    int head = follows ? text.lastIndexOf(' ', AROUND) : 0;
    int tail = precedes ? text.indexOf(' ', text.length() - AROUND) + 1 : text.length();
    if (text.length() < 3 * AROUND || head < 0 || tail <= 0) {
      escape(text, out);
      return;
    }
    escape(text.substring(0, head), out);
    out.append(" <span class=\"difference__gap\">");
    escape(unchanged, out);
    out.append("</span> ");
    escape(text.substring(tail), out);
  }

  private static void element(String name, String label, String text, StringBuilder out) {
    out.append('<').append(name).append("><span class=\"visually-hidden\">");
    escape(label, out);
    out.append(" </span>");
    escape(text, out);
    out.append("</").append(name).append('>');
  }

  private static void escape(String text, StringBuilder out) {
    for (int at = 0; at < text.length(); at++) {
      escape(text.charAt(at), out);
    }
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
