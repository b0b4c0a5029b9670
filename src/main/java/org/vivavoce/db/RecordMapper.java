package org.vivavoce.db;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Makes records of rows by their constructor, as Jdbi does, but finds out once for each list of
 * columns which of them go where. Jdbi asks that of the class for every result, annotation by
 * annotation: two fifths of what an answer's page cost.
 */
final class RecordMapper<T> implements RowMapper<T> {
  private final RowMapper<T> mapper;
  private final ConcurrentHashMap<List<String>, RowMapper<T>> known = new ConcurrentHashMap<>();

  private RecordMapper(Class<T> type) {
    this.mapper = ConstructorMapper.of(type);
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
  public T map(ResultSet row, StatementContext context) throws SQLException {
    return specialize(row, context).map(row, context);
  }

  @Override
  public RowMapper<T> specialize(ResultSet rows, StatementContext context) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> labels = new ArrayList<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      labels.add(columns.getColumnLabel(column));
    }
    RowMapper<T> specialized = known.get(labels);
    if (specialized == null) {
      specialized = mapper.specialize(rows, context);
      known.put(List.copyOf(labels), specialized);
    }
    return specialized;
  }
}
