package org.vivavoce.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.NameKey;
import org.vivavoce.content.Topic;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.PublicCache;

/**
 * Searches published answers: by the words that were typed, by what else they may mean, and by what
 * they may have been meant to be, in one go; the answers that fit any of these best come first.
 */
final class SearchQueries {
  static final int PAGE_SIZE = 10;

  /** So many matches are counted and can be paged through. */
  static final int MOST_COUNTED = 300;

  private static final int FILTERS_SHOWN = 10;

  /** What only means about the same weighs less than what was typed. */
  private static final double OTHER_WORDS = 0.8;

  private static final double TWO_WORDS_AS_ONE = 0.9;

  /** What fits so much worse than the best does not fit. */
  private static final double WORST = 0.08;

  /**
   * Of what is asked, so much is to be in an answer, or it is said that only some of the words are.
   */
  private static final double MOST_OF_IT = 0.7;

  private final Jdbi jdbi;
  private final PublicCache cache;

  SearchQueries(Jdbi jdbi, PublicCache cache) {
    this.jdbi = jdbi;
    this.cache = cache;
  }

  /**
   * The answers that fit best.
   *
   * @param specialty slug to narrow by, or null
   * @param page counted from 1
   * @param asTyped whether no word is to be taken for a slip
   */
  Found search(String words, @Nullable String specialty, int page, boolean asTyped) {
    Figures figures = figures();
    return jdbi.withHandle(
        handle -> {
          PostingQueries postings = new PostingQueries(handle, figures.languages(), figures.kept());
          Meant meant = meant(handle, postings, words, asTyped);
          Set<PostingQueries.Term> terms = new HashSet<>();
          meant.terms().values().forEach(terms::addAll);
          Ranking ranking =
              new Ranking(
                  postings.articles(),
                  meant.wordings(),
                  meant.terms(),
                  postings.postings(terms),
                  figures.kinds());
          List<Ranking.Scored> candidates = ranking.candidates(MOST_COUNTED + 1);
          boolean operators = NameVariants.hasOperator(words);
          List<Ranking.Scored> matching = matching(handle, figures, words, operators, candidates);
          // Who quotes a thing in a long question does not mean to find nothing.
          boolean withoutOperators = operators && matching.isEmpty();
          candidates =
              withoutOperators ? matching(handle, figures, words, false, candidates) : matching;
          Map<Long, PostingQueries.Candidate> known =
              postings.candidates(candidates.stream().map(Ranking.Scored::article).toList());
          List<Ranking.Scored> ranked = ranking.ranked(candidates, known);
          return found(
              handle,
              figures,
              postings,
              meant,
              ranking,
              ranked,
              known,
              withoutOperators,
              specialty,
              page);
        });
  }

  /**
   * Conditions whose name is just these words, or one of their synonyms, from here or elsewhere.
   */
  List<Topic> topicsNamed(String words) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select topic.slug, topic.name, topic.definition, array[]::text[] as synonyms, 0 as article_count
                      from (select id from published_topic where lower(name) = lower(:words)
                            union
                            select topic_id from published_topic_synonym where lower(name) = lower(:words)
                            union
                            select topic_id from vocabulary_alias where key = :key and scope in ('name', 'exact')) named
                      join published_topic topic on topic.id = named.id
                     order by lower(topic.name), topic.id
                     limit 3
                    """)
                .bind("words", words)
                .bind("key", NameKey.of(words))
                .mapTo(Topic.class)
                .list());
  }

  Optional<String> specialtyName(String slug) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select name from published_specialty where slug = :slug")
                .bind("slug", slug)
                .mapTo(String.class)
                .findOne());
  }

  /** Before a connection is taken: by one that was opened before a change they might be old. */
  private Figures figures() {
    boolean withoutPostings = hasWithoutPostings();
    // Of postings that old answers are given nothing is told, and of nothing while nothing is
    // heard.
    boolean changesUntold = withoutPostings || cache.isDeaf();
    return new Figures(
        languages(),
        cache.get("question-kinds", () -> jdbi.withHandle(QuestionKinds::read)),
        withoutPostings,
        specialties(),
        changesUntold ? new KeptPostings() : cache.get("search-postings", KeptPostings::new));
  }

  private List<String> languages() {
    return cache.get(
        "search-languages",
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select distinct split_part(lang, '-', 1) from published_article order by 1")
                        .mapTo(String.class)
                        .list()));
  }

  /** What is looked for: as it was typed, mended where words are misspelt, and in other words. */
  private static Meant meant(
      Handle handle, PostingQueries postings, String typed, boolean asTyped) {
    List<String> words = QueryWords.of(typed);
    if (NameVariants.hasOperator(typed)) {
      return new Meant(List.of(new Wording(1, words)), postings.terms(words), Map.of());
    }
    List<String> elsewhere = words.stream().map(NameVariants::respelt).toList();
    Set<String> lookedUp = new LinkedHashSet<>(words);
    lookedUp.addAll(elsewhere);
    lookedUp.addAll(QueryWords.joined(words));
    Map<String, List<PostingQueries.Term>> terms = postings.terms(lookedUp);
    NameVariants.Variants others = NameVariants.of(handle, typed);
    List<Wording> wordings = new ArrayList<>();
    wordings.add(new Wording(1, words));
    // The same words, as they are spelt elsewhere.
    Set<String> right = new HashSet<>(others.names());
    List<String> respelt = new ArrayList<>(words);
    for (int at = 0; at < words.size(); at++) {
      if (!isKnown(terms, words.get(at)) && isKnown(terms, elsewhere.get(at))) {
        right.add(words.get(at));
        respelt.set(at, elsewhere.get(at));
      }
    }
    if (!respelt.equals(words)) {
      wordings.add(new Wording(1, respelt));
    }
    addOthers(wordings, others);
    Map<String, Spelling.Repair> repairs =
        asTyped ? Map.of() : new Spelling(postings).repairs(words, terms, right);
    if (!repairs.isEmpty()) {
      List<String> mended = mended(words, repairs);
      List<String> both = new ArrayList<>(words);
      repairs.values().forEach(each -> both.addAll(each.words()));
      wordings.add(new Wording(1, mended));
      wordings.add(new Wording(1, both));
      addOthers(wordings, NameVariants.of(handle, String.join(" ", mended)));
    }
    for (int at = 1; at < words.size(); at++) {
      String one = words.get(at - 1) + words.get(at);
      if (isKnown(terms, one)) {
        List<String> shorter = new ArrayList<>(words);
        shorter.remove(at);
        shorter.set(at - 1, one);
        wordings.add(new Wording(TWO_WORDS_AS_ONE, shorter));
      }
    }
    Set<String> used = new LinkedHashSet<>();
    wordings.forEach(each -> used.addAll(each.words()));
    terms.keySet().retainAll(used);
    used.removeAll(terms.keySet());
    if (!used.isEmpty()) {
      terms.putAll(postings.terms(used));
    }
    return new Meant(wordings, terms, repairs);
  }

  private static void addOthers(List<Wording> wordings, NameVariants.Variants others) {
    others
        .wordings()
        .forEach(each -> wordings.add(new Wording(OTHER_WORDS, List.of(each.split(" ")))));
  }

  private static boolean isKnown(Map<String, List<PostingQueries.Term>> terms, String word) {
    return terms.getOrDefault(word, List.of()).stream().anyMatch(each -> each.articles() > 0);
  }

  private static List<String> mended(List<String> words, Map<String, Spelling.Repair> repairs) {
    List<String> mended = new ArrayList<>();
    for (String word : words) {
      Spelling.Repair repair = repairs.get(word);
      mended.addAll(repair == null ? List.of(word) : repair.words());
    }
    return mended;
  }

  /**
   * Those that hold what is in quotation marks and not what is excluded; and, while some of what
   * was published long ago has no postings yet, such of it as holds the words.
   */
  private List<Ranking.Scored> matching(
      Handle handle,
      Figures figures,
      String typed,
      boolean operator,
      List<Ranking.Scored> candidates) {
    String query = operator || figures.withoutPostings() ? parsed(handle, figures, typed) : "";
    if (query.isEmpty()) {
      return operator ? List.of() : candidates;
    }
    Set<Long> matching =
        new LinkedHashSet<>(
            handle
                .createQuery(
                    """
                    with ranked as materialized (
                      select article_id from search_document_lookup
                       where article_id = any(:ids) and document @@ cast(:query as tsquery))
                    select article_id from ranked
                    union all
                    (select article_id from search_document_lookup
                      where (:operator or without_postings) and document @@ cast(:query as tsquery)
                      limit (select case when count(*) <= :most then :most else 0 end from ranked))
                    """)
                .bind("ids", candidates.stream().map(Ranking.Scored::article).toArray(Long[]::new))
                .bind("query", query)
                .bind("operator", operator)
                .bind("most", MOST_COUNTED)
                .mapTo(Long.class)
                .list());
    List<Ranking.Scored> kept = new ArrayList<>();
    for (Ranking.Scored each : candidates) {
      if (!operator || matching.contains(each.article())) {
        kept.add(each);
      }
      matching.remove(each.article());
    }
    double least = kept.isEmpty() ? 1 : kept.get(0).score() * WORST;
    matching.forEach(id -> kept.add(new Ranking.Scored(id, least, 1)));
    return kept.size() > MOST_COUNTED ? kept.subList(0, MOST_COUNTED + 1) : kept;
  }

  /** Once all have them, whatever is published has them, too. */
  private boolean hasWithoutPostings() {
    return cache.get(
        "search-without-postings",
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select exists (select from search_document_lookup where without_postings)")
                        .mapTo(Boolean.class)
                        .one()));
  }

  /** The words with their operators as a tsquery, in any language that has answers. */
  private static String parsed(Handle handle, Figures figures, String words) {
    return String.join(
        " | ",
        handle
            .createQuery(
                """
                select distinct '(' || nullif(websearch_to_tsquery(text_configuration(lang), :words)::text, '') || ')'
                  from unnest(:languages) lang
                """)
            .bind("words", words)
            .bind("languages", figures.languages().toArray(String[]::new))
            .mapTo(String.class)
            .filter(Objects::nonNull)
            .list());
  }

  private Found found(
      Handle handle,
      Figures figures,
      PostingQueries postings,
      Meant meant,
      Ranking ranking,
      List<Ranking.Scored> ranked,
      Map<Long, PostingQueries.Candidate> known,
      boolean withoutOperators,
      @Nullable String specialty,
      int page) {
    double least = ranked.isEmpty() ? 0 : ranked.get(0).score() * WORST;
    List<Long> fitting =
        ranked.stream().filter(each -> each.score() >= least).map(Ranking.Scored::article).toList();
    boolean broadened =
        withoutOperators
            || ranked.stream().limit(PAGE_SIZE).noneMatch(each -> each.coverage() >= MOST_OF_IT);
    Map<Long, Specialty> specialties = figures.specialties();
    List<Filter> filters = List.of();
    if (specialty == null) {
      filters = filters(fitting, known, specialties);
    } else {
      fitting =
          fitting.stream()
              .filter(
                  id ->
                      specialty(id, known, specialties)
                          .filter(each -> each.slug().equals(specialty))
                          .isPresent())
              .toList();
    }
    boolean capped = fitting.size() > MOST_COUNTED;
    int total = Math.min(fitting.size(), MOST_COUNTED);
    int from = (page - 1) * PAGE_SIZE;
    List<Match> matches = List.of();
    if (from < total) {
      Set<String> written = postings.written(ranking.terms());
      matches = matches(handle, fitting.subList(from, Math.min(from + PAGE_SIZE, total)), written);
    }
    return new Found(matches, total, capped, broadened, filters, meant.repaired());
  }

  private static List<Match> matches(Handle handle, List<Long> ids, Set<String> written) {
    return handle
        .createQuery(
            "select\n"
                + ArticleLists.TEASER
                + """
                , article.transcript as marked
                  from unnest(:ids) with ordinality wanted (id, place)
                  join published_teaser teaser on teaser.id = wanted.id
                  join published_article article on article.id = wanted.id
                 order by wanted.place
                """)
        .bind("ids", ids.toArray(Long[]::new))
        .mapTo(Match.class)
        .stream()
        .map(
            each ->
                new Match(
                    each.teaser(),
                    QueryWords.marked(
                        each.marked(), written, BestSentence.START, BestSentence.STOP)))
        .toList();
  }

  private static List<Filter> filters(
      Collection<Long> ids,
      Map<Long, PostingQueries.Candidate> known,
      Map<Long, Specialty> specialties) {
    Map<Long, Integer> counts = new HashMap<>();
    for (Long id : ids) {
      PostingQueries.Candidate candidate = known.get(id);
      if (candidate != null) {
        counts.merge(candidate.specialtyId(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .filter(each -> specialties.containsKey(each.getKey()))
        .map(each -> filter(specialties.get(each.getKey()), each.getValue()))
        .sorted(
            Comparator.comparingInt(Filter::articleCount).reversed().thenComparing(Filter::name))
        .limit(FILTERS_SHOWN)
        .toList();
  }

  private static Filter filter(Specialty specialty, int answers) {
    return new Filter(specialty.slug(), specialty.name(), answers);
  }

  private static Optional<Specialty> specialty(
      Long article, Map<Long, PostingQueries.Candidate> known, Map<Long, Specialty> specialties) {
    return Optional.ofNullable(known.get(article)).map(each -> specialties.get(each.specialtyId()));
  }

  private Map<Long, Specialty> specialties() {
    return cache.get(
        "search-specialties",
        () -> {
          Map<Long, Specialty> all = new HashMap<>();
          jdbi.useHandle(
              handle ->
                  handle
                      .createQuery("select id, slug, name from published_specialty")
                      .mapTo(Specialty.class)
                      .forEach(each -> all.put(each.id(), each)));
          return all;
        });
  }

  /** What changes only with what is published. */
  private record Figures(
      List<String> languages,
      QuestionKinds kinds,
      boolean withoutPostings,
      Map<Long, Specialty> specialties,
      KeptPostings kept) {}

  /** What is looked for, in all its wordings, and what each of their words is looked up by. */
  private record Meant(
      List<Wording> wordings,
      Map<String, List<PostingQueries.Term>> terms,
      Map<String, Spelling.Repair> repairs) {
    /** What was asked instead; null where every word was known. */
    @Nullable String repaired() {
      return repairs.values().stream().anyMatch(Spelling.Repair::unknown)
          ? String.join(" ", mended(wordings.get(0).words(), repairs))
          : null;
    }
  }

  /**
   * @param total how many match, at most {@link #MOST_COUNTED}
   * @param capped whether there are more
   * @param broadened whether no answer holds most of what is asked, or all that is quoted
   * @param repaired what was looked for too, since no answer holds all words as they were typed; or
   *     null
   */
  record Found(
      List<Match> matches,
      int total,
      boolean capped,
      boolean broadened,
      List<Filter> filters,
      @Nullable String repaired) {}

  /**
   * @param marked the transcript with the matching words between the characters 2 and 3
   */
  public record Match(@Nested ArticleTeaser teaser, String marked) {}

  /** A specialty with its number of matches. */
  public record Filter(String slug, String name, int articleCount) {}

  /** A specialty as it is called. */
  public record Specialty(long id, String slug, String name) {}
}
