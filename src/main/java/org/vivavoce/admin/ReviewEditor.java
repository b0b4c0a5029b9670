package org.vivavoce.admin;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Slug;
import org.vivavoce.content.Source;
import org.vivavoce.publishing.Publication;
import org.vivavoce.publishing.Publisher;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/**
 * Takes an answer from its draft through review to publication, and out of the public again. Each
 * method is one transaction, which begins by locking the manuscript, so that no save slips in
 * between what somebody read and what they said of it.
 */
final class ReviewEditor {
  private final Jdbi jdbi;
  private final Clock clock;

  ReviewEditor(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Asks for review.
   *
   * @param base the revision that was looked at
   * @param reviewer the account that is asked, or null for whoever comes first
   * @throws RefusedException where something is missing
   * @throws RevisionConflictException where the base is no longer the current revision
   */
  void submit(SignedIn who, long id, int base, @Nullable Long reviewer) {
    jdbi.useTransaction(
        handle -> {
          Manuscript manuscript = ManuscriptEditor.locked(handle, id, base);
          if (manuscript.stage() == Manuscript.Stage.IN_REVIEW) {
            throw new RefusedException("workflow", "finding.submit.already");
          }
          refuse(
              ManuscriptChecks.of(handle, manuscript.articleId(), manuscript.revision(), today())
                  .stream()
                  .filter(finding -> !finding.key().equals(ManuscriptChecks.RED_FLAGS))
                  .toList());
          if (reviewer != null && !mayReview(handle, reviewer)) {
            throw new RefusedException("reviewer", "finding.reviewer.unknown");
          }
          handle
              .createUpdate("update manuscript set reviewer_id = :reviewer where id = :id")
              .bind("reviewer", reviewer)
              .bind("id", id)
              .execute();
          ManuscriptEditor.stage(handle, id, Manuscript.Stage.IN_REVIEW);
          Map<String, Object> detail = detail(manuscript);
          if (reviewer != null) {
            detail.put("reviewer", reviewer);
          }
          Audit.write(handle, who, "manuscript.submit", manuscript.articleId(), detail);
        });
  }

  /**
   * Asks for changes: the manuscript is a draft again, and an approval no longer stands.
   *
   * @param comment what is to be changed
   */
  void sendBack(SignedIn who, long id, String comment) {
    jdbi.useTransaction(
        handle -> {
          Manuscript manuscript = ManuscriptEditor.locked(handle, id);
          if (manuscript.stage() == Manuscript.Stage.DRAFT) {
            throw new RefusedException("workflow", "finding.sendBack.draft");
          }
          if (comment.isBlank()) {
            throw new RefusedException("comment", "finding.comment.missing");
          }
          ManuscriptEditor.revoke(handle, who, manuscript, "sent_back");
          insertComment(handle, who, id, comment);
          ManuscriptEditor.stage(handle, id, Manuscript.Stage.DRAFT);
          Audit.write(
              handle, who, "manuscript.send_back", manuscript.articleId(), detail(manuscript));
        });
  }

  /**
   * Gives a clinician's word for recording and text as they are.
   *
   * @param base the revision that was read
   * @throws RefusedException where it is their own text, or something is missing
   * @throws RevisionConflictException where the base is no longer the current revision
   */
  void approve(SignedIn who, long id, int base) {
    jdbi.useTransaction(
        handle -> {
          Manuscript manuscript = ManuscriptEditor.locked(handle, id, base);
          if (!who.is(Role.REVIEWER)) {
            throw new RefusedException("workflow", "finding.approve.role");
          }
          if (manuscript.stage() != Manuscript.Stage.IN_REVIEW) {
            throw new RefusedException("workflow", "finding.approve.notAsked");
          }
          whyNotBy(handle, who.accountId(), manuscript)
              .ifPresent(
                  key -> {
                    throw new RefusedException("workflow", key);
                  });
          Manuscript.Revision revision = manuscript.revision();
          refuse(ManuscriptChecks.of(handle, manuscript.articleId(), revision, today()));
          ManuscriptEditor.revoke(handle, who, manuscript, "approved_again");
          handle
              .createUpdate(
                  """
                  insert into approval (manuscript_id, revision_id, account_id, audio_sha256, transcript_sha256, approved_at)
                  values (:manuscript, :revision, :account, :audio, :transcript, :at)
                  """)
              .bind("manuscript", id)
              .bind("revision", revision.id())
              .bind("account", who.accountId())
              .bind("audio", revision.audioSha256())
              .bind("transcript", revision.transcriptSha256())
              .bind("at", clock.instant())
              .execute();
          ManuscriptEditor.stage(handle, id, Manuscript.Stage.APPROVED);
          Audit.write(
              handle, who, "manuscript.approve", manuscript.articleId(), detail(manuscript));
        });
  }

  /** The message that says why an account may not approve; empty where it may. */
  Optional<String> whyNotBy(long account, Manuscript manuscript) {
    return jdbi.withHandle(handle -> whyNotBy(handle, account, manuscript));
  }

  /**
   * Makes the current revision public, in place of what is there.
   *
   * @param base the revision that was looked at
   * @param reason why it is changed, for readers; needed where they are told something else than
   *     before
   * @throws RefusedException where no approval stands for exactly this revision, or something is
   *     missing
   * @throws RevisionConflictException where the base is no longer the current revision
   * @return the address under which it stands
   */
  String publish(SignedIn who, long id, int base, String reason) {
    return jdbi.inTransaction(
        handle -> {
          List<Long> scheduled = ScheduleEditor.lock(handle, id);
          String slug = publish(handle, who, id, base, reason);
          ScheduleEditor.overtake(handle, who, scheduled, ScheduledJob.Kind.PUBLISH, base, clock);
          return slug;
        });
  }

  /** The same in the caller's transaction, which has locked nothing of the answer yet. */
  String publish(Handle handle, SignedIn who, long id, int base, String reason) {
    lockNamed(handle, id, base);
    Manuscript manuscript = ManuscriptEditor.locked(handle, id, base);
    if (!who.is(Role.EDITOR)) {
      throw new RefusedException("workflow", "finding.publish.role");
    }
    Manuscript.Revision revision = manuscript.revision();
    ManuscriptContent content = revision.content();
    // Whoever else wants the same address at this moment waits, and then finds it taken.
    handle
        .createQuery("select pg_advisory_xact_lock(hashtextextended('slug ' || :slug, 0))::text")
        .bind("slug", content.slug())
        .mapTo(String.class)
        .one();
    Ready ready = ready(handle, manuscript, reason, today());
    Optional<Standing> before = ready.before();
    boolean returns = manuscript.isWithdrawn();
    long article =
        new Publisher(handle, Audit.actor(who))
            .publishOne(
                publication(
                    handle,
                    manuscript,
                    ready.approval(),
                    ready.reviewedOn(),
                    ready.due(),
                    before,
                    // Confirmed as it stands, it was reviewed, not edited.
                    ready.differs() ? today() : before.orElseThrow().editedOn()),
                manuscript.isPublic() ? "article.change" : "article.publish");
    settle(handle, who, manuscript, article, reason);
    if (ready.changes() || returns) {
      insertChange(
          handle,
          article,
          returns ? "returned" : "changed",
          ready.changes() ? reason : null,
          ready.changes() ? before.orElseThrow().told() : Map.of(),
          ready.changes() ? ready.now() : Map.of(),
          ready.approval());
    }
    before
        .filter(old -> !old.slug().equals(content.slug()))
        .ifPresent(
            old ->
                Audit.write(
                    handle,
                    who,
                    "article.rename",
                    article,
                    Map.of("from", old.slug(), "to", content.slug())));
    return content.slug();
  }

  /**
   * All that publication needs, by whichever way it comes.
   *
   * @param day on which it is to be published
   * @throws RefusedException where any of it is missing
   */
  private static Ready ready(Handle handle, Manuscript manuscript, String reason, LocalDate day) {
    Manuscript.Approval approval = standing(handle, manuscript);
    Manuscript.Revision revision = manuscript.revision();
    ManuscriptContent content = revision.content();
    List<Finding> findings =
        new ArrayList<>(ManuscriptChecks.of(handle, manuscript.articleId(), revision, day));
    LocalDate reviewedOn = LocalDate.ofInstant(approval.approvedAt(), ZoneOffset.UTC);
    LocalDate due = dueOn(content, reviewedOn, findings);
    Optional<Standing> before = standing(handle, manuscript.articleId());
    Map<String, String> now = told(handle, content, revision.audioSha256());
    boolean differs = before.isEmpty() || !before.get().told().equals(now);
    boolean changes = differs && before.isPresent() && before.get().publishedAt();
    if (changes && reason.isBlank()) {
      findings.add(new Finding("reason", "finding.reason.missing"));
    }
    refuse(findings);
    return new Ready(approval, reviewedOn, due, before, now, differs, changes);
  }

  /**
   * What stands against publishing this revision on a day, as far as it is known now; nothing is
   * changed or locked.
   */
  static List<Finding> whyNotPublished(
      Handle handle, Manuscript manuscript, int number, String reason, LocalDate day) {
    int current = manuscript.revision().number();
    if (current != number) {
      return List.of(new Finding("workflow", "schedule.failure.moved", number, current));
    }
    try {
      ready(handle, manuscript, reason, day);
      return List.of();
    } catch (RefusedException e) {
      return e.findings();
    }
  }

  /**
   * Locks whoever and whatever an answer names before the answer itself, in the order in which a
   * merge of two of them does: so neither waits for the other for ever.
   */
  private static void lockNamed(Handle handle, long id, int base) {
    ManuscriptContent content =
        ManuscriptQueries.revision(handle, id, base)
            .map(Manuscript.Revision::content)
            .orElse(ManuscriptContent.EMPTY);
    handle
        .createQuery(
            """
            select id from doctor
             where id = :doctor
                or id in (select account.doctor_id
                            from approval join account on account.id = approval.account_id
                           where approval.manuscript_id = :manuscript and approval.revoked_at is null)
             order by id for key share
            """)
        .bind("doctor", content.doctorId())
        .bind("manuscript", id)
        .mapTo(Long.class)
        .list();
    handle
        .createQuery("select id from specialty where id = :specialty for key share")
        .bind("specialty", content.specialtyId())
        .mapTo(Long.class)
        .list();
    handle
        .createQuery("select id from topic where id = any(:topics) order by id for key share")
        .bind("topics", content.topicIds().toArray(Long[]::new))
        .mapTo(Long.class)
        .list();
  }

  /** Whether publishing the current revision would tell readers something else than before. */
  boolean needsReason(Manuscript manuscript) {
    return jdbi.withHandle(
        handle ->
            standing(handle, manuscript.articleId())
                .filter(Standing::publishedAt)
                .filter(
                    old ->
                        !old.told()
                            .equals(
                                told(
                                    handle,
                                    manuscript.revision().content(),
                                    manuscript.revision().audioSha256())))
                .isPresent());
  }

  /**
   * What stands against the publication of a manuscript's current revision, apart from approval.
   */
  List<Finding> findings(Manuscript manuscript) {
    return jdbi.withHandle(
        handle ->
            ManuscriptChecks.of(handle, manuscript.articleId(), manuscript.revision(), today()));
  }

  /**
   * Takes a published answer out of the public's sight; to come back it needs a fresh approval.
   *
   * @param reason for readers
   * @throws RefusedException where it is not public, or no reason is given
   */
  void withdraw(SignedIn who, long id, String reason) {
    jdbi.useTransaction(
        handle -> {
          List<Long> scheduled = ScheduleEditor.lock(handle, id);
          withdraw(handle, who, id, reason);
          ScheduleEditor.overtake(handle, who, scheduled, ScheduledJob.Kind.WITHDRAW, 0, clock);
        });
  }

  /** The same in the caller's transaction, which has locked nothing of the answer yet. */
  void withdraw(Handle handle, SignedIn who, long id, String reason) {
    Manuscript manuscript = ManuscriptEditor.locked(handle, id);
    Long article = manuscript.articleId();
    if (article == null || !manuscript.isPublic()) {
      throw new RefusedException("workflow", "finding.withdraw.notPublic");
    }
    if (reason.isBlank()) {
      throw new RefusedException("withdrawReason", "finding.withdraw.reason");
    }
    ManuscriptEditor.revoke(handle, who, manuscript, "withdrawn");
    handle
        .createUpdate(
            """
            update manuscript set stage = 'draft', live_revision_id = null, updated_at = now() where id = :id
            """)
        .bind("id", id)
        .execute();
    PreviewLinkEditor.revokeAll(handle, who, id, clock.instant());
    Map<String, Object> detail = detail(manuscript);
    detail.put("reason", reason);
    Audit.write(handle, who, "manuscript.withdraw", article, detail);
    insertChange(handle, article, "withdrawn", reason, Map.of(), Map.of(), null);
    new Publisher(handle, Audit.actor(who)).withdraw(article, clock.instant(), reason);
  }

  /** Says something about a manuscript to those who work on it. */
  void comment(SignedIn who, long id, String comment) {
    jdbi.useTransaction(
        handle -> {
          if (comment.isBlank()) {
            throw new RefusedException("comment", "finding.comment.missing");
          }
          Manuscript manuscript = ManuscriptEditor.locked(handle, id);
          if (insertComment(handle, who, id, comment)) {
            Audit.write(
                handle, who, "manuscript.comment", manuscript.articleId(), detail(manuscript));
          }
        });
  }

  /** Says that a comment is dealt with. */
  void resolve(SignedIn who, long id, long comment) {
    jdbi.useTransaction(
        handle -> {
          int resolved =
              handle
                  .createUpdate(
                      """
                      update manuscript_comment set resolved_at = now(), resolved_by = :account
                       where id = :comment and manuscript_id = :manuscript and resolved_at is null
                      """)
                  .bind("account", who.accountId())
                  .bind("comment", comment)
                  .bind("manuscript", id)
                  .execute();
          if (resolved > 0) {
            Audit.write(
                handle,
                who,
                "manuscript.comment_resolved",
                null,
                Map.of("manuscript", id, "comment", comment));
          }
        });
  }

  /**
   * Whoever was told that it may not have been saved sends it again: it stands there once.
   *
   * @return whether it was not there already
   */
  private static boolean insertComment(Handle handle, SignedIn who, long id, String comment) {
    return handle
            .createUpdate(
                """
            insert into manuscript_comment (manuscript_id, account_id, body)
            select :manuscript, :account, :body
             where not exists (
               select from manuscript_comment
                where manuscript_id = :manuscript and account_id = :account and body = :body
                      and resolved_at is null and created_at > now() - interval '10 minutes')
            """)
            .bind("manuscript", id)
            .bind("account", who.accountId())
            .bind("body", comment)
            .execute()
        > 0;
  }

  private static boolean mayReview(Handle handle, long account) {
    return handle
        .createQuery(
            """
            select exists (select from account
                            where id = :id and 'reviewer' = any(roles) and disabled_at is null)
            """)
        .bind("id", account)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Own text is what an account speaks as its doctor; what it saved with the words or the sound
   * that are in force; and whatever it saved since the version that is public, also where somebody
   * else restored it.
   */
  static Optional<String> whyNotBy(Handle handle, long account, Manuscript manuscript) {
    return whyNotBy(handle, account, manuscript, manuscript.revision());
  }

  /**
   * @param revision which of them the account is to give its word for
   */
  static Optional<String> whyNotBy(
      Handle handle, long account, Manuscript manuscript, Manuscript.Revision revision) {
    boolean speaks = speaks(handle, account, revision.content());
    if (speaks) {
      return Optional.of("finding.approve.speaker");
    }
    boolean wrote =
        handle
            .createQuery(
                """
                with live as (
                  select coalesce((select number from revision where id = :live), 0) as number),
                restored as (
                  select restored_from as number from revision, live
                   where manuscript_id = :manuscript and restored_from is not null and revision.number > live.number)
                select exists (
                  select from revision, live
                   where manuscript_id = :manuscript and account_id = :account
                     and (transcript_sha256 = :transcript or audio_sha256 = :audio or revision.number > live.number
                          or revision.number in (select number from restored)))
                """)
            .bind("manuscript", manuscript.id())
            .bind("account", account)
            .bind("transcript", revision.transcriptSha256())
            .bind("audio", revision.audioSha256())
            .bind("live", manuscript.liveRevisionId())
            .mapTo(Boolean.class)
            .one();
    return wrote ? Optional.of("finding.approve.own") : Optional.empty();
  }

  static boolean speaks(Handle handle, long account, ManuscriptContent content) {
    return handle
        .createQuery(
            "select exists (select from account where id = :account and doctor_id = :doctor)")
        .bind("account", account)
        .bind("doctor", content.doctorId())
        .mapTo(Boolean.class)
        .one();
  }

  private static Manuscript.Approval standing(Handle handle, Manuscript manuscript) {
    Manuscript.Approval approval = manuscript.approval();
    if (approval == null || manuscript.stage() != Manuscript.Stage.APPROVED) {
      throw new RefusedException("workflow", "finding.publish.notApproved");
    }
    Manuscript.Revision approved =
        ManuscriptQueries.revisionById(handle, manuscript.id(), approval.revisionId())
            .orElseThrow();
    // A save that changes any of it has revoked the approval; looked at once more, since everything
    // hangs on it.
    if (ManuscriptEditor.whatChanged(approval, approved, manuscript.revision()) != null) {
      throw new RefusedException("workflow", "finding.publish.notApproved");
    }
    // Since they approved it, they may have lost their place, or turned out to be who speaks.
    if (!mayReview(handle, approval.accountId())) {
      throw new RefusedException("workflow", "finding.publish.reviewerGone");
    }
    if (speaks(handle, approval.accountId(), manuscript.revision().content())) {
      throw new RefusedException("workflow", "finding.publish.speaker");
    }
    return approval;
  }

  private static LocalDate dueOn(
      ManuscriptContent content, LocalDate reviewedOn, List<Finding> findings) {
    LocalDate latest = reviewedOn.plusYears(ManuscriptChecks.MOST_YEARS_BETWEEN_REVIEWS);
    LocalDate due = content.reviewDueOn();
    LocalDate recorded = content.recordedOn();
    if (recorded != null && recorded.isAfter(reviewedOn)) {
      findings.add(new Finding("recordedOn", "finding.recordedOn.afterReview"));
    }
    if (due != null && due.isAfter(latest) && findings.isEmpty()) {
      findings.add(
          new Finding(
              "reviewDueOn",
              "finding.reviewDueOn.late",
              ManuscriptChecks.MOST_YEARS_BETWEEN_REVIEWS));
    }
    return due == null ? latest : due;
  }

  private Publication publication(
      Handle handle,
      Manuscript manuscript,
      Manuscript.Approval approval,
      LocalDate reviewedOn,
      LocalDate due,
      Optional<Standing> before,
      @Nullable LocalDate editedOn) {
    Manuscript.Revision revision = manuscript.revision();
    ManuscriptContent content = revision.content();
    long doctor = Objects.requireNonNull(content.doctorId());
    Long recording = revision.recordingId();
    Integer seconds =
        recording == null
            // A length that the source told of a recording that is not here.
            ? before
                .filter(old -> old.recordingId() == null)
                .map(Standing::durationSeconds)
                .orElse(null)
            : seconds(handle, recording);
    return new Publication(
        manuscript.articleId(),
        new Slug(content.slug()),
        List.of(),
        content.lang(),
        "published",
        content.title(),
        content.transcript(),
        doctor,
        Objects.requireNonNull(content.specialtyId()),
        content.topicIds(),
        content.sources(),
        seconds,
        recording == null
            ? null
            : new Publication.Voice(recording, content.cues(), content.syntheticVoice()),
        content.recordedOn(),
        editedOn,
        reviewedOn,
        due,
        approval.accountName(),
        approval.credentials(),
        approval.doctorId(),
        filled(content.conflicts()),
        content.careLevel(),
        filled(content.careText()),
        // A made-up doctor's answers are the demonstration's, and say so.
        handle
            .createQuery("select demo from doctor where id = :id")
            .bind("id", doctor)
            .mapTo(Boolean.class)
            .one(),
        clock.instant(),
        null);
  }

  /**
   * Writes down for readers what became of a published answer.
   *
   * @param event changed, withdrawn or returned
   * @param approval on which it was published; null where it was withdrawn
   */
  private void insertChange(
      Handle handle,
      long article,
      String event,
      @Nullable String reason,
      Map<String, String> before,
      Map<String, String> after,
      Manuscript.@Nullable Approval approval) {
    handle
        .createUpdate(
            """
            insert into article_change (article_id, changed_at, event, reason, before, after, reviewer_name,
                                        reviewer_credentials)
            values (:article, :at, :event, :reason, :before::jsonb, :after::jsonb, :reviewer, :credentials)
            """)
        .bind("article", article)
        .bind("at", clock.instant())
        .bind("event", event)
        .bind("reason", reason)
        .bind("before", ManuscriptJson.write(before))
        .bind("after", ManuscriptJson.write(after))
        .bind("reviewer", approval == null ? null : approval.accountName())
        .bind("credentials", approval == null ? null : approval.credentials())
        .execute();
  }

  private static void settle(
      Handle handle, SignedIn who, Manuscript manuscript, long article, String reason) {
    handle
        .createUpdate(
            """
            update manuscript
               set article_id = :article, live_revision_id = revision_id, updated_at = now(),
                   review_due_on = (select review_due_on from article where article.id = :article)
             where id = :id
            """)
        .bind("article", article)
        .bind("id", manuscript.id())
        .execute();
    Map<String, Object> detail = detail(manuscript);
    if (!reason.isBlank()) {
      detail.put("reason", reason);
    }
    Audit.write(handle, who, "manuscript.publish", article, detail);
  }

  /** What stands at an article's address now, or did before it was withdrawn. */
  private static Optional<Standing> standing(Handle handle, @Nullable Long article) {
    return handle
        .createQuery(
            """
            select article.slug, article.published_at is not null as published_at, article.title, article.transcript,
                   doctor.name as doctor, coalesce(article.care_level, '') as care_level,
                   coalesce(article.care_text, '') as care_text, coalesce(article.conflicts, '') as conflicts,
                   coalesce(media.sha256, '') as audio, article.recording_id, article.duration_seconds,
                   article.synthetic_voice, article.edited_on,
                   coalesce((select string_agg(source.title || coalesce(' (' || source.url || ')', ''), E'\n'
                                               order by source.position)
                               from article_source source where source.article_id = article.id), '') as sources,
                   coalesce((select string_agg(cue.text, ' ' order by cue.position)
                               from article_cue cue
                              where cue.article_id = article.id and not article.cues_estimated), '') as captions
              from article
              join doctor on doctor.id = article.doctor_id
              left join recording on recording.id = article.recording_id
              left join media on media.id = recording.original_media_id
             where article.id = :id
            """)
        .bind("id", article)
        .mapTo(Standing.class)
        .findOne();
  }

  /** What readers are told of, part by part, when it changes. */
  private static Map<String, String> told(
      Handle handle, ManuscriptContent content, @Nullable String audio) {
    CareLevel level = content.careLevel();
    Long doctor = content.doctorId();
    return told(
        content.title(),
        doctor == null
            ? ""
            : handle
                .createQuery("select name from doctor where id = :id")
                .bind("id", doctor)
                .mapTo(String.class)
                .findOne()
                .orElse(""),
        content.transcript(),
        level == null ? "" : level.code(),
        content.careText(),
        content.conflicts(),
        content.sources().stream().map(ReviewEditor::line).collect(Collectors.joining("\n")),
        audio == null ? "" : audio,
        content.syntheticVoice(),
        // Without a recording there is nothing that they could stand beside.
        audio == null ? "" : content.captionWords());
  }

  private static String line(Source source) {
    return source.url() == null ? source.title() : source.title() + " (" + source.url() + ")";
  }

  private static Map<String, String> told(
      String title,
      String doctor,
      String transcript,
      String careLevel,
      String careText,
      String conflicts,
      String sources,
      String audio,
      boolean synthetic,
      String captions) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("title", ManuscriptContent.normalised(title));
    told.put("doctor", doctor);
    told.put("transcript", ManuscriptContent.normalised(transcript));
    told.put("careLevel", careLevel);
    told.put("careText", ManuscriptContent.normalised(careText));
    told.put("conflicts", ManuscriptContent.normalised(conflicts));
    told.put("sources", sources);
    told.put("audio", audio);
    told.put("voice", audio.isEmpty() ? "" : synthetic ? "machine" : "doctor");
    told.put("captions", captions);
    return told;
  }

  private static Integer seconds(Handle handle, long recording) {
    return ManuscriptQueries.sound(handle, recording)
        .map(sound -> Math.max(1, Math.round(sound.originalMillis() / 1000f)))
        .orElseThrow();
  }

  private static void refuse(List<Finding> findings) {
    if (!findings.isEmpty()) {
      throw new RefusedException(findings);
    }
  }

  private static Map<String, Object> detail(Manuscript manuscript) {
    return new HashMap<>(
        Map.of("manuscript", manuscript.id(), "revision", manuscript.revision().number()));
  }

  private static @Nullable String filled(String text) {
    return text.isBlank() ? null : text;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /**
   * That nothing stands against a publication, and what it will be.
   *
   * @param before what stands in public now, or did before it was withdrawn
   * @param now what readers will be told
   * @param differs whether that is something else than before
   * @param changes whether readers had the other
   */
  private record Ready(
      Manuscript.Approval approval,
      LocalDate reviewedOn,
      LocalDate due,
      Optional<Standing> before,
      Map<String, String> now,
      boolean differs,
      boolean changes) {}

  /**
   * An article as it stands.
   *
   * @param publishedAt whether it ever was public
   * @param sources one a line
   * @param audio the hash of the file that was sent, or empty
   * @param captions the words of those that somebody wrote, or empty
   * @param editedOn when readers were last told something else; null where that is not known
   */
  public record Standing(
      String slug,
      boolean publishedAt,
      String title,
      String transcript,
      String doctor,
      String careLevel,
      String careText,
      String conflicts,
      String sources,
      String audio,
      boolean syntheticVoice,
      String captions,
      @Nullable Long recordingId,
      @Nullable Integer durationSeconds,
      @Nullable LocalDate editedOn) {
    Map<String, String> told() {
      return ReviewEditor.told(
          title,
          doctor,
          transcript,
          careLevel,
          careText,
          conflicts,
          sources,
          audio,
          syntheticVoice,
          ManuscriptContent.captionWords(captions));
    }
  }
}
