package org.vivavoce.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Of rendered parts, about; the values by which they are known weigh as much again. */
  private static final long WEIGHT = 6_000_000;

  private static final int OVERHEAD = 400;

  private final TemplateEngine engine;
  private final Cache<Key, String> rendered =
      Caffeine.newBuilder()
          .maximumWeight(WEIGHT)
          .weigher((Key key, String html) -> OVERHEAD + 2 * html.length())
          .executor(Runnable::run)
          .build();
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

  private String html(Key key) {
    @Nullable String known = rendered.getIfPresent(key);
    if (known != null) {
      return known;
    }
    Map<String, Object> variables = new HashMap<>();
    for (int at = 0; at < key.part.variables.size(); at++) {
      variables.put(key.part.variables.get(at), key.values.get(at));
    }
    String html =
        engine.process(
            key.part.template, Set.of(key.part.fragment), new Context(Locale.UK, variables));
    rendered.put(key, html);
    return html;
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
      structure.replaceWith(html(new Key(part, values)), false);
    }
  }

  private record Key(Part part, List<Object> values) {}

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
