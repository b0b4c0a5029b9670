package org.vivavoce.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.util.EvaluationUtils;
import org.unbescape.html.HtmlEscape;

/** Reads the expressions of islands as the engine does. */
final class IslandValues {
  private static final String EXPRESSION = "\\$\\{([^{}]+)}";
  private static final Pattern VARIABLE = Pattern.compile(EXPRESSION);
  private static final Pattern MESSAGE =
      Pattern.compile("#\\{([\\w.]+)(?:\\(((?:\\$\\{[^{}]+}|\\s|,)*)\\))?}");
  private static final Pattern TEXT = Pattern.compile("'([^'\\\\]*)'");
  private static final Pattern CHOICE =
      Pattern.compile("(" + EXPRESSION + ") \\? ([^:?]+?)(?: : ([^:?]+))?");

  private final Words words;
  private final PropertyPaths paths;

  IslandValues(Words words, PropertyPaths paths) {
    this.words = words;
    this.paths = paths;
  }

  /**
   * What an attribute's value says.
   *
   * @param locals variables that the engine does not know
   * @return null where that is left to the engine
   */
  @Nullable Value of(String attribute, Set<String> locals) {
    return read(HtmlEscape.unescapeHtml(attribute).strip(), locals);
  }

  private @Nullable Value read(String text, Set<String> locals) {
    Matcher variable = VARIABLE.matcher(text);
    if (variable.matches()) {
      return variable(variable.group(1), locals);
    }
    Matcher literal = TEXT.matcher(text);
    if (literal.matches()) {
      String said = literal.group(1);
      return scope -> said;
    }
    Matcher message = MESSAGE.matcher(text);
    if (message.matches()) {
      return message(message.group(1), message.group(2), locals);
    }
    Matcher choice = CHOICE.matcher(text);
    if (choice.matches()) {
      return choice(choice.group(1), choice.group(3), choice.group(4), locals);
    }
    if (text.length() > 1
        && text.startsWith("|")
        && text.indexOf('|', 1) == text.length() - 1
        && !text.contains("#{")) {
      return joined(text.substring(1, text.length() - 1), locals);
    }
    return null;
  }

  private @Nullable Value variable(String expression, Set<String> locals) {
    PropertyPaths.@Nullable Read path = paths.of(expression);
    if (path == null) {
      boolean isLocal =
          locals.stream()
              .anyMatch(each -> Pattern.compile("\\b" + each + "\\b").matcher(expression).find());
      return isLocal ? null : scope -> scope.engine(expression);
    }
    return scope -> {
      Object value = path.read(scope);
      return value == PropertyPaths.UNREAD ? scope.engine(expression) : value;
    };
  }

  private @Nullable Value message(String key, @Nullable String arguments, Set<String> locals) {
    List<Value> values = new ArrayList<>();
    if (arguments != null) {
      Matcher each = VARIABLE.matcher(arguments);
      while (each.find()) {
        Value value = variable(each.group(1), locals);
        if (value == null) {
          return null;
        }
        values.add(value);
      }
    }
    return scope -> words.of(key, values.stream().map(value -> value.in(scope)).toArray());
  }

  private @Nullable Value choice(
      String condition, String yes, @Nullable String no, Set<String> locals) {
    Value asked = read(condition, locals);
    Value then = read(yes, locals);
    Value otherwise = no == null ? scope -> null : read(no, locals);
    return asked == null || then == null || otherwise == null
        ? null
        : scope ->
            (EvaluationUtils.evaluateAsBoolean(asked.in(scope)) ? then : otherwise).in(scope);
  }

  private @Nullable Value joined(String text, Set<String> locals) {
    List<Value> values = new ArrayList<>();
    Matcher each = VARIABLE.matcher(text);
    int at = 0;
    while (each.find()) {
      String before = text.substring(at, each.start());
      Value value = variable(each.group(1), locals);
      if (value == null) {
        return null;
      }
      values.add(scope -> before);
      values.add(value);
      at = each.end();
    }
    String rest = text.substring(at);
    values.add(scope -> rest);
    return scope -> {
      StringBuilder said = new StringBuilder();
      for (Value value : values) {
        said.append(value.in(scope));
      }
      return said.toString();
    };
  }

  /** What an expression says. */
  @FunctionalInterface
  interface Value {
    @Nullable Object in(IslandScope scope);
  }
}
