package org.vivavoce.web;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
      Pattern.compile("[a-z]\\w*(?:\\.[a-z]\\w*)*(?:\\.isEmpty\\(\\))?(?: != null)?");
  private static final String NOT_NULL = " != null";
  private static final String IS_EMPTY = "isEmpty()";

  private static final ClassValue<Map<String, MethodHandle>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> type) {
          return componentsOf(type);
        }
      };

  /** Stands for what only OGNL reads. */
  private static final Object UNREAD = new Object();

  private static final String[] NO_PATH = {};

  /** By expression; templates hold so many of them and no more. */
  private final Map<String, String[]> paths = new ConcurrentHashMap<>();

  private final IStandardVariableExpressionEvaluator ognl =
      new OGNLVariableExpressionEvaluator(true);

  @Override
  public @Nullable Object evaluate(
      IExpressionContext context,
      IStandardVariableExpression expression,
      StandardExpressionExecutionContext execution) {
    if (!expression.getUseSelectionAsRoot() && !execution.getPerformTypeConversion()) {
      String text = expression.getExpression();
      String[] path = paths.get(text);
      if (path == null) {
        path = paths.computeIfAbsent(text, PropertyPaths::path);
      }
      if (path.length > 0) {
        Object value = read(context, path);
        if (value != UNREAD) {
          return value;
        }
      }
    }
    return ognl.evaluate(context, expression, execution);
  }

  private static String[] path(String expression) {
    return PATH.matcher(expression).matches()
        ? expression.replace(NOT_NULL, "." + NOT_NULL).split("\\.")
        : NO_PATH;
  }

  private static @Nullable Object read(IExpressionContext context, String[] path) {
    if (!context.containsVariable(path[0])) {
      return UNREAD;
    }
    @Nullable Object value = context.getVariable(path[0]);
    for (int at = 1; at < path.length; at++) {
      value = step(value, path[at]);
      if (value == UNREAD) {
        return UNREAD;
      }
    }
    return value;
  }

  private static @Nullable Object step(@Nullable Object value, String name) {
    if (name.equals(NOT_NULL)) {
      return value != null;
    }
    if (name.equals(IS_EMPTY)) {
      return value instanceof Collection<?> many
          ? (Object) many.isEmpty()
          : value instanceof String text ? (Object) text.isEmpty() : UNREAD;
    }
    MethodHandle component = value instanceof Record ? component(value, name) : null;
    if (component == null) {
      return UNREAD;
    }
    try {
      return component.invokeExact(value);
    } catch (Throwable failure) {
      // OGNL tells of it with the expression and its place.
      return UNREAD;
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
