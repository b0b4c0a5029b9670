package org.vivavoce.admin;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.publishing.Publisher;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Writes down that a clinician found what stands in public still correct. */
final class ReviewCycleEditor {
  private static final int MOST_ATTEMPTS = 3;
  private final Jdbi jdbi;
  private final Clock clock;

  ReviewCycleEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Moves the day of an answer's review, and that of the next one; nothing else that readers have.
   *
   * @param read the hash of what was read
   * @param years until the next review
   * @throws NoSuchElementException where there is no such public answer
   * @throws ChangedException where something else stands there by now
   * @throws RefusedException where this account may not say so of this answer
   */
  void reconfirm(SignedIn who, long article, String read, int years) {
    if (years < 1 || years > ManuscriptChecks.MOST_YEARS_BETWEEN_REVIEWS) {
      throw new RefusedException("years", "finding.choice.unknown");
    }
    for (int attempt = 1; ; attempt++) {
      boolean done = jdbi.inTransaction(handle -> reconfirm(handle, who, article, read, years));
      if (done) {
        return;
      }
      if (attempt == MOST_ATTEMPTS) {
        throw new ChangedException();
      }
    }
  }

  /** The message that says why an account may not say so of an answer; empty where it may. */
  Optional<String> whyNotBy(SignedIn who, long article) {
    return jdbi.inTransaction(
        handle -> {
          ReviewCycleQueries.Standing standing =
              ReviewCycleQueries.standing(handle, article).orElseThrow();
          Long id = standing.review().manuscriptId();
          Manuscript manuscript =
              id == null ? null : ManuscriptQueries.find(handle, id).orElseThrow();
          return whyNotBy(handle, who, standing, manuscript);
        });
  }

  /**
   * @return false where somebody began its manuscript just then, so that it is to be tried again
   */
  private boolean reconfirm(Handle handle, SignedIn who, long article, String read, int years) {
    lockNamed(handle, who, article);
    Optional<Long> id = manuscript(handle, article);
    Manuscript manuscript = id.isEmpty() ? null : ManuscriptEditor.locked(handle, id.get());
    if (manuscript == null) {
      // The newsroom has given its word: from now on an import leaves the answer to it.
      handle
          .createUpdate("update article_import set edited_here = true where article_id = :article")
          .bind("article", article)
          .execute();
    }
    handle
        .createQuery("select id from article where id = :id for update")
        .bind("id", article)
        .mapTo(Long.class)
        .findOne();
    if (manuscript == null && manuscript(handle, article).isPresent()) {
      return false;
    }
    ReviewCycleQueries.Standing standing =
        ReviewCycleQueries.standing(handle, article)
            .orElseThrow(() -> new NoSuchElementException("no public article " + article));
    if (!standing.sha256().equals(read)) {
      if (saidBefore(handle, who, article, read)) {
        return true;
      }
      throw new ChangedException();
    }
    whyNotBy(handle, who, standing, manuscript)
        .ifPresent(
            key -> {
              throw new RefusedException("reconfirm", key);
            });
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate recorded = standing.content().recordedOn();
    if (recorded != null && recorded.isAfter(today)) {
      throw new RefusedException("reconfirm", "finding.recordedOn.future");
    }
    LocalDate due = today.plusYears(years);
    insert(handle, who, standing, manuscript, due);
    if (manuscript != null) {
      keepUp(handle, who, manuscript, due);
    }
    tell(handle, who, article);
    new Publisher(handle, Audit.actor(who))
        .reconfirm(
            article,
            new Publisher.Review(today, due, who.name(), who.credentials(), who.doctorId()));
    return true;
  }

  /** As for publication: whoever is named before what names them. */
  private static void lockNamed(Handle handle, SignedIn who, long article) {
    handle
        .createQuery(
            """
            select id from doctor
             where id in (select doctor_id from article where id = :article
                          union all
                          select reviewer_id from article where id = :article
                          union all
                          select doctor_id from account where id = :account)
             order by id for key share
            """)
        .bind("article", article)
        .bind("account", who.accountId())
        .mapTo(Long.class)
        .list();
    handle
        .createQuery(
            """
            select id from specialty
             where id = (select specialty_id from article where id = :article) for key share
            """)
        .bind("article", article)
        .mapTo(Long.class)
        .list();
  }

  private static Optional<Long> manuscript(Handle handle, long article) {
    return handle
        .createQuery("select id from manuscript where article_id = :article")
        .bind("article", article)
        .mapTo(Long.class)
        .findOne();
  }

  /** Whether the same press of the button has arrived before. */
  private static boolean saidBefore(Handle handle, SignedIn who, long article, String read) {
    return handle
        .createQuery(
            """
            select account_id = :account and read_sha256 = :read from reconfirmation
             where article_id = :article order by id desc limit 1
            """)
        .bind("account", who.accountId())
        .bind("read", read)
        .bind("article", article)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  private static Optional<String> whyNotBy(
      Handle handle,
      SignedIn who,
      ReviewCycleQueries.Standing standing,
      @Nullable Manuscript manuscript) {
    if (!who.is(Role.REVIEWER)) {
      return Optional.of("finding.reconfirm.role");
    }
    if (ReviewEditor.speaks(handle, who.accountId(), standing.content())) {
      return Optional.of("finding.reconfirm.speaker");
    }
    if (manuscript == null) {
      return Optional.empty();
    }
    Manuscript.Revision live = live(handle, manuscript).orElse(manuscript.revision());
    if (ReviewEditor.whyNotBy(handle, who.accountId(), manuscript, live).isPresent()) {
      return Optional.of("finding.reconfirm.own");
    }
    if (WaiverEditor.isRevoked(handle, live)) {
      return Optional.of("finding.reconfirm.waiver");
    }
    return isOvertaken(handle, manuscript, live)
        ? Optional.of("finding.reconfirm.approved")
        : Optional.empty();
  }

  private static Optional<Manuscript.Revision> live(Handle handle, Manuscript manuscript) {
    Long live = manuscript.liveRevisionId();
    return live == null
        ? Optional.empty()
        : ManuscriptQueries.revisionById(handle, manuscript.id(), live);
  }

  /**
   * Whether another text has its approval already: once published, it would bring an older day of
   * review with it than this one.
   */
  private static boolean isOvertaken(
      Handle handle, Manuscript manuscript, Manuscript.Revision live) {
    return manuscript.stage() == Manuscript.Stage.APPROVED
        && manuscript.approval() != null
        && !covers(handle, manuscript, live);
  }

  /** Whether the approval that stands is one of what is public, too. */
  private static boolean covers(Handle handle, Manuscript manuscript, Manuscript.Revision live) {
    Manuscript.Approval approval = manuscript.approval();
    return approval != null
        && ManuscriptEditor.whatChanged(
                approval,
                ManuscriptQueries.revisionById(handle, manuscript.id(), approval.revisionId())
                    .orElseThrow(),
                live)
            == null;
  }

  private void insert(
      Handle handle,
      SignedIn who,
      ReviewCycleQueries.Standing standing,
      @Nullable Manuscript manuscript,
      LocalDate due) {
    handle
        .createUpdate(
            """
            insert into reconfirmation (article_id, manuscript_id, account_id, confirmed_at, read_sha256,
                                        review_due_on, carried_due_on, due_before, revision_id)
            values (:article, :manuscript, :account, :at, :read, :due,
                    (select (content ->> 'reviewDueOn')::date from revision where id = :live),
                    :before, :revision)
            """)
        .bind("article", standing.article())
        .bind("manuscript", manuscript == null ? null : manuscript.id())
        .bind("account", who.accountId())
        .bind("at", clock.instant())
        .bind("read", standing.sha256())
        .bind("due", due)
        .bind("live", manuscript == null ? null : manuscript.liveRevisionId())
        .bind("before", standing.content().reviewDueOn())
        .bind("revision", manuscript == null ? null : manuscript.revision().id())
        .execute();
  }

  /** So that what is published next does not bring back the day of an older review. */
  private void keepUp(Handle handle, SignedIn who, Manuscript manuscript, LocalDate due) {
    handle
        .createUpdate("update manuscript set review_due_on = :due where id = :id")
        .bind("due", due)
        .bind("id", manuscript.id())
        .execute();
    Manuscript.Revision live = live(handle, manuscript).orElse(null);
    if (live == null || !covers(handle, manuscript, live)) {
      return;
    }
    handle
        .createUpdate(
            """
            update approval set revoked_at = now(), revoked_because = 'approved_again'
             where manuscript_id = :manuscript and revoked_at is null
            """)
        .bind("manuscript", manuscript.id())
        .execute();
    handle
        .createUpdate(
            """
            insert into approval (manuscript_id, revision_id, account_id, audio_sha256, transcript_sha256, approved_at)
            values (:manuscript, :revision, :account, :audio, :transcript, :at)
            """)
        .bind("manuscript", manuscript.id())
        .bind("revision", live.id())
        .bind("account", who.accountId())
        .bind("audio", live.audioSha256())
        .bind("transcript", live.transcriptSha256())
        .bind("at", clock.instant())
        .execute();
  }

  private void tell(Handle handle, SignedIn who, long article) {
    handle
        .createUpdate(
            """
            insert into article_change (article_id, changed_at, event, before, after, reviewer_name,
                                        reviewer_credentials)
            values (:article, :at, 'reviewed', '{}', '{}', :reviewer, :credentials)
            """)
        .bind("article", article)
        .bind("at", clock.instant())
        .bind("reviewer", who.name())
        .bind("credentials", who.credentials())
        .execute();
  }

  /** Something else stands there than what was read. */
  static final class ChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
