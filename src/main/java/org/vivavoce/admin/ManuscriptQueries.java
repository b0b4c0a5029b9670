package org.vivavoce.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Doctor;

/** Reads manuscripts, their revisions, and what their form offers to choose from. */
final class ManuscriptQueries {
  private final Jdbi jdbi;

  ManuscriptQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<Manuscript> find(long id) {
    return jdbi.withHandle(handle -> find(handle, id));
  }

  static Optional<Manuscript> find(Handle handle, long id) {
    return handle
        .createQuery(
            """
            select manuscript.id, manuscript.article_id, manuscript.stage, manuscript.owner_id, owner.name as owner_name,
                   manuscript.reviewer_id, reviewer.name as reviewer_name, manuscript.revision_id,
                   manuscript.live_revision_id, article.status as article_status, article.slug as article_slug,
                   article.withdrawn_reason
              from manuscript
              join account owner on owner.id = manuscript.owner_id
              left join account reviewer on reviewer.id = manuscript.reviewer_id
              left join article on article.id = manuscript.article_id
             where manuscript.id = :id
            """)
        .bind("id", id)
        .mapTo(Row.class)
        .findOne()
        .map(
            row ->
                new Manuscript(
                    row.id(),
                    row.articleId(),
                    Manuscript.Stage.of(row.stage()),
                    row.ownerId(),
                    row.ownerName(),
                    row.reviewerId(),
                    row.reviewerName(),
                    row.liveRevisionId(),
                    row.articleStatus(),
                    row.articleSlug(),
                    row.withdrawnReason(),
                    handle
                        .createQuery(REVISION + " where revision.id = :id")
                        .bind("id", row.revisionId())
                        .mapTo(RevisionRow.class)
                        .one()
                        .revision(),
                    approval(handle, id).orElse(null)));
  }

  Optional<Manuscript.Revision> revision(long manuscript, int number) {
    return jdbi.withHandle(handle -> revision(handle, manuscript, number));
  }

  static Optional<Manuscript.Revision> revision(Handle handle, long manuscript, int number) {
    return handle
        .createQuery(REVISION + " where manuscript_id = :manuscript and number = :number")
        .bind("manuscript", manuscript)
        .bind("number", number)
        .mapTo(RevisionRow.class)
        .findOne()
        .map(RevisionRow::revision);
  }

  Optional<Manuscript.Revision> revisionById(long manuscript, long id) {
    return jdbi.withHandle(handle -> revisionById(handle, manuscript, id));
  }

  static Optional<Manuscript.Revision> revisionById(Handle handle, long manuscript, long id) {
    return handle
        .createQuery(REVISION + " where manuscript_id = :manuscript and revision.id = :id")
        .bind("manuscript", manuscript)
        .bind("id", id)
        .mapTo(RevisionRow.class)
        .findOne()
        .map(RevisionRow::revision);
  }

  /** Every save of a manuscript, the latest first. */
  List<Saved> saves(long manuscript) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select revision.id, revision.number, account.name as account_name, revision.restored_from,
                           revision.created_at,
                           revision.transcript_sha256 is distinct from before.transcript_sha256 as text_changed,
                           revision.audio_sha256 is distinct from before.audio_sha256 as sound_changed
                      from revision
                      left join revision before
                        on before.manuscript_id = revision.manuscript_id and before.number = revision.number - 1
                      left join account on account.id = revision.account_id
                     where revision.manuscript_id = :manuscript
                     order by revision.number desc
                    """)
                .bind("manuscript", manuscript)
                .mapTo(Saved.class)
                .list());
  }

  private static final String REVISION =
      """
      select revision.id, revision.manuscript_id, number, recording_id, audio_sha256, transcript_sha256,
             revision.account_id, account.name as account_name, restored_from, revision.created_at,
             -- What a save named and has since been merged away is what stands for it now.
             (content
               || case when doctor.merged_into_id is null then '{}'
                       else jsonb_build_object('doctorId', doctor.merged_into_id) end
               || case when specialty.merged_into_id is null then '{}'
                       else jsonb_build_object('specialtyId', specialty.merged_into_id) end
               -- And a day that it only carried on, is the one that a reviewer set who found the public version still right.
               || case when confirmed.review_due_on is null then '{}'
                       else jsonb_build_object('reviewDueOn', confirmed.review_due_on) end
               || jsonb_build_object('topicIds', (
                    select coalesce(jsonb_agg(coalesce(topic.merged_into_id, named.id::bigint) order by named.place), '[]')
                      from jsonb_array_elements_text(content -> 'topicIds') with ordinality as named (id, place)
                      left join topic on topic.id = named.id::bigint)))::text as content
        from revision
        left join account on account.id = revision.account_id
        left join doctor on doctor.id = (content ->> 'doctorId')::bigint
        left join specialty on specialty.id = (content ->> 'specialtyId')::bigint
        left join lateral (
          select latest.review_due_on
            from (select review_due_on from reconfirmation
                   where reconfirmation.manuscript_id = revision.manuscript_id
                   order by reconfirmation.id desc limit 1) latest
           where exists (select from reconfirmation earlier
                          where earlier.manuscript_id = revision.manuscript_id
                            and ((content ->> 'reviewDueOn')::date in (earlier.carried_due_on, earlier.due_before)
                                 or (content ->> 'reviewDueOn' is null and earlier.carried_due_on is null
                                     and revision.id <= earlier.revision_id)))) confirmed on true
      """;

  private static Optional<Manuscript.Approval> approval(Handle handle, long manuscript) {
    return handle
        .createQuery(
            """
            select approval.id, approval.revision_id, revision.number as revision_number, approval.account_id,
                   account.name as account_name, account.credentials, account.doctor_id, approval.audio_sha256,
                   approval.transcript_sha256, approval.approved_at
              from approval
              join account on account.id = approval.account_id
              join revision on revision.id = approval.revision_id
             where approval.manuscript_id = :manuscript and revoked_at is null
            """)
        .bind("manuscript", manuscript)
        .mapTo(Manuscript.Approval.class)
        .findOne();
  }

  /** The manuscript that somebody began in a form; empty where it was not saved. */
  Optional<Long> begunIn(long account, UUID form) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id from manuscript where owner_id = :account and form_id = :form")
                .bind("account", account)
                .bind("form", form)
                .mapTo(Long.class)
                .findOne());
  }

  /** The manuscript of an article; empty where it has none yet. */
  Optional<Long> ofArticle(long article) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select id from manuscript where article_id = :article")
                .bind("article", article)
                .mapTo(Long.class)
                .findOne());
  }

  /** Whether a doctor speaks in an article. */
  boolean isBy(long article, long doctor) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select exists (select from article where id = :article and doctor_id = :doctor)")
                .bind("article", article)
                .bind("doctor", doctor)
                .mapTo(Boolean.class)
                .one());
  }

  /** Which article a slug leads to; empty where it leads nowhere. */
  static Optional<SlugOwner> slugOwner(Handle handle, String slug) {
    return handle
        .createQuery(
            """
            select article.id as article_id, article.slug, article.title
              from article_slug known join article on article.id = known.article_id
             where known.slug = :slug
            """)
        .bind("slug", slug)
        .mapTo(SlugOwner.class)
        .findOne();
  }

  Optional<SlugOwner> slugOwner(String slug) {
    return jdbi.withHandle(handle -> slugOwner(handle, slug));
  }

  /** All doctors; where they are too many for a list, one more than it holds. */
  List<Choice> doctors() {
    return listed(
        """
        select id, name || coalesce(', ' || institution, '') as name
          from doctor where merged_into_id is null order by lower(name), id limit :most
        """);
  }

  /**
   * The doctors in whose names these words stand, told apart from others who are called the same.
   *
   * @return at most one more than are shown, as a sign that there are more
   */
  List<Choice> doctorsCalled(String words) {
    return called(
        """
        select id, name || coalesce(', ' || credentials, '') || coalesce(', ' || institution, '')
                 || ' (' || slug || ')' as name
          from doctor
         where merged_into_id is null
           and not exists (select from unnest(:words) as word
                            where unaccent(lower(doctor.name)) not like unaccent(lower(word)))
         order by lower(doctor.name), id limit :most
        """,
        words);
  }

  Optional<Choice> doctorChoice(long id) {
    return choice(
        """
        select id, name || coalesce(', ' || credentials, '') || coalesce(', ' || institution, '')
                 || ' (' || slug || ')' as name
          from doctor where id = :id
        """,
        id);
  }

  /** All specialties; where they are too many for a list, one more than it holds. */
  List<Choice> specialties() {
    return listed(
        """
        select id, name from specialty where merged_into_id is null order by lower(name), id
         limit :most
        """);
  }

  /** The specialties in whose names these words stand, as with doctors. */
  List<Choice> specialtiesCalled(String words) {
    return called(
        """
        select id, name from specialty
         where merged_into_id is null
           and not exists (select from unnest(:words) as word
                            where unaccent(lower(specialty.name)) not like unaccent(lower(word)))
         order by lower(specialty.name), id limit :most
        """,
        words);
  }

  Optional<Choice> specialtyChoice(long id) {
    return choice("select id, name from specialty where id = :id", id);
  }

  private List<Choice> listed(String sql) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(sql)
                .bind("most", Chooser.MOST_LISTED + 1)
                .mapTo(Choice.class)
                .list());
  }

  private List<Choice> called(String sql, String words) {
    String[] likes =
        Arrays.stream(words.split(" "))
            .filter(word -> !word.isEmpty())
            .map(ManuscriptListQueries::like)
            .toArray(String[]::new);
    if (likes.length == 0) {
      return List.of();
    }
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(sql)
                .bind("words", likes)
                .bind("most", Chooser.MOST_FOUND + 1)
                .mapTo(Choice.class)
                .list());
  }

  private Optional<Choice> choice(String sql, long id) {
    return jdbi.withHandle(
        handle -> handle.createQuery(sql).bind("id", id).mapTo(Choice.class).findOne());
  }

  /** Those who may approve. */
  List<Choice> reviewers() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, name || coalesce(', ' || credentials, '') as name from account
                     where 'reviewer' = any(roles) and disabled_at is null order by lower(name), id
                    """)
                .mapTo(Choice.class)
                .list());
  }

  /** The topics that are called so, by their names or their synonyms; keys in lower case. */
  Map<String, Long> topics(Collection<String> names) {
    String[] wanted =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toArray(String[]::new);
    Map<String, Long> found = new LinkedHashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select name, min(id) as id from (
                      select lower(name) as name, id from topic where merged_into_id is null and lower(name) = any(:names)
                      union all
                      select lower(synonym.name), min(synonym.topic_id) from topic_synonym synonym
                       where lower(synonym.name) = any(:names)
                         and not exists (select from topic where merged_into_id is null and lower(topic.name) = lower(synonym.name))
                       group by lower(synonym.name)) known
                     group by name
                    """)
                .bind("names", wanted)
                .mapTo(Choice.class)
                .forEach(each -> found.put(each.name(), each.id())));
    return found;
  }

  /**
   * For each of these names the three topics whose names or synonyms are most like it, the nearest
   * first.
   */
  Map<String, List<String>> topicsNear(Collection<String> names) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    if (names.isEmpty()) {
      return found;
    }
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select wanted.name as wanted, near.name
                      from unnest(:names) with ordinality as wanted (name, position)
                     cross join lateral (
                       select topic.id, topic.name, max(similarity(known.name, wanted.name)) as likeness
                         from (select id, name from topic
                               union all
                               select topic_id, name from topic_synonym) known
                         join topic on topic.id = known.id
                        where topic.merged_into_id is null and similarity(known.name, wanted.name) >= 0.3
                        group by topic.id, topic.name
                        order by likeness desc, lower(topic.name), topic.id
                        limit 3) near
                     order by wanted.position, near.likeness desc, lower(near.name), near.id
                    """)
                .bind("names", names.toArray(String[]::new))
                .mapTo(Near.class)
                .forEach(
                    row ->
                        found
                            .computeIfAbsent(row.wanted(), name -> new ArrayList<>())
                            .add(row.name())));
    return found;
  }

  /** What the ids in these contents stand for. */
  Names names(ManuscriptContent... contents) {
    return jdbi.withHandle(
        handle -> {
          Long[] doctors = ids(contents, content -> listed(content.doctorId()));
          Long[] specialties = ids(contents, content -> listed(content.specialtyId()));
          Long[] topics = ids(contents, ManuscriptContent::topicIds);
          return new Names(
              named(handle, "select id, name from doctor where id = any(:ids)", doctors),
              named(handle, "select id, name from specialty where id = any(:ids)", specialties),
              named(handle, "select id, name from topic where id = any(:ids)", topics));
        });
  }

  private static List<Long> listed(@Nullable Long id) {
    return id == null ? List.of() : List.of(id);
  }

  private static Long[] ids(
      ManuscriptContent[] contents,
      java.util.function.Function<ManuscriptContent, List<Long>> ids) {
    return Arrays.stream(contents)
        .flatMap(content -> ids.apply(content).stream())
        .distinct()
        .toArray(Long[]::new);
  }

  private static Map<Long, String> named(Handle handle, String sql, Long[] ids) {
    Map<Long, String> names = new LinkedHashMap<>();
    handle
        .createQuery(sql)
        .bind("ids", ids)
        .mapTo(Choice.class)
        .forEach(each -> names.put(each.id(), each.name()));
    return names;
  }

  Optional<Sound> sound(long recording) {
    return jdbi.withHandle(handle -> sound(handle, recording));
  }

  static Optional<Sound> sound(Handle handle, long recording) {
    return handle
        .createQuery(
            """
            select recording.id as recording_id, original.sha256, recording.status, recording.problem,
                   original.duration_ms as original_millis, original.byte_length as original_bytes,
                   media_name(original.sha256, original.content_type) as original,
                   served.duration_ms as served_millis, served.byte_length as served_bytes,
                   media_name(served.sha256, served.content_type) as served,
                   media_name(opus.sha256, opus.content_type) as opus, recording.waveform
              from recording
              join media original on original.id = recording.original_media_id
              join media served on served.id = coalesce(recording.mp3_media_id, recording.original_media_id)
              left join media opus on opus.id = recording.opus_media_id
             where recording.id = :recording
            """)
        .bind("recording", recording)
        .mapTo(Sound.class)
        .findOne();
  }

  /** All that is said of a manuscript among those who work on it, in order. */
  List<Comment> comments(long manuscript) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select comment.id, account.name as account_name, comment.body, comment.created_at,
                           comment.resolved_at, resolver.name as resolver_name
                      from manuscript_comment comment
                      join account on account.id = comment.account_id
                      left join account resolver on resolver.id = comment.resolved_by
                     where comment.manuscript_id = :manuscript
                     order by comment.id
                    """)
                .bind("manuscript", manuscript)
                .mapTo(Comment.class)
                .list());
  }

  /** What was kept of somebody's unsaved work on an answer, form by form, the latest first. */
  List<Unsaved> unsaved(long manuscript, long account) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select form_id, content ->> 'title' as title, saved_at from autosave
                     where manuscript_id = :manuscript and account_id = :account
                     order by saved_at desc, form_id
                    """)
                .bind("manuscript", manuscript)
                .bind("account", account)
                .mapTo(Unsaved.class)
                .list());
  }

  /** All of it that was typed into one form. */
  Optional<Autosave> autosave(long manuscript, long account, UUID form) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select form_id, base_number, content::text as content from autosave
                     where manuscript_id = :manuscript and account_id = :account and form_id = :form
                    """)
                .bind("manuscript", manuscript)
                .bind("account", account)
                .bind("form", form)
                .mapTo(Autosave.class)
                .findOne());
  }

  /** What somebody typed into forms for new answers and never saved, the latest first. */
  List<Unsaved> unsaved(long account) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select form_id, content ->> 'title' as title, saved_at from unsaved_answer
                     where account_id = :account order by saved_at desc, form_id
                    """)
                .bind("account", account)
                .mapTo(Unsaved.class)
                .list());
  }

  Optional<ManuscriptForm> unsaved(long account, UUID form) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select content::text from unsaved_answer
                         where account_id = :account and form_id = :form
                        """)
                    .bind("account", account)
                    .bind("form", form)
                    .mapTo(String.class)
                    .findOne())
        .map(content -> ManuscriptJson.read(content, ManuscriptForm.class));
  }

  Optional<Doctor> doctor(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select doctor.slug, doctor.name, doctor.kind = 'person' as person, doctor.title, doctor.credentials,
                           doctor.institution, null as biography, doctor.languages,
                           media_name(media.sha256, media.content_type) as portrait, doctor.demo, 0 as article_count
                      from doctor left join media on media.id = doctor.portrait_media_id
                     where doctor.id = :id
                    """)
                .bind("id", id)
                .mapTo(Doctor.class)
                .findOne());
  }

  Optional<Slugged> specialty(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select slug, name from specialty where id = :id")
                .bind("id", id)
                .mapTo(Slugged.class)
                .findOne());
  }

  List<Slugged> topicsOf(List<Long> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select slug, name from topic where id = any(:ids) order by array_position(:ids, id)
                    """)
                .bind("ids", ids.toArray(Long[]::new))
                .mapTo(Slugged.class)
                .list());
  }

  /** What an account last looked at in a list; empty where it looked at all of it. */
  Optional<String> remembered(long account, String list) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select query from account_list where account_id = :account and list = :list")
                .bind("account", account)
                .bind("list", list)
                .mapTo(String.class)
                .findOne());
  }

  void remember(long account, String list, String query) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into account_list (account_id, list, query) values (:account, :list, :query)
                    on conflict (account_id, list) do update set query = excluded.query
                    """)
                .bind("account", account)
                .bind("list", list)
                .bind("query", query)
                .execute());
  }

  /** A manuscript's own row. */
  public record Row(
      long id,
      @Nullable Long articleId,
      String stage,
      long ownerId,
      String ownerName,
      @Nullable Long reviewerId,
      @Nullable String reviewerName,
      long revisionId,
      @Nullable Long liveRevisionId,
      @Nullable String articleStatus,
      @Nullable String articleSlug,
      @Nullable String withdrawnReason) {}

  /** A revision's row; its content in JSON. */
  public record RevisionRow(
      long id,
      long manuscriptId,
      int number,
      String content,
      @Nullable Long recordingId,
      @Nullable String audioSha256,
      String transcriptSha256,
      @Nullable Long accountId,
      @Nullable String accountName,
      @Nullable Integer restoredFrom,
      Instant createdAt) {
    Manuscript.Revision revision() {
      return new Manuscript.Revision(
          id,
          manuscriptId,
          number,
          ManuscriptJson.read(content, ManuscriptContent.class),
          recordingId,
          audioSha256,
          transcriptSha256,
          accountId,
          accountName,
          restoredFrom,
          createdAt);
    }
  }

  /** A save as the list of revisions shows it. */
  public record Saved(
      long id,
      int number,
      @Nullable String accountName,
      @Nullable Integer restoredFrom,
      Instant createdAt,
      boolean textChanged,
      boolean soundChanged) {}

  /** Something to choose by its name. */
  public record Choice(long id, String name) {}

  /** A name that is like one that was wanted. */
  public record Near(String wanted, String name) {}

  /** Something with a page of its own. */
  public record Slugged(String slug, String name) {}

  /** The article to which a slug leads. */
  public record SlugOwner(long articleId, String slug, String title) {}

  /**
   * A recording.
   *
   * @param status waiting, ready or failed
   * @param original the name of the file that was sent
   * @param served the name of the file that listeners get
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Sound(
      long recordingId,
      String sha256,
      String status,
      @Nullable String problem,
      int originalMillis,
      long originalBytes,
      String original,
      int servedMillis,
      long servedBytes,
      String served,
      @Nullable String opus,
      byte @Nullable [] waveform) {}

  /** What somebody remarked. */
  public record Comment(
      long id,
      String accountName,
      String body,
      Instant createdAt,
      @Nullable Instant resolvedAt,
      @Nullable String resolverName) {}

  /** A form as a browser kept it, in JSON. */
  public record Autosave(UUID formId, int baseNumber, String content) {}

  /** A form that was typed into and not saved. */
  public record Unsaved(UUID formId, String title, Instant savedAt) {}

  /** What ids stand for; what has been deleted has no name. */
  record Names(Map<Long, String> doctors, Map<Long, String> specialties, Map<Long, String> topics) {
    Names {
      doctors = Map.copyOf(doctors);
      specialties = Map.copyOf(specialties);
      topics = Map.copyOf(topics);
    }
  }
}
