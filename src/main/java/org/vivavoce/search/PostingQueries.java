package org.vivavoce.search;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What {@link SearchIndex} keeps, as searches read it. */
final class PostingQueries {
  /** Stands for all answers where they are counted. */
  private static final String ALL = "";

  /** So many answers of a term are read at most, the weightiest first. */
  private static final int LONGEST = 1_500;

  /** Of all terms together so many are read, of the rarer ones first; of the others, few. */
  private static final int READ = 12_000;

  private static final int FEWEST = 100;

  /** Between terms: a control character is in none. */
  private static final String PARTING = "\u001f";

  private static final int WRITTEN = 400;
  private static final int LIKE = 40;

  /** Answers of a collection that is large. */
  private static final int LARGE = 100_000;

  private final Handle handle;
  private final List<String> languages;
  private final KeptPostings kept;
  private int articles;

  /**
   * @param languages that have answers, without their regions
   * @param kept taken before the handle was opened
   */
  PostingQueries(Handle handle, List<String> languages, KeptPostings kept) {
    this.handle = handle;
    this.languages = languages;
    this.kept = kept;
  }

  /** How many answers there are, as is known once terms were looked up. */
  int articles() {
    return articles;
  }

  /** What each word is looked up by; a word that tells nothing, such as “the”, by nothing. */
  Map<String, List<Term>> terms(Collection<String> words) {
    Map<String, List<Term>> terms = new LinkedHashMap<>();
    words.forEach(word -> terms.put(word, new ArrayList<>()));
    handle
        .createQuery(
            """
            select read.word, read.term,
                   coalesce((select known.articles from search_term_lookup known
                              where known.term = read.term collate "C"), 0) as articles,
                   coalesce((select articles from search_term_lookup where term = :all), 0) as all_articles
              from (select distinct asked.word, lexeme as term
                      from unnest(:words) asked (word)
                      cross join unnest(:languages) lang
                      cross join lateral unnest(to_tsvector(text_configuration(lang), asked.word))) read
             order by read.word, read.term
            """)
        .bind("words", words.toArray(String[]::new))
        .bind("languages", languages.toArray(String[]::new))
        .bind("all", ALL)
        .mapTo(Read.class)
        .forEach(
            each -> {
              terms.get(each.word()).add(new Term(each.term(), each.articles()));
              articles = each.allArticles();
            });
    return terms;
  }

  /** Which answers hold a term, and what it weighs there. */
  Map<String, Postings> postings(Collection<Term> terms) {
    List<Term> rarest =
        terms.stream()
            .distinct()
            .sorted(Comparator.comparingInt(Term::articles).thenComparing(Term::term))
            .toList();
    Map<String, Postings> postings = new HashMap<>();
    List<String> asked = new ArrayList<>();
    List<Integer> most = new ArrayList<>();
    int left = READ;
    for (Term term : rarest) {
      int wanted = Math.max(FEWEST, Math.min(LONGEST, left));
      left -= Math.min(wanted, term.articles());
      Postings known = kept.postings(term.term(), wanted);
      if (known != null) {
        postings.put(term.term(), known);
      } else {
        asked.add(term.term());
        most.add(wanted);
      }
    }
    if (!asked.isEmpty()) {
      postings.putAll(readPostings(asked, most));
    }
    return postings;
  }

  /**
   * The weightiest first: PostgreSQL puts together what a subquery gives in its order.
   *
   * @param most so many answers of each term are read at most
   */
  private Map<String, Postings> readPostings(List<String> terms, List<Integer> most) {
    Map<String, Postings> postings = new HashMap<>();
    terms.forEach(term -> postings.put(term, Postings.NONE));
    handle
        .createQuery(
            """
            select asked.number, list.postings
              from unnest(:terms, :most) with ordinality asked (term, most, number)
              cross join lateral (
                select string_agg(int8send(article_id) || float4send(weight), '') as postings
                  from (select weight, article_id from search_posting_lookup
                         where term = asked.term collate "C"
                         order by weight desc, article_id desc
                         limit asked.most) posting) list
             where list.postings is not null
            """)
        .bind("terms", terms.toArray(String[]::new))
        .bind("most", most.toArray(Integer[]::new))
        .map(
            (row, context) -> {
              // As bytes: of rows, and of the elements of arrays, server and driver make much ado.
              int at = row.getInt("number") - 1;
              Postings read = Postings.read(row.getBytes("postings"), most.get(at));
              postings.put(terms.get(at), read);
              kept.keep(terms.get(at), read);
              return true;
            })
        .forEach(each -> {});
    return postings;
  }

  /**
   * What is to be known of answers to rank them; of such as are not published any more, nothing.
   */
  Map<Long, Candidate> candidates(Collection<Long> ids) {
    Map<Long, Candidate> candidates = new HashMap<>();
    List<Long> asked = new ArrayList<>();
    for (Long id : ids) {
      Candidate known = kept.candidate(id);
      if (known != null) {
        candidates.put(id, known);
      } else {
        asked.add(id);
      }
    }
    if (!asked.isEmpty()) {
      readCandidates(asked, candidates);
    }
    return candidates;
  }

  private void readCandidates(List<Long> ids, Map<Long, Candidate> candidates) {
    handle
        .createQuery(
            """
            select array_agg(article.id) as ids, array_agg(article.specialty_id) as specialties,
                   array_agg(coalesce(article.review_due_on < current_date, false)) as overdue,
                   array_agg(array_to_string(search.title_terms, :parting)) as titles
              from unnest(:ids) wanted (id)
              join published_article article on article.id = wanted.id
              left join search_document_lookup search on search.article_id = wanted.id
            having count(*) > 0
            """)
        .bind("ids", ids.toArray(Long[]::new))
        .bind("parting", PARTING)
        .map(
            (row, context) -> {
              // As arrays, like postings.
              Long[] articles = (Long[]) row.getArray("ids").getArray();
              Long[] specialties = (Long[]) row.getArray("specialties").getArray();
              Boolean[] overdue = (Boolean[]) row.getArray("overdue").getArray();
              String[] titles = (String[]) row.getArray("titles").getArray();
              for (int at = 0; at < articles.length; at++) {
                Candidate read = new Candidate(specialties[at], overdue[at], parted(titles[at]));
                candidates.put(articles[at], read);
                kept.keep(articles[at], read);
              }
              return true;
            })
        .forEach(each -> {});
  }

  private static List<String> parted(@Nullable String terms) {
    return terms == null || terms.isEmpty() ? List.of() : List.of(terms.split(PARTING));
  }

  /**
   * Words as they stand in answers, that may have been meant by these. In a large collection what
   * stands in fewer than three answers is as likely a slip itself, and there are too many of them.
   *
   * @return by what was typed
   */
  Map<String, List<Like>> like(Collection<String> words) {
    Map<String, List<Like>> like = new HashMap<>();
    // As the index has it, not bound.
    String common = articles() >= LARGE ? "articles >= 3" : "true";
    handle
        .createQuery(
            """
            select asked.word as typed, known.word, known.articles
              from unnest(:words) asked (word)
              cross join lateral (
                select word, max(articles) as articles from search_word_lookup
                 where word % asked.word and length(word) between length(asked.word) - 3 and length(asked.word) + 3
                   and <common>
                 group by word
                 order by similarity(word, asked.word) desc, word
                 limit <like>) known
             where known.word <> asked.word
            """)
        .define("common", common)
        .bind("words", words.toArray(String[]::new))
        .define("like", LIKE)
        .mapTo(Like.class)
        .forEach(each -> like.computeIfAbsent(each.typed(), word -> new ArrayList<>()).add(each));
    return like;
  }

  /** Which of these words stand in answers, and in how many. */
  Map<String, Integer> known(Collection<String> words) {
    Map<String, Integer> known = new HashMap<>();
    handle
        .createQuery(
            """
            select word as term, max(articles) as articles from search_word_lookup
             where word = any(:words) group by word
            """)
        .bind("words", words.toArray(String[]::new))
        .mapTo(Term.class)
        .forEach(each -> known.put(each.term(), each.articles()));
    return known;
  }

  /** How these terms are written in answers. */
  Set<String> written(Collection<String> terms) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                select word from search_word_lookup where term = any(:terms)
                 order by articles desc limit <most>
                """)
            .bind("terms", terms.toArray(String[]::new))
            .define("most", WRITTEN)
            .mapTo(String.class)
            .list());
  }

  /**
   * What a word is looked up by.
   *
   * @param articles in how many answers it stands
   */
  public record Term(String term, int articles) {}

  /**
   * A word, and one of its terms.
   *
   * @param allArticles how many answers there are
   */
  public record Read(String word, String term, int articles, int allArticles) {}

  /** A word that is like one that was typed. */
  public record Like(String typed, String word, int articles) {}

  /**
   * An answer that may be shown.
   *
   * @param titleTerms each once
   */
  record Candidate(long specialtyId, boolean overdue, List<String> titleTerms) {}

  /** Answers with what a term weighs in each, the weightiest first. */
  static final class Postings {
    private static final int BYTES = Long.BYTES + Float.BYTES;
    static final Postings NONE = new Postings(new long[0], new float[0], 0, true);
    private final long[] articles;
    private final float[] weights;
    private final int size;
    private final boolean whole;

    private Postings(long[] articles, float[] weights, int size, boolean whole) {
      this.articles = articles;
      this.weights = weights;
      this.size = size;
      this.whole = whole;
    }

    /**
     * @param bytes of each answer its number and the term's weight, as PostgreSQL sends bigint and
     *     real
     * @param most so many were asked for
     */
    static Postings read(byte[] bytes, int most) {
      ByteBuffer read = ByteBuffer.wrap(bytes);
      int size = bytes.length / BYTES;
      long[] articles = new long[size];
      float[] weights = new float[size];
      for (int at = 0; at < size; at++) {
        articles[at] = read.getLong();
        weights[at] = read.getFloat();
      }
      return new Postings(articles, weights, size, size < most);
    }

    /** The first of these; null where these are not all of so many. */
    @Nullable Postings first(int most) {
      if (most < size) {
        return new Postings(articles, weights, most, false);
      }
      return whole || most == size ? this : null;
    }

    int bytes() {
      return articles.length * BYTES;
    }

    int size() {
      return size;
    }

    long article(int at) {
      return articles[at];
    }

    float weight(int at) {
      return weights[at];
    }
  }
}
