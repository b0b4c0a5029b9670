package org.vivavoce.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.ArticleTeaser;
import org.vivavoce.content.NameKey;
import org.vivavoce.content.Topic;
import org.vivavoce.db.ArticleLists;
import org.vivavoce.db.PublicCache;

/** Searches published answers by PostgreSQL's full text search. */
final class SearchQueries {
  static final int PAGE_SIZE = 10;

  /** So many matches are counted and can be paged through. */
  static final int MOST_COUNTED = 1_000;

  private static final int FILTERS_SHOWN = 10;

  private final Jdbi jdbi;
  private final PublicCache cache;

  SearchQueries(Jdbi jdbi, PublicCache cache) {
    this.jdbi = jdbi;
    this.cache = cache;
  }

  /**
   * Answers that hold every word, or every word of what is asked in other words; where there are
   * none, answers that hold some of them.
   *
   * @param specialty slug to narrow by, or null
   * @param page counted from 1
   */
  Found search(String words, @Nullable String specialty, int page) {
    return jdbi.withHandle(
        handle -> {
          List<String> wordings = new ArrayList<>(List.of(words));
          wordings.addAll(NameVariants.of(handle, words));
          List<String> strict = parsed(handle, wordings, false);
          Found found = found(handle, String.join(" | ", strict), specialty, page, false);
          if (found.total() > 0) {
            return found;
          }
          List<String> broad = parsed(handle, List.of(words), true);
          return found(handle, String.join(" | ", broad), specialty, page, true);
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
                      from published_topic topic
                     where lower(topic.name) = lower(:words)
                        or topic.id in (select topic_id from published_topic_synonym where lower(name) = lower(:words))
                        or topic.id in (select topic_id from vocabulary_alias
                                         where key = :key and scope in ('name', 'exact'))
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

  private List<String> languages(Handle handle) {
    return cache.get(
        "search-languages",
        () ->
            handle
                .createQuery(
                    "select distinct split_part(lang, '-', 1) from published_article order by 1")
                .mapTo(String.class)
                .list());
  }

  /**
   * Each wording as a tsquery in each language that has answers; what is left out by all of them
   * gives an empty list.
   */
  private List<String> parsed(Handle handle, List<String> wordings, boolean anyWord) {
    String sql =
        anyWord
            ? """
              select distinct (select string_agg(quote_literal(lexeme), ' | ')
                                 from unnest(to_tsvector(text_configuration(lang), words)))
                from unnest(:languages) lang, unnest(:wordings) words
              """
            : """
              select distinct nullif(websearch_to_tsquery(text_configuration(lang), words)::text, '')
                from unnest(:languages) lang, unnest(:wordings) words
              """;
    List<String> queries = new ArrayList<>();
    handle
        .createQuery(sql)
        .bind("wordings", wordings.toArray(String[]::new))
        .bind("languages", languages(handle).toArray(String[]::new))
        .mapTo(String.class)
        .stream()
        .filter(query -> query != null && !query.isEmpty())
        .forEach(query -> queries.add("(" + query + ")"));
    return queries;
  }

  private Found found(
      Handle handle, String query, @Nullable String specialty, int page, boolean broadened) {
    if (query.isEmpty()) {
      return new Found(List.of(), 0, false, broadened, List.of());
    }
    int total =
        handle
            .createQuery(
                """
                select count(*) from (
                  select from published_article_search search
                    join published_teaser teaser on teaser.id = search.article_id
                   where search.document @@ cast(:query as tsquery)
                     and (cast(:specialty as text) is null or teaser.specialty_slug = :specialty)
                   limit :most) counted
                """)
            .bind("query", query)
            .bind("specialty", specialty)
            .bind("most", MOST_COUNTED + 1)
            .mapTo(Integer.class)
            .one();
    int countedTotal = Math.min(total, MOST_COUNTED);
    int offset = (page - 1) * PAGE_SIZE;
    if (total == 0 || offset >= countedTotal) {
      return new Found(List.of(), countedTotal, total > MOST_COUNTED, broadened, List.of());
    }
    List<Match> matches =
        handle
            .createQuery(
                "with matched as ("
                    + """
                    select search.article_id,
                           ts_rank(array[0.1, 0.4, 0.6, 1.0], search.document, cast(:query as tsquery), 1) as rank
                      from published_article_search search
                      join published_teaser teaser on teaser.id = search.article_id
                     where search.document @@ cast(:query as tsquery)
                       and (cast(:specialty as text) is null or teaser.specialty_slug = :specialty)
                     order by rank desc, search.article_id
                     limit :count offset :offset)
                    select
                    """
                    + ArticleLists.TEASER
                    + """
                    , ts_headline(text_configuration(article.lang), article.transcript, cast(:query as tsquery),
                        'HighlightAll=true, StartSel=' || chr(2) || ', StopSel=' || chr(3)) as marked
                      from matched
                      join published_teaser teaser on teaser.id = matched.article_id
                      join published_article article on article.id = matched.article_id
                     order by matched.rank desc, matched.article_id
                    """)
            .bind("query", query)
            .bind("specialty", specialty)
            .bind("count", PAGE_SIZE)
            .bind("offset", offset)
            .mapTo(Match.class)
            .list();
    List<Filter> filters = specialty == null ? filters(handle, query) : List.of();
    return new Found(matches, countedTotal, total > MOST_COUNTED, broadened, filters);
  }

  private static List<Filter> filters(Handle handle, String query) {
    return handle
        .createQuery(
            """
            select specialty_slug as slug, specialty_name as name, count(*)::int as article_count
              from (select teaser.specialty_slug, teaser.specialty_name
                      from published_article_search search
                      join published_teaser teaser on teaser.id = search.article_id
                     where search.document @@ cast(:query as tsquery)
                     limit :most) matched
             group by specialty_slug, specialty_name
             order by article_count desc, lower(specialty_name), slug
             limit :shown
            """)
        .bind("query", query)
        .bind("most", MOST_COUNTED)
        .bind("shown", FILTERS_SHOWN)
        .mapTo(Filter.class)
        .list();
  }

  /**
   * @param total how many match, at most {@link #MOST_COUNTED}
   * @param capped whether there are more
   * @param broadened whether only some of the words had to match
   */
  record Found(
      List<Match> matches, int total, boolean capped, boolean broadened, List<Filter> filters) {}

  /**
   * @param marked the transcript with the matching words between the characters 2 and 3
   */
  public record Match(@Nested ArticleTeaser teaser, String marked) {}

  /** A specialty with its number of matches. */
  public record Filter(String slug, String name, int articleCount) {}
}
