package org.vivavoce.db;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** What one statement finds, for tests that look at the database. */
public final class Rows {
  private Rows() {}

  /**
   * The one row that there must be.
   *
   * @param bound names and values in turn
   */
  public static <T> T one(Jdbi jdbi, Class<T> type, String sql, Object... bound) {
    return jdbi.withHandle(handle -> bind(handle.createQuery(sql), bound).mapTo(type).one());
  }

  /**
   * All rows.
   *
   * @param bound names and values in turn
   */
  public static <T> List<T> list(Jdbi jdbi, Class<T> type, String sql, Object... bound) {
    return jdbi.withHandle(handle -> bind(handle.createQuery(sql), bound).mapTo(type).list());
  }

  /** Of the row that has this name in its address. */
  public static long idOf(Jdbi jdbi, String table, String slug) {
    return one(jdbi, Long.class, "select id from " + table + " where slug = :slug", "slug", slug);
  }

  private static Query bind(Query query, Object... bound) {
    for (int at = 0; at < bound.length; at += 2) {
      query.bind((String) bound[at], bound[at + 1]);
    }
    return query;
  }
}
