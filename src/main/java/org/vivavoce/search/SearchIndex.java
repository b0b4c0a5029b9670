package org.vivavoce.search;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Keeps what search reads, in the transaction that publishes. */
public final class SearchIndex {
  private SearchIndex() {}

  /** Writes the rows of these articles anew; one that is not published loses its row. */
  public static void refresh(Handle handle, List<Long> articleIds) {
    Long[] ids = articleIds.toArray(Long[]::new);
    handle
        .createUpdate("delete from article_search where article_id = any(:ids)")
        .bind("ids", ids)
        .execute();
    handle
        .createUpdate(
            """
            insert into article_search (article_id, document)
            select article.id,
                   setweight(to_tsvector(config, article.title), 'A')
                   || setweight(to_tsvector(config, coalesce(topics.names, '')), 'B')
                   || setweight(to_tsvector('simple', doctor.name), 'C')
                   || setweight(to_tsvector(config, article.transcript), 'D')
              from article
              join doctor on doctor.id = article.doctor_id
              cross join text_configuration(article.lang) config
              left join lateral (
                select string_agg(named.name, E'\\n') as names
                  from article_topic link
                  cross join lateral (
                    select name from topic where topic.id = link.topic_id
                    union all
                    select name from topic_synonym synonym where synonym.topic_id = link.topic_id) named
                 where link.article_id = article.id) topics on true
             where article.id = any(:ids) and article.status = 'published'
            """)
        .bind("ids", ids)
        .execute();
  }
}
