package org.vivavoce.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What is asked about a condition: “asthma cure” asks for its treatment, and an answer of that
 * title answers it better than one on how it is inherited.
 */
final class QuestionKinds {
  private final List<Kind> kinds;

  private QuestionKinds(List<Kind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /** Reads them, with the stems that the database has of their words. */
  static QuestionKinds read(Handle handle) {
    List<String[]> lines = ResourceLines.of("question-kinds.tsv");
    Map<List<String>, String> stems = new HashMap<>();
    handle
        .createQuery(
            """
            select asked.lang, asked.word, lexeme
              from unnest(:languages, :words) asked (lang, word)
              cross join lateral unnest(to_tsvector(text_configuration(asked.lang), asked.word))
            """)
        .bind("languages", each(lines, true).toArray(String[]::new))
        .bind("words", each(lines, false).toArray(String[]::new))
        .mapTo(Stem.class)
        .forEach(stem -> stems.put(List.of(stem.lang(), stem.word()), stem.lexeme()));
    return new QuestionKinds(
        lines.stream()
            .map(line -> new Kind(stems(stems, line[0], line[1]), stems(stems, line[0], line[2])))
            .toList());
  }

  /** The terms by which a title answers what is asked with these. */
  Set<String> answering(Set<String> terms) {
    Set<String> answering = new HashSet<>();
    for (Kind each : kinds) {
      if (each.asked().stream().anyMatch(terms::contains)) {
        answering.addAll(each.answers());
      }
    }
    return answering;
  }

  private static Set<String> stems(Map<List<String>, String> stems, String lang, String words) {
    Set<String> known = new HashSet<>();
    for (String word : words.split(" ")) {
      String stem = stems.get(List.of(lang, word));
      if (stem != null) {
        known.add(stem);
      }
    }
    return known;
  }

  private static List<String> each(List<String[]> lines, boolean languages) {
    List<String> all = new ArrayList<>();
    for (String[] line : lines) {
      for (String word : (line[1] + " " + line[2]).split(" ")) {
        all.add(languages ? line[0] : word);
      }
    }
    return all;
  }

  /** A word's stem in a language. */
  public record Stem(String lang, String word, String lexeme) {}

  private record Kind(Set<String> asked, Set<String> answers) {}
}
