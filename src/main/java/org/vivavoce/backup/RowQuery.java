package org.vivavoce.backup;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is selected of each table, always in the same order. */
final class RowQuery {
  private static final String ACCOUNT = "account";
  private static final String LOG = "audit_entry";

  /** By which people sign in, besides their accounts' own row. */
  private static final Set<String> WAYS_IN = Set.of("passkey", "recovery_code");

  /** What stays of an account by which nobody is to sign in: its name, and what it may do. */
  private static final Map<String, String> PLACEHOLDER =
      Map.of(
          "email", "'account-' || id || '@removed.invalid'",
          "password_hash", "null",
          "totp_secret", "null",
          "totp_confirmed_at", "null",
          "totp_last_step", "null",
          "user_handle", "sha256(convert_to('account-' || id, 'UTF8'))",
          "disabled_at", "coalesce(disabled_at, created_at)",
          "review_digest", "false");

  private RowQuery() {}

  static String of(Catalogue catalogue, Table table, boolean withAccounts) {
    boolean isAccount = table.name().equals(ACCOUNT);
    Set<String> emptied = Catalogue.emptied(table);
    String columns =
        table.columns().stream()
            .map(
                column -> {
                  String named = ArchiveSession.quoted(column);
                  if (emptied.contains(column)) {
                    return "null as " + named;
                  }
                  if (!withAccounts && table.name().equals(LOG) && column.equals("detail")) {
                    // From where somebody signed in.
                    return "detail - 'address' as detail";
                  }
                  return isAccount && !withAccounts && PLACEHOLDER.containsKey(column)
                      ? PLACEHOLDER.get(column) + " as " + named
                      : named;
                })
            .collect(Collectors.joining(", "));
    String condition = "";
    if (!withAccounts && isAccount) {
      condition = " where id in (" + referred(catalogue) + ")";
    } else if (!withAccounts && WAYS_IN.contains(table.name())) {
      condition = " where false";
    }
    String order =
        table.key().stream()
            .map(column -> order(table, column))
            .collect(Collectors.joining(", ", " order by ", ""));
    return "select " + columns + " from " + ArchiveSession.quoted(table.name()) + condition + order;
  }

  /** By the table's own column, whatever is selected under its name, and alike in every locale. */
  private static String order(Table table, String column) {
    String own = ArchiveSession.quoted(table.name()) + "." + ArchiveSession.quoted(column);
    return table.textColumns().contains(column) ? own + " collate \"C\"" : own;
  }

  /** The accounts of which any other archived row tells. */
  private static String referred(Catalogue catalogue) {
    List<String> each =
        catalogue.archived().stream()
            .filter(table -> !WAYS_IN.contains(table.name()))
            .flatMap(
                table ->
                    table.references().stream()
                        .filter(reference -> reference.target().equals(ACCOUNT))
                        .map(
                            reference ->
                                "select "
                                    + ArchiveSession.quoted(reference.columns().get(0))
                                    + " from "
                                    + ArchiveSession.quoted(table.name())))
            .toList();
    return String.join(" union ", each);
  }
}
