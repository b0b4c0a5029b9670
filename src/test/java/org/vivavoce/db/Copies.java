package org.vivavoce.db;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What is kept of answers' pages, for tests that look whether it is true. */
public final class Copies {
  private Copies() {}

  /**
   * Copies what stands beside every answer.
   *
   * @return how many copies were made; 0 where something is being changed just now
   */
  public static int keepAll(Jdbi jdbi) {
    return jdbi.withHandle(Copies::keepAll);
  }

  /** The same in a transaction. */
  public static int keepAll(Handle handle) {
    return handle
        .createQuery("select coalesce(keep_beside(array(select id from published_article)), 0)")
        .mapTo(Integer.class)
        .one();
  }

  /** The answers whose copies may be read though they are not what would be found now. */
  public static List<Long> untrue(Jdbi jdbi) {
    return jdbi.withHandle(Copies::untrue);
  }

  /** The same in a transaction. */
  public static List<Long> untrue(Handle handle) {
    boolean there =
        handle
            .createQuery("select to_regclass('published_article_beside_copy') is not null")
            .mapTo(Boolean.class)
            .one();
    return there
        ? handle
            .createQuery(
                """
                select kept.article_id
                  from published_article_beside_copy kept
                  join published_article_beside now on now.article_id = kept.article_id
                 where kept.beside::text <> json_strip_nulls(now.beside)::text
                 order by kept.article_id
                """)
            .mapTo(Long.class)
            .list()
        : List.of();
  }
}
