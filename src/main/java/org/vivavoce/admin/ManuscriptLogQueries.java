package org.vivavoce.admin;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the log says of manuscripts. What was asked for and the log's entry of it were written
 * in one transaction, and so bear the same time.
 */
final class ManuscriptLogQueries {
  private final Jdbi jdbi;

  ManuscriptLogQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The last time that changes were asked for; empty where they never were. */
  Optional<SentBack> sentBack(long manuscript) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select account.name as account_name, (entry.detail ->> 'revision')::int as number,
                           comment.resolved_at is null as open
                      from manuscript_comment comment
                      join account on account.id = comment.account_id
                      join audit_entry entry
                        on entry.action = 'manuscript.send_back' and entry.happened_at = comment.created_at
                       and (entry.detail ->> 'manuscript')::bigint = comment.manuscript_id
                     where comment.manuscript_id = :manuscript
                     order by comment.id desc limit 1
                    """)
                .bind("manuscript", manuscript)
                .mapTo(SentBack.class)
                .findOne());
  }

  /**
   * The revision that readers had last, where they have none now: the one that was published last,
   * or the one that was made of the article as it stood.
   */
  Optional<Long> publishedLast(Manuscript manuscript) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select revision.id
                      from revision
                      left join audit_entry entry
                        on entry.article_id = :article and entry.action = 'manuscript.publish'
                       and (entry.detail ->> 'manuscript')::bigint = revision.manuscript_id
                       and (entry.detail ->> 'revision')::int = revision.number
                     where revision.manuscript_id = :manuscript
                       and (entry.id is not null or (revision.number = 1 and revision.account_id is null))
                     order by entry.id desc nulls last limit 1
                    """)
                .bind("article", manuscript.articleId())
                .bind("manuscript", manuscript.id())
                .mapTo(Long.class)
                .findOne());
  }

  /** What is still open between editor and reviewer; nothing of those where nothing is. */
  static Map<Long, Remarks> remarks(Handle handle, Collection<Long> manuscripts) {
    Map<Long, Remarks> remarks = new LinkedHashMap<>();
    handle
        .createQuery(
            """
            select comment.manuscript_id, count(distinct comment.id) as open,
                   (array_agg(account.name order by comment.id desc) filter (where entry.id is not null))[1] as asks
              from manuscript_comment comment
              join account on account.id = comment.account_id
              left join audit_entry entry
                on entry.action = 'manuscript.send_back' and entry.happened_at = comment.created_at
               and (entry.detail ->> 'manuscript')::bigint = comment.manuscript_id
             where comment.manuscript_id = any(:manuscripts) and comment.resolved_at is null
             group by comment.manuscript_id
             order by comment.manuscript_id
            """)
        .bind("manuscripts", manuscripts.toArray(Long[]::new))
        .mapTo(Remarks.class)
        .forEach(each -> remarks.put(each.manuscriptId(), each));
    return remarks;
  }

  /**
   * That changes were asked for.
   *
   * @param number of the revision that was read
   * @param open whether nobody has dealt with it yet
   */
  public record SentBack(String accountName, int number, boolean open) {}

  /**
   * Comments that nobody has dealt with yet.
   *
   * @param asks who asked for changes with the latest of them that does; or null
   */
  public record Remarks(long manuscriptId, int open, @Nullable String asks) {}
}
