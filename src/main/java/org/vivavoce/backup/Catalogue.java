package org.vivavoce.backup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables of a schema, as PostgreSQL knows them. */
public final class Catalogue {
  private static final String COLUMNS =
      """
      select class.relname as table, attribute.attname as name,
             attribute.attcollation <> 0 as text, attribute.attidentity <> '' as identity,
             array_position(index.indkey::smallint[], attribute.attnum) as key_position
        from pg_class class
        join pg_attribute attribute
          on attribute.attrelid = class.oid and attribute.attnum > 0
             and not attribute.attisdropped and attribute.attgenerated = ''
        left join pg_index index on index.indrelid = class.oid and index.indisprimary
       where class.relkind in ('r', 'p') and class.relnamespace = 'public'::regnamespace
       order by class.relname collate "C", attribute.attnum
      """;

  private static final String REFERENCES =
      """
      select class.relname as table, target.relname as target, constr.condeferrable as deferrable,
             array(select attribute.attname::text
                     from unnest(constr.conkey) with ordinality each (number, place)
                     join pg_attribute attribute
                       on attribute.attrelid = constr.conrelid and attribute.attnum = each.number
                    order by each.place) as columns
        from pg_constraint constr
        join pg_class class on class.oid = constr.conrelid
        join pg_class target on target.oid = constr.confrelid
       where constr.contype = 'f' and class.relnamespace = 'public'::regnamespace
       order by class.relname collate "C", constr.conname collate "C"
      """;

  private final Map<String, Table> tables;

  private Catalogue(Map<String, Table> tables) {
    this.tables = tables;
  }

  static Catalogue read(Handle handle) {
    Map<String, List<Column>> columns =
        handle.createQuery(COLUMNS).mapTo(Column.class).stream()
            .collect(Collectors.groupingBy(Column::table, TreeMap::new, Collectors.toList()));
    Map<String, List<Table.Reference>> references = new TreeMap<>();
    handle
        .createQuery(REFERENCES)
        .mapTo(Key.class)
        .forEach(
            key ->
                references
                    .computeIfAbsent(key.table(), table -> new ArrayList<>())
                    .add(new Table.Reference(key.columns(), key.target(), key.deferrable())));
    Map<String, Table> tables = new TreeMap<>();
    columns.forEach(
        (name, own) ->
            tables.put(name, table(name, own, references.getOrDefault(name, List.of()))));
    return new Catalogue(tables);
  }

  /**
   * The number of the last migration, as Flyway writes it: {@code 036}.
   *
   * @return empty where there is no schema yet
   */
  static Optional<String> schemaVersion(Handle handle) {
    boolean any =
        handle
            .createQuery("select to_regclass('public.flyway_schema_history') is not null")
            .mapTo(Boolean.class)
            .one();
    return any
        ? handle
            .createQuery(
                """
                select version from flyway_schema_history
                 where version is not null and success
                 order by version::int desc limit 1
                """)
            .mapTo(String.class)
            .findOne()
        : Optional.empty();
  }

  Set<String> names() {
    return tables.keySet();
  }

  Table table(String name) {
    return Objects.requireNonNull(tables.get(name), name);
  }

  /** In alphabetical order. */
  List<Table> archived() {
    return tables.values().stream()
        .filter(table -> Contents.ARCHIVED.contains(table.name()))
        .toList();
  }

  /** Columns that point at rows which no archive has, and so are empty in it. */
  static Set<String> emptied(Table table) {
    return table.references().stream()
        .filter(reference -> !Contents.ARCHIVED.contains(reference.target()))
        .flatMap(reference -> reference.columns().stream())
        .collect(Collectors.toSet());
  }

  /**
   * In an order in which each comes after those that it points at, but for keys that are looked at
   * when the transaction ends.
   *
   * @throws IllegalStateException where tables point at each other in a circle
   */
  static List<Table> inOrder(Collection<Table> tables) {
    Map<String, Table> left = new TreeMap<>();
    tables.forEach(table -> left.put(table.name(), table));
    LinkedHashSet<Table> ordered = new LinkedHashSet<>();
    while (!left.isEmpty()) {
      List<Table> ready = left.values().stream().filter(table -> !waits(table, left)).toList();
      if (ready.isEmpty()) {
        throw new IllegalStateException(
            "these tables point at each other in a circle, and none of the keys is deferrable: "
                + String.join(", ", left.keySet()));
      }
      ready.forEach(table -> left.remove(table.name()));
      ordered.addAll(ready);
    }
    return List.copyOf(ordered);
  }

  private static boolean waits(Table table, Map<String, Table> left) {
    return table.references().stream()
        .anyMatch(
            reference ->
                !reference.deferrable()
                    && !reference.target().equals(table.name())
                    && left.containsKey(reference.target()));
  }

  private static Table table(String name, List<Column> columns, List<Table.Reference> references) {
    Map<Integer, String> key = new TreeMap<>();
    for (Column column : columns) {
      if (column.keyPosition() != null) {
        key.put(column.keyPosition(), column.name());
      }
    }
    return new Table(
        name,
        columns.stream().map(Column::name).toList(),
        columns.stream().filter(Column::text).map(Column::name).collect(Collectors.toSet()),
        List.copyOf(key.values()),
        columns.stream().filter(Column::identity).map(Column::name).toList(),
        references);
  }

  /** A row of the first query. */
  public record Column(
      String table, String name, boolean text, boolean identity, @Nullable Integer keyPosition) {}

  /** A row of the second one. */
  public record Key(String table, String target, boolean deferrable, List<String> columns) {}
}
