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
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Cue;

/** What else there is to know of the answers of one page of results. */
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
        handle -> {
          Map<Long, List<Condition>> conditions = new HashMap<>();
          Set<Pair> sameQuestions = new HashSet<>();
          Map<Question, List<Long>> questions = new HashMap<>();
          for (Row row : rows(handle, ids)) {
            if (row.name() != null) {
              conditions
                  .computeIfAbsent(row.articleId(), id -> new ArrayList<>())
                  .add(new Condition(row.key(), row.name()));
            } else if (row.relatedId() != null) {
              sameQuestions.add(Pair.of(row.articleId(), row.relatedId()));
            } else {
              questions
                  .computeIfAbsent(new Question(row.key(), row.demo()), key -> new ArrayList<>())
                  .add(row.articleId());
            }
          }
          questions.values().forEach(answers -> addPairs(answers, sameQuestions));
          return new Known(
              conditions,
              sameQuestions,
              heard.isEmpty() ? Map.of() : voices(handle, heard.toArray(Long[]::new)));
        });
  }

  /**
   * In one go: the answers' conditions, which of them Other Voices hold to answer the same
   * question, and the questions that they answer.
   */
  private static List<Row> rows(Handle handle, Long[] ids) {
    return handle
        .createQuery(
            """
            (select link.article_id, link.position, null::bigint as related_id, topic.slug as key, topic.name,
                    false as demo
               from published_article_topic link join published_topic topic on topic.id = link.topic_id
              where link.article_id = any(:ids)
              order by link.article_id, link.position, topic.id
              limit <most>)
            union all
            select article_id, null, related_id, '', null, false
              from published_related_article
             where article_id = any(:ids) and related_id = any(:ids) and reason = 'SAME_QUESTION'
            union all
            select article_id, null, null, key, null, demo from published_question where article_id = any(:ids)
             order by article_id, position
            """)
        .bind("ids", ids)
        .define("most", MOST_CONDITIONS)
        .mapTo(Row.class)
        .list();
  }

  private static void addPairs(List<Long> answers, Set<Pair> pairs) {
    for (Long one : answers) {
      for (Long other : answers) {
        if (one < other) {
          pairs.add(Pair.of(one, other));
        }
      }
    }
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
  record Pair(long one, long other) {
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

  /**
   * Something of an answer.
   *
   * @param relatedId of an answer to the same question
   * @param key a condition's slug, or a question's key
   * @param name a condition's
   * @param demo whether a question's
   */
  public record Row(
      long articleId, @Nullable Long relatedId, String key, @Nullable String name, boolean demo) {}

  private record Question(String key, boolean demo) {}

  /** A caption. */
  public record CueRow(
      long articleId, boolean cuesEstimated, int startMs, int endMs, String text) {}
}
