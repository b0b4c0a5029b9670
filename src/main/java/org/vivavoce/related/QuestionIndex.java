package org.vivavoce.related;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.db.ContentNotice;

/**
 * Keeps what each public answer asks, in the transaction that publishes. Only an answer's own row
 * is written, so that nobody waits for whoever publishes another answer to the same question; how
 * many doctors answer it is counted when it is read.
 */
public final class QuestionIndex {
  private static final int BATCH = 1_000;

  /** As many as the page of one looks at, and as many demonstrations. */
  private static final int MOST_OTHERS = 400;

  private QuestionIndex() {}

  /**
   * Brings up to date what these articles ask, after they were published, changed or withdrawn.
   * What editors said of them and of others together is to be looked at again then.
   */
  public static void refresh(Handle handle, Collection<Long> articleIds) {
    List<Change> changes = changes(handle, articleIds);
    write(handle, changes);
    List<Change> all = changes.stream().flatMap(Change::eachKey).toList();
    outdate(handle, all);
  }

  /**
   * The answers to the same question, which are told of on each other's pages; more of them than a
   * page looks at need not be known.
   */
  public static Set<Long> others(Handle handle, long article) {
    return handle
        .createQuery(
            """
            select other.article_id
              from article_question own
              join article_question other on other.key = own.key and other.article_id <> own.article_id
             where own.article_id = :article
             order by other.article_id limit :most
            """)
        .bind("article", article)
        .bind("most", MOST_OTHERS)
        .mapTo(Long.class)
        .set();
  }

  /**
   * Works off some of what is to be asked anew: what was published before questions were kept, and
   * what is about a condition that is called otherwise now.
   *
   * @return whether there may be more of it
   */
  static boolean workOff(Jdbi jdbi) {
    return jdbi.inTransaction(QuestionIndex::workOff);
  }

  private static boolean workOff(Handle handle) {
    Optional<Pending> found =
        handle
            .createQuery(
                """
                select id, topic_id, after_article from question_pending
                 order by id limit 1 for update skip locked
                """)
            .mapTo(Pending.class)
            .findOne();
    if (found.isEmpty()) {
      return false;
    }
    Pending pending = found.get();
    if (pending.afterArticle() == 0) {
      // Asked for several times: once is enough, as all of it is seen by now.
      handle
          .createUpdate(
              """
              delete from question_pending later
               where later.id in (select id from question_pending
                                   where topic_id is not distinct from :topic and id > :id and after_article = 0
                                     for update skip locked)
              """)
          .bind("topic", pending.topicId())
          .bind("id", pending.id())
          .execute();
    }
    // Locked, so that none is published anew meanwhile.
    List<Long> ids =
        handle
            .createQuery(
                pending.topicId() == null
                    ? """
                      select id from article where id > :after and status = 'published'
                       order by id limit :batch for share
                      """
                    : """
                      select id from article
                       where id in (select article_id from article_topic
                                     where topic_id = :topic and article_id > :after
                                     order by article_id limit :batch)
                       order by id for share
                      """)
            .bind("topic", pending.topicId())
            .bind("after", pending.afterArticle())
            .bind("batch", BATCH)
            .mapTo(Long.class)
            .list();
    if (ids.isEmpty()) {
      handle
          .createUpdate("delete from question_pending where id = :id")
          .bind("id", pending.id())
          .execute();
      return true;
    }
    List<Change> changes =
        changes(handle, ids).stream()
            .filter(each -> !Objects.equals(each.before(), each.after()))
            .toList();
    write(handle, changes);
    moveNotes(handle, changes);
    if (!changes.isEmpty()) {
      ContentNotice.all(handle);
    }
    outdate(handle, changes.stream().flatMap(Change::eachKey).toList());
    handle
        .createUpdate("update question_pending set after_article = :last where id = :id")
        .bind("last", ids.get(ids.size() - 1))
        .bind("id", pending.id())
        .execute();
    return true;
  }

  /** What these articles asked, and what they ask now. */
  private static List<Change> changes(Handle handle, Collection<Long> articleIds) {
    if (articleIds.isEmpty()) {
      return List.of();
    }
    Long[] ids = articleIds.toArray(Long[]::new);
    Map<Long, Map<Long, List<String>>> names = new HashMap<>();
    handle
        .createQuery(
            """
            select link.article_id, link.topic_id, named.name
              from article_topic link
              cross join lateral (
                select topic.name::text, 1 as place from topic where topic.id = link.topic_id
                union all
                select synonym.name::text, 2 from topic_synonym synonym where synonym.topic_id = link.topic_id) named
             where link.article_id = any(:ids)
             order by link.article_id, link.topic_id, named.place, named.name
            """)
        .bind("ids", ids)
        .mapTo(Named.class)
        .forEach(
            each ->
                names
                    .computeIfAbsent(each.articleId(), id -> new LinkedHashMap<>())
                    .computeIfAbsent(each.topicId(), id -> new ArrayList<>())
                    .add(each.name()));
    List<Titled> titles =
        handle
            .createQuery(
                """
                select article.id, article.lang, article.title, article.demo,
                       article.status = 'published' as published, question.key
                  from article left join article_question question on question.article_id = article.id
                 where article.id = any(:ids) order by article.id
                """)
            .bind("ids", ids)
            .mapTo(Titled.class)
            .list();
    Map<Long, String> keys = new HashMap<>();
    Map<Long, String> unstemmed = new HashMap<>();
    Map<Long, String> langs = new HashMap<>();
    for (Titled each : titles) {
      String key =
          each.published()
              ? QuestionKey.of(
                  each.lang(), each.title(), names.getOrDefault(each.id(), Map.of()).values())
              : null;
      if (key != null && key.startsWith("en:")) {
        keys.put(each.id(), key);
      } else if (key != null) {
        unstemmed.put(each.id(), key);
        langs.put(each.id(), each.lang());
      }
    }
    keys.putAll(stemmed(handle, unstemmed, langs));
    return titles.stream()
        .map(each -> new Change(each.id(), each.demo(), each.key(), keys.get(each.id())))
        .toList();
  }

  /** Each word by its stem; one that the dictionary leaves out as it is. */
  private static Map<Long, String> stemmed(
      Handle handle, Map<Long, String> keys, Map<Long, String> langs) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    List<Long> ids = List.copyOf(keys.keySet());
    Map<Long, String> stemmed = new HashMap<>();
    handle
        .createQuery(
            """
            select asked.id,
                   split_part(asked.key, ':', 1) || ':'
                   || (select string_agg(
                                coalesce((tsvector_to_array(to_tsvector(text_configuration(asked.lang), word.text)))[1],
                                         word.text), ' ' order by word.place)
                         from regexp_split_to_table(substr(asked.key, strpos(asked.key, ':') + 1), ' ')
                              with ordinality word (text, place)) as key
              from unnest(:ids, :keys, :langs) asked (id, key, lang)
            """)
        .bind("ids", ids.toArray(Long[]::new))
        .bind("keys", ids.stream().map(keys::get).toArray(String[]::new))
        .bind("langs", ids.stream().map(langs::get).toArray(String[]::new))
        .mapTo(Key.class)
        .forEach(each -> stemmed.put(each.id(), QuestionKey.bounded(each.key())));
    return stemmed;
  }

  private static void write(Handle handle, List<Change> changes) {
    List<Change> differing =
        changes.stream().filter(each -> !Objects.equals(each.before(), each.after())).toList();
    if (differing.isEmpty()) {
      return;
    }
    handle
        .createUpdate("delete from article_question where article_id = any(:ids)")
        .bind("ids", differing.stream().map(Change::id).toArray(Long[]::new))
        .execute();
    List<Change> asking = differing.stream().filter(each -> each.after() != null).toList();
    if (!asking.isEmpty()) {
      handle
          .createUpdate(
              """
              insert into article_question (article_id, key)
              select id, key from unnest(:ids, :keys) fresh (id, key) order by id
              """)
          .bind("ids", asking.stream().map(Change::id).toArray(Long[]::new))
          .bind("keys", asking.stream().map(Change::after).toArray(String[]::new))
          .execute();
    }
  }

  /**
   * A question that is only written otherwise keeps what editors said of it; where its answers go
   * two ways, what was said stays with those that remain, or goes the first of these ways.
   */
  private static void moveNotes(Handle handle, List<Change> changes) {
    for (Change each : changes) {
      if (each.before() != null && each.after() != null) {
        handle
            .createUpdate(
                """
                update question_note note set key = :after
                 where note.key = :before and note.demo = :demo
                   and not exists (select from article_question question
                                     join article on article.id = question.article_id
                                    where question.key = :before and article.demo = :demo)
                   and not exists (select from question_note other where other.key = :after and other.demo = :demo)
                """)
            .bind("before", each.before())
            .bind("after", each.after())
            .bind("demo", each.demo())
            .execute();
      }
    }
  }

  /** What editors said of these questions was said of other answers than there are now. */
  private static void outdate(Handle handle, List<Change> questions) {
    if (questions.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            update question_note set outdated_at = coalesce(outdated_at, now())
             where id in (select note.id
                            from question_note note
                            join unnest(:keys, :demos) asked (key, demo)
                              on note.key = asked.key collate "C" and note.demo = asked.demo
                           order by note.id
                             for update of note)
            """)
        .bind("keys", questions.stream().map(Change::after).toArray(String[]::new))
        .bind("demos", questions.stream().map(Change::demo).toArray(Boolean[]::new))
        .execute();
  }

  /**
   * What an answer asked, and what it asks now.
   *
   * @param before null where it asked nothing, or was not public; likewise after
   */
  private record Change(long id, boolean demo, @Nullable String before, @Nullable String after) {
    /** Both, each as what is asked now. */
    Stream<Change> eachKey() {
      return Stream.of(new Change(id, demo, null, before), new Change(id, demo, null, after))
          .filter(each -> each.after() != null)
          .distinct();
    }
  }

  /** What is to be asked anew: the answers about a topic, or all. */
  public record Pending(long id, @Nullable Long topicId, long afterArticle) {}

  /** What a condition that an answer is about is called. */
  public record Named(long articleId, long topicId, String name) {}

  /** An answer's title, with its key as it stands. */
  public record Titled(
      long id, String lang, String title, boolean demo, boolean published, @Nullable String key) {}

  /** A key with its stems. */
  public record Key(long id, String key) {}
}
