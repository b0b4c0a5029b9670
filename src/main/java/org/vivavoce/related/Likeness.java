package org.vivavoce.related;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jdbi.v3.core.Handle;
import org.vivavoce.related.Chooser.Scored;

/** Finds the answers that are like one: how like they are, and the likest first. */
interface Likeness {
  /**
   * What is like an answer. Products of whole numbers in double precision: exact up to 2^53, and
   * quicker to add than numeric.
   */
  String ALIKE =
      """
      select found.article_id, sum(found.weight::float8 * own.weight) as likeness, max(found.prior) as prior
        from unnest(:terms, :weights) as own (term, weight)
        join related_term found on found.term = own.term
       where found.article_id <> :id
       group by found.article_id
      """;

  /** What is like each of these, in any order; at most so many of each. */
  Map<Long, List<Found>> best(List<Compared> answers, int most);

  Handle handle();

  /** The same for one, with what has to be known of each to choose. */
  default List<Scored> best(Compared answer, int most) {
    List<Found> found = best(List.of(answer), most).getOrDefault(answer.voice().id(), List.of());
    Map<Long, Voice> voices = voices(handle(), found.stream().map(Found::id).toList());
    return scored(found, voices);
  }

  static List<Scored> scored(List<Found> found, Map<Long, Voice> voices) {
    List<Scored> scored = new ArrayList<>(found.size());
    for (Found each : found) {
      Voice voice = voices.get(each.id());
      if (voice != null) {
        scored.add(new Scored(voice, each.score()));
      }
    }
    return scored;
  }

  static Map<Long, Voice> voices(Handle handle, Collection<Long> ids) {
    Map<Long, Voice> voices = new HashMap<>();
    if (!ids.isEmpty()) {
      handle
          .createQuery(
              "select %s from related_state state where state.article_id = any(:ids)"
                  .formatted(Voice.COLUMNS))
          .bind("ids", ids.toArray(Long[]::new))
          .map((row, context) -> Voice.of(row))
          .forEach(voice -> voices.put(voice.id(), voice));
    }
    return voices;
  }

  /**
   * Asks the database of one answer.
   *
   * @param sql of {@link #ALIKE}
   */
  static List<Found> found(Handle handle, String sql, Compared answer, int most) {
    return handle
        .createQuery(sql)
        .bind("terms", answer.borne().terms())
        .bind("weights", answer.borne().weights())
        .bind("id", answer.voice().id())
        .bind("most", most)
        .map((row, context) -> new Found(row.getLong(1), row.getDouble(2)))
        .list();
  }

  /** Asks the database, which suits a few answers. */
  static Likeness asked(Handle handle) {
    return new Asked(handle);
  }

  /**
   * Reads everything that answers are found by into memory, some 100 bytes an answer, which suits
   * all answers; belongs to a transaction.
   */
  static Likeness read(Handle handle) {
    return Read.all(handle);
  }

  /** An answer, and how like it is. */
  record Found(long id, double score) {}

  /** As above. */
  record Asked(Handle handle) implements Likeness {
    private static final String BEST =
        "select article_id as id, likeness * prior as score from ("
            + ALIKE
            + ") alike order by score desc, id limit :most";

    @Override
    public Map<Long, List<Found>> best(List<Compared> answers, int most) {
      Map<Long, List<Found>> best = new LinkedHashMap<>();
      for (Compared each : answers) {
        best.put(each.voice().id(), found(handle, BEST, each, most));
      }
      return best;
    }
  }

  /** As above. */
  final class Read implements Likeness {
    private static final int FETCH = 5_000;
    private static final Comparator<Found> BEST_FIRST =
        Comparator.comparingDouble(Found::score).reversed().thenComparingLong(Found::id);
    private final Handle handle;
    private final long[] ids;
    private final short[] priors;
    private final long[] terms;
    private final int[] starts;
    private final int[] bearers;
    private final int[] weights;
    private final ThreadLocal<Sums> sums;

    private Read(
        Handle handle,
        long[] ids,
        short[] priors,
        long[] terms,
        int[] starts,
        int[] bearers,
        int[] weights) {
      this.handle = handle;
      this.ids = ids;
      this.priors = priors;
      this.terms = terms;
      this.starts = starts;
      this.bearers = bearers;
      this.weights = weights;
      this.sums = ThreadLocal.withInitial(() -> new Sums(ids.length));
    }

    private static Read all(Handle handle) {
      Columns columns = new Columns();
      handle
          .createQuery("select article_id, prior from related_state order by article_id")
          .setFetchSize(FETCH)
          .map(
              (row, context) -> {
                columns.addArticle(row.getLong(1), row.getShort(2));
                return true;
              })
          .forEach(each -> {});
      columns.endArticles();
      handle
          .createQuery(
              "select term, article_id, weight from related_term order by term, article_id")
          .setFetchSize(FETCH)
          .map(
              (row, context) -> {
                columns.add(row.getLong(1), row.getLong(2), row.getInt(3));
                return true;
              })
          .forEach(each -> {});
      return columns.end(handle);
    }

    @Override
    public Handle handle() {
      return handle;
    }

    @Override
    public Map<Long, List<Found>> best(List<Compared> answers, int most) {
      Map<Long, List<Found>> best = new LinkedHashMap<>();
      List<List<Found>> found = answers.parallelStream().map(each -> found(each, most)).toList();
      for (int at = 0; at < answers.size(); at++) {
        best.put(answers.get(at).voice().id(), found.get(at));
      }
      return best;
    }

    private List<Found> found(Compared answer, int most) {
      Sums own = sums.get();
      int reached = 0;
      for (int at = 0; at < answer.borne().size(); at++) {
        int place = Arrays.binarySearch(terms, answer.borne().term(at));
        if (place < 0) {
          continue;
        }
        double weight = answer.borne().weight(at);
        for (int bearer = starts[place]; bearer < starts[place + 1]; bearer++) {
          int other = bearers[bearer];
          if (own.sum[other] == 0) {
            own.reached[reached++] = other;
          }
          own.sum[other] += weight * weights[bearer];
        }
      }
      PriorityQueue<Found> kept = new PriorityQueue<>(BEST_FIRST.reversed());
      double least = 0;
      for (int at = 0; at < reached; at++) {
        int other = own.reached[at];
        double score = own.sum[other] * priors[other];
        own.sum[other] = 0;
        if (ids[other] != answer.voice().id() && (kept.size() < most || score >= least)) {
          kept.add(new Found(ids[other], score));
          if (kept.size() > most) {
            kept.remove();
          }
          least = kept.element().score();
        }
      }
      return kept.stream().sorted(BEST_FIRST).toList();
    }

    /** One thread's sums, and which of them are not 0. */
    private static final class Sums {
      private final double[] sum;
      private final int[] reached;

      Sums(int size) {
        sum = new double[size];
        reached = new int[size];
      }
    }

    /** Rows of related_term in their order, without terms that one answer bears alone. */
    private static final class Columns {
      private long[] ids = new long[1024];
      private short[] priors = new short[1024];
      private int articles;
      private long[] terms = new long[1024];
      private int[] starts = new int[1024];
      private int termCount;
      private int[] bearers = new int[1024];
      private int[] weights = new int[1024];
      private int size;
      private long term;
      private int first;
      private int firstWeight;
      private int borne;

      void addArticle(long id, short prior) {
        if (articles == ids.length) {
          ids = Arrays.copyOf(ids, articles * 2);
          priors = Arrays.copyOf(priors, articles * 2);
        }
        ids[articles] = id;
        priors[articles++] = prior;
      }

      void endArticles() {
        ids = Arrays.copyOf(ids, articles);
        priors = Arrays.copyOf(priors, articles);
      }

      void add(long nextTerm, long articleId, int weight) {
        int number = Arrays.binarySearch(ids, articleId);
        if (number < 0) {
          return;
        }
        if (borne == 0 || nextTerm != term) {
          term = nextTerm;
          first = number;
          firstWeight = weight;
          borne = 1;
          return;
        }
        if (borne == 1) {
          begin();
          put(first, firstWeight);
        }
        put(number, weight);
        borne++;
      }

      private void begin() {
        if (termCount == terms.length) {
          terms = Arrays.copyOf(terms, termCount * 2);
          starts = Arrays.copyOf(starts, termCount * 2);
        }
        terms[termCount] = term;
        starts[termCount++] = size;
      }

      private void put(int number, int weight) {
        if (size == bearers.length) {
          bearers = Arrays.copyOf(bearers, size + size / 2);
          weights = Arrays.copyOf(weights, size + size / 2);
        }
        bearers[size] = number;
        weights[size++] = weight;
      }

      Read end(Handle handle) {
        terms = Arrays.copyOf(terms, termCount);
        starts = Arrays.copyOf(starts, termCount + 1);
        starts[termCount] = size;
        return new Read(handle, ids, priors, terms, starts, bearers, weights);
      }
    }
  }
}
