package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Comparator;
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
  static final int MOST_COUNTED = 1_000;

  private static final int MOST_WORDS = 8;

  /** So many names that hold a word are few. */
  private static final int FEW = 1_000;

  /** Of more, so many are looked at. */
  private static final int LOOKED_AT = 1_500;

  private static final int BEGINNING_SO = 60;
  private static final int CANDIDATES = 16;
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
          Map<Boolean, Rarest> rarest = rarest(handle, tokens);
          List<Long> ids = new ArrayList<>();
          ids.addAll(found(handle, phrase, tokens, false, rarest.get(false)));
          ids.addAll(found(handle, phrase, tokens, true, rarest.get(true)));
          return ids.isEmpty() ? List.of() : mixed(published(handle, ids), phrase);
        });
  }

  /** The word that the fewest names hold, and the one that the fewest questions hold. */
  private static Map<Boolean, Rarest> rarest(Handle handle, List<String> tokens) {
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
    Map<Boolean, Rarest> rarest = new LinkedHashMap<>();
    handle
        .createQuery(
            """
            select part.question, token.low as token,
                   (select count(*) from (select from published_suggestion_word word
                                           where word.question = part.question
                                             and word.word >= token.low and word.word < token.high
                                           limit :many) counted)::int as found
              from unnest(:lows, :highs) token (low, high)
              cross join (values (false), (true)) part (question)
            """)
        .bind("lows", finding.toArray(String[]::new))
        .bind("highs", finding.stream().map(each -> each + LAST).toArray(String[]::new))
        .bind("many", FEW + 1)
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
    Query query =
        handle
            .createQuery(
                "with found (id) as ("
                    + (rarest == null ? "" : holding(rarest) + " union ")
                    + """
                    (select text.id from published_suggestion_text text
                      where text.kind = any(:kinds) and text.words >= :phrase and text.words < :phraseEnd
                      limit :beginningSo))
                    select id from (
                      select text.id, text.weight, text.words, starts_with(text.words, :phrase) as begins,
                             row_number() over (partition by text.kind, text.target_id
                               order by starts_with(text.words, :phrase) desc, length(text.words), text.words) as number
                        from found join published_suggestion_text text on text.id = found.id
                       where not exists (select from unnest(:tokens) token
                                          where strpos(' ' || text.words, ' ' || token) = 0)) matching
                     where number = 1
                     order by begins desc, starts_with(words, :first) desc, weight desc, length(words), words, id
                     limit :candidates
                    """)
            .bind(
                "kinds",
                question
                    ? new String[] {"question"}
                    : new String[] {"topic", "doctor", "specialty"})
            .bind("phrase", phrase)
            .bind("phraseEnd", phrase + LAST)
            .bind("beginningSo", BEGINNING_SO)
            .bind("tokens", tokens.toArray(String[]::new))
            .bind("first", tokens.get(0))
            .bind("candidates", CANDIDATES);
    if (rarest != null) {
      query
          .bind("question", question)
          .bind("low", rarest.token())
          .bind("high", rarest.token() + LAST)
          .bind("few", FEW);
      if (rarest.isFrequent()) {
        query.bind("start", rarest.start()).bind("lookedAt", LOOKED_AT);
      }
    }
    return query.mapTo(Long.class).list();
  }

  /** Of a beginning that many words have, those of the highest rank, and the first that hold it. */
  private static String holding(Rarest rarest) {
    String all =
        """
        (select suggestion_id from published_suggestion_word
          where question = :question and word >= :low and word < :high
          limit :few)
        """;
    if (!rarest.isFrequent()) {
      return all;
    }
    return """
        (select suggestion_id
           from (select suggestion_id, word from published_suggestion_word
                  where question = :question and left(word, %d) = :start
                  order by rank desc limit :lookedAt) ranked
          where word >= :low and word < :high)
        union
        """
            .formatted(rarest.start().length())
        + all;
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
                            limit :most) counted)
                         when 'doctor' then (select count(*) from (
                           select from published_article article where article.doctor_id = suggestion.target_id
                            limit :most) counted)
                         when 'specialty' then (select count(*) from (
                           select from published_article article where article.specialty_id = suggestion.target_id
                            limit :most) counted)
                         else 0 end::int as answers
                  from published_suggestion suggestion
                 where suggestion.id = any(:ids)
                """)
            .bind("ids", ids.toArray(Long[]::new))
            .bind("most", MOST_COUNTED + 1)
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

    /** Too frequent to look at all of them, and of letters by whose first they are indexed. */
    boolean isFrequent() {
      return found > FEW && start().codePointCount(0, start().length()) == start().length();
    }
  }

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
