package org.vivavoce.search;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vivavoce.content.RedFlags;

/**
 * What two titles have in common that ask the same in other words: how they ask, and the words that
 * say about what. One word more makes another question, and so does “not”.
 */
final class QuestionKey {
  private static final int FEWEST_WORDS = 2;

  private static final Map<String, String> WAYS =
      Map.of(
          "what", "what", "which", "what", "how", "what", "when", "when", "why", "why", "who",
          "who", "where", "where");

  /** What says nothing of what is asked about. */
  private static final Set<String> LITTLE =
      stems(
          "to of in on at with and or for from by that this it its is are am was were be been do does"
              + " did have has had having can could will would should may might shall must i im me"
              + " you we they he she if as so there also really about tell know need take get rest"
              + " once what which how when why who where");

  private static final Set<String> NOT =
      Set.of("not", "cannot", "cant", "dont", "doesnt", "isnt", "arent", "wont", "without", "no");

  private QuestionKey() {}

  /** Empty where too little is asked to tell. */
  static String of(String title) {
    String first = title.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}].*", "");
    String way = WAYS.getOrDefault(first, "");
    TreeSet<String> words =
        Arrays.stream(RedFlags.key(title).split(" "))
            .filter(word -> !word.isEmpty() && !LITTLE.contains(word))
            // “When is it a sign of …” asks when it is.
            .filter(word -> !(way.equals("when") && word.equals("sign")))
            .map(word -> NOT.contains(word) ? "not" : word)
            .map(word -> word.equals("treatment") ? "treat" : word)
            .collect(Collectors.toCollection(TreeSet::new));
    return words.size() < FEWEST_WORDS ? "" : way + ": " + String.join(" ", words);
  }

  private static Set<String> stems(String words) {
    return Stream.of(words.split(" "))
        .map(RedFlags::key)
        .filter(stem -> !stem.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
