package org.vivavoce.publishing;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What search engines are to be told of, written with what changed. It waits for nobody but who
 * changes the same answer, and is nothing where nobody submits.
 */
final class IndexNowOutbox {
  private IndexNowOutbox() {}

  /**
   * Notes the addresses that these answers have now, where they are or once were public. The
   * answers are locked already, or about to be; a demonstration is for no search engine.
   */
  static void write(Handle handle, List<Long> articleIds) {
    if (articleIds.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            insert into indexnow_outbox (kind, slug, article_id, changed_at, not_before)
            select 'article', locked.slug, locked.id, clock_timestamp(), clock_timestamp() + interval '10 seconds'
              from (select id, slug from article
                     where id = any(:ids) and published_at is not null and not demo
                       and exists (select from indexnow_submitter where seen_at > now() - interval '7 days')
                     order by id for no key update) locked
            on conflict (kind, slug) do update
              set article_id = excluded.article_id, changed_at = excluded.changed_at, claim = null,
                  not_before = greatest(excluded.not_before, indexnow_outbox.not_before)
            """)
        .bind("ids", articleIds.toArray(Long[]::new))
        .execute();
  }
}
