package org.vivavoce.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
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
 * Parts of pages that many pages have alike are rendered once: {@code <th:block
 * v:once="web/fragments :: card(card, level)">} stands for that fragment. It sees nothing but the
 * variables named, which are values (texts, numbers, records and lists of such), so that the same
 * values always give the same HTML and nothing ever has to be forgotten.
 */
final class Fragments extends AbstractProcessorDialect {
  private static final String PREFIX = "v";

  /** After the conditions, loops and variables of the same element, before it goes if a block. */
  private static final int PRECEDENCE = 1_500;

  /**
   * So many rendered parts are held, of 2 KB or so with the values by which they are known. Each
   * has one place and pushes out what stood there: parts of answers come and go by the thousand,
   * and weighing up which to keep would cost more than it saves.
   */
  private static final int PLACES = 4_096;

  private static final int USUAL_LENGTH = 4_096;

  private final TemplateEngine engine;
  private final AtomicReferenceArray<@Nullable Rendered> places =
      new AtomicReferenceArray<>(PLACES);
  private final Map<String, Part> parts = new ConcurrentHashMap<>();

  /**
   * @param engine which renders the parts, and of which this becomes a dialect
   */
  Fragments(TemplateEngine engine) {
    super("Parts rendered once", PREFIX, StandardDialect.PROCESSOR_PRECEDENCE);
    this.engine = engine;
  }

  @Override
  public Set<IProcessor> getProcessors(String dialectPrefix) {
    return Set.of(new Once(dialectPrefix));
  }

  private Html html(Part part, List<Object> values) {
    int place = place(part, values);
    Rendered known = places.get(place);
    if (known != null && known.part.equals(part) && known.values.equals(values)) {
      return known.html;
    }
    Map<String, Object> variables = new HashMap<>();
    for (int at = 0; at < part.variables.size(); at++) {
      variables.put(part.variables.get(at), values.get(at));
    }
    Utf8Writer writer = new Utf8Writer(USUAL_LENGTH);
    engine.process(part.template, Set.of(part.fragment), new Context(Locale.UK, variables), writer);
    Html html = new Html(writer.toByteArray());
    places.set(place, new Rendered(part, values, html));
    return html;
  }

  /** The same for equal values, as a rule: for others the part is rendered once more. */
  private static int place(Part part, List<Object> values) {
    int hash = part.fragment.hashCode();
    for (Object value : values) {
      int own;
      if (value instanceof ArticleCard card) {
        own = card.href().hashCode();
      } else if (value instanceof Record) {
        // Made once and passed on. To add up all that it holds would cost more than it saves.
        own = System.identityHashCode(value);
      } else {
        own = Objects.hashCode(value);
      }
      hash = 31 * hash + own;
    }
    return Math.floorMod(hash ^ (hash >>> 16), PLACES);
  }

  private final class Once extends AbstractAttributeTagProcessor {
    Once(String prefix) {
      super(TemplateMode.HTML, prefix, null, false, "once", true, PRECEDENCE, true);
    }

    @Override
    protected void doProcess(
        ITemplateContext context,
        IProcessableElementTag tag,
        AttributeName name,
        String value,
        IElementTagStructureHandler structure) {
      Part part = parts.computeIfAbsent(value, Part::of);
      List<Object> values = new ArrayList<>(part.variables.size());
      for (String variable : part.variables) {
        values.add(context.getVariable(variable));
      }
      structure.replaceWith(html(part, values), false);
    }
  }

  private record Rendered(Part part, List<Object> values, Html html) {}

  /** A fragment of a template, and the names of the variables that it sees. */
  private record Part(String template, String fragment, List<String> variables) {
    private static final Pattern SYNTAX =
        Pattern.compile("\\s*([\\w/-]+)\\s*::\\s*([\\w-]+)\\s*\\(([\\w\\s,]*)\\)\\s*");

    static Part of(String text) {
      Matcher matcher = SYNTAX.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "v:once=\"" + text + "\" is not of the form \"template :: fragment(variable, …)\"");
      }
      return new Part(
          matcher.group(1),
          matcher.group(2),
          Arrays.stream(matcher.group(3).split(",")).map(String::strip).toList());
    }
  }
}
