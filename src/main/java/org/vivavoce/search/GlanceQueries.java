package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.content.Cue;

/** What else there is to know of the answers of one page of results, in a query for each. */
final class GlanceQueries {
  /** Of all answers of a page together; an hour of speech has about a thousand. */
  private static final int MOST_CUES = 10_000;

  /** A cue is a line or two; of one that holds a whole text, more is not looked at. */
  private static final int LONGEST_CUE = 2_000;

  private static final int MOST_CONDITIONS = 200;

  private final Jdbi jdbi;

  GlanceQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param articles of a page
   * @param heard those of them that have a recording
   */
  Known known(Collection<Long> articles, Collection<Long> heard) {
    if (articles.isEmpty()) {
      return new Known(Map.of(), Set.of(), Map.of());
    }
    Long[] ids = articles.toArray(Long[]::new);
    return jdbi.withHandle(
        handle ->
            new Known(
                conditions(handle, ids),
                sameQuestions(handle, ids),
                heard.isEmpty() ? Map.of() : voices(handle, heard.toArray(Long[]::new))));
  }

  private static Map<Long, List<Condition>> conditions(Handle handle, Long[] ids) {
    Map<Long, List<Condition>> conditions = new HashMap<>();
    handle
        .createQuery(
            """
            select link.article_id, topic.slug, topic.name
              from published_article_topic link join published_topic topic on topic.id = link.topic_id
             where link.article_id = any(:ids)
             order by link.article_id, link.position, topic.id
             limit <most>
            """)
        .bind("ids", ids)
        .define("most", MOST_CONDITIONS)
        .mapTo(ConditionRow.class)
        .forEach(
            row ->
                conditions
                    .computeIfAbsent(row.articleId(), id -> new ArrayList<>())
                    .add(new Condition(row.slug(), row.name())));
    return conditions;
  }

  private static Set<Pair> sameQuestions(Handle handle, Long[] ids) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                select least(article_id, related_id) as one, greatest(article_id, related_id) as other
                  from published_related_article
                 where article_id = any(:ids) and related_id = any(:ids) and reason = 'SAME_QUESTION'
                union
                select question.article_id, same.article_id
                  from published_question question
                  join published_question same on same.key = question.key and same.demo = question.demo
                 where question.article_id = any(:ids) and same.article_id = any(:ids)
                   and question.article_id < same.article_id
                """)
            .bind("ids", ids)
            .mapTo(Pair.class)
            .list());
  }

  private static Map<Long, Voice> voices(Handle handle, Long[] ids) {
    Map<Long, Voice> voices = new HashMap<>();
    handle
        .createQuery(
            """
            select cue.article_id, article.cues_estimated, cue.start_ms, cue.end_ms, left(cue.text, :longest) as text
              from published_article_cue cue join published_article article on article.id = cue.article_id
             where cue.article_id = any(:ids)
             order by cue.article_id, cue.position
             limit <most>
            """)
        .bind("ids", ids)
        .bind("longest", LONGEST_CUE)
        .define("most", MOST_CUES)
        .mapTo(CueRow.class)
        .forEach(
            row ->
                voices
                    .computeIfAbsent(
                        row.articleId(), id -> new Voice(new ArrayList<>(), row.cuesEstimated()))
                    .cues()
                    .add(new Cue(row.startMs(), row.endMs(), row.text())));
    return voices;
  }

  /**
   * @param conditions of each answer, in its order
   * @param sameQuestions answers that answer the same question, as their titles or their Other
   *     Voices say
   * @param voices of those that have captions
   */
  record Known(
      Map<Long, List<Condition>> conditions, Set<Pair> sameQuestions, Map<Long, Voice> voices) {
    List<Condition> conditionsOf(long article) {
      return conditions.getOrDefault(article, List.of());
    }
  }

  /** A condition with something published about it. */
  record Condition(String slug, String name) {}

  /** Two answers, the one with the lesser number first. */
  public record Pair(long one, long other) {
    static Pair of(long left, long right) {
      return new Pair(Math.min(left, right), Math.max(left, right));
    }
  }

  /**
   * What is said in an answer, and when.
   *
   * @param estimated whether the times were worked out
   */
  record Voice(List<Cue> cues, boolean estimated) {}

  /** An answer's condition. */
  public record ConditionRow(long articleId, String slug, String name) {}

  /** A caption. */
  public record CueRow(
      long articleId, boolean cuesEstimated, int startMs, int endMs, String text) {}
}
