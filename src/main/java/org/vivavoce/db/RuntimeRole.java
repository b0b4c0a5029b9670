package org.vivavoce.db;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * What the role may do as which the portal runs, beyond what it has to: whoever found a way to its
 * connection could do that, too.
 *
 * @param powers in PostgreSQL's own words; empty where it has the least
 */
public record RuntimeRole(String name, List<String> powers) {
  private static final String POWERS =
      """
      select role.rolname as name, role.rolsuper, role.rolcreaterole, role.rolcreatedb, role.rolreplication,
        role.rolbypassrls,
        exists (
          select from pg_class relation
          where relation.relnamespace = (select oid from pg_namespace where nspname = current_schema())
            and relation.relkind in ('r', 'p')
            and pg_has_role(current_user, relation.relowner, 'member')) as owns
      from pg_roles role
      where role.rolname = current_user
      """;

  public RuntimeRole {
    powers = List.copyOf(powers);
  }

  static RuntimeRole of(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(POWERS)
                .map(
                    (row, context) -> {
                      List<String> powers = new ArrayList<>();
                      for (String each :
                          List.of("super", "createrole", "createdb", "replication", "bypassrls")) {
                        if (row.getBoolean("rol" + each)) {
                          powers.add(each.equals("super") ? "superuser" : each);
                        }
                      }
                      // A superuser counts as a member of every role.
                      if (row.getBoolean("owns") && !row.getBoolean("rolsuper")) {
                        powers.add("owner of the tables");
                      }
                      return new RuntimeRole(row.getString("name"), powers);
                    })
                .one());
  }

  /** Whether it may do what it has to, and no more. */
  public boolean isLeast() {
    return powers.isEmpty();
  }
}
