package org.vivavoce.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Looks for answers that say what another says already: published ones, and those that are being
 * written. Two are alike where their titles share most of their words, the rare ones counting for
 * more; or where their transcripts share many runs of words. Candidates come from indexes, and only
 * the most promising are read whole.
 */
final class SimilarQueries {
  static final int MOST = 5;

  /**
   * From here on a title asks the same. Tried on the 16,407 answers of MedQuAD: below, two mostly
   * ask something else about the same condition ("What is…", "Is … inherited?": 0.80 to 0.94).
   */
  static final double TITLE = 0.95;

  /** From here on it is worth a look, for somebody who asks for it. */
  static final double TITLE_ASKED = 0.6;

  /**
   * From here on a transcript says the same, half of it word for word. In MedQuAD less is common to
   * what merely has the same form.
   */
  static final double TEXT = 0.5;

  private static final int MOST_WORDS = 30;
  private static final int MOST_COUNTED = 2_000;
  private static final int RAREST = 4;
  private static final int RAREST_OF_TEXT = 12;
  private static final int MOST_CANDIDATES = 1_500;
  private static final int MOST_READ = 30;
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_READ = 20_000;

  /** In shorter texts a few words in common say nothing. */
  private static final int FEWEST_WORDS = 30;

  private static final int RUN = 4;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  private static final String CANDIDATE =
      """
      (select true as published, article.id, article.slug, article.title, doctor.name as doctor_name,
              article.status, tsvector_to_array(to_tsvector('english', article.title)) as words, %s as by_text
         from article join doctor on doctor.id = article.doctor_id
      """;

  private static final String MANUSCRIPT =
      """
      (select false as published, manuscript.id, null as slug, manuscript.title, doctor.name as doctor_name,
              manuscript.stage as status, tsvector_to_array(to_tsvector('english', manuscript.title)) as words,
              false as by_text
         from manuscript left join doctor on doctor.id = manuscript.doctor_id
      """;

  private final Jdbi jdbi;

  SimilarQueries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The most similar answers, the most similar first.
   *
   * @param manuscript that is being written, or null where it was not saved once
   * @param title from which likeness of titles on
   */
  List<Similar> like(ManuscriptContent content, @Nullable Long manuscript, double title) {
    return jdbi.withHandle(handle -> like(handle, content, manuscript, title));
  }

  private static List<Similar> like(
      Handle handle, ManuscriptContent content, @Nullable Long manuscript, double title) {
    List<Counted> asked = counted(handle, content.title());
    Set<Integer> runs = runs(content.transcript());
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    if (!runs.isEmpty()) {
      byText(handle, content, manuscript).forEach(each -> candidates.put(each.key(), each));
    }
    if (!asked.isEmpty()) {
      byTitle(handle, query(asked), manuscript)
          .forEach(each -> candidates.putIfAbsent(each.key(), each));
    }
    List<Candidate> promising =
        candidates.values().stream()
            .sorted(
                Comparator.comparing((Candidate each) -> !each.byText())
                    .thenComparing(each -> -titleLikeness(asked, each))
                    .thenComparing(Candidate::key))
            .limit(MOST_READ)
            .toList();
    Map<String, String> transcripts = runs.isEmpty() ? Map.of() : transcripts(handle, promising);
    return promising.stream()
        .map(
            each ->
                new Similar(
                    each,
                    titleLikeness(asked, each),
                    likeness(runs, runs(transcripts.getOrDefault(each.key(), "")))))
        .filter(each -> each.titleLikeness() >= title || each.textLikeness() >= TEXT)
        .sorted(
            Comparator.comparing(
                    (Similar each) -> -Math.max(each.titleLikeness(), each.textLikeness()))
                .thenComparing(each -> each.answer().key()))
        .limit(MOST)
        .toList();
  }

  /** The words of a title, the rarest first. */
  private static List<Counted> counted(Handle handle, String title) {
    return handle
        .createQuery(
            """
            select word.lexeme,
                   (select count(*) from (
                      select from article
                       where to_tsvector('english', title) @@ cast(quote_literal(word.lexeme) as tsquery)
                       limit :most) counted) as titles,
                   (select greatest(reltuples, 100) from pg_class where oid = 'article'::regclass) as articles
              from unnest(to_tsvector('english', :title)) word
             order by titles, word.lexeme
             limit :words
            """)
        .bind("title", title.substring(0, Math.min(title.length(), LONGEST_TITLE)))
        .bind("most", MOST_COUNTED)
        .bind("words", MOST_WORDS)
        .mapTo(Counted.class)
        .list();
  }

  /** Any two of the rarest words: whatever is similar enough has them. */
  private static String query(List<Counted> asked) {
    List<String> rarest = asked.stream().limit(RAREST).map(word -> quoted(word.lexeme())).toList();
    List<String> pairs = new ArrayList<>();
    for (int one = 0; one < rarest.size(); one++) {
      for (int other = one + 1; other < rarest.size(); other++) {
        pairs.add("(" + rarest.get(one) + " & " + rarest.get(other) + ")");
      }
    }
    return pairs.isEmpty() ? rarest.get(0) : String.join(" | ", pairs);
  }

  private static List<Candidate> byTitle(Handle handle, String query, @Nullable Long manuscript) {
    return handle
        .createQuery(
            CANDIDATE.formatted("false")
                + """
                  where article.status = 'published'
                    and to_tsvector('english', article.title) @@ cast(:query as tsquery)
                    and not exists (select from manuscript own where own.id = :manuscript and own.article_id = article.id)
                  limit :most)
                """
                + " union all "
                + MANUSCRIPT
                + """
                  where to_tsvector('english', manuscript.title) @@ cast(:query as tsquery)
                    and manuscript.id is distinct from cast(:manuscript as bigint)
                    and not exists (select from article
                                     where article.id = manuscript.article_id and article.status = 'published')
                  limit :most)
                """)
        .bind("query", query)
        .bind("manuscript", manuscript)
        .bind("most", MOST_CANDIDATES)
        .mapTo(Candidate.class)
        .list();
  }

  /** Of what is public, by rare words of the transcript; of manuscripts, by the same transcript. */
  private static List<Candidate> byText(
      Handle handle, ManuscriptContent content, @Nullable Long manuscript) {
    List<String> rare =
        handle
            .createQuery(
                """
                select word.lexeme
                  from unnest(to_tsvector(text_configuration(:lang), :transcript)) word
                 where length(word.lexeme) <= 60
                   and word.lexeme not in (
                     select unnest(most_common_elems::text::text[]) from pg_stats
                      where schemaname = current_schema() and tablename = 'article_search' and attname = 'document')
                 order by length(word.lexeme) desc, word.lexeme
                 limit :words
                """)
            .bind("lang", content.lang())
            .bind("transcript", shortened(content.transcript()))
            .bind("words", RAREST_OF_TEXT)
            .mapTo(String.class)
            .list();
    List<String> pairs = new ArrayList<>();
    for (int at = 1; at < rare.size(); at++) {
      pairs.add("(" + quoted(rare.get(at - 1)) + " & " + quoted(rare.get(at)) + ")");
    }
    return handle
        .createQuery(
            CANDIDATE.formatted("true")
                + """
                  join article_search search on search.article_id = article.id
                  where article.status = 'published'
                    and search.document @@ cast(:query as tsquery)
                    and not exists (select from manuscript own where own.id = :manuscript and own.article_id = article.id)
                  limit :most)
                """
                + " union all "
                + MANUSCRIPT.replace("false as by_text", "true as by_text")
                + """
                  join revision on revision.id = manuscript.revision_id
                  where revision.transcript_sha256 = :transcript
                    and manuscript.id is distinct from cast(:manuscript as bigint)
                    and not exists (select from article
                                     where article.id = manuscript.article_id and article.status = 'published')
                  limit :most)
                """)
        .bind("query", String.join(" | ", pairs))
        .bind("transcript", content.transcriptSha256())
        .bind("manuscript", manuscript)
        .bind("most", MOST_READ)
        .mapTo(Candidate.class)
        .list();
  }

  private static Map<String, String> transcripts(Handle handle, List<Candidate> candidates) {
    Map<String, String> transcripts = new HashMap<>();
    handle
        .createQuery(
            """
            select 'article ' || id as key, left(transcript, :longest) as transcript
              from article where id = any(:articles)
            union all
            select 'manuscript ' || manuscript.id, left(revision.content ->> 'transcript', :longest)
              from manuscript join revision on revision.id = manuscript.revision_id
             where manuscript.id = any(:manuscripts)
            """)
        .bind("longest", LONGEST_READ)
        .bind("articles", ids(candidates, true))
        .bind("manuscripts", ids(candidates, false))
        .mapTo(Text.class)
        .forEach(text -> transcripts.put(text.key(), text.transcript()));
    return transcripts;
  }

  private static Long[] ids(List<Candidate> candidates, boolean published) {
    return candidates.stream()
        .filter(each -> each.published() == published)
        .map(Candidate::id)
        .toArray(Long[]::new);
  }

  /** As much as two titles have in common of what both ask: 0 to 1. */
  private static double titleLikeness(List<Counted> asked, Candidate other) {
    Set<String> words = new HashSet<>(List.of(other.words()));
    double all = asked.stream().mapToDouble(Counted::weight).sum();
    double shared =
        asked.stream()
            .filter(word -> words.contains(word.lexeme()))
            .mapToDouble(Counted::weight)
            .sum();
    long common = asked.stream().filter(word -> words.contains(word.lexeme())).count();
    return all == 0 || words.isEmpty() ? 0 : Math.sqrt(shared / all * common / words.size());
  }

  /** What share of all runs of words two transcripts have in common: 0 to 1. */
  private static double likeness(Set<Integer> one, Set<Integer> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return 0;
    }
    long common = one.stream().filter(other::contains).count();
    return (double) common / (one.size() + other.size() - common);
  }

  /** Empty for what is too short to be judged. */
  private static Set<Integer> runs(String transcript) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(shortened(transcript).toLowerCase(Locale.ROOT));
    while (word.find()) {
      words.add(word.group());
    }
    Set<Integer> runs = new HashSet<>();
    if (words.size() >= FEWEST_WORDS) {
      for (int at = RUN; at <= words.size(); at++) {
        runs.add(words.subList(at - RUN, at).hashCode());
      }
    }
    return runs;
  }

  private static String shortened(String transcript) {
    return transcript.substring(0, Math.min(transcript.length(), LONGEST_READ));
  }

  private static String quoted(String lexeme) {
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /**
   * A word of a title.
   *
   * @param titles in how many it stands, as far as they were counted
   * @param articles about how many there are
   */
  public record Counted(String lexeme, int titles, double articles) {
    double weight() {
      return Math.log(1 + articles / (1 + titles));
    }
  }

  /**
   * An answer that may be similar.
   *
   * @param id of the article where it is public, else of the manuscript
   * @param slug null where it is not public
   * @param status as {@link Manuscript#status()}
   * @param words of its title
   * @param byText whether rare words of the transcript stand in it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Candidate(
      boolean published,
      long id,
      @Nullable String slug,
      String title,
      @Nullable String doctorName,
      String status,
      String[] words,
      boolean byText) {
    String key() {
      return (published ? "article " : "manuscript ") + id;
    }
  }

  /** A transcript. */
  public record Text(String key, String transcript) {}

  /**
   * An answer that is similar.
   *
   * @param titleLikeness 0 to 1
   * @param textLikeness 0 to 1
   */
  record Similar(Candidate answer, double titleLikeness, double textLikeness) {}
}
