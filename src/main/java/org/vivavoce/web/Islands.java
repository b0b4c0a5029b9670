package org.vivavoce.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.dialect.AbstractProcessorDialect;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.IProcessor;
import org.thymeleaf.processor.element.AbstractAttributeTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.standard.StandardDialect;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * Finds the stretches of a template that do nothing but insert values: elements with {@code
 * th:text}, {@code th:if}, {@code th:unless}, {@code th:each} and plain attributes, whose
 * expressions are paths, messages and texts. Such a stretch is worked out once, when the template
 * is read, and stands in it as one element, so that the engine takes one step where it took some
 * for every attribute. Everything else is left to the engine; both give the same HTML.
 */
final class Islands extends AbstractProcessorDialect {
  private static final String PREFIX = "island";
  private static final String ATTRIBUTE = "at";

  /** Before everything else; nothing else stands on such an element. */
  private static final int PRECEDENCE = 100;

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

  /** By these names templates are put together. */
  private static final Set<String> NAMED = Set.of("html", "head", "body", "main");

  /** Where the engine repeats the white space before an element that it repeats. */
  private static final Set<String> SPACED =
      Set.of(
          "article",
          "aside",
          "audio",
          "blockquote",
          "dd",
          "div",
          "dl",
          "dt",
          "fieldset",
          "figure",
          "footer",
          "form",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hr",
          "li",
          "main",
          "nav",
          "ol",
          "option",
          "output",
          "p",
          "pre",
          "section",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "tr",
          "ul",
          "video");

  /** Attributes that the engine leaves empty; it leaves out others where they would be. */
  private static final Set<String> EVEN_EMPTY =
      Set.of("href", "src", "action", "value", "name", "type");

  /** Attributes that are there or not, and say nothing else. */
  private static final Set<String> THERE_OR_NOT =
      Set.of("checked", "disabled", "hidden", "open", "readonly", "required", "selected");

  /** Those of the engine's own that are worked out here; what they say is no attribute of HTML. */
  private static final Set<String> WORKED_OUT =
      Set.of("each", "if", "unless", "text", "classappend");

  /** Attributes that the engine writes in ways of their own. */
  private static final Set<String> LEFT =
      Set.of(
          "alt-title",
          "lang-xmllang",
          "async",
          "autofocus",
          "autoplay",
          "controls",
          "declare",
          "default",
          "defer",
          "formnovalidate",
          "ismap",
          "loop",
          "multiple",
          "novalidate",
          "nowrap",
          "pubdate",
          "reversed",
          "scoped",
          "seamless");

  private static final Pattern EACH =
      Pattern.compile("\\s*(\\w+)(?:\\s*,\\s*(\\w+))?\\s*:\\s*(\\$\\{[^{}]+})\\s*");

  /** What the engine works out before the rest of the expression. */
  private static final Pattern PREPROCESSED = Pattern.compile("__.*__", Pattern.DOTALL);

  private final IslandValues values;
  private final List<Island> islands = new CopyOnWriteArrayList<>();

  Islands(Words words, PropertyPaths paths) {
    super("Stretches that insert values", PREFIX, StandardDialect.PROCESSOR_PRECEDENCE);
    this.values = new IslandValues(words, paths);
  }

  @Override
  public Set<IProcessor> getProcessors(String dialectPrefix) {
    return Set.of(new Inserted(dialectPrefix));
  }

  /**
   * The same template with its islands in place; as it is where it cannot be read as well-formed.
   */
  String in(String template) {
    List<Node> nodes = parsed(template);
    if (nodes.isEmpty()) {
      return template;
    }
    StringBuilder text = new StringBuilder(template.length());
    write(nodes, text);
    return text.toString();
  }

  /** Writes nodes that stand side by side, of which each stretch that can be is an island. */
  private void write(List<Node> nodes, StringBuilder text) {
    int at = 0;
    while (at < nodes.size()) {
      int end = at;
      int last = at;
      boolean isAlive = false;
      List<Island.Part> parts = new ArrayList<>();
      int kept = 0;
      while (end < nodes.size()) {
        Node node = nodes.get(end);
        Island.@Nullable Part part = part(nodes, end, new HashSet<>());
        if (part == null) {
          break;
        }
        parts.add(part);
        end++;
        // It begins and ends with what is worked out: white space around it is the engine's.
        if (node instanceof Element element && isAlive(element)) {
          isAlive = true;
          last = end;
          kept = parts.size();
        } else if (!isAlive) {
          break;
        }
      }
      if (isAlive) {
        islands.add(new Island(Island.joined(parts.subList(0, kept))));
        text.append("<th:block island:at=\"").append(islands.size() - 1).append("\"></th:block>");
        at = last;
        continue;
      }
      write(nodes.get(at), text);
      at++;
    }
  }

  private void write(Node node, StringBuilder text) {
    if (node instanceof Element element) {
      text.append(element.head);
      write(element.children, text);
      text.append(element.tail);
    } else {
      text.append(((Text) node).text);
    }
  }

  /** Whether the engine would have anything to do about it. */
  private static boolean isAlive(Element element) {
    return element.name.startsWith("th:")
        || element.attributes.stream().anyMatch(Attribute::isEngines)
        || element.children.stream()
            .anyMatch(each -> each instanceof Element child && isAlive(child));
  }

  /**
   * What is inserted for one of these nodes.
   *
   * @param locals variables of loops around it
   * @return null where that is left to the engine
   */
  private Island.@Nullable Part part(List<Node> nodes, int at, Set<String> locals) {
    Node node = nodes.get(at);
    if (node instanceof Text text) {
      return text.text.contains("[[") || text.text.contains("[(")
          ? null
          : new Island.Literal(text.text);
    }
    Element element = (Element) node;
    if (NAMED.contains(element.name)) {
      return null;
    }
    Set<String> names = new HashSet<>();
    @Nullable String each = null;
    @Nullable String when = null;
    @Nullable String unless = null;
    @Nullable String body = null;
    @Nullable String classes = null;
    @Nullable String appended = null;
    for (Attribute attribute : element.attributes) {
      String name = attribute.name;
      String own = name.startsWith("th:") ? name.substring(3) : name;
      if (!names.add(own)
          || !attribute.space.equals(" ")
          || (name.contains(":") && !name.startsWith("th:"))
          || (name.startsWith("th:")
              && (attribute.value == null
                  || isLeft(own)
                  || own.startsWith("on")
                  || own.startsWith("xml")))
          || (name.startsWith("th:") && PREPROCESSED.matcher(attribute.value).find())) {
        return null;
      }
      switch (name) {
        case "th:each" -> each = attribute.value;
        case "th:if" -> when = attribute.value;
        case "th:unless" -> unless = attribute.value;
        case "th:text" -> body = attribute.value;
        case "th:classappend" -> appended = attribute.value;
        case "class" -> classes = attribute.value;
        default -> {}
      }
    }
    if (appended != null && (classes == null || classes.isEmpty())) {
      return null;
    }
    Set<String> inner = new HashSet<>(locals);
    Island.@Nullable Loop loop = null;
    if (each != null) {
      Matcher read = EACH.matcher(each);
      if (!read.matches()) {
        return null;
      }
      IslandValues.@Nullable Value many = values.of(read.group(3), locals);
      if (many == null) {
        return null;
      }
      inner.add(read.group(1));
      if (read.group(2) != null) {
        inner.add(read.group(2));
      }
      loop = new Island.Loop(read.group(1), read.group(2), many, repeatedSpace(nodes, at, element));
    }
    List<Island.Part> parts = new ArrayList<>();
    boolean isBlock = element.name.equals("th:block");
    if (!isBlock) {
      parts.add(new Island.Literal("<" + element.name));
      List<Island.Part> last = new ArrayList<>();
      for (Attribute attribute : element.attributes) {
        Island.@Nullable Part part = attribute(attribute, appended, inner);
        if (part == null) {
          return null;
        }
        // The engine adds these behind all others.
        (part instanceof Island.When ? last : parts).add(part);
      }
      parts.addAll(last);
      parts.add(new Island.Literal(element.end));
    } else if (!names.stream().allMatch(WORKED_OUT::contains)
        || !element.attributes.stream().allMatch(Attribute::isEngines)) {
      return null;
    }
    if (body != null) {
      IslandValues.@Nullable Value value = values.of(body, inner);
      if (value == null || element.tail.isEmpty()) {
        return null;
      }
      parts.add(new Island.Put(value));
    } else {
      for (int child = 0; child < element.children.size(); child++) {
        Island.@Nullable Part part = part(element.children, child, inner);
        if (part == null) {
          return null;
        }
        parts.add(part);
      }
    }
    if (!isBlock) {
      parts.add(new Island.Literal(element.tail));
    }
    Island.@Nullable Part whole = Island.joined(parts);
    whole = guarded(whole, unless, false, inner);
    whole = whole == null ? null : guarded(whole, when, true, inner);
    return whole == null || loop == null ? whole : new Island.Each(loop, whole);
  }

  private static boolean isLeft(String name) {
    return LEFT.contains(name)
        || (FoldedTemplates.ENGINE.contains(name) && !WORKED_OUT.contains(name));
  }

  private Island.@Nullable Part guarded(
      Island.Part part, @Nullable String condition, boolean wanted, Set<String> locals) {
    if (condition == null) {
      return part;
    }
    IslandValues.@Nullable Value value = values.of(condition, locals);
    return value == null ? null : new Island.When(value, wanted, part);
  }

  private static String repeatedSpace(List<Node> nodes, int at, Element element) {
    return at > 0
            && SPACED.contains(element.name)
            && nodes.get(at - 1) instanceof Text before
            && before.text.isBlank()
        ? before.text
        : "";
  }

  private Island.@Nullable Part attribute(
      Attribute attribute, @Nullable String appended, Set<String> locals) {
    if (attribute.name.equals("class") && appended != null) {
      IslandValues.@Nullable Value value = values.of(appended, locals);
      return value == null
          ? null
          : new Island.ClassNames(new Island.Literal(" class=\"" + attribute.value), value);
    }
    if (!attribute.isEngines()) {
      return new Island.Literal(
          " " + attribute.name + (attribute.value == null ? "" : "=\"" + attribute.value + "\""));
    }
    String name = attribute.name.substring(3);
    if (WORKED_OUT.contains(name)) {
      return new Island.Literal("");
    }
    String written = attribute.value;
    IslandValues.@Nullable Value value = written == null ? null : values.of(written, locals);
    if (value == null) {
      return null;
    }
    return THERE_OR_NOT.contains(name)
        ? new Island.When(value, true, new Island.Literal(" " + name + "=\"" + name + "\""))
        : new Island.Attribute(
            new Island.Literal(" " + name + "=\""), value, EVEN_EMPTY.contains(name));
  }

  /** Empty where the text is not well-formed. */
  private static List<Node> parsed(String template) {
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

  private final class Inserted extends AbstractAttributeTagProcessor {
    Inserted(String prefix) {
      super(TemplateMode.HTML, prefix, null, false, ATTRIBUTE, true, PRECEDENCE, true);
    }

    @Override
    protected void doProcess(
        ITemplateContext context,
        IProcessableElementTag tag,
        AttributeName name,
        String value,
        IElementTagStructureHandler structure) {
      structure.replaceWith(islands.get(Integer.parseInt(value)).in(context), false);
    }
  }

  private sealed interface Node {}

  private record Text(String text) implements Node {}

  private static final class Element implements Node {
    private final String name;
    private final String head;

    /** How its first tag ends. */
    private final String end;

    private final List<Attribute> attributes;
    private final List<Node> children = new ArrayList<>();
    private String tail = "";

    Element(String name, String head, String end, List<Attribute> attributes) {
      this.name = name;
      this.head = head;
      this.end = end;
      this.attributes = attributes;
    }
  }

  private record Attribute(String space, String name, @Nullable String value) {
    boolean isEngines() {
      return name.startsWith("th:");
    }
  }
}
