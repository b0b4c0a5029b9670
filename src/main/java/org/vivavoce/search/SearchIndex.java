package org.vivavoce.search;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.db.TransactionLock;

/**
 * Keeps what search reads, in the transaction that publishes: the document, its postings, and what
 * changes about the number of answers in which a term stands.
 */
public final class SearchIndex {
  private static final int BATCH = 200;

  /** So many changes are added up at once at most: an answer that was edited has two. */
  static final int FOLDED_CHANGES = 1_000;

  /**
   * The same of what one transaction adds up. The more, the fewer versions of a frequent word's row
   * it leaves, all of which it would have to pass again and again until it ends.
   */
  private static final int FOLDED_IN_ONE = 100_000;

  /** The same of changes of single words. */
  private static final int FOLDED = 100_000;

  // Any numbers will do, if only everybody who does the same asks for the same. Two of them:
  // whoever gives postings to old
  // answers may wait for somebody who publishes, who may wait for whoever adds up.
  private static final long FOLD_LOCK = 0x5649564653L;
  private static final long BACKFILL_LOCK = 0x5649564642L;

  private SearchIndex() {}

  /**
   * Brings the rows of these articles up to date; one that is not published loses them. Of an
   * article that reads as before, nothing is written but its document.
   */
  public static void refresh(Handle handle, List<Long> articleIds) {
    Long[] ids = articleIds.toArray(Long[]::new);
    // In one order, and before the next statement looks at them: whoever else brings the same
    // article up to date waits, and then sees this.
    handle
        .createQuery("select id from article where id = any(:ids) order by id for no key update")
        .bind("ids", ids)
        .mapTo(Long.class)
        .list();
    handle
        .createUpdate(
            """
            with old as materialized (
              select article_id, document, lang, words from article_search
               where article_id = any(:ids) and words is not null),
            fresh as materialized (
              select article.id as article_id, article.lang,
                     setweight(to_tsvector(config, article.title), 'A')
                     || setweight(to_tsvector(config, coalesce(topics.names, '')), 'B')
                     || setweight(to_tsvector(config, doctor.name), 'C')
                     || setweight(to_tsvector(config, article.transcript), 'D') as document,
                     tsvector_to_array(to_tsvector(config, article.title)) as title_terms,
                     array(select word
                             from unnest(tsvector_to_array(to_tsvector('simple',
                                    article.title || E'\\n' || article.transcript))) word
                            where length(word) <= 40 and word ~ '^[[:alnum:]]+$') as words
                from article
                join doctor on doctor.id = article.doctor_id
                cross join text_configuration(article.lang) config
                left join lateral (
                  select string_agg(named.name, E'\\n') as names
                    from article_topic link
                    cross join lateral (
                      select name from topic where topic.id = link.topic_id
                      union all
                      select name from topic_synonym synonym where synonym.topic_id = link.topic_id) named
                   where link.article_id = article.id) topics on true
               where article.id = any(:ids) and article.status = 'published'),
            had as materialized (
              select weighed.term, weighed.weight, old.article_id
                from old cross join lateral search_weights(old.document) weighed),
            has as materialized (
              select weighed.term, weighed.weight, fresh.article_id
                from fresh cross join lateral search_weights(fresh.document) weighed),
            gone as (
              delete from search_posting
               where ctid = any(array(
                       select posting.place
                         from (select term, weight, article_id from had
                               except select term, weight, article_id from has) each
                         cross join lateral (
                           select ctid as place from search_posting posting
                            where posting.term = each.term and posting.weight = each.weight
                              and posting.article_id = each.article_id
                            limit 1) posting))),
            come as (
              insert into search_posting (term, weight, article_id)
              select term, weight, article_id from has
              except select term, weight, article_id from had
              on conflict do nothing),
            same as materialized (
              select article_id
                from old join fresh using (article_id)
               where old.lang = fresh.lang and old.words = fresh.words
                 and tsvector_to_array(old.document) = tsvector_to_array(fresh.document)),
            changes as (
              insert into search_change (lang, articles, terms, words)
              select lang, articles, terms, words
                from (select article_id, lang, -1 as articles, tsvector_to_array(document) as terms, words from old
                       where article_id not in (select article_id from same)
                      union all
                      select article_id, lang, 1, tsvector_to_array(document), words from fresh
                       where article_id not in (select article_id from same)) each
               order by article_id, articles desc),
            withdrawn as (
              delete from article_search
               where article_id = any(:ids) and article_id not in (select article_id from fresh))
            insert into article_search (article_id, document, lang, title_terms, words)
            select article_id, document, lang, title_terms, words from fresh
            on conflict (article_id) do update
              set document = excluded.document, lang = excluded.lang, title_terms = excluded.title_terms,
                  words = excluded.words
            """)
        .bind("ids", ids)
        .execute();
  }

  /**
   * Gives postings to some of what was published before there were any.
   *
   * @return whether there may be more of it
   */
  static boolean backfill(Jdbi jdbi) {
    return jdbi.inTransaction(
        handle -> {
          if (!TransactionLock.tryTake(handle, BACKFILL_LOCK)) {
            return false;
          }
          List<Long> ids =
              handle
                  .createQuery(
                      "select article_id from article_search where words is null order by article_id limit :batch")
                  .bind("batch", BATCH)
                  .mapTo(Long.class)
                  .list();
          if (!ids.isEmpty()) {
            refresh(handle, ids);
          }
          return !ids.isEmpty();
        });
  }

  /**
   * Adds up some of what publications have changed about the numbers, unless somebody else is about
   * it.
   *
   * @param changes that are added up at most, up to {@link #FOLDED_CHANGES}. Of an answer that was
   *     edited what it has stands before what it had: between the two it counts twice, and no word
   *     is missed for a moment
   * @return whether there may be more to add up
   */
  static boolean fold(Jdbi jdbi, int changes) {
    return jdbi.inTransaction(
        handle -> {
          if (!TransactionLock.tryTake(handle, FOLD_LOCK)) {
            return false;
          }
          joinByIndex(handle);
          return foldSome(handle, changes);
        });
  }

  /** Adds up all that this transaction sees, waiting for whoever else is about it. */
  public static void fold(Handle handle) {
    TransactionLock.take(handle, FOLD_LOCK);
    boolean few = hasFewChanges(handle);
    if (few) {
      joinByIndex(handle);
    }
    boolean more = true;
    while (more) {
      more = foldSome(handle, FOLDED_IN_ONE);
    }
    if (few) {
      handle.execute("set local enable_hashjoin to default; set local enable_mergejoin to default");
    }
  }

  private static boolean hasFewChanges(Handle handle) {
    return handle
            .createQuery("select count(*) from (select from search_change limit :most) changes")
            .bind("most", FOLDED_CHANGES + 1)
            .mapTo(Integer.class)
            .one()
        <= FOLDED_CHANGES;
  }

  /**
   * For the rest of the transaction: of few changes PostgreSQL expects many words, and reads all
   * that are known, three times each.
   */
  private static void joinByIndex(Handle handle) {
    handle.execute("set local enable_hashjoin = off; set local enable_mergejoin = off");
  }

  private static boolean foldSome(Handle handle, int most) {
    if (foldArticles(handle, most)) {
      return true;
    }
    // What instances of the version before go on writing while they are replaced.
    boolean terms = foldWords(handle, "search_term", "term");
    boolean words = foldWords(handle, "search_word", "word, term");
    return terms || words;
  }

  private static boolean foldArticles(Handle handle, int most) {
    return handle
            .createQuery(
                """
                with taken as (
                  delete from search_change
                   where id in (select id from search_change order by id limit :folded)
                  returning lang, articles, terms, words),
                summed_terms as materialized (
                  select term, sum(articles)::int as articles
                    from (select unnest(terms) as term, articles from taken
                          union all select '', articles from taken) each
                   group by term having sum(articles) <> 0),
                terms_gone as (
                  delete from search_term known using summed_terms summed
                   where known.term = summed.term and known.articles + summed.articles <= 0),
                terms_changed as (
                  update search_term known set articles = known.articles + summed.articles
                    from summed_terms summed
                   where known.term = summed.term and known.articles + summed.articles > 0),
                terms_come as (
                  insert into search_term (term, articles)
                  select term, articles from summed_terms summed
                   where articles > 0 and not exists (select from search_term known where known.term = summed.term)),
                written as materialized (
                  select lang, word, sum(articles)::int as articles
                    from (select lang, unnest(words) as word, articles from taken) each
                   group by lang, word having sum(articles) <> 0),
                summed_words as materialized (
                  select written.word, read.lexeme as term, sum(written.articles)::int as articles
                    from written
                    cross join lateral unnest(to_tsvector(text_configuration(written.lang), written.word)) read
                   group by written.word, read.lexeme having sum(written.articles) <> 0),
                words_gone as (
                  delete from search_word known using summed_words summed
                   where known.word = summed.word and known.term = summed.term
                     and known.articles + summed.articles <= 0),
                words_changed as (
                  update search_word known set articles = known.articles + summed.articles
                    from summed_words summed
                   where known.word = summed.word and known.term = summed.term
                     and known.articles + summed.articles > 0),
                words_come as (
                  insert into search_word (word, term, articles)
                  select word, term, articles from summed_words summed
                   where articles > 0
                     and not exists (select from search_word known
                                      where known.word = summed.word and known.term = summed.term))
                select count(*) from taken
                """)
            .bind("folded", most)
            .mapTo(Integer.class)
            .one()
        == most;
  }

  private static boolean foldWords(Handle handle, String table, String key) {
    String same =
        key.equals("term")
            ? "known.term = summed.term"
            : "known.word = summed.word and known.term = summed.term";
    return handle
            .createQuery(
                """
                with taken as (
                  delete from <table>_change
                   where id in (select id from <table>_change order by id limit :folded)
                  returning *),
                summed as (
                  select <key>, sum(articles)::int as articles from taken group by <key> having sum(articles) <> 0),
                gone as (
                  delete from <table> known using summed where <same> and known.articles + summed.articles <= 0),
                changed as (
                  update <table> known set articles = known.articles + summed.articles
                    from summed where <same> and known.articles + summed.articles > 0),
                come as (
                  insert into <table> (<key>, articles)
                  select <key>, articles from summed
                   where articles > 0 and not exists (select from <table> known where <same>))
                select count(*) from taken
                """)
            .define("table", table)
            .define("key", key)
            .define("same", same)
            .bind("folded", FOLDED)
            .mapTo(Integer.class)
            .one()
        == FOLDED;
  }
}
