package org.vivavoce.admin;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.Cue;
import org.vivavoce.content.Slug;
import org.vivavoce.content.Source;
import org.vivavoce.media.BadMediaException;
import org.vivavoce.media.RecordingEditor;
import org.vivavoce.web.SignedIn;

/**
 * Writes manuscripts: every save is a revision of its own, kept for good. Each method is one
 * transaction, which begins by locking the manuscript: whoever comes second sees what the first
 * did.
 */
final class ManuscriptEditor {
  private static final int MOST_NUMBERED_SLUGS = 1_000;

  /** Forms of one account for one answer, or for new ones, whose unsaved work is kept. */
  static final int MOST_UNSAVED = 50;

  private final Jdbi jdbi;

  ManuscriptEditor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Begins an answer. What was kept of its form is not needed any more.
   *
   * @param form in which it was written
   * @return its id; empty where it was begun by the same form already
   */
  Optional<Long> create(
      SignedIn who, UUID form, ManuscriptContent content, @Nullable Long recordingId) {
    return jdbi.inTransaction(handle -> create(handle, who, form, content, recordingId));
  }

  /** The same, in the caller's transaction. */
  static Optional<Long> create(
      Handle handle,
      SignedIn who,
      UUID form,
      ManuscriptContent content,
      @Nullable Long recordingId) {
    Optional<Long> fresh =
        handle
            .createQuery(
                """
                insert into manuscript (owner_id, form_id) values (:owner, :form)
                on conflict (owner_id, form_id) where form_id is not null do nothing returning id
                """)
            .bind("owner", who.accountId())
            .bind("form", form)
            .mapTo(Long.class)
            .findOne();
    if (fresh.isEmpty()) {
      return fresh;
    }
    discardUnsaved(handle, who, form);
    long id = fresh.get();
    insertRevision(
        handle, id, 1, withSlug(handle, null, content), recordingId, who.accountId(), null);
    Audit.write(handle, who, "manuscript.create", null, Map.of("manuscript", id));
    return fresh;
  }

  /**
   * Makes a manuscript of an article that has none yet: its first revision is nobody's, and says
   * what the article says. From now on an import leaves the article to the newsroom.
   *
   * @return the manuscript's id; that of the one which is there already, where there is one
   * @throws NoSuchElementException where there is no such article
   */
  long fromArticle(SignedIn who, long articleId) {
    return jdbi.inTransaction(handle -> fromArticle(handle, who, articleId));
  }

  /** The same, in the caller's transaction. */
  static long fromArticle(Handle handle, SignedIn who, long articleId) {
    // Before anything is read: an import that is under way is waited for, and one that comes
    // later finds that the newsroom has it.
    handle
        .createUpdate(
            """
            update article_import set edited_here = true
             where article_id = :article
               and not exists (select from manuscript where article_id = :article)
            """)
        .bind("article", articleId)
        .execute();
    // Whoever publishes it meanwhile is waited for.
    handle
        .createQuery("select id from article where id = :id for share")
        .bind("id", articleId)
        .mapTo(Long.class)
        .findOne();
    ArticleRow article = articleRow(handle, articleId);
    Optional<Long> fresh =
        handle
            .createQuery(
                """
                insert into manuscript (article_id, owner_id, review_due_on) values (:article, :owner, :due)
                on conflict (article_id) do nothing returning id
                """)
            .bind("article", articleId)
            .bind("owner", who.accountId())
            .bind("due", article.reviewDueOn())
            .mapTo(Long.class)
            .findOne();
    if (fresh.isEmpty()) {
      return handle
          .createQuery("select id from manuscript where article_id = :article")
          .bind("article", articleId)
          .mapTo(Long.class)
          .one();
    }
    long id = fresh.get();
    long revision =
        insertRevision(
            handle, id, 1, content(handle, articleId, article), article.recordingId(), null, null);
    if (article.status().equals("published")) {
      handle
          .createUpdate("update manuscript set live_revision_id = :revision where id = :id")
          .bind("revision", revision)
          .bind("id", id)
          .execute();
    }
    Audit.write(handle, who, "manuscript.open", articleId, Map.of("manuscript", id));
    return id;
  }

  /**
   * What the first revision would say of an article of which nobody has made a manuscript yet.
   * Nothing is written.
   *
   * @throws NoSuchElementException where there is no such article
   */
  static Ours unopened(Handle handle, long articleId) {
    ArticleRow article = articleRow(handle, articleId);
    return new Ours(
        null, 1, content(handle, articleId, article), article.recordingId(), article.slug());
  }

  private static ArticleRow articleRow(Handle handle, long articleId) {
    return handle
        .createQuery(
            """
            select title, slug, lang, doctor_id, specialty_id, transcript, care_level, care_text, conflicts,
                   recorded_on, review_due_on, synthetic_voice, cues_estimated, recording_id, status
              from article where id = :id
            """)
        .bind("id", articleId)
        .mapTo(ArticleRow.class)
        .findOne()
        .orElseThrow(() -> new NoSuchElementException("no article " + articleId));
  }

  /**
   * Saves. A standing approval is revoked where what it covers has changed.
   *
   * @param base the number of the revision that the editor had before them
   * @param form in which it was written: what was kept of it is no longer needed
   * @return the number of the new revision
   * @throws RevisionConflictException where that is no longer the current one
   */
  int save(
      SignedIn who,
      long id,
      int base,
      UUID form,
      ManuscriptContent content,
      @Nullable Long recordingId) {
    return jdbi.inTransaction(
        handle -> {
          Manuscript manuscript = locked(handle, id, base);
          ManuscriptContent whole = withSlug(handle, manuscript.articleId(), content);
          int number = saveOver(handle, who, manuscript, whole, recordingId, null);
          discardAutosave(handle, who, id, form);
          return number;
        });
  }

  /**
   * Saves an older revision once more, as the current one, under the present address.
   *
   * @throws NoSuchElementException where there is no revision of that number
   * @throws RevisionConflictException where the base is no longer the current revision
   */
  int restore(SignedIn who, long id, int number, int base) {
    return jdbi.inTransaction(
        handle -> {
          Manuscript manuscript = locked(handle, id, base);
          Manuscript.Revision old =
              ManuscriptQueries.revision(handle, id, number)
                  .orElseThrow(() -> new NoSuchElementException("no revision " + number));
          // Its old address may lead elsewhere by now, and is no part of what one wants back.
          String slug = manuscript.revision().content().slug();
          ManuscriptContent content = slug.isEmpty() ? old.content() : old.content().withSlug(slug);
          return saveOver(handle, who, manuscript, content, old.recordingId(), number);
        });
  }

  /**
   * Takes an uploaded recording in; it becomes part of an answer with the next save.
   *
   * @return its id
   * @throws BadMediaException where it is no sound file that is taken
   */
  long takeRecording(Path file) {
    return jdbi.inTransaction(handle -> RecordingEditor.take(handle, file).recordingId());
  }

  /**
   * Keeps what somebody has typed into a form and not saved, in place of what was kept of that form
   * before. Where so many forms of theirs for one answer are kept as can be, another is not: none
   * is dropped for it.
   *
   * @param sequence grows with what is typed: what was overtaken on its way changes nothing; null
   *     for what was sent whole, and is the latest whatever came before
   * @return whether it is kept
   */
  boolean autosave(
      SignedIn who, long id, int base, UUID form, @Nullable Long sequence, ManuscriptForm typed) {
    return jdbi.inTransaction(handle -> autosave(handle, who, id, base, form, sequence, typed));
  }

  private static boolean autosave(
      Handle handle,
      SignedIn who,
      long id,
      int base,
      UUID form,
      @Nullable Long sequence,
      ManuscriptForm typed) {
    boolean room =
        handle
            .createQuery(
                """
                select count(*) < :most or coalesce(bool_or(form_id = :form), false)
                  from autosave where manuscript_id = :manuscript and account_id = :account
                """)
            .bind("manuscript", id)
            .bind("account", who.accountId())
            .bind("form", form)
            .bind("most", MOST_UNSAVED)
            .mapTo(Boolean.class)
            .one();
    if (!room) {
      return false;
    }
    handle
        .createUpdate(
            """
            insert into autosave (manuscript_id, account_id, form_id, base_number, sequence, content)
            values (:manuscript, :account, :form, :base, coalesce(cast(:sequence as bigint), 0), :content::jsonb)
            on conflict (manuscript_id, account_id, form_id) do update
               set base_number = excluded.base_number, content = excluded.content,
                   sequence = coalesce(cast(:sequence as bigint), autosave.sequence), saved_at = clock_timestamp()
             where cast(:sequence as bigint) is null or :sequence >= autosave.sequence
            """)
        .bind("manuscript", id)
        .bind("account", who.accountId())
        .bind("form", form)
        .bind("base", base)
        .bind("sequence", sequence)
        .bind("content", ManuscriptJson.write(typed))
        .execute();
    return true;
  }

  /**
   * The same for an answer that was not saved once. Where the same form has begun it meanwhile, in
   * another window, what is typed is kept beside that answer.
   *
   * @return whether it is kept, or says no more than what was saved
   */
  boolean keepUnsaved(SignedIn who, UUID form, @Nullable Long sequence, ManuscriptForm typed) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Long> begun =
              handle
                  .createQuery(
                      "select id from manuscript where owner_id = :account and form_id = :form")
                  .bind("account", who.accountId())
                  .bind("form", form)
                  .mapTo(Long.class)
                  .findOne();
          if (begun.isPresent()) {
            // What was on its way when it was saved is no more than what was saved.
            ManuscriptContent saved =
                ManuscriptQueries.revision(handle, begun.get(), 1).orElseThrow().content();
            return typed.saysTheSameAs(saved)
                || autosave(handle, who, begun.get(), 1, form, sequence, typed);
          }
          boolean room =
              handle
                  .createQuery(
                      """
                      select count(*) < :most or coalesce(bool_or(form_id = :form), false)
                        from unsaved_answer where account_id = :account
                      """)
                  .bind("account", who.accountId())
                  .bind("form", form)
                  .bind("most", MOST_UNSAVED)
                  .mapTo(Boolean.class)
                  .one();
          if (!room) {
            return false;
          }
          handle
              .createUpdate(
                  """
                  insert into unsaved_answer (account_id, form_id, sequence, content)
                  values (:account, :form, coalesce(cast(:sequence as bigint), 0), :content::jsonb)
                  on conflict (account_id, form_id) do update
                     set content = excluded.content,
                         sequence = coalesce(cast(:sequence as bigint), unsaved_answer.sequence),
                         saved_at = clock_timestamp()
                   where cast(:sequence as bigint) is null or :sequence >= unsaved_answer.sequence
                  """)
              .bind("account", who.accountId())
              .bind("form", form)
              .bind("sequence", sequence)
              .bind("content", ManuscriptJson.write(typed))
              .execute();
          return true;
        });
  }

  void discardUnsaved(SignedIn who, UUID form) {
    jdbi.useHandle(handle -> discardUnsaved(handle, who, form));
  }

  void discardAutosave(SignedIn who, long id, UUID form) {
    jdbi.useHandle(handle -> discardAutosave(handle, who, id, form));
  }

  /** Within the caller's transaction, which has locked the manuscript. */
  static int saveOver(
      Handle handle,
      SignedIn who,
      Manuscript manuscript,
      ManuscriptContent content,
      @Nullable Long recordingId,
      @Nullable Integer restoredFrom) {
    long id = manuscript.id();
    int number = manuscript.revision().number() + 1;
    long revision =
        insertRevision(handle, id, number, content, recordingId, who.accountId(), restoredFrom);
    Map<String, Object> detail = new HashMap<>(Map.of("manuscript", id, "revision", number));
    if (restoredFrom != null) {
      detail.put("restored", restoredFrom);
    }
    Audit.write(
        handle,
        who,
        restoredFrom == null ? "manuscript.save" : "manuscript.restore",
        manuscript.articleId(),
        detail);
    revokeWhereChanged(
        handle,
        who,
        manuscript,
        ManuscriptQueries.revisionById(handle, id, revision).orElseThrow());
    return number;
  }

  private static void revokeWhereChanged(
      Handle handle, SignedIn who, Manuscript manuscript, Manuscript.Revision fresh) {
    Manuscript.Approval approval = manuscript.approval();
    if (approval == null) {
      return;
    }
    Manuscript.Revision approved =
        ManuscriptQueries.revisionById(handle, manuscript.id(), approval.revisionId())
            .orElseThrow();
    String because = whatChanged(approval, approved, fresh);
    if (because == null) {
      return;
    }
    revoke(handle, who, manuscript, because);
    if (manuscript.stage() == Manuscript.Stage.APPROVED) {
      stage(handle, manuscript.id(), Manuscript.Stage.DRAFT);
    }
  }

  /** What an approval covers and a revision has otherwise; null where nothing is. */
  static @Nullable String whatChanged(
      Manuscript.Approval approval, Manuscript.Revision approved, Manuscript.Revision now) {
    if (!Objects.equals(approval.audioSha256(), now.audioSha256())) {
      return "audio";
    }
    if (!approval.transcriptSha256().equals(now.transcriptSha256())) {
      return "transcript";
    }
    return now.content().tellsTheSameAs(approved.content()) ? null : "content";
  }

  /**
   * @param because audio, transcript, content, withdrawn, sent_back or approved_again
   */
  static void revoke(Handle handle, SignedIn who, Manuscript manuscript, String because) {
    int revoked =
        handle
            .createUpdate(
                """
                update approval set revoked_at = now(), revoked_because = :because
                 where manuscript_id = :manuscript and revoked_at is null
                """)
            .bind("because", because)
            .bind("manuscript", manuscript.id())
            .execute();
    if (revoked > 0) {
      Audit.write(
          handle,
          who,
          "manuscript.approval_revoked",
          manuscript.articleId(),
          Map.of("manuscript", manuscript.id(), "because", because));
    }
  }

  static void stage(Handle handle, long id, Manuscript.Stage stage) {
    handle
        .createUpdate("update manuscript set stage = :stage, updated_at = now() where id = :id")
        .bind("stage", stage.code())
        .bind("id", id)
        .execute();
  }

  /**
   * The manuscript, which nobody else changes until the transaction ends.
   *
   * @throws NoSuchElementException where there is none
   * @throws RevisionConflictException where its current revision is another one than the base
   */
  static Manuscript locked(Handle handle, long id, int base) {
    Manuscript manuscript = locked(handle, id);
    if (manuscript.revision().number() != base) {
      throw new RevisionConflictException(base, manuscript.revision().number());
    }
    return manuscript;
  }

  static Manuscript locked(Handle handle, long id) {
    boolean there =
        handle
            .createQuery("select id from manuscript where id = :id for update")
            .bind("id", id)
            .mapTo(Long.class)
            .findOne()
            .isPresent();
    if (!there) {
      throw new NoSuchElementException("no manuscript " + id);
    }
    return ManuscriptQueries.find(handle, id).orElseThrow();
  }

  private static long insertRevision(
      Handle handle,
      long manuscript,
      int number,
      ManuscriptContent content,
      @Nullable Long recordingId,
      @Nullable Long account,
      @Nullable Integer restoredFrom) {
    long revision =
        handle
            .createQuery(
                """
                insert into revision (manuscript_id, number, content, recording_id, audio_sha256, transcript_sha256,
                                      account_id, restored_from)
                values (:manuscript, :number, :content::jsonb, :recording,
                        (select media.sha256 from recording join media on media.id = recording.original_media_id
                          where recording.id = :recording),
                        :transcript, :account, :restored)
                returning id
                """)
            .bind("manuscript", manuscript)
            .bind("number", number)
            .bind("content", ManuscriptJson.write(content))
            .bind("recording", recordingId)
            .bind("transcript", content.transcriptSha256())
            .bind("account", account)
            .bind("restored", restoredFrom)
            .mapTo(Long.class)
            .one();
    handle
        .createUpdate(
            """
            update manuscript set revision_id = :revision, title = :title, doctor_id = :doctor,
                   specialty_id = :specialty, updated_at = now()
             where id = :id
            """)
        .bind("revision", revision)
        .bind("title", content.title())
        .bind("doctor", content.doctorId())
        .bind("specialty", content.specialtyId())
        .bind("id", manuscript)
        .execute();
    return revision;
  }

  private static void discardAutosave(Handle handle, SignedIn who, long id, UUID form) {
    handle
        .createUpdate(
            """
            delete from autosave
             where manuscript_id = :id and account_id = :account and form_id = :form
            """)
        .bind("id", id)
        .bind("account", who.accountId())
        .bind("form", form)
        .execute();
  }

  private static void discardUnsaved(Handle handle, SignedIn who, UUID form) {
    handle
        .createUpdate("delete from unsaved_answer where account_id = :account and form_id = :form")
        .bind("account", who.accountId())
        .bind("form", form)
        .execute();
  }

  /** With a slug made of the title, where there is none yet; one that leads nowhere else. */
  private static ManuscriptContent withSlug(
      Handle handle, @Nullable Long articleId, ManuscriptContent content) {
    if (!content.slug().isEmpty() || content.title().isBlank()) {
      return content;
    }
    Slug wanted = Slug.of(content.title());
    Slug slug = wanted;
    for (int number = 2;
        number < MOST_NUMBERED_SLUGS
            && ManuscriptChecks.slugClash(handle, articleId, slug.value()).isPresent();
        number++) {
      slug = wanted.numbered(number);
    }
    return content.withSlug(slug.value());
  }

  /** What stands in an article, as the newsroom's form has it. */
  static ManuscriptContent content(Handle handle, long articleId, ArticleRow article) {
    String level = article.careLevel();
    return new ManuscriptContent(
        article.title(),
        article.slug(),
        article.lang(),
        article.doctorId(),
        article.specialtyId(),
        handle
            .createQuery(
                "select topic_id from article_topic where article_id = :id order by position, topic_id")
            .bind("id", articleId)
            .mapTo(Long.class)
            .list(),
        article.transcript(),
        handle
            .createQuery(
                "select title, url from article_source where article_id = :id order by position")
            .bind("id", articleId)
            .mapTo(Source.class)
            .list(),
        level == null ? null : CareLevel.of(level),
        Objects.requireNonNullElse(article.careText(), ""),
        Objects.requireNonNullElse(article.conflicts(), ""),
        article.recordedOn(),
        article.reviewDueOn(),
        // Estimated ones are estimated anew.
        article.cuesEstimated()
            ? List.of()
            : handle
                .createQuery(
                    """
                    select start_ms as start_millis, end_ms as end_millis, text
                      from article_cue where article_id = :id order by position
                    """)
                .bind("id", articleId)
                .mapTo(Cue.class)
                .list(),
        article.syntheticVoice());
  }

  /** What a manuscript is made of. */
  public record ArticleRow(
      String title,
      String slug,
      String lang,
      long doctorId,
      long specialtyId,
      String transcript,
      @Nullable String careLevel,
      @Nullable String careText,
      @Nullable String conflicts,
      @Nullable LocalDate recordedOn,
      @Nullable LocalDate reviewDueOn,
      boolean syntheticVoice,
      boolean cuesEstimated,
      @Nullable Long recordingId,
      String status) {}
}
