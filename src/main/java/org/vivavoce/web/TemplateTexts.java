package org.vivavoce.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unbescape.html.HtmlEscape;

/**
 * Reads templates with the words already in place that are the same on every page: {@code
 * th:text="#{article.sources}"} is looked up when its template is read and not each time that it is
 * rendered.
 */
final class TemplateTexts {
  private static final String ATTRIBUTES = "((?:\\s+[\\w:-]+(?:=\"[^\"]*\")?)*?)";
  private static final String WORD = "#\\{([\\w.]+)}";

  /** An element without content of its own whose text is one message. */
  private static final Pattern TEXT =
      Pattern.compile(
          "<([\\w:-]+)" + ATTRIBUTES + "\\s+th:text=\"" + WORD + "\"" + ATTRIBUTES + "\\s*></\\1>");

  /** An attribute whose value is one message. */
  private static final Pattern ATTRIBUTE = Pattern.compile("(?<=\\s)th:([\\w-]+)=\"" + WORD + "\"");

  /** Attributes of the engine's own, which are no attributes of HTML. */
  static final Set<String> ENGINE =
      Set.of(
          "text",
          "utext",
          "if",
          "unless",
          "each",
          "with",
          "attr",
          "attrappend",
          "attrprepend",
          "classappend",
          "styleappend",
          "object",
          "switch",
          "case",
          "insert",
          "replace",
          "include",
          "remove",
          "assert",
          "fragment",
          "block",
          "inline",
          "ref");

  private final Words words;

  TemplateTexts(Words words) {
    this.words = words;
  }

  /**
   * @param template for example {@code article/article}
   */
  String of(String template) {
    String file = "/templates/" + template + ".html";
    try (InputStream stream = TemplateTexts.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalArgumentException(file + " is missing from the program");
      }
      return folded(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same template with its constant words in place. */
  String folded(String template) {
    return ATTRIBUTE
        .matcher(TEXT.matcher(template).replaceAll(this::text))
        .replaceAll(this::attribute);
  }

  private String text(MatchResult element) {
    String name = element.group(1);
    String attributes = element.group(2) + element.group(4);
    String text = words.of(element.group(3));
    // What the engine would take for an expression is left to it.
    if (text.isEmpty() || text.contains("[[") || text.contains("[(")) {
      return Matcher.quoteReplacement(element.group());
    }
    String escaped = HtmlEscape.escapeHtml4Xml(text);
    return Matcher.quoteReplacement(
        name.equals("th:block") && attributes.isBlank()
            ? escaped
            : "<" + name + attributes + ">" + escaped + "</" + name + ">");
  }

  private String attribute(MatchResult attribute) {
    String name = attribute.group(1);
    if (ENGINE.contains(name)) {
      return Matcher.quoteReplacement(attribute.group());
    }
    String text = words.of(attribute.group(2));
    return Matcher.quoteReplacement(
        text.isEmpty() ? attribute.group() : name + "=\"" + HtmlEscape.escapeHtml4Xml(text) + "\"");
  }
}
