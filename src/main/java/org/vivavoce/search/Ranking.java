package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts answers in order: BM25F of the best of several wordings, and then what their titles say. The
 * weights of terms in answers are those of {@code search_weights} in the database.
 */
final class Ranking {
  /** Of so many answers the titles are looked at. */
  private static final int RANKED_AGAIN = 200;

  /** How much it matters that an answer holds all of the words. */
  private static final double COVERAGE = 0.35;

  /**
   * What it adds that the title holds all of the words, and nothing but them, and answers what is
   * asked.
   */
  private static final double TITLE = 0.3;

  private static final double TITLE_ALONE = 0.3;
  private static final double TITLE_KIND = 0.5;

  /** What has become overdue for review stands behind what is as good. */
  private static final double OVERDUE = 0.95;

  private static final Comparator<Scored> BEST_FIRST =
      Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::article);

  private final int articles;
  private final Map<String, PostingQueries.Postings> postings;
  private final List<Asked> asked = new ArrayList<>();

  /**
   * @param articles how many answers there are
   * @param wordings of what is looked for
   * @param terms of each word
   * @param postings of each term
   * @param kinds tells by which terms a title answers what is asked with these
   */
  Ranking(
      int articles,
      List<Wording> wordings,
      Map<String, List<PostingQueries.Term>> terms,
      Map<String, PostingQueries.Postings> postings,
      QuestionKinds kinds) {
    this.articles = articles;
    this.postings = postings;
    for (Wording wording : wordings) {
      Map<String, Double> rarity = new HashMap<>();
      Set<String> all = new LinkedHashSet<>();
      for (String word : wording.words()) {
        for (PostingQueries.Term term : terms.getOrDefault(word, List.of())) {
          all.add(term.term());
          PostingQueries.Postings holding = postings.get(term.term());
          if (holding != null && holding.size() > 0) {
            // Of what was published a moment ago the number may not be known yet.
            rarity.put(term.term(), rarity(Math.max(term.articles(), holding.size())));
          }
        }
      }
      if (!rarity.isEmpty()) {
        double total = rarity.values().stream().mapToDouble(Double::doubleValue).sum();
        double missing = (all.size() - rarity.size()) * rarity(0);
        asked.add(
            new Asked(wording.weight(), rarity, total, total + missing, kinds.answering(all)));
      }
    }
  }

  /** The terms that tell answers apart. */
  Set<String> terms() {
    Set<String> terms = new HashSet<>();
    asked.forEach(each -> terms.addAll(each.rarity().keySet()));
    return terms;
  }

  /**
   * By their words alone.
   *
   * @param most so many at most, the best
   */
  List<Scored> candidates(int most) {
    ArticleNumbers numbers = new ArticleNumbers();
    Map<String, int[]> numbered = new HashMap<>();
    postings.forEach((term, list) -> numbered.put(term, numbers(list, numbers)));
    double[] best = new double[numbers.size()];
    double[] coverage = new double[best.length];
    for (Asked each : asked) {
      double[] sum = new double[best.length];
      double[] covered = new double[best.length];
      each.rarity()
          .forEach(
              (term, rarity) -> add(rarity, numbered.get(term), postings.get(term), sum, covered));
      Powers powers = new Powers(each.total());
      for (int at = 0; at < best.length; at++) {
        if (sum[at] > 0) {
          best[at] = Math.max(best[at], each.weight() * sum[at] * powers.of(covered[at]));
          coverage[at] = Math.max(coverage[at], covered[at] / each.withMissing());
        }
      }
    }
    double least = least(best, most);
    List<Scored> scored = new ArrayList<>();
    for (int at = 0; at < best.length; at++) {
      if (best[at] >= least) {
        scored.add(new Scored(numbers.article(at), best[at], coverage[at]));
      }
    }
    scored.sort(BEST_FIRST);
    return scored.size() > most ? new ArrayList<>(scored.subList(0, most)) : scored;
  }

  private static int[] numbers(PostingQueries.Postings list, ArticleNumbers numbers) {
    int[] these = new int[list.size()];
    for (int at = 0; at < these.length; at++) {
      these[at] = numbers.of(list.article(at));
    }
    return these;
  }

  private static void add(
      double rarity,
      int @Nullable [] these,
      PostingQueries.@Nullable Postings list,
      double[] sum,
      double[] covered) {
    if (these == null || list == null) {
      return;
    }
    for (int at = 0; at < these.length; at++) {
      sum[these[at]] += rarity * list.weight(at);
      covered[these[at]] += rarity;
    }
  }

  /** What so many reach, so that not all need to be put in order. */
  private static double least(double[] scores, int most) {
    if (scores.length <= most) {
      return 0;
    }
    PriorityQueue<Double> best = new PriorityQueue<>(most);
    for (double score : scores) {
      if (best.size() < most) {
        best.add(score);
      } else if (score > best.element()) {
        best.remove();
        best.add(score);
      }
    }
    return best.element();
  }

  /**
   * The same with what is known of them, in their order; those of which nothing is known are left
   * out.
   */
  List<Scored> ranked(List<Scored> candidates, Map<Long, PostingQueries.Candidate> known) {
    List<Scored> ranked = new ArrayList<>(candidates.size());
    for (int at = 0; at < candidates.size(); at++) {
      Scored each = candidates.get(at);
      PostingQueries.Candidate candidate = known.get(each.article());
      if (candidate == null) {
        continue;
      }
      double factor = candidate.overdue() ? OVERDUE : 1;
      factor *= at < RANKED_AGAIN ? 1 + title(candidate.titleTerms()) : 1;
      ranked.add(new Scored(each.article(), each.score() * factor, each.coverage()));
    }
    ranked.sort(BEST_FIRST);
    return ranked;
  }

  private double title(List<String> title) {
    double best = 0;
    for (Asked each : asked) {
      double covered = 0;
      int told = 0;
      boolean answers = false;
      for (String term : title) {
        Double rarity = each.rarity().get(term);
        boolean kind = each.answering().contains(term);
        covered += rarity == null ? 0 : rarity;
        answers |= kind;
        told += kind || rarity != null ? 1 : 0;
      }
      if (covered > 0) {
        double alone = (double) told / title.size();
        double said = TITLE + TITLE_ALONE * alone + (answers ? TITLE_KIND : 0);
        best = Math.max(best, each.weight() * covered / each.total() * said);
      }
    }
    return best;
  }

  private double rarity(int holding) {
    int all = Math.max(articles, holding);
    return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
  }

  /**
   * How much the share of what is asked counts, which is dear to find and the same for the many
   * answers that hold the same terms.
   */
  private static final class Powers {
    private static final int BITS = 6;
    private static final int KNOWN = 1 << BITS;
    private final double total;
    private final double[] covered = new double[KNOWN];
    private final double[] power = new double[KNOWN];

    Powers(double total) {
      this.total = total;
    }

    /**
     * @param covered above 0
     */
    double of(double covered) {
      long bits = Double.doubleToRawLongBits(covered);
      int place = (int) ((bits * ArticleNumbers.SPREAD) >>> (Long.SIZE - BITS));
      if (this.covered[place] != covered) {
        this.covered[place] = covered;
        power[place] = Math.pow(covered / total, COVERAGE);
      }
      return power[place];
    }
  }

  /**
   * An answer and how well it fits.
   *
   * @param coverage what share of what is asked it holds, rare words counting more, and such as no
   *     answer holds most: 0 to 1
   */
  record Scored(Long article, double score, double coverage) {}

  /**
   * A wording.
   *
   * @param rarity of its terms
   * @param total of all rarities
   * @param withMissing the same with the terms that no answer holds
   * @param answering terms of a title that answers what is asked
   */
  private record Asked(
      double weight,
      Map<String, Double> rarity,
      double total,
      double withMissing,
      Set<String> answering) {}
}
