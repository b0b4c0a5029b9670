package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.content.NameKey;

/**
 * Finds the conditions that an answer names, by their names, their synonyms, and what the
 * vocabularies call them: whoever edits it says which of them it is about.
 */
final class NamedTopics {
  static final int MOST = 6;

  /** Of the transcript; ten minutes of speech. */
  private static final int WORDS_READ = 1_500;

  private static final int LONGEST_NAME = 6;

  /** Abbreviations stand for too much. */
  private static final int SHORTEST_NAME = 4;

  /** What the question names counts for as much as so many mentions in the answer. */
  private static final int IN_TITLE = 5;

  private final Jdbi jdbi;

  NamedTopics(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The conditions most likely meant first; of names within a longer one only the longer counts.
   *
   * @param chosen conditions that it has already
   */
  List<String> in(String title, String transcript, Collection<Long> chosen) {
    List<String> question = words(title);
    List<String> answer = words(transcript);
    Map<String, List<Named>> named = named(question, answer);
    Map<Named, Integer> counts = new LinkedHashMap<>();
    count(question, named, IN_TITLE, counts);
    count(answer, named, 1, counts);
    return counts.entrySet().stream()
        .filter(each -> !chosen.contains(each.getKey().id()))
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(each -> each.getKey().name())
        .limit(MOST)
        .toList();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String piece : text.split("\\s+")) {
      String key = NameKey.of(piece);
      if (!key.isEmpty()) {
        words.addAll(List.of(key.split(" ")));
      }
      if (words.size() >= WORDS_READ) {
        break;
      }
    }
    return words;
  }

  /** By every stretch of words that is the name of some. */
  private Map<String, List<Named>> named(List<String> question, List<String> answer) {
    Set<String> stretches = new HashSet<>();
    for (List<String> words : List.of(question, answer)) {
      for (int from = 0; from < words.size(); from++) {
        for (int to = from + 1; to <= Math.min(words.size(), from + LONGEST_NAME); to++) {
          stretches.addAll(forms(String.join(" ", words.subList(from, to))));
        }
      }
    }
    Map<String, List<Named>> named = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select named.key, topic.id, topic.name
                      from (select key, topic_id from topic_alias
                             where key = any(:stretches) and scope in ('name', 'exact')
                            union
                            select called.key, term.topic_id
                              from vocabulary_name called join vocabulary_term term on term.id = called.term_id
                             where called.key = any(:stretches) and called.scope in ('name', 'exact')) named
                      join topic on topic.id = named.topic_id
                     where topic.merged_into_id is null
                     order by named.key, topic.id
                    """)
                .bind("stretches", stretches.toArray(String[]::new))
                .mapTo(Row.class)
                .forEach(
                    row ->
                        named
                            .computeIfAbsent(row.key(), key -> new ArrayList<>())
                            .add(new Named(row.id(), row.name()))));
    return named;
  }

  /** As it stands, and in the singular. */
  private static List<String> forms(String stretch) {
    if (stretch.length() < SHORTEST_NAME) {
      return List.of();
    }
    return stretch.length() > SHORTEST_NAME && stretch.endsWith("s") && !stretch.endsWith("ss")
        ? List.of(stretch, stretch.substring(0, stretch.length() - 1))
        : List.of(stretch);
  }

  private static void count(
      List<String> words, Map<String, List<Named>> named, int each, Map<Named, Integer> counts) {
    int at = 0;
    while (at < words.size()) {
      int next = at + 1;
      for (int to = Math.min(words.size(), at + LONGEST_NAME); to > at; to--) {
        List<Named> found = new ArrayList<>();
        forms(String.join(" ", words.subList(at, to)))
            .forEach(form -> found.addAll(named.getOrDefault(form, List.of())));
        if (!found.isEmpty()) {
          found.stream().distinct().forEach(topic -> counts.merge(topic, each, Integer::sum));
          next = to;
          break;
        }
      }
      at = next;
    }
  }

  /** A condition by one of its names: {@link NameKey}. */
  public record Row(String key, long id, String name) {}

  private record Named(long id, String name) {}
}
