package org.vivavoce.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
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
 * th:text}, {@code th:utext}, {@code th:if}, {@code th:unless}, {@code th:each}, {@code th:with},
 * {@code th:attr}, {@code th:classappend} and plain attributes, whose expressions are paths,
 * messages and texts, and the fragments that they name. Such a stretch is worked out once, when the
 * template is read, and stands in it as one element, so that the engine takes one step where it
 * took some for every attribute: for most pages of readers one for all of it. Everything else is
 * left to the engine; both give the same HTML.
 */
final class Islands extends AbstractProcessorDialect {
  private static final String PREFIX = "island";
  private static final String ATTRIBUTE = "at";

  /** Before everything else; nothing else stands on such an element. */
  private static final int PRECEDENCE = 100;

  /** A fragment of a template, and what it is given. */
  private static final Pattern REPLACED =
      Pattern.compile(
          "~\\{\\s*(?<template>[\\w/-]+)\\s*::\\s*(?<fragment>[\\w-]+)\\s*(?:\\((?<given>.*)\\))?\\s*}");

  /** An element of the same template, by its name. */
  private static final Pattern OWN = Pattern.compile("~\\{\\s*::\\s*(\\w+)\\s*}");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\s*(\\w+)\\s*}");
  private static final Pattern FRAGMENT =
      Pattern.compile("\\s*([\\w-]+)\\s*(?:\\(([\\w\\s,]*)\\))?\\s*");
  private static final Pattern NAMED_VALUE =
      Pattern.compile("\\s*([\\w-]+)\\s*=(?!=)(.*)", Pattern.DOTALL);

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
      Set.of("each", "if", "unless", "with", "text", "utext", "attr", "classappend", "fragment");

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
  private final TemplateTexts texts;
  private final Map<String, List<Markup.Node>> templates = new ConcurrentHashMap<>();
  private final List<Island> islands = new CopyOnWriteArrayList<>();

  /**
   * @param texts of the templates whose fragments are named in others
   */
  Islands(IslandValues values, TemplateTexts texts) {
    super("Stretches that insert values", PREFIX, StandardDialect.PROCESSOR_PRECEDENCE);
    this.values = values;
    this.texts = texts;
  }

  @Override
  public Set<IProcessor> getProcessors(String dialectPrefix) {
    return Set.of(new Inserted(dialectPrefix));
  }

  /** A template with its islands in place; as it is where it cannot be read as well-formed. */
  String in(String text) {
    List<Markup.Node> nodes = Markup.parsed(text);
    if (nodes.isEmpty()) {
      return text;
    }
    StringBuilder written = new StringBuilder(text.length());
    write(nodes, new Place(nodes, Map.of(), List.of()), written);
    return written.toString();
  }

  /** Writes nodes that stand side by side, of which each stretch that can be is an island. */
  private void write(List<Markup.Node> nodes, Place place, StringBuilder text) {
    int at = 0;
    while (at < nodes.size()) {
      int end = at;
      int last = at;
      boolean isAlive = false;
      List<Island.Part> parts = new ArrayList<>();
      int kept = 0;
      while (end < nodes.size()) {
        Markup.Node node = nodes.get(end);
        Island.@Nullable Part part = part(nodes, end, place);
        if (part == null) {
          break;
        }
        parts.add(part);
        end++;
        // It begins and ends with what is worked out: white space around it is the engine's.
        if (node instanceof Markup.Element element && element.isAlive()) {
          isAlive = true;
          last = end;
          kept = parts.size();
        } else if (!isAlive) {
          break;
        }
      }
      if (isAlive) {
        int number = add(new Island(Island.joined(parts.subList(0, kept))));
        text.append("<th:block island:at=\"").append(number).append("\"></th:block>");
        at = last;
        continue;
      }
      write(nodes.get(at), place, text);
      at++;
    }
  }

  /** Its number: templates are read by several threads at once. */
  private synchronized int add(Island island) {
    islands.add(island);
    return islands.size() - 1;
  }

  private void write(Markup.Node node, Place place, StringBuilder text) {
    if (node instanceof Markup.Element element) {
      text.append(element.head);
      write(element.children, place, text);
      text.append(element.tail);
    } else {
      text.append(((Markup.Text) node).text());
    }
  }

  /**
   * What is inserted for one of these nodes.
   *
   * @return null where that is left to the engine
   */
  private Island.@Nullable Part part(List<Markup.Node> nodes, int at, Place place) {
    Markup.Node node = nodes.get(at);
    if (node instanceof Markup.Text text) {
      return text.text().contains("[[") || text.text().contains("[(")
          ? null
          : new Island.Literal(text.text());
    }
    Markup.Element element = (Markup.Element) node;
    return place.isOutermost()
            && element.value("th:replace") == null
            && (NAMED.contains(element.name) || element.value("th:fragment") != null)
        ? null
        : part(element, repeatedSpace(nodes, at, element), place);
  }

  /**
   * @param space between two, where it is repeated
   */
  private Island.@Nullable Part part(Markup.Element element, String space, Place place) {
    if (element.value("th:replace") != null) {
      return replaced(element, place);
    }
    Set<String> names = new HashSet<>();
    @Nullable String classes = element.value("class");
    @Nullable String appended = element.value("th:classappend");
    for (Markup.Attribute attribute : element.attributes) {
      String name = attribute.name();
      String own = attribute.isEngines() ? attribute.own() : name;
      if (!names.add(own)
          || !attribute.space().equals(" ")
          || (name.contains(":") && !attribute.isEngines())
          || (attribute.isEngines()
              && (attribute.value() == null
                  || isLeft(own)
                  || own.startsWith("on")
                  || own.startsWith("xml")
                  || PREPROCESSED.matcher(attribute.value()).find()))) {
        return null;
      }
    }
    if (appended != null && (classes == null || classes.isEmpty())) {
      return null;
    }
    Island.@Nullable Part whole = plain(element, names, appended, place);
    whole = whole == null ? null : with(whole, element.value("th:with"));
    whole = whole == null ? null : guarded(whole, element.value("th:unless"), false);
    whole = whole == null ? null : guarded(whole, element.value("th:if"), true);
    return whole == null ? null : repeated(whole, element.value("th:each"), space);
  }

  /** The element itself, as often as it is there. */
  private Island.@Nullable Part plain(
      Markup.Element element, Set<String> names, @Nullable String appended, Place place) {
    List<Island.Part> parts = new ArrayList<>();
    boolean isBlock = element.name.equals("th:block");
    if (!isBlock) {
      parts.add(new Island.Literal("<" + element.name));
      List<Island.Part> last = new ArrayList<>();
      for (Markup.Attribute attribute : element.attributes) {
        if (attribute.name().equals("th:attr")) {
          List<Island.Part> more = more(attribute.value(), names);
          if (more == null) {
            return null;
          }
          last.addAll(0, more);
          continue;
        }
        Island.@Nullable Part part = attribute(attribute, appended);
        if (part == null) {
          return null;
        }
        // The engine adds these behind all others.
        (part instanceof Island.When ? last : parts).add(part);
      }
      parts.addAll(last);
      parts.add(new Island.Literal(element.end));
    } else if (!WORKED_OUT.containsAll(names)
        || names.contains("attr")
        || !element.attributes.stream().allMatch(Markup.Attribute::isEngines)) {
      return null;
    }
    String body = element.value("th:text");
    String markup = element.value("th:utext");
    if (body != null || markup != null) {
      IslandValues.@Nullable Value value =
          body == null ? values.of(markup) : markup == null ? values.of(body) : null;
      if (value == null || element.tail.isEmpty()) {
        return null;
      }
      parts.add(body == null ? new Island.Raw(value) : new Island.Put(value));
    } else {
      for (int child = 0; child < element.children.size(); child++) {
        Island.@Nullable Part part = part(element.children, child, place);
        if (part == null) {
          return null;
        }
        parts.add(part);
      }
    }
    if (!isBlock) {
      parts.add(new Island.Literal(element.tail));
    }
    return Island.joined(parts);
  }

  /**
   * A fragment in place of the element that asks for it, where all of it can be worked out.
   *
   * @param place where it is asked for
   */
  private Island.@Nullable Part replaced(Markup.Element element, Place place) {
    if (element.attributes.stream().filter(Markup.Attribute::isEngines).count() > 1) {
      return null;
    }
    String asked = element.value("th:replace");
    Matcher variable = VARIABLE.matcher(asked);
    if (variable.matches()) {
      Passed passed = place.passed.get(variable.group(1));
      return passed == null ? null : part(passed.element, "", passed.place.within(place));
    }
    Matcher read = REPLACED.matcher(asked);
    if (!read.matches()) {
      return null;
    }
    String template = read.group("template");
    String name = template + " :: " + read.group("fragment");
    List<Markup.Node> nodes =
        templates.computeIfAbsent(template, each -> Markup.parsed(texts.of(each)));
    Markup.Element found =
        first(nodes, each -> read.group("fragment").equals(fragmentName(each, 1)));
    // One that asks for itself is worked out for as long as the engine wants to.
    if (found == null || place.open.contains(name)) {
      return null;
    }
    String parameters = fragmentName(found, 2);
    List<String> names = parameters == null ? List.of() : IslandValues.parted(parameters);
    Map<String, Passed> passed = new HashMap<>();
    List<Island.Variable> given = new ArrayList<>();
    List<String> all =
        read.group("given") == null ? List.of() : IslandValues.parted(read.group("given"));
    for (int at = 0; at < all.size(); at++) {
      Matcher named = NAMED_VALUE.matcher(all.get(at));
      boolean isNamed = named.matches();
      if (!isNamed && at >= names.size()) {
        return null;
      }
      String to = isNamed ? named.group(1) : names.get(at);
      String value = (isNamed ? named.group(2) : all.get(at)).strip();
      Matcher own = OWN.matcher(value);
      if (own.matches()) {
        Markup.Element main =
            first(
                place.nodes,
                each ->
                    each.name.equals(own.group(1)) || own.group(1).equals(fragmentName(each, 1)));
        if (main == null) {
          return null;
        }
        passed.put(to, new Passed(main, place));
        continue;
      }
      IslandValues.@Nullable Value said = values.of(value);
      if (said == null) {
        return null;
      }
      given.add(new Island.Variable(to, said));
    }
    Set<String> told = new HashSet<>(passed.keySet());
    given.forEach(each -> told.add(each.name()));
    if (!told.containsAll(names)) {
      return null;
    }
    Island.@Nullable Part whole = part(found, "", new Place(nodes, passed, place.opened(name)));
    return whole == null || given.isEmpty()
        ? whole
        : new Island.With(List.copyOf(given), false, whole);
  }

  /**
   * @param group 1 for its name, 2 for its parameters
   */
  private static @Nullable String fragmentName(Markup.Element element, int group) {
    String fragment = element.value("th:fragment");
    if (fragment == null) {
      return null;
    }
    Matcher read = FRAGMENT.matcher(fragment);
    return read.matches() ? read.group(group) : null;
  }

  private static Markup.@Nullable Element first(
      List<Markup.Node> nodes, Predicate<Markup.Element> wanted) {
    for (Markup.Node node : nodes) {
      if (node instanceof Markup.Element element) {
        Markup.Element found = wanted.test(element) ? element : first(element.children, wanted);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static boolean isLeft(String name) {
    return LEFT.contains(name)
        || (TemplateTexts.ENGINE.contains(name) && !WORKED_OUT.contains(name));
  }

  private Island.@Nullable Part with(Island.Part part, @Nullable String assigned) {
    if (assigned == null) {
      return part;
    }
    List<Island.Variable> variables = new ArrayList<>();
    for (String each : IslandValues.parted(assigned)) {
      Matcher named = NAMED_VALUE.matcher(each);
      IslandValues.@Nullable Value value = named.matches() ? values.of(named.group(2)) : null;
      if (value == null) {
        return null;
      }
      variables.add(new Island.Variable(named.group(1), value));
    }
    return new Island.With(List.copyOf(variables), true, part);
  }

  private Island.@Nullable Part guarded(
      Island.Part part, @Nullable String condition, boolean wanted) {
    if (condition == null) {
      return part;
    }
    IslandValues.@Nullable Value value = values.of(condition);
    return value == null ? null : new Island.When(value, wanted, part);
  }

  private Island.@Nullable Part repeated(Island.Part part, @Nullable String each, String space) {
    if (each == null) {
      return part;
    }
    Matcher read = EACH.matcher(each);
    IslandValues.@Nullable Value many = read.matches() ? values.of(read.group(3)) : null;
    return many == null
        ? null
        : new Island.Each(new Island.Loop(read.group(1), read.group(2), many, space), part);
  }

  private static String repeatedSpace(List<Markup.Node> nodes, int at, Markup.Element element) {
    return at > 0
            && SPACED.contains(element.name)
            && nodes.get(at - 1) instanceof Markup.Text before
            && before.text().isBlank()
        ? before.text()
        : "";
  }

  private Island.@Nullable Part attribute(Markup.Attribute attribute, @Nullable String appended) {
    if (attribute.name().equals("class") && appended != null) {
      IslandValues.@Nullable Value value = values.of(appended);
      return value == null
          ? null
          : new Island.ClassNames(new Island.Literal(" class=\"" + attribute.value()), value);
    }
    if (!attribute.isEngines()) {
      return new Island.Literal(
          " "
              + attribute.name()
              + (attribute.value() == null ? "" : "=\"" + attribute.value() + "\""));
    }
    String name = attribute.own();
    if (WORKED_OUT.contains(name)) {
      return new Island.Literal("");
    }
    String written = attribute.value();
    IslandValues.@Nullable Value value = written == null ? null : values.of(written);
    if (value == null) {
      return null;
    }
    return THERE_OR_NOT.contains(name)
        ? new Island.When(value, true, new Island.Literal(" " + name + "=\"" + name + "\""))
        : new Island.Attribute(
            new Island.Literal(" " + name + "=\""), value, EVEN_EMPTY.contains(name));
  }

  /**
   * What one attribute of the engine's says of several of HTML's.
   *
   * @param names of the others of the same element
   * @return null where that is left to the engine
   */
  private @Nullable List<Island.Part> more(@Nullable String assigned, Set<String> names) {
    List<Island.Part> parts = new ArrayList<>();
    for (String each : IslandValues.parted(assigned == null ? "" : assigned)) {
      Matcher named = NAMED_VALUE.matcher(each);
      IslandValues.@Nullable Value value = named.matches() ? values.of(named.group(2)) : null;
      if (value == null
          || !names.add(named.group(1))
          || THERE_OR_NOT.contains(named.group(1))
          || isLeft(named.group(1))) {
        return null;
      }
      parts.add(
          new Island.Attribute(new Island.Literal(" " + named.group(1) + "=\""), value, false));
    }
    return parts;
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

  /**
   * Where something stands.
   *
   * @param nodes all of the template
   * @param passed elements of other templates, by the names of this fragment's parameters
   * @param open the fragments that are being worked out, each asked for by the one before; none
   *     where the template is read for itself
   */
  private record Place(List<Markup.Node> nodes, Map<String, Passed> passed, List<String> open) {
    /** Whether the engine reads what stands here, if nobody else does. */
    boolean isOutermost() {
      return open.isEmpty();
    }

    List<String> opened(String fragment) {
      List<String> all = new ArrayList<>(open);
      all.add(fragment);
      return List.copyOf(all);
    }

    /** The same while what stands here is put into a fragment. */
    Place within(Place fragment) {
      return new Place(nodes, passed, fragment.open);
    }
  }

  /** An element that is put into a fragment. */
  private record Passed(Markup.Element element, Place place) {}
}
