package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.NameKey;
import org.vivavoce.web.ArticleCard;
import org.vivavoce.web.Frame;
import org.vivavoce.web.Heard;
import org.vivavoce.web.Link;

/**
 * Makes a page of results that says its answers at a glance: each with the sentence that matches
 * best and when it is said; answers that say the same fold under the first of them; and where
 * several are about a condition, its page is offered.
 *
 * <p>The order of the answers stays: only those that stand right behind the one under which they
 * fold do so.
 */
final class Glance {
  /** Answers of a page about a condition from which its page is offered. */
  static final int ENOUGH = 3;

  private static final int CONDITIONS_OFFERED = 3;
  private static final int SHINGLE = 3;
  private static final int FEWEST_SHINGLES = 5;
  private static final double SAME = 0.8;

  private final GlanceQueries queries;
  private final Frame frame;

  Glance(Jdbi jdbi, Frame frame) {
    this.queries = new GlanceQueries(jdbi);
    this.frame = frame;
  }

  Results of(List<SearchQueries.Match> matches) {
    GlanceQueries.Known known =
        queries.known(
            matches.stream().map(match -> match.teaser().id()).toList(),
            matches.stream()
                .filter(match -> match.teaser().audio() != null)
                .map(match -> match.teaser().id())
                .toList());
    List<BestSentence.Pick> picks =
        BestSentence.of(
            matches.stream()
                .map(
                    match ->
                        new BestSentence.Marked(
                            match.marked(), Locale.forLanguageTag(match.teaser().lang())))
                .toList());
    List<Answer> answers = new ArrayList<>();
    for (int at = 0; at < matches.size(); at++) {
      answers.add(answer(matches.get(at), picks.get(at), known));
    }
    return new Results(folded(answers, known), counted(answers));
  }

  /**
   * Conditions that the search names, and those of which several answers of the page are; each
   * once.
   */
  List<Link> conditions(List<Link> named, Results results) {
    Map<String, Link> all = new LinkedHashMap<>();
    named.forEach(link -> all.put(link.href(), link));
    for (Count count : results.conditions()) {
      String href = frame.paths().topic(count.condition().slug());
      String text =
          frame.words().of("search.topicOfThese", count.condition().name(), count.answers());
      all.put(href, new Link(href, text));
    }
    return List.copyOf(all.values());
  }

  private Answer answer(
      SearchQueries.Match match, BestSentence.Pick pick, GlanceQueries.Known known) {
    long id = match.teaser().id();
    ArticleCard card = frame.matchCard(match.teaser(), pick.html(), heard(match, pick, known));
    return new Answer(id, card, known.conditionsOf(id), shingles(pick.text()));
  }

  private @Nullable Heard heard(
      SearchQueries.Match match, BestSentence.Pick pick, GlanceQueries.Known known) {
    GlanceQueries.Voice voice = known.voices().get(match.teaser().id());
    if (voice == null) {
      return null;
    }
    OptionalInt millis = SpokenMoment.of(pick.text(), pick.place(), voice.cues());
    return millis.isEmpty()
        ? null
        : frame.heard(match.teaser().slug(), millis.getAsInt(), voice.estimated());
  }

  private List<SearchResult> folded(List<Answer> answers, GlanceQueries.Known known) {
    List<SearchResult> results = new ArrayList<>();
    for (int at = 0; at < answers.size(); ) {
      Answer best = answers.get(at++);
      List<ArticleCard> more = new ArrayList<>();
      boolean sameQuestion = true;
      while (at < answers.size()) {
        Answer next = answers.get(at);
        boolean asksTheSame = asksTheSame(best, next, known);
        if (!isAlsoOn(best, next) || !(asksTheSame || saysTheSame(best, next))) {
          break;
        }
        sameQuestion &= asksTheSame;
        more.add(next.card());
        at++;
      }
      String heading =
          more.isEmpty()
              ? ""
              : frame
                  .words()
                  .of(sameQuestion ? "search.sameQuestion" : "search.sameAnswer", more.size());
      results.add(new SearchResult(best.card(), heading, more));
    }
    return results;
  }

  private static boolean asksTheSame(Answer one, Answer other, GlanceQueries.Known known) {
    return known.sameQuestions().contains(GlanceQueries.Pair.of(one.id(), other.id()));
  }

  private static boolean isAlsoOn(Answer one, Answer other) {
    return one.conditions().stream().anyMatch(other.conditions()::contains);
  }

  private static boolean saysTheSame(Answer one, Answer other) {
    if (one.shingles().size() < FEWEST_SHINGLES || other.shingles().size() < FEWEST_SHINGLES) {
      return false;
    }
    Set<String> both = new HashSet<>(one.shingles());
    both.retainAll(other.shingles());
    int either = one.shingles().size() + other.shingles().size() - both.size();
    return both.size() >= SAME * either;
  }

  private static List<Count> counted(List<Answer> answers) {
    Map<GlanceQueries.Condition, Integer> counts = new LinkedHashMap<>();
    for (Answer answer : answers) {
      answer.conditions().forEach(condition -> counts.merge(condition, 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .filter(count -> count.getValue() >= ENOUGH)
        .map(count -> new Count(count.getKey(), count.getValue()))
        .sorted(Comparator.comparingInt(Count::answers).reversed())
        .limit(CONDITIONS_OFFERED)
        .toList();
  }

  private static Set<String> shingles(String sentence) {
    String[] words = NameKey.of(sentence).split(" ");
    Set<String> shingles = new HashSet<>();
    for (int at = 0; at + SHINGLE <= words.length; at++) {
      shingles.add(words[at] + ' ' + words[at + 1] + ' ' + words[at + 2]);
    }
    return shingles;
  }

  /**
   * @param conditions that several of the answers are about, the most frequent first
   */
  record Results(List<SearchResult> results, List<Count> conditions) {}

  /** How many answers of a page are about a condition. */
  record Count(GlanceQueries.Condition condition, int answers) {}

  private record Answer(
      long id, ArticleCard card, List<GlanceQueries.Condition> conditions, Set<String> shingles) {}
}
