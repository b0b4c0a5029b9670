package org.vivavoce.publishing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.CareLevel;
import org.vivavoce.content.ContentChange;
import org.vivavoce.content.Excerpt;
import org.vivavoce.content.Slug;
import org.vivavoce.content.Source;
import org.vivavoce.db.ContentNotice;
import org.vivavoce.db.KeptPlans;
import org.vivavoce.media.CueEditor;
import org.vivavoce.related.QuestionIndex;
import org.vivavoce.related.RelatedEditor;
import org.vivavoce.search.SearchIndex;
import org.vivavoce.search.SuggestionIndex;

/**
 * The one way by which an answer becomes public or changes. All of it belongs to the caller's
 * transaction: the row, its addresses, sources, topics, captions, what search reads, and the audit
 * entry.
 */
public final class Publisher {
  private static final int EXCERPT_LENGTH = 260;

  private final Handle handle;
  private final String actor;

  /**
   * @param actor who does it, for the audit log: an account's name, or for example {@code import}
   */
  public Publisher(Handle handle, String actor) {
    this.handle = handle;
    this.actor = actor;
  }

  /**
   * Writes these answers, some hundreds at a time.
   *
   * @param action for the audit log, for example {@code article.import}
   * @return their ids, in the same order
   */
  public List<Long> publish(List<Publication> publications, String action) {
    PublishFigures.begin(handle, PublishFigures.Kind.IMPORT, publications.size());
    List<Long> ids = write(publications, action);
    RelatedEditor.ask(handle, ids);
    List<Long> withdrawn = new ArrayList<>();
    for (int at = 0; at < ids.size(); at++) {
      if (!publications.get(at).status().equals("published")) {
        withdrawn.add(ids.get(at));
      }
    }
    ContentNotice.published(handle, withdrawn);
    return ids;
  }

  private List<Long> write(List<Publication> publications, String action) {
    List<Long> ids = ids(publications);
    List<Long> standing =
        publications.stream().map(Publication::articleId).filter(Objects::nonNull).toList();
    // Under its address before, too, where it gets another one.
    IndexNowOutbox.write(handle, standing);
    Set<SuggestionIndex.Target> namedBefore = SuggestionIndex.named(handle, standing);
    writeArticles(publications, ids);
    writeSlugs(publications, ids);
    writeSources(publications, ids);
    writeTopics(publications, ids);
    writeCaptions(publications, ids);
    SearchIndex.refresh(handle, ids);
    SuggestionIndex.refresh(handle, ids, namedBefore);
    QuestionIndex.refresh(handle, ids);
    audit(ids, action);
    IndexNowOutbox.write(handle, ids);
    return ids;
  }

  /**
   * Writes one answer, as the newsroom does: readers have it as soon as the transaction commits.
   * What stands beside other answers follows soon after, by {@link RelatedWorker}.
   *
   * @return its id
   * @throws IllegalStateException where red flags stand in it, without a care card or a waiver
   */
  public long publishOne(Publication publication, String action) {
    RedFlagGate.check(handle, publication);
    PublishFigures.begin(handle, PublishFigures.Kind.PUBLISH, 1);
    KeptPlans.use(handle);
    Long standing = publication.articleId();
    Set<Long> others = standing == null ? Set.of() : QuestionIndex.others(handle, standing);
    Set<String> lists = standing == null ? Set.of() : lists(standing);
    long id = write(List.of(publication), action).get(0);
    settle(id, others, lists);
    return id;
  }

  /**
   * Takes one answer out of the public's sight; its address says why from then on.
   *
   * @param at when
   * @param reason for readers
   */
  public void withdraw(long articleId, Instant at, String reason) {
    PublishFigures.begin(handle, PublishFigures.Kind.WITHDRAW, 1);
    KeptPlans.use(handle);
    Set<Long> others = QuestionIndex.others(handle, articleId);
    handle
        .createUpdate(
            """
            update article set status = 'withdrawn', withdrawn_at = :at, withdrawn_reason = :reason,
                   updated_at = now()
             where id = :id
            """)
        .bind("at", at)
        .bind("reason", reason)
        .bind("id", articleId)
        .execute();
    SearchIndex.refresh(handle, List.of(articleId));
    SuggestionIndex.refresh(handle, List.of(articleId));
    QuestionIndex.refresh(handle, List.of(articleId));
    audit(List.of(articleId), "article.withdraw");
    IndexNowOutbox.write(handle, List.of(articleId));
    settle(articleId, others, Set.of());
  }

  /**
   * Says of an answer that it was read as it stands, and found right: its words, its sound and the
   * day of its last edit stay as they are.
   */
  public void reconfirm(long articleId, Review review) {
    PublishFigures.begin(handle, PublishFigures.Kind.RECONFIRM, 1);
    KeptPlans.use(handle);
    handle
        .createUpdate(
            """
            update article set reviewed_on = :on, review_due_on = :due, reviewer_name = :name,
                   reviewer_credentials = :credentials, reviewer_id = :reviewer
             where id = :id and status = 'published'
            """)
        .bind("on", review.on())
        .bind("due", review.dueOn())
        .bind("name", review.reviewerName())
        .bind("credentials", review.reviewerCredentials())
        .bind("reviewer", review.reviewerId())
        .bind("id", articleId)
        .execute();
    handle
        .createUpdate(
            """
            insert into audit_entry (actor, action, article_id, detail)
            select :actor, 'article.reconfirm', id,
                   jsonb_build_object('slug', slug, 'reviewed', reviewed_on, 'due', review_due_on)
              from article where id = :id
            """)
        .bind("actor", actor)
        .bind("id", articleId)
        .execute();
    IndexNowOutbox.write(handle, List.of(articleId));
    settle(articleId, Set.of(), Set.of());
  }

  /**
   * Writes an answer's own Other Voices and leaves those of others to {@link RelatedWorker}; tells
   * every instance, when the transaction commits, what has changed.
   *
   * @param others to the same question before
   * @param lists in which it stood before
   */
  private void settle(long id, Set<Long> others, Set<String> lists) {
    RelatedEditor.refresh(handle, List.of(id));
    Set<Long> all = new HashSet<>(QuestionIndex.others(handle, id));
    all.addAll(others);
    all.add(id);
    Set<String> allLists = new HashSet<>(lists(id));
    allLists.addAll(lists);
    allLists.add(ContentChange.listed(id));
    ContentNotice.published(handle, allLists, all);
    KeptPlans.end(handle);
  }

  /** The lists in which an answer stands, by their tags. */
  private Set<String> lists(long id) {
    return handle
        .createQuery(
            """
            select 'specialty' as kind, specialty_id as id from article where id = :id
            union all
            select 'doctor', doctor_id from article where id = :id
            union all
            select 'topic', topic_id from article_topic where article_id = :id
            """)
        .bind("id", id)
        .map(
            (row, context) ->
                switch (row.getString("kind")) {
                  case "specialty" -> ContentChange.specialty(row.getLong("id"));
                  case "doctor" -> ContentChange.doctor(row.getLong("id"));
                  default -> ContentChange.topic(row.getLong("id"));
                })
        .collect(Collectors.toSet());
  }

  /**
   * Ends a series of {@link #publish}: Other Voices are found, and every instance hears of it when
   * the transaction commits.
   *
   * @param progress told how many articles have got their Other Voices
   */
  public void finish(IntConsumer progress) {
    // Fresh statistics: after a large import the planner would still take the tables for empty.
    handle.execute(
        "analyze article, article_topic, article_search, article_slug, specialty, doctor, topic");
    handle.execute("analyze suggestion, suggestion_word, article_question");
    RelatedEditor.finish(handle, progress);
    handle.execute("analyze related_article");
    SearchIndex.fold(handle);
    handle.execute("analyze search_posting, search_term, search_word");
    ContentNotice.all(handle);
  }

  /** The first sentences, at most {@value #EXCERPT_LENGTH} characters, cut between words. */
  static String excerpt(String transcript) {
    return Excerpt.of(transcript.replaceAll("\\s+", " ").strip(), EXCERPT_LENGTH);
  }

  private void audit(List<Long> ids, String action) {
    handle
        .createUpdate(
            """
            insert into audit_entry (actor, action, article_id, detail)
            select :actor, :action, article.id, jsonb_build_object('slug', article.slug, 'status', article.status)
              from article where id = any(:ids) order by id
            """)
        .bind("actor", actor)
        .bind("action", action)
        .bind("ids", ids.toArray(Long[]::new))
        .execute();
  }

  private List<Long> ids(List<Publication> publications) {
    long missing = publications.stream().filter(each -> each.articleId() == null).count();
    List<Long> fresh =
        handle
            .createQuery(
                "select nextval(pg_get_serial_sequence('article', 'id')) from generate_series(1, :count)")
            .bind("count", missing)
            .mapTo(Long.class)
            .list();
    List<Long> ids = new ArrayList<>(publications.size());
    int next = 0;
    for (Publication each : publications) {
      ids.add(each.articleId() == null ? fresh.get(next++) : each.articleId());
    }
    return ids;
  }

  private void writeArticles(List<Publication> publications, List<Long> ids) {
    PreparedBatch inserts =
        handle.prepareBatch(
            """
            insert into article (id, slug, lang, status, title, transcript, excerpt, doctor_id, specialty_id,
              duration_seconds, recorded_on, edited_on, reviewed_on, review_due_on, reviewer_name,
              reviewer_credentials, reviewer_id, conflicts, care_level, care_text, demo, published_at,
              withdrawn_at, withdrawn_reason, recording_id, synthetic_voice)
            overriding system value
            values (:id, :slug, :lang, :status, :title, :transcript, :excerpt, :doctor, :specialty,
              :duration, :recordedOn, :editedOn, :reviewedOn, :reviewDueOn, :reviewerName,
              :reviewerCredentials, :reviewer, :conflicts, :careLevel, :careText, :demo, :publishedAt,
              case when :status = 'withdrawn' then now() end, :withdrawnReason, :recording, :synthetic)
            """);
    PreparedBatch updates =
        handle.prepareBatch(
            """
            update article set slug = :slug, lang = :lang, status = :status, title = :title,
              transcript = :transcript, excerpt = :excerpt, doctor_id = :doctor, specialty_id = :specialty,
              duration_seconds = :duration, recorded_on = :recordedOn, edited_on = :editedOn,
              reviewed_on = :reviewedOn, review_due_on = :reviewDueOn, reviewer_name = :reviewerName,
              reviewer_credentials = :reviewerCredentials, reviewer_id = :reviewer, conflicts = :conflicts,
              care_level = :careLevel, care_text = :careText, demo = :demo,
              published_at = coalesce(published_at, :publishedAt),
              withdrawn_at = case when :status = 'withdrawn' then coalesce(withdrawn_at, now()) end,
              withdrawn_reason = :withdrawnReason, recording_id = :recording, synthetic_voice = :synthetic,
              cues_estimated = false, updated_at = now()
             where id = :id
            """);
    for (int at = 0; at < publications.size(); at++) {
      Publication each = publications.get(at);
      CareLevel careLevel = each.careLevel();
      Publication.Voice voice = each.voice();
      (each.articleId() == null ? inserts : updates)
          .bind("id", ids.get(at))
          .bind("slug", each.slug().value())
          .bind("lang", each.lang())
          .bind("status", each.status())
          .bind("title", each.title())
          .bind("transcript", each.transcript())
          .bind("excerpt", excerpt(each.transcript()))
          .bind("doctor", each.doctorId())
          .bind("specialty", each.specialtyId())
          .bind("duration", each.durationSeconds())
          .bind("recordedOn", each.recordedOn())
          .bind("editedOn", each.editedOn())
          .bind("reviewedOn", each.reviewedOn())
          .bind("reviewDueOn", each.reviewDueOn())
          .bind("reviewerName", each.reviewerName())
          .bind("reviewerCredentials", each.reviewerCredentials())
          .bind("reviewer", each.reviewerId())
          .bind("conflicts", each.conflicts())
          .bind("careLevel", careLevel == null ? null : careLevel.code())
          .bind("careText", each.careText())
          .bind("demo", each.demo())
          .bind("publishedAt", each.publishedAt())
          .bind("withdrawnReason", each.withdrawnReason())
          .bind("recording", voice == null ? null : voice.recordingId())
          .bind("synthetic", voice != null && voice.synthetic())
          .add();
    }
    execute(inserts);
    execute(updates);
  }

  private void writeSlugs(List<Publication> publications, List<Long> ids) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            insert into article_slug (slug, article_id) values (:slug, :article)
            on conflict (slug) do nothing
            """);
    for (int at = 0; at < publications.size(); at++) {
      Publication each = publications.get(at);
      batch.bind("slug", each.slug().value()).bind("article", ids.get(at)).add();
      for (Slug alias : each.aliases()) {
        batch.bind("slug", alias.value()).bind("article", ids.get(at)).add();
      }
    }
    // A slug that another article owns stays its own; the article's reference to it then fails, and
    // all is undone.
    execute(batch);
  }

  private void writeSources(List<Publication> publications, List<Long> ids) {
    clear("delete from article_source where article_id = any(:ids)", ids);
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into article_source (article_id, position, title, url) values (:article, :position, :title, :url)");
    for (int at = 0; at < publications.size(); at++) {
      int position = 0;
      for (Source source : publications.get(at).sources()) {
        batch
            .bind("article", ids.get(at))
            .bind("position", position++)
            .bind("title", source.title())
            .bind("url", source.url())
            .add();
      }
    }
    execute(batch);
  }

  private void writeTopics(List<Publication> publications, List<Long> ids) {
    clear("delete from article_topic where article_id = any(:ids)", ids);
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into article_topic (article_id, topic_id, position) values (:article, :topic, :position)");
    for (int at = 0; at < publications.size(); at++) {
      int position = 0;
      for (Long topic : publications.get(at).topicIds()) {
        batch.bind("article", ids.get(at)).bind("topic", topic).bind("position", position++).add();
      }
    }
    execute(batch);
  }

  private void writeCaptions(List<Publication> publications, List<Long> ids) {
    clear("delete from article_cue where article_id = any(:ids)", ids);
    for (int at = 0; at < publications.size(); at++) {
      Publication.Voice voice = publications.get(at).voice();
      if (voice != null && voice.captions().isEmpty()) {
        CueEditor.estimate(handle, ids.get(at));
      } else if (voice != null) {
        CueEditor.write(handle, ids.get(at), voice.captions(), false);
      }
    }
  }

  private void clear(String sql, List<Long> ids) {
    handle.createUpdate(sql).bind("ids", ids.toArray(Long[]::new)).execute();
  }

  /**
   * That a clinician has read an answer.
   *
   * @param dueOn when it is to be read again
   * @param reviewerId the doctor as whom the reviewer speaks, or null
   */
  public record Review(
      LocalDate on,
      LocalDate dueOn,
      String reviewerName,
      @Nullable String reviewerCredentials,
      @Nullable Long reviewerId) {}

  private static void execute(PreparedBatch batch) {
    if (batch.size() > 0) {
      batch.execute();
    }
    batch.close();
  }
}
