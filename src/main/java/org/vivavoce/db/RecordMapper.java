package org.vivavoce.db;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.NoSuchMapperException;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of rows by their constructor, as Jdbi's {@code ConstructorMapper} does: {@code
 * doctorSlug} is read from {@code doctor_slug}, a {@link Nested} record from columns with its
 * prefix, and where one that is to {@link PropagateNull} is null, so is the record. Which columns
 * go where is found out once for each list of them; Jdbi asks that of the class for every result,
 * annotation by annotation, and calls constructors in a slow way: half of what an answer's page
 * cost.
 */
final class RecordMapper<T> implements RowMapper<T> {
  private final Class<T> type;
  private final ConcurrentHashMap<List<String>, RowMapper<T>> known = new ConcurrentHashMap<>();

  private RecordMapper(Class<T> type) {
    this.type = type;
  }

  /** Of all records; for one Jdbi alone, since what is known rests on its column mappers. */
  static RowMapperFactory factory() {
    ConcurrentHashMap<Class<?>, RowMapper<?>> mappers = new ConcurrentHashMap<>();
    return (type, config) ->
        type instanceof Class<?> rowType && rowType.isRecord()
            ? Optional.of(mappers.computeIfAbsent(rowType, RecordMapper::new))
            : Optional.empty();
  }

  @Override
  public @Nullable T map(ResultSet row, StatementContext context) throws SQLException {
    return specialize(row, context).map(row, context);
  }

  /**
   * @throws IllegalArgumentException where there is no column for a component that is never null
   */
  @Override
  public RowMapper<T> specialize(ResultSet rows, StatementContext context) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> labels = new ArrayList<>(columns.getColumnCount());
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      labels.add(columns.getColumnLabel(column));
    }
    RowMapper<T> specialized = known.get(labels);
    if (specialized == null) {
      Assembly assembly = Assembly.of(type, "", labels, context);
      if (assembly == null) {
        throw new IllegalArgumentException(
            "none of the columns " + labels + " belongs to a " + type.getName());
      }
      specialized = (row, each) -> type.cast(assembly.read(row, each));
      known.put(List.copyOf(labels), specialized);
    }
    return specialized;
  }

  /** What a component is made of. */
  @FunctionalInterface
  private interface Source {
    @Nullable Object read(ResultSet row, StatementContext context) throws SQLException;
  }

  /**
   * How a record is put together.
   *
   * @param needed which of its components make it null where they are
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Assembly(MethodHandle constructor, Source[] sources, boolean[] needed)
      implements Source {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final Source ABSENT = (row, context) -> null;

    /**
     * @param prefix of its columns
     * @return null where none of them is there
     */
    static @Nullable Assembly of(
        Class<?> type, String prefix, List<String> labels, StatementContext context) {
      RecordComponent[] components = type.getRecordComponents();
      Source[] sources = new Source[components.length];
      boolean[] needed = new boolean[components.length];
      List<String> missing = new ArrayList<>();
      Constructor<?> constructor = constructor(type, components);
      for (int at = 0; at < components.length; at++) {
        RecordComponent component = components[at];
        Nested nested = constructor.getParameters()[at].getAnnotation(Nested.class);
        Source source =
            nested == null
                ? column(component, prefix, labels, context)
                : of(component.getType(), prefix + nested.value(), labels, context);
        if (source == null) {
          source = ABSENT;
          if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            missing.add(component.getName());
          }
        }
        sources[at] = source;
        needed[at] = constructor.getParameters()[at].isAnnotationPresent(PropagateNull.class);
        if (needed[at] && component.getType().isPrimitive()) {
          throw new IllegalArgumentException(component + " of " + type + " is never null");
        }
      }
      if (Arrays.stream(sources).allMatch(each -> each == ABSENT)) {
        return null;
      }
      if (!missing.isEmpty()) {
        throw new IllegalArgumentException(
            "no column for %s of %s among %s".formatted(missing, type.getName(), labels));
      }
      try {
        return new Assembly(
            LOOKUP
                .unreflectConstructor(constructor)
                .asSpreader(Object[].class, components.length)
                .asType(MethodType.methodType(Object.class, Object[].class)),
            sources,
            needed);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] components) {
      try {
        Constructor<?> constructor =
            type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        return constructor;
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("a record without its constructor", e);
      }
    }

    /** Null where there is no such column. */
    private static @Nullable Source column(
        RecordComponent component, String prefix, List<String> labels, StatementContext context) {
      String name = plain(component.getName());
      for (int at = 0; at < labels.size(); at++) {
        String label = labels.get(at);
        if (label.regionMatches(true, 0, prefix, 0, prefix.length())
            && plain(label.substring(prefix.length())).equals(name)) {
          int number = at + 1;
          ColumnMapper<?> mapper =
              context
                  .findColumnMapperFor(component.getGenericType())
                  .orElseThrow(
                      () -> new NoSuchMapperException("no column mapper for " + component));
          return (row, each) -> mapper.map(row, number, each);
        }
      }
      return null;
    }

    private static String plain(String name) {
      return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable Object read(ResultSet row, StatementContext context) throws SQLException {
      Object[] values = new Object[sources.length];
      for (int at = 0; at < values.length; at++) {
        values[at] = sources[at].read(row, context);
        if (values[at] == null && needed[at]) {
          return null;
        }
      }
      try {
        return constructor.invokeExact(values);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
