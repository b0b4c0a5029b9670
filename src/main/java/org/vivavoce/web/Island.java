package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.util.EvaluationUtils;

/** A stretch of a template that inserts values, worked out. */
final class Island {
  private final Part whole;

  Island(Part whole) {
    this.whole = whole;
  }

  /** Its HTML, with the variables that are seen where it stands. */
  Html in(ITemplateContext context) {
    return new Html(page -> whole.write(new IslandScope(context, null, "", null), page));
  }

  /** One after the other, where texts that follow each other are one. */
  static Part joined(List<Part> parts) {
    List<Part> all = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (Part each : parts) {
      for (Part part : each instanceof Sequence many ? many.parts : List.of(each)) {
        if (part instanceof Literal text) {
          literal.append(text.text);
        } else {
          flush(literal, all);
          all.add(part);
        }
      }
    }
    flush(literal, all);
    return all.size() == 1 ? all.get(0) : new Sequence(List.copyOf(all));
  }

  private static void flush(StringBuilder literal, List<Part> parts) {
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** Writes its HTML. */
  interface Part {
    void write(IslandScope scope, Utf8Writer html);
  }

  /** HTML as it is. */
  static final class Literal implements Part {
    private final String text;
    private final byte[] bytes;

    Literal(String text) {
      this.text = text;
      this.bytes = text.getBytes(UTF_8);
    }

    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      html.write(bytes);
    }
  }

  /** One after the other. */
  record Sequence(List<Part> parts) implements Part {
    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      for (Part each : parts) {
        each.write(scope, html);
      }
    }
  }

  /** A value as text. */
  record Put(IslandValues.Value value) implements Part {
    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      Object text = value.in(scope);
      if (text != null) {
        html.writeEscaped(text.toString());
      }
    }
  }

  /** A value as it is, which is HTML. */
  record Raw(IslandValues.Value value) implements Part {
    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      Object markup = value.in(scope);
      if (markup instanceof Html own) {
        own.write(html);
      } else if (markup != null) {
        html.write(markup.toString());
      }
    }
  }

  /** A variable, and what it stands for. */
  record Variable(String name, IslandValues.Value value) {
    Variable {
      name = name.intern();
    }
  }

  /**
   * What sees variables.
   *
   * @param inTurn whether each may be made of those before it, and not only of what is seen around
   */
  record With(List<Variable> variables, boolean inTurn, Part part) implements Part {
    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      IslandScope inner = scope;
      for (Variable each : variables) {
        inner = inner.with(each.name, each.value.in(inTurn ? inner : scope));
      }
      part.write(inner, html);
    }
  }

  /**
   * An attribute.
   *
   * @param before its value, for example {@code href="}
   * @param evenEmpty whether it is there even where its value is empty
   */
  record Attribute(Literal before, IslandValues.Value value, boolean evenEmpty) implements Part {
    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      String text = text(value.in(scope));
      if (evenEmpty || !text.isEmpty()) {
        before.write(scope, html);
        html.writeEscaped(text);
        html.write('"');
      }
    }
  }

  /**
   * The names of classes, and one more.
   *
   * @param before that one, for example {@code class="page}
   */
  record ClassNames(Literal before, IslandValues.Value value) implements Part {
    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      String text = text(value.in(scope));
      before.write(scope, html);
      if (!text.isEmpty()) {
        html.write(' ');
        html.writeEscaped(text);
      }
      html.write('"');
    }
  }

  /** What is there if something is so, or if it is not. */
  record When(IslandValues.Value condition, boolean wanted, Part part) implements Part {
    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      if (EvaluationUtils.evaluateAsBoolean(condition.in(scope)) == wanted) {
        part.write(scope, html);
      }
    }
  }

  /**
   * What is told of a loop.
   *
   * @param status the variable that tells which time it is; null for none
   * @param space between two
   */
  record Loop(String variable, @Nullable String status, IslandValues.Value many, String space) {
    Loop {
      variable = variable.intern();
      status = status == null ? null : status.intern();
    }
  }

  /** What is there once for each. */
  record Each(Loop loop, Part part) implements Part {
    @Override
    public void write(IslandScope scope, Utf8Writer html) {
      Object many = loop.many.in(scope);
      if (many == null) {
        return;
      }
      List<?> list = many instanceof List<?> own ? own : all(many);
      int index = 0;
      for (Object each : list) {
        if (index > 0) {
          html.write(loop.space);
        }
        IslandScope inner = scope.with(loop.variable, each);
        String status = loop.status;
        if (status != null) {
          inner =
              inner.with(
                  status,
                  new Turn(index, index + 1, list.size(), index == 0, index == list.size() - 1));
        }
        part.write(inner, html);
        index++;
      }
    }
  }

  private static List<?> all(Object many) {
    return many instanceof Map<?, ?> map
        ? map.entrySet().stream().map(each -> new Pair(each.getKey(), each.getValue())).toList()
        : EvaluationUtils.evaluateAsList(many);
  }

  /** An entry of a map. */
  public record Pair(Object key, @Nullable Object value) {}

  /** Which time it is in a loop. */
  public record Turn(int index, int count, int size, boolean first, boolean last) {}
}
