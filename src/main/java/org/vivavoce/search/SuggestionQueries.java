package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who is typing may mean. Whatever they type, a bounded number of rows is read: all
 * that one of the words begins, where they are few, or else those of the highest rank.
 */
final class SuggestionQueries {
  static final int MOST = 8;

  /** So many answers are counted. */
  static final int MOST_COUNTED = 200;

  private static final int MOST_WORDS = 8;

  /** So many names that hold a word are few enough to look at each. */
  private static final int FEW = 600;

  /** Of more, so many of the highest rank are looked at; where several words were typed, more. */
  private static final int LOOKED_AT = 150;

  private static final int LOOKED_AT_FOR_SEVERAL = 1_000;

  private static final int BEGINNING_SO = 40;
  private static final int CANDIDATES = 24;
  private static final int SPARE = 4;
  private static final int LONGEST_START = 3;

  /** After all that begins with something. */
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  private final Jdbi jdbi;

  SuggestionQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param typed so far; each of its words may be the beginning of one
   * @return at most {@link #MOST}, the best first
   */
  List<Suggestion> suggest(String typed) {
    String phrase = SuggestionWords.folded(typed);
    if (phrase.length() < 2) {
      return List.of();
    }
    List<String> words = SuggestionWords.of(phrase);
    List<String> tokens =
        words.stream()
            .limit(MOST_WORDS)
            .map(word -> SuggestionWords.start(word, SuggestionWords.LONGEST_WORD))
            .toList();
    return jdbi.withHandle(
        handle -> {
          Map<Boolean, Rarest> rarest = rarest(handle, finding(tokens));
          List<Long> ids = new ArrayList<>();
          for (boolean question : List.of(false, true)) {
            ids.addAll(found(handle, phrase, tokens, question, rarest.get(question)));
          }
          return ids.isEmpty() ? List.of() : mixed(published(handle, ids), phrase);
        });
  }

  /** The words by which something is looked up. */
  private static List<String> finding(List<String> tokens) {
    List<String> finding = new ArrayList<>();
    for (int at = 0; at < tokens.size(); at++) {
      String token = tokens.get(at);
      if (token.length() > 1 && (at == 0 || SuggestionWords.finds(token))) {
        finding.add(token);
      }
    }
    // What everything begins with finds only where there is nothing else.
    if (finding.size() > 1 && !SuggestionWords.finds(finding.get(0))) {
      finding.remove(0);
    }
    return finding;
  }

  /** The word that the fewest names hold, and the one that the fewest questions hold. */
  private static Map<Boolean, Rarest> rarest(Handle handle, List<String> finding) {
    if (finding.size() == 1 && finding.get(0).length() <= LONGEST_START) {
      // Whatever there is of it, it is read by rank.
      return Map.of(
          false, new Rarest(false, finding.get(0), FEW + 1),
          true, new Rarest(true, finding.get(0), FEW + 1));
    }
    Map<Boolean, Rarest> rarest = new HashMap<>();
    if (finding.isEmpty()) {
      return rarest;
    }
    handle
        .createQuery(
            """
            select part.question, token.low as token,
                   (select count(*) from (select from suggestion_lookup_word word
                                           where word.question = part.question
                                             and word.word >= token.low and word.word < token.high
                                           limit <many>) counted)::int as found
              from unnest(:lows, :highs) token (low, high)
              cross join (values (false), (true)) part (question)
            """)
        .bind("lows", finding.toArray(String[]::new))
        .bind("highs", finding.stream().map(each -> each + LAST).toArray(String[]::new))
        .define("many", FEW + 1)
        .mapTo(Rarest.class)
        .forEach(
            each ->
                rarest.merge(
                    each.question(),
                    each,
                    (one, other) -> one.found() <= other.found() ? one : other));
    return rarest;
  }

  private static List<Long> found(
      Handle handle,
      String phrase,
      List<String> tokens,
      boolean question,
      @Nullable Rarest rarest) {
    StringBuilder holdsAll = new StringBuilder();
    if (tokens.size() > 1) {
      for (int at = 0; at < tokens.size(); at++) {
        holdsAll.append(" and strpos(' ' || words, ' ' || :token%d) > 0".formatted(at));
      }
    }
    // Looked up one by one: the planner would rather read the whole table, and be late.
    String sql =
        """
        select text.kind, text.target_id, text.id, starts_with(text.words, :phrase) as begins
          from (%s
                (select id from suggestion_lookup
                  where kind = any(:kinds) and words >= :phrase and words < :phraseEnd
                  limit <beginningSo>)) found (id)
          cross join lateral (select id, kind, target_id, words, weight from suggestion_lookup
                               where id = found.id%s limit 1) text
         order by starts_with(text.words, :phrase) desc, starts_with(text.words, :first) desc, text.weight desc,
                  length(text.words), text.words, text.id
         limit <candidates>
        """
            .formatted(rarest == null ? "" : holding(rarest) + " union ", holdsAll);
    Query query =
        handle
            .createQuery(sql)
            .bind(
                "kinds",
                question
                    ? new String[] {"question"}
                    : new String[] {"topic", "doctor", "specialty"})
            .bind("phrase", phrase)
            .bind("phraseEnd", phrase + LAST)
            .define("beginningSo", BEGINNING_SO)
            .bind("first", tokens.get(0))
            .define("candidates", CANDIDATES);
    if (tokens.size() > 1) {
      for (int at = 0; at < tokens.size(); at++) {
        query.bind("token" + at, tokens.get(at));
      }
    }
    if (rarest != null) {
      query.bind("question", question);
      if (rarest.isFrequent()) {
        query
            .bind("start", rarest.start())
            .define("lookedAt", tokens.size() > 1 ? LOOKED_AT_FOR_SEVERAL : LOOKED_AT);
      }
      if (!rarest.isStart()) {
        query
            .bind("low", rarest.token())
            .bind("high", rarest.token() + LAST)
            .define("few", rarest.isFrequent() ? LOOKED_AT : FEW);
      }
    }
    // A condition is found by several of its names, of which its own was written first.
    Map<List<Object>, Candidate> best = new LinkedHashMap<>();
    query
        .mapTo(Candidate.class)
        .forEach(
            each ->
                best.merge(
                    List.of(each.kind(), each.targetId()),
                    each,
                    (one, other) ->
                        one.begins() == other.begins() && other.id() < one.id() ? other : one));
    return best.values().stream().limit(MOST + SPARE).map(Candidate::id).toList();
  }

  /** What holds a word; of a frequent one what has the highest rank, and some more. */
  private static String holding(Rarest rarest) {
    String each =
        """
        (select suggestion_id from suggestion_lookup_word
          where question = :question and word >= :low and word < :high
          limit <few>)
        """;
    if (!rarest.isFrequent()) {
      return each;
    }
    int letters = rarest.start().length();
    if (rarest.isStart()) {
      return """
          (select suggestion_id from suggestion_lookup_word
            where question = :question and left(word, %d) = :start
            order by rank desc limit <lookedAt>)
          """
          .formatted(letters);
    }
    return """
        (select suggestion_id
           from (select suggestion_id, word from suggestion_lookup_word
                  where question = :question and left(word, %d) = :start
                  order by rank desc limit 5 * <lookedAt>) ranked
          where word >= :low and word < :high limit <lookedAt>)
        union
        """
            .formatted(letters)
        + each;
  }

  /** As they are called now, in this order; what has just been withdrawn is not among them. */
  private static List<Suggestion> published(Handle handle, List<Long> ids) {
    List<Suggestion> found =
        handle
            .createQuery(
                """
                select suggestion.id, suggestion.kind, suggestion.name, suggestion.subject, suggestion.slug,
                       suggestion.institution, suggestion.words, suggestion.weight,
                       case suggestion.kind
                         when 'topic' then (select count(*) from (
                           select from published_article_topic link where link.topic_id = suggestion.target_id
                            limit <most>) counted)
                         when 'doctor' then (select count(*) from (
                           select from published_article article where article.doctor_id = suggestion.target_id
                            limit <most>) counted)
                         when 'specialty' then (select count(*) from (
                           select from published_article article where article.specialty_id = suggestion.target_id
                            limit <most>) counted)
                         else 0 end::int as answers
                  from published_suggestion suggestion
                 where suggestion.id = any(:ids)
                """)
            .bind("ids", ids.toArray(Long[]::new))
            .define("most", MOST_COUNTED + 1)
            .mapTo(Suggestion.class)
            .list();
    return found.stream().sorted(Comparator.comparing(each -> ids.indexOf(each.id()))).toList();
  }

  /**
   * Some of each: conditions that begin with what was typed first, questions never crowded out by
   * names.
   */
  static List<Suggestion> mixed(List<Suggestion> found, String phrase) {
    Predicate<Suggestion> begins = each -> each.words().startsWith(phrase);
    Predicate<Suggestion> topic = each -> each.is("topic");
    Predicate<Suggestion> question = each -> each.is("question");
    Predicate<Suggestion> other = topic.or(question).negate();
    Mixture mixture = new Mixture(found);
    mixture.take(topic.and(begins), 4);
    mixture.take(other.and(begins), 2);
    mixture.take(question.and(begins), 3);
    mixture.take(topic, Math.max(0, 4 - mixture.size()));
    mixture.take(other, Math.max(0, 5 - mixture.size()));
    mixture.take(question, MOST);
    mixture.take(each -> true, MOST);
    return mixture.taken();
  }

  /**
   * A word that was typed.
   *
   * @param found how many names or questions hold it, one more than {@link #FEW} at most
   */
  public record Rarest(boolean question, String token, int found) {
    /** By which words are indexed by rank. */
    String start() {
      return SuggestionWords.start(token, LONGEST_START);
    }

    /** Whether it is no longer than that. */
    boolean isStart() {
      return isFrequent() && start().equals(token);
    }

    /** Too frequent to look at all of them, and of letters by whose first they are indexed. */
    boolean isFrequent() {
      return found > FEW && start().codePointCount(0, start().length()) == start().length();
    }
  }

  /** What was found by its words. */
  public record Candidate(String kind, long targetId, long id, boolean begins) {}

  /** What was taken so far, the same name of the same kind once. */
  private static final class Mixture {
    private final List<Suggestion> found;
    private final List<Suggestion> taken = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private Mixture(List<Suggestion> found) {
      this.found = found;
    }

    private void take(Predicate<Suggestion> wanted, int most) {
      int left = Math.min(most, MOST - taken.size());
      for (Suggestion each : found) {
        if (left > 0 && wanted.test(each) && names.add(each.kind() + ' ' + each.words())) {
          taken.add(each);
          left--;
        }
      }
    }

    private int size() {
      return taken.size();
    }

    private List<Suggestion> taken() {
      return List.copyOf(taken);
    }
  }
}
