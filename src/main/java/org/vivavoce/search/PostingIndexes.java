package org.vivavoce.search;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What postings are found by, while very many are written at once: made in one go at the end, it
 * costs a third of what it does row by row, and is smaller. Indexes as the migrations make them:
 * storage parameters of a constraint's, table spaces and replica identities are not kept.
 */
public final class PostingIndexes {
  private final List<String> made;

  private PostingIndexes(List<String> made) {
    this.made = List.copyOf(made);
  }

  /**
   * Drops them, as the owner of the schema and while nobody searches. Within a transaction, or what
   * fails meanwhile leaves postings that nobody finds.
   *
   * @return how they are made again
   */
  public static PostingIndexes dropped(Handle handle) {
    List<Index> indexes =
        handle
            .createQuery(
                """
                select 'alter table search_posting drop constraint ' || quote_ident(conname) as drop,
                       'alter table search_posting add constraint ' || quote_ident(conname) || ' '
                       || pg_get_constraintdef(oid) as make
                  from pg_constraint where conrelid = 'search_posting'::regclass and conindid <> 0
                union all
                select 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
                  from pg_index
                 where indrelid = 'search_posting'::regclass
                   and indexrelid not in (select conindid from pg_constraint)
                """)
            .mapTo(Index.class)
            .list();
    indexes.forEach(index -> handle.execute(index.drop()));
    return new PostingIndexes(indexes.stream().map(Index::make).toList());
  }

  /** Makes them again, with a quarter of a gigabyte to sort in. */
  public void make(Handle handle) {
    handle.execute("set local maintenance_work_mem = '256MB'");
    made.forEach(handle::execute);
  }

  /** The statements that drop an index and make it again. */
  public record Index(String drop, String make) {}
}
