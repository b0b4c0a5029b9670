package org.vivavoce.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A template as elements and the text between them, each as it was written. */
final class Markup {
  private static final Pattern MARKUP =
      Pattern.compile(
          "<!--(?<comment>.*?)-->"
              + "|<!doctype[^>]*>"
              + "|</(?<close>[a-zA-Z][\\w:-]*)>"
              + "|<(?<open>[a-zA-Z][\\w:-]*)(?<attributes>(?:\\s+[\\w:@.-]+(?:=\"[^\"]*\")?)*)\\s*(?<self>/?)>",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern ATTRIBUTES =
      Pattern.compile("(?<space>\\s+)(?<name>[\\w:@.-]+)(?:=\"(?<value>[^\"]*)\")?");

  /** Elements without content (HTML, section 13.1.2). */
  private static final Set<String> VOID =
      Set.of(
          "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
          "track", "wbr");

  private static final Set<String> RAW = Set.of("script", "style", "textarea", "title");

  private Markup() {}

  /** Empty where the text is not well-formed. */
  static List<Node> parsed(String template) {
    Element root = new Element("", "", "", List.of());
    Deque<Element> open = new ArrayDeque<>();
    open.push(root);
    Matcher markup = MARKUP.matcher(template);
    int at = 0;
    while (at < template.length()) {
      int next = template.indexOf('<', at);
      Element parent = open.element();
      if (next < 0) {
        parent.children.add(new Text(template.substring(at)));
        break;
      }
      if (next > at) {
        parent.children.add(new Text(template.substring(at, next)));
      }
      if (!markup.region(next, template.length()).lookingAt()) {
        return List.of();
      }
      at = markup.end();
      String name = markup.group("open");
      if (markup.group("close") != null) {
        if (open.size() == 1 || !parent.name.equals(markup.group("close"))) {
          return List.of();
        }
        parent.tail = markup.group();
        open.pop();
      } else if (name == null) {
        String comment = markup.group("comment");
        // The engine takes such a comment out.
        if (comment == null || !comment.startsWith("/*")) {
          parent.children.add(new Text(markup.group()));
        }
      } else {
        Element element = element(markup);
        parent.children.add(element);
        if (RAW.contains(name)) {
          int end = template.indexOf("</" + name + ">", at);
          if (end < 0) {
            return List.of();
          }
          if (end > at) {
            element.children.add(new Text(template.substring(at, end)));
          }
          element.tail = "</" + name + ">";
          at = end + element.tail.length();
        } else if (markup.group("self").isEmpty() && !VOID.contains(name)) {
          open.push(element);
        }
      }
    }
    return open.size() == 1 ? root.children : List.of();
  }

  private static Element element(Matcher markup) {
    List<Attribute> attributes = new ArrayList<>();
    Matcher each = ATTRIBUTES.matcher(markup.group("attributes"));
    while (each.find()) {
      attributes.add(new Attribute(each.group("space"), each.group("name"), each.group("value")));
    }
    String end = markup.group().substring(markup.end("attributes") - markup.start());
    return new Element(markup.group("open"), markup.group(), end, attributes);
  }

  sealed interface Node {}

  record Text(String text) implements Node {}

  static final class Element implements Node {
    final String name;

    /** Its first tag. */
    final String head;

    /** How its first tag ends. */
    final String end;

    final List<Attribute> attributes;
    final List<Node> children = new ArrayList<>();

    /** Its last tag; empty where it has none. */
    String tail = "";

    Element(String name, String head, String end, List<Attribute> attributes) {
      this.name = name;
      this.head = head;
      this.end = end;
      this.attributes = attributes;
    }

    /** What stands in an attribute; null where there is none of this name. */
    @Nullable String value(String attribute) {
      return attributes.stream()
          .filter(each -> each.name.equals(attribute))
          .map(Attribute::value)
          .findFirst()
          .orElse(null);
    }

    /** Whether the engine would have anything to do about it. */
    boolean isAlive() {
      return name.startsWith("th:")
          || attributes.stream().anyMatch(Attribute::isEngines)
          || children.stream().anyMatch(each -> each instanceof Element child && child.isAlive());
    }
  }

  record Attribute(String space, String name, @Nullable String value) {
    boolean isEngines() {
      return name.startsWith("th:");
    }

    /** Its name without the engine's prefix. */
    String own() {
      return name.substring(name.indexOf(':') + 1);
    }
  }
}
