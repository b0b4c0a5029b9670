package org.vivavoce.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.vivavoce.db.ContentNotice;
import org.vivavoce.db.Database;
import org.vivavoce.search.PostingIndexes;
import org.vivavoce.search.SearchIndex;

/**
 * Restores an archive into an empty database, in one transaction: afterwards all of it is there, or
 * nothing. The archive is read through before anything is written. One of an older schema is
 * restored into that schema, which is then migrated.
 *
 * <p>A portal that has run over the database has made its first account there, so that it is not
 * empty; one that starts meanwhile waits for the end, or after an older schema cannot search, nor
 * change an answer, until then.
 */
public final class ArchiveRestore implements AutoCloseable {
  private static final int SEARCH_BATCH = 200;
  private static final int NAMED = 5;

  private final Path file;
  private final Archive archive;

  private ArchiveRestore(Path file, Archive archive) {
    this.file = file;
    this.archive = archive;
  }

  /**
   * What was restored.
   *
   * @param answers how many
   * @param rows of all tables
   * @param accounts whether people can sign in
   * @param portal the version that wrote the archive
   */
  public record Restored(long answers, long rows, boolean accounts, String portal) {}

  /**
   * Reads an archive through.
   *
   * @throws BackupException where it is not as it was written
   */
  public static ArchiveRestore open(Path file) {
    return new ArchiveRestore(file, Archive.open(file));
  }

  /**
   * Restores it.
   *
   * @throws BackupException where it cannot be; nothing is left behind but the schema
   */
  public Restored into(Database database) {
    Manifest manifest = archive.manifest();
    try {
      if (isOlder(database)) {
        database.migrateTo(manifest.schema());
        database.owner().useTransaction(this::restore);
        migrateAndRebuild(database);
      } else {
        database.migrate();
        database
            .owner()
            .useTransaction(
                handle -> {
                  restore(handle);
                  rebuild(handle);
                });
      }
      return new Restored(
          manifest.rows("article"), manifest.rows(), manifest.accounts(), manifest.portal());
    } catch (IOException e) {
      throw new BackupException(
          file + " has changed since it was checked; nothing was restored: " + e.getMessage(), e);
    } catch (JdbiException e) {
      throw new BackupException("nothing was restored; the database says: " + said(e), e);
    }
  }

  @Override
  public void close() {
    archive.close();
  }

  /** What was restored into an older schema is committed by then. */
  private static void migrateAndRebuild(Database database) {
    try {
      database.migrate();
      database.owner().useTransaction(ArchiveRestore::rebuild);
    } catch (JdbiException e) {
      throw new BackupException(
          "everything was restored but what search reads; restore it anew, into an empty database. The database says: "
              + said(e),
          e);
    }
  }

  private static String said(JdbiException failure) {
    Throwable cause = failure.getCause();
    return ArchiveSession.firstLine(cause == null ? failure : cause);
  }

  /**
   * Whether it is of a schema before this version's, and there is none in the database yet.
   *
   * @throws BackupException where it is of a later one, or the database is not fit for it
   */
  private boolean isOlder(Database database) {
    Manifest manifest = archive.manifest();
    String newest = database.newestSchema();
    int distance = Integer.compare(Integer.parseInt(manifest.schema()), Integer.parseInt(newest));
    String whose =
        "the archive is of schema "
            + manifest.schema()
            + ", written by Vivavoce "
            + manifest.portal()
            + ", and ";
    if (distance > 0) {
      throw new BackupException(
          whose + "this version knows " + newest + "; restore it with the version that wrote it");
    }
    Optional<String> found =
        database
            .owner()
            .withHandle(
                handle -> {
                  refuseWhatIsThere(handle);
                  return Catalogue.schemaVersion(handle);
                });
    if (distance < 0 && found.isPresent()) {
      throw new BackupException(
          whose
              + "the database has "
              + found.get()
              + " already; restore it into one without a schema, which is then migrated");
    }
    return distance < 0;
  }

  private void restore(Handle handle) throws IOException {
    ArchiveSession.begin(handle);
    Catalogue catalogue = Catalogue.read(handle);
    checkTables(archive.manifest(), catalogue, Catalogue.schemaVersion(handle).orElse(""));
    List<Table> tables =
        Catalogue.inOrder(
            archive.manifest().entries().stream()
                .map(entry -> catalogue.table(entry.table()))
                .toList());
    lock(handle, tables);
    refuseWhatIsThere(handle);
    // What it does to rows as they come has been done to these, or would be done a second time.
    tables.forEach(table -> triggers(handle, table, "disable"));
    clear(handle, tables, catalogue.names());
    for (Table table : tables) {
      copyIn(handle, table);
    }
    handle.execute("set constraints all immediate");
    tables.forEach(table -> triggers(handle, table, "enable"));
    tables.forEach(table -> handle.execute("analyze " + ArchiveSession.quoted(table.name())));
  }

  /** Whether rows stand in a table that nothing but people and imports fill. */
  private static void refuseWhatIsThere(Handle handle) {
    Catalogue catalogue = Catalogue.read(handle);
    List<String> found = new ArrayList<>();
    for (Table table : catalogue.archived()) {
      if (!Contents.FILLED_BY_ITSELF.contains(table.name())
          && handle
              .createQuery(
                  "select exists (select from " + ArchiveSession.quoted(table.name()) + ")")
              .mapTo(Boolean.class)
              .one()) {
        found.add(table.name());
      }
    }
    if (!found.isEmpty()) {
      throw new BackupException(
          "the database is not empty ("
              + found.stream().limit(NAMED).collect(Collectors.joining(", "))
              + (found.size() > NAMED ? " and others" : "")
              + " have rows); restore into a new one: another DATA_DIR, or a database made for it");
    }
  }

  private static void checkTables(Manifest manifest, Catalogue catalogue, String schema) {
    if (!manifest.schema().equals(schema)) {
      throw new BackupException(
          "the archive is of schema " + manifest.schema() + ", and the database has " + schema);
    }
    Set<String> missing = new TreeSet<>();
    catalogue.archived().forEach(table -> missing.add(table.name()));
    for (Manifest.Entry entry : manifest.entries()) {
      if (!missing.remove(entry.table())
          || !entry.name().equals(RowForm.of(entry.table()).entry(entry.table()))
          || !entry.columns().equals(catalogue.table(entry.table()).columns())) {
        throw new BackupException(
            "the archive's " + entry.table() + " is not as schema " + schema + " has it");
      }
    }
    if (!missing.isEmpty()) {
      throw new BackupException("the archive lacks " + String.join(", ", missing));
    }
  }

  /** Nobody reads half of it, and nobody writes meanwhile. */
  private static void lock(Handle handle, List<Table> tables) {
    handle.execute("set local lock_timeout = '30s'");
    handle.execute(
        "lock table "
            + tables.stream()
                .map(table -> ArchiveSession.quoted(table.name()))
                .sorted()
                .collect(Collectors.joining(", "))
            + " in access exclusive mode");
    handle.execute("set local lock_timeout = 0");
  }

  private static void triggers(Handle handle, Table table, String what) {
    handle.execute(
        "alter table " + ArchiveSession.quoted(table.name()) + " " + what + " trigger user");
  }

  private static void clear(Handle handle, List<Table> tables, Set<String> there) {
    for (String table : new TreeSet<>(Contents.REBUILT)) {
      if (there.contains(table)) {
        handle.execute("delete from " + ArchiveSession.quoted(table));
      }
    }
    for (int at = tables.size() - 1; at >= 0; at--) {
      handle.execute("delete from " + ArchiveSession.quoted(tables.get(at).name()));
    }
  }

  private void copyIn(Handle handle, Table table) throws IOException {
    Manifest.Entry entry =
        archive.manifest().entries().stream()
            .filter(each -> each.table().equals(table.name()))
            .findFirst()
            .orElseThrow();
    long rows;
    try (InputStream stream = archive.rows(entry)) {
      rows =
          ArchiveSession.copyIn(
              handle,
              "copy "
                  + ArchiveSession.quoted(table.name())
                  + table.columns().stream()
                      .map(ArchiveSession::quoted)
                      .collect(Collectors.joining(", ", " (", ")"))
                  + " from stdin ("
                  + RowForm.of(table.name()).options()
                  + ")",
              stream);
    }
    if (rows != entry.rows()) {
      throw new BackupException(
          entry.name()
              + " has "
              + rows
              + " rows and not "
              + entry.rows()
              + "; nothing was restored");
    }
    for (String column : table.identities()) {
      Long last = entry.last().get(column);
      if (last != null) {
        handle
            .createQuery("select setval(pg_get_serial_sequence(:table, :column), :last)")
            .bind("table", ArchiveSession.quoted(table.name()))
            .bind("column", column)
            .bind("last", last)
            .mapTo(Long.class)
            .one();
      }
    }
  }

  /** Search at once; suggestions and Other Voices are asked for, and come when a portal runs. */
  private static void rebuild(Handle handle) {
    ArchiveSession.begin(handle);
    // After an older schema was migrated a portal may run over it: whoever changes an answer waits
    // before having anything that is waited for here.
    handle.execute("set local lock_timeout = 0; lock table article in exclusive mode");
    PostingIndexes indexes = PostingIndexes.dropped(handle);
    long after = 0;
    while (true) {
      List<Long> ids =
          handle
              .createQuery(
                  """
                  select id from article where id > :after and status = 'published' order by id limit :batch
                  """)
              .bind("after", after)
              .bind("batch", SEARCH_BATCH)
              .mapTo(Long.class)
              .list();
      if (ids.isEmpty()) {
        break;
      }
      SearchIndex.refresh(handle, ids);
      after = ids.get(ids.size() - 1);
    }
    indexes.make(handle);
    SearchIndex.fold(handle);
    handle.execute("analyze article_search, search_posting, search_term, search_word");
    handle.execute(
        """
        insert into suggestion_backfill (after_article) select 0 where exists (select from article)
        on conflict do nothing
        """);
    handle.execute(
        """
        insert into pending_work (kind)
        select 'related' where exists (select from article where status = 'published')
        on conflict do nothing
        """);
    ContentNotice.all(handle);
  }
}
