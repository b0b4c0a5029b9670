package org.vivavoce.db;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What is kept of answers' pages, for tests that look whether it is true. */
public final class Copies {
  private Copies() {}

  /** Copies what stands beside every answer. */
  public static void keepAll(Jdbi jdbi) {
    jdbi.useHandle(Copies::keepAll);
  }

  /** Copies what stands beside every answer. */
  public static void keepAll(Handle handle) {
    handle
        .createQuery("select keep_beside(array(select id from published_article)) is not null")
        .mapTo(Boolean.class)
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
