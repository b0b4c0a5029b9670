package org.vivavoce.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** How values are written and read, and how long is waited, whatever the server's settings are. */
final class ArchiveSession {
  private ArchiveSession() {}

  /** For the handle's transaction. */
  static void begin(Handle handle) {
    handle
        .createQuery(
            """
            select set_config(setting.name, setting.value, true)
              from (values ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'), ('TimeZone', 'UTC'),
                           ('extra_float_digits', '1'), ('bytea_output', 'hex'), ('search_path', 'public'),
                           ('statement_timeout', '0'), ('transaction_timeout', '0'),
                           ('idle_in_transaction_session_timeout', '0')) setting (name, value)
              join pg_settings known on lower(known.name) = lower(setting.name)
            """)
        .mapTo(String.class)
        .list();
  }

  /**
   * @return how many rows were written
   * @throws IOException from the stream alone
   */
  static long copyOut(Handle handle, String sql, OutputStream out) throws IOException {
    try {
      return copies(handle).copyOut(sql, out);
    } catch (SQLException e) {
      throw new BackupException("the database says: " + firstLine(e), e);
    }
  }

  /**
   * @return how many rows were read
   * @throws IOException from the stream alone
   */
  static long copyIn(Handle handle, String sql, InputStream in) throws IOException {
    try {
      return copies(handle).copyIn(sql, in);
    } catch (SQLException e) {
      throw new BackupException("nothing was restored; the database says: " + firstLine(e), e);
    }
  }

  /** As it may stand in a statement. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.lines().findFirst().orElse("");
  }

  private static CopyManager copies(Handle handle) throws SQLException {
    return handle.getConnection().unwrap(PGConnection.class).getCopyAPI();
  }
}
