package org.vivavoce.bench;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.vivavoce.config.Config;
import org.vivavoce.content.Slug;
import org.vivavoce.db.Database;
import org.vivavoce.related.QuestionIndex;
import org.vivavoce.search.PostingIndexes;
import org.vivavoce.search.SearchIndex;
import org.vivavoce.search.SuggestionIndex;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills an empty database with any number of made-up answers, to measure search, lists, sitemaps
 * and speed with. The same options give the same answers. Articles are streamed in by COPY; what
 * search and suggestions read is written by the portal's own code; Other Voices are the latest five
 * answers on the same condition, since computing them is not what this is for. One that was stopped
 * needs another empty database.
 */
@Command(
    name = "generate",
    description = "Fill the empty database of the settings with made-up answers.",
    mixinStandardHelpOptions = true)
public final class CorpusGenerator implements Callable<Integer> {
  private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");
  private static final int YEARS_SECONDS = 10 * 365 * 86_400;
  private static final int SEARCH_BATCH = 5_000;
  private static final int VOICES = 5;
  private static final double SKEW = 0.8;

  @Option(
      names = "--articles",
      defaultValue = "100000",
      description = "1 to 1,000,000; default ${DEFAULT-VALUE}")
  private int articles;

  @Option(names = "--seed", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--words",
      defaultValue = "80",
      description = "about so many in an answer; default ${DEFAULT-VALUE}")
  private int words;

  @Option(
      names = "--vocabulary",
      defaultValue = "50000",
      description = "different words; default ${DEFAULT-VALUE}")
  private int vocabulary;

  @Option(names = "--specialties", defaultValue = "30", description = "default ${DEFAULT-VALUE}")
  private int specialties;

  @Option(names = "--topics", defaultValue = "2000", description = "default ${DEFAULT-VALUE}")
  private int topics;

  @Option(names = "--doctors", defaultValue = "5000", description = "default ${DEFAULT-VALUE}")
  private int doctors;

  @Option(
      names = "--hidden",
      defaultValue = "0.02",
      description =
          "the share of drafts and withdrawn answers, half of each; default ${DEFAULT-VALUE}")
  private double hidden;

  private final PrintStream out = System.out;
  private long phaseStart;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CorpusGenerator()).execute(arguments));
  }

  @Override
  public Integer call() throws SQLException {
    if (articles < 1 || articles > 1_000_000 || words < 10 || vocabulary < 100 || doctors < 2) {
      System.err.println(
          "articles must be 1 to 1,000,000, words at least 10, the vocabulary at least 100, doctors at least 2");
      return 2;
    }
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("DEMO", "false");
    try (Database database = Database.open(Config.from(environment))) {
      database.migrate();
      boolean empty =
          database
              .jdbi()
              .withHandle(
                  handle ->
                      handle
                          .createQuery("select not exists (select from article)")
                          .mapTo(Boolean.class)
                          .one());
      if (!empty) {
        System.err.println(
            "This database holds articles already; point DATABASE_URL or DATA_DIR to an empty one.");
        return 1;
      }
      long before = size(database);
      long start = System.nanoTime();
      Jdbi owner = database.owner();
      try (Handle handle = owner.open()) {
        handle.begin();
        long firstArticle = fill(handle);
        handle.commit();
        handle.execute("analyze specialty, doctor, topic, article, article_topic");
        phase("commit");
        index(owner, firstArticle);
        handle.execute(
            """
            analyze specialty, doctor, topic, article, article_slug, article_topic, article_search, related_article,
              search_posting, search_term, search_word, suggestion, suggestion_word, article_question
            """);
        phase("analyze");
        report(handle, (System.nanoTime() - start) / 1e9, size(database) - before);
      }
    }
    return 0;
  }

  /**
   * All but what search and suggestions read.
   *
   * @return the number of the first article
   */
  private long fill(Handle handle) throws SQLException {
    Lexicon lexicon = new Lexicon(vocabulary, seed);
    phaseStart = System.nanoTime();
    try (CopyTable copy = new CopyTable(handle, "specialty (slug, name, description)")) {
      for (int at = 0; at < specialties; at++) {
        String name = capital(Lexicon.unique(at)) + "ology";
        copy.row(Slug.of(name), name, "All about " + lexicon.word(at) + ".");
      }
    }
    try (CopyTable copy = new CopyTable(handle, "doctor (slug, kind, name, credentials)")) {
      for (int at = 0; at < doctors; at++) {
        String name = doctorName(lexicon, at);
        copy.row(Slug.of(name), "person", name, "MD");
      }
    }
    try (CopyTable copy = new CopyTable(handle, "topic (slug, name, definition)")) {
      for (int at = 0; at < topics; at++) {
        String name = capital(Lexicon.unique(at)) + " " + lexicon.word(at % vocabulary);
        copy.row(Slug.of(name), name, "A made-up condition.");
      }
    }
    long firstSpecialty = first(handle, "specialty");
    long firstDoctor = first(handle, "doctor");
    long firstTopic = first(handle, "topic");
    phase("names");

    double[] specialtyShares = Lexicon.skewed(specialties, SKEW);
    double[] doctorShares = Lexicon.skewed(doctors, SKEW);
    double[] topicShares = Lexicon.skewed(topics, SKEW);
    try (CopyTable copy =
        new CopyTable(
            handle,
            """
            article (slug, lang, status, title, transcript, excerpt, doctor_id, specialty_id, duration_seconds,
              recorded_on, edited_on, reviewed_on, review_due_on, reviewer_name, reviewer_id, care_level, care_text,
              published_at, withdrawn_at, withdrawn_reason)"""
                .replace("\n", " "))) {
      for (int at = 0; at < articles; at++) {
        writeArticle(copy, at, lexicon, specialtyShares, doctorShares, firstSpecialty, firstDoctor);
      }
    }
    long firstArticle = first(handle, "article");
    phase("articles");

    try (CopyTable copy = new CopyTable(handle, "article_slug (slug, article_id)")) {
      for (int at = 0; at < articles; at++) {
        copy.row(Slug.of(title(at, lexicon, random(at))), firstArticle + at);
      }
    }
    phase("addresses");

    try (CopyTable copy = new CopyTable(handle, "article_topic (article_id, topic_id, position)")) {
      for (int at = 0; at < articles; at++) {
        int position = 0;
        for (int topic : topicsOf(at, topicShares)) {
          copy.row(firstArticle + at, firstTopic + topic, position++);
        }
      }
    }
    phase("conditions");

    writeVoices(handle, topicShares, firstArticle, firstTopic);
    phase("other voices");
    return firstArticle;
  }

  /** What search and suggestions read, and what is asked, by two connections. */
  private void index(Jdbi owner, long firstArticle) throws SQLException {
    PostingIndexes indexes = owner.inTransaction(PostingIndexes::dropped);
    List<Runnable> tasks = new ArrayList<>();
    tasks.add(() -> suggest(owner, firstArticle));
    for (int from = 0; from < articles; from += SEARCH_BATCH) {
      List<Long> batch = batch(firstArticle, from);
      tasks.add(() -> owner.useTransaction(handle -> SearchIndex.refresh(handle, batch)));
    }
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      CompletionService<Boolean> done = new ExecutorCompletionService<>(both);
      tasks.forEach(task -> done.submit(task, true));
      for (int left = tasks.size(); left > 0; left--) {
        done.take().get();
      }
    } catch (ExecutionException e) {
      throw new SQLException("what search reads was not written: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while what search reads was written", e);
    } finally {
      both.shutdownNow();
    }
    phase("search and suggestions");
    owner.useTransaction(SearchIndex::fold);
    phase("how rare words are");
    owner.useTransaction(indexes::make);
    phase("their indexes");
  }

  private List<Long> batch(long firstArticle, int from) {
    int to = Math.min(from + SEARCH_BATCH, articles);
    return LongStream.range(firstArticle + from, firstArticle + to).boxed().toList();
  }

  private void suggest(Jdbi owner, long firstArticle) {
    for (int from = 0; from < articles; from += SEARCH_BATCH) {
      List<Long> batch = batch(firstArticle, from);
      owner.useTransaction(
          handle -> {
            SuggestionIndex.refreshQuestions(handle, batch);
            QuestionIndex.refresh(handle, batch);
          });
    }
    for (String kind : List.of("doctor", "specialty", "topic")) {
      owner.useTransaction(
          handle ->
              SuggestionIndex.refreshNames(
                  handle,
                  kind,
                  handle
                      .createQuery("select id from <kind> order by id")
                      .define("kind", kind)
                      .mapTo(Long.class)
                      .list()));
    }
  }

  private void writeArticle(
      CopyTable copy,
      int at,
      Lexicon lexicon,
      double[] specialtyShares,
      double[] doctorShares,
      long firstSpecialty,
      long firstDoctor)
      throws SQLException {
    SplittableRandom random = random(at);
    String title = title(at, lexicon, random);
    String transcript = transcript(lexicon, random);
    String status = status(at);
    Instant published = END.minusSeconds(random.nextInt(YEARS_SECONDS));
    LocalDate recorded = LocalDate.ofInstant(published, ZoneOffset.UTC);
    int doctor = Lexicon.rank(random, doctorShares);
    int reviewer = (doctor + 1 + random.nextInt(doctors - 1)) % doctors;
    boolean reviewed = random.nextInt(3) == 0;
    boolean care = random.nextInt(3) == 0;
    copy.row(
        Slug.of(title),
        "en",
        status,
        title,
        transcript,
        excerpt(transcript),
        firstDoctor + doctor,
        firstSpecialty + Lexicon.rank(random, specialtyShares),
        random.nextInt(10) == 0 ? null : 20 + random.nextInt(70),
        recorded,
        recorded.plusDays(random.nextInt(30)),
        reviewed ? recorded.plusDays(30) : null,
        reviewed ? recorded.plusDays(30).plusYears(3) : null,
        reviewed ? doctorName(lexicon, reviewer) : null,
        reviewed ? firstDoctor + reviewer : null,
        care ? List.of("non-urgent", "urgent", "emergency").get(random.nextInt(3)) : null,
        care ? "Ask " + lexicon.word(random) + "." : null,
        status.equals("draft") ? null : published,
        status.equals("withdrawn") ? END : null,
        status.equals("withdrawn") ? "Made up." : null);
  }

  private void writeVoices(Handle handle, double[] topicShares, long firstArticle, long firstTopic)
      throws SQLException {
    Map<Integer, List<Integer>> latest = new HashMap<>();
    try (CopyTable copy =
        new CopyTable(
            handle,
            "related_article (article_id, position, related_id, score, reason, topic_id)")) {
      for (int at = 0; at < articles; at++) {
        if (!status(at).equals("published")) {
          continue;
        }
        int topic = topicsOf(at, topicShares).iterator().next();
        List<Integer> others = latest.computeIfAbsent(topic, key -> new ArrayList<>(VOICES + 1));
        int position = 1;
        for (int other : others) {
          copy.row(
              firstArticle + at,
              position,
              firstArticle + other,
              1.0 / position,
              "SAME_TOPIC",
              firstTopic + topic);
          position++;
        }
        others.add(0, at);
        if (others.size() > VOICES) {
          others.remove(VOICES);
        }
      }
    }
  }

  private SplittableRandom random(int article) {
    return new SplittableRandom(seed * 1_000_003 + article);
  }

  private String status(int article) {
    double place = new SplittableRandom(seed * 7_919 + article).nextDouble();
    return place < hidden / 2 ? "draft" : place < hidden ? "withdrawn" : "published";
  }

  private Set<Integer> topicsOf(int article, double[] topicShares) {
    SplittableRandom random = new SplittableRandom(seed * 104_729 + article);
    int count = 1 + random.nextInt(3);
    Set<Integer> chosen = new LinkedHashSet<>();
    while (chosen.size() < Math.min(count, topics)) {
      chosen.add(Lexicon.rank(random, topicShares));
    }
    return chosen;
  }

  /** Takes the first draws of the article's randomness, so that it can be told again. */
  private static String title(int article, Lexicon lexicon, SplittableRandom random) {
    StringBuilder title = new StringBuilder("Why");
    int count = 4 + random.nextInt(6);
    for (int at = 0; at < count; at++) {
      title.append(' ').append(lexicon.word(random));
    }
    return title.append(' ').append(Lexicon.unique(article)).append('?').toString();
  }

  private String transcript(Lexicon lexicon, SplittableRandom random) {
    int count = words * 3 / 4 + random.nextInt(words / 2 + 1);
    StringBuilder text = new StringBuilder(count * 7);
    int sentence = 0;
    for (int at = 0; at < count; at++) {
      String word = lexicon.word(random);
      text.append(sentence == 0 ? capital(word) : word);
      sentence++;
      if (at == count - 1 || (sentence > 6 && random.nextInt(6) == 0)) {
        text.append('.');
        sentence = 0;
      }
      if (at < count - 1) {
        text.append(at == count / 2 ? "\n\n" : " ");
      }
    }
    return text.toString();
  }

  private static String excerpt(String transcript) {
    String flat = transcript.replace("\n\n", " ");
    return flat.length() <= 260 ? flat : flat.substring(0, flat.lastIndexOf(' ', 260)) + " …";
  }

  private static String doctorName(Lexicon lexicon, int doctor) {
    return capital(lexicon.word(doctor % 90))
        + " "
        + capital(Lexicon.unique(doctor).substring(1) + "son");
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static long first(Handle handle, String table) {
    return handle.createQuery("select min(id) from " + table).mapTo(Long.class).one();
  }

  private static long size(Database database) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select pg_database_size(current_database())")
                    .mapTo(Long.class)
                    .one());
  }

  private void phase(String name) {
    long now = System.nanoTime();
    double took = (now - phaseStart) / 1e9;
    out.printf("%-24s %8.1f s%n", name, took);
    phaseStart = now;
  }

  private void report(Handle handle, double total, long bytes) {
    out.printf("%,d articles in %.1f s, %,.0f a second%n", articles, total, articles / total);
    out.printf("%,.0f MB on disk, %,.1f KB an article%n", bytes / 1e6, bytes / 1e3 / articles);
    handle
        .createQuery(
            """
            select relname as name, pg_table_size(oid) as table_bytes, pg_indexes_size(oid) as index_bytes
              from pg_class
             where relkind = 'r' and relnamespace = 'public'::regnamespace
             order by pg_total_relation_size(oid) desc, relname
             limit 6
            """)
        .mapTo(Size.class)
        .forEach(
            each ->
                out.printf(
                    "  %-18s %,8.0f MB, its indexes %,8.0f MB%n",
                    each.name(), each.tableBytes() / 1e6, each.indexBytes() / 1e6));
  }

  /** How much room a table takes. */
  public record Size(String name, long tableBytes, long indexBytes) {}
}
