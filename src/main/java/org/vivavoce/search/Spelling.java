package org.vivavoce.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mends words that no answer holds, or hardly one, by the words that answers are written in. */
final class Spelling {
  /** A term of so many answers is no slip. */
  private static final int COMMON = 3;

  private static final int SHORTEST = 4;
  private static final int MOST_MENDED = 6;
  private static final int SHORTEST_PART = 3;
  private static final int SHORTEST_END = 6;

  /** What is written so much more often was meant, though the word as it was typed exists, too. */
  private static final int MORE_OFTEN = 8;

  private static final double OFTEN = 0.12;
  private static final double OTHER_BEGINNING = 0.7;

  /** Everyday words are seldom misspelt, and what was typed is seldom too long. */
  private static final double EVERYDAY = 0.5;

  private static final double LETTERS_TOO_MANY = 0.3;

  /** Letters that were left out are the commonest slips in hard names: “hemroids”. */
  private static final double LEFT_OUT = 0.4;

  private static final int MOST_LEFT_OUT = 3;

  private final PostingQueries queries;

  Spelling(PostingQueries queries) {
    this.queries = queries;
  }

  /**
   * What the words may have been meant to be.
   *
   * @param terms of each word
   * @param names words that are known from elsewhere, and right
   */
  Map<String, Repair> repairs(
      List<String> words, Map<String, List<PostingQueries.Term>> terms, Set<String> names) {
    Set<String> doubtful = new LinkedHashSet<>();
    for (String word : words) {
      if (doubtful.size() < MOST_MENDED
          && isDoubtful(word, terms.getOrDefault(word, List.of()))
          && !names.contains(word)
          && !EverydayWords.has(word)) {
        doubtful.add(word);
      }
    }
    Map<String, Repair> repairs = new LinkedHashMap<>();
    if (doubtful.isEmpty()) {
      return repairs;
    }
    Map<String, List<PostingQueries.Like>> like = queries.like(doubtful);
    addSlips(like, doubtful);
    List<String> strange = new ArrayList<>();
    for (String word : doubtful) {
      int articles = articles(terms.getOrDefault(word, List.of()));
      PostingQueries.Like best = best(word, articles, like.getOrDefault(word, List.of()));
      if (best != null) {
        repairs.put(word, new Repair(List.of(best.word()), articles == 0));
      } else if (articles == 0) {
        strange.add(word);
      }
    }
    if (!strange.isEmpty()) {
      repairs.putAll(partsOf(strange));
    }
    return repairs;
  }

  /** Two letters swapped, or one too many: in a short word these leave no trigram as it was. */
  private void addSlips(Map<String, List<PostingQueries.Like>> like, Set<String> doubtful) {
    Map<String, Set<String>> slips = new LinkedHashMap<>();
    Set<String> all = new LinkedHashSet<>();
    for (String word : doubtful) {
      Set<String> each = slips.computeIfAbsent(word, typed -> new LinkedHashSet<>());
      for (int at = 0; at < word.length(); at++) {
        String before = word.substring(0, at);
        each.add(before + word.substring(at + 1));
        if (at + 1 < word.length()) {
          each.add(before + word.charAt(at + 1) + word.charAt(at) + word.substring(at + 2));
        }
      }
      each.remove(word);
      all.addAll(each);
    }
    Map<String, Integer> known = queries.known(all);
    slips.forEach(
        (word, each) ->
            each.forEach(
                slip -> {
                  Integer articles = known.get(slip);
                  if (articles != null) {
                    like.computeIfAbsent(word, typed -> new ArrayList<>())
                        .add(new PostingQueries.Like(word, slip, articles));
                  }
                }));
  }

  private static boolean isDoubtful(String word, List<PostingQueries.Term> terms) {
    return word.length() >= SHORTEST
        && !terms.isEmpty()
        && word.codePoints().allMatch(Character::isLetter)
        && articles(terms) < COMMON;
  }

  private static int articles(List<PostingQueries.Term> terms) {
    return terms.stream().mapToInt(PostingQueries.Term::articles).max().orElse(0);
  }

  private static PostingQueries.@Nullable Like best(
      String word, int articles, List<PostingQueries.Like> like) {
    int most = word.length() <= 5 ? 1 : word.length() <= 8 ? 2 : 3;
    PostingQueries.Like best = null;
    double least = Double.MAX_VALUE;
    for (PostingQueries.Like each : like) {
      if (articles > 0 && each.articles() < MORE_OFTEN * (articles + 1)) {
        continue;
      }
      int allowed = articles == 0 ? most : Math.max(1, most - 1);
      boolean leftOut = articles == 0 && isLeftOutOf(each, word);
      if (leftOut) {
        allowed = Math.min(MOST_LEFT_OUT, most + 1);
      }
      int slips = EditDistance.of(word, each.word(), allowed);
      if (slips > allowed) {
        continue;
      }
      double cost =
          slips * (leftOut ? 1 - LEFT_OUT : 1)
              - OFTEN * Math.log1p(each.articles())
              + (word.charAt(0) == each.word().charAt(0) ? 0 : OTHER_BEGINNING)
              + (EverydayWords.has(each.word()) ? EVERYDAY : 0)
              + (each.word().length() < word.length() ? LETTERS_TOO_MANY : 0);
      if (cost < least) {
        least = cost;
        best = each;
      }
    }
    return best;
  }

  /**
   * Whether a common word lacks nothing but letters from its middle and end to be what was typed.
   */
  private static boolean isLeftOutOf(PostingQueries.Like like, String word) {
    String whole = like.word();
    if (like.articles() < COMMON
        || whole.length() <= word.length()
        || whole.charAt(0) != word.charAt(0)) {
      return false;
    }
    int at = 0;
    for (int each = 0; each < whole.length() && at < word.length(); each++) {
      at += whole.charAt(each) == word.charAt(at) ? 1 : 0;
    }
    return at == word.length();
  }

  /** Two known words written as one, or a known word with something before or behind it. */
  private Map<String, Repair> partsOf(List<String> words) {
    Set<String> parts = new LinkedHashSet<>();
    for (String word : words) {
      for (int at = SHORTEST_PART; at <= word.length() - SHORTEST_PART; at++) {
        parts.add(word.substring(0, at));
        parts.add(word.substring(at));
      }
    }
    Map<String, Integer> known = parts.isEmpty() ? new HashMap<>() : queries.known(parts);
    Map<String, Repair> repairs = new LinkedHashMap<>();
    for (String word : words) {
      List<String> best = List.of();
      int most = 0;
      String end = "";
      for (int at = SHORTEST_PART; at <= word.length() - SHORTEST_PART; at++) {
        String one = word.substring(0, at);
        String other = word.substring(at);
        int often = Math.min(known.getOrDefault(one, 0), known.getOrDefault(other, 0));
        if (often > most) {
          most = often;
          best = List.of(one, other);
        }
        for (String each : List.of(one, other)) {
          if (each.length() >= SHORTEST_END
              && known.containsKey(each)
              && each.length() > end.length()) {
            end = each;
          }
        }
      }
      if (!best.isEmpty()) {
        repairs.put(word, new Repair(best, true));
      } else if (!end.isEmpty()) {
        repairs.put(word, new Repair(List.of(end), true));
      }
    }
    return repairs;
  }

  /**
   * What a word may have been meant to be.
   *
   * @param words one, or several where they were written as one
   * @param unknown whether no answer holds the word as it was typed
   */
  record Repair(List<String> words, boolean unknown) {}
}
