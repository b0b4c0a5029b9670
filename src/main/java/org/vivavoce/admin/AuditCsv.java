package org.vivavoce.admin;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The log as a table for spreadsheets (RFC 4180), in which no cell is a formula. */
final class AuditCsv {
  private static final List<String> HEAD =
      List.of("id", "happened_at", "actor", "action", "article_id", "article", "detail");

  private final Appendable out;

  /** Begins with the names of the columns. */
  AuditCsv(Appendable out) throws IOException {
    this.out = out;
    line(HEAD);
  }

  void write(AuditQueries.Entry entry) throws IOException {
    line(
        List.of(
            String.valueOf(entry.id()),
            entry.happenedAt().toString(),
            entry.actor(),
            entry.action(),
            text(entry.articleId()),
            text(entry.articleSlug()),
            entry.detail()));
  }

  private void line(List<String> cells) throws IOException {
    out.append(cells.stream().map(AuditCsv::cell).collect(Collectors.joining(",", "", "\r\n")));
  }

  /** Spreadsheets compute what begins like a formula; an apostrophe in front makes it a text. */
  static String cell(String value) {
    boolean formula = !value.isEmpty() && "=+-@\t\r\n＝＋－＠".indexOf(value.charAt(0)) >= 0;
    return "\"" + (formula ? "'" : "") + value.replace("\"", "\"\"") + "\"";
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
