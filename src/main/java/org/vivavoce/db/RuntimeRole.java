package org.vivavoce.db;

import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * What the role may do as which the portal runs, beyond what it has to: whoever found a way to its
 * connection could do that, too.
 *
 * @param powers in PostgreSQL's own words; empty where it has the least
 */
public record RuntimeRole(String name, List<String> powers) {
  /** A superuser counts as a member of every role, and is asked nothing else. */
  private static final String POWERS =
      """
      with own as (
        select oid, rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
          from pg_roles
         where rolname = current_user
      ), owned as (
        select exists (
                 select from pg_class relation
                  where relation.relnamespace = 'public'::regnamespace
                    and relation.relkind in ('r', 'p')
                    and pg_has_role(current_user, relation.relowner, 'member')) as tables,
               exists (
                 select from pg_database base
                  where base.datname = current_database()
                    and pg_has_role(current_user, base.datdba, 'member')) as base
      )
      select own.rolname as name,
             array(
               select power
                 from (select 1 as place, 'superuser' as power where own.rolsuper
                       union all select 2, 'createrole' where own.rolcreaterole
                       union all select 3, 'createdb' where own.rolcreatedb
                       union all select 4, 'replication' where own.rolreplication
                       union all select 5, 'bypassrls' where own.rolbypassrls
                       union all select 6, 'owner of the tables' where owned.tables and not own.rolsuper
                       union all select 7, 'owner of the database' where owned.base and not own.rolsuper
                       union all
                       -- What they may do it takes by SET ROLE, if it has not got it anyway.
                       select 8, 'member of ' || reached.rolname
                         from pg_roles reached
                        where reached.oid <> own.oid
                          and not own.rolsuper
                          and pg_has_role(own.oid, reached.oid, 'member')
                          and (reached.rolsuper or reached.rolcreaterole or reached.rolcreatedb
                               or reached.rolreplication or reached.rolbypassrls
                               or reached.rolname in (
                                 'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files',
                                 'pg_write_all_data', 'pg_signal_backend'))
                       union all
                       select 9, 'deleting approvals'
                        where not own.rolsuper and not owned.tables
                          and has_table_privilege('approval', 'delete, truncate')) powers
                order by place, power) as powers
        from own, owned
      """;

  public RuntimeRole {
    powers = List.copyOf(powers);
  }

  static RuntimeRole of(Jdbi jdbi) {
    return jdbi.withHandle(handle -> handle.createQuery(POWERS).mapTo(RuntimeRole.class).one());
  }

  /** Whether it may do what it has to, and no more. */
  public boolean isLeast() {
    return powers.isEmpty();
  }
}
