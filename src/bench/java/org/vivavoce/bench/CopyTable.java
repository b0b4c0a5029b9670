package org.vivavoce.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Streams rows into a table by COPY, in its text format. */
final class CopyTable implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private final CopyIn copy;
  private final StringBuilder rows = new StringBuilder(BUFFER + 4_096);

  /**
   * @param target a table and its columns, for example {@code article_slug (slug, article_id)}
   */
  CopyTable(Handle handle, String target) throws SQLException {
    copy =
        handle
            .getConnection()
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + target + " from stdin");
  }

  void row(@Nullable Object... values) throws SQLException {
    for (int at = 0; at < values.length; at++) {
      if (at > 0) {
        rows.append('\t');
      }
      Object value = values[at];
      if (value == null) {
        rows.append("\\N");
      } else {
        escape(value.toString());
      }
    }
    rows.append('\n');
    if (rows.length() >= BUFFER) {
      flush();
    }
  }

  /** Ends the copy; without it the connection stays in it. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      flush();
      copy.endCopy();
    }
  }

  private void flush() throws SQLException {
    byte[] bytes = rows.toString().getBytes(UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    rows.setLength(0);
  }

  private void escape(String text) {
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      switch (each) {
        case '\\' -> rows.append("\\\\");
        case '\t' -> rows.append("\\t");
        case '\n' -> rows.append("\\n");
        case '\r' -> rows.append("\\r");
        default -> rows.append(each);
      }
    }
  }
}
