package org.vivavoce.admin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.auth.Tokens;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * Links by which somebody without an account sees one version of an answer, for a while. They show
 * the version for which they were made and no later one, so that whoever makes one knows what is
 * seen by it.
 */
final class PreviewLinkEditor {
  /** For how many days a link may be good. */
  static final List<Integer> DAYS = List.of(1, 7, 30);

  private static final int LONGEST_TOKEN = 100;

  /** Of those of one answer that are good. */
  private static final int MOST = 20;

  private static final int LISTED = 50;

  private final Jdbi jdbi;
  private final Clock clock;

  PreviewLinkEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Makes a link to the current version.
   *
   * @param base the revision that was looked at
   * @return its token, which nobody is told again
   * @throws RevisionConflictException where the base is no longer the current revision
   */
  String issue(SignedIn who, long id, int base, int days) {
    if (!DAYS.contains(days)) {
      throw new RefusedException("previewDays", "finding.choice.unknown");
    }
    return jdbi.inTransaction(
        handle -> {
          Manuscript manuscript = ManuscriptEditor.locked(handle, id, base);
          Instant now = clock.instant();
          int good =
              handle
                  .createQuery(
                      """
                      select count(*) from preview_link
                       where manuscript_id = :manuscript and revoked_at is null and expires_at > :now
                      """)
                  .bind("manuscript", id)
                  .bind("now", now)
                  .mapTo(Integer.class)
                  .one();
          if (good >= MOST) {
            throw new RefusedException("previewDays", "finding.preview.many", MOST);
          }
          String token = Tokens.fresh();
          long link =
              handle
                  .createQuery(
                      """
                      insert into preview_link (token_hash, manuscript_id, revision_id, account_id, created_at, expires_at)
                      values (:hash, :manuscript, :revision, :account, :now, :expires) returning id
                      """)
                  .bind("hash", Tokens.hash(token))
                  .bind("manuscript", id)
                  .bind("revision", manuscript.revision().id())
                  .bind("account", who.accountId())
                  .bind("now", now)
                  .bind("expires", now.plus(Duration.ofDays(days)))
                  .mapTo(Long.class)
                  .one();
          Audit.write(
              handle,
              who,
              "preview.create",
              manuscript.articleId(),
              Map.of(
                  "manuscript", id,
                  "revision", manuscript.revision().number(),
                  "link", link,
                  "days", days));
          return token;
        });
  }

  /**
   * Makes a link void, for good.
   *
   * @throws NoSuchElementException where there is no such link of this answer
   * @throws RefusedException where it is somebody else's, and the answer is not theirs to write
   */
  void revoke(SignedIn who, long id, long link) {
    jdbi.useTransaction(
        handle -> {
          Manuscript manuscript = ManuscriptEditor.locked(handle, id);
          Line line =
              lines(handle, id, clock.instant()).stream()
                  .filter(each -> each.id() == link)
                  .findFirst()
                  .orElseThrow();
          if (!mayRevoke(who, manuscript, line)) {
            throw new RefusedException("previewDays", "finding.preview.foreign");
          }
          int revoked =
              handle
                  .createUpdate(
                      """
                      update preview_link set revoked_at = :now, revoked_by = :account
                       where id = :link and revoked_at is null
                      """)
                  .bind("now", clock.instant())
                  .bind("account", who.accountId())
                  .bind("link", link)
                  .execute();
          if (revoked > 0) {
            Audit.write(
                handle,
                who,
                "preview.revoke",
                manuscript.articleId(),
                Map.of("manuscript", id, "link", link));
          }
        });
  }

  /** Of an answer that is withdrawn: what was shown by them is shown to nobody any more. */
  static void revokeAll(Handle handle, SignedIn who, long id, Instant now) {
    handle
        .createUpdate(
            """
            update preview_link set revoked_at = :now, revoked_by = :account
             where manuscript_id = :id and revoked_at is null
            """)
        .bind("now", now)
        .bind("account", who.accountId())
        .bind("id", id)
        .execute();
  }

  static boolean mayRevoke(SignedIn who, Manuscript manuscript, Line line) {
    return line.accountId() == who.accountId()
        || who.is(Role.ADMINISTRATOR)
        || Workflow.mayEdit(who, manuscript);
  }

  /** The latest links to an answer, the newest first. */
  List<Line> lines(long manuscript) {
    return jdbi.withHandle(handle -> lines(handle, manuscript, clock.instant()));
  }

  private static List<Line> lines(Handle handle, long manuscript, Instant now) {
    return handle
        .createQuery(
            """
            select link.id, link.account_id, account.name as account_name, revision.number, link.created_at,
                   link.expires_at, link.revoked_at, revoker.name as revoker_name,
                   link.revoked_at is null and link.expires_at > :now and account.disabled_at is null
                     and not exists (select from manuscript join article on article.id = manuscript.article_id
                                      where manuscript.id = link.manuscript_id and article.status = 'withdrawn'
                                        and article.withdrawn_at >= link.created_at) as good
              from preview_link link
              join revision on revision.id = link.revision_id
              join account on account.id = link.account_id
              left join account revoker on revoker.id = link.revoked_by
             where link.manuscript_id = :manuscript
             order by good desc, link.id desc limit :listed
            """)
        .bind("manuscript", manuscript)
        .bind("now", now)
        .bind("listed", LISTED)
        .mapTo(Line.class)
        .list();
  }

  /**
   * What a link shows; empty where it is void: revoked, too old, made by somebody who has no
   * account any more, or before the answer was withdrawn.
   */
  Optional<Shown> find(String token) {
    if (token.length() > LONGEST_TOKEN) {
      return Optional.empty();
    }
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select link.manuscript_id, link.revision_id, account.name as account_name, link.expires_at
                      from preview_link link
                      join account on account.id = link.account_id
                      join manuscript on manuscript.id = link.manuscript_id
                      left join article on article.id = manuscript.article_id
                     where link.token_hash = :hash and link.revoked_at is null and link.expires_at > :now
                       and account.disabled_at is null
                       and (article.withdrawn_at is null or article.withdrawn_at < link.created_at)
                    """)
                .bind("hash", Tokens.hash(token))
                .bind("now", clock.instant())
                .mapTo(Shown.class)
                .findOne());
  }

  /** What somebody sees who has a link. */
  public record Shown(long manuscriptId, long revisionId, String accountName, Instant expiresAt) {}

  /**
   * A link as it is listed.
   *
   * @param number of the version that it shows
   * @param good whether it still shows it
   */
  public record Line(
      long id,
      long accountId,
      String accountName,
      int number,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable String revokerName,
      boolean good) {}
}
