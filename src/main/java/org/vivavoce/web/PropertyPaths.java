package org.vivavoce.web;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
          "(?<not>!)?(?<path>[a-z]\\w*(?:\\.[a-z]\\w*)*?)(?<empty>\\.isEmpty\\(\\))?(?<present> != null)?");

  private static final ClassValue<Map<String, MethodHandle>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> type) {
          return componentsOf(type);
        }
      };

  /** Stands for what only OGNL reads. */
  private static final Object UNREAD = new Object();

  /** By expression; templates hold so many of them and no more. */
  private final Map<String, Path> paths = new ConcurrentHashMap<>();

  private final IStandardVariableExpressionEvaluator ognl =
      new OGNLVariableExpressionEvaluator(true);

  @Override
  public @Nullable Object evaluate(
      IExpressionContext context,
      IStandardVariableExpression expression,
      StandardExpressionExecutionContext execution) {
    if (!expression.getUseSelectionAsRoot() && !execution.getPerformTypeConversion()) {
      String text = expression.getExpression();
      Path path = paths.get(text);
      if (path == null) {
        path = paths.computeIfAbsent(text, Path::of);
      }
      Object value = path.read(context);
      if (value != UNREAD) {
        return value;
      }
    }
    return ognl.evaluate(context, expression, execution);
  }

  /** What is read of a value, or of what was read of it before. */
  private interface Step {
    @Nullable Object of(@Nullable Object value);
  }

  /** The component of a record. Nearly always it is the same record's. */
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
        MethodHandle accessor = component(value, name);
        if (accessor == null) {
          return UNREAD;
        }
        known = new Known(value.getClass(), accessor);
        last = known;
      }
      try {
        return known.accessor.invokeExact(value);
      } catch (Throwable failure) {
        // OGNL tells of it with the expression and its place.
        return UNREAD;
      }
    }

    private record Known(Class<?> type, MethodHandle accessor) {}
  }

  /**
   * @param variable null where only OGNL reads the expression
   */
  private record Path(@Nullable String variable, List<Step> steps) {
    static Path of(String expression) {
      Matcher path = PATH.matcher(expression);
      // OGNL denies first and compares then.
      if (!path.matches() || (path.group("not") != null && path.group("present") != null)) {
        return new Path(null, List.of());
      }
      List<Step> steps = new ArrayList<>();
      String[] names = path.group("path").split("\\.");
      for (int at = 1; at < names.length; at++) {
        steps.add(new Component(names[at]));
      }
      if (path.group("empty") != null) {
        steps.add(Path::isEmpty);
      }
      if (path.group("present") != null) {
        steps.add(Objects::nonNull);
      }
      if (path.group("not") != null) {
        steps.add(value -> value instanceof Boolean is ? (Object) !is : UNREAD);
      }
      return new Path(names[0], steps);
    }

    private static Object isEmpty(@Nullable Object value) {
      return value instanceof Collection<?> many
          ? (Object) many.isEmpty()
          : value instanceof String text ? (Object) text.isEmpty() : UNREAD;
    }

    @Nullable Object read(IExpressionContext context) {
      if (variable == null) {
        return UNREAD;
      }
      @Nullable Object value = context.getVariable(variable);
      if (value == null && !context.containsVariable(variable)) {
        return UNREAD;
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

  /** The accessor of a component, which takes and gives an object; null where there is none. */
  static @Nullable MethodHandle component(Object target, String name) {
    return COMPONENTS.get(target.getClass()).get(name);
  }

  private static Map<String, MethodHandle> componentsOf(Class<?> type) {
    Map<String, MethodHandle> components = new HashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      try {
        components.put(
            component.getName(),
            MethodHandles.publicLookup()
                .unreflect(component.getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class)));
      } catch (IllegalAccessException notPublic) {
        // A record that templates are not to read: OGNL says so with the expression.
      }
    }
    return Map.copyOf(components);
  }
}
