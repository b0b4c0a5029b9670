package org.vivavoce.related;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.LongToIntFunction;
import org.jdbi.v3.core.Handle;

/**
 * How common words and conditions were when that was last counted. Weights rest on the same counts
 * until they are taken anew, so that one publication changes nobody else's.
 */
final class Statistics {
  private static final int FETCH = 5_000;
  private static final int BATCH = 10_000;

  /** What stands in one answer alone need not be kept: what is unknown counts as that. */
  private static final int FEWEST = 2;

  /** So many answers at most are found by one term: those that bear it with the greatest weight. */
  private static final int MOST_BEARERS = 1_000;

  private final int articles;
  private final double titleLength;
  private final double bodyLength;
  private final TermCounts counts;

  private Statistics(Totals totals, TermCounts counts) {
    this.articles = totals.articles();
    this.titleLength = Math.max(1, totals.titleLength());
    this.bodyLength = Math.max(1, totals.bodyLength());
    this.counts = counts;
  }

  int articles() {
    return articles;
  }

  double titleLength() {
    return titleLength;
  }

  double bodyLength() {
    return bodyLength;
  }

  int titles(long term) {
    return counts.titles(term);
  }

  int bodies(long term) {
    return counts.bodies(term);
  }

  /** Whoever bears the term with less weight is not found by it. */
  int least(long term) {
    return counts.least(term);
  }

  double titleRarity(long term) {
    return rarity(counts.titles(term));
  }

  double bodyRarity(long term) {
    return rarity(counts.bodies(term));
  }

  private double rarity(int count) {
    int known = Math.max(1, count);
    int all = Math.max(known, articles);
    return Math.log(1 + (all - known + 0.5) / (known + 0.5));
  }

  /** Of these terms alone. */
  static Statistics of(Handle handle, long[] terms) {
    TermCounts counts = new TermCounts();
    handle
        .createQuery(
            "select term, titles, bodies, least from related_statistic where term = any(:terms)")
        .bind("terms", Arrays.stream(terms).distinct().boxed().toArray(Long[]::new))
        .map((row, context) -> take(row, counts))
        .forEach(each -> {});
    return new Statistics(totals(handle), counts);
  }

  /** Of all; belongs to a transaction. */
  static Statistics all(Handle handle) {
    TermCounts counts = new TermCounts();
    handle
        .createQuery("select term, titles, bodies, least from related_statistic")
        .setFetchSize(FETCH)
        .map((row, context) -> take(row, counts))
        .forEach(each -> {});
    return new Statistics(totals(handle), counts);
  }

  private static long take(ResultSet row, TermCounts counts) throws SQLException {
    long term = row.getLong(1);
    counts.add(term, row.getInt(2), row.getInt(3));
    counts.setLeast(term, row.getInt(4));
    return term;
  }

  private static Totals totals(Handle handle) {
    return handle
        .createQuery("select articles, title_length, body_length from related_snapshot")
        .mapTo(Totals.class)
        .findOne()
        .orElse(new Totals(0, 1, 1));
  }

  /**
   * Whether the collection has grown or shrunk by more since this was counted.
   *
   * @param share of it; where it never was counted, anything is more
   */
  static boolean drifted(Handle handle, double share) {
    // What search has added up tells it at once, though it may be seconds behind; a million rows
    // are counted only where that tells of a drift, or nothing.
    return handle
            .createQuery(
                """
            select coalesce(abs(added_up.articles - snapshot.articles) / greatest(snapshot.articles, 1)::float8 > :share,
                            true)
              from (select) one
              left join related_snapshot snapshot on true
              left join search_term added_up on added_up.term = ''
            """)
            .bind("share", share)
            .mapTo(Boolean.class)
            .one()
        && handle
            .createQuery(
                """
            select coalesce(
              (select abs(now_there.count - snapshot.articles) / greatest(snapshot.articles, 1)::float8 > :share
                 from related_snapshot snapshot), now_there.count > 0)
              from (select count(*) from article_search) now_there
            """)
            .bind("share", share)
            .mapTo(Boolean.class)
            .one();
  }

  /** Counts anew; belongs to a transaction. */
  static void take(Handle handle) {
    TermCounts counts = new TermCounts();
    long titleWords = count(handle, "a", counts);
    long bodyWords = count(handle, "bd", counts);
    handle
        .createQuery(
            "select topic_id, count(*)::int from published_article_topic group by topic_id")
        .setFetchSize(FETCH)
        .map((row, context) -> count(TermHash.topic(row.getLong(1)), row.getInt(2), counts))
        .forEach(each -> {});
    handle
        .createQuery(
            """
            select code.system || ':' || code.code, count(distinct link.article_id)::int
              from published_topic_code code join published_article_topic link on link.topic_id = code.topic_id
             group by 1
            """)
        .setFetchSize(FETCH)
        .map((row, context) -> count(TermHash.code(row.getString(1)), row.getInt(2), counts))
        .forEach(each -> {});
    int articles =
        handle
            .createQuery("select count(*) from published_article_search")
            .mapTo(Integer.class)
            .one();
    Totals totals =
        new Totals(
            articles,
            (double) titleWords / Math.max(1, articles),
            (double) bodyWords / Math.max(1, articles));
    Statistics statistics = new Statistics(totals, counts);
    if (articles > MOST_BEARERS) {
      limit(handle, statistics, counts);
    }
    handle
        .createUpdate(
            """
            insert into related_snapshot (articles, title_length, body_length)
            values (:articles, :titleLength, :bodyLength)
            on conflict (single) do update
              set articles = excluded.articles, title_length = excluded.title_length,
                  body_length = excluded.body_length, taken_at = excluded.taken_at
            """)
        .bind("articles", articles)
        .bind("titleLength", totals.titleLength())
        .bind("bodyLength", totals.bodyLength())
        .execute();
    handle.execute("delete from related_statistic");
    long[] kept = counts.commonerThan(FEWEST);
    Arrays.sort(kept);
    for (int from = 0; from < kept.length; from += BATCH) {
      write(handle, Arrays.copyOfRange(kept, from, Math.min(from + BATCH, kept.length)), counts);
    }
  }

  private static long count(long term, int answers, TermCounts counts) {
    counts.add(term, answers, answers);
    return term;
  }

  /**
   * @return how many words there are in all
   */
  private static long count(Handle handle, String weight, TermCounts counts) {
    long[] words = {0};
    handle
        .createQuery(
            """
            select word, ndoc, nentry
              from ts_stat('select document from published_article_search', :weight)
            """)
        .bind("weight", weight)
        .setFetchSize(FETCH)
        .map(
            (row, context) -> {
              boolean title = weight.equals("a");
              long term = TermHash.word(row.getString(1));
              counts.add(term, title ? row.getInt(2) : 0, title ? 0 : row.getInt(2));
              words[0] += row.getInt(3);
              return term;
            })
        .forEach(each -> {});
    return words[0];
  }

  /** Finds the least weights by which few enough answers are found by each term. */
  private static void limit(Handle handle, Statistics statistics, TermCounts counts) {
    BearerWeights bearers = new BearerWeights(MOST_BEARERS);
    long[] common = counts.commonerThan(MOST_BEARERS + 1);
    Arrays.sort(common);
    SignatureEditor.eachWords(
        handle,
        (id, document, conditions) -> {
          Signature signature = Signature.of(id, document, conditions, statistics);
          for (int at = 0; at < signature.size(); at++) {
            if (Arrays.binarySearch(common, signature.term(at)) >= 0) {
              bearers.add(signature.term(at), signature.weight(at));
            }
          }
        });
    bearers.forEachLeast(counts::setLeast);
  }

  private static void write(Handle handle, long[] terms, TermCounts counts) {
    handle
        .createUpdate(
            """
            insert into related_statistic (term, titles, bodies, least)
            select * from unnest(:terms, :titles, :bodies, :least)
            """)
        .bind("terms", Arrays.stream(terms).boxed().toArray(Long[]::new))
        .bind("titles", numbers(terms, counts::titles))
        .bind("bodies", numbers(terms, counts::bodies))
        .bind("least", numbers(terms, counts::least))
        .execute();
  }

  private static Integer[] numbers(long[] terms, LongToIntFunction number) {
    return Arrays.stream(terms).mapToInt(number).boxed().toArray(Integer[]::new);
  }

  /** Over all answers. */
  public record Totals(int articles, double titleLength, double bodyLength) {}
}
