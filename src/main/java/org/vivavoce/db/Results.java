package org.vivavoce.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.NoSuchMapperException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * What several queries give that are sent together, parted by semicolons: one way to the database
 * and back, whatever their number. They are read in the order in which they were written.
 */
public final class Results {
  /** What PostgreSQL says of a prepared query that gives something else by now, or is unknown. */
  private static final Set<String> OUTDATED = Set.of("0A000", "26000");

  private final PreparedStatement statement;
  private final StatementContext context;
  private boolean begun;

  private Results(PreparedStatement statement, StatementContext context) {
    this.statement = statement;
    this.context = context;
  }

  /**
   * Sends the queries and reads what they give, outside of any transaction.
   *
   * @param queries makes them on a connection: their texts joined by semicolons, with everything
   *     bound
   */
  public static <R> R of(
      Handle handle, Function<Handle, Query> queries, Function<Results, R> reader) {
    try {
      return read(queries.apply(handle), reader);
    } catch (UnableToExecuteStatementException e) {
      if (!(e.getCause() instanceof SQLException cause)
          || !OUTDATED.contains(String.valueOf(cause.getSQLState()))) {
        throw e;
      }
      // A migration has changed what a prepared query gives. The driver mends that by itself where
      // it is one query alone.
      handle.execute("deallocate all");
      return read(queries.apply(handle), reader);
    }
  }

  private static <R> R read(Query queries, Function<Results, R> reader) {
    return queries.execute(
        (statement, context) -> reader.apply(new Results(statement.get(), context)));
  }

  /**
   * The rows of the next query.
   *
   * @param type a record, or what Jdbi has a mapper for
   */
  public <T> List<T> list(Class<T> type) {
    RowMapper<T> mapper =
        context
            .findMapperFor(type)
            .orElseThrow(() -> new NoSuchMapperException("no mapper for " + type));
    try {
      if (begun && !statement.getMoreResults()) {
        throw new IllegalStateException("fewer queries than results asked for");
      }
      begun = true;
      try (ResultSet rows = statement.getResultSet()) {
        List<T> list = new ArrayList<>();
        RowMapper<T> specialized = mapper.specialize(rows, context);
        while (rows.next()) {
          list.add(specialized.map(rows, context));
        }
        return list;
      }
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, context);
    }
  }

  /** The first row of the next query; empty where it has none. */
  public <T> Optional<T> first(Class<T> type) {
    return list(type).stream().findFirst();
  }
}
