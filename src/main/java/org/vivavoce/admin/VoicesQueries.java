package org.vivavoce.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Reads which answers stand beside a public answer, which others answer the same, and who said what
 * of it.
 */
final class VoicesQueries {
  static final int MOST_FOUND = 10;
  static final int NOTES_SHOWN = 100;
  private static final int MOST_RANKED = 500;
  private static final int MOST_ANSWERS = 50;
  private static final int LONGEST_ADDRESS = 500;

  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\S*/articles/)?([a-z0-9]+(?:-[a-z0-9]+)*)/?(?:[?#]\\S*)?");

  private static final String NOTE =
      """
      select note.id, note.agreement, note.note, note.version, note.written_by, note.written_at, note.outdated_at
        from question_note note
      """;

  private final Jdbi jdbi;

  VoicesQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The answer of this number, while it is public. */
  Optional<Answer> answer(long id) {
    return jdbi.withHandle(handle -> answer(handle, id));
  }

  static Optional<Answer> answer(Handle handle, long id) {
    return handle
        .createQuery(
            """
            select article.id, article.slug, article.title, article.lang, article.demo, article.status = 'published' as live,
                   doctor.name as doctor_name, question.key, manuscript.id as manuscript_id
              from article
              join doctor on doctor.id = article.doctor_id
              left join article_question question on question.article_id = article.id
              left join manuscript on manuscript.article_id = article.id
             where article.id = :id
            """)
        .bind("id", id)
        .mapTo(Answer.class)
        .findFirst();
  }

  /** What stands in its Other Voices, in their order. */
  List<Standing> standing(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select other.id, other.slug, other.title, other.lang, doctor.name as doctor_name, link.reason,
                           link.score, topic.name as subject
                      from related_article link
                      join article other on other.id = link.related_id
                      join doctor on doctor.id = other.doctor_id
                      left join topic on topic.id = link.topic_id
                     where link.article_id = :id order by link.position
                    """)
                .bind("id", id)
                .mapTo(Standing.class)
                .list());
  }

  /** What editors have decided of it, pins first, the latest first. */
  List<Pair> pairs(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select other.id, other.slug, other.title, other.lang, other.status = 'published' as live,
                           doctor.name as doctor_name, pair.decision, pair.decided_by, pair.decided_at
                      from (select related_id as other_id, decision, decided_by, decided_at
                              from related_pair where article_id = :id
                            union all
                            select article_id, decision, decided_by, decided_at
                              from related_pair where related_id = :id) pair
                      join article other on other.id = pair.other_id
                      join doctor on doctor.id = other.doctor_id
                     order by pair.decision desc, pair.decided_at desc, other.id
                    """)
                .bind("id", id)
                .mapTo(Pair.class)
                .list());
  }

  /** Whether Other Voices are about to be found anew. */
  boolean isPending() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select exists (select from pending_work where kind = 'related')
                           or exists (select from related_pending)
                    """)
                .mapTo(Boolean.class)
                .one());
  }

  /** How many answer the same question, with their answers, and what was said of them. */
  Question question(Answer answer) {
    String key = answer.key();
    return key == null
        ? Question.NONE
        : jdbi.withHandle(
            handle ->
                new Question(
                    answers(handle, key, answer.demo()),
                    note(handle, key, answer.demo(), "").orElse(null),
                    seen(handle, key, answer.demo())));
  }

  private static List<Answer> answers(Handle handle, String key, boolean demo) {
    return handle
        .createQuery(
            """
            select article.id, article.slug, article.title, article.lang, article.demo, true as live,
                   doctor.name as doctor_name, question.key, null::bigint as manuscript_id
              from published_question question
              join article on article.id = question.article_id
              join doctor on doctor.id = article.doctor_id
             where question.key = :key and question.demo = :demo
             order by doctor.name, article.id limit :most
            """)
        .bind("key", key)
        .bind("demo", demo)
        .bind("most", MOST_ANSWERS)
        .mapTo(Answer.class)
        .list();
  }

  static Optional<Note> note(Handle handle, String key, boolean demo, String lock) {
    return handle
        .createQuery(NOTE + " where note.key = :key and note.demo = :demo " + lock)
        .bind("key", key)
        .bind("demo", demo)
        .mapTo(Note.class)
        .findOne();
  }

  /** How many different doctors answer it. */
  static int doctors(Handle handle, String key, boolean demo) {
    return handle
        .createQuery(
            "select count(distinct doctor_id)::int from published_question where key = :key and demo = :demo")
        .bind("key", key)
        .bind("demo", demo)
        .mapTo(Integer.class)
        .one();
  }

  /** Changes whenever the note or one of the answers does. */
  static String seen(Handle handle, String key, boolean demo) {
    return handle
        .createQuery(
            """
            select md5(concat_ws('|',
                     (select version from question_note where key = :key and demo = :demo),
                     (select string_agg(article.id || ' ' || article.updated_at, ',' order by article.id)
                        from article_question question join article on article.id = question.article_id
                       where question.key = :key and article.demo = :demo and article.status = 'published')))
            """)
        .bind("key", key)
        .bind("demo", demo)
        .mapTo(String.class)
        .one();
  }

  /**
   * Answers to choose from: the one of this address, whatever its state, or those whose titles have
   * these words, of the same language, the most alike first.
   */
  List<Answer> find(Answer answer, String typed) {
    Matcher address = ADDRESS.matcher(typed);
    List<Answer> found =
        typed.length() <= LONGEST_ADDRESS && address.matches()
            ? jdbi.withHandle(
                handle ->
                    handle
                        .createQuery("select article_id from article_slug where slug = :slug")
                        .bind("slug", address.group(1))
                        .mapTo(Long.class)
                        .findOne()
                        .flatMap(id -> answer(handle, id))
                        .stream()
                        .toList())
            : List.of();
    return found.isEmpty() ? titled(answer, typed) : found;
  }

  private List<Answer> titled(Answer answer, String typed) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select article.id, article.slug, article.title, article.lang, article.demo, true as live,
                           doctor.name as doctor_name, null as key, null::bigint as manuscript_id
                      from (select id, slug, title, lang, demo, doctor_id from article
                             where to_tsvector('english', title) @@ websearch_to_tsquery('english', :typed)
                               and status = 'published' and lang = :lang and demo = :demo and id <> :id
                             limit :ranked) article
                      join doctor on doctor.id = article.doctor_id
                     order by ts_rank(to_tsvector('english', article.title), websearch_to_tsquery('english', :typed)) desc,
                              length(article.title), article.id
                     limit :most
                    """)
                .bind("typed", typed)
                .bind("lang", answer.lang())
                .bind("demo", answer.demo())
                .bind("id", answer.id())
                .bind("ranked", MOST_RANKED)
                .bind("most", MOST_FOUND)
                .mapTo(Answer.class)
                .list());
  }

  /** What was said of questions that are answered, those first that are to be looked at again. */
  List<Listed> notes() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select one.article_id, one.title, one.lang, note.agreement, note.written_by, note.written_at,
                           note.outdated_at
                      from question_note note
                      cross join lateral (
                        select question.article_id, article.title, article.lang
                          from published_question question join article on article.id = question.article_id
                         where question.key = note.key and question.demo = note.demo
                         order by question.article_id limit 1) one
                     order by note.outdated_at is null, note.outdated_at, note.written_at desc
                     limit :most
                    """)
                .bind("most", NOTES_SHOWN)
                .mapTo(Listed.class)
                .list());
  }

  /**
   * An answer.
   *
   * @param live whether it is public
   * @param key of its question, or null
   */
  public record Answer(
      long id,
      String slug,
      String title,
      String lang,
      boolean demo,
      boolean live,
      String doctorName,
      @Nullable String key,
      @Nullable Long manuscriptId) {}

  /** One of the Other Voices. */
  public record Standing(
      long id,
      String slug,
      String title,
      String lang,
      String doctorName,
      String reason,
      double score,
      @Nullable String subject) {}

  /** What was decided of an answer and another. */
  public record Pair(
      long id,
      String slug,
      String title,
      String lang,
      boolean live,
      String doctorName,
      String decision,
      String decidedBy,
      Instant decidedAt) {}

  /** What an editor said of all answers to a question. */
  public record Note(
      long id,
      String agreement,
      String note,
      int version,
      String writtenBy,
      Instant writtenAt,
      @Nullable Instant outdatedAt) {}

  /** The same in a list, with one of the answers. */
  public record Listed(
      long articleId,
      String title,
      String lang,
      String agreement,
      String writtenBy,
      Instant writtenAt,
      @Nullable Instant outdatedAt) {}

  /**
   * Who answers the same.
   *
   * @param seen changes whenever anything of it does
   */
  record Question(List<Answer> answers, @Nullable Note note, String seen) {
    static final Question NONE = new Question(List.of(), null, "");

    Question {
      answers = List.copyOf(answers);
    }

    int doctors() {
      return (int) answers.stream().map(Answer::doctorName).distinct().count();
    }
  }
}
