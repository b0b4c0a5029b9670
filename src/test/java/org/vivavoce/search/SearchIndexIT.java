package org.vivavoce.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.TestDatabase;
import org.vivavoce.ingest.ComingAndGoing;
import org.vivavoce.ingest.Imports;

/** What search ranks by, however answers come and go. */
class SearchIndexIT {
  private static final int ROUNDS = 25;
  private static final String[] WORDS = {
    "kidney",
    "kidneys",
    "stone",
    "stones",
    "pain",
    "fever",
    "Crohn's",
    "X-ray",
    "treatment",
    "esophageal"
  };

  @Test
  void afterWhateverWasPublishedChangedWithdrawnAndRestoredItIsAsIfCountedAnew() {
    Random random = new Random(11);
    try (TestDatabase database = TestDatabase.migrated()) {
      Jdbi jdbi = database.jdbi();
      for (int round = 0; round < ROUNDS; round++) {
        ComingAndGoing.round(jdbi, random, 12, 4, SearchIndexIT::answer);
        if (random.nextBoolean()) {
          SearchIndex.fold(jdbi, 1 + random.nextInt(12));
        }
        if (round % 5 == 4) {
          jdbi.useTransaction(SearchIndex::fold);
          String after = "after round " + round;
          assertEquals(postings(jdbi), keptPostings(jdbi), after);
          assertEquals(terms(jdbi), keptTerms(jdbi), after);
          assertEquals(words(jdbi), keptWords(jdbi), after);
          assertFalse(keptPostings(jdbi).isEmpty());
        }
      }
    }
  }

  @Test
  void anAnswerThatReadsAsBeforeWritesNoPostings() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      String rows =
          "select coalesce(max(xmin::text::bigint), 0) || ' ' || count(*) from search_posting";
      String before = text(jdbi, rows);
      jdbi.useTransaction(
          handle ->
              SearchIndex.refresh(
                  handle, handle.createQuery("select id from article").mapTo(Long.class).list()));
      assertEquals(before, text(jdbi, rows));
      assertEquals("0", text(jdbi, "select count(*)::text from search_change"));
      assertEquals("0", text(jdbi, "select count(*)::text from search_term_change"));
      assertEquals("0", text(jdbi, "select count(*)::text from search_word_change"));
    }
  }

  @Test
  void whileEditsAreAddedUpStepByStepNoWordIsMissed() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      jdbi.useTransaction(SearchIndex::fold);
      Map<String, Integer> before = counts(jdbi);
      List<Long> edited =
          jdbi.withHandle(
              handle ->
                  handle
                      .createQuery(
                          """
                          update article set title = title || ' Zebra'
                           where id in (select article_id from article_search order by article_id limit 8)
                          returning id
                          """)
                      .mapTo(Long.class)
                      .list());
      jdbi.useTransaction(handle -> SearchIndex.refresh(handle, edited));
      boolean more = true;
      while (more) {
        more = SearchIndex.fold(jdbi, 1);
        Map<String, Integer> now = counts(jdbi);
        before.forEach((term, articles) -> assertTrue(now.getOrDefault(term, 0) >= articles, term));
      }
      assertEquals("8", text(jdbi, "select articles::text from search_term where term = 'zebra'"));
    }
  }

  @Test
  void whatWasPublishedBeforeGetsItsPostings() {
    try (TestDatabase database = TestDatabase.withDemo()) {
      Jdbi jdbi = database.jdbi();
      List<String> postings = keptPostings(jdbi);
      List<String> terms = keptTerms(jdbi);
      List<String> words = keptWords(jdbi);
      jdbi.useHandle(
          handle -> {
            handle.execute("delete from search_posting");
            handle.execute("delete from search_term");
            handle.execute("delete from search_word");
            handle.execute(
                "update article_search set lang = null, title_terms = null, words = null");
          });
      assertTrue(SearchIndex.backfill(jdbi));
      assertFalse(SearchIndex.backfill(jdbi));
      jdbi.useTransaction(SearchIndex::fold);
      assertEquals(postings, keptPostings(jdbi));
      assertEquals(terms, keptTerms(jdbi));
      assertEquals(words, keptWords(jdbi));
    }
  }

  private static Map<String, Integer> counts(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select term, articles from search_term")
                .map((row, context) -> Map.entry(row.getString("term"), row.getInt("articles")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static String answer(int id, Random random) {
    StringBuilder text = new StringBuilder("Words");
    for (int word = random.nextInt(8); word >= 0; word--) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
    }
    return Imports.line(
            "" + id,
            "What of " + WORDS[random.nextInt(WORDS.length)] + "?",
            text.toString(),
            "\"slug\": \"answer-%d\", \"status\": \"%s\", \"topics\": [{\"name\": \"Topic %d\"}]"
                .formatted(id, random.nextInt(4) == 0 ? "draft" : "published", random.nextInt(4)))
        .replace("Ada Example", "Doctor " + random.nextInt(4));
  }

  private static List<String> keptPostings(Jdbi jdbi) {
    return list(
        jdbi, "select concat_ws(' ', article_id, term, weight) from search_posting order by 1");
  }

  private static List<String> keptTerms(Jdbi jdbi) {
    return list(jdbi, "select concat_ws(' ', term, articles) from search_term order by 1");
  }

  private static List<String> keptWords(Jdbi jdbi) {
    return list(jdbi, "select concat_ws(' ', word, term, articles) from search_word order by 1");
  }

  private static final String PUBLISHED =
      """
      with published as (
        select article.id, article.title || ' ' || article.transcript as text,
               setweight(to_tsvector('english', article.title), 'A')
               || setweight(to_tsvector('english', (select topic.name from article_topic link
                                                      join topic on topic.id = link.topic_id
                                                     where link.article_id = article.id)), 'B')
               || setweight(to_tsvector('english', doctor.name), 'C')
               || setweight(to_tsvector('english', article.transcript), 'D') as document
          from article join doctor on doctor.id = article.doctor_id
         where article.status = 'published')
      """;

  private static List<String> postings(Jdbi jdbi) {
    return list(
        jdbi,
        PUBLISHED
            + """
            select concat_ws(' ', published.id, weighed.term, weighed.weight)
              from published cross join lateral search_weights(published.document) weighed
             order by 1
            """);
  }

  private static List<String> terms(Jdbi jdbi) {
    return list(
        jdbi,
        PUBLISHED
            + """
            select concat_ws(' ', term, count(*))
              from (select unnest(tsvector_to_array(document)) as term from published
                    union all select '' from published) each
             group by term
             order by 1
            """);
  }

  private static List<String> words(Jdbi jdbi) {
    return list(
        jdbi,
        PUBLISHED
            + """
            select concat_ws(' ', word, read.lexeme, count(*))
              from published
              cross join lateral (
                select distinct lower(word) as word
                  from regexp_split_to_table(published.text, '[^[:alnum:]]+') word where word <> '') each
              cross join lateral unnest(to_tsvector('english', word)) read
             group by word, read.lexeme
             order by 1
            """);
  }

  private static List<String> list(Jdbi jdbi, String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private static String text(Jdbi jdbi, String sql) {
    return list(jdbi, sql).get(0);
  }
}
