package org.vivavoce.related;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The few terms that tell an answer apart, with their weights: its strongest words by BM25, those
 * of its title and of its conditions' names above those of its transcript, and its conditions
 * themselves. Two answers are as alike as the products of the weights of what they share add up to.
 */
final class Signature {
  private static final int WORDS = 16;
  private static final double SATURATION = 1.2;
  private static final double LENGTH_SHARE = 0.75;
  private static final double TITLE_WEIGHT = 2;
  private static final double NAMES_WEIGHT = 3;
  private static final double TOPIC_WEIGHT = 2.2;

  /**
   * Conditions that share a code are one under two names, or akin. Of many codes each says less.
   */
  private static final double CODE_WEIGHT = 2.2;

  /** That many words are shared counts for more than that one is rare. */
  private static final double DAMPING = 0.8;

  /** Weights are kept as whole numbers, so that sums are the same in whatever order. */
  private static final double SCALE = 1_000;

  /** So that of many who bear a term alike some can be told from the others, by lot. */
  private static final double LOT = 0.005;

  /**
   * Words in more than this share of all answers tell nothing apart; in a small collection the
   * floor rules.
   */
  private static final double COMMONEST_SHARE = 0.35;

  private static final int COMMONEST_FLOOR = 40;

  /** Words in this share of all titles say what is asked, and not about what. */
  private static final double FORM_SHARE = 0.02;

  private static final int FORM_FLOOR = 10;

  private final long[] terms;
  private final int[] weights;
  private final int[] title;
  private final int form;

  private Signature(long[] terms, int[] weights, int[] title, int form) {
    this.terms = terms;
    this.weights = weights;
    this.title = title;
    this.form = form;
  }

  /**
   * @param document the printed tsvector of search: A title, B conditions' names, D transcript
   */
  static Signature of(long id, String document, Conditions conditions, Statistics statistics) {
    List<Word> words = words(document);
    int titleLength = words.stream().mapToInt(Word::inTitle).sum();
    int bodyLength = words.stream().mapToInt(Word::inBody).sum();
    double titleNorm = norm(titleLength, statistics.titleLength());
    double bodyNorm = norm(bodyLength, statistics.bodyLength());
    double commonest = Math.max(COMMONEST_FLOOR, COMMONEST_SHARE * statistics.articles());
    List<Borne> strongest = new ArrayList<>();
    for (Word word : words) {
      long term = word.term();
      if (Math.max(statistics.titles(term), statistics.bodies(term)) <= commonest) {
        double rarity = statistics.bodyRarity(term);
        double weight =
            TITLE_WEIGHT * saturated(word.inTitle(), titleNorm) * statistics.titleRarity(term)
                + NAMES_WEIGHT * saturated(word.inNames(), SATURATION) * rarity
                + saturated(word.inBody(), bodyNorm) * rarity;
        if (weight > 0) {
          strongest.add(new Borne(term, whole(id, term, Math.pow(weight, DAMPING))));
        }
      }
    }
    strongest.sort(Borne.STRONGEST);
    List<Borne> borne = new ArrayList<>(strongest.subList(0, Math.min(WORDS, strongest.size())));
    double codeWeight = CODE_WEIGHT / Math.sqrt(Math.max(1, conditions.codes().length));
    conditions.forEach(
        (term, isCode) -> {
          if (statistics.bodies(term) <= commonest) {
            double weight = isCode ? codeWeight : TOPIC_WEIGHT;
            borne.add(new Borne(term, whole(id, term, weight * statistics.bodyRarity(term))));
          }
        });
    borne.removeIf(each -> each.weight() < Math.max(1, statistics.least(each.term())));
    borne.sort(Borne.STRONGEST);
    return new Signature(
        borne.stream().mapToLong(Borne::term).toArray(),
        borne.stream().mapToInt(Borne::weight).toArray(),
        words.stream()
            .filter(word -> word.inTitle() > 0)
            .mapToInt(word -> (int) word.term())
            .sorted()
            .distinct()
            .toArray(),
        form(words, statistics));
  }

  /** The words of a document, for whoever needs their statistics first. */
  static LongStream terms(String document, Conditions conditions) {
    LongStream.Builder terms = LongStream.builder();
    words(document).forEach(word -> terms.add(word.term()));
    conditions.forEach((term, isCode) -> terms.add(term));
    return terms.build();
  }

  int size() {
    return terms.length;
  }

  long term(int at) {
    return terms[at];
  }

  int weight(int at) {
    return weights[at];
  }

  /** The words of the title, by number, in order. */
  int[] title() {
    return title.clone();
  }

  /**
   * What kind of question the title asks, by number; 0 where no word of it says so. "What are the
   * symptoms of …" is the same for whatever illness.
   */
  int form() {
    return form;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(terms) + Arrays.hashCode(weights))
        + 31 * Arrays.hashCode(title)
        + form;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Signature signature
        && Arrays.equals(terms, signature.terms)
        && Arrays.equals(weights, signature.weights)
        && Arrays.equals(title, signature.title)
        && form == signature.form;
  }

  private static int form(List<Word> words, Statistics statistics) {
    double least = Math.max(FORM_FLOOR, FORM_SHARE * statistics.articles());
    long[] telling =
        words.stream()
            .filter(word -> word.inTitle() > 0 && word.inNames() == 0)
            .mapToLong(Word::term)
            .filter(term -> statistics.titles(term) >= least)
            .sorted()
            .toArray();
    return telling.length == 0 ? 0 : Arrays.hashCode(telling) | 1;
  }

  private static List<Word> words(String document) {
    List<Word> words = new ArrayList<>();
    PrintedTsvector.read(
        document,
        (lexeme, inTitle, inNames, inBody) -> {
          if (inTitle + inNames + inBody > 0) {
            words.add(new Word(TermHash.word(lexeme), inTitle, inNames, inBody));
          }
        });
    return words;
  }

  private static int whole(long id, long term, double weight) {
    return (int) Math.round(SCALE * weight * (1 + LOT * TermHash.drawn(id, term)));
  }

  private static double saturated(int count, double norm) {
    return count == 0 ? 0 : count / (count + norm);
  }

  private static double norm(int length, double average) {
    return SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / average);
  }

  private record Word(long term, int inTitle, int inNames, int inBody) {}

  private record Borne(long term, int weight) {
    static final Comparator<Borne> STRONGEST =
        Comparator.comparingInt(Borne::weight).reversed().thenComparing(Borne::term);
  }
}
