package org.vivavoce.web;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
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
      Pattern.compile("#\\{([\\w.]+|\\|[^|#]+\\|)(?:\\((.*)\\))?}", Pattern.DOTALL);
  private static final Pattern TEXT = Pattern.compile("'([^'\\\\]*)'");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern CHOICE =
      Pattern.compile("(" + EXPRESSION + ") \\? ([^:?]+?)(?: : ([^:?]+))?");

  private final Words words;
  private final PropertyPaths paths;

  IslandValues(Words words, PropertyPaths paths) {
    this.words = words;
    this.paths = paths;
  }

  /** What commas part, where they stand neither in texts nor in brackets. */
  static List<String> parted(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begun = 0;
    boolean isQuoted = false;
    for (int at = 0; at < text.length(); at++) {
      switch (text.charAt(at)) {
        case '\'' -> isQuoted = !isQuoted;
        case '(', '{', '[' -> depth += isQuoted ? 0 : 1;
        case ')', '}', ']' -> depth -= isQuoted ? 0 : 1;
        case ',' -> {
          if (depth == 0 && !isQuoted) {
            parts.add(text.substring(begun, at).strip());
            begun = at + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(text.substring(begun).strip());
    return parts;
  }

  /**
   * What an attribute's value says.
   *
   * @return null where that is left to the engine
   */
  @Nullable Value of(String attribute) {
    return read(HtmlEscape.unescapeHtml(attribute).strip());
  }

  private @Nullable Value read(String text) {
    Matcher variable = VARIABLE.matcher(text);
    if (variable.matches()) {
      return variable(variable.group(1));
    }
    Matcher literal = TEXT.matcher(text);
    if (literal.matches()) {
      return constant(literal.group(1));
    }
    Matcher message = MESSAGE.matcher(text);
    if (message.matches()) {
      return message(message.group(1), message.group(2));
    }
    Matcher choice = CHOICE.matcher(text);
    if (choice.matches()) {
      return choice(choice.group(1), choice.group(3), choice.group(4));
    }
    if (text.length() > 1
        && text.startsWith("|")
        && text.indexOf('|', 1) == text.length() - 1
        && !text.contains("#{")) {
      return joined(text.substring(1, text.length() - 1));
    }
    return switch (text) {
      case "true" -> constant(true);
      case "false" -> constant(false);
      case "null" -> constant(null);
      default -> NUMBER.matcher(text).matches() ? constant(new BigDecimal(text)) : null;
    };
  }

  private static Value constant(@Nullable Object value) {
    return scope -> value;
  }

  private Value variable(String expression) {
    PropertyPaths.@Nullable Read path = paths.of(expression);
    if (path == null) {
      return scope -> scope.engine(expression);
    }
    return scope -> {
      Object value = path.read(scope);
      return value == PropertyPaths.UNREAD ? scope.engine(expression) : value;
    };
  }

  /**
   * @param key or what it is put together from
   */
  private @Nullable Value message(String key, @Nullable String arguments) {
    Value named = key.startsWith("|") ? read(key) : constant(key);
    List<Value> values = new ArrayList<>();
    for (String each : arguments == null ? List.<String>of() : parted(arguments)) {
      values.add(read(each));
    }
    if (named == null || values.contains(null)) {
      return null;
    }
    Value[] told = values.toArray(Value[]::new);
    return scope -> {
      Object[] all = new Object[told.length];
      for (int at = 0; at < all.length; at++) {
        all[at] = told[at].in(scope);
      }
      return words.of(String.valueOf(named.in(scope)), all);
    };
  }

  private @Nullable Value choice(String condition, String yes, @Nullable String no) {
    Value asked = read(condition);
    Value then = read(yes);
    Value otherwise = no == null ? constant(null) : read(no);
    return asked == null || then == null || otherwise == null
        ? null
        : scope ->
            (EvaluationUtils.evaluateAsBoolean(asked.in(scope)) ? then : otherwise).in(scope);
  }

  private Value joined(String text) {
    List<Value> values = new ArrayList<>();
    Matcher each = VARIABLE.matcher(text);
    int at = 0;
    while (each.find()) {
      String before = text.substring(at, each.start());
      values.add(constant(before));
      values.add(variable(each.group(1)));
      at = each.end();
    }
    String rest = text.substring(at);
    values.add(constant(rest));
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
