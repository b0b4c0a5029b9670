package org.vivavoce.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** When which revision was public, the earliest first. */
  List<Span> spans(Manuscript manuscript) {
    List<Span> spans = new ArrayList<>();
    Span open = null;
    for (Publicity event : publicity(manuscript)) {
      boolean published = event.action().equals("manuscript.publish");
      if (published && open != null && open.number() == event.number()) {
        // Confirmed as it stood.
        continue;
      }
      if (open != null) {
        spans.add(open.until(event.happenedAt()));
      } else if (!published || event.replaces()) {
        // What was taken over was public before the newsroom had it.
        spans.add(new Span(1, null, event.happenedAt()));
      }
      open = published ? new Span(event.number(), event.happenedAt(), null) : null;
    }
    if (open != null) {
      spans.add(open);
    }
    return spans;
  }

  private List<Publicity> publicity(Manuscript manuscript) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select entry.action, (entry.detail ->> 'revision')::int as number, entry.happened_at,
                           exists (select from audit_entry change
                                    where change.article_id = entry.article_id and change.action = 'article.change'
                                      and change.happened_at = entry.happened_at) as replaces
                      from audit_entry entry
                     where entry.article_id = :article
                       and entry.action in ('manuscript.publish', 'manuscript.withdraw')
                       and (entry.detail ->> 'manuscript')::bigint = :manuscript
                     order by entry.id
                    """)
                .bind("article", manuscript.articleId())
                .bind("manuscript", manuscript.id())
                .mapTo(Publicity.class)
                .list());
  }

  /** Every approval, also those that no longer stand, the earliest first. */
  List<Approved> approvals(long manuscript) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select approval.revision_id, account.name as account_name, approval.revoked_at is null as standing
                      from approval join account on account.id = approval.account_id
                     where approval.manuscript_id = :manuscript
                     order by approval.id
                    """)
                .bind("manuscript", manuscript)
                .mapTo(Approved.class)
                .list());
  }

  /** Which saves changed the address or the captions, by their numbers. */
  Map<Integer, Marks> marks(long manuscript) {
    Map<Integer, Marks> marks = new LinkedHashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select revision.number,
                           revision.content ->> 'slug' is distinct from before.content ->> 'slug' as address,
                           revision.content -> 'cues' is distinct from before.content -> 'cues' as captions
                      from revision
                      join revision before
                        on before.manuscript_id = revision.manuscript_id and before.number = revision.number - 1
                     where revision.manuscript_id = :manuscript
                     order by revision.number
                    """)
                .bind("manuscript", manuscript)
                .mapTo(Marks.class)
                .forEach(each -> marks.put(each.number(), each)));
    return marks;
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

  /** A publication or a withdrawal; of the former, whether something else stood there before. */
  public record Publicity(String action, int number, Instant happenedAt, boolean replaces) {}

  /**
   * A time for which a revision was public.
   *
   * @param from null where that is not known
   * @param to null where it still is
   */
  record Span(int number, @Nullable Instant from, @Nullable Instant to) {
    Span until(Instant end) {
      return new Span(number, from, end);
    }
  }

  /** A clinician's word for a revision, and whether it still stands. */
  public record Approved(long revisionId, String accountName, boolean standing) {}

  /** What a save changed besides what is said. */
  public record Marks(int number, boolean address, boolean captions) {}

  /**
   * Comments that nobody has dealt with yet.
   *
   * @param asks who asked for changes with the latest of them that does; or null
   */
  public record Remarks(long manuscriptId, int open, @Nullable String asks) {}
}
