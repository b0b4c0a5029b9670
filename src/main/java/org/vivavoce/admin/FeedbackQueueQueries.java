package org.vivavoce.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Reads what readers wrote about answers: as much of it as concerns whoever asks. */
final class FeedbackQueueQueries {
  static final int PAGE_SIZE = 25;
  private static final int MOST_COLLEAGUES = 500;
  private static final int MOST_WORDS = 10;

  /**
   * Editors and administrators see all, reviewers what is said to be wrong, authors what is said of
   * their own answers, and everybody what they were asked to see to.
   */
  private static final String VISIBLE =
      """
      (:all or item.assigned_to = :account or (:errors and item.kind = 'error')
        or (:own and (article.doctor_id = :doctor or manuscript.owner_id = :account)))
      """;

  private final Jdbi jdbi;

  FeedbackQueueQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** One page, newest first; the first one where there is nothing at its place any more. */
  Page page(SignedIn who, Filter filter) {
    Long bound = filter.after() == null ? filter.before() : filter.after();
    boolean back = filter.after() != null;
    List<Listed> found = jdbi.withHandle(handle -> listed(handle, who, filter, bound, back));
    boolean more = found.size() > PAGE_SIZE;
    List<Listed> lines = new ArrayList<>(more ? found.subList(0, PAGE_SIZE) : found);
    if (back) {
      Collections.reverse(lines);
    }
    return bound != null && lines.isEmpty()
        ? page(who, filter.fromTheStart())
        : new Page(lines, back ? more : bound != null, back || more);
  }

  private static List<Listed> listed(
      Handle handle, SignedIn who, Filter filter, @Nullable Long bound, boolean back) {
    String shown =
        switch (filter.show()) {
          case "assigned", "answered", "closed" -> "item.state = :state";
          case "unclosed" -> "item.state <> 'closed'";
          case "all" -> "true";
          default -> "item.state in ('open', 'assigned')";
        };
    String whose =
        switch (filter.whose()) {
          case "mine" -> "item.assigned_to = :account";
          case "nobody" -> "item.assigned_to is null";
          case "somebody" -> "item.assigned_to is not null";
          default -> "true";
        };
    String titleWords = prefixes(filter.words());
    String titled =
        titleWords.isEmpty()
            ? "true"
            : "to_tsvector('english', article.title) @@ to_tsquery('english', :words)";
    String inSpecialty = filter.specialty() == null ? "true" : "article.specialty_id = :specialty";
    String place = bound == null ? "true" : back ? "item.id > :bound" : "item.id < :bound";
    String ofArticle = filter.article() == null ? "true" : "item.article_id = :article";
    Query query =
        handle.createQuery(
            """
            select item.id, item.kind, item.state, item.created_at,
                   case when length(item.body) > 200 then rtrim(left(item.body, 199)) || '…' else item.body end as body,
                   item.email is not null as wants_answer, article.title, article.lang, assigned.name as assigned_name
              from feedback item
              join article on article.id = item.article_id
              left join manuscript on manuscript.article_id = article.id
              left join account assigned on assigned.id = item.assigned_to
             where %s
             order by item.id %s
             limit :size
            """
                .formatted(
                    String.join(
                        " and ", shown, whose, ofArticle, inSpecialty, titled, place, VISIBLE),
                    back ? "asc" : "desc"));
    if (shown.contains(":state")) {
      query.bind("state", filter.show());
    }
    if (!titleWords.isEmpty()) {
      query.bind("words", titleWords);
    }
    if (filter.specialty() != null) {
      query.bind("specialty", filter.specialty());
    }
    if (bound != null) {
      query.bind("bound", bound);
    }
    if (filter.article() != null) {
      query.bind("article", filter.article());
    }
    return seenBy(who, query).bind("size", PAGE_SIZE + 1).mapTo(Listed.class).list();
  }

  /**
   * That each of the words stands in a text, or begins one that does; empty where there is none.
   */
  private static String prefixes(String words) {
    return Arrays.stream(words.split("[^\\p{L}\\p{M}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .limit(MOST_WORDS)
        .map(word -> "'" + word + "':*")
        .collect(Collectors.joining(" & "));
  }

  /** Empty where there is none, or it is none of their business. */
  Optional<Item> find(SignedIn who, long id) {
    return jdbi.withHandle(handle -> find(handle, who, id));
  }

  static Optional<Item> find(Handle handle, SignedIn who, long id) {
    return seenBy(
            who,
            handle.createQuery(
                """
                select item.id, item.article_id, item.kind, item.body, item.email, item.created_at, item.state,
                       item.assigned_to, item.answer, item.answered_at, item.mailed_at, item.closed_at, item.outcome,
                       item.version, item.version_at, article.slug, article.title, article.lang,
                       article.status = 'published' as is_public, article.doctor_id, manuscript.id as manuscript_id,
                       manuscript.owner_id, revision.number as revision_number,
                       coalesce(manuscript.live_revision_id <> item.revision_id, article.updated_at > item.version_at)
                         as changed_since,
                       assigned.name as assigned_name, answered.name as answered_name, closed.name as closed_name
                  from feedback item
                  join article on article.id = item.article_id
                  left join manuscript on manuscript.article_id = article.id
                  left join revision on revision.id = item.revision_id
                  left join account assigned on assigned.id = item.assigned_to
                  left join account answered on answered.id = item.answered_by
                  left join account closed on closed.id = item.closed_by
                 where item.id = :id and
                """
                    + VISIBLE))
        .bind("id", id)
        .mapTo(Item.class)
        .findOne();
  }

  /** What colleagues said about it, the oldest first. */
  List<Note> notes(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select account.name, note.body, note.created_at
                      from feedback_note note join account on account.id = note.account_id
                     where note.feedback_id = :id order by note.id
                    """)
                .bind("id", id)
                .mapTo(Note.class)
                .list());
  }

  /** Whoever may be asked to see to something. */
  List<ManuscriptQueries.Choice> colleagues() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, name from account where disabled_at is null order by name, id limit :most")
                .bind("most", MOST_COLLEAGUES)
                .mapTo(ManuscriptQueries.Choice.class)
                .list());
  }

  /** The title of an answer, to say of what a list is. */
  Optional<String> title(long article) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select title from article where id = :id")
                .bind("id", article)
                .mapTo(String.class)
                .findOne());
  }

  /** What readers said of an answer in numbers; empty where they said nothing. */
  Optional<Count> count(@Nullable Long article) {
    return article == null
        ? Optional.empty()
        : jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select article.slug, total.yes, total.no, total.errors
                          from feedback_count total join article on article.id = total.article_id
                         where total.article_id = :article
                        """)
                    .bind("article", article)
                    .mapTo(Count.class)
                    .findOne());
  }

  /** The same of several answers, by their addresses. */
  Map<String, Count> counts(Collection<String> slugs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select article.slug, total.yes, total.no, total.errors
                      from article join feedback_count total on total.article_id = article.id
                     where article.slug = any(:slugs)
                    """)
                .bind("slugs", slugs.toArray(String[]::new))
                .mapTo(Count.class)
                .stream()
                .collect(Collectors.toMap(Count::slug, count -> count)));
  }

  static boolean seesAll(SignedIn who) {
    return who.is(Role.EDITOR) || who.is(Role.ADMINISTRATOR);
  }

  private static Query seenBy(SignedIn who, Query query) {
    return query
        .bind("all", seesAll(who))
        .bind("errors", who.is(Role.REVIEWER))
        .bind("own", who.is(Role.AUTHOR))
        .bind("account", who.accountId())
        .bind("doctor", who.doctorId());
  }

  /**
   * What is shown of the queue.
   *
   * @param show one of {@link #SHOWN}: the state
   * @param whose one of {@link #WHOSE}: who sees to it; or empty
   * @param words of the answer's title, or of their beginnings; or empty
   * @param before the id of what stands before the page, or null
   * @param after the id of what stands after it, or null
   */
  record Filter(
      String show,
      String whose,
      @Nullable Long specialty,
      String words,
      @Nullable Long article,
      @Nullable Long before,
      @Nullable Long after) {
    static final List<String> SHOWN =
        List.of("open", "assigned", "answered", "unclosed", "closed", "all");
    static final List<String> WHOSE = List.of("mine", "nobody", "somebody");

    Filter fromTheStart() {
      return new Filter(show, whose, specialty, words, article, null, null);
    }

    /** Whether it shows less than what is open. */
    boolean narrows() {
      return article != null || specialty != null || !(whose + words).isEmpty();
    }
  }

  /**
   * @param newer whether there is a page before this one
   * @param older whether there is one after it
   */
  record Page(List<Listed> lines, boolean newer, boolean older) {
    Page {
      lines = List.copyOf(lines);
    }
  }

  /** A line of the queue. */
  public record Listed(
      long id,
      String kind,
      String state,
      String body,
      Instant createdAt,
      boolean wantsAnswer,
      String title,
      String lang,
      @Nullable String assignedName) {}

  /**
   * What a reader wrote, and what became of it.
   *
   * @param revisionNumber of the version that was read, where the newsroom wrote it
   * @param versionAt when what was read had last been changed
   * @param changedSince whether the answer has another version now
   * @param version of this item, not of the answer: grows with every act
   */
  public record Item(
      long id,
      long articleId,
      String kind,
      String body,
      @Nullable String email,
      Instant createdAt,
      String state,
      @Nullable Long assignedTo,
      @Nullable String answer,
      @Nullable Instant answeredAt,
      @Nullable Instant mailedAt,
      @Nullable Instant closedAt,
      @Nullable String outcome,
      int version,
      Instant versionAt,
      String slug,
      String title,
      String lang,
      boolean isPublic,
      long doctorId,
      @Nullable Long manuscriptId,
      @Nullable Long ownerId,
      @Nullable Integer revisionNumber,
      boolean changedSince,
      @Nullable String assignedName,
      @Nullable String answeredName,
      @Nullable String closedName) {
    boolean isClosed() {
      return state.equals("closed");
    }

    /** Whether somebody may answer the reader, or close the matter. */
    boolean isActedOnBy(SignedIn who) {
      Long account = who.accountId();
      return seesAll(who)
          || account.equals(assignedTo)
          || (who.is(Role.AUTHOR)
              && (account.equals(ownerId) || Long.valueOf(doctorId).equals(who.doctorId())));
    }
  }

  public record Note(String name, String body, Instant createdAt) {}

  /** How many readers found an answer helpful or not, and how many reported errors. */
  public record Count(String slug, long yes, long no, long errors) {}
}
