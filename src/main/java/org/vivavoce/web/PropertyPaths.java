package org.vivavoce.web;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.standard.expression.IStandardVariableExpression;
import org.thymeleaf.standard.expression.IStandardVariableExpressionEvaluator;
import org.thymeleaf.standard.expression.OGNLVariableExpressionEvaluator;
import org.thymeleaf.standard.expression.StandardExpressionExecutionContext;

/**
 * Reads what templates ask for most, {@code page.doctor.name}, without an interpreter: a variable,
 * then components of records. Everything else is OGNL's, and so is what a path cannot read, for
 * what it says of it.
 */
final class PropertyPaths implements IStandardVariableExpressionEvaluator {
  private static final Pattern PATH =
      Pattern.compile(
          "(?<not>!)?(?<path>[a-z]\\w*(?:\\.[a-z]\\w*)*?)(?:(?<empty>\\.isEmpty\\(\\))|\\('(?<told>[^'\\\\]*)'\\))?"
              + "(?:(?<present> != null)|(?<absent> == null))?");

  /** Two values, the second a path, a text of more than one character, or a number. */
  private static final Pattern COMPARISON =
      Pattern.compile(
          "(?<one>[a-z][\\w.]*) (?<sign>==|!=|>) (?:'(?<text>[^'\\\\]{2,})'|(?<number>[0-9]{1,9})|(?<other>[a-z][\\w.]*))");

  private static final ClassValue<Accessors> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Accessors computeValue(Class<?> type) {
          return new Accessors(type);
        }
      };

  /** Of OGNL, which are no variables. */
  private static final Set<String> WORDS = Set.of("true", "false", "null", "new", "not", "in");

  private static final Pattern BEAN = Pattern.compile("is[A-Z]\\w*");

  /** So many fit into a number of 64 bits. */
  private static final int MOST_DIGITS = 18;

  /** Stands for what only OGNL reads. */
  static final Object UNREAD = new Object();

  /** Reads nothing. */
  private static final Read NONE = variables -> UNREAD;

  /** By expression; templates hold so many of them and no more. */
  private final Map<String, Read> reads = new ConcurrentHashMap<>();

  private final IStandardVariableExpressionEvaluator ognl =
      new OGNLVariableExpressionEvaluator(true);

  @Override
  public @Nullable Object evaluate(
      IExpressionContext context,
      IStandardVariableExpression expression,
      StandardExpressionExecutionContext execution) {
    if (!expression.getUseSelectionAsRoot() && !execution.getPerformTypeConversion()) {
      String text = expression.getExpression();
      Read read = reads.get(text);
      if (read == null) {
        read = reads.computeIfAbsent(text, PropertyPaths::compiled);
      }
      Object value = read == NONE ? UNREAD : read.read(name -> variable(context, name));
      if (value != UNREAD) {
        return value;
      }
    }
    return ognl.evaluate(context, expression, execution);
  }

  /**
   * What an expression reads.
   *
   * @return null where only OGNL knows
   */
  @Nullable Read of(String expression) {
    Read read = reads.computeIfAbsent(expression, PropertyPaths::compiled);
    return read == NONE ? null : read;
  }

  /** A variable of the template; what only OGNL reads where there is none. */
  static @Nullable Object variable(IExpressionContext context, String name) {
    Object value = context.getVariable(name);
    return value == null && !context.containsVariable(name) ? UNREAD : value;
  }

  private static Read compiled(String expression) {
    for (String word : List.of(" and ", " or ")) {
      String[] parts = expression.split(word);
      if (parts.length > 1) {
        List<Read> reads = Arrays.stream(parts).map(PropertyPaths::one).toList();
        return reads.contains(NONE) || (expression.contains(" and ") && expression.contains(" or "))
            ? NONE
            : new Joined(reads, word.equals(" or "));
      }
    }
    return one(expression);
  }

  /** A path, or else a comparison: whether something is null is asked of a path alone. */
  private static Read one(String expression) {
    Read path = Path.of(expression);
    if (path != NONE) {
      return path;
    }
    Matcher comparison = COMPARISON.matcher(expression);
    return comparison.matches() ? Comparison.of(comparison) : NONE;
  }

  /** The variables that an expression sees. */
  @FunctionalInterface
  interface Variables {
    /**
     * @return {@link #UNREAD} where there is none of this name
     */
    @Nullable Object of(String name);
  }

  /** What an expression reads. */
  @FunctionalInterface
  interface Read {
    /**
     * @return {@link #UNREAD} where only OGNL knows
     */
    @Nullable Object read(Variables variables);
  }

  /**
   * Conditions all of which are to be so, or one of which.
   *
   * @param either whether one is enough
   */
  private record Joined(List<Read> reads, boolean either) implements Read {
    @Override
    public Object read(Variables variables) {
      for (Read each : reads) {
        // What is neither true nor false OGNL takes for one of them in a way of its own.
        if (!(each.read(variables) instanceof Boolean is)) {
          return UNREAD;
        }
        if (is == either) {
          return either;
        }
      }
      return !either;
    }
  }

  /**
   * Two values, compared.
   *
   * @param sign one of ==, != and &gt;
   */
  private record Comparison(Read one, String sign, Read other) implements Read {
    static Read of(Matcher read) {
      Read one = Path.of(read.group("one"));
      String text = read.group("text");
      String number = read.group("number");
      Read other;
      if (text != null) {
        other = variables -> text;
      } else if (number != null) {
        Integer value = Integer.valueOf(number);
        other = variables -> value;
      } else {
        other = Path.of(read.group("other"));
      }
      return one == NONE || other == NONE ? NONE : new Comparison(one, read.group("sign"), other);
    }

    @Override
    public Object read(Variables variables) {
      Object left = one.read(variables);
      Object right = other.read(variables);
      // Of numbers whole ones, of others texts; OGNL knows how to compare the rest.
      if (isText(left) && isText(right) && !sign.equals(">")) {
        return Objects.equals(left, right) == sign.equals("==");
      }
      if (!isWhole(left) || !isWhole(right)) {
        return UNREAD;
      }
      long first = ((Number) left).longValue();
      long second = ((Number) right).longValue();
      return switch (sign) {
        case "==" -> first == second;
        case "!=" -> first != second;
        default -> first > second;
      };
    }

    private static boolean isText(@Nullable Object value) {
      return value == null || value instanceof String;
    }

    private static boolean isWhole(@Nullable Object value) {
      return value instanceof Integer
          || value instanceof Long
          || (value instanceof BigDecimal number
              && number.scale() == 0
              && number.precision() <= MOST_DIGITS);
    }
  }

  /** What is read of a value, or of what was read of it before. */
  private interface Step {
    @Nullable Object of(@Nullable Object value);
  }

  /**
   * The component of a record, or what it says of itself. Nearly always it is the same record's.
   */
  private static final class Component implements Step {
    private final String name;
    private @Nullable Known last;

    Component(String name) {
      this.name = name;
    }

    @Override
    public @Nullable Object of(@Nullable Object value) {
      if (!(value instanceof Record)) {
        return UNREAD;
      }
      Known known = last;
      if (known == null || known.type != value.getClass()) {
        Function<Object, @Nullable Object> accessor = component(value, name);
        if (accessor == null) {
          return UNREAD;
        }
        known = new Known(value.getClass(), accessor);
        last = known;
      }
      try {
        return known.accessor.apply(value);
      } catch (RuntimeException failure) {
        // OGNL tells of it with the expression and its place.
        return UNREAD;
      }
    }

    private record Known(Class<?> type, Function<Object, @Nullable Object> accessor) {}
  }

  /** A variable, and what is read of it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Path(String variable, Step[] steps) implements Read {
    static Read of(String expression) {
      Matcher path = PATH.matcher(expression);
      // OGNL denies first and compares then.
      if (!path.matches()
          || (path.group("not") != null
              && (path.group("present") != null || path.group("absent") != null))) {
        return NONE;
      }
      List<Step> steps = new ArrayList<>();
      String[] names = path.group("path").split("\\.");
      if (WORDS.contains(names[0])) {
        return NONE;
      }
      String told = path.group("told");
      if (told != null && names.length == 1) {
        return NONE;
      }
      int components = told == null ? names.length : names.length - 1;
      for (int at = 1; at < components; at++) {
        steps.add(new Component(names[at]));
      }
      if (told != null) {
        String name = names[components];
        steps.add(value -> told(value, name, told));
      }
      if (path.group("empty") != null) {
        steps.add(Path::isEmpty);
      }
      if (path.group("present") != null) {
        steps.add(Objects::nonNull);
      }
      if (path.group("absent") != null) {
        steps.add(Objects::isNull);
      }
      if (path.group("not") != null) {
        steps.add(value -> value instanceof Boolean is ? (Object) !is : UNREAD);
      }
      // Of the same names there is one text, so that most are told apart without being read.
      return new Path(names[0].intern(), steps.toArray(Step[]::new));
    }

    /** What a record says when it is told a text. */
    private static @Nullable Object told(@Nullable Object value, String name, String text) {
      BiFunction<Object, String, @Nullable Object> method =
          value instanceof Record ? ACCESSORS.get(value.getClass()).told(name) : null;
      if (method == null) {
        return UNREAD;
      }
      try {
        return method.apply(value, text);
      } catch (RuntimeException failure) {
        // OGNL tells of it with the expression and its place.
        return UNREAD;
      }
    }

    private static Object isEmpty(@Nullable Object value) {
      return value instanceof Collection<?> many
          ? (Object) many.isEmpty()
          : value instanceof String text ? (Object) text.isEmpty() : UNREAD;
    }

    @Override
    public @Nullable Object read(Variables variables) {
      @Nullable Object value = variables.of(variable);
      if (value == UNREAD) {
        return steps.length == 0 ? null : UNREAD;
      }
      for (Step step : steps) {
        value = step.of(value);
        if (value == UNREAD) {
          return UNREAD;
        }
      }
      return value;
    }
  }

  /**
   * What reads a component, or what a record says of itself without being told anything: {@code
   * doctor.name} or {@code field.invalid}. Null where there is none.
   */
  static @Nullable Function<Object, @Nullable Object> component(Object target, String name) {
    return ACCESSORS.get(target.getClass()).component(name);
  }

  /** The public methods of a record, each made callable when it is asked for. */
  private static final class Accessors {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Map<String, Method> components = new HashMap<>();
    private final Map<String, Method> tellers = new HashMap<>();
    private final Map<String, Optional<Function<Object, @Nullable Object>>> read =
        new ConcurrentHashMap<>();
    private final Map<String, Optional<BiFunction<Object, String, @Nullable Object>>> told =
        new ConcurrentHashMap<>();

    Accessors(Class<?> type) {
      for (Method method : type.getDeclaredMethods()) {
        if (!Modifier.isPublic(method.getModifiers())
            || Modifier.isStatic(method.getModifiers())
            || method.getReturnType() == void.class) {
          continue;
        }
        List<Class<?>> taken = List.of(method.getParameterTypes());
        if (taken.isEmpty()) {
          components.put(method.getName(), method);
        } else if (taken.equals(List.of(String.class))) {
          tellers.put(method.getName(), method);
        }
      }
      // As a bean says whether it is something.
      List.copyOf(components.values()).stream()
          .filter(
              each ->
                  each.getReturnType() == boolean.class && BEAN.matcher(each.getName()).matches())
          .forEach(
              each ->
                  components.putIfAbsent(
                      Character.toLowerCase(each.getName().charAt(2)) + each.getName().substring(3),
                      each));
    }

    @Nullable Function<Object, @Nullable Object> component(String name) {
      return read.computeIfAbsent(
              name, each -> callable(components.get(each), Function.class, Object.class))
          .orElse(null);
    }

    @Nullable BiFunction<Object, String, @Nullable Object> told(String name) {
      return told.computeIfAbsent(
              name,
              each -> callable(tellers.get(each), BiFunction.class, Object.class, Object.class))
          .orElse(null);
    }

    /** Empty for a record that templates are not to read: OGNL says so with the expression. */
    @SuppressWarnings("unchecked")
    private static <F> Optional<F> callable(
        @Nullable Method method, Class<?> as, Class<?>... taken) {
      if (method == null) {
        return Optional.empty();
      }
      try {
        MethodHandle handle = LOOKUP.unreflect(method);
        return Optional.of(
            (F)
                LambdaMetafactory.metafactory(
                        LOOKUP,
                        "apply",
                        MethodType.methodType(as),
                        MethodType.methodType(Object.class, taken),
                        handle,
                        handle.type().wrap())
                    .getTarget()
                    .invoke());
      } catch (Throwable unreadable) {
        return Optional.empty();
      }
    }
  }
}
